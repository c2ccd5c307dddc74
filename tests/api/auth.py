"""People who use Auth in the tests: their clients, addresses and mails."""

from __future__ import annotations

import itertools
import uuid
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx
import psycopg
import pyotp
from psycopg.rows import dict_row
from supabase_auth.types import User

from flywheel.local.auth import Mail, Outbox
from supabase import (
    AsyncClient,
    AsyncClientOptions,
    Client,
    ClientOptions,
    acreate_client,
    create_client,
)
from tests.conftest import Stack

PASSWORD = "correct horse 7"
_NUMBERS = itertools.count(1)


def address() -> str:
    """An address that nobody else has."""
    return f"person{next(_NUMBERS)}-{uuid.uuid4().hex[:8]}@example.com"


def client(stack: Stack, **options: Any) -> Client:
    """The official client with the key of a browser; PKCE is its default flow."""
    return create_client(
        stack.api_url, stack.anon_key, ClientOptions(auto_refresh_token=False, **options)
    )


def service(stack: Stack) -> Client:
    """The official client with the key of a server."""
    return create_client(
        stack.api_url, stack.service_role_key, ClientOptions(auto_refresh_token=False)
    )


async def async_client(stack: Stack) -> AsyncClient:
    """The official asynchronous client."""
    return await acreate_client(
        stack.api_url, stack.anon_key, AsyncClientOptions(auto_refresh_token=False)
    )


def http(stack: Stack, **headers: str) -> httpx.Client:
    """Plain HTTP on Auth, for what the official clients would never send."""
    return httpx.Client(
        base_url=f"{stack.api_url}/auth/v1", headers={"apikey": stack.anon_key, **headers}
    )


def user_of(one: Client) -> User:
    """The user that a client is signed in as, as the server knows it."""
    answer = one.auth.get_user()
    assert answer is not None
    return answer.user


def claims_of(one: Client) -> dict[str, Any]:
    """The claims of a client's token."""
    answer = one.auth.get_claims()
    assert answer is not None
    return dict(answer["claims"])


@dataclass(frozen=True)
class Person:
    """Somebody with an account, signed in."""

    client: Client
    email: str
    id: str

    @property
    def session(self) -> Any:
        return self.client.auth.get_session()

    @property
    def claims(self) -> dict[str, Any]:
        return claims_of(self.client)


def person(stack: Stack, **metadata: Any) -> Person:
    """Sign somebody up."""
    email = address()
    visitor = client(stack)
    answer = visitor.auth.sign_up(
        {"email": email, "password": PASSWORD, "options": {"data": metadata}}
    )
    assert answer.user is not None
    return Person(visitor, email, answer.user.id)


def sign_in(stack: Stack, email: str, password: str = PASSWORD) -> Client:
    """Sign in on another device."""
    visitor = client(stack)
    visitor.auth.sign_in_with_password({"email": email, "password": password})
    return visitor


def enroll_totp(one: Client, name: str = "phone") -> tuple[str, pyotp.TOTP]:
    """Begin a factor and return its id and its authenticator."""
    factor = one.auth.mfa.enroll({"factor_type": "totp", "friendly_name": name})
    assert factor.totp is not None
    return factor.id, pyotp.TOTP(factor.totp.secret)


def mails(stack: Stack, email: str, kind: str | None = None) -> list[Mail]:
    """The mails to `email`, newest first."""
    return [
        mail
        for mail in Outbox(stack.home / "outbox").messages()
        if mail.to == email and kind in (None, mail.kind)
    ]


def mail(stack: Stack, email: str, kind: str | None = None) -> Mail:
    """The newest mail to `email`."""
    found = mails(stack, email, kind)
    assert found, f"no {kind or 'mail'} was sent to {email}"
    return found[0]


def follow(link: str | None) -> tuple[str, dict[str, str]]:
    """Click a link; return where it leads, and what it carries there."""
    assert link is not None
    answer = httpx.get(link)
    assert answer.status_code == 303, answer.text
    parts = urlsplit(answer.headers["location"])
    carried = parse_qs(parts.query) | parse_qs(parts.fragment)
    target = parts._replace(query="", fragment="").geturl()
    return target, {name: values[0] for name, values in carried.items()}


def rows(stack: Stack, statement: str, *values: Any) -> list[dict[str, Any]]:
    """Run a statement as `postgres` and return its rows."""
    with psycopg.connect(stack.db_url, autocommit=True, row_factory=dict_row) as connection:
        # Without values a statement is not a template: its percent signs are its own.
        cursor = connection.execute(statement.encode(), values or None)
        return [] if cursor.description is None else cursor.fetchall()
