"""`flywheel market`: prices of competitors in, and what they say."""

from __future__ import annotations

import asyncio
import json
import sys
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any, TextIO

import typer
from psycopg.types.json import Jsonb
from rich.table import Table

from flywheel import db
from flywheel.cli.console import Output, out
from flywheel.cli.workspaces import fetch_all, fetch_one, operator, workspace_id
from flywheel.errors import ConfigurationError
from flywheel.insights.price_files import FIELDS, PriceFileError, Reading, chunks, read_csv

_SQL = db.Queries.load("flywheel.insights", "market.sql")
_ROWS = 2000
_MOST_SHOWN = 20

app = typer.Typer(help="The market: competitors and trends.", no_args_is_help=True)

Workspace = Annotated[str, typer.Option(help="By id or slug.")]
AsOutput = Annotated[Output, typer.Option("--output", "-o", help="text or json")]


class DecimalSign(StrEnum):
    """What decimals come after."""

    point = "point"
    comma = "comma"


@app.command("import")
def import_prices(
    file: Annotated[
        Path, typer.Argument(help="A CSV file with a header, or - for standard input.")
    ],
    workspace: Workspace,
    delimiter: Annotated[str | None, typer.Option(help="Else found out from the header.")] = None,
    decimal: Annotated[
        DecimalSign | None,
        typer.Option(help="Where 1.299 or 1,299 is written; else such amounts are refused."),
    ] = None,
    competitor: Annotated[str | None, typer.Option(help="For rows that name none.")] = None,
    currency: Annotated[str | None, typer.Option(help="For rows that name none.")] = None,
    encoding: Annotated[str, typer.Option(help="UTF-16 is recognised by itself.")] = "utf-8",
    rename: Annotated[
        list[str] | None,
        typer.Option("--map", help="FIELD=HEADER, as price=Preis; may be repeated."),
    ] = None,
    output: AsOutput = Output.text,
) -> None:
    """Import prices of competitors from a CSV file, however large.

    The header names product_id, external_id (sku) or name; price; and may name competitor,
    currency, store, url, in_stock, observed_at. Rows without a date are of the day the file was
    last changed, so that importing it again adds nothing.
    """
    if delimiter is not None and len(delimiter) != 1:
        raise ConfigurationError("a delimiter is one character", hint="For a tab: $'\\t'.")
    how = Reading(
        mapping=_mapping(rename or []),
        delimiter=delimiter,
        decimal_sign={None: None, "point": ".", "comma": ","}[decimal],
        competitor=competitor,
        currency=currency,
        observed_at=_changed_at(file),
    )
    with _opened(file, encoding) as text:
        counts, rejected = asyncio.run(_import(text, how, workspace))
    if output is Output.json:
        out.print_json(json.dumps({**counts, "rejected": rejected}))
        return
    out.print(
        f"{counts['imported']} imported, {counts['duplicates']} known already, "
        f"{len(rejected)} rejected",
        highlight=False,
    )
    for each in rejected[:_MOST_SHOWN]:
        out.print(f"row {each['index'] + 1}: {each['reason']}", highlight=False, markup=False)
    if len(rejected) > _MOST_SHOWN:
        out.print(f"… {len(rejected) - _MOST_SHOWN} more are in the table competitor_price_rejects")


@app.command()
def analyse(
    workspace: Annotated[str | None, typer.Option(help="One, by id or slug; else all.")] = None,
) -> None:
    """Compare with competitors and look for trends now, as a job does at night."""
    for name, answer in asyncio.run(_analyse(workspace)):
        compared, trends = answer["competitors"], answer["trends"]
        out.print(
            f"{name}: {compared['products']} products compared, {compared['changed']} changed; "
            f"{trends['found']} trends in {trends['tested']} series; "
            f"{answer['summaries']['requested']} summaries asked for",
            highlight=False,
        )
        for reason in answer["summaries"]["refused"]:
            out.print(f"no summary: {reason}", highlight=False, markup=False)


@app.command()
def show(
    workspace: Workspace,
    most: Annotated[int, typer.Option(help="Products, the dearest first.", min=1)] = 20,
    output: AsOutput = Output.text,
) -> None:
    """Show how prices stand beside those of competitors, and what rises and falls."""
    found = asyncio.run(_show(workspace, most))
    if output is Output.json:
        out.print_json(json.dumps(found, default=str))
        return
    gaps = Table("product", "price", "lowest", "median", "gap %", "rank", "of", "stale", box=None)
    for gap in found["gaps"]:
        numbers = ("price", "lowest", "median", "gap_to_lowest_percent", "rank")
        gaps.add_row(
            gap["name"],
            *("" if gap[name] is None else str(gap[name]) for name in numbers),
            str(gap["competitors"] + 1),
            str(gap["stale"]),
        )
    out.print(gaps)
    trends = Table("trend", "of", "", "a day before", "after", "q", box=None)
    for each in (found["trends"] or {"trends": {"found": []}})["trends"]["found"][:most]:
        trends.add_row(
            each["direction"],
            each["name"],
            each["kind"],
            f"{each['first_half']:g}",
            f"{each['second_half']:g}",
            f"{each['q_value']:.2g}",
        )
    out.print(trends)
    for name in ("analysis", "trends"):
        if found[name] and (words := found[name]["summary"] or found[name]["summary_note"]):
            out.print(words, highlight=False, markup=False)


@app.command()
def feeds(
    workspace: Workspace,
    fetch: Annotated[str | None, typer.Option(help="Fetch this one now: name or id.")] = None,
    output: AsOutput = Output.text,
) -> None:
    """List feeds of competitor prices and how their last fetch went, or have one fetched."""
    found = asyncio.run(_feeds(workspace, fetch))
    if output is Output.json:
        out.print_json(json.dumps(found, default=str))
        return
    table = Table("feed", "every", "last success", "brought", "failures", "error", box=None)
    for feed in found:
        table.add_row(
            feed["name"] if feed["is_active"] else f"{feed['name']} (off)",
            f"{feed['every_minutes']} min",
            "never" if feed["last_success_at"] is None else f"{feed['last_success_at']:%F %H:%M}",
            ", ".join(f"{key} {value}" for key, value in feed["last_result"].items()),
            str(feed["failures"]),
            feed["last_error"] or "",
        )
    out.print(table)


def _mapping(pairs: list[str]) -> dict[str, str]:
    mapping = {}
    for pair in pairs:
        name, sign, header = pair.partition("=")
        if not sign or not header or name not in FIELDS:
            raise ConfigurationError(
                f"{pair!r} maps no field",
                hint=f"FIELD=HEADER, where FIELD is one of {', '.join(FIELDS)}.",
            )
        mapping[name] = header
    return mapping


def _changed_at(file: Path) -> str | None:
    if str(file) == "-" or not file.exists():
        return None
    return datetime.fromtimestamp(file.stat().st_mtime, UTC).isoformat(timespec="seconds")


@contextmanager
def _opened(file: Path, encoding: str) -> Iterator[TextIO]:
    if str(file) == "-":
        yield sys.stdin
        return
    try:
        with file.open("rb") as raw:
            if raw.read(2) in (b"\xff\xfe", b"\xfe\xff"):
                encoding = "utf-16"
        with file.open(encoding=encoding, newline="") as text:
            yield text
    except (OSError, LookupError) as error:
        raise PriceFileError(f"{file} cannot be read: {error}") from error
    except UnicodeDecodeError as error:
        raise PriceFileError(
            f"{file} is not {encoding}: {error}", hint="Save it as UTF-8, or give --encoding."
        ) from error


async def _import(
    text: TextIO, how: Reading, workspace: str
) -> tuple[Counter[str], list[dict[str, Any]]]:
    counts: Counter[str] = Counter(imported=0, duplicates=0)
    rejected: list[dict[str, Any]] = []
    rows = 0
    async with operator() as connection:
        chosen = await workspace_id(connection, workspace)
        # Each part is a transaction of its own: what went in stays, and is known the next time.
        for part in chunks(read_csv(text, how), _ROWS):
            answer = await _answer(
                connection, _SQL.import_prices, workspace=chosen, prices=Jsonb(part)
            )
            counts.update({name: answer[name] for name in ("imported", "duplicates")})
            rejected += [{**each, "index": rows + each["index"]} for each in answer["rejected"]]
            rows += len(part)
    return counts, rejected


async def _analyse(workspace: str | None) -> list[tuple[str, dict[str, Any]]]:
    from flywheel.insights.market import analyse as analysed

    answers = []
    async with operator() as connection:

        async def call(function: str, **arguments: Any) -> Any:
            values = {
                name: Jsonb(value) if isinstance(value, dict) else value
                for name, value in arguments.items()
            }
            return await _answer(connection, getattr(_SQL, function), **values)

        if workspace is not None:
            chosen = [await workspace_id(connection, workspace)]
        else:
            chosen = [str(one["id"]) for one in await fetch_all(connection, _SQL.market_workspaces)]
        for one in chosen:
            answers.append((one, await analysed(call, one)))
    return answers


async def _show(workspace: str, most: int) -> dict[str, Any]:
    async with operator() as connection:
        chosen = {"workspace": await workspace_id(connection, workspace), "most": most}
        gaps = await connection.execute(_SQL.competitor_gaps, chosen)
        analysis = await connection.execute(_SQL.newest_analysis, chosen)
        trends = await connection.execute(_SQL.newest_trends, chosen)
        return {
            "gaps": await gaps.fetchall(),
            "analysis": await analysis.fetchone(),
            "trends": await trends.fetchone(),
        }


async def _feeds(workspace: str, fetch: str | None) -> list[dict[str, Any]]:
    async with operator() as connection:
        chosen = await workspace_id(connection, workspace)
        if fetch is not None:
            asked = await fetch_all(
                connection, _SQL.request_feed_fetch, workspace=chosen, feed=fetch
            )
            if not asked:
                raise ConfigurationError(
                    f"there is no feed {fetch!r}", hint="flywheel market feeds lists them."
                )
        return await fetch_all(connection, _SQL.list_feeds, workspace=chosen)


async def _answer(connection: db.Connection, statement: bytes, **arguments: Any) -> dict[str, Any]:
    answer: dict[str, Any] = (await fetch_one(connection, statement, **arguments))["answer"]
    return answer
