"""Applying migrations, and refusing a history that does not match."""

from __future__ import annotations

from pathlib import Path

import psycopg
import pytest

from flywheel.schema import supabase_cli
from flywheel.schema.diff import write_migration
from flywheel.schema.migrations import (
    MigrationHistoryError,
    apply_migrations,
    read_history,
    read_migrations,
)
from flywheel.schema.sources import SchemaError

from .conftest import NewDatabase


@pytest.fixture
async def migrated(checkout: Path, new_database: NewDatabase) -> str:
    await write_migration("create_all", checkout)
    dsn = await new_database("migrated")
    await apply_migrations(dsn, checkout)
    return dsn


def write(checkout: Path, version: str, sql: str) -> Path:
    path = checkout / f"supabase/migrations/{version}_add_things.sql"
    path.write_text(sql)
    return path


async def test_a_second_run_applies_nothing(checkout: Path, migrated: str) -> None:
    assert await apply_migrations(migrated, checkout) == []


async def test_the_supabase_cli_sees_the_same_history(checkout: Path, migrated: str) -> None:
    url, password = supabase_cli.without_password(migrated)
    answer = supabase_cli.run(
        "migration", "list", f"--remote={url}", root=checkout, password=password
    )
    (migration,) = read_migrations(checkout)
    assert answer.output.count(f"`{migration.version}`") == 2  # local and remote
    push = supabase_cli.run("db", "push", f"--remote={url}", root=checkout, password=password)
    assert "up to date" in push.output + push.messages


async def test_an_edited_migration_is_refused_before_anything_is_applied(
    checkout: Path, migrated: str
) -> None:
    (migration,) = read_migrations(checkout)
    text = migration.path.read_text()
    migration.path.write_text(text.replace("never by hand", "sometimes by hand"))
    write(checkout, "29990101000000", "create table public.things (id int primary key);")
    with pytest.raises(MigrationHistoryError, match=f"{migration.path.name} was edited") as caught:
        await apply_migrations(migrated, checkout)
    assert "flywheel db diff" in str(caught.value.hint)
    with psycopg.connect(migrated) as connection:
        assert connection.execute("select to_regclass('public.things')").fetchone() == (None,)


async def test_a_comment_between_statements_may_be_corrected(checkout: Path, migrated: str) -> None:
    (migration,) = read_migrations(checkout)
    migration.path.write_text("-- A better title.\n\n" + migration.path.read_text())
    assert await apply_migrations(migrated, checkout) == []


async def test_a_missing_migration_is_refused_by_name(checkout: Path, migrated: str) -> None:
    (migration,) = read_migrations(checkout)
    migration.path.unlink()
    with pytest.raises(MigrationHistoryError, match=f"{migration.version}_create_catalog"):
        await apply_migrations(migrated, checkout)


async def test_a_failing_migration_is_named_and_leaves_nothing(
    checkout: Path, migrated: str
) -> None:
    write(
        checkout,
        "29990101000000",
        "create table public.things (id int primary key);\nalter table public.nope add x int;",
    )
    with pytest.raises(SchemaError, match="29990101000000_add_things") as caught:
        await apply_migrations(migrated, checkout)
    assert 'relation "public.nope" does not exist' in caught.value.message
    with psycopg.connect(migrated) as connection:
        assert connection.execute("select to_regclass('public.things')").fetchone() == (None,)
    assert [row.version for row in await read_history(migrated)] == [
        migration.version for migration in read_migrations(checkout)[:1]
    ]


@pytest.mark.parametrize("name", ["1_add_x.sql", "20260101000000.sql", "20260101000000_Add X.sql"])
def test_a_file_with_another_name_is_refused(checkout: Path, name: str) -> None:
    (checkout / "supabase/migrations" / name).write_text("select 1;")
    with pytest.raises(SchemaError, match="no name for a migration"):
        read_migrations(checkout)


def test_two_migrations_of_one_version_are_refused(checkout: Path) -> None:
    write(checkout, "20260101000000", "select 1;")
    (checkout / "supabase/migrations/20260101000000_drop_things.sql").write_text("select 1;")
    with pytest.raises(SchemaError, match="same version"):
        read_migrations(checkout)


@pytest.mark.parametrize("url", ["", "localhost", "https://abc.supabase.co", "postgresql:///db"])
def test_what_is_no_database_url_is_refused_without_showing_it(url: str) -> None:
    with pytest.raises(SchemaError, match="not the URL of a Postgres database"):
        supabase_cli.without_password(url)


def test_the_password_is_taken_out_of_a_url() -> None:
    url = "postgresql://postgres.abc:p%40ss@db.example.com:6543/postgres?sslmode=require"
    assert supabase_cli.without_password(url) == (
        "postgresql://postgres.abc@db.example.com:6543/postgres?sslmode=require",
        "p@ss",
    )
