"""`flywheel forecasts`: predict revenue now, and what was predicted last."""

from __future__ import annotations

import asyncio
import json
from collections import Counter
from typing import Annotated, Any

import typer
from rich.table import Table

from flywheel import db
from flywheel.cli.console import Output, errors, out
from flywheel.cli.workspaces import fetch_all, fetch_one, operator, workspace_id

_SQL = db.Queries.load("flywheel.insights", "forecasts.sql")

app = typer.Typer(help="Forecasts of revenue.", no_args_is_help=True)

OutputOption = Annotated[Output, typer.Option("--output", "-o", help="text or json")]


@app.command()
def run(
    workspace: Annotated[
        str | None, typer.Option(help="One workspace, by id or slug; else all that sell.")
    ] = None,
    output: OutputOption = Output.text,
) -> None:
    """Forecast now, as the job insights.forecast does every night."""
    saved = asyncio.run(_run(workspace))
    if output is Output.json:
        out.print_json(json.dumps(saved))
        return
    table = Table("workspace", "predictions", "series", "new products", "models", box=None)
    for one in saved:
        counts = one["counts"]
        models = ", ".join(
            f"{name.removeprefix('model ')} {times}"
            for name, times in sorted(counts.items())
            if name.startswith("model ")
        )
        table.add_row(
            one["workspace"],
            f"{one['predictions']:,}",
            str(counts.get("series", 0)),
            str(counts.get("new_products", 0)),
            models or "nothing was sold",
        )
    out.print(table)


@app.command()
def show(
    workspace: Annotated[str, typer.Argument(help="By id or slug.")],
    horizon: Annotated[int, typer.Option(help="Days ahead: 7, 30 or 90.")] = 30,
    product: Annotated[str | None, typer.Option(help="Of a product, by id.")] = None,
    category: Annotated[str | None, typer.Option(help="Of a category.")] = None,
    output: OutputOption = Output.text,
) -> None:
    """Show the newest forecast day by day, with its 95 % interval and its backtest."""
    found = asyncio.run(
        _show(workspace, horizon_days=horizon, product_id=product, category=category)
    )
    if output is Output.json:
        out.print_json(json.dumps(found))
        return
    if not found["forecasts"]:
        out.print("no forecast yet: flywheel forecasts run")
    for one in found["forecasts"]:
        table = Table("day", one["currency"], "low", "high", box=None)
        for day in one["days"]:
            _add(table, day["date"], day)
        _add(table, "total", one["total"])
        out.print(table)
        out.print(_about(one), highlight=False)
        for note in one["notes"]:
            out.print(f"- {note}", highlight=False)


def _add(table: Table, name: str, row: dict[str, Any]) -> None:
    amounts = (row["revenue"], row["interval_low"], row["interval_high"])
    table.add_row(name, *("" if amount is None else f"{amount:,.2f}" for amount in amounts))


def _about(one: dict[str, Any]) -> str:
    parts = [f"{one['model']}, made on {one['predicted_on']}"]
    if one["backtest_error"] is not None:
        parts.append(f"MASE {one['backtest_error']:.2f} (naive {one['baseline_error']:.2f})")
    if one["realised_coverage"] is not None:
        parts.append(f"{one['realised_coverage']:.0%} of past days within their interval")
    return "; ".join(parts)


async def _run(workspace: str | None) -> list[dict[str, Any]]:
    async with operator() as connection:
        if workspace:
            found = [await workspace_id(connection, workspace)]
        else:
            selling = await fetch_all(connection, _SQL.forecast_workspaces)
            found = [str(one["id"]) for one in selling]
        return [await _forecast(connection, one) for one in found]


async def _forecast(connection: db.Connection, workspace: str) -> dict[str, Any]:
    from flywheel.insights.workspace import forecast_workspace  # takes 4 s to import

    await fetch_one(connection, _SQL.compare_forecasts, workspace=workspace)
    read = (await fetch_one(connection, _SQL.forecast_series, workspace=workspace))["series"]

    def say(fraction: float, note: str) -> None:
        errors.print(f"[dim]{workspace} {fraction:.0%} {note}[/]", highlight=False)

    forecasts = await asyncio.to_thread(forecast_workspace, read, say=say)
    saved = await fetch_one(
        connection,
        _SQL.save_forecasts,
        workspace=workspace,
        predicted_on=read["today"],
        predictions=json.dumps(forecasts.predictions),
        backtests=json.dumps(forecasts.backtests),
    )
    counts: Counter[str] = forecasts.counts
    return {"workspace": workspace, **saved["saved"], "counts": dict(counts)}


async def _show(workspace: str, **arguments: Any) -> dict[str, Any]:
    async with operator() as connection:
        chosen = await workspace_id(connection, workspace)
        shown = await fetch_one(connection, _SQL.revenue_forecast, workspace=chosen, **arguments)
        found: dict[str, Any] = shown["forecast"]
        return found
