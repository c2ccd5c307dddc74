"""Codes and links by mail: sign-in, recovery, PKCE, changing the address."""

from __future__ import annotations

import hashlib
from concurrent.futures import ThreadPoolExecutor
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest
from supabase_auth.errors import AuthApiError

from tests.api.auth import (
    address,
    claims_of,
    client,
    follow,
    http,
    mail,
    mails,
    person,
    rows,
    sign_in,
    user_of,
)
from tests.conftest import Stack

APP = "http://localhost:3000/welcome"


def let_mails_age(stack: Stack, email: str) -> None:
    rows(
        stack,
        "update auth.one_time_tokens set created_at = created_at - interval '2 hours' "
        "where relates_to = %s",
        email,
    )


def test_a_code_by_mail_signs_in_and_makes_the_account(stack: Stack) -> None:
    email, visitor = address(), client(stack)
    visitor.auth.sign_in_with_otp({"email": email, "options": {"data": {"name": "Ann"}}})
    answer = visitor.auth.verify_otp(
        {"email": email, "token": mail(stack, email).code, "type": "email"}
    )
    assert answer.session is not None
    assert answer.user is not None
    assert answer.user.email_confirmed_at is not None
    assert answer.user.user_metadata["name"] == "Ann"
    assert claims_of(visitor)["amr"][0]["method"] == "otp"


def test_a_code_has_six_digits_and_is_kept_as_a_hash(stack: Stack) -> None:
    email = address()
    client(stack).auth.sign_in_with_otp({"email": email})
    code = mail(stack, email).code
    assert len(code) == 6
    assert code.isdecimal()
    [row] = rows(stack, "select token_hash from auth.one_time_tokens where relates_to = %s", email)
    expected = hashlib.sha224((email + code).encode()).hexdigest()
    assert row["token_hash"] in (expected, f"pkce_{expected}")


def test_a_code_is_good_once(stack: Stack) -> None:
    email, visitor = address(), client(stack)
    visitor.auth.sign_in_with_otp({"email": email})
    code = mail(stack, email).code
    visitor.auth.verify_otp({"email": email, "token": code, "type": "email"})
    with pytest.raises(AuthApiError, match="expired or is invalid") as refused:
        visitor.auth.verify_otp({"email": email, "token": code, "type": "email"})
    assert (refused.value.status, refused.value.code) == (403, "otp_expired")


def test_a_code_used_many_times_at_once_signs_in_once(stack: Stack) -> None:
    email = address()
    client(stack).auth.sign_in_with_otp({"email": email})
    body = {"email": email, "token": mail(stack, email).code, "type": "email"}

    def verify(_: int) -> int:
        with http(stack) as plain:
            return plain.post("/verify", json=body).status_code

    with ThreadPoolExecutor(6) as people:
        assert sorted(people.map(verify, range(6))) == [200, 403, 403, 403, 403, 403]


def test_a_code_expires(stack: Stack) -> None:
    email, visitor = address(), client(stack)
    visitor.auth.sign_in_with_otp({"email": email})
    let_mails_age(stack, email)
    with pytest.raises(AuthApiError) as refused:
        visitor.auth.verify_otp({"email": email, "token": mail(stack, email).code, "type": "email"})
    assert refused.value.code == "otp_expired"


def test_a_code_belongs_to_its_address_and_purpose(stack: Stack) -> None:
    email, other = address(), person(stack)
    visitor = client(stack)
    visitor.auth.sign_in_with_otp({"email": email})
    code = mail(stack, email).code
    wrong = f"{(int(code) + 1) % 10**6:06d}"
    attempts: list[Any] = [
        {"email": other.email, "token": code, "type": "email"},
        {"email": email, "token": wrong, "type": "email"},
        {"email": email, "token": code, "type": "signup"},
        {"email": email, "token": code, "type": "email_change"},
    ]
    for attempt in attempts:
        with pytest.raises(AuthApiError) as refused:
            visitor.auth.verify_otp(attempt)
        assert refused.value.code == "otp_expired"
    visitor.auth.verify_otp({"email": email, "token": code, "type": "magiclink"})


def test_the_hash_of_a_link_signs_in_without_the_address(stack: Stack) -> None:
    email, visitor = address(), client(stack)
    visitor.auth.sign_in_with_otp({"email": email})
    hashed = mail(stack, email).token_hash
    assert hashed is not None
    answer = visitor.auth.verify_otp({"token_hash": hashed, "type": "email"})
    assert answer.user is not None
    assert answer.user.email == email


def test_mails_to_one_address_are_kept_apart(stack: Stack) -> None:
    for email in (address(), person(stack).email):
        with http(stack) as plain:
            for path in ("/otp", "/recover"):
                assert plain.post(path, json={"email": email}).status_code == 200
                again = plain.post(path, json={"email": email})
                assert again.status_code == 429
                assert again.json()["error_code"] == "over_email_send_rate_limit"
                assert "only request this after" in again.json()["msg"]


def test_recovery_answers_alike_whether_there_is_an_account(stack: Stack) -> None:
    someone, nobody = person(stack).email, address()
    with http(stack) as plain:
        answers = [plain.post("/recover", json={"email": e}) for e in (someone, nobody)]
    assert [(a.status_code, a.json()) for a in answers] == [(200, {})] * 2
    assert len(mails(stack, someone)) == 1
    assert mails(stack, nobody) == []


def test_an_unknown_address_stays_unknown_if_no_account_is_to_be_made(stack: Stack) -> None:
    email = address()
    with pytest.raises(AuthApiError) as refused:
        client(stack).auth.sign_in_with_otp(
            {"email": email, "options": {"should_create_user": False}}
        )
    assert (refused.value.status, refused.value.code) == (422, "otp_disabled")
    assert rows(stack, "select from auth.users where email = %s", email) == []


def test_a_magic_link_with_pkce_gives_a_code_that_only_its_asker_can_exchange(
    stack: Stack,
) -> None:
    email, visitor = person(stack).email, client(stack)
    visitor.auth.sign_in_with_otp({"email": email, "options": {"email_redirect_to": APP}})
    target, carried = follow(mail(stack, email, "magiclink").link)
    assert target == APP
    assert list(carried) == ["code"]
    with pytest.raises(AuthApiError) as refused:
        client(stack).auth.exchange_code_for_session(
            {"auth_code": carried["code"], "code_verifier": "x" * 43}
        )
    assert (refused.value.status, refused.value.code) == (400, "bad_code_verifier")
    answer = visitor.auth.exchange_code_for_session({"auth_code": carried["code"]})
    assert answer.user is not None
    assert answer.user.email == email
    assert claims_of(visitor)["amr"][0]["method"] == "magiclink"


def test_a_pkce_code_is_good_once(stack: Stack) -> None:
    email = person(stack).email
    visitor = client(stack)
    visitor.auth.sign_in_with_otp({"email": email})
    verifier = visitor.auth._storage.get_item(f"{visitor.auth._storage_key}-code-verifier")
    _, carried = follow(mail(stack, email, "magiclink").link)
    exchange: Any = {"auth_code": carried["code"], "code_verifier": verifier}
    visitor.auth.exchange_code_for_session(exchange)
    with pytest.raises(AuthApiError) as refused:
        visitor.auth.exchange_code_for_session(exchange)
    assert (refused.value.status, refused.value.code) == (404, "flow_state_not_found")


def test_a_pkce_code_expires(stack: Stack) -> None:
    someone, visitor = person(stack), client(stack)
    visitor.auth.sign_in_with_otp({"email": someone.email})
    _, carried = follow(mail(stack, someone.email, "magiclink").link)
    rows(
        stack,
        "update auth.flow_state set auth_code_issued_at = now() - interval '6 minutes' "
        "where user_id = %s",
        someone.id,
    )
    with pytest.raises(AuthApiError) as refused:
        visitor.auth.exchange_code_for_session({"auth_code": carried["code"]})
    assert (refused.value.status, refused.value.code) == (403, "flow_state_expired")


def test_without_pkce_a_link_carries_the_session(stack: Stack) -> None:
    email, visitor = person(stack).email, client(stack, flow_type="implicit")
    visitor.auth.sign_in_with_otp({"email": email, "options": {"email_redirect_to": APP}})
    target, carried = follow(mail(stack, email, "magiclink").link)
    assert target == APP
    assert carried["type"] == "magiclink"
    answer = visitor.auth.set_session(carried["access_token"], carried["refresh_token"])
    assert answer.user is not None
    assert answer.user.email == email


def test_a_used_link_leads_home_with_an_error(stack: Stack) -> None:
    email = person(stack).email
    client(stack, flow_type="implicit").auth.sign_in_with_otp({"email": email})
    link = mail(stack, email, "magiclink").link
    follow(link)
    _, carried = follow(link)
    assert carried["error"] == "access_denied"
    assert carried["error_code"] == "otp_expired"
    assert "expired" in carried["error_description"]


def test_looking_at_a_link_does_not_use_it_up(stack: Stack) -> None:
    email = person(stack).email
    client(stack, flow_type="implicit").auth.sign_in_with_otp({"email": email})
    link = mail(stack, email, "magiclink").link
    assert link is not None
    assert httpx.head(link).status_code == 404
    assert "access_token" in follow(link)[1]


def test_a_broken_link_leads_home_with_the_reason(stack: Stack) -> None:
    for query, words in (
        ({"type": "email", "token": "pkce_x"}, "type email"),
        ({"type": "surprise", "token": "x"}, "Unsupported verification type"),
        ({"type": "magiclink"}, "requires a token"),
        ({"token": "x"}, "requires a verification type"),
    ):
        answer = httpx.get(f"{stack.api_url}/auth/v1/verify", params=query)
        assert answer.status_code == 303
        fragment = parse_qs(urlsplit(answer.headers["location"]).fragment)
        assert fragment["error_code"] == ["validation_failed"]
        assert words in fragment["error_description"][0]


@pytest.mark.parametrize(
    ("wanted", "leads_to"),
    [
        ("http://localhost:5173/x", "http://localhost:5173/x"),
        ("http://127.0.0.1:3000/y?z=1", "http://127.0.0.1:3000/y"),
        ("https://evil.example/", "http://127.0.0.1:3000"),
        ("https://localhost.evil.example/", "http://127.0.0.1:3000"),
        ("http://localhost@evil.example/", "http://127.0.0.1:3000"),
        ("javascript:alert(1)", "http://127.0.0.1:3000"),
        ("//evil.example", "http://127.0.0.1:3000"),
        ("http://localhost/\r\nSet-Cookie: a=b", "http://127.0.0.1:3000"),
    ],
)
def test_links_lead_only_where_they_may(stack: Stack, wanted: str, leads_to: str) -> None:
    answer = httpx.get(
        f"{stack.api_url}/auth/v1/verify",
        params={"token": "none", "type": "magiclink", "redirect_to": wanted},
    )
    assert answer.status_code == 303
    assert answer.headers["location"].split("#")[0].split("?")[0] == leads_to
    assert "set-cookie" not in answer.headers


def test_recovery_lets_the_owner_set_a_new_password(stack: Stack) -> None:
    someone, visitor = person(stack), client(stack)
    events: list[str] = []
    visitor.auth.on_auth_state_change(lambda event, _: events.append(event))
    visitor.auth.reset_password_for_email(someone.email, {"redirect_to": APP})
    _, carried = follow(mail(stack, someone.email, "recovery").link)
    visitor.auth.exchange_code_for_session({"auth_code": carried["code"]})
    assert "PASSWORD_RECOVERY" in events
    visitor.auth.update_user({"password": "a new one 9"})
    sign_in(stack, someone.email, "a new one 9")


def test_recovery_takes_the_code_too(stack: Stack) -> None:
    someone, visitor = person(stack), client(stack)
    visitor.auth.reset_password_for_email(someone.email)
    code = mail(stack, someone.email, "recovery").code
    answer = visitor.auth.verify_otp({"email": someone.email, "token": code, "type": "recovery"})
    assert answer.session is not None


def test_a_new_password_ends_recovery_mails(stack: Stack) -> None:
    someone, visitor = person(stack), client(stack)
    visitor.auth.reset_password_for_email(someone.email)
    someone.client.auth.update_user({"password": "a new one 9"})
    code = mail(stack, someone.email, "recovery").code
    with pytest.raises(AuthApiError) as refused:
        visitor.auth.verify_otp({"email": someone.email, "token": code, "type": "recovery"})
    assert refused.value.code == "otp_expired"


def test_a_new_address_is_confirmed_from_both_addresses(stack: Stack) -> None:
    someone, new_email = person(stack), address()
    user = someone.client.auth.update_user({"email": new_email}).user
    assert (user.email, user.new_email) == (someone.email, new_email)
    old, new = mail(stack, someone.email), mail(stack, new_email)
    halfway = someone.client.auth.verify_otp(
        {"email": someone.email, "token": old.code, "type": "email_change"}
    )
    assert halfway.session is None
    assert user_of(someone.client).email == someone.email
    done = someone.client.auth.verify_otp(
        {"email": new_email, "token": new.code, "type": "email_change"}
    )
    assert done.user is not None
    assert done.user.email == new_email
    assert done.user.identities is not None
    assert done.user.identities[0].identity_data["email"] == new_email
    assert user_of(sign_in(stack, new_email)).id == someone.id


def test_one_address_alone_cannot_confirm_the_change(stack: Stack) -> None:
    someone, new_email = person(stack), address()
    someone.client.auth.update_user({"email": new_email})
    code = mail(stack, new_email).code
    attempt: Any = {"email": new_email, "token": code, "type": "email_change"}
    someone.client.auth.verify_otp(attempt)
    with pytest.raises(AuthApiError):
        someone.client.auth.verify_otp(attempt)
    assert user_of(someone.client).email == someone.email


def test_the_links_of_a_change_say_what_is_missing(stack: Stack) -> None:
    someone, new_email = person(stack), address()
    someone.client.auth.update_user({"email": new_email})
    _, carried = follow(mail(stack, someone.email).link)
    assert "confirm link sent to the other email" in carried["message"]
    _, carried = follow(mail(stack, new_email).link)
    assert someone.client.auth.exchange_code_for_session({"auth_code": carried["code"]})
    assert user_of(someone.client).email == new_email


def test_an_address_of_somebody_else_is_refused(stack: Stack) -> None:
    someone, other = person(stack), person(stack)
    with pytest.raises(AuthApiError) as refused:
        someone.client.auth.update_user({"email": other.email})
    assert (refused.value.status, refused.value.code) == (422, "email_exists")


def test_an_address_taken_meanwhile_is_refused_at_the_end(stack: Stack) -> None:
    someone, new_email = person(stack), address()
    someone.client.auth.update_user({"email": new_email})
    old, new = mail(stack, someone.email), mail(stack, new_email)
    client(stack).auth.sign_up({"email": new_email, "password": "somebody else"})
    someone.client.auth.verify_otp(
        {"email": someone.email, "token": old.code, "type": "email_change"}
    )
    with pytest.raises(AuthApiError) as refused:
        someone.client.auth.verify_otp(
            {"email": new_email, "token": new.code, "type": "email_change"}
        )
    assert refused.value.code == "email_exists"


def test_links_say_for_whom_and_what_they_are(stack: Stack) -> None:
    email = person(stack).email
    client(stack).auth.sign_in_with_otp({"email": email, "options": {"email_redirect_to": APP}})
    sent = mail(stack, email, "magiclink")
    assert sent.link is not None
    query = parse_qs(urlsplit(sent.link).query)
    assert query["redirect_to"] == [APP]
    assert query["type"] == ["magiclink"]
    assert query["token"] == [sent.token_hash]
    assert sent.code in sent.text
    assert sent.link in sent.text


def test_the_outbox_is_readable_by_its_owner_alone(stack: Stack) -> None:
    email = address()
    client(stack).auth.sign_in_with_otp({"email": email})
    outbox = stack.home / "outbox"
    assert outbox.stat().st_mode & 0o077 == 0
    assert all(file.stat().st_mode & 0o077 == 0 for file in outbox.iterdir())
