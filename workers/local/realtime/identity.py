"""Who a subscriber is: the claims of a token, and the database role that they name."""

from __future__ import annotations

import json
import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import jwt

from flywheel.local.secrets import InvalidTokenError, Keys


class AccessRefusedError(Exception):
    """A token that Realtime does not accept, or that does not allow what was asked.

    Attributes
    ----------
    code
        Realtime's name of the error, e.g. `InvalidJWTToken`.
    """

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code
        self.message = message


@dataclass(frozen=True, slots=True)
class Identity:
    """A role and the claims that policies read; equal for all channels of one session.

    Attributes
    ----------
    role
        Database role.
    claims
        All claims as JSON, keys sorted.
    expires_at
        Unix time in seconds.
    """

    role: str
    claims: str
    expires_at: float


def identify(keys: Keys, token: str) -> Identity:
    """Return whose token this is.

    Raises
    ------
    AccessRefusedError
        If the token is malformed, expired, of another signer or lacks `role` or `exp`.
    """
    try:
        claims = keys.verify(token)
    except InvalidTokenError as error:
        raise _refusal(token, error.__cause__) from error
    role, expires_at = claims.get("role"), claims.get("exp")
    if not isinstance(role, str) or not isinstance(expires_at, int | float):
        raise AccessRefusedError("InvalidJWTToken", "Fields `role` and `exp` are required in JWT")
    return Identity(role, _canonical(claims), float(expires_at))


def _refusal(token: str, cause: BaseException | None) -> AccessRefusedError:
    if isinstance(cause, jwt.ExpiredSignatureError):
        return AccessRefusedError("InvalidJWTToken", expiry_notice(_expiry(token)))
    if isinstance(cause, jwt.InvalidSignatureError):
        return AccessRefusedError("JwtSignatureError", "Failed to validate JWT signature")
    if isinstance(cause, jwt.DecodeError):
        return AccessRefusedError("MalformedJWT", "The token provided is not a valid JWT")
    return AccessRefusedError("InvalidJWTToken", f"The token provided is refused: {cause}")


def expiry_notice(expires_at: float) -> str:
    """Return the sentence with which Realtime says that a token is too old."""
    return f"Token has expired {max(0, int(time.time() - expires_at))} seconds ago"


def session_token(token: object) -> str | None:
    """Return a session's token, or None: API keys of the newer kind (`sb_…`) are none."""
    if isinstance(token, str) and token and not token.startswith("sb_"):
        return token
    return None


def _expiry(token: str) -> float:
    # The signature was checked before the expiry was.
    claims = jwt.decode(token, options={"verify_signature": False, "verify_exp": False})
    return float(claims["exp"])


def _canonical(claims: Mapping[str, Any]) -> str:
    return json.dumps(claims, sort_keys=True, separators=(",", ":"))
