"""Whatever is sent to Auth, it answers: with an error of its own, never with a failure."""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import urlencode

import httpx
from hypothesis import example, given, settings
from hypothesis import strategies as st

from tests.api.auth import PASSWORD, address, http
from tests.conftest import Stack

CALLS = [
    ("POST", "/signup"),
    ("POST", "/token?grant_type=password"),
    ("POST", "/token?grant_type=refresh_token"),
    ("POST", "/token?grant_type=pkce"),
    ("POST", "/otp"),
    ("POST", "/recover"),
    ("POST", "/resend"),
    ("POST", "/verify"),
    ("PUT", "/user"),
    ("POST", "/factors"),
    ("POST", "/invite"),
    ("POST", "/admin/generate_link"),
    ("POST", "/admin/users"),
]
FIELDS = [
    "app_metadata",
    "auth_code",
    "ban_duration",
    "code_challenge",
    "code_challenge_method",
    "code_verifier",
    "create_user",
    "data",
    "email",
    "factor_type",
    "friendly_name",
    "id",
    "new_email",
    "nonce",
    "password_hash",
    "phone",
    "redirect_to",
    "refresh_token",
    "role",
    "token",
    "token_hash",
    "type",
    "user_metadata",
]
# Lone surrogates too: JSON can write them, and Postgres cannot store them.
TEXT = st.text(st.characters(), max_size=40) | st.sampled_from(
    ["a@b.cd", "signup", "email", "magiclink", "recovery", "invite", "email_change", "s256", "totp"]
)
ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | TEXT,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXT, inner, max_size=3),
    max_leaves=6,
)
BODIES = st.dictionaries(st.sampled_from(FIELDS), ANYTHING, max_size=6)
QUICK = settings(max_examples=200, deadline=None)


def check(answer: httpx.Response) -> None:
    assert answer.status_code < 500, answer.text
    if answer.status_code >= 400:
        told = answer.json()
        assert told["code"] == answer.status_code
        assert told["error_code"]
        assert told["msg"]


def test_no_body_makes_auth_fail(stack: Stack) -> None:
    headers = {"Content-Type": "application/json"}
    with http(stack, Authorization=f"Bearer {stack.service_role_key}") as plain:

        @QUICK
        @given(call=st.sampled_from(CALLS), body=BODIES)
        def holds(call: tuple[str, str], body: dict[str, Any]) -> None:
            method, path = call
            check(plain.request(method, path, content=json.dumps(body), headers=headers))

        holds()


def test_no_link_makes_auth_fail(stack: Stack) -> None:
    with http(stack) as plain:

        @QUICK
        @given(token=st.text(max_size=60), kind=TEXT, target=st.text(max_size=60))
        @example(token="\x00", kind="magiclink", target="http://localhost/\x00")
        def holds(token: str, kind: str, target: str) -> None:
            query = {"token": token, "type": kind, "redirect_to": target}
            answer = plain.get(f"/verify?{urlencode(query, errors='replace')}")
            assert answer.status_code == 303
            assert "unexpected_failure" not in answer.headers["location"]

        holds()


def test_a_strange_name_of_a_browser_is_no_obstacle(stack: Stack) -> None:
    body = {"email": address(), "password": PASSWORD}
    with http(stack) as plain:
        for agent in (b"\xff\xfe", "متصفح".encode(), b"x" * 4000):
            headers = {b"User-Agent": agent}
            plain.post("/signup", json=body)
            answer = plain.post("/token?grant_type=password", json=body, headers=headers)
            assert answer.status_code == 200, answer.text
