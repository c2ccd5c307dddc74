"""`flywheel stripe secret`: the signing secrets of our webhook endpoints, without showing them."""

from __future__ import annotations

import asyncio
import json
import sys
from typing import Annotated, Any
from uuid import UUID

import typer
from rich.markup import escape
from rich.table import Table

from flywheel import db
from flywheel.cli.console import Output, out
from flywheel.cli.worker import database_url
from flywheel.config import settings
from flywheel.errors import ConfigurationError

_SQL = db.Queries.load("flywheel.billing", "queries.sql")
_PREFIX = "whsec_"

app = typer.Typer(
    help="Add, list and rotate the signing secrets of webhooks.", no_args_is_help=True
)


@app.command()
def add(
    connect: Annotated[
        bool, typer.Option("--connect", help="Of an endpoint for connected accounts.")
    ] = False,
    description: Annotated[str | None, typer.Option(help="Which endpoint it is.")] = None,
) -> None:
    """Take a signing secret, typed unseen or piped in."""
    secret = (
        typer.prompt("Signing secret", hide_input=True) if sys.stdin.isatty() else sys.stdin.read()
    ).strip()
    if not secret.startswith(_PREFIX) or len(secret) < len(_PREFIX) + 8:
        raise ConfigurationError(
            "this is not a signing secret of a webhook endpoint",
            hint=f"Stripe shows it at the endpoint; it begins with {_PREFIX}.",
        )
    added = asyncio.run(
        _ask(_SQL.add_secret, secret=secret, is_connect=connect, description=description)
    )
    if not added:
        raise ConfigurationError(
            "this secret is known already", hint="flywheel stripe secret list shows them."
        )
    out.print(f"Secret {added[0]['id']} is valid from now on.", highlight=False)


@app.command("list")
def list_secrets(
    output: Annotated[Output, typer.Option("--output", "-o", help="text or json")] = Output.text,
) -> None:
    """Show which secrets there are: their last four characters and dates, never more."""
    rows = asyncio.run(_ask(_SQL.secrets))
    if output is Output.json:
        out.print_json(json.dumps(rows, default=str))
        return
    table = Table(box=None)
    for column in ("id", "secret", "for", "added", "expires", "description"):
        table.add_column(column, no_wrap=column != "description")
    for row in rows:
        table.add_row(
            str(row["id"]),
            row["secret"],
            "connected accounts" if row["is_connect"] else "our account",
            f"{row['created_at']:%Y-%m-%d %H:%M}",
            f"{row['expires_at']:%Y-%m-%d %H:%M}" if row["expires_at"] else "",
            escape(row["description"] or ""),
        )
    out.print(table if rows else "No secrets: no event is believed.")


@app.command()
def expire(
    secret_id: Annotated[UUID, typer.Argument(help="The secret's id, as list shows it.")],
    hours: Annotated[
        float, typer.Option("--in", min=0, help="Hours until then; 0 ends it now.")
    ] = 24,
) -> None:
    """Let a secret end, once its endpoint has a new one that was added here."""
    ended = asyncio.run(_ask(_SQL.expire_secret, id=secret_id, hours=hours))
    if not ended:
        raise ConfigurationError(
            f"there is no secret {secret_id}", hint="flywheel stripe secret list shows them."
        )
    out.print(f"It is valid until {ended[0]['expires_at']:%Y-%m-%d %H:%M %Z}.", highlight=False)


async def _ask(statement: bytes, **arguments: Any) -> list[dict[str, Any]]:
    async with db.connect(database_url(settings())) as connection:
        cursor = await connection.execute(statement, arguments)
        return await cursor.fetchall()
