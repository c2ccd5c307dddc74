"""Who is calling: the role and the claims of a request's token."""

from __future__ import annotations

import json
from dataclasses import dataclass
from uuid import UUID

from aiohttp import web

from flywheel.local.secrets import InvalidTokenError, Keys
from flywheel.local.storage.errors import StorageError, denied


@dataclass(frozen=True)
class Caller:
    """A database role, and the claims that policies read.

    Attributes
    ----------
    subject
        The user's id as the token has it; None for the keys of the stack.
    """

    role: str
    claims_json: str
    subject: str | None

    @property
    def owner(self) -> UUID | None:
        """The subject as a UUID, where it is one."""
        try:
            return UUID(self.subject or "")
        except ValueError:
            return None


def identify(request: web.Request, keys: Keys) -> Caller:
    """Return who sent the request: by its bearer token, else by its key.

    Raises
    ------
    StorageError
        If there is no token, or one that is malformed, expired or not of this stack.
    """
    scheme, _, token = request.headers.get("Authorization", "").partition(" ")
    if scheme.lower() != "bearer" or not token.strip():
        token = request.headers.get("apikey", "")
    if not token.strip():
        raise StorageError(400, "Error", "headers must have required property 'authorization'")
    try:
        claims = keys.verify(token.strip())
    except InvalidTokenError as error:
        raise denied(error.message) from error
    role, subject = claims.get("role"), claims.get("sub")
    return Caller(
        role=role if isinstance(role, str) else "anon",
        claims_json=json.dumps(claims),
        subject=subject if isinstance(subject, str) else None,
    )
