"""Accounts, passwords and the shape of errors, judged by the official Python client."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import bcrypt
import httpx
import jwt
import pytest
from supabase_auth.errors import AuthApiError, AuthWeakPasswordError

from tests.api.auth import PASSWORD, address, client, http, person, rows, service, sign_in, user_of
from tests.conftest import Stack


def test_signing_up_gives_a_session_at_once(stack: Stack) -> None:
    email = address()
    answer = client(stack).auth.sign_up({"email": email, "password": PASSWORD})
    assert answer.session is not None
    assert answer.user is not None
    assert answer.user.email == email
    assert answer.user.email_confirmed_at is not None
    assert answer.session.expires_in == 3600


def test_metadata_of_the_sign_up_is_kept(stack: Stack) -> None:
    someone = person(stack, name="Ann", address={"city": "Riyadh"})
    user = user_of(someone.client)
    assert user.user_metadata["name"] == "Ann"
    assert user.user_metadata["address"] == {"city": "Riyadh"}
    assert user.app_metadata == {"provider": "email", "providers": ["email"]}


def test_metadata_cannot_claim_an_identity(stack: Stack) -> None:
    other = address()
    someone = person(stack, email=other, sub="somebody else", email_verified=False)
    [identity] = someone.client.auth.get_user_identities().identities
    assert identity.identity_data["email"] == someone.email
    assert identity.identity_data["sub"] == someone.id
    assert identity.identity_data["email_verified"] is True


def test_the_token_has_the_claims_of_supabase(stack: Stack) -> None:
    someone = person(stack, name="Ann")
    claims = jwt.decode(
        someone.session.access_token, stack.jwt_secret, ["HS256"], audience="authenticated"
    )
    assert claims["sub"] == someone.id
    assert claims["email"] == someone.email
    assert claims["role"] == "authenticated"
    assert claims["aal"] == "aal1"
    assert [entry["method"] for entry in claims["amr"]] == ["password"]
    assert claims["exp"] - claims["iat"] == 3600
    assert claims["iss"] == f"{stack.api_url}/auth/v1"
    assert claims["is_anonymous"] is False
    assert claims["phone"] == ""
    assert claims["user_metadata"]["name"] == "Ann"
    assert claims["app_metadata"]["provider"] == "email"
    [session] = rows(stack, "select id from auth.sessions where user_id = %s", someone.id)
    assert claims["session_id"] == str(session["id"])


def test_a_password_signs_in(stack: Stack) -> None:
    someone = person(stack)
    again = sign_in(stack, someone.email.upper())
    assert user_of(again).id == someone.id


def test_a_password_is_kept_as_bcrypt(stack: Stack) -> None:
    someone = person(stack)
    [row] = rows(stack, "select encrypted_password from auth.users where id = %s", someone.id)
    assert row["encrypted_password"].startswith("$2a$10$")
    assert bcrypt.checkpw(PASSWORD.encode(), row["encrypted_password"].encode())


@pytest.mark.parametrize("known", [True, False], ids=["known address", "unknown address"])
def test_a_wrong_password_and_an_unknown_address_get_one_answer(stack: Stack, known: bool) -> None:
    email = person(stack).email if known else address()
    with pytest.raises(AuthApiError, match="Invalid login credentials") as refused:
        sign_in(stack, email, "not the password")
    assert (refused.value.status, refused.value.code) == (400, "invalid_credentials")


def test_an_address_is_registered_once(stack: Stack) -> None:
    someone = person(stack)
    with pytest.raises(AuthApiError) as refused:
        client(stack).auth.sign_up({"email": someone.email.upper(), "password": PASSWORD})
    assert (refused.value.status, refused.value.code) == (422, "user_already_exists")


def test_of_many_sign_ups_at_once_one_makes_the_account(stack: Stack) -> None:
    email = address()

    def sign_up(_: int) -> httpx.Response:
        with http(stack) as plain:
            return plain.post("/signup", json={"email": email, "password": PASSWORD})

    with ThreadPoolExecutor(6) as people:
        answers = list(people.map(sign_up, range(6)))
    assert sorted(answer.status_code for answer in answers) == [200, 422, 422, 422, 422, 422]
    assert {a.json()["error_code"] for a in answers if a.status_code == 422} == {
        "user_already_exists"
    }
    assert len(rows(stack, "select from auth.users where email = %s", email)) == 1
    assert len(rows(stack, "select from auth.identities where email = %s", email)) == 1


def test_a_user_that_a_seed_wrote_by_hand_can_sign_in(stack: Stack) -> None:
    email = address()
    rows(
        stack,
        "insert into auth.users (id, email, encrypted_password, email_confirmed_at) "
        "values (gen_random_uuid(), %s, extensions.crypt(%s, extensions.gen_salt('bf')), now())",
        email,
        PASSWORD,
    )
    with http(stack) as plain:
        body = {"email": email, "password": PASSWORD}
        answer = plain.post("/token?grant_type=password", json=body)
    assert answer.status_code == 200
    assert answer.json()["user"]["role"] == "authenticated"


def test_a_short_password_is_refused_with_the_reason(stack: Stack) -> None:
    with pytest.raises(AuthWeakPasswordError, match="at least 6") as refused:
        client(stack).auth.sign_up({"email": address(), "password": "12345"})
    assert refused.value.status == 422
    assert refused.value.reasons == ["length"]


def test_a_password_that_bcrypt_would_cut_is_refused(stack: Stack) -> None:
    with pytest.raises(AuthApiError, match="72 bytes") as refused:
        client(stack).auth.sign_up({"email": address(), "password": "é" * 37})
    assert refused.value.code == "validation_failed"
    someone = person(stack)
    with pytest.raises(AuthApiError, match="Invalid login credentials"):
        sign_in(stack, someone.email, PASSWORD + "x" * 100)


def test_the_user_changes_metadata_key_by_key(stack: Stack) -> None:
    someone = person(stack, name="Ann", city="Jeddah")
    someone.client.auth.update_user({"data": {"city": None, "age": 40}})
    metadata = user_of(someone.client).user_metadata
    assert metadata["name"] == "Ann"
    assert metadata["age"] == 40
    assert "city" not in metadata


def test_the_user_cannot_change_app_metadata(stack: Stack) -> None:
    someone = person(stack)
    wish: Any = {"app_metadata": {"plan": "free for ever"}}
    with pytest.raises(AuthApiError) as refused:
        someone.client.auth.update_user(wish)
    assert (refused.value.status, refused.value.code) == (403, "not_admin")


def test_a_new_password_replaces_the_old_one_and_signs_other_devices_out(stack: Stack) -> None:
    someone = person(stack)
    elsewhere = sign_in(stack, someone.email)
    someone.client.auth.update_user({"password": "another one 8"})
    assert user_of(someone.client).id == someone.id
    with pytest.raises(AuthApiError) as refused:
        elsewhere.auth.get_user()
    assert refused.value.code == "session_not_found"
    with pytest.raises(AuthApiError, match="Invalid login credentials"):
        sign_in(stack, someone.email)
    sign_in(stack, someone.email, "another one 8")


def test_the_old_password_is_no_new_password(stack: Stack) -> None:
    someone = person(stack)
    with pytest.raises(AuthApiError) as refused:
        someone.client.auth.update_user({"password": PASSWORD})
    assert (refused.value.status, refused.value.code) == (422, "same_password")


def test_anonymous_sign_in_is_off_as_in_the_cli(stack: Stack) -> None:
    with pytest.raises(AuthApiError) as refused:
        client(stack).auth.sign_in_anonymously()
    assert (refused.value.status, refused.value.code) == (422, "anonymous_provider_disabled")


def test_a_failing_trigger_of_the_application_undoes_the_sign_up(stack: Stack) -> None:
    rows(
        stack,
        """
        create function public.refuse_vip() returns trigger
        language plpgsql set search_path = ''
        as $$
        begin
            if new.email like 'vip-%' then
                raise exception 'no room for %', new.email;
            end if;
            return new;
        end
        $$;
        create trigger refuse_vip after insert on auth.users
        for each row execute function public.refuse_vip();
        """,
    )
    try:
        email = f"vip-{address()}"
        with pytest.raises(AuthApiError, match="Database error saving new user") as refused:
            client(stack).auth.sign_up({"email": email, "password": PASSWORD})
        assert (refused.value.status, refused.value.code) == (500, "unexpected_failure")
        with pytest.raises(AuthApiError, match="Database error saving new user"):
            client(stack).auth.sign_in_with_otp({"email": email})
        with pytest.raises(AuthApiError, match="Database error"):
            service(stack).auth.admin.create_user({"email": email})
        assert rows(stack, "select from auth.users where email = %s", email) == []
        person(stack)
    finally:
        rows(stack, "drop function public.refuse_vip cascade")
    for log in (stack.home / "logs").iterdir():
        assert PASSWORD not in log.read_text(errors="replace")


def test_errors_have_the_shape_that_the_caller_asked_for(stack: Stack) -> None:
    body = {"email": address(), "password": "wrong"}
    with http(stack) as plain:
        old = plain.post("/token?grant_type=password", json=body)
        new = plain.post(
            "/token?grant_type=password",
            json=body,
            headers={"X-Supabase-Api-Version": "2024-01-01"},
        )
    assert old.json() == {
        "code": 400,
        "error_code": "invalid_credentials",
        "msg": "Invalid login credentials",
    }
    assert new.json() == {"code": "invalid_credentials", "message": "Invalid login credentials"}
    assert new.headers["X-Supabase-Api-Version"] == "2024-01-01"


@pytest.mark.parametrize(
    ("path", "content", "kind", "status", "code", "words"),
    [
        ("/signup", '{"email": ', "application/json", 400, "bad_json", "line 1 column"),
        ("/signup", "[1]", "application/json", 400, "bad_json", "JSON object"),
        (
            "/otp",
            '{"data":' + '{"a":' * 800 + "1" + "}" * 801,
            "application/json",
            400,
            "bad_json",
            "",
        ),
        ("/signup", "[" * 100_000, "application/json", 400, "bad_json", "JSON"),
        ("/signup", b"\xff\xfe", "application/json", 400, "bad_json", "JSON"),
        ("/signup", "email=a", "text/plain", 415, "validation_failed", "application/json"),
        ("/signup", '{"email": 5}', "application/json", 400, "validation_failed", "email"),
        ("/signup", '{"email": "a b@c.d"}', "application/json", 400, "validation_failed", "email"),
        ("/signup", '{"email": "a@b.cd"}', "application/json", 422, "validation_failed", "pass"),
        (
            "/signup",
            '{"email": "a@b.cd", "password": "1234567", "data": {"a": "\\u0000"}}',
            "application/json",
            400,
            "validation_failed",
            "cannot store",
        ),
        ("/otp", "{}", "application/json", 400, "validation_failed", "email"),
        ("/verify", "{}", "application/json", 400, "validation_failed", "type"),
        ("/verify", '{"type": "x"}', "application/json", 400, "validation_failed", "recovery"),
        ("/token", "{}", "application/json", 400, "invalid_credentials", "grant_type"),
        ("/token?grant_type=refresh_token", "{}", "application/json", 400, "validation_failed", ""),
        ("/signup", '{"phone": "+966"}', "application/json", 400, "phone_provider_disabled", ""),
        ("/sso", "{}", "application/json", 404, "not_supported", "POST /auth/v1/sso"),
    ],
)
def test_bad_input_is_named(
    stack: Stack,
    path: str,
    content: str | bytes,
    kind: str,
    status: int,
    code: str,
    words: str,
) -> None:
    with http(stack) as plain:
        answer = plain.post(path, content=content, headers={"Content-Type": kind})
        assert (answer.status_code, answer.json()["error_code"]) == (status, code)
        assert words in answer.json()["msg"]
        assert plain.get("/health").status_code == 200


def test_an_answer_never_repeats_a_password(stack: Stack) -> None:
    with http(stack) as plain:
        answer = plain.post("/signup", json={"email": address(), "password": ["hunter2"]})
    assert answer.status_code == 400
    assert "hunter2" not in answer.text


def test_tables_are_closed_to_the_api(stack: Stack) -> None:
    open_tables = rows(
        stack,
        """
        select relname from pg_class
        where relnamespace = 'auth'::regnamespace and relkind = 'r'
        and (not relrowsecurity
            or has_any_column_privilege('anon', oid, 'select')
            or has_any_column_privilege('authenticated', oid, 'select'))
        """,
    )
    assert open_tables == []
