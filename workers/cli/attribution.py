"""`flywheel attribution`: credit orders now, and what each channel has earned."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import Annotated, Any

import typer
from rich.table import Table

from flywheel import db
from flywheel.cli.console import Output, out
from flywheel.cli.workspaces import fetch_all, fetch_one, operator, workspace_id

_SQL = db.Queries.load("flywheel.analytics", "attribution.sql")

app = typer.Typer(help="Attribution: what earned the orders.", no_args_is_help=True)

Workspace = Annotated[str | None, typer.Option(help="One workspace, by id or slug.")]


class By(StrEnum):
    """What a report has a row for."""

    channel = "channel"
    campaign = "campaign"
    ad = "ad"


@app.command()
def run(
    workspace: Workspace = None,
    learn: Annotated[
        bool, typer.Option(help="Also learn from paths what Markov and Shapley credit by.")
    ] = False,
) -> None:
    """Attribute what waits for it now, as the job analytics.attribute does every minute."""
    marks, weights = asyncio.run(_run(workspace, learn=learn))
    learned = f"{weights} weights learned, " if learn else ""
    out.print(f"{learned}{marks} marks worked off", highlight=False)


@app.command()
def report(
    workspace: Annotated[str, typer.Argument(help="By id or slug.")],
    since: Annotated[
        datetime | None, typer.Option(formats=["%Y-%m-%d"], help="First UTC day; else 30 days ago.")
    ] = None,
    until: Annotated[
        datetime | None, typer.Option(formats=["%Y-%m-%d"], help="Last UTC day; else today.")
    ] = None,
    by: Annotated[By, typer.Option(help="What to have a row for.")] = By.channel,
    model: Annotated[list[str] | None, typer.Option(help="Only these; may be repeated.")] = None,
    output: Annotated[Output, typer.Option("--output", "-o", help="text or json")] = Output.text,
) -> None:
    """Show net revenue by every model side by side, and what ad platforms claim."""
    last = (until or datetime.now(UTC)).date()
    first = since.date() if since else last - timedelta(days=30)
    rows = asyncio.run(_report(workspace, since=first, until=last, by=by.value, models=model))
    if output is Output.json:
        out.print_json(json.dumps(rows, default=str))
        return
    models = list(dict.fromkeys(name for row in rows for name in row["credits"]))
    table = Table(by.value, "currency", "spend", *models, box=None)
    for row in rows:
        name = "total" if row["is_total"] else row["name"] or row["key"] or "none"
        earned = (row["credits"].get(model, {}).get("net_revenue", 0) for model in models)
        table.add_row(
            name, row["currency"], f"{row['spend']:,.2f}", *(f"{amount:,.2f}" for amount in earned)
        )
    out.print(table)


async def _run(workspace: str | None, *, learn: bool) -> tuple[int, int]:
    marks = weights = 0
    async with operator() as connection:
        chosen = await workspace_id(connection, workspace) if workspace else None
        marks += await _work_off(connection, chosen)
        if learn:
            found = [chosen] if chosen else await _all_that_sell(connection)
            for one in found:
                weights += await _learn(connection, one)
            marks += await _work_off(connection, chosen)
    return marks, weights


async def _work_off(connection: db.Connection, workspace: str | None) -> int:
    marks = 0
    while True:
        found = await fetch_one(connection, _SQL.attribute_orders, workspace=workspace)
        if not found["taken"]:
            return marks
        marks += found["taken"]


async def _learn(connection: db.Connection, workspace: str) -> int:
    from flywheel.analytics.attribution import learn  # numpy is slow to import
    from flywheel.analytics.paths import read_paths

    found = await fetch_one(connection, _SQL.read_journeys, workspace=workspace)
    journeys = found["journeys"]
    learned = learn(read_paths(journeys["paths"]), journeys["markov_order"])
    stored = await fetch_one(
        connection,
        _SQL.learn_attribution,
        workspace=workspace,
        since=journeys["since"],
        until=journeys["until"],
        learned=json.dumps(learned),
    )
    return int(stored["stored"])


async def _all_that_sell(connection: db.Connection) -> Sequence[str]:
    return [str(one["id"]) for one in await fetch_all(connection, _SQL.attribution_workspaces)]


async def _report(workspace: str, **arguments: Any) -> list[dict[str, Any]]:
    async with operator() as connection:
        chosen = await workspace_id(connection, workspace)
        return await fetch_all(connection, _SQL.attribution_report, workspace=chosen, **arguments)
