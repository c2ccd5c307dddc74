"""The service's calls: users, factors, invitations and links."""

from __future__ import annotations

import uuid
from typing import Any

import bcrypt
import pytest
from supabase_auth.errors import AuthApiError

from supabase import Client
from tests.api.auth import (
    PASSWORD,
    address,
    client,
    enroll_totp,
    follow,
    http,
    mail,
    mails,
    person,
    rows,
    service,
    sign_in,
    user_of,
)
from tests.conftest import Stack


@pytest.fixture
def server(stack: Stack) -> Client:
    return service(stack)


def test_a_server_makes_reads_changes_and_deletes_users(stack: Stack, server: Client) -> None:
    admin, email = server.auth.admin, address()
    made = admin.create_user(
        {
            "email": email,
            "password": PASSWORD,
            "email_confirm": True,
            "user_metadata": {"name": "Ann"},
            "app_metadata": {"plan": "gold"},
        }
    ).user
    assert made.app_metadata == {"provider": "email", "providers": ["email"], "plan": "gold"}
    assert made.user_metadata == {"name": "Ann", "email_verified": True}
    sign_in(stack, email)
    assert admin.get_user_by_id(made.id).user.email == email
    changed = admin.update_user_by_id(
        made.id, {"user_metadata": {"name": "Bea"}, "app_metadata": {"plan": None}}
    ).user
    assert changed.user_metadata["name"] == "Bea"
    assert "plan" not in changed.app_metadata
    admin.delete_user(made.id)
    with pytest.raises(AuthApiError) as refused:
        admin.get_user_by_id(made.id)
    assert (refused.value.status, refused.value.code) == (404, "user_not_found")


def test_a_user_made_without_confirmation_cannot_sign_in_yet(stack: Stack, server: Client) -> None:
    email = address()
    made = server.auth.admin.create_user({"email": email, "password": PASSWORD}).user
    with pytest.raises(AuthApiError) as refused:
        sign_in(stack, email)
    assert (refused.value.status, refused.value.code) == (400, "email_not_confirmed")
    server.auth.admin.update_user_by_id(made.id, {"email_confirm": True})
    sign_in(stack, email)


def test_a_user_can_be_moved_in_with_id_and_hash(stack: Stack, server: Client) -> None:
    email, wanted = address(), str(uuid.uuid4())
    hashed = bcrypt.hashpw(PASSWORD.encode(), bcrypt.gensalt(4)).decode()
    attributes: Any = {
        "id": wanted,
        "email": email,
        "password_hash": hashed,
        "email_confirm": True,
    }
    assert server.auth.admin.create_user(attributes).user.id == wanted
    sign_in(stack, email)
    with pytest.raises(AuthApiError, match="exists"):
        server.auth.admin.create_user(attributes | {"email": address()})


def test_a_server_changes_address_and_password_without_mails(stack: Stack, server: Client) -> None:
    someone, new_email = person(stack), address()
    server.auth.admin.update_user_by_id(
        someone.id, {"email": new_email, "password": "another one 8"}
    )
    assert user_of(sign_in(stack, new_email, "another one 8")).id == someone.id
    assert mails(stack, new_email) == []


def test_an_address_has_one_user(stack: Stack, server: Client) -> None:
    someone, other = person(stack), person(stack)
    with pytest.raises(AuthApiError) as refused:
        server.auth.admin.create_user({"email": someone.email})
    assert (refused.value.status, refused.value.code) == (422, "email_exists")
    with pytest.raises(AuthApiError) as refused:
        server.auth.admin.update_user_by_id(other.id, {"email": someone.email})
    assert refused.value.code == "email_exists"


def test_a_banned_user_can_neither_sign_in_nor_refresh(stack: Stack, server: Client) -> None:
    someone = person(stack)
    server.auth.admin.update_user_by_id(someone.id, {"ban_duration": "1h30m"})
    for attempt in (
        lambda: sign_in(stack, someone.email),
        lambda: someone.client.auth.refresh_session(),
    ):
        with pytest.raises(AuthApiError) as refused:
            attempt()
        assert (refused.value.status, refused.value.code) == (400, "user_banned")
    server.auth.admin.update_user_by_id(someone.id, {"ban_duration": "none"})
    sign_in(stack, someone.email)


def test_a_soft_deleted_user_leaves_a_row_without_a_name(stack: Stack, server: Client) -> None:
    someone = person(stack, name="Ann")
    enroll_totp(someone.client)
    server.auth.admin.delete_user(someone.id, should_soft_delete=True)
    gone = server.auth.admin.get_user_by_id(someone.id).user
    assert gone.deleted_at is not None
    assert gone.user_metadata == {}
    assert gone.factors is None
    assert someone.email not in gone.model_dump_json()
    with pytest.raises(AuthApiError, match="Invalid login credentials"):
        sign_in(stack, someone.email)
    assert client(stack).auth.sign_up({"email": someone.email, "password": PASSWORD}).session


def test_deleting_a_user_ends_the_sessions(stack: Stack, server: Client) -> None:
    someone = person(stack)
    server.auth.admin.delete_user(someone.id)
    with pytest.raises(AuthApiError) as refused:
        someone.client.auth.get_user()
    assert (refused.value.status, refused.value.code) == (403, "user_not_found")
    assert rows(stack, "select from auth.refresh_tokens where user_id = %s", someone.id) == []


def test_users_come_in_pages_newest_first(stack: Stack, server: Client) -> None:
    made = [person(stack).email for _ in range(3)]
    first = [user.email for user in server.auth.admin.list_users(page=1, per_page=2)]
    second = [user.email for user in server.auth.admin.list_users(page=2, per_page=2)]
    assert first == [made[2], made[1]]
    assert second[0] == made[0]
    token = f"Bearer {stack.service_role_key}"
    with http(stack, Authorization=token) as plain:
        answer = plain.get("/admin/users?page=1&per_page=2")
        total = int(answer.headers["X-Total-Count"])
        last = -(-total // 2)
        assert total >= 3
        assert 'page=2&per_page=2>; rel="next"' in answer.headers["Link"]
        assert f'page={last}&per_page=2>; rel="last"' in answer.headers["Link"]
        assert plain.get(f"/admin/users?page={last + 9}").json()["users"] == []
        assert plain.get("/admin/users?page=x").json()["error_code"] == "validation_failed"


def test_a_server_removes_the_factor_of_somebody_who_lost_it(stack: Stack, server: Client) -> None:
    someone, other = person(stack), person(stack)
    factor_id, authenticator = enroll_totp(someone.client)
    someone.client.auth.mfa.challenge_and_verify(
        {"factor_id": factor_id, "code": authenticator.now()}
    )
    [factor] = server.auth.admin.mfa.list_factors({"user_id": someone.id})
    assert (factor.id, factor.status) == (factor_id, "verified")
    with pytest.raises(AuthApiError) as refused:
        server.auth.admin.mfa.delete_factor({"user_id": other.id, "id": factor_id})
    assert refused.value.status == 404
    server.auth.admin.mfa.delete_factor({"user_id": someone.id, "id": factor_id})
    someone.client.auth.refresh_session()
    assert someone.claims["aal"] == "aal1"


def test_an_invitation_makes_an_account_that_its_owner_confirms(
    stack: Stack, server: Client
) -> None:
    email = address()
    invited = server.auth.admin.invite_user_by_email(email, {"data": {"team": "north"}}).user
    assert invited.invited_at is not None
    assert invited.email_confirmed_at is None
    assert invited.user_metadata == {"team": "north"}
    _, carried = follow(mail(stack, email, "invite").link)
    visitor = client(stack)
    visitor.auth.set_session(carried["access_token"], carried["refresh_token"])
    visitor.auth.update_user({"password": PASSWORD})
    sign_in(stack, email)
    with pytest.raises(AuthApiError) as refused:
        server.auth.admin.invite_user_by_email(email)
    assert refused.value.code == "email_exists"


@pytest.mark.parametrize("kind", ["signup", "invite", "magiclink", "recovery"])
def test_a_generated_link_signs_in_and_is_not_mailed(
    stack: Stack, server: Client, kind: Any
) -> None:
    email = person(stack).email if kind in ("magiclink", "recovery") else address()
    params: Any = {"type": kind, "email": email}
    if kind == "signup":
        params["password"] = PASSWORD
    properties = server.auth.admin.generate_link(params).properties
    assert properties.verification_type == kind
    assert mails(stack, email) == []
    _, carried = follow(properties.action_link)
    assert "access_token" in carried


def test_the_code_and_the_hash_of_a_generated_link_work_too(stack: Stack, server: Client) -> None:
    for part in ("email_otp", "hashed_token"):
        email = address()
        link = server.auth.admin.generate_link({"type": "magiclink", "email": email})
        assert link.properties.verification_type == "signup"
        secret = getattr(link.properties, part)
        attempt: Any = {"type": "email"}
        attempt |= (
            {"email": email, "token": secret} if part == "email_otp" else {"token_hash": secret}
        )
        answer = client(stack).auth.verify_otp(attempt)
        assert answer.user is not None
        assert answer.user.email == email


def test_links_for_a_new_address_change_it(stack: Stack, server: Client) -> None:
    someone, new_email = person(stack), address()
    for kind in ("email_change_current", "email_change_new"):
        link = server.auth.admin.generate_link(
            {"type": kind, "email": someone.email, "new_email": new_email}
        )
        follow(link.properties.action_link)
    assert server.auth.admin.get_user_by_id(someone.id).user.email == new_email


def test_a_link_for_an_unknown_user_is_refused(server: Client) -> None:
    with pytest.raises(AuthApiError) as refused:
        server.auth.admin.generate_link({"type": "recovery", "email": address()})
    assert (refused.value.status, refused.value.code) == (404, "user_not_found")


ADMIN_CALLS = [
    ("GET", "/admin/users"),
    ("POST", "/admin/users"),
    ("GET", "/admin/users/{id}"),
    ("PUT", "/admin/users/{id}"),
    ("DELETE", "/admin/users/{id}"),
    ("GET", "/admin/users/{id}/factors"),
    ("DELETE", "/admin/users/{id}/factors/{id}"),
    ("POST", "/admin/generate_link"),
    ("POST", "/invite"),
]


@pytest.mark.parametrize(("method", "path"), ADMIN_CALLS)
def test_nobody_but_a_server_makes_admin_calls(stack: Stack, method: str, path: str) -> None:
    someone = person(stack)
    body = {"email": address(), "type": "magiclink", "email_confirm": True}
    for token in (stack.anon_key, someone.session.access_token):
        with http(stack, Authorization=f"Bearer {token}") as plain:
            answer = plain.request(method, path.format(id=someone.id), json=body)
        assert (answer.status_code, answer.json()["error_code"]) == (403, "not_admin")
    with http(stack) as plain:
        answer = plain.request(method, path.format(id=someone.id), json=body)
    assert (answer.status_code, answer.json()["error_code"]) == (401, "no_authorization")
    assert user_of(someone.client).id == someone.id


def test_bad_admin_input_is_named(stack: Stack) -> None:
    with http(stack, Authorization=f"Bearer {stack.service_role_key}") as plain:
        someone = person(stack).id
        for method, path, body, words in (
            ("GET", "/admin/users/7", None, "user_id must be an UUID"),
            ("POST", "/admin/users", {}, "email"),
            ("POST", "/admin/users", {"email": address(), "id": "x"}, "id: "),
            ("POST", "/admin/users", {"email": address(), "password_hash": "x"}, "bcrypt"),
            ("PUT", f"/admin/users/{someone}", {"ban_duration": "soon"}, "24h"),
            ("PUT", f"/admin/users/{someone}", {"ban_duration": "9" * 30 + "h"}, "too long"),
            ("POST", "/admin/generate_link", {"type": "x", "email": address()}, "type: "),
        ):
            answer = plain.request(method, path, json=body)
            assert answer.json()["error_code"] == "validation_failed", answer.text
            assert words in answer.json()["msg"]


def test_what_happened_is_in_the_audit_log(stack: Stack, server: Client) -> None:
    someone = person(stack)
    someone.client.auth.refresh_session()
    someone.client.auth.sign_out()
    server.auth.admin.delete_user(someone.id)
    entries = rows(
        stack,
        "select payload ->> 'action' as action from auth.audit_log_entries "
        "where payload ->> 'actor_id' = %s or payload -> 'traits' ->> 'user_id' = %s "
        "order by created_at",
        someone.id,
        someone.id,
    )
    actions = [entry["action"] for entry in entries]
    assert set(actions) == {"user_signedup", "login", "token_refreshed", "logout", "user_deleted"}
    secrets = rows(
        stack,
        "select from auth.audit_log_entries where payload::text like %s",
        f"%{PASSWORD}%",
    )
    assert secrets == []
