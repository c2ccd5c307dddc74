"""`flywheel pricing`: compute prices, look at what is recommended, decide on it, check it."""

from __future__ import annotations

import asyncio
import json
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import datetime
from typing import Annotated, Any

import typer
from rich.table import Table

from flywheel import db
from flywheel.api import database_url
from flywheel.cli.console import Output, errors, out
from flywheel.cli.workspaces import fetch_all, fetch_one, operator, workspace_id
from flywheel.config import settings
from flywheel.errors import ConfigurationError
from flywheel.jobs.direct import DirectTransport
from flywheel.pricing.replay import Outcome, Replay, replay_stored
from flywheel.pricing.repricing import Call, reprice

_SQL = db.Queries.load("flywheel.pricing")
_MOST_SHOWN = 20

app = typer.Typer(help="Prices: compute, show, decide, take back, check.", no_args_is_help=True)

OutputOption = Annotated[Output, typer.Option("--output", "-o", help="text or json")]
Workspace = Annotated[str, typer.Argument(help="By id or slug.")]
Recommendation = Annotated[str, typer.Argument(metavar="ID", help="Of the recommendation.")]
Most = Annotated[int, typer.Option("--limit", min=1, max=10_000, help="At most so many.")]


@app.command()
def run(
    workspace: Annotated[str | None, typer.Option(help="One workspace, by id or slug.")] = None,
    product: Annotated[
        list[str] | None, typer.Option(help="Only this product, by id; may be repeated.")
    ] = None,
    output: OutputOption = Output.text,
) -> None:
    """Compute prices now, of a workspace or of all with rules; the same as the nightly job."""
    if product and workspace is None:
        raise ConfigurationError("whose products are these?", hint="Name the --workspace.")
    rows = asyncio.run(_run(workspace, product))
    if output is Output.json:
        _print_json(rows)
        return
    for row in rows:
        out.print(
            f"{row['products']} products: {row['changed']} changed ({row['applied']} applied, "
            f"{row['refused']} refused), {row['kept']} kept, {row['held']} held, "
            f"{row['skipped']} skipped",
            highlight=False,
        )
        for code, count in sorted(row["codes"].items(), key=lambda item: -item[1]):
            out.print(f"  {count} {code}", highlight=False)


@app.command()
def fit(
    workspace: Annotated[str | None, typer.Option(help="One workspace, by id or slug.")] = None,
    output: OutputOption = Output.text,
) -> None:
    """Estimate how demand answers to price, as the job pricing.fit does every night."""
    rows = asyncio.run(_fit(workspace))
    if output is Output.json:
        _print_json(rows)
        return
    for row in rows:
        unusable = ", ".join(f"{count} {reason}" for reason, count in row["unusable"].items())
        out.print(
            f"{row['workspace']}: {row['products']} products fitted"
            + (f"; not fitted: {unusable}" if unusable else ""),
            highlight=False,
        )


@app.command()
def show(
    workspace: Workspace,
    status: Annotated[
        list[str] | None, typer.Option(help="Only of this status; may be repeated.")
    ] = None,
    limit: Most = 50,
    output: OutputOption = Output.text,
) -> None:
    """Show recommendations, the newest first, with their reasons."""
    rows = asyncio.run(_of(workspace, _SQL.recommendations, statuses=status, most=limit))
    if output is Output.json:
        _print_json(rows)
        return
    table = Table("id", "product", "price", "profit", "status", "why", box=None)
    for row in rows:
        held_out = " (held out)" if row["is_holdout"] else ""
        table.add_row(
            str(row["id"]),
            row["name"],
            f"{row['current_price']} → {row['recommended_price']} {row['currency']}",
            _effect(row),
            f"{row['mode']}: {row['status']}{held_out}",
            row["status_note"] or (row["reasons"] or [""])[0],
        )
    out.print(table)


@app.command()
def holds(
    workspace: Workspace,
    code: Annotated[str | None, typer.Option(help="Only these: missing_cost, …")] = None,
    limit: Most = 50,
    output: OutputOption = Output.text,
) -> None:
    """Show products whose price was left alone, and why."""
    rows = asyncio.run(_of(workspace, _SQL.holds, code=code, most=limit))
    if output is Output.json:
        _print_json(rows)
        return
    table = Table("product", "since", "", "why", box=None)
    for row in rows:
        table.add_row(
            row["name"], f"{row['held_since']:%Y-%m-%d}", row["code"], " ".join(row["reasons"])
        )
    out.print(table)


@app.command()
def approve(recommendation: Recommendation) -> None:
    """Approve a price: it is applied now, or as soon as it may be."""
    _decide(_SQL.approve, recommendation)


@app.command()
def reject(recommendation: Recommendation) -> None:
    """Reject a price."""
    _decide(_SQL.reject, recommendation)


@app.command()
def apply(recommendation: Recommendation) -> None:
    """Apply a price now, whatever its mode."""
    _decide(_SQL.apply, recommendation)


@app.command()
def rollback(
    identity: Annotated[str, typer.Argument(metavar="ID", help="Of a recommendation or a run.")],
) -> None:
    """Restore the price from before a recommendation, or all from before a run."""
    done = asyncio.run(_roll_back(identity))
    if "status" in done:
        out.print(done["status"])
        return
    rest = f"; job {done['job_id']} does the rest" if done["job_id"] else ""
    out.print(
        f"{done['rolled_back']} prices restored, {done['refused']} refused{rest}", highlight=False
    )


@app.command()
def uplift(
    workspace: Workspace,
    since: Annotated[
        datetime | None, typer.Option(formats=["%Y-%m-%d"], help="First day; else the setting's.")
    ] = None,
    until: Annotated[
        datetime | None, typer.Option(formats=["%Y-%m-%d"], help="Last day; else yesterday.")
    ] = None,
    output: OutputOption = Output.text,
) -> None:
    """Show what pricing has brought, against products that were held out."""
    rows = asyncio.run(
        _of(
            workspace,
            _SQL.uplift,
            since=since.date() if since else None,
            until=until.date() if until else None,
        )
    )
    if output is Output.json:
        _print_json(rows)
        return
    table = Table("currency", "priced", "held out", "a product and day", "95 %", "total", box=None)
    for row in rows:
        knows = row["uplift_low"] is not None
        table.add_row(
            row["currency"],
            str(row["treated_products"]),
            str(row["holdout_products"]),
            f"{row['uplift']:+}" if knows else "",
            f"{row['uplift_low']:+} to {row['uplift_high']:+}" if knows else "",
            f"{row['total_uplift']:+,}" if knows else "",
        )
    out.print(table)
    for row in rows:
        out.print(f"{row['currency']}: {row['note']}", highlight=False)


@app.command("replay")
def replay_recommendations(
    recommendation: Annotated[str | None, typer.Argument(metavar="ID", help="One.")] = None,
    everything: Annotated[bool, typer.Option("--all", help="All that a run stored.")] = False,
    output: OutputOption = Output.text,
) -> None:
    """Compute stored recommendations again from their inputs; exit code 1 if a price differs."""
    if (recommendation is None) != everything:
        raise ConfigurationError("replay what?", hint="Give an id, or --all.")
    counted, differing = asyncio.run(_replay(recommendation))
    if output is Output.json:
        _print_json(
            {
                **{outcome.value: counted[outcome] for outcome in Outcome},
                "differing": [one.recommendation_id for one in differing],
            }
        )
    else:
        for one in differing[:_MOST_SHOWN]:
            errors.print(
                f"{one.recommendation_id}: stored {one.stored}, computed {one.computed}",
                highlight=False,
            )
        said = (f"{counted[outcome]} {outcome.value}" for outcome in Outcome)
        out.print(", ".join(said), highlight=False)
    if differing:
        raise SystemExit(1)


def _effect(row: dict[str, Any]) -> str:
    if row["expected_profit_change"] is None:
        return ""
    change, low, high = (
        f"{float(row[name] or 0):+.1%}"
        for name in ("expected_profit_change", "expected_profit_low", "expected_profit_high")
    )
    return f"{change} ({low} to {high})"


def _decide(statement: bytes, recommendation: str) -> None:
    row = asyncio.run(_one(statement, id=recommendation))
    note = f": {row['status_note']}" if row["status_note"] else ""
    out.print(f"{row['status']}{note}", highlight=False)


async def _run(workspace: str | None, products: list[str] | None) -> list[dict[str, Any]]:
    async with operator() as connection, _worker() as call:

        async def say(fraction: float, words: str) -> None:
            errors.print(f"[dim]{fraction:.0%} {words}[/]")

        if workspace is None:
            selling = await fetch_all(connection, _SQL.workspaces_with_rules)
            chosen = [str(one["id"]) for one in selling]
        else:
            chosen = [await workspace_id(connection, workspace)]
        found = []
        for one in chosen:
            begun = await fetch_one(
                connection, _SQL.request_repricing, workspace=one, products=products
            )
            # Its job is enqueued as well; whoever comes second finds the run done.
            await reprice(call, str(begun["run"]), say)
            found.append(await fetch_one(connection, _SQL.run, run=begun["run"]))
        return found


async def _fit(workspace: str | None) -> list[dict[str, Any]]:
    from flywheel.pricing.fitting import fit_workspace  # statsmodels is slow to import

    async with operator() as connection, _worker() as call:
        chosen = (
            await call("elasticity_workspaces")
            if workspace is None
            else [await workspace_id(connection, workspace)]
        )
        return [{"workspace": one, **await fit_workspace(call, one)} for one in chosen]


@asynccontextmanager
async def _worker() -> AsyncIterator[Call]:
    """Yield what calls functions as a worker does."""
    async with DirectTransport(database_url(settings()), connections=2) as transport:

        async def call(function: str, /, **arguments: Any) -> Any:
            return await transport.call(function, arguments)

        yield call


async def _roll_back(identity: str) -> dict[str, Any]:
    async with operator() as connection:
        asked = await fetch_one(connection, _SQL.is_run, id=identity)
        if asked["is_run"]:
            run = await fetch_one(connection, _SQL.roll_back_run, id=identity)
            done: dict[str, Any] = run["done"]
            return done
        return await fetch_one(connection, _SQL.roll_back, id=identity)


async def _replay(recommendation: str | None) -> tuple[Counter[Outcome], list[Replay]]:
    counted: Counter[Outcome] = Counter()
    differing: list[Replay] = []
    async with operator() as connection:
        async for one in replay_stored(connection, recommendation):
            counted[one.outcome] += 1
            if one.outcome is Outcome.differs:
                differing.append(one)
    return counted, differing


async def _of(workspace: str, statement: bytes, **arguments: Any) -> list[dict[str, Any]]:
    async with operator() as connection:
        chosen = await workspace_id(connection, workspace)
        return await fetch_all(connection, statement, workspace=chosen, **arguments)


async def _one(statement: bytes, **arguments: Any) -> dict[str, Any]:
    async with operator() as connection:
        return await fetch_one(connection, statement, **arguments)


def _print_json(value: Any) -> None:
    out.print_json(json.dumps(value, default=str))
