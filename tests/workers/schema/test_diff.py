"""Writing migrations from the difference."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime
from pathlib import Path

import pytest

from flywheel.schema.build import build
from flywheel.schema.check import find_drift
from flywheel.schema.diff import check_name, write_migration
from flywheel.schema.migrations import apply_migrations, read_migrations
from flywheel.schema.sources import SchemaError

from .conftest import NewDatabase


@pytest.mark.parametrize(
    "name", ["", "orders", "add", "Add_Notes", "add notes", "notes_add", "add_", "../add_notes"]
)
def test_a_name_that_is_no_verb_and_object_is_refused(name: str) -> None:
    with pytest.raises(SchemaError, match="no name for a migration"):
        check_name(name)


@pytest.mark.parametrize("name", ["add_order_notes", "fix_2024_totals", "create_shops"])
def test_a_name_of_verb_and_object_is_taken(name: str) -> None:
    check_name(name)


async def test_the_first_migration_is_the_domain_as_it_was_written(checkout: Path) -> None:
    written = await write_migration("create_all", checkout, datetime(2026, 1, 1, tzinfo=UTC))
    (path,) = written.paths
    assert path.name.endswith("_create_catalog.sql")
    text = path.read_text()
    assert "-- sql/catalog/tables.sql" in text
    assert "-- The name a shop shows" in text
    assert text.index("create table public.shops") < text.index("create policy shops_read")


async def test_a_written_migration_builds_what_the_sources_say(
    checkout: Path, new_database: NewDatabase
) -> None:
    await write_migration("create_all", checkout)
    tables = checkout / "sql/catalog/tables.sql"
    tables.write_text(
        tables.read_text().replace("name text not null,", "name text not null,\n    motto text,")
        + "comment on column public.shops.motto is 'Shown below the name.';\n"
    )
    functions = checkout / "sql/catalog/functions.sql"
    functions.write_text(functions.read_text().replace("now();", "clock_timestamp();"))
    policies = checkout / "policies/catalog.sql"
    policies.write_text(policies.read_text() + "grant delete on public.shops to authenticated;\n")

    written = await write_migration("add_shop_motto", checkout)

    assert written.missing == []
    (path,) = written.paths
    assert path.name.endswith("_add_shop_motto.sql")
    assert [migration.path for migration in read_migrations(checkout)][-1] == path
    migrated, sources = await new_database("migrated"), await new_database("sources")
    await apply_migrations(migrated, checkout)
    await asyncio.to_thread(build, sources, checkout)
    assert find_drift(migrated, sources) == []


async def test_nothing_is_written_when_nothing_changed(checkout: Path) -> None:
    await write_migration("create_all", checkout)
    written = await write_migration("change_nothing", checkout)
    assert written.paths == []
    assert written.missing == []
    assert len(read_migrations(checkout)) == 1


async def test_what_the_cli_cannot_express_is_named(checkout: Path) -> None:
    await write_migration("create_all", checkout)
    tables = checkout / "sql/catalog/tables.sql"
    tables.write_text(
        tables.read_text() + "alter table public.shops alter name set statistics 500;\n"
    )
    written = await write_migration("set_name_statistics", checkout)
    assert written.paths == []
    (text,) = written.missing
    assert text.startswith("TABLE public.shops: differs")
    assert "SET STATISTICS 500" in text


async def test_a_migration_is_later_than_every_other(checkout: Path) -> None:
    await write_migration("create_all", checkout, datetime(2030, 1, 1, tzinfo=UTC))
    policies = checkout / "policies/catalog.sql"
    policies.write_text(policies.read_text() + "grant delete on public.shops to authenticated;\n")
    await write_migration("grant_delete", checkout, datetime(2026, 1, 1, tzinfo=UTC))
    assert [migration.name for migration in read_migrations(checkout)] == [
        "create_catalog",
        "grant_delete",
    ]
