"""`flywheel events …`: closed months of events, in and out of the archive."""

from __future__ import annotations

import asyncio
import json
import re
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.table import Table

from flywheel import db
from flywheel.api import database_url
from flywheel.archive.duck import Answer, ask, links, local_files
from flywheel.archive.months import open_month
from flywheel.archive.storage import ArchiveStore
from flywheel.cli.console import Output, errors, out
from flywheel.config import settings

_SQL = db.Queries.load("flywheel.archive")

app = typer.Typer(help="Closed months of events: archive, restore, ask.", no_args_is_help=True)


def _month(text: str) -> date:
    if re.fullmatch(r"\d{4}-(0[1-9]|1[0-2])", text):
        return date(int(text[:4]), int(text[5:]), 1)
    raise typer.BadParameter(f"{text!r} is not a month like 2026-01")


def _age(text: str) -> int:
    if found := re.fullmatch(r"(\d{1,3})m", text):
        return int(found[1])
    raise typer.BadParameter(f"{text!r} is not a number of months like 12m")


MonthOption = Annotated[
    Any, typer.Option("--month", parser=_month, metavar="YYYY-MM", help="Which month.")
]
OutputOption = Annotated[Output, typer.Option("--output", "-o", help="text or json")]


@app.command()
def archive(
    month: MonthOption = None,
    older_than: Annotated[
        Any,
        typer.Option(parser=_age, metavar="12m", help="All months that ended so long ago."),
    ] = None,
    output: OutputOption = Output.text,
) -> None:
    """Export closed months to Parquet in object storage, read them back, drop the partitions."""
    if (month is None) == (older_than is None):
        raise typer.BadParameter("say either --month or --older-than")
    found = asyncio.run(_archive([month] if month else None, older_than))
    _show(found, output)


@app.command()
def restore(month: MonthOption, output: OutputOption = Output.text) -> None:
    """Load an archived month back as a partition; its checksum must be the same."""
    _show([asyncio.run(_restore(month))], output)


@app.command("list")
def list_months(output: OutputOption = Output.text) -> None:
    """Show which months are in the archive, and how far each is."""
    rows = asyncio.run(_fetch(_SQL.list_archive, {}))
    _show([{**row, "month": f"{row['month']:%Y-%m}"} for row in rows], output)


@app.command()
def query(
    question: Annotated[str, typer.Argument(help="SQL of DuckDB; the archive is view events.")],
    month: Annotated[
        list[str] | None, typer.Option("--month", metavar="YYYY-MM", help="Only these; repeatable.")
    ] = None,
    remote: Annotated[
        bool, typer.Option(help="Read parts of the files by signed links, without a copy.")
    ] = False,
    output: OutputOption = Output.text,
) -> None:
    """Ask the archived events with DuckDB, all months as one view `events`."""
    months = [_month(one) for one in month] if month else None
    answer = asyncio.run(_ask(question, months, remote=remote))
    if output is Output.json:
        rows = [dict(zip(answer.columns, row, strict=True)) for row in answer.rows]
        out.print_json(json.dumps(rows, default=str))
        return
    table = Table(*answer.columns, box=None)
    for row in answer.rows:
        table.add_row(*("" if value is None else str(value) for value in row))
    out.print(table)


async def _archive(months: list[date] | None, age: int | None) -> list[dict[str, Any]]:
    config = settings()
    if months is None:
        now = datetime.now(UTC)
        number = now.year * 12 + now.month - 1 - (age or 0)
        before = date(number // 12, number % 12 + 1, 1)
        months = [row["month"] for row in await _fetch(_SQL.months_before, {"before": before})]
    found = []
    async with ArchiveStore.from_settings(config) as store:
        for first in months:
            async with open_month(database_url(config), store, first, _say) as month:
                found.append(await month.archive())
    return found


async def _restore(first: date) -> dict[str, Any]:
    config = settings()
    async with (
        ArchiveStore.from_settings(config) as store,
        open_month(database_url(config), store, first, _say) as month,
    ):
        return await month.restore()


async def _ask(question: str, months: list[date] | None, *, remote: bool) -> Answer:
    config = settings()
    dsn = database_url(config)
    async with ArchiveStore.from_settings(config) as store:
        if remote:
            return await ask(await links(dsn, store, months), question)
        folder: Path = config.home / "archive"
        return await ask(await local_files(dsn, store, folder, months), question)


async def _fetch(statement: bytes, values: dict[str, Any]) -> list[dict[str, Any]]:
    async with db.connect(database_url(settings())) as connection:
        return await (await connection.execute(statement, values)).fetchall()


def _show(rows: list[dict[str, Any]], output: Output) -> None:
    if output is Output.json:
        out.print_json(json.dumps(rows, default=str))
        return
    table = Table("month", "state", "events", "files", "bytes", box=None)
    for row in rows:
        table.add_row(
            row["month"],
            row["state"],
            "" if row["rows"] is None else f"{row['rows']:,}",
            str(row["files"]),
            f"{row['bytes']:,}",
        )
    out.print(table)


def _say(text: str) -> None:
    errors.print(f"[dim]{text}[/]")
