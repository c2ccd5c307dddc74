"""`flywheel links`: serve short links, look at them, check where they lead, print their codes."""

from __future__ import annotations

import asyncio
import json
import signal
from datetime import datetime
from pathlib import Path
from typing import Annotated, Any, Literal, cast

import typer
from psycopg.types.json import Jsonb
from rich.console import Console
from rich.table import Table

from flywheel import db
from flywheel.api import database_url
from flywheel.cli.console import Output, errors, out
from flywheel.cli.worker import LogLevel
from flywheel.config import settings
from flywheel.content.checking import LinkChecker, Outcome
from flywheel.content.qr_codes import CONTENT_TYPES, qr_code, qr_text
from flywheel.content.redirects import redirect_application, served
from flywheel.errors import ConfigurationError, PortInUseError
from flywheel.jobs.logs import configure_logs

_SQL = db.Queries.load("flywheel.content", "links.sql")
_TABLE_WIDTH = 130
_BATCH = 200

app = typer.Typer(help="Short links: serve, list, check, QR codes.", no_args_is_help=True)

OutputOption = Annotated[Output, typer.Option("--output", "-o", help="text or json")]


@app.command()
def serve(
    port: Annotated[
        int | None, typer.Option(min=1, max=65535, help="By default FLYWHEEL_LINKS_PORT.")
    ] = None,
    host: Annotated[str, typer.Option(help="Address to listen on.")] = "127.0.0.1",
    log_level: Annotated[LogLevel, typer.Option(help="From which level on.")] = LogLevel.info,
) -> None:
    """Redirect readers of short links until SIGTERM or Ctrl-C; each click is durable first.

    The setting links.base_url says under which address it is reached from outside.
    """
    configure_logs(log_level)
    asyncio.run(_serve(host, port or settings().links_port))


async def _serve(host: str, port: int) -> None:
    stop = asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    given = settings()
    async with redirect_application(
        database_url(given), country_header=given.links_country_header
    ) as application:
        try:
            async with served(application, host, port):
                errors.print(f"Short links at http://{host}:{port}", highlight=False)
                await stop.wait()
        except OSError as error:
            raise PortInUseError(
                f"nothing can be served at {host}:{port}: {error}",
                hint="Choose another port: flywheel links serve --port …",
            ) from error


@app.command("list")
def list_links(
    workspace: Annotated[str | None, typer.Option(help="Of this workspace, by its slug.")] = None,
    dead: Annotated[bool, typer.Option("--dead", help="Only those that lead nowhere.")] = False,
    limit: Annotated[int, typer.Option(min=1, max=1000, help="At most so many.")] = 50,
    output: OutputOption = Output.text,
) -> None:
    """Show links, the newest first: where they lead, whether that answers, and their clicks."""
    rows = asyncio.run(_ask(_SQL.list_links, workspace=workspace, dead=dead, most=limit))
    if output is Output.json:
        out.print_json(json.dumps(rows, default=str))
        return
    table = Table("link", "workspace", "clicks", "state", "checked", "leads to", box=None)
    for row in rows:
        table.add_row(
            row["address"],
            row["workspace"],
            f"{row['clicks']:,}",
            _state(row),
            _when(row["last_checked_at"]),
            row["leads_to"],
        )
    _print(table)


@app.command()
def check(
    codes: Annotated[
        list[str] | None, typer.Argument(help="Codes of links; all that are due where none.")
    ] = None,
    output: OutputOption = Output.text,
) -> None:
    """Check now whether links lead somewhere, and write down what came of it.

    Exits with 1 when a page is not there.
    """
    rows = asyncio.run(_checked([code.lower() for code in codes or ()]))
    if output is Output.json:
        out.print_json(json.dumps(rows, default=str))
    else:
        table = Table("outcome", "status", "address", "what is wrong", box=None)
        for row in rows:
            table.add_row(
                row["outcome"], str(row["status"] or ""), row["address"], row["error"] or ""
            )
        _print(table)
    if any(row["outcome"] in (Outcome.GONE, Outcome.FAILED) for row in rows):
        raise typer.Exit(1)


@app.command()
def qr(
    code: Annotated[str, typer.Argument(help="The code of a link.")],
    out_file: Annotated[
        Path | None, typer.Option("--out", help="A .svg or .png file; by default the screen.")
    ] = None,
) -> None:
    """Draw the QR code of a link."""
    rows = asyncio.run(_ask(_SQL.short_address, code=code))
    if not rows:
        raise ConfigurationError(f"there is no link {code!r}", hint="flywheel links list")
    address = rows[0]["address"]
    if out_file is None:
        typer.echo(qr_text(address))
        typer.echo(address)
        return
    kind = out_file.suffix.removeprefix(".").lower()
    if kind not in CONTENT_TYPES:
        raise ConfigurationError(f"{out_file} is neither .svg nor .png", hint="--out link.svg")
    out_file.write_bytes(qr_code(address, cast("Literal['png', 'svg']", kind)))
    out.print(f"wrote {out_file}: {address}", highlight=False)


async def _checked(codes: list[str]) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = []
    async with db.connect(database_url(settings())) as connection, LinkChecker() as checker:

        async def ask(statement: bytes, **arguments: Any) -> list[dict[str, Any]]:
            return await (await connection.execute(statement, arguments)).fetchall()

        (found,) = await ask(_SQL.due, most=_BATCH, look_around=True)
        due = await ask(_SQL.of_links, codes=codes) if codes else found["due"]
        if codes and not due:
            raise ConfigurationError(
                f"no link that is open has the code {codes[0]!r}", hint="flywheel links list"
            )
        while due:
            results = await checker.check_all({**link, "key": str(link["key"])} for link in due)
            await ask(_SQL.record_checks, results=Jsonb(results))
            rows += [
                {**result, "address": link["address"]}
                for link, result in zip(due, results, strict=True)
            ]
            if codes:
                break
            (found,) = await ask(_SQL.due, most=_BATCH, look_around=False)
            due = found["due"]
    return rows


async def _ask(statement: bytes, **arguments: Any) -> list[dict[str, Any]]:
    async with db.connect(database_url(settings())) as connection:
        return await (await connection.execute(statement, arguments)).fetchall()


def _state(row: dict[str, Any]) -> str:
    if not row["is_open"]:
        return "closed"
    if not row["is_valid"]:
        return f"[red]dead[/] {row['last_error'] or ''}"
    return "open" if row["last_checked_at"] else "not checked"


def _when(moment: datetime | None) -> str:
    return "" if moment is None else f"{moment:%Y-%m-%d %H:%M}"


def _print(table: Table) -> None:
    Console(width=max(out.width, _TABLE_WIDTH)).print(table)  # also where the screen is narrow
