"""Postgres from Python: connections, pools, and SQL kept in `.sql` files."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from importlib.resources import files
from typing import Any

import psycopg
from psycopg import AsyncConnection
from psycopg.rows import DictRow, dict_row
from psycopg_pool import AsyncConnectionPool

from flywheel.errors import ConfigurationError, FlywheelError

_NAME = re.compile(r"^-- name: *([a-z_][a-z0-9_]*) *$", re.MULTILINE)

Connection = AsyncConnection[DictRow]
Pool = AsyncConnectionPool[Connection]


class Queries:
    """The named statements of one `.sql` file, as attributes.

    Each statement stands below a line `-- name: <identifier>`; parameters are psycopg's
    `%(name)s`. Unknown names raise `AttributeError`, so that a typing error shows at once.
    """

    def __init__(self, statements: dict[str, str]) -> None:
        self._statements = statements

    @classmethod
    def load(cls, package: str, filename: str = "queries.sql") -> Queries:
        """Read the statements of `filename` in `package`."""
        text = files(package).joinpath(filename).read_text("utf-8")
        parts = _NAME.split(text)
        return cls(dict(zip(parts[1::2], (part.strip() for part in parts[2::2]), strict=True)))

    def __getattr__(self, name: str) -> bytes:
        """Return the statement `name` (bytes: psycopg takes them as trusted SQL)."""
        try:
            return self._statements[name].encode()
        except KeyError:
            raise AttributeError(f"no statement named {name!r}") from None


class DatabaseDownError(FlywheelError):
    """The database did not answer."""


@asynccontextmanager
async def connect(dsn: str, *, autocommit: bool = True) -> AsyncIterator[Connection]:
    """Open one connection whose rows are dictionaries.

    Raises
    ------
    ConfigurationError
        If `dsn` is not a connection URL.
    DatabaseDownError
        If no connection can be made.
    """
    try:
        connection = await AsyncConnection.connect(
            dsn, autocommit=autocommit, row_factory=dict_row, connect_timeout=10
        )
    except psycopg.ProgrammingError as error:
        raise ConfigurationError(
            f"the database URL cannot be used: {error}".strip(),
            hint="It looks like postgresql://user:password@host:port/database",
        ) from error
    except psycopg.OperationalError as error:
        raise DatabaseDownError(
            f"the database did not accept a connection: {error}".strip(),
            hint="Is it running? For the local stack: flywheel status",
        ) from error
    async with connection:
        yield connection


def pool(dsn: str, *, min_size: int = 1, max_size: int = 10, **options: Any) -> Pool:
    """Return a pool that is not open yet; use it as a context manager.

    Connections are checked before use, so that a restart of Postgres costs one round trip
    and no error. `options` go to `psycopg_pool.AsyncConnectionPool`.
    """
    return AsyncConnectionPool(
        dsn,
        connection_class=AsyncConnection[DictRow],
        kwargs={"autocommit": True, "row_factory": dict_row},
        min_size=min_size,
        max_size=max_size,
        check=AsyncConnectionPool.check_connection,
        open=False,
        **options,
    )
