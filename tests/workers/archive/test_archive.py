"""A month of events goes into the archive and comes back the same."""

from __future__ import annotations

import json
import subprocess
import sys
from datetime import date
from pathlib import Path
from typing import Any
from uuid import UUID

import httpx
import psycopg
import pytest

from flywheel import db as database
from flywheel.archive import months
from flywheel.archive.duck import ask, links, local_files
from flywheel.archive.forgetting import forget_workspace
from flywheel.archive.months import ArchiveError, Part, open_month
from flywheel.archive.storage import ArchiveStore
from flywheel.errors import FileStoreUnavailableError
from tests.conftest import Stack
from tests.workers.archive.conftest import MonthOf

_SQL = database.Queries.load(__package__, "events.sql")
_WORKSPACE = UUID("00000000-0000-4000-8000-00000000000a")


class _KilledError(Exception):
    """Stands for the end of the worker."""


async def _archive(stack: Stack, store: ArchiveStore, month: date) -> dict[str, Any]:
    async with open_month(stack.db_url, store, month, lambda _: None) as opened:
        return await opened.archive()


async def _restore(stack: Stack, store: ArchiveStore, month: date) -> dict[str, Any]:
    async with open_month(stack.db_url, store, month, lambda _: None) as opened:
        return await opened.restore()


async def _row(db: database.Connection, statement: bytes, month: date) -> dict[str, Any]:
    row = await (await db.execute(statement, {"month": month})).fetchone()
    assert row is not None
    return row


async def _count(db: database.Connection, month: date) -> int:
    found = await db.execute(
        "select count(*) as n from public.events where occurred_at >= %s::timestamp at time zone"
        " 'UTC' and occurred_at < (%s::timestamp + interval '1 month') at time zone 'UTC'",
        (month, month),
    )
    row = await found.fetchone()
    assert row is not None
    return int(row["n"])


async def test_a_restored_month_equals_the_original_in_every_column(
    stack: Stack, store: ArchiveStore, db: database.Connection, month_of: MonthOf
) -> None:
    month = await month_of(500)
    before = await _row(db, _SQL.digest, month)
    assert before["rows"] == 503

    done = await _archive(stack, store, month)
    assert (done["state"], done["rows"]) == ("dropped", 503)
    assert await _count(db, month) == 0
    assert (await _row(db, _SQL.archived, month))["is_archived"]

    assert (await _restore(stack, store, month))["state"] == "restored"
    assert await _row(db, _SQL.digest, month) == before
    assert not (await _row(db, _SQL.archived, month))["is_archived"]


async def test_a_worker_killed_at_any_step_leaves_what_the_next_one_completes(
    stack: Stack,
    store: ArchiveStore,
    db: database.Connection,
    month_of: MonthOf,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(months, "ROWS_PER_FILE", 100)
    month = await month_of(250)
    before = await _row(db, _SQL.digest, month)
    calls = 0

    def dying(name: str) -> None:
        whole = getattr(ArchiveStore, name)

        async def die_sometimes(self: ArchiveStore, *arguments: Any) -> Any:
            nonlocal calls
            calls += 1
            if calls % 2:
                raise _KilledError
            done = await whole(self, *arguments)
            if calls % 4 == 0:
                raise _KilledError
            return done

        monkeypatch.setattr(ArchiveStore, name, die_sometimes)

    dying("upload")
    dying("download")
    for step in (_archive, _restore):
        for _ in range(40):
            try:
                done = await step(stack, store, month)
            except _KilledError:
                continue
            break
        assert (done["rows"], done["files"]) == (253, 3)
    assert await _row(db, _SQL.digest, month) == before


async def test_events_that_came_in_after_the_export_are_not_lost(
    stack: Stack,
    store: ArchiveStore,
    db: database.Connection,
    month_of: MonthOf,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    month = await month_of(10)
    whole = ArchiveStore.download

    async def late(self: ArchiveStore, *arguments: Any) -> None:
        await whole(self, *arguments)
        await db.execute(_SQL.fill, {"month": month, "events": 1})

    monkeypatch.setattr(ArchiveStore, "download", late)
    with pytest.raises(ArchiveError, match="not those that were exported"):
        await _archive(stack, store, month)
    monkeypatch.undo()
    assert await _count(db, month) == 14
    assert (await _archive(stack, store, month))["rows"] == 14


async def test_a_file_that_changed_in_storage_is_noticed_and_the_partition_stays(
    stack: Stack,
    store: ArchiveStore,
    db: database.Connection,
    month_of: MonthOf,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    month = await month_of(10)

    class Changed(Part):
        """Says another checksum than the file has."""

        @classmethod
        def of(cls, *arguments: Any) -> Part:
            part = Part.of(*arguments)
            return Part(**{**vars(part), "sha256": "0" * 64})

    monkeypatch.setattr(months, "Part", Changed)
    with pytest.raises(FileStoreUnavailableError, match="has the SHA-256"):
        await _archive(stack, store, month)
    assert await _count(db, month) == 13


async def test_duckdb_answers_and_the_archive_forgets_a_workspace(
    stack: Stack,
    store: ArchiveStore,
    db: database.Connection,
    month_of: MonthOf,
    tmp_path: Path,
) -> None:
    month = await month_of(60)
    await _archive(stack, store, month)
    question = (
        "select workspace_id, count(*), sum(revenue), max(city), max(received_at::varchar)"
        " from events group by 1 order by 1"
    )
    answer = await ask(await local_files(stack.db_url, store, tmp_path, [month]), question)
    assert [(row[1], str(row[2]), row[3]) for row in answer.rows] == [
        (21, "9999999999.99", "東京"),
        (42, "0.00", None),
    ]
    assert answer.rows[0][4] == "infinity"
    (link,) = await links(stack.db_url, store, [month])
    async with httpx.AsyncClient() as client:
        opened = await client.get(link, headers={"range": "bytes=0-3"})
    assert opened.content[:4] == b"PAR1"

    done = await forget_workspace(stack.db_url, store, _WORKSPACE)
    assert done["rows"] >= 21
    assert await forget_workspace(stack.db_url, store, _WORKSPACE) == {"files": 0, "rows": 0}
    answer = await ask(await local_files(stack.db_url, store, tmp_path, [month]), question)
    assert [row[1] for row in answer.rows] == [42]
    assert (await _restore(stack, store, month))["rows"] == 42
    assert await _count(db, month) == 42


async def test_a_month_that_is_not_over_is_refused(stack: Stack, store: ArchiveStore) -> None:
    with pytest.raises(psycopg.Error, match="not closed"):
        await _archive(stack, store, date.today().replace(day=1))


async def test_the_command_archives_asks_and_restores(stack: Stack, month_of: MonthOf) -> None:
    month = await month_of(20)

    def flywheel(*arguments: str) -> Any:
        done = subprocess.run(
            [sys.executable, "-m", "flywheel.cli", "events", *arguments, "-o", "json"],
            env=stack.environment(),
            capture_output=True,
            text=True,
            check=True,
        )
        return json.loads(done.stdout)

    name = f"{month:%Y-%m}"
    assert flywheel("archive", "--month", name)[0]["state"] == "dropped"
    assert flywheel("query", "select count(*) as n from events", "--month", name) == [{"n": 23}]
    assert flywheel("restore", "--month", name)[0]["state"] == "restored"
