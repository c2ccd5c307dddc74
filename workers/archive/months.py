"""One month of events on its way into the archive, or back."""

from __future__ import annotations

import hashlib
import tempfile
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, Self
from uuid import UUID

from psycopg import sql
from psycopg.errors import LockNotAvailable

from flywheel import db
from flywheel.archive.parquet import Columns, arrow
from flywheel.archive.storage import ArchiveStore
from flywheel.errors import FlywheelError

ROWS_PER_FILE = 200_000
"""Events in a file, if it is not too large for Storage then."""
MOST_BYTES = 45 * 1024 * 1024
"""Storage's usual limit for a file is 50 MB."""
_SQL = db.Queries.load(__package__)

Say = Callable[[str], None]


class ArchiveError(FlywheelError):
    """A month cannot be archived or restored now; nothing was lost."""


@dataclass(frozen=True)
class Part:
    """What the manifest says of a file when it is written."""

    path: str
    rows: int
    bytes: int
    sha256: str
    workspace_ids: list[UUID]
    last: tuple[Any, Any, Any]

    @classmethod
    def of(cls, file: Path, month: date, number: int) -> Self:
        """Describe a file; its name says what is in it."""
        pa = arrow()
        sha256 = hashlib.sha256(file.read_bytes()).hexdigest()
        key = pa.parquet.read_table(file, columns=["workspace_id", "occurred_at", "id"])
        last = key.slice(len(key) - 1).to_pylist()[0] if len(key) else {}
        return cls(
            path=f"events/{month:%Y-%m}/part-{number:04}-{sha256[:12]}.parquet",
            rows=len(key),
            bytes=file.stat().st_size,
            sha256=sha256,
            workspace_ids=[UUID(one) for one in key["workspace_id"].unique().to_pylist()],
            last=(last.get("workspace_id"), last.get("occurred_at"), last.get("id")),
        )


class Month:
    """A month whose archive we alone work on.

    Parameters
    ----------
    connection
        To the database itself, committing each statement; it holds the lock.
    """

    def __init__(
        self, connection: db.Connection, store: ArchiveStore, first: date, folder: Path, say: Say
    ) -> None:
        self._connection = connection
        self._store = store
        self._first = first
        self._folder = folder
        self._say = say

    async def archive(self) -> dict[str, Any]:
        """Take the month through all states up to `dropped`; begun again, it goes on.

        Returns
        -------
        dict
            `month`, `state`, `rows`, `files` and `bytes`.

        Raises
        ------
        ArchiveError
            If readers are in the way, or events came in meanwhile; try again.
        FileStoreUnavailableError
            If Storage does not answer; try again.
        """
        state = (await self._row(_SQL.begin_archive))["state"]
        if state == "exporting":
            await self._export()
            state = "exported"
        if state == "exported":
            await self._verify()
            state = (await self._row(_SQL.verify))["state"]
        if state == "verified":
            self._say(f"{self._first:%Y-%m}: detaching")
            try:
                state = (await self._row(_SQL.detach))["state"]
            except LockNotAvailable as error:
                raise ArchiveError(
                    f"the partition of {self._first:%Y-%m} is being read: it stays for now",
                    hint="Try again; the files are in storage already.",
                ) from error
        if state == "detached":
            state = (await self._row(_SQL.drop))["state"]
        if state != "dropped":
            raise ArchiveError(
                f"the events of {self._first:%Y-%m} are not those that were exported",
                hint="Some came in meanwhile. Try again: they will be exported anew.",
            )
        return await self._summary(state)

    async def restore(self) -> dict[str, Any]:
        """Load the month back as a partition; begun again, it goes on.

        Returns
        -------
        dict
            `month`, `state`, `rows`, `files` and `bytes`.

        Raises
        ------
        ArchiveError
            If what was loaded is not what was archived.
        """
        archived = await self._row(_SQL.begin_restore)
        columns = Columns(archived["columns"])
        load = sql.SQL(_SQL.load_month.decode()).format(
            table=sql.Identifier(f"events_{self._first:%Y_%m}"), columns=columns.names
        )
        for file in await self._files():
            if file["is_loaded"]:
                continue
            csv = await self._fetched(file, columns)
            async with self._connection.transaction():
                await copy_in(self._connection, load, csv)
                await self._do(_SQL.file_is_loaded, part=file["part"])
            self._say(f"{self._first:%Y-%m}: part {file['part']} is back")
        try:
            is_equal = (await self._row(_SQL.complete_restore))["is_equal"]
        except LockNotAvailable as error:
            raise ArchiveError(
                "events are being read: the restored partition could not be attached",
                hint="Try again; its rows are loaded already.",
            ) from error
        if not is_equal:
            raise ArchiveError(
                f"the files of {self._first:%Y-%m} do not have the rows that were archived",
                hint="Has somebody changed private.archived_files? Nothing was restored.",
            )
        return await self._summary("restored")

    async def _export(self) -> None:
        columns = Columns((await self._row(_SQL.archive_of))["columns"])
        limit = ROWS_PER_FILE
        while True:
            last = await self._maybe(_SQL.last_key)
            number = 1 if last is None else int(last["part"]) + 1
            file = await self._exported(columns, last, limit)
            part = Part.of(file, self._first, number)
            if not part.rows:
                break
            if part.bytes > MOST_BYTES and part.rows > 1:
                limit = max(1, part.rows // 2)
                continue
            await self._store.upload(part.path, file)
            await self._do(
                _SQL.add_file,
                part=number,
                path=part.path,
                workspace_ids=part.workspace_ids,
                last_workspace_id=part.last[0],
                last_occurred_at=part.last[1],
                last_id=part.last[2],
                bytes=part.bytes,
                sha256=part.sha256,
                rows=part.rows,
            )
            self._say(f"{self._first:%Y-%m}: part {number}, {part.rows:,} events, {part.bytes:,} B")
            if part.rows < limit:
                break
        await self._do(_SQL.export_is_complete)

    async def _exported(self, columns: Columns, last: Mapping[str, Any] | None, limit: int) -> Path:
        csv, parquet = self._folder / "part.csv", self._folder / "part.parquet"
        after = last or {}
        statement = sql.SQL(_SQL.export.decode()).format(
            columns=columns.exported,
            month=sql.Literal(self._first),
            workspace_id=sql.Literal(after.get("last_workspace_id")),
            occurred_at=sql.Literal(after.get("last_occurred_at")),
            id=sql.Literal(after.get("last_id")),
            limit=sql.Literal(limit),
        )
        with csv.open("wb") as target:
            async with (
                self._connection.cursor() as cursor,
                cursor.copy(statement) as copy,
            ):
                async for block in copy:
                    target.write(block)
        columns.write(csv, parquet)
        return parquet

    async def _verify(self) -> None:
        columns = Columns((await self._row(_SQL.archive_of))["columns"])
        load = sql.SQL(_SQL.load_staging.decode()).format(columns=columns.names)
        waiting = [file for file in await self._files() if file["checksum"] is None]
        if waiting:
            await self._do(_SQL.make_staging)
        for file in waiting:
            csv = await self._fetched(file, columns)
            await self._do(_SQL.empty_staging)
            await copy_in(self._connection, load, csv)
            found = await self._row(_SQL.digest_staging, columns=list(columns.types))
            if found["rows"] != file["rows"]:
                raise ArchiveError(f"{file['path']} has {found['rows']} rows, not {file['rows']}")
            await self._do(
                _SQL.note_checksum,
                part=file["part"],
                sha256=file["sha256"],
                checksum=found["checksum"],
            )
            self._say(f"{self._first:%Y-%m}: part {file['part']} was read back")

    async def _fetched(self, file: Mapping[str, Any], columns: Columns) -> Path:
        parquet, csv = self._folder / "back.parquet", self._folder / "back.csv"
        await self._store.download(file["path"], parquet, file["sha256"])
        columns.read(parquet, csv)
        return csv

    async def _summary(self, state: str) -> dict[str, Any]:
        files = await self._files()
        return {
            "month": f"{self._first:%Y-%m}",
            "state": state,
            "rows": sum(file["rows"] for file in files),
            "files": len(files),
            "bytes": sum(file["bytes"] for file in files),
        }

    async def _files(self) -> list[dict[str, Any]]:
        found = await self._connection.execute(_SQL.files_of, {"month": self._first})
        return await found.fetchall()

    async def _row(self, statement: bytes, **values: Any) -> dict[str, Any]:
        row = await self._maybe(statement, **values)
        if row is None:
            raise ArchiveError(f"there is nothing of {self._first:%Y-%m} in the archive")
        return row

    async def _maybe(self, statement: bytes, **values: Any) -> dict[str, Any] | None:
        found = await self._connection.execute(statement, {"month": self._first, **values})
        return await found.fetchone()

    async def _do(self, statement: bytes, **values: Any) -> None:
        await self._connection.execute(statement, {"month": self._first, **values})


@asynccontextmanager
async def open_month(dsn: str, store: ArchiveStore, first: date, say: Say) -> AsyncIterator[Month]:
    """Work on the archive of a month, alone.

    Parameters
    ----------
    dsn
        Of the database; not through a pooler that shares connections between transactions.
    first
        The first day of the month.
    say
        Told what is going on.

    Raises
    ------
    ArchiveError
        If somebody else works on it.
    """
    arrow()  # before anything is begun
    async with db.connect(dsn) as connection:
        found = await connection.execute(_SQL.lock_month, {"month": first})
        row = await found.fetchone()
        if row is None or not row["is_ours"]:
            raise ArchiveError(f"somebody else is at work on the archive of {first:%Y-%m}")
        with tempfile.TemporaryDirectory(prefix="flywheel-archive-") as folder:
            yield Month(connection, store, first, Path(folder), say)


async def copy_in(connection: db.Connection, statement: sql.Composed, csv: Path) -> None:
    """Load a CSV file with a `copy … from stdin`."""
    async with connection.cursor() as cursor, cursor.copy(statement) as copy:
        with csv.open("rb") as source:
            while block := source.read(1024 * 1024):
                await copy.write(block)
