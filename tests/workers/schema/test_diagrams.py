"""The map in sql/README.md says what a built database holds."""

from __future__ import annotations

import asyncio
import re
from pathlib import Path

import pytest

from flywheel.schema.diagrams import Model, draw, read_model, render
from flywheel.schema.sources import SchemaError

from .conftest import NewDatabase

TEXT = (
    "# Shop\n\n<!-- map -->\n<!-- end -->\n\nBy hand.\n\n<!-- domain: {} -->\nold\n<!-- end -->\n"
)
ORDERS = """
create table public.orders (
    id uuid primary key,
    workspace_id uuid not null,
    placed_on date not null default now(),
    refers_to uuid unique references public.orders (id)
);
comment on table public.orders is 'What was bought | sold. It is never deleted.';
create table public.events (at timestamptz not null, order_id uuid not null references orders (id))
partition by range (at);
create table public.events_2026 partition of public.events
for values from ('2026-01-01') to ('2027-01-01');
create view public.order_ids as select o.id from public.orders as o;
"""
LINE = re.compile(
    r"""erDiagram
    |\ {4}("[a-z_.]+"|[a-z_]+)\ \{ | \ {4}\}
    |\ {8}[a-z][a-z0-9_]*(\[\])?\ [a-z_0-9]+\ (PK|FK|PK,\ FK)
    |\ {4}("[a-z_.]+"|[a-z_]+)\ (\|\||\|o)--(o\{|o\|)\ ("[a-z_.]+"|[a-z_]+)\ :\ "[a-z_0-9,\ ]+"
    """,
    re.VERBOSE,
)


@pytest.fixture
async def model(checkout: Path, new_database: NewDatabase) -> Model:
    (checkout / "sql/commerce").mkdir()
    (checkout / "sql/commerce/tables.sql").write_text(ORDERS)
    return await asyncio.to_thread(read_model, await new_database("drawn"), checkout)


async def test_the_readme_is_what_the_schema_says() -> None:
    path, text, drawn = await draw()
    assert text == drawn, f"{path} is stale: flywheel db diagrams"
    diagrams = re.findall(r"```mermaid\n(erDiagram\n.*?)```", drawn, re.DOTALL)
    lines = [line for diagram in diagrams for line in diagram.splitlines()]
    assert len(diagrams) == 16
    assert [line for line in lines if not LINE.fullmatch(line)] == []


async def test_a_block_is_drawn_anew_and_the_text_around_it_stays(model: Model) -> None:
    text = TEXT.format("catalog") + TEXT.format("commerce")
    drawn = render(text, model)
    assert drawn.count("By hand.") == 2
    assert "\nold\n" not in drawn
    assert render(drawn, model) == drawn


async def test_keys_and_references_are_drawn_and_partitions_are_folded(model: Model) -> None:
    drawn = render(TEXT.format("catalog") + TEXT.format("commerce"), model)
    commerce = drawn.partition("<!-- domain: commerce -->")[2]
    assert "    orders {\n        uuid id PK\n        uuid refers_to FK\n    }" in commerce
    assert '    orders |o--o| orders : "refers_to"' in commerce
    assert '    orders ||--o{ events : "order_id"' in commerce
    assert "events_2026" not in drawn
    assert "workspace_id" not in drawn


async def test_tables_are_listed_with_the_first_sentence_of_their_comment(model: Model) -> None:
    drawn = render(TEXT.format("catalog") + TEXT.format("commerce"), model)
    assert "| `orders` | What was bought \\| sold. |" in drawn
    assert "| `order_ids` (view) |  |" in drawn


async def test_a_domain_without_a_place_is_an_error(model: Model) -> None:
    with pytest.raises(SchemaError, match=r"no place for commerce"):
        render(TEXT.format("catalog"), model)
