"""The lineage check notices what it is there for: each fault, put in once, is named."""

from __future__ import annotations

import csv
import subprocess
import sys
from pathlib import Path

import psycopg
import pytest

from flywheel.schema.lineage import COLUMNS, LINEAGE, VALUES, Lineage, check_lineage
from flywheel.schema.sources import CHECKOUT, SchemaError

from .conftest import NewDatabase

SHOP = """
create table public.units (code text primary key);
insert into public.units values ('kg');
create domain public.share as numeric check (value between 0 and 1);
create table public.products (
    id uuid primary key,
    name text check (name <> ''),
    kind text check (kind in ('own', 'synced')),
    state text check (state in ('draft', 'active', 'gone')),
    unit text references public.units (code),
    margin public.share,
    tags text[],
    own_id uuid,
    kind_of_id text generated always as (case when own_id is not null then 'own' end) stored,
    constraint products_two_together check (kind is null or name is not null)
);
create view public.product_names as select p.id, p.name as title from public.products as p;
create function public.worth(product public.products) returns numeric
language sql as 'select 1.0';
create function public.top_products() returns table (product_id uuid)
language sql as 'select null::uuid';
create schema private;
create function private.allow_transitions() returns trigger
language plpgsql as 'begin return new; end';
create trigger products_transitions before update of state on public.products
for each row execute function private.allow_transitions('draft>active', 'active>draft');
"""
ANSWERS = {
    "id": "products.id",
    "name": "public.products.name",
    "kind": "products.kind",
    "state": "products.state",
    "unit": "products.unit",
    "margin": "products.margin",
    "tags": "products.tags",
    "next_type": "products.kind_of_id",
    "email": "auth.users.email",
    "title": "derived:product_names.title",
    "worth": "derived:products.worth",
    "top": "derived:top_products.product_id",
    "moves": "derived:private.allow_transitions",
}
LISTED = [
    ("kind", "own", "", ""),
    ("kind", "synchronised", "", "synced"),
    ("state", "active", "", ""),
    ("unit", "kg", "", ""),
    ("margin", "0.4", "", ""),
    ("tags", "new", "", ""),
    ("next_type", "own", "", ""),
    ("title", "Wool", "products.name", ""),
]


class Shop:
    """A checkout with one document, its lineage and the database that should hold it."""

    def __init__(self, root: Path, dsn: str) -> None:
        self.root = root
        self.dsn = dsn
        self.columns = list(ANSWERS)
        self.answers = list(ANSWERS.items())
        self.values = list(LISTED)

    async def check(self) -> Lineage:
        source = ("shop", "products")
        self._write(COLUMNS, "document,table,column", [(*source, c) for c in self.columns])
        self._write(
            LINEAGE,
            "document,source_table,source_column,target,note",
            [(*source, column, target, "") for column, target in self.answers],
        )
        self._write(
            VALUES,
            "document,table,column,value,stored_in,stored_as",
            [(*source, *value) for value in self.values],
        )
        return await check_lineage(self.dsn, self.root)

    def _write(self, path: str, header: str, rows: list[tuple[str, ...]]) -> None:
        target = self.root / path
        target.parent.mkdir(parents=True, exist_ok=True)
        with target.open("w", newline="") as file:
            csv.writer(file).writerows([header.split(","), *rows])


@pytest.fixture
async def shop(tmp_path: Path, new_database: NewDatabase) -> Shop:
    dsn = await new_database("lineage")
    with psycopg.connect(dsn) as connection:
        connection.execute(SHOP.encode())
    return Shop(tmp_path, dsn)


async def test_a_shop_that_is_answered_has_no_faults(shop: Shop) -> None:
    found = await shop.check()
    assert found.faults == []
    assert found.summary == "13/13 columns answered, 4 derived, 0 missing targets"
    assert found.values == len(LISTED)


async def test_a_column_without_an_answer_fails(shop: Shop) -> None:
    shop.columns.append("weight")
    found = await shop.check()
    assert found.faults == ["shop products.weight: no answer"]
    assert found.summary == "13/14 columns answered, 4 derived, 0 missing targets"


async def test_a_second_answer_fails(shop: Shop) -> None:
    shop.answers.append(("id", "products.name"))
    found = await shop.check()
    assert found.faults == ["shop products.id: two answers"]
    assert found.summary.startswith("12/13 columns answered")


async def test_an_answer_to_a_column_that_no_document_has_fails(shop: Shop) -> None:
    shop.answers.append(("colour", "products.name"))
    assert (await shop.check()).faults == ["shop products.colour: no document has that column"]


@pytest.mark.parametrize(
    "target",
    [
        "products.colour",
        "goods.id",
        "private.products.id",
        "auth.users.phone_number",
        "product_names.title",  # a view stores nothing: that answer is derived
        "products",
        "",
        "derived:goods",
        "derived:product_names.name",
        "derived:top_products.colour",
        "derived:private.worth",
        "derived:",
    ],
)
async def test_a_target_that_does_not_exist_fails(shop: Shop, target: str) -> None:
    shop.answers[0] = ("id", target)
    found = await shop.check()
    assert found.faults == [f"shop products.id: there is no {target}"]
    assert found.missing == 1
    assert found.summary.endswith("1 missing targets")


@pytest.mark.parametrize(
    ("value", "reason"),
    [
        (("kind", "leased", "", ""), "'leased' is not accepted by products.kind: check (kind ="),
        (("kind", "own", "", "leased"), "'own' is not accepted by products.kind: check (kind ="),
        (("state", "sold", "", ""), "'sold' is not accepted by products.state: check (state ="),
        (
            ("state", "gone", "", ""),
            "'gone' is not accepted by products.state: no transition knows it, only active, draft",
        ),
        (("unit", "lb", "", ""), "'lb' is not accepted by products.unit: it is not in units.code"),
        (
            ("margin", "1.5", "", ""),
            "'1.5' is not accepted by products.margin: "
            'value for domain share violates check constraint "share_check"',
        ),
        (("id", "7", "", ""), "'7' is not accepted by products.id: invalid input syntax"),
        (("next_type", "leased", "", ""), "'leased' is not accepted by products.kind_of_id: gene"),
        (("title", "Wool", "", ""), "'Wool' is listed, derived:product_names.title is derived"),
        (("title", "", "products.name", ""), "'' is not accepted by products.name: check (name"),
        (("title", "Wool", "products.title", ""), "'Wool' is listed, and there is no products.t"),
        (("colour", "red", "", ""), "'red' is listed for a column without an answer"),
    ],
)
async def test_a_listed_value_that_is_not_accepted_fails(
    shop: Shop, value: tuple[str, str, str, str], reason: str
) -> None:
    shop.values.append(value)
    found = await shop.check()
    assert [fault.startswith(f"shop products.{value[0]}: {reason}") for fault in found.faults] == [
        True
    ], found.faults
    assert found.values == len(LISTED)


async def test_a_row_with_a_comma_too_many_is_named(shop: Shop) -> None:
    await shop.check()
    path = shop.root / LINEAGE
    path.write_text(path.read_text() + "shop,products,id,products.id,one, two\n")
    with pytest.raises(SchemaError, match=r"lineage\.csv:15: 6 fields instead of 5"):
        await check_lineage(shop.dsn, shop.root)


def test_the_documents_list_880_columns_once_each() -> None:
    with (CHECKOUT / COLUMNS).open() as file:
        rows = [tuple(row) for row in csv.reader(file)][1:]
    assert len(rows) == len(set(rows)) == 880


def test_every_column_of_the_documents_is_answered(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "flywheel.cli", "db", "lineage"],
        env={"FLYWHEEL_HOME": str(tmp_path), "PATH": "/usr/bin:/bin", "HOME": str(tmp_path)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert done.stdout.startswith("880/880 columns answered, ")
    assert ", 0 missing targets\n" in done.stdout
