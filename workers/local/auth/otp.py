"""One-time codes: made, kept as a hash, mailed, and taken once."""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass
from typing import Literal, Protocol
from urllib.parse import urlencode
from uuid import UUID, uuid4

from aiohttp import web

from flywheel.db import Connection
from flywheel.local.auth import flows
from flywheel.local.auth.context import CONTEXT, AuthContext
from flywheel.local.auth.outbox import Mail, Outbox
from flywheel.local.auth.throttle import Throttle
from flywheel.local.auth.users import User, sql

PKCE_PREFIX = "pkce_"

TokenType = Literal[
    "confirmation_token",
    "recovery_token",
    "email_change_token_new",
    "email_change_token_current",
    "reauthentication_token",
]
# Which tokens each verification type takes; the first is the one its mail carries.
TOKENS_OF_TYPE: dict[str, list[TokenType]] = {
    "signup": ["confirmation_token"],
    "invite": ["confirmation_token"],
    "magiclink": ["recovery_token"],
    "recovery": ["recovery_token"],
    "email": ["confirmation_token", "recovery_token"],
    "email_change": ["email_change_token_new", "email_change_token_current"],
}
_SUBJECTS = {
    "signup": "Confirm your address",
    "invite": "You have been invited",
    "magiclink": "Your sign-in link",
    "recovery": "Reset your password",
    "email_change": "Confirm your new address",
    "reauthentication": "Confirm that it is you",
}


class Challenged(Protocol):
    """A request body that may start a PKCE flow."""

    code_challenge: str
    code_challenge_method: str


@dataclass(frozen=True)
class Taken:
    """A code that was good until now."""

    user_id: UUID
    token_type: TokenType


OUTBOX = web.AppKey("auth_outbox", Outbox)
THROTTLE = web.AppKey("auth_throttle", Throttle)


def admit(request: web.Request, kind: str, email: str) -> None:
    """Count a mail of this kind, or raise `over_email_send_rate_limit`."""
    request.config_dict[THROTTLE].admit(kind, email)


def send(request: web.Request, *mails: Mail) -> None:
    """Put the mails into the outbox; to be called when their codes are committed."""
    for mail in mails:
        request.config_dict[OUTBOX].send(mail)


def token_hash(email: str, code: str) -> str:
    """Return what the database keeps of `code`: sha224 over address and code."""
    return hashlib.sha224((email + code).encode()).hexdigest()


async def make(
    request: web.Request,
    connection: Connection,
    user: User,
    kind: str,
    *,
    redirect_to: str,
    to: str | None = None,
    stored_as: TokenType | None = None,
    challenge: Challenged | None = None,
) -> Mail:
    """Make a code for `user` and return the mail that carries it, not sent yet.

    Parameters
    ----------
    kind
        The verification type.
    to
        The address the code is bound to, if it is not the user's own.
    stored_as
        The token to replace, where the kind has several.
    challenge
        Starts a PKCE flow, if it has a code challenge.
    """
    context = request.config_dict[CONTEXT]
    email = to or user.email
    token_type = stored_as or TOKENS_OF_TYPE[kind][0]
    code = f"{secrets.randbelow(10**6):06d}"
    hashed = token_hash(email, code)
    if challenge and challenge.code_challenge:
        hashed = PKCE_PREFIX + hashed
        await flows.start(connection, user, flows.METHODS[kind], challenge)
    await connection.execute(
        sql.put_one_time_token,
        {
            "id": uuid4(),
            "user_id": user.id,
            "token_type": token_type,
            "token_hash": hashed,
            "relates_to": email,
        },
    )
    await connection.execute(sql.mark_sent, {"user_id": user.id, "token_type": token_type})
    return _mail(context, kind, email, code, hashed, redirect_to)


def _mail(
    context: AuthContext, kind: str, email: str, code: str, hashed: str, redirect_to: str
) -> Mail:
    subject = _SUBJECTS[kind]
    if kind == "reauthentication":
        return Mail(email, kind, subject, f"{subject}: {code}\n", code)
    query = urlencode({"token": hashed, "type": kind, "redirect_to": redirect_to})
    link = f"{context.api_url}/verify?{query}"
    text = f"{subject}: follow this link\n\n{link}\n\nor enter the code {code}.\n"
    return Mail(email, kind, subject, text, code, link, hashed)


async def take(
    context: AuthContext,
    connection: Connection,
    token_types: list[TokenType],
    hashes: list[str],
    *,
    email: str | None = None,
    user_id: UUID | None = None,
) -> Taken | None:
    """Use up the code with one of these hashes; None if there is none, or it is too old."""
    cursor = await connection.execute(
        sql.take_one_time_token,
        {
            "hashes": hashes,
            "token_types": list(token_types),
            "expiry": context.settings.otp_expiry,
            "email": email,
            "user_id": user_id,
        },
    )
    row = await cursor.fetchone()
    return Taken(row["user_id"], row["token_type"]) if row else None
