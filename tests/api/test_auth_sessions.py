"""Sessions: refreshing with rotation, signing out, and tokens that are no good."""

from __future__ import annotations

import time
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import httpx
import jwt
import psycopg
import pytest
from supabase_auth.errors import AuthApiError

from tests.api.auth import Person, client, http, person, rows, sign_in, user_of
from tests.conftest import Stack


def refresh(stack: Stack, token: str) -> httpx.Response:
    with http(stack) as plain:
        return plain.post("/token?grant_type=refresh_token", json={"refresh_token": token})


def live_tokens(stack: Stack, someone: Person) -> list[str]:
    found = rows(
        stack,
        "select token from auth.refresh_tokens where user_id = %s and not revoked",
        someone.id,
    )
    return [row["token"] for row in found]


def let_a_minute_pass(stack: Stack, someone: Person) -> None:
    rows(
        stack,
        "update auth.refresh_tokens set updated_at = updated_at - interval '1 minute' "
        "where user_id = %s",
        someone.id,
    )


def test_a_refresh_rotates_the_token_and_links_the_chain(stack: Stack) -> None:
    someone = person(stack)
    first = someone.session.refresh_token
    answer = someone.client.auth.refresh_session()
    assert answer.session is not None
    second = answer.session.refresh_token
    assert second != first
    chain = rows(
        stack,
        "select token, parent, revoked from auth.refresh_tokens where user_id = %s order by id",
        someone.id,
    )
    assert chain == [
        {"token": first, "parent": None, "revoked": True},
        {"token": second, "parent": first, "revoked": False},
    ]
    assert user_of(someone.client).id == someone.id


def test_a_refresh_keeps_the_session_and_its_proofs(stack: Stack) -> None:
    someone = person(stack)
    before = someone.claims
    someone.client.auth.refresh_session()
    after = someone.claims
    assert after["session_id"] == before["session_id"]
    assert after["amr"] == before["amr"]


def test_a_client_that_lost_the_answer_gets_it_again(stack: Stack) -> None:
    someone = person(stack)
    token = someone.session.refresh_token
    first = refresh(stack, token).json()["refresh_token"]
    let_a_minute_pass(stack, someone)
    assert refresh(stack, token).json()["refresh_token"] == first
    assert live_tokens(stack, someone) == [first]


def test_within_the_interval_an_older_token_gives_the_live_one(stack: Stack) -> None:
    someone = person(stack)
    oldest = someone.session.refresh_token
    middle = refresh(stack, oldest).json()["refresh_token"]
    newest = refresh(stack, middle).json()["refresh_token"]
    assert refresh(stack, oldest).json()["refresh_token"] == newest
    assert live_tokens(stack, someone) == [newest]


def test_a_reused_refresh_token_revokes_the_session(stack: Stack) -> None:
    someone = person(stack)
    stolen = someone.session.refresh_token
    middle = refresh(stack, stolen).json()["refresh_token"]
    newest = refresh(stack, middle).json()["refresh_token"]
    let_a_minute_pass(stack, someone)
    with pytest.raises(AuthApiError, match="Already Used") as refused:
        client(stack).auth.refresh_session(stolen)
    assert (refused.value.status, refused.value.code) == (400, "refresh_token_already_used")
    assert live_tokens(stack, someone) == []
    assert refresh(stack, newest).json()["error_code"] == "refresh_token_already_used"


def test_a_theft_does_not_touch_other_sessions(stack: Stack) -> None:
    someone = person(stack)
    elsewhere = sign_in(stack, someone.email)
    stolen = someone.session.refresh_token
    refresh(stack, refresh(stack, stolen).json()["refresh_token"])
    let_a_minute_pass(stack, someone)
    assert refresh(stack, stolen).status_code == 400
    elsewhere.auth.refresh_session()


def test_many_refreshes_at_once_leave_one_live_token(stack: Stack) -> None:
    someone = person(stack)
    token = someone.session.refresh_token
    with ThreadPoolExecutor(4) as tabs:
        # All of them are under way, and none can write, until we let go of the row.
        with psycopg.connect(stack.db_url) as holder:
            holder.execute("select from auth.refresh_tokens where token = %s for update", [token])
            under_way = [tabs.submit(refresh, stack, token) for _ in range(4)]
            wait_for_waiting(stack, 4)
        answers = [one.result() for one in under_way]
    assert [answer.status_code for answer in answers] == [200] * 4
    given = {answer.json()["refresh_token"] for answer in answers}
    assert len(given) == 1
    assert live_tokens(stack, someone) == list(given)


def wait_for_waiting(stack: Stack, count: int) -> None:
    """Wait until so many of Auth's connections wait for a lock."""
    deadline = time.monotonic() + 20
    while time.monotonic() < deadline:
        waiting = rows(
            stack,
            "select from pg_stat_activity "
            "where usename = 'supabase_auth_admin' and wait_event_type = 'Lock'",
        )
        if len(waiting) >= count:
            return
        time.sleep(0.02)
    raise AssertionError(f"{count} connections should be waiting for a lock")


def test_refreshing_and_signing_out_at_once_ends_signed_out(stack: Stack) -> None:
    for _ in range(5):
        someone = person(stack)
        token, access = someone.session.refresh_token, someone.session.access_token

        def sign_out(access: str = access) -> httpx.Response:
            with http(stack, Authorization=f"Bearer {access}") as plain:
                return plain.post("/logout")

        with ThreadPoolExecutor(2) as tabs:
            refreshing = tabs.submit(refresh, stack, token)
            leaving = tabs.submit(sign_out)
        assert leaving.result().status_code == 204
        assert refreshing.result().status_code in (200, 400)
        assert live_tokens(stack, someone) == []


def test_an_unknown_refresh_token_is_refused(stack: Stack) -> None:
    with pytest.raises(AuthApiError, match="Not Found") as refused:
        client(stack).auth.refresh_session("no-such-token")
    assert refused.value.status == 400


@pytest.mark.parametrize(
    ("scope", "here", "there"),
    [("local", False, True), ("others", True, False), ("global", False, False)],
)
def test_signing_out_ends_the_sessions_of_the_scope(
    stack: Stack, scope: Any, here: bool, there: bool
) -> None:
    someone = person(stack)
    elsewhere = sign_in(stack, someone.email)
    access = someone.session.access_token
    session_there = elsewhere.auth.get_session()
    assert session_there is not None
    someone.client.auth.sign_out({"scope": scope})

    def signed_in(token: str) -> bool:
        with http(stack, Authorization=f"Bearer {token}") as plain:
            answer = plain.get("/user")
        if answer.status_code == 403:
            assert answer.json()["error_code"] == "session_not_found"
        return answer.status_code == 200

    assert signed_in(access) is here
    assert signed_in(session_there.access_token) is there


def test_an_unknown_scope_signs_nobody_out(stack: Stack) -> None:
    someone = person(stack)
    with http(stack, Authorization=f"Bearer {someone.session.access_token}") as plain:
        assert plain.post("/logout?scope=everyone").json()["error_code"] == "validation_failed"
    assert user_of(someone.client).id == someone.id


def forged(stack: Stack, key: str | None = None, **claims: Any) -> str:
    base = {"role": "authenticated", "aud": "authenticated", "exp": int(time.time()) + 60}
    return jwt.encode(base | claims, key or stack.jwt_secret, "HS256")


def user_with(stack: Stack, authorization: str | None) -> httpx.Response:
    headers = {} if authorization is None else {"Authorization": authorization}
    with http(stack, **headers) as plain:
        return plain.get("/user")


def test_a_request_without_a_token_is_told_to_send_one(stack: Stack) -> None:
    for header in (None, "Basic abc", "Bearer"):
        answer = user_with(stack, header)
        assert (answer.status_code, answer.json()["error_code"]) == (401, "no_authorization")


def test_bad_tokens_are_each_refused_with_the_reason(stack: Stack) -> None:
    someone = person(stack)
    nobody = "00000000-0000-4000-8000-000000000000"
    bad = {
        "not.a.token": "token is not valid",
        forged(stack, key="x" * 40, sub=someone.id): "token is not valid",
        forged(stack, sub=someone.id, exp=int(time.time()) - 1): "expired",
        jwt.encode({"sub": someone.id}, "", "none"): "token is not valid",
        stack.anon_key: "missing sub claim",
        forged(stack, sub="me"): "missing sub claim",
        forged(stack, sub=someone.id, session_id="mine"): "session_id",
    }
    for token, words in bad.items():
        answer = user_with(stack, f"Bearer {token}")
        assert (answer.status_code, answer.json()["error_code"]) == (403, "bad_jwt"), token
        assert words in answer.json()["msg"]
    gone = user_with(stack, f"Bearer {forged(stack, sub=nobody)}")
    assert (gone.status_code, gone.json()["error_code"]) == (403, "user_not_found")
    ended = user_with(stack, f"Bearer {forged(stack, sub=someone.id, session_id=nobody)}")
    assert (ended.status_code, ended.json()["error_code"]) == (403, "session_not_found")


def test_a_session_of_somebody_else_is_no_session(stack: Stack) -> None:
    someone, other = person(stack), person(stack)
    token = forged(stack, sub=someone.id, session_id=other.claims["session_id"])
    assert user_with(stack, f"Bearer {token}").json()["error_code"] == "session_not_found"
