"""The drift check: each kind of difference is found, and named."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

import psycopg
import pytest
import pytest_asyncio
from psycopg import sql

from flywheel.schema.build import build
from flywheel.schema.check import find_drift
from flywheel.schema.dump import differences, normalise, read_schema
from flywheel.schema.scratch import ScratchCluster
from flywheel.schema.sources import SchemaError

from .conftest import SHOP

CopyOfShop = Callable[[], str]


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def shop(cluster: ScratchCluster) -> str:
    """The shop, built from its sources; not to be changed."""
    dsn = await cluster.create_database("drift_shop")
    await asyncio.to_thread(build, dsn, SHOP)
    return dsn


@pytest.fixture
def copy_of_shop(cluster: ScratchCluster, shop: str, unique: Callable[[str], str]) -> CopyOfShop:
    def copy() -> str:
        name = unique("drift")
        with psycopg.connect(cluster.admin_dsn("template1"), autocommit=True) as connection:
            connection.execute(
                sql.SQL("create database {} template drift_shop").format(sql.Identifier(name))
            )
        return shop.replace("drift_shop", name)

    return copy


def test_a_copy_has_not_drifted(shop: str, copy_of_shop: CopyOfShop) -> None:
    assert find_drift(copy_of_shop(), shop) == []


@pytest.mark.parametrize(
    ("change", "named"),
    [
        (
            "create or replace function public.touch_shop() returns trigger language plpgsql"
            " set search_path = '' as $$ begin new.touched_at := null; return new; end; $$",
            "FUNCTION public.touch_shop()",
        ),
        (
            "alter policy shops_read on public.shops using (true)",
            "POLICY public.shops shops_read",
        ),
        ("create policy more on public.shops for delete to anon using (true)", "shops more"),
        ("grant delete on public.shops to authenticated", "ACL public.TABLE shops"),
        ("revoke update (name) on public.shops from authenticated", "ACL public.COLUMN shops.name"),
        (
            "grant execute on function public.touch_shop() to anon",
            "ACL public.FUNCTION touch_shop()",
        ),
        ("drop trigger shops_touch on public.shops", "TRIGGER public.shops shops_touch"),
        (
            "alter table public.shops disable trigger shops_touch",
            "TRIGGER public.shops shops_touch",
        ),
        ("comment on table public.shops is 'Sold out.'", "COMMENT public.TABLE shops"),
        ("comment on table public.shops is null", "COMMENT public.TABLE shops"),
        ("alter table public.shops alter name drop not null", "TABLE public.shops"),
        ("alter table public.shops disable row level security", "ROW SECURITY public.shops"),
        ("create index on public.shops (owner_id)", "INDEX public.shops_owner_id_idx"),
    ],
    ids=lambda value: value if value[:1].islower() else "",
)
def test_a_difference_is_found_and_named(
    shop: str, copy_of_shop: CopyOfShop, change: str, named: str
) -> None:
    drifted = copy_of_shop()
    with psycopg.connect(drifted) as connection:
        connection.execute(change.encode())
    found = find_drift(drifted, shop)
    assert [finding for finding in found if finding.key.endswith(named)], found
    assert [finding for finding in found if finding.key == "supabase db diff"], found


def test_what_only_the_dump_shows_is_still_drift(shop: str, copy_of_shop: CopyOfShop) -> None:
    drifted = copy_of_shop()
    with psycopg.connect(drifted) as connection:
        connection.execute("alter table public.shops alter name set statistics 500")
    assert "TABLE public.shops" in " ".join(finding.key for finding in find_drift(drifted, shop))


def test_a_column_added_last_is_no_drift_when_the_sources_have_it_in_the_middle() -> None:
    header = "-- Name: t; Type: TABLE; Schema: public; Owner: postgres\n--\n"
    middle = f"{header}CREATE TABLE public.t (\n    a integer,\n    b text,\n    c integer\n);\n"
    last = f"{header}CREATE TABLE public.t (\n    a integer,\n    c integer,\n    b text\n);\n"
    other = f"{header}CREATE TABLE public.t (\n    a integer,\n    c integer,\n    b bytea\n);\n"
    assert differences(normalise(middle), normalise(last), "a", "b") == []
    (text,) = differences(normalise(middle), normalise(other), "migrations", "sources")
    assert text.startswith("TABLE public.t: differs")
    assert "-    b text" in text
    assert "+    b bytea" in text


def test_a_dump_that_cannot_be_made_is_an_error_and_no_agreement() -> None:
    with pytest.raises(SchemaError, match="pg_dump failed"):
        read_schema("postgresql://postgres@127.0.0.1:1/none")
