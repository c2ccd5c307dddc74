"""What commands about a workspace share: the operator's connection, and rows of statements."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from flywheel import db
from flywheel.api import database_url
from flywheel.config import settings
from flywheel.errors import ConfigurationError
from flywheel.jobs.translation import translated

_SQL = db.Queries.load("flywheel.cli", "workspaces.sql")


@asynccontextmanager
async def operator() -> AsyncIterator[db.Connection]:
    """Connect to the database of the settings, with the rights of its operator."""
    async with db.connect(database_url(settings())) as connection:
        await connection.execute(_SQL.stand_above_roles)
        yield connection


async def workspace_id(connection: db.Connection, workspace: str) -> str:
    """Return the id of a workspace named by its id or slug.

    Raises
    ------
    ConfigurationError
        If there is none.
    """
    found = await fetch_all(connection, _SQL.find_workspace, workspace=workspace)
    if not found:
        raise ConfigurationError(
            f"there is no workspace {workspace!r}", hint="Give the id or the slug of one."
        )
    return str(found[0]["id"])


async def fetch_all(
    connection: db.Connection, statement: bytes, **arguments: Any
) -> list[dict[str, Any]]:
    """Return the rows of a statement; what the database refuses becomes a `FlywheelError`."""
    with translated():
        cursor = await connection.execute(statement, arguments)
    return await cursor.fetchall()


async def fetch_one(
    connection: db.Connection, statement: bytes, **arguments: Any
) -> dict[str, Any]:
    """Return the first row of a statement that always has one."""
    return (await fetch_all(connection, statement, **arguments))[0]
