"""Auth under other settings than the stack's own, in this process, on the stack's database."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest
from aiohttp.test_utils import TestServer
from psycopg.conninfo import make_conninfo

from flywheel import db
from flywheel.local.auth import AuthContext, AuthSettings, Mail, Outbox, create_app
from flywheel.local.secrets import Keys
from tests.api.auth import PASSWORD, address, rows
from tests.conftest import Stack

CHALLENGE = {"code_challenge": "c" * 43, "code_challenge_method": "plain"}


@dataclass(frozen=True)
class Auth:
    """A running Auth, spoken to over HTTP."""

    http: httpx.AsyncClient
    outbox: Outbox

    async def post(self, path: str, **body: Any) -> httpx.Response:
        return await self.http.post(path, json=body)

    async def sign_up(self, email: str, password: str = PASSWORD, **more: Any) -> httpx.Response:
        return await self.post("/signup", email=email, password=password, **more)

    def mail(self, email: str) -> Mail:
        return next(mail for mail in self.outbox.messages() if mail.to == email)

    def mails(self, email: str) -> int:
        return sum(mail.to == email for mail in self.outbox.messages())


@asynccontextmanager
async def auth(stack: Stack, directory: Path, **settings: Any) -> AsyncIterator[Auth]:
    dsn = make_conninfo(stack.admin_db_url, user="supabase_auth_admin")
    rules = AuthSettings(**{"mail_interval": timedelta(0), **settings})
    async with db.pool(dsn) as pool:
        context = AuthContext(
            keys=Keys(stack.jwt_secret, "", 0),
            pool=pool,
            site_url="http://127.0.0.1:3000",
            api_url="http://127.0.0.1/auth/v1",
            outbox=directory,
            settings=rules,
        )
        async with (
            TestServer(create_app(context)) as server,
            httpx.AsyncClient(base_url=str(server.make_url("/"))) as http,
        ):
            yield Auth(http, Outbox(directory))


async def test_without_autoconfirm_the_address_is_confirmed_by_mail(
    stack: Stack, tmp_path: Path
) -> None:
    async with auth(stack, tmp_path, autoconfirm=False) as here:
        email = address()
        answer = await here.sign_up(email)
        assert answer.status_code == 200
        assert "access_token" not in answer.json()
        assert answer.json()["email"] == email
        early = await here.post("/token?grant_type=password", email=email, password=PASSWORD)
        assert early.json()["error_code"] == "email_not_confirmed"
        code = here.mail(email).code
        proved = await here.post("/verify", type="signup", email=email, token=code)
        assert proved.json()["user"]["email_confirmed_at"]
        late = await here.post("/token?grant_type=password", email=email, password=PASSWORD)
        assert late.status_code == 200


async def test_without_autoconfirm_a_known_address_is_not_given_away(
    stack: Stack, tmp_path: Path
) -> None:
    async with auth(stack, tmp_path, autoconfirm=False) as here:
        email, fresh = address(), address()
        await here.sign_up(email)
        code = here.mail(email).code
        await here.post("/verify", type="signup", email=email, token=code)
        [user] = rows(stack, "select id from auth.users where email = %s", email)
        again, first = await here.sign_up(email), await here.sign_up(fresh)
        assert again.status_code == first.status_code == 200
        assert again.json()["id"] != str(user["id"])
        # As in Supabase Auth, the absence of identities is the only sign.
        assert again.json()["identities"] == []
        assert set(again.json()) <= set(first.json())
        assert here.mails(email) == 1


async def test_repeating_an_unconfirmed_sign_up_keeps_the_first_password(
    stack: Stack, tmp_path: Path
) -> None:
    async with auth(stack, tmp_path, autoconfirm=False) as here:
        email = address()
        await here.sign_up(email)
        await here.sign_up(email, "the thief's own")
        assert here.mails(email) == 2
        code = here.mail(email).code
        await here.post("/verify", type="email", email=email, token=code)
        grant = "/token?grant_type=password"
        assert (await here.post(grant, email=email, password=PASSWORD)).status_code == 200
        thief = await here.post(grant, email=email, password="the thief's own")
        assert thief.json()["error_code"] == "invalid_credentials"


async def test_a_newer_code_replaces_the_older(stack: Stack, tmp_path: Path) -> None:
    async with auth(stack, tmp_path, autoconfirm=False) as here:
        email = address()
        await here.sign_up(email)
        older = here.mail(email).code
        assert (await here.post("/resend", type="signup", email=email)).json() == {}
        newer = here.mail(email).code
        assert here.mails(email) == 2
        if older != newer:
            refused = await here.post("/verify", type="signup", email=email, token=older)
            assert refused.json()["error_code"] == "otp_expired"
        done = await here.post("/verify", type="signup", email=email, token=newer)
        assert done.status_code == 200


async def test_resending_to_nobody_sends_nothing(stack: Stack, tmp_path: Path) -> None:
    async with auth(stack, tmp_path) as here:
        email = address()
        for kind in ("signup", "email_change"):
            answer = await here.post("/resend", type=kind, email=email)
            assert (answer.status_code, answer.json()) == (200, {})
        assert here.mails(email) == 0
        assert (await here.post("/resend", type="x", email=email)).status_code == 400


async def test_both_mails_of_a_change_of_address_are_sent_again(
    stack: Stack, tmp_path: Path
) -> None:
    async with auth(stack, tmp_path) as here:
        old, new = address(), address()
        token = (await here.sign_up(old)).json()["access_token"]
        signed_in = {"Authorization": f"Bearer {token}"}
        await here.http.put("/user", json={"email": new}, headers=signed_in)
        await here.post("/resend", type="email_change", email=old)
        assert (here.mails(old), here.mails(new)) == (2, 2)
        for email in (new, old):
            body = {"type": "email_change", "email": email, "token": here.mail(email).code}
            answer = await here.post("/verify", **body)
        assert answer.json()["user"]["email"] == new


async def test_without_secure_email_change_the_new_address_is_enough(
    stack: Stack, tmp_path: Path
) -> None:
    async with auth(stack, tmp_path, secure_email_change=False) as here:
        old, new = address(), address()
        token = (await here.sign_up(old)).json()["access_token"]
        signed_in = {"Authorization": f"Bearer {token}"}
        await here.http.put("/user", json={"email": new}, headers=signed_in)
        assert here.mails(old) == 0
        body = {"type": "email_change", "email": new, "token": here.mail(new).code}
        assert (await here.post("/verify", **body)).json()["user"]["email"] == new


async def test_an_anonymous_person_becomes_a_permanent_one(stack: Stack, tmp_path: Path) -> None:
    async with auth(stack, tmp_path, anonymous_sign_ins=True) as here:
        answer = (await here.post("/signup", data={"theme": "dark"})).json()
        assert answer["user"]["is_anonymous"] is True
        assert answer["user"]["user_metadata"] == {"theme": "dark"}
        signed_in = {"Authorization": f"Bearer {answer['access_token']}"}
        alone = await here.http.put("/user", json={"password": PASSWORD}, headers=signed_in)
        assert alone.json()["error_code"] == "validation_failed"
        email = address()
        body = {"email": email, "password": PASSWORD}
        user = (await here.http.put("/user", json=body, headers=signed_in)).json()
        assert (user["id"], user["email"]) == (answer["user"]["id"], email)
        assert user["is_anonymous"] is False
        again = await here.post("/token?grant_type=password", **body)
        assert again.json()["user"]["id"] == user["id"]


async def test_a_new_password_needs_a_nonce_where_the_sign_in_is_old(
    stack: Stack, tmp_path: Path
) -> None:
    async with auth(stack, tmp_path, secure_password_change=True) as here:
        email = address()
        answer = (await here.sign_up(email)).json()
        signed_in = {"Authorization": f"Bearer {answer['access_token']}"}

        async def change(password: str, **more: str) -> httpx.Response:
            body = {"password": password, **more}
            return await here.http.put("/user", json=body, headers=signed_in)

        assert (await change("the second 2")).status_code == 200
        rows(
            stack,
            "update auth.sessions set created_at = now() - interval '25 hours' where user_id = %s",
            answer["user"]["id"],
        )
        assert (await change("the third 3")).json()["error_code"] == "reauthentication_needed"
        assert (await here.http.get("/reauthenticate", headers=signed_in)).json() == {}
        nonce = here.mail(email).code
        wrong = f"{(int(nonce) + 1) % 10**6:06d}"
        refused = await change("the third 3", nonce=wrong)
        assert refused.json()["error_code"] == "reauthentication_not_valid"
        assert (await change("the third 3", nonce=nonce)).status_code == 200
        again = await change("the fourth 4", nonce=nonce)
        assert again.json()["error_code"] == "reauthentication_not_valid"


async def test_without_a_reuse_interval_one_of_two_late_tokens_ends_the_session(
    stack: Stack, tmp_path: Path
) -> None:
    async with auth(stack, tmp_path, refresh_reuse_interval=timedelta(0)) as here:
        grant = "/token?grant_type=refresh_token"
        oldest = (await here.sign_up(address())).json()["refresh_token"]
        middle = (await here.post(grant, refresh_token=oldest)).json()["refresh_token"]
        newest = (await here.post(grant, refresh_token=middle)).json()["refresh_token"]
        parent = await here.post(grant, refresh_token=middle)
        assert parent.json()["refresh_token"] == newest
        for token in (oldest, newest):
            answer = await here.post(grant, refresh_token=token)
            assert answer.json()["error_code"] == "refresh_token_already_used"


async def test_an_access_token_lives_as_long_as_set(stack: Stack, tmp_path: Path) -> None:
    async with auth(stack, tmp_path, jwt_expiry=timedelta(seconds=-1)) as here:
        token = (await here.sign_up(address())).json()["access_token"]
        answer = await here.http.get("/user", headers={"Authorization": f"Bearer {token}"})
        assert (answer.status_code, answer.json()["error_code"]) == (403, "bad_jwt")
        assert "expired" in answer.json()["msg"]


async def test_links_lead_to_the_patterns_that_are_allowed(stack: Stack, tmp_path: Path) -> None:
    async with auth(stack, tmp_path, redirect_urls=("https://*.acme.example/*",)) as here:
        for wanted, allowed in (
            ("https://app.acme.example/in", True),
            ("https://acme.example.evil/in", False),
        ):
            params = {"type": "magiclink", "token": "none", "redirect_to": wanted}
            answer = await here.http.get("/verify", params=params)
            assert answer.headers["location"].startswith(wanted) is allowed


async def test_an_incomplete_pkce_challenge_is_refused(stack: Stack, tmp_path: Path) -> None:
    async with auth(stack, tmp_path) as here:
        for broken in (
            {"code_challenge": "c" * 43},
            {"code_challenge_method": "s256"},
            {**CHALLENGE, "code_challenge_method": "rot13"},
            {**CHALLENGE, "code_challenge": "short"},
        ):
            answer = await here.post("/otp", email=address(), **broken)
            assert answer.status_code == 400
            assert "code_challenge" in answer.json()["msg"]


async def test_the_plain_challenge_method_works(stack: Stack, tmp_path: Path) -> None:
    async with auth(stack, tmp_path) as here:
        email = address()
        await here.post("/otp", email=email, **CHALLENGE)
        params = {"type": "magiclink", "token": here.mail(email).token_hash or ""}
        led = await here.http.get("/verify", params=params)
        code = led.headers["location"].partition("code=")[2]
        grant = "/token?grant_type=pkce"
        wrong = await here.post(grant, auth_code=code, code_verifier="d" * 43)
        assert wrong.json()["error_code"] == "bad_code_verifier"
        answer = await here.post(grant, auth_code=code, code_verifier="c" * 43)
        assert answer.json()["user"]["email"] == email


async def test_a_database_that_is_away_is_an_error_and_not_the_end(
    stack: Stack, tmp_path: Path
) -> None:
    async with auth(stack, tmp_path) as here:
        token = (await here.sign_up(address())).json()["access_token"]
        rows_ended = rows(
            stack,
            "select pg_terminate_backend(pid) from pg_stat_activity "
            "where usename = 'supabase_auth_admin'",
        )
        assert rows_ended
        signed_in = {"Authorization": f"Bearer {token}"}
        answers = await asyncio.gather(
            *(here.http.get("/user", headers=signed_in) for _ in range(3))
        )
        assert {answer.status_code for answer in answers} == {200}


@pytest.mark.parametrize("interval", [timedelta(seconds=1), timedelta(minutes=1)])
async def test_the_interval_between_mails_is_told(
    stack: Stack, tmp_path: Path, interval: timedelta
) -> None:
    async with auth(stack, tmp_path, mail_interval=interval) as here:
        email = address()
        await here.post("/otp", email=email)
        answer = await here.post("/otp", email=email)
        assert answer.status_code == 429
        assert f"after {interval.total_seconds():.0f} seconds" in answer.json()["msg"]
        assert (await here.post("/otp", email=address())).status_code == 200
