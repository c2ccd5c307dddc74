"""What Auth needs from the stack, and the rules it runs by."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

import psycopg
import structlog
from aiohttp import web

from flywheel.db import Connection, Pool
from flywheel.local.auth.errors import AuthError
from flywheel.local.secrets import Keys

log = structlog.get_logger(__name__)


@dataclass(frozen=True)
class AuthSettings:
    """The rules of Auth; the defaults are those of `supabase start`, with TOTP switched on.

    Attributes
    ----------
    autoconfirm
        Take the address of a new account as confirmed, without a mail.
    anonymous_sign_ins
        Allow `signInAnonymously`.
    jwt_expiry
        Life of an access token.
    refresh_reuse_interval
        For so long a used refresh token still answers with its successor: two tabs that
        refresh at once are no theft.
    otp_expiry
        Life of the codes and links in mails.
    mail_interval
        Least time between two mails of one kind to one address.
    secure_email_change
        A new address is confirmed from the old one too.
    secure_password_change
        A new password needs a recent sign-in or the nonce of `reauthenticate()`.
    flow_expiry
        Life of a PKCE code.
    challenge_expiry
        Life of an MFA challenge.
    redirect_urls
        Patterns (`fnmatch`) of further addresses that a link may lead to; the site's own
        host and loopback hosts are always allowed.
    """

    autoconfirm: bool = True
    anonymous_sign_ins: bool = False
    jwt_expiry: timedelta = timedelta(hours=1)
    refresh_reuse_interval: timedelta = timedelta(seconds=10)
    password_min_length: int = 6
    otp_expiry: timedelta = timedelta(hours=1)
    mail_interval: timedelta = timedelta(seconds=1)
    secure_email_change: bool = True
    secure_password_change: bool = False
    flow_expiry: timedelta = timedelta(minutes=5)
    challenge_expiry: timedelta = timedelta(minutes=5)
    max_factors: int = 10
    redirect_urls: tuple[str, ...] = ()


@dataclass(frozen=True)
class AuthContext:
    """What the stack hands to `create_app`.

    Attributes
    ----------
    keys
        Sign and verify tokens.
    pool
        Open pool of connections as `supabase_auth_admin`.
    site_url
        Where the application runs; links lead there by default.
    api_url
        This API as clients reach it, ending in `/auth/v1`; the issuer of tokens.
    outbox
        Directory that mails are written to.
    """

    keys: Keys
    pool: Pool
    site_url: str
    api_url: str
    outbox: Path
    settings: AuthSettings = field(default_factory=AuthSettings)

    @asynccontextmanager
    async def transaction(self, failure: str = "Database error") -> AsyncIterator[Connection]:
        """Open a transaction; a database error in it is logged and answered as `failure`.

        The log has the error's own words, but not its detail: that may quote a whole row.

        Raises
        ------
        AuthError
            With code `unexpected_failure`, if the database refused something.
        """
        try:
            async with self.pool.connection() as connection, connection.transaction():
                yield connection
        except psycopg.Error as error:
            _report(failure, error)
            raise AuthError(500, "unexpected_failure", failure) from error


def _report(failure: str, error: psycopg.Error) -> None:
    log.error(
        failure,
        sqlstate=error.sqlstate,
        error=error.diag.message_primary or str(error),
        context=error.diag.context,
    )


CONTEXT = web.AppKey("auth_context", AuthContext)
