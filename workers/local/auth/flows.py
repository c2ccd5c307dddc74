"""PKCE (RFC 7636): a link gives a code, and only who asked for the link can exchange it."""

from __future__ import annotations

import base64
import hashlib
import hmac
from typing import TYPE_CHECKING, Any
from uuid import UUID, uuid4

from aiohttp import web

from flywheel.db import Connection
from flywheel.local.auth import sessions, users
from flywheel.local.auth.context import AuthContext
from flywheel.local.auth.errors import AuthError
from flywheel.local.auth.users import User, sql

if TYPE_CHECKING:
    from flywheel.local.auth.otp import Challenged

# The authentication method, an entry of the claim amr, that each kind of mail stands for.
METHODS = {
    "signup": "email/signup",
    "invite": "invite",
    "magiclink": "magiclink",
    "recovery": "recovery",
    "email_change": "email_change",
}


async def start(connection: Connection, user: User, method: str, challenge: Challenged) -> None:
    """Remember the challenge until the user follows the link."""
    await connection.execute(
        sql.insert_flow,
        {
            "id": uuid4(),
            "user_id": user.id,
            "auth_code": str(uuid4()),
            "code_challenge": challenge.code_challenge,
            "code_challenge_method": challenge.code_challenge_method,
            "method": method,
        },
    )


async def issue_code(connection: Connection, user_id: UUID, method: str) -> str:
    """Return the code of the user's flow, and start its life."""
    cursor = await connection.execute(sql.issue_auth_code, {"user_id": user_id, "method": method})
    row = await cursor.fetchone()
    if row is None:
        raise AuthError(404, "flow_state_not_found", "No associated flow state found")
    return str(row["auth_code"])


async def exchange(
    context: AuthContext, request: web.Request, code: str, verifier: str
) -> dict[str, Any]:
    """Exchange the code of a link for tokens, once.

    Raises
    ------
    AuthError
        `flow_state_not_found`, `flow_state_expired` or `bad_code_verifier`.
    """
    async with context.transaction() as connection:
        cursor = await connection.execute(
            sql.lock_flow, {"auth_code": code, "expiry": context.settings.flow_expiry}
        )
        flow = await cursor.fetchone()
        if flow is None:
            raise AuthError(
                404, "flow_state_not_found", "invalid flow state, no valid flow state found"
            )
        if flow["expired"]:
            raise AuthError(403, "flow_state_expired", "invalid flow state, flow state has expired")
        if not _answers(verifier, flow["code_challenge"], flow["code_challenge_method"]):
            raise AuthError(
                400,
                "bad_code_verifier",
                "code challenge does not match previously saved code verifier",
            )
        await connection.execute(sql.delete_flow, {"id": flow["id"]})
        user = await users.get(connection, flow["user_id"])
        return await sessions.start(
            context, connection, request, user, flow["authentication_method"]
        )


def _answers(verifier: str, challenge: str, method: str) -> bool:
    answer = verifier.encode()
    if method == "s256":
        answer = base64.urlsafe_b64encode(hashlib.sha256(answer).digest()).rstrip(b"=")
    return hmac.compare_digest(answer, challenge.encode())
