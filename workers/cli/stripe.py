"""`flywheel stripe`: how far we are behind Stripe, and what differs from it."""

from __future__ import annotations

import asyncio
import itertools
import json
import sys
from datetime import UTC, datetime
from typing import Annotated, Any
from uuid import UUID

import typer
from rich.console import Console
from rich.table import Table

from flywheel import db
from flywheel.api import database_url
from flywheel.cli.console import Output, errors, out
from flywheel.config import settings
from flywheel.errors import ConfigurationError, FlywheelError

_SQL = db.Queries.load("flywheel.billing", "console.sql")
_TABLE_WIDTH = 130
_LOOK_EVERY = 0.5  # seconds
_NOBODY_AFTER = 10  # looks
_WAITING = "Waiting for a worker. Is one running? flywheel worker"

app = typer.Typer(help="Stripe: state, reconciliation, accounts, secrets.", no_args_is_help=True)
secret_app = typer.Typer(help="Signing secrets of our webhook endpoints.", no_args_is_help=True)
app.add_typer(secret_app, name="secret")

OutputOption = Annotated[Output, typer.Option("--output", "-o", help="text or json")]
Account = Annotated[str, typer.Option(help="platform (ours), a connected account's id, or all.")]


@app.command()
def status(output: OutputOption = Output.text) -> None:
    """Show by account what waits, what failed, and how old the oldest of it is."""
    found = asyncio.run(_look("lag", "faults", "unknown_types", "last_runs"))
    if output is Output.json:
        out.print_json(json.dumps(found, default=str))
        return
    _print(
        found["lag"],
        ("account", "status", "mode", "pending", "failed", "ignored", "objects", "without_effect"),
        behind=lambda row: _length(row["lag_seconds"]),
        last_event=lambda row: _when(row["last_event_at"]),
    )
    for title, rows, columns in (
        (
            "Nothing could be made of these:",
            found["faults"],
            ("account", "object", "objects", "reason", "example"),
        ),
        ("Nothing follows from these:", found["unknown_types"], ("type", "events", "note")),
    ):
        if rows:
            out.print(f"\n{title}")
            _print(rows, columns)
    if found["last_runs"]:
        out.print("\nLast reconciliations:")
        _print(
            found["last_runs"],
            ("account", "status", "listed", "drift", "error_message"),
            ended=lambda row: _when(row["completed_at"]),
        )


@app.command()
def accounts(output: OutputOption = Output.text) -> None:
    """Show the accounts that are read: ours, and those of workspaces."""
    rows = asyncio.run(_ask(_SQL.accounts))
    if output is Output.json:
        out.print_json(json.dumps(rows, default=str))
        return
    _print(rows, ("account", "workspace", "status", "mode", "country", "currency"))


@app.command()
def reconcile(
    account: Account = "all",
    since: Annotated[
        datetime | None, typer.Option(help="Only what Stripe made since then (UTC).")
    ] = None,
    wait: Annotated[bool, typer.Option(help="Wait for the end, and print the drift.")] = True,
    rederive: Annotated[
        bool, typer.Option(help="Then write anew all that follows from the objects.")
    ] = False,
    output: OutputOption = Output.text,
) -> None:
    """Compare what Stripe has with what we have, field by field, and repair the difference.

    Exits with 1 when a comparison did not come to its end.
    """
    _run(account, since, is_backfill=False, wait=wait, rederive=rederive, output=output)


@app.command()
def backfill(
    account: Account = "all",
    since: Annotated[
        datetime | None, typer.Option(help="Only what Stripe made since then (UTC).")
    ] = None,
    wait: Annotated[bool, typer.Option(help="Wait for the end, and print what was read.")] = True,
    output: OutputOption = Output.text,
) -> None:
    """Read an account that has a history. What is missing here is no drift then."""
    _run(account, since, is_backfill=True, wait=wait, rederive=False, output=output)


@app.command()
def retry() -> None:
    """Have everything read again that waits or has failed, now."""
    (row,) = asyncio.run(_ask(_SQL.retry))
    out.print(f"{row['swept']} objects are read again", highlight=False)


@app.command()
def publish() -> None:
    """Put the plans that cost something up for sale: a product and a price for each at Stripe."""
    _print(asyncio.run(_published()), ("name", "price", "currency", "interval", "stripe_price_id"))


@secret_app.command("add")
def add_secret(
    connect: Annotated[
        bool, typer.Option("--connect", help="Of the endpoint for connected accounts.")
    ] = False,
    description: Annotated[str | None, typer.Option(help="What it is for.")] = None,
) -> None:
    """Accept events that are signed with a secret (whsec_…), read from standard input."""
    given = (
        typer.prompt("Secret", hide_input=True) if sys.stdin.isatty() else sys.stdin.read().strip()
    )
    if not given:
        raise ConfigurationError(
            "no secret was given", hint="Stripe shows it on the page of the event destination."
        )
    (row,) = asyncio.run(
        _ask(_SQL.add_secret, secret=given, is_connect=connect, description=description)
    )
    out.print(f"{row['id']}", highlight=False)


@secret_app.command("list")
def list_secrets(output: OutputOption = Output.text) -> None:
    """Show which secrets are valid: their ends, never the whole."""
    rows = asyncio.run(_ask(_SQL.secrets))
    if output is Output.json:
        out.print_json(json.dumps(rows, default=str))
        return
    _print(
        rows,
        ("id", "ends_in", "is_connect", "description"),
        expires=lambda row: _when(row["expires_at"]),
    )


@secret_app.command("expire")
def expire_secret(
    secret: Annotated[UUID, typer.Argument(help="Its id, as `list` shows it.")],
    hours: Annotated[float, typer.Option("--in", min=0, help="Hours from now.")] = 24,
) -> None:
    """Let a secret become invalid, as once Stripe has rolled it."""
    rows = asyncio.run(_ask(_SQL.expire_secret, secret=secret, hours=hours))
    if not rows:
        raise ConfigurationError(f"there is no secret {secret}", hint="flywheel stripe secret list")
    out.print(f"valid until {_when(rows[0]['expires_at'])}", highlight=False)


@secret_app.command("remove")
def remove_secret(
    secret: Annotated[UUID, typer.Argument(help="Its id, as `list` shows it.")],
) -> None:
    """Refuse events that are signed with a secret, at once."""
    if not asyncio.run(_ask(_SQL.delete_secret, secret=secret)):
        raise ConfigurationError(f"there is no secret {secret}", hint="flywheel stripe secret list")


def _run(
    account: str,
    since: datetime | None,
    *,
    is_backfill: bool,
    wait: bool,
    rederive: bool,
    output: Output,
) -> None:
    since = None if since is None else since.replace(tzinfo=UTC)
    reports = asyncio.run(_compared(account, since, is_backfill, wait, rederive))
    if output is Output.json:
        out.print_json(json.dumps(reports, default=str))
    else:
        for report in reports:
            _print_report(report)
    if wait and any(report["status"] != "completed" for report in reports):
        raise typer.Exit(1)


async def _compared(
    account: str, since: datetime | None, is_backfill: bool, wait: bool, rederive: bool
) -> list[dict[str, Any]]:
    """Start a run for each account, and return what came out of them."""
    async with db.connect(database_url(settings())) as connection:

        async def ask(statement: bytes, **arguments: Any) -> list[dict[str, Any]]:
            return await (await connection.execute(statement, arguments)).fetchall()

        known = [row["account"] for row in await ask(_SQL.connected, account=account)]
        if not known:
            raise ConfigurationError(
                f"there is no connected account {account!r}", hint="flywheel stripe accounts"
            )
        runs = []
        for one in known:
            (row,) = await ask(_SQL.start, account=one, is_backfill=is_backfill, since=since)
            runs.append(row["id"])
        reports = []
        for run in runs:
            looks = 0
            (row,) = await ask(_SQL.run, run=run)
            while wait and row["status"] == "running":
                looks += 1
                if looks == _NOBODY_AFTER and not (await ask(_SQL.takers))[0]["workers"]:
                    errors.print(_WAITING)
                await asyncio.sleep(_LOOK_EVERY)
                (row,) = await ask(_SQL.run, run=run)
            if rederive and row["status"] == "completed":
                await ask(_SQL.derive, account=row["account"])
            reports.append(
                {
                    **row,
                    "steps": await ask(_SQL.steps, run=run),
                    "drift": await ask(_SQL.drift, run=run),
                }
            )
        return reports


async def _published() -> list[dict[str, Any]]:
    """Have a worker do it, and return the plans that are for sale then."""
    (job,) = await _ask(_SQL.publish)
    for look in itertools.count(1):
        if ended := await _ask(_SQL.ended, job=job["job"]):
            break
        if look == _NOBODY_AFTER:
            errors.print(_WAITING)
        await asyncio.sleep(_LOOK_EVERY)
    if ended[0]["status"] != "completed":
        raise FlywheelError(f"the plans were not published: {ended[0]['error_message']}")
    return await _ask(_SQL.plans)


def _print_report(report: dict[str, Any]) -> None:
    listed = sum(step["listed"] for step in report["steps"])
    out.print(f"{report['account']}: {report['status']}, {listed:,} objects", highlight=False)
    if report["error_message"]:
        out.print(report["error_message"], highlight=False)
    if report["drift"]:
        _print(
            report["drift"],
            ("object", "missing", "extra", "different", "currency", "amount_difference"),
        )
    elif report["status"] == "completed":
        out.print("no drift")


async def _look(*names: str) -> dict[str, list[dict[str, Any]]]:
    async with db.connect(database_url(settings())) as connection:
        return {
            name: await (await connection.execute(getattr(_SQL, name))).fetchall() for name in names
        }


async def _ask(statement: bytes, **arguments: Any) -> list[dict[str, Any]]:
    async with db.connect(database_url(settings())) as connection:
        cursor = await connection.execute(statement, arguments)
        return await cursor.fetchall() if cursor.description else []


def _print(rows: list[dict[str, Any]], columns: tuple[str, ...], **computed: Any) -> None:
    table = Table(box=None)
    for name in (*columns, *computed):
        table.add_column(name.replace("_", " "), overflow="fold")
    for row in rows:
        cells = [_cell(row[name]) for name in columns]
        table.add_row(*cells, *(shown(row) for shown in computed.values()))
    Console(width=max(out.width, _TABLE_WIDTH)).print(table)  # also where the screen is narrow


def _cell(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    return f"{value:,}" if isinstance(value, int) else str(value)


def _when(moment: datetime | None) -> str:
    return "" if moment is None else f"{moment:%Y-%m-%d %H:%M:%S}"


def _length(seconds: float | None) -> str:
    return "" if seconds is None else f"{seconds:,.0f} s"
