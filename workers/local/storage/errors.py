"""Errors in the shape that Storage's clients parse."""

from __future__ import annotations

import traceback

import psycopg
import structlog
from aiohttp import web
from aiohttp.typedefs import Handler
from psycopg_pool import PoolTimeout

from flywheel.errors import FlywheelError

log = structlog.get_logger(__name__)


class StorageError(FlywheelError):
    """A request that Storage refuses.

    Parameters
    ----------
    status
        The status in the body. As with Supabase Storage, the answer itself has 400 for
        everything that is the caller's fault.
    error
        Storage's short name for it, e.g. `Duplicate`.
    message
        What is wrong, for a person.
    """

    def __init__(self, status: int, error: str, message: str) -> None:
        super().__init__(message)
        self.status = status
        self.error = error


def invalid(message: str) -> StorageError:
    """Return the error for a request with a missing or wrong part."""
    return StorageError(400, "InvalidRequest", message)


def no_bucket() -> StorageError:
    """Return the error for a bucket that is not there, or not for the caller."""
    return StorageError(404, "Bucket not found", "Bucket not found")


def no_object() -> StorageError:
    """Return the error for an object that is not there, or not for the caller."""
    return StorageError(404, "not_found", "Object not found")


def denied(message: str = "new row violates row-level security policy") -> StorageError:
    """Return the error for what no policy allows."""
    return StorageError(403, "Unauthorized", message)


def duplicate() -> StorageError:
    """Return the error for a name that is taken."""
    return StorageError(409, "Duplicate", "The resource already exists")


def too_large() -> StorageError:
    """Return the error for a file over its bucket's limit or the stack's."""
    return StorageError(413, "Payload too large", "The object exceeded the maximum allowed size")


@web.middleware
async def answer_errors(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Turn every error into an answer that the clients understand."""
    try:
        return await handler(request)
    except StorageError as error:
        return _answer(error)
    except psycopg.Error as error:
        return _answer(_from_database(request, error))
    except UnicodeEncodeError:
        return _answer(invalid("a text has characters that cannot be stored"))
    except PoolTimeout:
        return _answer(StorageError(503, "SlowDown", "The database is not available right now"))
    except web.HTTPException as error:
        if error.status < 400:
            raise
        return _answer(_from_http(request, error))
    except ConnectionError:
        return web.Response(status=400)  # the client is gone: nobody reads this
    except Exception as error:
        _report(request, error)
        return _answer(StorageError(500, "Internal", "Unexpected failure; the log has the reason"))


def _from_database(request: web.Request, error: psycopg.Error) -> StorageError:
    if isinstance(error, psycopg.errors.InsufficientPrivilege):
        return denied(error.diag.message_primary or str(error))
    if isinstance(error, psycopg.errors.UniqueViolation):
        return duplicate()
    if isinstance(error, psycopg.errors.ForeignKeyViolation):
        return StorageError(404, "not_found", "The related resource does not exist")
    if isinstance(error, psycopg.DataError):  # a NUL in a text, a number out of range
        return invalid(error.diag.message_primary or str(error))
    if isinstance(error, psycopg.errors.QueryCanceled):
        return StorageError(544, "DatabaseTimeout", "The database took too long to answer")
    _report(request, error)
    return StorageError(500, "DatabaseError", "The database refused this; the log has the reason")


def _from_http(request: web.Request, error: web.HTTPException) -> StorageError:
    if error.status in (404, 405):
        return StorageError(
            404,
            "not_found",
            f"The local stand-in for Supabase Storage has no {request.method} {request.path}",
        )
    if error.status == 413:
        return too_large()
    return StorageError(error.status, "InvalidRequest", error.text or error.reason)


def _report(request: web.Request, error: Exception) -> None:
    # Not log.exception: a renderer may show the local variables, tokens among them.
    frames = traceback.extract_tb(error.__traceback__, limit=-8)
    log.error(
        "storage failed",
        method=request.method,
        path=request.path,
        error=f"{type(error).__name__}: {error}"[:500],
        where=[f"{frame.filename}:{frame.lineno} {frame.name}" for frame in frames],
    )


def _answer(error: StorageError) -> web.Response:
    return web.json_response(
        {"statusCode": str(error.status), "error": error.error, "message": error.message},
        status=400 if error.status < 500 else 500,
    )
