"""Who is calling: the bearer token of a request, checked against the database."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from aiohttp import web

from flywheel.db import Connection
from flywheel.local.auth import sessions, users
from flywheel.local.auth.context import CONTEXT
from flywheel.local.auth.errors import AuthError, invalid
from flywheel.local.auth.sessions import Session
from flywheel.local.auth.users import User
from flywheel.local.secrets import InvalidTokenError

_ADMIN_ROLES = ("service_role", "supabase_admin")


@dataclass(frozen=True)
class Caller:
    """A signed-in user, and the session of the token (None for a token made elsewhere)."""

    user: User
    session: Session | None

    @property
    def aal2(self) -> bool:
        """Whether the session has passed a second factor."""
        return self.session is not None and self.session.aal == "aal2"

    def own_session(self) -> Session:
        """Return the session, or raise `session_not_found`."""
        if self.session is None:
            raise AuthError(403, "session_not_found", "The token belongs to no session")
        return self.session


def _claims(request: web.Request) -> dict[str, Any]:
    scheme, _, token = request.headers.get("Authorization", "").partition(" ")
    if scheme.lower() != "bearer" or not token.strip():
        raise AuthError(401, "no_authorization", "This endpoint requires a valid Bearer token")
    try:
        return request.config_dict[CONTEXT].keys.verify(token.strip())
    except InvalidTokenError as error:
        raise AuthError(403, "bad_jwt", f"invalid JWT: {error.message}") from error


async def require_user(request: web.Request, connection: Connection) -> Caller:
    """Return the user that the request's token was issued to.

    Raises
    ------
    AuthError
        If there is no token, it is bad or expired, or its user or session is gone.
    """
    claims = _claims(request)
    subject, session_id = claims.get("sub"), claims.get("session_id")
    if not _is_uuid(subject):
        raise AuthError(403, "bad_jwt", "invalid claim: missing sub claim")
    user = await users.find(connection, str(subject))
    if user is None or user.row["deleted_at"]:
        raise AuthError(403, "user_not_found", "User from sub claim in JWT does not exist")
    if session_id in (None, ""):
        return Caller(user, None)
    if not _is_uuid(session_id):
        raise AuthError(403, "bad_jwt", "invalid claim: session_id claim must be a UUID")
    session = await sessions.find(connection, str(session_id))
    if session is None or session.row["user_id"] != user.row["id"]:
        raise AuthError(
            403, "session_not_found", "Session from session_id claim in JWT does not exist"
        )
    return Caller(user, session)


def require_admin(request: web.Request) -> None:
    """Raise `AuthError` unless the request's token is a service's."""
    if _claims(request).get("role") not in _ADMIN_ROLES:
        raise AuthError(403, "not_admin", "User not allowed")


def path_id(request: web.Request, name: str) -> UUID:
    """Return the part `name` of the path as a UUID."""
    text = request.match_info[name]
    if not _is_uuid(text):
        raise invalid(f"{name} must be an UUID", 404)
    return UUID(text)


def _is_uuid(text: object) -> bool:
    try:
        UUID(str(text))
    except ValueError:
        return False
    return True
