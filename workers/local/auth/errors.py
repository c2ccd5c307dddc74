"""Errors in the two shapes that Supabase's clients parse."""

from __future__ import annotations

import traceback
from collections.abc import Sequence
from typing import Any

import structlog
from aiohttp import web
from aiohttp.typedefs import Handler

from flywheel.errors import FlywheelError

VERSION_HEADER = "X-Supabase-Api-Version"
_CODES_AS_TEXT = "2024-01-01"

log = structlog.get_logger(__name__)


class AuthError(FlywheelError):
    """A request that Auth refuses.

    Parameters
    ----------
    status
        The HTTP status of the answer.
    code
        One of Supabase Auth's error codes, e.g. `invalid_credentials`.
    message
        What is wrong, for a person.
    reasons
        What a weak password lacks.
    """

    def __init__(
        self, status: int, code: str, message: str, *, reasons: Sequence[str] = ()
    ) -> None:
        super().__init__(message)
        self.status = status
        self.code = code
        self.reasons = list(reasons)


def invalid(message: str, status: int = 400) -> AuthError:
    """Return the error for a request with a missing or wrong field."""
    return AuthError(status, "validation_failed", message)


def email_exists() -> AuthError:
    """Return the error for an address that has an account."""
    return AuthError(
        422, "email_exists", "A user with this email address has already been registered"
    )


def phone_disabled() -> AuthError:
    """Return the error for everything that needs a text message."""
    return AuthError(
        400, "phone_provider_disabled", "The local stack sends no text messages; use an address"
    )


@web.middleware
async def answer_errors(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Turn every error into an answer that the clients understand."""
    try:
        return await handler(request)
    except AuthError as error:
        return _answer(request, error)
    except web.HTTPException as error:
        if error.status < 400:
            raise
        return _answer(request, _from_http(request, error))
    except Exception as error:
        _report(request, error)
        return _answer(
            request,
            AuthError(500, "unexpected_failure", "Unexpected failure; the log has the reason"),
        )


def _report(request: web.Request, error: Exception) -> None:
    # Not log.exception: a renderer may show the local variables, and passwords are among them.
    frames = traceback.extract_tb(error.__traceback__, limit=-8)
    log.error(
        "auth failed",
        method=request.method,
        path=request.path,
        error=f"{type(error).__name__}: {error}"[:500],
        where=[f"{frame.filename}:{frame.lineno} {frame.name}" for frame in frames],
    )


def _from_http(request: web.Request, error: web.HTTPException) -> AuthError:
    if error.status in (404, 405):
        return AuthError(
            error.status,
            "not_supported",
            f"The local stand-in for Supabase Auth has no {request.method} {request.path}",
        )
    return AuthError(error.status, "validation_failed", error.text or error.reason)


def _answer(request: web.Request, error: AuthError) -> web.Response:
    body: dict[str, Any]
    # Dates in this form sort as text.
    if request.headers.get(VERSION_HEADER, "") >= _CODES_AS_TEXT:
        body = {"code": error.code, "message": error.message}
        headers = {VERSION_HEADER: _CODES_AS_TEXT}
    else:
        body = {"code": error.status, "error_code": error.code, "msg": error.message}
        headers = {}
    if error.code == "weak_password":
        body["weak_password"] = {"reasons": error.reasons}
    return web.json_response(body, status=error.status, headers=headers)
