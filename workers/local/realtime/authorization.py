"""Who may use a private channel: decided by the policies on `realtime.messages`."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

import psycopg
import structlog
from psycopg_pool import PoolTimeout

from flywheel.db import Connection, Pool, Queries
from flywheel.local.realtime.identity import Identity

_log = structlog.get_logger(__name__)
_queries = Queries.load("flywheel.local.realtime")
# Checks that run at a time; the pool has room for more, so that they never fill it.
_CHECKS_AT_A_TIME = 2


class DatabaseUnavailableError(Exception):
    """The database cannot be asked right now."""


@dataclass(frozen=True, slots=True)
class Permissions:
    """What a subscriber may do on one channel."""

    read_broadcast: bool = False
    read_presence: bool = False
    write_broadcast: bool = False
    write_presence: bool = False

    @property
    def may_read(self) -> bool:
        """Whether the channel may be joined."""
        return self.read_broadcast or self.read_presence


EVERYTHING = Permissions(True, True, True, True)
"""On a public channel."""


@asynccontextmanager
async def acting_as(pool: Pool, identity: Identity, topic: str = "") -> AsyncIterator[Connection]:
    """Open a transaction as the subscriber; it is rolled back at the end.

    Raises
    ------
    DatabaseUnavailableError
        If there is no connection to be had.
    """
    async with rolled_back(pool) as connection:
        await _become(connection, identity, topic)
        yield connection


@asynccontextmanager
async def rolled_back(pool: Pool) -> AsyncIterator[Connection]:
    """Open a transaction that leaves no trace.

    Raises
    ------
    DatabaseUnavailableError
        If there is no connection to be had, or it breaks.
    """
    try:
        async with (
            pool.connection(timeout=3) as connection,
            connection.transaction(force_rollback=True),
        ):
            yield connection
    except (psycopg.OperationalError, PoolTimeout) as error:
        if isinstance(error, psycopg.errors.QueryCanceled):
            raise
        raise DatabaseUnavailableError(str(error)) from error


async def _become(connection: Connection, identity: Identity, topic: str) -> None:
    await connection.execute(
        _queries.become, {"role": identity.role, "claims": identity.claims, "topic": topic}
    )


class Authorizer:
    """Asks the database what somebody may do on a private channel."""

    def __init__(self, pool: Pool) -> None:
        self._pool = pool
        self._turn = asyncio.Semaphore(_CHECKS_AT_A_TIME)

    async def permissions(self, identity: Identity, topic: str) -> Permissions:
        """Return what `identity` may do on the private channel `topic`.

        A policy that fails allows nothing; its error is logged.

        Raises
        ------
        DatabaseUnavailableError
            If the database cannot be asked.
        """
        try:
            async with self._turn, rolled_back(self._pool) as connection:
                probes = await connection.execute(_queries.probe_read, {"topic": topic})
                ids = [row["id"] for row in await probes.fetchall()]
                await _become(connection, identity, topic)
                seen = await connection.execute(
                    _queries.readable_extensions, {"topic": topic, "ids": ids}
                )
                readable = {row["extension"] for row in await seen.fetchall()}
                return Permissions(
                    read_broadcast="broadcast" in readable,
                    read_presence="presence" in readable,
                    write_broadcast=await _may_write(connection, topic, "broadcast"),
                    write_presence=await _may_write(connection, topic, "presence"),
                )
        except psycopg.Error as error:
            _log.warning(
                "realtime policy failed", topic=topic, role=identity.role, error=str(error)
            )
            return Permissions()


async def _may_write(connection: Connection, topic: str, extension: str) -> bool:
    try:
        async with connection.transaction():
            await connection.execute(_queries.probe_write, {"topic": topic, "extension": extension})
    except psycopg.errors.InsufficientPrivilege:
        return False
    return True
