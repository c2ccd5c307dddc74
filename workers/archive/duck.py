"""Archived events as the view `events` of DuckDB."""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from flywheel import db
from flywheel.archive.storage import ArchiveStore
from flywheel.errors import FlywheelError, ToolMissingError

_SQL = db.Queries.load(__package__)
_LINK_SECONDS = 3600


class QueryError(FlywheelError):
    """DuckDB cannot answer; the message is its own."""


@dataclass(frozen=True)
class Answer:
    """Rows with the names of their columns."""

    columns: list[str]
    rows: list[tuple[Any, ...]]


async def local_files(
    dsn: str, store: ArchiveStore, folder: Path, months: Sequence[date] | None
) -> list[str]:
    """Fetch the archive's files into a folder, those that are not there yet; return all.

    Parameters
    ----------
    months
        First days; None for all.
    """
    found = []
    for row in await _readable(dsn, months):
        file = folder / row["path"]
        if not (file.exists() and _sha256(file) == row["sha256"]):
            file.parent.mkdir(parents=True, exist_ok=True)
            await store.download(row["path"], file, row["sha256"])
        found.append(str(file))
    return found


async def links(dsn: str, store: ArchiveStore, months: Sequence[date] | None) -> list[str]:
    """Return links that open the files for an hour: DuckDB reads only the parts it needs."""
    paths = [row["path"] for row in await _readable(dsn, months)]
    return await store.links(paths, _LINK_SECONDS)


async def ask(files: Sequence[str], question: str) -> Answer:
    """Ask the files, as one view `events`, in DuckDB's SQL.

    Parameters
    ----------
    files
        Paths or links of Parquet files.

    Raises
    ------
    QueryError
        If there are no files, or DuckDB cannot answer.
    ToolMissingError
        If DuckDB is not installed.
    """
    if not files:
        raise QueryError(
            "there are no events in the archive",
            hint="flywheel events archive --month 2026-01 brings a month there.",
        )
    return await asyncio.to_thread(_ask, list(files), question)


def _ask(files: list[str], question: str) -> Answer:
    try:
        import duckdb
    except ImportError as error:
        raise ToolMissingError(
            "asking the archive needs DuckDB, which is not installed",
            hint="pip install 'flywheel[archive]'",
        ) from error
    try:
        with duckdb.connect() as connection:
            connection.execute("set timezone = 'UTC'")
            connection.read_parquet(files, union_by_name=True).create_view("events")
            answer = connection.execute(question)
            return Answer([column[0] for column in answer.description], answer.fetchall())
    except duckdb.Error as error:
        raise QueryError(str(error)) from error


async def _readable(dsn: str, months: Sequence[date] | None) -> list[dict[str, Any]]:
    async with db.connect(dsn) as connection:
        wanted = None if months is None else list(months)
        found = await connection.execute(_SQL.readable_files, {"months": wanted})
        return await found.fetchall()


def _sha256(file: Path) -> str:
    return hashlib.sha256(file.read_bytes()).hexdigest()
