"""`flywheel stripe`: how we stand with Stripe, and what to do about it."""

from __future__ import annotations

import asyncio
import json
import time
from datetime import UTC, datetime
from typing import Annotated, Any

import psycopg
import typer
from rich.markup import escape
from rich.table import Table

from flywheel import db
from flywheel.cli.console import Output, errors, out
from flywheel.cli.stripe_secrets import app as secrets_app
from flywheel.cli.worker import database_url
from flywheel.config import settings
from flywheel.errors import ConfigurationError

_SQL = db.Queries.load("flywheel.billing", "queries.sql")
_LOOK_SECONDS = 0.5
_HINT_SECONDS = 5.0

app = typer.Typer(help="Stripe: status, reconciliation, secrets.", no_args_is_help=True)
app.add_typer(secrets_app, name="secret")

OutputOption = Annotated[Output, typer.Option("--output", "-o", help="text or json")]
Wait = Annotated[bool, typer.Option(help="Wait for the workers, and print what they found.")]


@app.command()
def status(output: OutputOption = Output.text) -> None:
    """Show events, lag, objects and the last reconciliation of each account."""
    (row,) = asyncio.run(_ask(_SQL.status))
    accounts = row["status"]
    if output is Output.json:
        out.print_json(json.dumps(accounts))
        return
    table = _table("account", "status", "mode", "last event", "waiting", "failed", "ignored")
    for name in ("lag", "objects", "not derived", "reconciled"):
        table.add_column(name)
    for account in accounts:
        events = account["events"]
        run = account["reconciliation"]
        table.add_row(
            account["account_id"],
            account["status"],
            _mode(account["livemode"]),
            _moment(account["last_received_at"]),
            *(str(events.get(name, 0)) for name in ("pending", "failed", "ignored")),
            f"{account['lag_seconds']:,.0f} s",
            str(sum(account["objects"].values())),
            str(account["failed_derivations"]),
            "never" if run is None else f"{run['status']} {_moment(run['started_at'])}",
        )
    out.print(table)
    for account in accounts:
        for message, count in account["errors"].items():
            out.print(f"{account['account_id']}: {count} × {escape(message)}", highlight=False)
        for kind, count in sorted(account["ignored"].items()):
            out.print(f"{account['account_id']}: {count} × {escape(kind)} ignored", highlight=False)


@app.command()
def accounts(output: OutputOption = Output.text) -> None:
    """List our account and those that workspaces have connected."""
    rows = asyncio.run(_ask(_SQL.accounts))
    if output is Output.json:
        out.print_json(json.dumps(rows, default=str))
        return
    table = _table("account", "workspace", "status", "mode", "country", "currency", "charges")
    for row in rows:
        table.add_row(
            row["id"],
            row["workspace"] or "",
            row["status"],
            _mode(row["livemode"]),
            row["country"] or "",
            row["currency"] or "",
            "yes" if row["charges_enabled"] else "no",
        )
    out.print(table)


@app.command()
def reconcile(
    account: Annotated[str, typer.Option(help="platform, acct_…, or all.")] = "all",
    since: Annotated[
        datetime | None, typer.Option(help="Only what Stripe made since then, UTC.")
    ] = None,
    wait: Wait = True,
    rederive: Annotated[
        bool, typer.Option("--rederive", help="Write billing and commerce anew from everything.")
    ] = False,
    output: OutputOption = Output.text,
) -> None:
    """Compare everything with Stripe, repair it and report; exit code 1 if that failed."""
    _run(
        account,
        output,
        wait=wait,
        is_backfill=False,
        since=None if since is None else since.replace(tzinfo=since.tzinfo or UTC),
        rederives=rederive,
    )


@app.command()
def backfill(
    account: Annotated[str, typer.Option(help="platform or acct_….")] = "platform",
    wait: Wait = True,
    output: OutputOption = Output.text,
) -> None:
    """Read all of an account for the first time; what is missing here is no drift then."""
    _run(account, output, wait=wait, is_backfill=True, since=None, rederives=False)


@app.command()
def retry() -> None:
    """Read again now what failed or waits for nobody; else stripe.sweep does so by and by."""
    (row,) = asyncio.run(_ask(_SQL.retry))
    out.print(f"{row['count']} objects are read again.", highlight=False)


def _run(account: str, output: Output, *, wait: bool, **options: Any) -> None:
    started = asyncio.run(_start(account, options))
    if not wait:
        if output is Output.json:
            out.print_json(json.dumps(started))
            return
        for name, run_id in started.items():
            out.print(f"{name}: {run_id}", highlight=False)
        return
    runs = asyncio.run(_follow(list(started.values())))
    if output is Output.json:
        out.print_json(json.dumps(runs))
    else:
        for run in runs:
            _print_run(run)
    if any(not _is_clean(run) for run in runs):
        raise typer.Exit(1)


async def _start(account: str, options: dict[str, Any]) -> dict[str, str]:
    """Start a run for each account and return their ids by account."""
    async with db.connect(database_url(settings())) as connection:
        names = [account]
        if account == "all":
            cursor = await connection.execute(_SQL.open_accounts)
            names = [row["id"] for row in await cursor.fetchall()]
        started = {}
        for name in names:
            try:
                cursor = await connection.execute(_SQL.start, {"account": name, **options})
            except psycopg.Error as error:
                if not (error.sqlstate or "").startswith("PT"):
                    raise
                raise ConfigurationError(
                    error.diag.message_primary or str(error), hint=error.diag.message_hint
                ) from error
            (row,) = await cursor.fetchall()
            started[name] = str(row["id"])
        return started


async def _follow(ids: list[str]) -> list[dict[str, Any]]:
    """Say how far the runs are until they end, and return what they found."""
    begun, hinted, said = time.monotonic(), False, ""
    async with db.connect(database_url(settings())) as connection:
        while True:
            runs = []
            for one in ids:
                cursor = await connection.execute(_SQL.reconciliation, {"id": one})
                (row,) = await cursor.fetchall()
                runs.append(row["run"])
            if all(run["status"] != "running" for run in runs):
                return runs
            steps = [step for run in runs for step in run["steps"].values()]
            done = sum(step["status"] in ("completed", "failed") for step in steps)
            line = f"{done} of {len(steps)} steps, {sum(step['listed'] for step in steps)} objects"
            if line != said:
                errors.print(f"[dim]{line}[/]", highlight=False)
                said = line
            if not hinted and time.monotonic() - begun > _HINT_SECONDS:
                cursor = await connection.execute(_SQL.live_workers)
                (row,) = await cursor.fetchall()
                if row["workers"] == 0:
                    errors.print(
                        "[bold]No worker is there to do it.[/] Start one: flywheel worker "
                        "(Ctrl-C ends the waiting; the runs stay.)",
                        highlight=False,
                    )
                    hinted = True
            await asyncio.sleep(_LOOK_SECONDS)


def _is_clean(run: dict[str, Any]) -> bool:
    return run["status"] == "completed" and all(
        drift["repaired"] == drift["missing"] + drift["extra"] + drift["different"]
        for drift in run["drift"]
    )


def _print_run(run: dict[str, Any]) -> None:
    steps = run["steps"].values()
    listed, added = (sum(step[name] for step in steps) for name in ("listed", "added"))
    out.print(
        f"{run['account_id']}: {run['status']}, {listed} objects compared, {added} new here",
        highlight=False,
    )
    if run["error_message"]:
        out.print(f"  {escape(run['error_message'])}", highlight=False)
    if not run["drift"]:
        out.print("  no drift", highlight=False)
        return
    table = _table("kind", "currency", "missing", "extra", "different", "repaired")
    table.add_column("difference, minor units", justify="right")
    for drift in run["drift"]:
        table.add_row(
            drift["object"],
            drift["currency"] or "",
            *(str(drift[name]) for name in ("missing", "extra", "different", "repaired")),
            f"{drift['amount_difference']:+d}" if drift["currency"] else "",
        )
    out.print(table)


def _table(*columns: str) -> Table:
    table = Table(box=None)
    for column in columns:
        table.add_column(column, no_wrap=True)
    return table


def _mode(livemode: bool | None) -> str:
    return "" if livemode is None else "live" if livemode else "test"


def _moment(text: str | None) -> str:
    return "" if text is None else f"{datetime.fromisoformat(text):%Y-%m-%d %H:%M:%S}"


async def _ask(statement: bytes, **arguments: Any) -> list[dict[str, Any]]:
    async with db.connect(database_url(settings())) as connection:
        cursor = await connection.execute(statement, arguments)
        return await cursor.fetchall()
