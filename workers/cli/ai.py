"""`flywheel ai`: budgets, prices and the switch, for the operator."""

from __future__ import annotations

import asyncio
import json
from typing import Annotated, Any

import typer
from rich.table import Table

from flywheel import db
from flywheel.ai.providers import VENDORS
from flywheel.api import database_url
from flywheel.cli.console import Output, out
from flywheel.config import settings
from flywheel.errors import ConfigurationError

_SQL = db.Queries.load("flywheel.ai", "queries.sql")

app = typer.Typer(help="AI: budgets, prices, on and off.", no_args_is_help=True)

Provider = Annotated[str | None, typer.Option(help=f"One provider: {', '.join(VENDORS)}.")]
Workspace = Annotated[str | None, typer.Option(help="One workspace, by id or slug.")]


@app.command()
def budgets(
    workspace: Workspace = None,
    output: Annotated[Output, typer.Option("--output", "-o", help="text or json")] = Output.text,
) -> None:
    """Show what of each budget is spent, reserved and free."""
    rows = asyncio.run(_ask(_SQL.budgets, workspace=workspace))
    if output is Output.json:
        out.print_json(json.dumps(rows, default=str))
        return
    table = Table("scope", "workspace", "period", "cap", "spent", "reserved", "free", box=None)
    for row in rows:
        amounts = (f"{row[name]:,.4f}" for name in ("cap", "spent", "reserved", "free"))
        unit = "credits a" if row["unit"] == "credit" else "USD a"
        table.add_row(row["scope"], row["workspace"] or "", f"{unit} {row['period']}", *amounts)
    out.print(table)


@app.command()
def prices(
    online: Annotated[
        bool, typer.Option(help="Fetch the newest list; else the one that is installed.")
    ] = False,
) -> None:
    """Take over models and prices now, as the job ai.refresh_prices does every night."""
    from flywheel.ai.prices import current_prices  # its data are slow to import

    listed = current_prices(online=online)
    asyncio.run(_ask(_SQL.apply_prices, result=json.dumps(listed.as_result())))
    (count,) = asyncio.run(_ask(_SQL.count_prices))
    out.print(f"{count['models']} models, {count['prices']} prices", highlight=False)


@app.command()
def off(
    reason: Annotated[str, typer.Option(help="Shown to everybody who asks for something.")],
    provider: Provider = None,
    workspace: Workspace = None,
) -> None:
    """Switch AI off: for everybody, one provider or one workspace; what waits fails, too."""
    _switch(is_on=False, reason=reason, provider=provider, workspace=workspace)


@app.command()
def on(provider: Provider = None, workspace: Workspace = None) -> None:
    """Switch AI on again."""
    _switch(is_on=True, reason=None, provider=provider, workspace=workspace)


def _switch(
    *, is_on: bool, reason: str | None, provider: str | None, workspace: str | None
) -> None:
    if provider is not None and workspace is not None:
        raise ConfigurationError(
            "a provider is switched for everybody", hint="Give --provider or --workspace."
        )
    state = "on" if is_on else "off"
    if workspace is not None:
        statement = _SQL.switch_workspace_on if is_on else _SQL.switch_workspace_off
        found = asyncio.run(_ask(statement, workspace=workspace, reason=reason))
        if not found:
            raise ConfigurationError(
                f"nothing to switch {state} in {workspace!r}",
                hint="Give the id or the slug of a workspace: flywheel ai budgets shows them.",
            )
        out.print(f"AI is {state} in {workspace}", highlight=False)
        return
    if provider is not None and provider not in VENDORS:
        raise ConfigurationError(
            f"there is no provider {provider!r}", hint=f"There are: {', '.join(VENDORS)}."
        )
    statement = _SQL.switch_all if provider is None else _SQL.switch_provider
    asyncio.run(_ask(statement, is_on=is_on, reason=reason, provider=provider))
    out.print(f"AI is {state}{f' for {provider}' if provider else ''}", highlight=False)


async def _ask(statement: bytes, **arguments: Any) -> list[dict[str, Any]]:
    async with db.connect(database_url(settings())) as connection:
        cursor = await connection.execute(statement, arguments)
        return await cursor.fetchall() if cursor.description else []
