"""Sessions: signing in, refreshing with rotation, signing out."""

from __future__ import annotations

import secrets
import time
from dataclasses import dataclass
from typing import Any
from uuid import UUID, uuid4

from aiohttp import web
from psycopg.rows import DictRow

from flywheel.db import Connection
from flywheel.local.auth import audit, users
from flywheel.local.auth.context import AuthContext
from flywheel.local.auth.errors import AuthError
from flywheel.local.auth.users import User, sql


@dataclass(frozen=True)
class Session:
    """One signed-in device as the database has it."""

    row: DictRow

    @property
    def id(self) -> UUID:
        """The claim `session_id` of its tokens."""
        return UUID(str(self.row["id"]))

    @property
    def aal(self) -> str:
        """The assurance level: `aal2` after a second factor."""
        return self.row["aal"] or "aal1"


async def find(connection: Connection, session_id: UUID | str) -> Session | None:
    """Return the session with this id, unless it has ended."""
    cursor = await connection.execute(sql.session_by_id, {"id": session_id})
    row = await cursor.fetchone()
    return Session(row) if row else None


async def start(
    context: AuthContext, connection: Connection, request: web.Request, user: User, method: str
) -> dict[str, Any]:
    """Sign `user` in and return the tokens.

    Parameters
    ----------
    method
        How the user proved who they are; an entry of the claim `amr`.
    """
    if user.banned:
        raise AuthError(400, "user_banned", "User is banned")
    session_id = uuid4()
    await connection.execute(
        sql.insert_session,
        {
            "id": session_id,
            "user_id": user.id,
            # A header may hold bytes that are no text.
            "user_agent": request.headers.get("User-Agent", "").encode(errors="replace").decode(),
            "ip": request.remote,
        },
    )
    await add_method(connection, session_id, method)
    token = await _issue_token(connection, session_id, user.id, parent=None)
    await audit.record(connection, request, "login", user, provider_type="email")
    return await tokens(context, connection, session_id, token)


async def add_method(connection: Connection, session_id: UUID, method: str) -> None:
    """Note that the session was authenticated by `method` just now."""
    await connection.execute(
        sql.add_amr, {"id": uuid4(), "session_id": session_id, "method": method}
    )


async def refresh(context: AuthContext, request: web.Request, refresh_token: str) -> dict[str, Any]:
    """Exchange a refresh token for the next one, and return the tokens.

    A used token answers with its successor as long as that is unused itself, or for the reuse
    interval: a client that lost the answer, or two that asked at once, stay signed in, on one
    live token. Any other use of a used token is taken for theft, and ends the chain.

    Raises
    ------
    AuthError
        `refresh_token_not_found`, `refresh_token_already_used` or `user_banned`.
    """
    answer: dict[str, Any] | None = None
    async with context.transaction() as connection:
        cursor = await connection.execute(sql.lock_session_of_token, {"token": refresh_token})
        session = await cursor.fetchone()
        if session is None:
            raise AuthError(
                400,
                "refresh_token_not_found",
                "Invalid Refresh Token: Refresh Token Not Found",
            )
        user = await users.get(connection, session["user_id"])
        if user.banned:
            raise AuthError(400, "user_banned", "Invalid Refresh Token: User Banned")
        successor = await _rotate(context, connection, session["id"], user, refresh_token)
        if successor:
            await audit.record(connection, request, "token_refreshed", user)
            answer = await tokens(context, connection, session["id"], successor)
        else:
            await connection.execute(sql.revoke_session_tokens, {"session_id": session["id"]})
            await audit.record(connection, request, "token_revoked", user)
    # Raised only here, behind the transaction: the revocation has to be kept.
    if answer is None:
        raise AuthError(400, "refresh_token_already_used", "Invalid Refresh Token: Already Used")
    return answer


async def _rotate(
    context: AuthContext, connection: Connection, session_id: UUID, user: User, presented: str
) -> str | None:
    """Return the token that follows `presented`, or None if that was used long ago.

    The session is locked, and each statement sees what the last holder of the lock did.
    """
    cursor = await connection.execute(
        sql.refresh_token,
        {"token": presented, "reuse_interval": context.settings.refresh_reuse_interval},
    )
    current = await cursor.fetchone()
    if current is None:
        return None
    if not current["revoked"]:
        await connection.execute(sql.revoke_token, {"token": presented, "session_id": session_id})
        return await _issue_token(connection, session_id, user.id, parent=presented)
    cursor = await connection.execute(sql.live_token, {"session_id": session_id})
    live = await cursor.fetchone()
    if live and (live["parent"] == presented or current["just_used"]):
        return str(live["token"])
    return None


async def _issue_token(
    connection: Connection, session_id: UUID, user_id: UUID, parent: str | None
) -> str:
    token = secrets.token_urlsafe(24)
    await connection.execute(
        sql.insert_refresh_token,
        {"token": token, "user_id": user_id, "parent": parent, "session_id": session_id},
    )
    return token


async def live_token(connection: Connection, session_id: UUID) -> str:
    """Return the one refresh token of the session that is good."""
    cursor = await connection.execute(sql.live_token, {"session_id": session_id})
    row = await cursor.fetchone()
    if row is None:
        raise AuthError(403, "session_not_found", "The session has been revoked")
    return str(row["token"])


async def tokens(
    context: AuthContext, connection: Connection, session_id: UUID, refresh_token: str
) -> dict[str, Any]:
    """Return the answer to a sign-in or refresh: both tokens, and the user as of now."""
    session = await find(connection, session_id)
    if session is None:
        raise AuthError(403, "session_not_found", "The session has ended")
    user = await users.get(connection, session.row["user_id"])
    cursor = await connection.execute(sql.amr, {"session_id": session_id})
    amr = await cursor.fetchall()
    issued_at = int(time.time())
    lifetime = int(context.settings.jwt_expiry.total_seconds())
    shown = user.as_json()
    claims = {
        "iss": context.api_url,
        "sub": shown["id"],
        "aud": shown["aud"],
        "iat": issued_at,
        "exp": issued_at + lifetime,
        "email": shown["email"],
        "phone": shown["phone"],
        "app_metadata": shown["app_metadata"],
        "user_metadata": shown["user_metadata"],
        "role": shown["role"],
        "aal": session.aal,
        "amr": amr,
        "session_id": str(session_id),
        "is_anonymous": shown["is_anonymous"],
    }
    return {
        "access_token": context.keys.sign(claims),
        "token_type": "bearer",
        "expires_in": lifetime,
        "expires_at": issued_at + lifetime,
        "refresh_token": refresh_token,
        "user": shown,
    }


async def end(connection: Connection, user: User, session: Session | None, scope: str) -> None:
    """End the user's sessions: all (`global`), this one (`local`) or all `others`."""
    await connection.execute(
        sql.delete_sessions,
        {"user_id": user.id, "session_id": session.id if session else None, "scope": scope},
    )
