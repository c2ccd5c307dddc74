"""Accounts as a frontend meets them: supabase-py, PostgREST, row level security."""

from __future__ import annotations

import threading
import uuid
from collections.abc import Callable
from typing import Any

import httpx
import pytest
from postgrest import APIError

from tests.api.auth import Person, enroll_totp, person, rows, service, sign_in
from tests.conftest import Stack

BUSINESS = {
    "name": "Loom & Wright",
    "industry": "Textiles",
    "business_type": "Workshop",
    "primary_product": "Woven throws",
    "core_offer_description": "Throws woven to order.",
}


def table(one: Person, name: str) -> Any:
    """A table or view, as this person's client reaches it."""
    return one.client.table(name)


def create_workspace(owner: Person, name: str = "Studio") -> str:
    made = table(owner, "workspaces").insert({"name": name}).execute().data
    return str(made[0]["id"])


def call(one: Person, function: str, **arguments: Any) -> Any:
    return one.client.rpc(function, arguments).execute().data


def invite(admin: Person, workspace: str, guest: Person, role: str = "member") -> str:
    made = call(admin, "invite_member", workspace_id=workspace, email=guest.email, role=role)
    return str(made["token"])


def join(admin: Person, workspace: str, guest: Person, role: str = "member") -> None:
    call(guest, "accept_invitation", token=invite(admin, workspace, guest, role))


def roles(one: Person, workspace: str) -> dict[str, str]:
    """Who has which role in a workspace, as `one` sees it."""
    seen = (
        table(one, "workspace_members")
        .select("user_id, role")
        .eq("workspace_id", workspace)
        .execute()
        .data
    )
    return {row["user_id"]: row["role"] for row in seen}


def at_once(*actions: Callable[[], Any]) -> list[Any]:
    """Do things at the same time; return what each gave, or its error."""
    results: list[Any] = [None] * len(actions)
    start = threading.Barrier(len(actions))

    def act(index: int, action: Callable[[], Any]) -> None:
        start.wait()
        try:
            results[index] = action()
        except APIError as error:
            results[index] = error

    threads = [threading.Thread(target=act, args=pair) for pair in enumerate(actions)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return results


# sign-up ---------------------------------------------------------------------------------


def test_sign_up_gives_a_profile_and_a_personal_workspace(stack: Stack) -> None:
    ada = person(stack, full_name="Ada Lovelace", country="GB")
    profile = table(ada, "profiles").select("*").single().execute().data
    assert (profile["full_name"], profile["country"]) == ("Ada Lovelace", "GB")
    workspace = table(ada, "workspaces").select("*").single().execute().data
    assert workspace["name"] == "Ada Lovelace's workspace"
    assert workspace["is_personal"]
    assert roles(ada, workspace["id"]) == {ada.id: "owner"}


def test_a_failing_trigger_does_not_block_a_sign_up(stack: Stack) -> None:
    rows(stack, "alter table profiles add constraint nobody check (false) not valid")
    try:
        ada = person(stack)
    finally:
        rows(stack, "alter table profiles drop constraint nobody")
    assert table(ada, "profiles").select("id").execute().data == []
    assert call(ada, "ensure_profile")["id"] == ada.id
    assert len(table(ada, "workspaces").select("id").execute().data) == 1


def test_an_account_without_a_profile_is_repaired_at_its_first_use(stack: Stack) -> None:
    ada = person(stack)
    rows(stack, "delete from public.profiles where id = %s", ada.id)
    assert call(ada, "ensure_profile")["id"] == ada.id
    assert len(table(ada, "workspaces").select("id").execute().data) == 1


def test_an_account_without_a_profile_can_make_a_workspace(stack: Stack) -> None:
    ada = person(stack)
    rows(stack, "delete from public.profiles where id = %s", ada.id)
    assert roles(ada, create_workspace(ada)) == {ada.id: "owner"}


def test_a_person_edits_their_profile_but_not_its_state(stack: Stack) -> None:
    ada = person(stack)
    profiles = table(ada, "profiles")
    changed = profiles.update({"settings": {"theme": "dark"}}).eq("id", ada.id).execute().data
    assert changed[0]["settings"] == {"theme": "dark"}
    with pytest.raises(APIError) as error:
        profiles.update({"status": "trial"}).eq("id", ada.id).execute()
    assert error.value.code == "42501"


# workspaces ------------------------------------------------------------------------------


def test_inserting_a_workspace_returns_it_and_makes_the_creator_its_owner(stack: Stack) -> None:
    ada = person(stack)
    name = f"Studio {uuid.uuid4().hex[:8]}"
    made = table(ada, "workspaces").insert({"name": name}).execute().data[0]
    assert made["slug"] == name.lower().replace(" ", "-")
    assert made["owner_id"] == ada.id
    assert roles(ada, made["id"]) == {ada.id: "owner"}


def test_create_workspace_returns_the_row(stack: Stack) -> None:
    ada = person(stack)
    slug = f"studio-{uuid.uuid4().hex[:8]}"
    made = call(ada, "create_workspace", name="Studio", slug=slug)
    assert (made["name"], made["slug"], made["is_personal"]) == ("Studio", slug, False)


def test_a_new_workspace_is_ready_for_rows_at_once(stack: Stack) -> None:
    ada = person(stack)
    workspace = create_workspace(ada)
    made = (
        table(ada, "businesses").insert({"workspace_id": workspace, **BUSINESS}).execute()
    ).data[0]
    assert made["profile_id"] == ada.id


def test_a_stranger_sees_and_changes_nothing(stack: Stack) -> None:
    ada, eve = person(stack), person(stack)
    workspace = create_workspace(ada)
    table(ada, "businesses").insert({"workspace_id": workspace, **BUSINESS}).execute()
    for name, column in (
        ("workspaces", "id"),
        ("workspace_members", "workspace_id"),
        ("workspace_people", "workspace_id"),
        ("pending_invitations", "workspace_id"),
        ("businesses", "workspace_id"),
    ):
        assert table(eve, name).select("*").eq(column, workspace).execute().data == []
    businesses = table(eve, "businesses")
    changed = businesses.update({"name": "Mine"}).eq("workspace_id", workspace).execute()
    assert changed.data == []
    assert businesses.delete().eq("workspace_id", workspace).execute().data == []
    with pytest.raises(APIError) as error:
        businesses.insert({"workspace_id": workspace, **BUSINESS}).execute()
    assert error.value.code == "42501"


def test_members_see_names_of_colleagues_and_admins_their_addresses(stack: Stack) -> None:
    ada, bob = person(stack, full_name="Ada"), person(stack, full_name="Bob")
    workspace = create_workspace(ada)
    join(ada, workspace, bob)
    people = table(bob, "workspace_people").select("full_name, role")
    seen = people.eq("workspace_id", workspace).order("full_name").execute().data
    assert seen == [
        {"full_name": "Ada", "role": "owner"},
        {"full_name": "Bob", "role": "member"},
    ]
    assert len(table(bob, "profiles").select("id").execute().data) == 1
    with pytest.raises(APIError) as error:
        call(bob, "list_member_emails", workspace_id=workspace)
    assert error.value.code == "PT403"
    emails = {row["email"] for row in call(ada, "list_member_emails", workspace_id=workspace)}
    assert emails == {ada.email, bob.email}


def test_an_archived_workspace_is_read_only_until_it_is_restored(stack: Stack) -> None:
    ada = person(stack)
    workspace = create_workspace(ada)
    businesses = table(ada, "businesses")
    call(ada, "archive_workspace", workspace_id=workspace)
    with pytest.raises(APIError) as error:
        businesses.insert({"workspace_id": workspace, **BUSINESS}).execute()
    assert error.value.code == "42501"
    call(ada, "restore_workspace", workspace_id=workspace)
    assert businesses.insert({"workspace_id": workspace, **BUSINESS}).execute().data


def test_deleting_a_workspace_takes_everything_in_it_along(stack: Stack) -> None:
    ada, bob = person(stack), person(stack)
    workspace = create_workspace(ada)
    join(ada, workspace, bob, "admin")
    table(ada, "businesses").insert({"workspace_id": workspace, **BUSINESS}).execute()
    with pytest.raises(APIError) as error:
        call(bob, "delete_workspace", workspace_id=workspace)
    assert error.value.code == "PT403"
    call(ada, "delete_workspace", workspace_id=workspace)
    assert rows(stack, "select from public.businesses where workspace_id = %s", workspace) == []


# invitations -----------------------------------------------------------------------------


def test_an_invitation_leads_into_the_workspace(stack: Stack) -> None:
    ada, eve = person(stack, full_name="Ada"), person(stack)
    workspace = create_workspace(ada)
    token = invite(ada, workspace, eve, "viewer")
    (listed,) = call(eve, "list_my_invitations")
    assert (listed["workspace_name"], listed["invited_by"]) == ("Studio", "Ada")
    seen = call(eve, "peek_invitation", token=token)
    assert (seen["email"], seen["role"], seen["state"]) == (eve.email, "viewer", "pending")
    assert call(eve, "accept_invitation", token=token) == workspace
    assert roles(eve, workspace)[eve.id] == "viewer"
    assert call(eve, "peek_invitation", token=token)["state"] == "accepted"


def test_an_invitation_accepted_many_times_at_once_joins_once(stack: Stack) -> None:
    ada, eve = person(stack), person(stack)
    workspace = create_workspace(ada)
    token = invite(ada, workspace, eve)
    devices = [sign_in(stack, eve.email) for _ in range(4)]
    results = at_once(
        *(
            lambda one=one: one.rpc("accept_invitation", {"token": token}).execute().data
            for one in devices
        )
    )
    assert results == [workspace] * 4
    assert roles(ada, workspace) == {ada.id: "owner", eve.id: "member"}


def test_an_invitation_works_for_its_address_only(stack: Stack) -> None:
    ada, eve, mallory = person(stack), person(stack), person(stack)
    token = invite(ada, create_workspace(ada), eve)
    with pytest.raises(APIError) as error:
        call(mallory, "accept_invitation", token=token)
    assert error.value.code == "PT403"
    assert error.value.hint is not None
    assert "invited address" in error.value.hint


def test_sending_again_ends_the_link_before(stack: Stack) -> None:
    ada, eve = person(stack), person(stack)
    workspace = create_workspace(ada)
    old = invite(ada, workspace, eve)
    (pending,) = table(ada, "pending_invitations").select("*").execute().data
    new = call(ada, "resend_invitation", invitation_id=pending["id"])
    with pytest.raises(APIError) as error:
        call(eve, "accept_invitation", token=old)
    assert error.value.code == "PT404"
    assert call(eve, "accept_invitation", token=new["token"]) == workspace


def test_an_invitation_taken_back_is_gone(stack: Stack) -> None:
    ada, eve = person(stack), person(stack)
    token = invite(ada, create_workspace(ada), eve)
    (pending,) = table(ada, "pending_invitations").select("id").execute().data
    call(ada, "revoke_invitation", invitation_id=pending["id"])
    with pytest.raises(APIError) as error:
        call(eve, "accept_invitation", token=token)
    assert error.value.code == "PT410"
    assert call(eve, "list_my_invitations") == []


def test_nobody_reads_a_token_hash(stack: Stack) -> None:
    ada, eve = person(stack), person(stack)
    invite(ada, create_workspace(ada), eve)
    with pytest.raises(APIError) as error:
        table(ada, "workspace_invitations").select("token_hash").execute()
    assert error.value.code == "42501"


# ownership and leaving -------------------------------------------------------------------


def test_two_owners_who_leave_at_once_leave_one_behind(stack: Stack) -> None:
    ada, bob = person(stack), person(stack)
    workspace = create_workspace(ada)
    join(ada, workspace, bob)
    call(ada, "change_member_role", workspace_id=workspace, user_id=bob.id, role="owner")
    results = at_once(
        lambda: call(ada, "leave_workspace", workspace_id=workspace),
        lambda: call(bob, "leave_workspace", workspace_id=workspace),
    )
    (refused,) = [result for result in results if isinstance(result, APIError)]
    assert refused.code == "PT409"
    (left,) = rows(
        stack, "select user_id::text from workspace_members where workspace_id = %s", workspace
    )
    (accountable,) = rows(stack, "select owner_id::text from workspaces where id = %s", workspace)
    assert left["user_id"] == accountable["owner_id"]


def test_handing_over_swaps_the_roles(stack: Stack) -> None:
    ada, bob = person(stack), person(stack)
    workspace = create_workspace(ada)
    join(ada, workspace, bob)
    call(ada, "transfer_ownership", workspace_id=workspace, new_owner=bob.id)
    assert roles(bob, workspace) == {ada.id: "admin", bob.id: "owner"}
    call(ada, "leave_workspace", workspace_id=workspace)
    assert roles(bob, workspace) == {bob.id: "owner"}


def test_a_removed_member_sees_the_workspace_no_more(stack: Stack) -> None:
    ada, bob = person(stack), person(stack)
    workspace = create_workspace(ada)
    join(ada, workspace, bob)
    call(ada, "remove_member", workspace_id=workspace, user_id=bob.id)
    assert table(bob, "workspaces").select("id").eq("id", workspace).execute().data == []


def test_deleting_an_account_hands_its_workspaces_on(stack: Stack) -> None:
    ada, bob = person(stack), person(stack)
    workspace, alone = create_workspace(ada), create_workspace(ada, "Alone")
    join(ada, workspace, bob)
    service(stack).auth.admin.delete_user(ada.id)
    assert roles(bob, workspace) == {bob.id: "owner"}
    assert rows(stack, "select from public.workspaces where id = %s", alone) == []


# the second factor -----------------------------------------------------------------------


def test_a_second_factor_guards_members_and_a_backup_code_replaces_it(stack: Stack) -> None:
    ada, bob = person(stack), person(stack)
    workspace = create_workspace(ada)
    join(ada, workspace, bob)
    factor_id, authenticator = enroll_totp(ada.client)
    ada.client.auth.mfa.challenge_and_verify({"factor_id": factor_id, "code": authenticator.now()})
    codes = call(ada, "generate_backup_codes")
    assert len(set(codes)) == 10

    # On another device, with the password alone.
    elsewhere = Person(sign_in(stack, ada.email), ada.email, ada.id)
    remove = {"workspace_id": workspace, "user_id": bob.id}
    with pytest.raises(APIError) as error:
        call(elsewhere, "remove_member", **remove)
    assert error.value.code == "PT403"
    assert error.value.message == "This takes your second factor."
    with pytest.raises(APIError) as error:
        call(elsewhere, "use_backup_code", code="00000-00000-00000-00000")
    assert error.value.code == "PT422"

    call(elsewhere, "use_backup_code", code=codes[3])
    assert elsewhere.client.auth.mfa.list_factors().totp == []
    call(elsewhere, "remove_member", **remove)
    assert roles(elsewhere, workspace) == {ada.id: "owner"}


# errors ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("function", "arguments", "status", "message"),
    [
        ("leave_workspace", {}, 409, "A workspace needs an owner, and this is the last one."),
        (
            "invite_member",
            {"email": "nobody", "role": "member"},
            422,
            "'nobody' is not an e-mail address.",
        ),
        (
            "change_member_role",
            {"user_id": "00000000-0000-4000-8000-000000000000", "role": "member"},
            404,
            "This person is not a member of the workspace.",
        ),
        (
            "archive_workspace",
            {"workspace_id": "00000000-0000-4000-8000-000000000000"},
            404,
            "There is no such workspace, or you are not a member of it.",
        ),
    ],
)
def test_an_error_has_a_status_a_message_and_a_hint(
    stack: Stack, function: str, arguments: dict[str, str], status: int, message: str
) -> None:
    ada = person(stack)
    answer = httpx.post(
        f"{stack.api_url}/rest/v1/rpc/{function}",
        json={"workspace_id": create_workspace(ada), **arguments},
        headers={
            "apikey": stack.anon_key,
            "Authorization": f"Bearer {ada.session.access_token}",
        },
    )
    assert answer.status_code == status
    assert answer.json()["code"] == f"PT{status}"
    assert answer.json()["message"] == message
    assert answer.json()["hint"]


def test_without_a_session_no_function_of_accounts_answers(stack: Stack) -> None:
    answer = httpx.post(
        f"{stack.api_url}/rest/v1/rpc/ensure_profile", headers={"apikey": stack.anon_key}, json={}
    )
    assert answer.status_code == 401
    assert answer.json()["code"] == "42501"
