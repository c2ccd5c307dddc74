"""The front door: keys, CORS, limits, and errors that say what to do."""

from __future__ import annotations

import time
from collections.abc import Iterator

import httpx
import jwt
import pytest

from tests.conftest import Stack


@pytest.fixture
def http(stack: Stack) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=stack.api_url, headers={"apikey": stack.anon_key}) as client:
        yield client


def user_token(stack: Stack, **claims: object) -> str:
    base = {"role": "authenticated", "sub": "7f1c2d3e-0000-4000-8000-000000000001"}
    return jwt.encode({**base, **claims}, stack.jwt_secret, algorithm="HS256")


def test_a_request_without_a_key_is_refused(stack: Stack) -> None:
    answer = httpx.get(f"{stack.api_url}/rest/v1/feature_flags")
    assert answer.status_code == 401
    assert answer.json()["message"] == "No API key found in request"


def test_a_request_with_a_wrong_key_is_refused(stack: Stack) -> None:
    answer = httpx.get(f"{stack.api_url}/rest/v1/feature_flags", headers={"apikey": "guess"})
    assert answer.status_code == 401
    assert answer.json()["message"] == "Invalid authentication credentials"
    assert "flywheel status" in answer.json()["hint"]


def test_the_key_may_come_as_a_query_parameter(stack: Stack) -> None:
    answer = httpx.get(f"{stack.api_url}/auth/v1/settings", params={"apikey": stack.anon_key})
    assert answer.status_code == 200


def test_without_a_session_the_key_decides_the_role(stack: Stack) -> None:
    url = f"{stack.api_url}/rest/v1/app_settings"
    as_anon = httpx.get(url, headers={"apikey": stack.anon_key})
    as_server = httpx.get(url, headers={"apikey": stack.service_role_key})
    assert as_anon.status_code == 401
    assert as_anon.json()["code"] == "42501"
    assert as_server.status_code == 200


def test_an_expired_token_says_so(http: httpx.Client, stack: Stack) -> None:
    token = user_token(stack, exp=int(time.time()) - 60)
    answer = http.get("/rest/v1/feature_flags", headers={"Authorization": f"Bearer {token}"})
    assert answer.status_code == 401
    assert answer.json()["message"] == "JWT expired"


@pytest.mark.parametrize("token", ["not-a-token", "a.b.c"])
def test_a_malformed_token_is_refused(http: httpx.Client, token: str) -> None:
    answer = http.get("/rest/v1/feature_flags", headers={"Authorization": f"Bearer {token}"})
    assert answer.status_code == 401
    assert answer.json()["message"]


def test_a_token_of_another_stack_is_refused(http: httpx.Client) -> None:
    token = jwt.encode({"role": "service_role"}, "x" * 40, algorithm="HS256")
    answer = http.get("/rest/v1/app_settings", headers={"Authorization": f"Bearer {token}"})
    assert answer.status_code == 401


def test_an_unknown_table_is_named(http: httpx.Client) -> None:
    answer = http.get("/rest/v1/no_such_table")
    assert answer.status_code == 404
    assert "no_such_table" in answer.json()["message"]


def test_a_body_over_the_limit_is_refused_and_the_next_request_works(
    http: httpx.Client, stack: Stack
) -> None:
    too_much = b"x" * (stack.settings.max_body_bytes + 1)
    answer = http.post("/rest/v1/rpc/feature_enabled", content=too_much)
    assert answer.status_code == 413
    assert str(stack.settings.max_body_bytes) in answer.json()["message"]
    assert http.get("/auth/v1/settings").status_code == 200


def test_a_body_without_a_length_is_counted_while_it_comes(
    http: httpx.Client, stack: Stack
) -> None:
    def chunks() -> Iterator[bytes]:
        for _ in range(stack.settings.max_body_bytes // 65536 + 2):
            yield b"x" * 65536

    try:
        answer = http.post("/rest/v1/rpc/feature_enabled", content=chunks())
    except (httpx.WriteError, httpx.ReadError):
        pass  # the gateway closed the connection while we were still sending
    else:
        assert answer.status_code == 413
    assert http.get("/auth/v1/settings").status_code == 200


def test_broken_json_is_named_as_such(http: httpx.Client) -> None:
    answer = http.post(
        "/rest/v1/rpc/feature_enabled",
        content=b'{"name": ',
        headers={"Content-Type": "application/json"},
    )
    assert answer.status_code == 400
    assert answer.json()["code"] == "PGRST102"


def test_a_browser_may_ask_first(stack: Stack) -> None:
    answer = httpx.options(
        f"{stack.api_url}/rest/v1/feature_flags",
        headers={
            "Origin": "http://localhost:3000",
            "Access-Control-Request-Method": "PATCH",
            "Access-Control-Request-Headers": "apikey,authorization,x-client-info",
        },
    )
    assert answer.status_code == 204
    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    assert "PATCH" in answer.headers["Access-Control-Allow-Methods"]
    assert "x-client-info" in answer.headers["Access-Control-Allow-Headers"]


@pytest.mark.parametrize("path", ["/rest/v1/no_such_table", "/nothing/here"])
def test_a_browser_may_read_errors(http: httpx.Client, path: str) -> None:
    answer = http.get(path, headers={"Origin": "http://localhost:3000"})
    assert answer.status_code == 404
    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    assert answer.json()["message"]


def test_filters_reach_postgrest_as_they_were_sent(stack: Stack) -> None:
    answer = httpx.get(
        f"{stack.api_url}/rest/v1/app_settings?key=in.(%22ai.default_models%22)&select=key",
        headers={"apikey": stack.service_role_key},
    )
    assert answer.json() == [{"key": "ai.default_models"}]


def test_only_loopback_is_listened_on(stack: Stack) -> None:
    import psutil

    ports = {
        stack.settings.api_port,
        stack.settings.db_port,
        stack.settings.rest_port,
        stack.settings.rest_admin_port,
    }
    addresses = {
        connection.laddr.ip
        for connection in psutil.net_connections("tcp")
        if connection.status == psutil.CONN_LISTEN and connection.laddr.port in ports
    }
    assert addresses == {"127.0.0.1"}
