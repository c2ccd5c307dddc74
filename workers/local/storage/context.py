"""What Storage needs from the stack, and transactions in the caller's name."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

import psycopg
from aiohttp import web

from flywheel.db import Connection, Pool, Queries
from flywheel.local.secrets import Keys
from flywheel.local.storage.errors import denied
from flywheel.local.storage.files import FileStore
from flywheel.local.storage.identity import Caller

queries = Queries.load("flywheel.local.storage")


@dataclass(frozen=True)
class StorageContext:
    """What the stack hands to `create_app`.

    Attributes
    ----------
    keys
        Verify the tokens of callers, sign those of addresses.
    pool
        Open pool of connections as `supabase_storage_admin`.
    files
        Where the bytes lie.
    max_file_bytes
        Larger files are refused, whatever their bucket allows.
    """

    keys: Keys
    pool: Pool
    files: FileStore
    max_file_bytes: int

    @asynccontextmanager
    async def as_admin(self) -> AsyncIterator[Connection]:
        """Open a transaction as the owner of the tables, whom no policy binds."""
        async with self.pool.connection() as connection, connection.transaction():
            yield connection

    @asynccontextmanager
    async def acting_as(self, caller: Caller) -> AsyncIterator[Connection]:
        """Open a transaction in which the caller's policies decide.

        Raises
        ------
        StorageError
            If the token names a role that the API does not serve.
        """
        async with self.as_admin() as connection:
            await become(connection, caller)
            yield connection

    @asynccontextmanager
    async def trial(self, caller: Caller) -> AsyncIterator[Connection]:
        """Open a transaction as the caller, to see what is allowed; it leaves no trace."""
        async with self.pool.connection() as connection, connection.transaction() as transaction:
            await become(connection, caller)
            yield connection
            raise psycopg.Rollback(transaction)

    async def versions(self) -> set[str]:
        """Return the versions of all objects: the files that must be there."""
        async with self.as_admin() as connection:
            found = await connection.execute(queries.versions)
            return {row["version"] for row in await found.fetchall()}


async def become(connection: Connection, caller: Caller) -> None:
    """Let the rest of the transaction run as the caller.

    Raises
    ------
    StorageError
        If the token names a role that the API does not serve.
    """
    try:
        await connection.execute(
            queries.become, {"role": caller.role, "claims": caller.claims_json}
        )
    except (psycopg.errors.InsufficientPrivilege, psycopg.errors.InvalidParameterValue) as error:
        raise denied(f"The role {caller.role!r} cannot use Storage") from error


CONTEXT = web.AppKey("storage_context", StorageContext)
