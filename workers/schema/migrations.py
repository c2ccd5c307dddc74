"""Migrations: read them, compare them with what a database has had, apply the rest.

The Supabase CLI applies them, locally and remotely alike, and keeps the history; what is
added here is a refusal where an applied migration was edited or is missing.
"""

from __future__ import annotations

import asyncio
import re
from dataclasses import dataclass
from pathlib import Path

from flywheel import db
from flywheel.schema import supabase_cli
from flywheel.schema.sources import CHECKOUT, SchemaError
from flywheel.schema.statements import split

_FILE_NAME = re.compile(r"(?P<version>\d{14})_(?P<name>[a-z0-9_]+)\.sql")
_NOISE = re.compile(
    r"^(Try rerunning the command|Target: |Confirmed by |Finished ).*\n?", re.MULTILINE
)
_queries = db.Queries.load("flywheel.schema")


class MigrationHistoryError(SchemaError):
    """The database has had other migrations than the files say."""


@dataclass(frozen=True)
class Migration:
    """One file of `supabase/migrations/`."""

    version: str
    name: str
    path: Path

    def statements(self) -> list[str]:
        """Return what it runs; comments between statements do not count."""
        return [statement.text for statement in split(self.path.read_text("utf-8"))]


@dataclass(frozen=True)
class Applied:
    """One row of the database's migration history."""

    version: str
    name: str
    statements: list[str]


def read_migrations(root: Path = CHECKOUT) -> list[Migration]:
    """Return the migrations of a checkout, oldest first.

    Raises
    ------
    SchemaError
        If a file's name has another form, or two share a version.
    """
    found: dict[str, Migration] = {}
    for path in sorted((root / "supabase" / "migrations").glob("*.sql")):
        match = _FILE_NAME.fullmatch(path.name)
        if match is None:
            raise SchemaError(
                f"{path.name} is no name for a migration",
                hint="Use <timestamp>_<verb>_<object>.sql, as `flywheel db diff` does.",
            )
        migration = Migration(match["version"], match["name"], path)
        if twin := found.get(migration.version):
            raise SchemaError(
                f"{twin.path.name} and {path.name} have the same version",
                hint="Give the one that is not applied anywhere a later timestamp.",
            )
        found[migration.version] = migration
    return list(found.values())


def pending(migrations: list[Migration], history: list[Applied]) -> list[Migration]:
    """Return the migrations that a database with this history has not had.

    Raises
    ------
    MigrationHistoryError
        If an applied migration has no file any more, or its file was edited since.
    """
    by_version = {migration.version: migration for migration in migrations}
    for row in history:
        migration = by_version.pop(row.version, None)
        if migration is None:
            raise MigrationHistoryError(
                f"the database has had migration {row.version}_{row.name}, "
                "which is not in supabase/migrations/",
                hint="Bring the file back (another branch may have it). "
                "A local database can be made anew: flywheel down --remove-data",
            )
        applied = [part.text for statement in row.statements for part in split(statement)]
        if applied != migration.statements():
            raise MigrationHistoryError(
                f"{migration.path.name} was edited after it was applied",
                hint="Undo the edit and write a new migration: flywheel db diff NAME. "
                "A local database can be made anew: flywheel down --remove-data",
            )
    return list(by_version.values())


async def read_history(dsn: str) -> list[Applied]:
    """Return what the database has had, oldest first; empty where it has had nothing."""
    async with db.connect(dsn) as connection:
        exists = await (await connection.execute(_queries.history_exists)).fetchone()
        if not exists or not all(exists.values()):
            return []
        rows = await (await connection.execute(_queries.history)).fetchall()
    return [Applied(row["version"], row["name"], row["statements"]) for row in rows]


async def apply_migrations(dsn: str, root: Path = CHECKOUT) -> list[Migration]:
    """Apply what the database has not had yet, each migration whole or not at all.

    Parameters
    ----------
    dsn
        URL of the database, as the role `postgres`.
    root
        The checkout whose `supabase/migrations/` to apply.

    Returns
    -------
    list of Migration
        The ones applied now, oldest first.

    Raises
    ------
    MigrationHistoryError
        If an applied migration was edited or is missing; nothing is changed then.
    SchemaError
        If a migration fails; those before it stay applied.
    """
    waiting = pending(read_migrations(root), await read_history(dsn))
    if not waiting:
        return []
    url, password = supabase_cli.without_password(dsn)
    answer = await asyncio.to_thread(
        supabase_cli.run, "db", "push", f"--remote={url}", root=root, password=password
    )
    if answer.code != 0:
        raise SchemaError(
            f"a migration failed:\n{_NOISE.sub('', answer.messages).strip()}",
            hint="The migrations before it stay applied, nothing of it does.",
        )
    return waiting
