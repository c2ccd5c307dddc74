"""Psycopg's errors as ours: what may work later, and what would be refused again."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager

import psycopg
from psycopg_pool import PoolClosed, PoolTimeout

from flywheel.errors import FlywheelError
from flywheel.jobs.errors import TransportError, from_code


@asynccontextmanager
async def in_time(seconds: float) -> AsyncIterator[None]:
    """Give up a call that takes longer; raises `TransportError`."""
    try:
        async with asyncio.timeout(seconds):
            yield
    except TimeoutError as error:
        raise TransportError(f"no answer within {seconds:g} seconds") from error


@contextmanager
def translated() -> Iterator[None]:
    """Turn psycopg's errors into ours."""
    try:
        yield
    except (PoolTimeout, PoolClosed) as error:
        raise TransportError(f"no database connection: {error}") from error
    except psycopg.Error as error:
        raise translate(error) from error


def translate(error: psycopg.Error) -> FlywheelError:
    """Return our error for one of psycopg's; a lost connection has no SQLSTATE."""
    message = error.diag.message_primary or str(error)
    if error.sqlstate is None:
        return TransportError(message)
    return from_code(error.sqlstate, message, error.diag.message_hint)
