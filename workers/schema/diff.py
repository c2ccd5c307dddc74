"""Write the next migration: the difference between the migrations and the sources."""

from __future__ import annotations

import asyncio
import re
import tempfile
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from flywheel.schema import supabase_cli
from flywheel.schema.build import build, connect_as_owner, run_script
from flywheel.schema.dump import differences, read_schema
from flywheel.schema.migrations import apply_migrations, read_migrations
from flywheel.schema.scratch import scratch_cluster
from flywheel.schema.sources import CHECKOUT, DOMAINS, SchemaError, domain_files

MIGRATIONS = "the migrations"
SOURCES = "sql/ and policies/"

VERBS = (
    *("add", "allow", "alter", "backfill", "change", "create", "deny", "disable", "drop"),
    *("enable", "extend", "fix", "grant", "index", "limit", "merge", "move", "remove"),
    *("rename", "replace", "require", "restrict", "revoke", "set", "speed", "split"),
    *("tighten", "update", "validate"),
)
_TIMEOUTS = "set local lock_timeout = '4s';\nset local statement_timeout = '2min';"
"""Each migration starts with these: rather fail and be run again than block everybody."""

# What squawk asks for later: concurrent indexes, constraints validated apart.
_FIRST = """\
-- The database is empty when this runs: no lock that it takes and no scan can hurt anybody.
-- squawk-ignore-file adding-field-with-default, adding-foreign-key-constraint
-- squawk-ignore-file constraint-missing-not-valid, require-concurrent-index-creation"""
_NAME = re.compile(r"[a-z]+(_[a-z0-9]+)+")
_PREAMBLE = re.compile(r"^SET local check_function_bodies = off;\s*", re.IGNORECASE)


@dataclass(frozen=True)
class Written:
    """The outcome of a diff.

    Attributes
    ----------
    paths
        The migrations written; none where nothing differs.
    missing
        What the Supabase CLI left out, one text per object: a person has to add it.
    """

    paths: list[Path]
    missing: list[str]


async def write_migration(name: str, root: Path = CHECKOUT, now: datetime | None = None) -> Written:
    """Write `supabase/migrations/<timestamp>_<name>.sql`, for a person to read and correct.

    In a checkout without migrations this writes the first ones instead: one per domain, made
    of the domain's own files with their comments.

    Raises
    ------
    SchemaError
        If the name is not `<verb>_<object>`, or the sources or migrations are broken.
    """
    check_name(name)
    now = now or datetime.now(UTC)
    migrations = read_migrations(root)
    if not migrations:
        return Written(write_first_migrations(root, now), [])
    path = _path(root, _later_than(migrations[-1].version, now), name)
    async with scratch_cluster() as cluster:
        migrated = await cluster.create_database("migrated")
        sources = await cluster.create_database("sources")
        await apply_migrations(migrated, root)
        await asyncio.to_thread(build, sources, root)
        script = await asyncio.to_thread(cli_diff, migrated, sources)
        if script:
            await asyncio.to_thread(path.write_text, f"{_header(name)}\n{script}\n", "utf-8")
            await asyncio.to_thread(_run, path, migrated, root)
        missing = await asyncio.to_thread(compare, migrated, sources)
    return Written([path] if script else [], missing)


def check_name(name: str) -> None:
    """Refuse a migration name that is not `<verb>_<object>`.

    Raises
    ------
    SchemaError
        With an example of a good name.
    """
    if not _NAME.fullmatch(name) or name.partition("_")[0] not in VERBS:
        raise SchemaError(
            f"{name!r} is no name for a migration",
            hint="Use <verb>_<object> in small letters, as add_order_notes or fix_invoice_totals. "
            f"Verbs: {', '.join(VERBS)}.",
        )


def write_first_migrations(root: Path, now: datetime) -> list[Path]:
    """Write one migration per domain from its sources, a second apart so that order holds."""
    written = []
    for number, domain in enumerate(DOMAINS):
        files = domain_files(domain, root)
        if not files:
            continue
        texts = [
            f"-- {file.relative_to(root)}\n\n{file.read_text('utf-8').strip()}" for file in files
        ]
        path = _path(root, now + timedelta(seconds=number), f"create_{domain}")
        head = f"-- Create {domain}.\n{_FIRST}\n\n{_TIMEOUTS}"
        path.write_text("\n\n\n".join([head, *texts]) + "\n", "utf-8")
        written.append(path)
    return written


def cli_diff(actual: str, wanted: str) -> str:
    """Return the SQL that, as the Supabase CLI sees it, turns one database into the other.

    Raises
    ------
    SchemaError
        If the CLI fails.
    """
    actual_url, password = supabase_cli.without_password(actual)
    wanted_url, _ = supabase_cli.without_password(wanted)
    with tempfile.TemporaryDirectory(prefix="flywheel-diff-") as folder:
        output = Path(folder) / "diff.sql"
        answer = supabase_cli.run(
            *("db", "diff", "--from", actual_url, "--to", wanted_url, "-o", str(output)),
            root=Path(folder),
            password=password,
        )
        if answer.code != 0:
            raise SchemaError(f"supabase db diff failed:\n{answer.messages.strip()}")
        script = output.read_text("utf-8") if output.exists() else ""
    return _PREAMBLE.sub("", script.strip()).strip()


def compare(actual: str, wanted: str) -> list[str]:
    """Return how the dump of a migrated database differs from that of the sources."""
    return differences(read_schema(actual), read_schema(wanted), MIGRATIONS, SOURCES)


def _run(path: Path, dsn: str, root: Path) -> None:
    with connect_as_owner(dsn) as connection:
        run_script(connection, path, root)


def _path(root: Path, moment: datetime, name: str) -> Path:
    return root / "supabase" / "migrations" / f"{moment:%Y%m%d%H%M%S}_{name}.sql"


def _later_than(version: str, now: datetime) -> datetime:
    """Return `now`, or the second after the newest migration where that lies ahead."""
    newest = datetime.strptime(version, "%Y%m%d%H%M%S").replace(tzinfo=UTC)
    return max(now, newest + timedelta(seconds=1))


def _header(name: str) -> str:
    sentence = name.replace("_", " ").capitalize()
    return f"-- {sentence}.\n\n{_TIMEOUTS}\nset local check_function_bodies = off;\n"
