"""`flywheel plot`: prices, demand and forecasts as pictures."""

from __future__ import annotations

import asyncio
from datetime import datetime
from enum import Enum
from pathlib import Path
from typing import Annotated, Any

import typer

from flywheel import db
from flywheel.cli.console import out
from flywheel.cli.workspaces import fetch_all, fetch_one, operator, workspace_id
from flywheel.errors import ConfigurationError

_SQL = db.Queries.load("flywheel.pictures")

app = typer.Typer(help="Pictures of prices and forecasts, as SVG or PNG.", no_args_is_help=True)

Product = Annotated[str, typer.Argument(help="A product, by id or by its whole name.")]
Workspace = Annotated[
    str | None, typer.Option(help="Its workspace, by id or slug, where names are not enough.")
]
Out = Annotated[Path, typer.Option("--out", "-o", help="The file: .svg or .png.")]
Day = Annotated[datetime | None, typer.Option(formats=["%Y-%m-%d"])]


class Horizon(Enum):
    """How many days ahead."""

    week = "7"
    month = "30"
    quarter = "90"


@app.command()
def price(
    product: Product,
    workspace: Workspace = None,
    since: Day = None,
    until: Day = None,
    out_file: Out = Path("price.svg"),
) -> None:
    """Draw what a product cost, which decisions made it, and what it sold."""
    days = {"since": since and since.date(), "until": until and until.date()}
    chart = asyncio.run(_of_product("price_chart", product, workspace, **days))
    from flywheel.pictures.prices import draw_price

    draw_price(chart, out_file)
    out.print(f"wrote {out_file}", highlight=False)


@app.command()
def demand(
    product: Product, workspace: Workspace = None, out_file: Out = Path("demand.svg")
) -> None:
    """Draw how many units a product sells at which price, and what that earns."""
    chart = asyncio.run(_of_product("demand_curve", product, workspace))
    from flywheel.pictures.prices import draw_demand

    draw_demand(chart, out_file)
    out.print(f"wrote {out_file}", highlight=False)


@app.command()
def forecast(
    workspace: Annotated[str, typer.Argument(help="By id or slug.")],
    days: Annotated[Horizon, typer.Option(help="How far ahead.")] = Horizon.month,
    product: Annotated[str | None, typer.Option(help="Of one product, by id or name.")] = None,
    category: Annotated[str | None, typer.Option(help="Of one category.")] = None,
    currency: Annotated[
        str | None, typer.Option(help="Its currency, where a series has several.")
    ] = None,
    out_file: Out = Path("forecast.svg"),
) -> None:
    """Draw what is predicted, with its interval, what came, and how the backtest did."""
    if product and category:
        raise ConfigurationError(
            "a forecast is of a product or of a category", hint="Give one of the two."
        )
    chart = asyncio.run(
        _forecast(workspace, int(days.value), product, category=category, currency=currency)
    )
    from flywheel.pictures.forecasts import draw_forecast

    draw_forecast(chart, out_file)
    out.print(f"wrote {out_file}", highlight=False)


async def _of_product(
    chart: str, product: str, workspace: str | None, **arguments: Any
) -> dict[str, Any]:
    async with operator() as connection:
        chosen = await _product(connection, product, workspace)
        return await _chart(connection, chart, product=chosen, **arguments)


async def _forecast(
    workspace: str, days: int, product: str | None, **arguments: Any
) -> dict[str, Any]:
    async with operator() as connection:
        chosen = await workspace_id(connection, workspace)
        of = await _product(connection, product, workspace) if product else None
        return await _chart(
            connection,
            "forecast_chart",
            workspace=chosen,
            days=days,
            product=of,
            **arguments,
        )


async def _product(connection: db.Connection, product: str, workspace: str | None) -> Any:
    found = await fetch_all(connection, _SQL.find_products, product=product, workspace=workspace)
    if not found:
        raise ConfigurationError(
            f"there is no product {product!r}", hint="Give its id, or its whole name."
        )
    if len(found) > 1:
        raise ConfigurationError(
            f"more than one product is called {product!r}",
            hint=f"Give an id, {found[0]['id']} say, or --workspace.",
        )
    return found[0]["id"]


async def _chart(connection: db.Connection, name: str, **arguments: Any) -> dict[str, Any]:
    chart: dict[str, Any] = (await fetch_one(connection, getattr(_SQL, name), **arguments))["chart"]
    return chart
