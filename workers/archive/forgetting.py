"""Taking the events of a workspace that is gone out of the archive."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Any
from uuid import UUID

from psycopg import sql

from flywheel import db
from flywheel.archive.months import Part, copy_in
from flywheel.archive.parquet import Columns, arrow
from flywheel.archive.storage import ArchiveStore

_SQL = db.Queries.load(__package__)


async def forget_workspace(dsn: str, store: ArchiveStore, workspace_id: UUID) -> dict[str, int]:
    """Write the files anew that hold events of a workspace, without them.

    A file that holds nothing else becomes an empty one, so that the parts stay in their order.
    Begun again, it goes on: files that were done are not found any more.

    Returns
    -------
    dict
        `files` that were written anew, and `rows` that are gone.

    Raises
    ------
    FileStoreUnavailableError
        If Storage does not answer; try again.
    """
    done = {"files": 0, "rows": 0}
    async with db.connect(dsn) as connection:
        found = await connection.execute(_SQL.files_with_workspace, {"workspace_id": workspace_id})
        files = await found.fetchall()
        if files:
            await connection.execute(_SQL.make_staging)
        with tempfile.TemporaryDirectory(prefix="flywheel-archive-") as folder:
            for file in files:
                done["rows"] += await _forget(connection, store, file, workspace_id, Path(folder))
                done["files"] += 1
    return done


async def _forget(
    connection: db.Connection,
    store: ArchiveStore,
    file: dict[str, Any],
    workspace_id: UUID,
    folder: Path,
) -> int:
    pa = arrow()
    columns = Columns(file["columns"])
    whole, kept, csv = folder / "whole.parquet", folder / "kept.parquet", folder / "kept.csv"
    await store.download(file["path"], whole, file["sha256"])
    table = pa.parquet.read_table(whole)
    rest = table.filter(pa.compute.not_equal(table["workspace_id"], str(workspace_id)))
    columns.save(rest, kept)
    part = Part.of(kept, file["month"], file["part"])
    await store.upload(part.path, kept)
    columns.read(kept, csv)
    await connection.execute(_SQL.empty_staging)
    await copy_in(
        connection, sql.SQL(_SQL.load_staging.decode()).format(columns=columns.names), csv
    )
    digest = await connection.execute(_SQL.digest_staging, {"columns": list(columns.types)})
    values = {
        "month": file["month"],
        "part": file["part"],
        "workspace_id": workspace_id,
        "path": part.path,
        "bytes": part.bytes,
        "sha256": part.sha256,
        **(await digest.fetchone() or {}),
    }
    async with connection.transaction():
        await connection.execute(_SQL.replace_file, values)
        await connection.execute(_SQL.add_up_files, values)
    # Only now: until then the manifest says that the old file is the one to read.
    await store.delete([file["path"]])
    return len(table) - len(rest)
