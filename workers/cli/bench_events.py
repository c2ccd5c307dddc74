"""`flywheel bench load` and `queries`: events in large numbers."""

from __future__ import annotations

import asyncio
import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.console import Console
from rich.table import Table

from flywheel.cli.console import Output, errors, out
from flywheel.config import settings
from flywheel.errors import ToolMissingError
from flywheel.local.state import read_state

if TYPE_CHECKING:
    from flywheel.bench.events.plan import Plan

_TABLE_WIDTH = 140

OutputOption = Annotated[Output, typer.Option("--output", "-o", help="text or json")]
Products = Annotated[int, typer.Option(min=1, help="How many products.")]
Users = Annotated[int, typer.Option(min=1, help="How many people.")]
Tenants = Annotated[int, typer.Option(min=4, help="How many workspaces.")]


def load(
    events: Annotated[int, typer.Option(min=1, help="How many events.")] = 10_000_000,
    products: Products = 1_000_000,
    users: Users = 100_000,
    tenants: Tenants = 1_000,
    seed: Annotated[int, typer.Option(help="The same seed makes the same data.")] = 7,
) -> None:
    """Fill the local stack with workspaces, products and events; goes on where it stopped."""
    plan = _plan(events=events, products=products, users=users, tenants=tenants, seed=seed)
    from flywheel.bench.events.loading import load as load_events

    load_events(read_state(settings().home).admin_db_url, plan, say=_say)


def queries(
    events: Annotated[
        str, typer.Option(help="How many events, one or more numbers with commas.")
    ] = "1000000,10000000",
    products: Products = 1_000_000,
    users: Users = 100_000,
    tenants: Tenants = 1_000,
    rounds: Annotated[int, typer.Option(min=1, help="How often everything is asked.")] = 3,
    asks: Annotated[int, typer.Option(min=1, help="How often each question, in a round.")] = 100,
    only: Annotated[str, typer.Option(help="Only questions with this in their name.")] = "",
    save: Annotated[
        Path | None, typer.Option(help="Write page, picture and data into this folder.")
    ] = None,
    output: OutputOption = Output.text,
) -> None:
    """Ask every question of dashboards, lists and details, on a cluster of its own."""
    counts = _counts(events)
    plan = _plan(events=counts[-1], products=products, users=users, tenants=tenants)
    from flywheel.bench.queries.measuring import measure_queries
    from flywheel.bench.queries.page import save as save_record
    from flywheel.bench.queries.table import head, rows

    record = asyncio.run(
        measure_queries(plan, events=counts, rounds=rounds, asks=asks, only=only, say=_say)
    )
    if save is not None:
        for path in save_record(record, save):
            _say(f"wrote {path}")
    if output is Output.json:
        found = [result.as_dict() for result in record.results()]
        out.print_json(json.dumps({"results": found}))
        return
    table = Table(box=None)
    for title in head(record):
        table.add_column(title, justify="left" if title == "ms" else "right", no_wrap=True)
    for row in rows(record, lambda text: f"[red]{text}[/]"):
        table.add_row(*row)
    Console(width=max(out.width, _TABLE_WIDTH)).print(table)
    out.print("red: an aim was missed")


def _plan(**counts: Any) -> Plan:
    try:
        from flywheel.bench.events.plan import Plan
    except ImportError as error:
        raise ToolMissingError(
            "events are made with numpy, which is not installed",
            hint="pip install 'flywheel[bench]'",
        ) from error
    return Plan(**counts)


def _counts(text: str) -> list[int]:
    try:
        counts = sorted(int(part) for part in text.split(","))
    except ValueError as error:
        raise typer.BadParameter(f"{text!r} is not like 1000000,10000000") from error
    if counts[0] < 1:
        raise typer.BadParameter("at least one event is needed")
    return counts


def _say(text: str) -> None:
    errors.print(f"[dim]{text}[/]")
