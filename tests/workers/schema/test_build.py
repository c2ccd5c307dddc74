"""Building the schema from its sources."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from pathlib import Path

import psycopg
import pytest

from flywheel.schema.build import build
from flywheel.schema.scratch import ScratchCluster
from flywheel.schema.sources import CHECKOUT, DOMAINS, SchemaError, source_files

from .conftest import NewDatabase


def tables(dsn: str) -> int:
    with psycopg.connect(dsn) as connection:
        row = connection.execute("select count(*) from pg_tables where schemaname = 'public'")
        return row.fetchall()[0][0]


async def test_bad_sql_is_named_with_file_and_line_and_leaves_nothing(
    checkout: Path, new_database: NewDatabase
) -> None:
    (checkout / "sql/catalog/views.sql").write_text(
        "-- a view\ncreate view public.shop_names as\nselect\n    nmae\nfrom public.shops;\n"
    )
    dsn = await new_database("broken")
    with pytest.raises(SchemaError) as caught:
        await asyncio.to_thread(build, dsn, checkout)
    assert 'sql/catalog/views.sql:4: column "nmae" does not exist' in caught.value.message
    assert "create view public.shop_names as" in caught.value.message
    assert tables(dsn) == 0


async def test_a_mistake_inside_a_function_body_is_named_with_its_line(
    checkout: Path, new_database: NewDatabase
) -> None:
    path = checkout / "sql/catalog/functions_more.sql"
    path.write_text(
        "create function public.f() returns int language plpgsql as $$\n"
        "begin\n    return 1;\n    retrun 2;\nend;\n$$;\n"
    )
    with pytest.raises(SchemaError, match=r"functions_more\.sql:4: .*retrun"):
        await asyncio.to_thread(build, await new_database("broken"), checkout)


async def test_the_owner_of_the_schema_is_no_superuser_even_when_one_connects(
    checkout: Path, cluster: ScratchCluster, unique: Callable[[str], str]
) -> None:
    name = unique("owned")
    await cluster.create_database(name)
    await asyncio.to_thread(build, cluster.admin_dsn(name), checkout)
    with psycopg.connect(cluster.admin_dsn(name)) as connection:
        found = connection.execute(
            "select tableowner, usesuper from pg_tables join pg_user on usename = tableowner"
            " where tablename = 'shops'"
        ).fetchall()
    assert found == [("postgres", False)]


async def test_a_database_that_is_down_is_named(checkout: Path) -> None:
    with pytest.raises(SchemaError, match="cannot be used"):
        await asyncio.to_thread(build, "postgresql://postgres@127.0.0.1:1/none", checkout)


def test_a_file_without_a_place_in_the_order_is_refused(checkout: Path) -> None:
    (checkout / "sql/catalog/misc.sql").write_text("select 1;")
    with pytest.raises(SchemaError, match=r"sql/catalog/misc\.sql"):
        list(source_files(checkout))


def test_a_domain_that_nobody_listed_is_refused(checkout: Path) -> None:
    (checkout / "sql/warehouse").mkdir()
    (checkout / "sql/warehouse/tables.sql").write_text("select 1;")
    with pytest.raises(SchemaError, match="'warehouse'"):
        list(source_files(checkout))


def test_tables_come_first_and_policies_last(checkout: Path) -> None:
    (checkout / "sql/catalog/functions_search.sql").write_text("select 1;")
    (checkout / "sql/catalog/views.sql").write_text("select 1;")
    names = [str(path.relative_to(checkout)) for path in source_files(checkout)]
    assert names == [
        "sql/catalog/tables.sql",
        "sql/catalog/functions.sql",
        "sql/catalog/functions_search.sql",
        "sql/catalog/triggers.sql",
        "sql/catalog/views.sql",
        "policies/catalog.sql",
    ]


def test_every_file_of_this_checkout_has_a_place() -> None:
    files = set(source_files(CHECKOUT))
    assert files == {*CHECKOUT.glob("sql/*/*.sql"), *CHECKOUT.glob("policies/*.sql")}
    assert {path.stem for path in files if path.parent.name == "policies"} <= set(DOMAINS)
