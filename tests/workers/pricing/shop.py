"""A shop in a database of its own, and runs over its products."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from typing import Any

import psycopg
from psycopg import sql
from psycopg.rows import dict_row
from psycopg.types.json import Jsonb

from flywheel import db
from flywheel.pricing.repricing import reprice

SQL = db.Queries.load(__package__, "runs.sql")


class Shop:
    """A workspace with a rule for all its products, and what happens in it."""

    def __init__(
        self,
        dsn: str,
        *,
        mode: str = "automatic",
        rounding: str = "none",
        holdout_share: float = 0,
    ) -> None:
        self.workspace = str(uuid.uuid4())
        self._connection = psycopg.connect(dsn, autocommit=True, row_factory=dict_row)
        self.execute("stand_above_roles")
        self.execute("open_shop")
        self._rule: dict[str, Any] | None = {
            "mode": mode,
            "rounding": rounding,
            "holdout_share": holdout_share,
        }
        self.execute("add_elasticity")

    def execute(self, statement: str, **values: Any) -> list[dict[str, Any]]:
        cursor = self._connection.execute(
            getattr(SQL, statement), {"workspace": self.workspace, **values}
        )
        return cursor.fetchall() if cursor.description else []

    def execute_text(self, statement: str, **values: Any) -> None:
        self._connection.execute(
            statement.encode(),
            {"workspace": self.workspace, **values} if "%(" in statement else None,
        )

    def add(self, products: Sequence[dict[str, Any]], sales: Sequence[dict[str, Any]]) -> None:
        self.execute("add_products", products=Jsonb(list(products)))
        self.execute("add_sales", sales=Jsonb(list(sales)))
        if self._rule is not None:  # after the first products: some are outside of its bounds
            self.execute("add_rule", **self._rule)
            self._rule = None

    def ask(self) -> str:
        return str(self.execute("ask")[0]["run"])

    def run(self, run: str) -> dict[str, Any]:
        return self.execute("run", run=run)[0]

    def prices(self) -> dict[str, Any]:
        return {str(row["id"]): row["current_price"] for row in self.execute("prices")}

    async def call(self, function: str, /, **arguments: Any) -> Any:
        """Call a function as a worker does."""
        statement = sql.SQL("select to_jsonb(public.{}({})) as value").format(
            sql.Identifier(function),
            sql.SQL(", ").join(
                sql.SQL("{} => {}").format(sql.Identifier(name), sql.Placeholder(name))
                for name in arguments
            ),
        )
        values = {
            name: Jsonb(list(value))
            if isinstance(value, tuple)
            else str(value)
            if isinstance(value, int)
            else value
            for name, value in arguments.items()
        }
        row = self._connection.execute(statement, values).fetchone()
        assert row is not None
        return row["value"]

    async def reprice(self, *, chunk: int = 3) -> str:
        """Compute the prices of all products, and return the run's id."""
        run = self.ask()
        await reprice(self.call, run, silent, chunk=chunk)
        return run

    def close(self) -> None:
        self._connection.close()


async def silent(fraction: float, words: str) -> None:
    """Be told how far a run is, and tell nobody."""


def product(name: str, **facts: Any) -> dict[str, Any]:
    """Return a product that can be priced; facts replace what it is."""
    return {
        "id": str(uuid.uuid4()),
        "name": name,
        "category": "tea",
        "base_cost": "8.00",
        "current_price": "20.00",
        **facts,
    }


def sales(
    of: dict[str, Any], *, units: int = 3, days: int = 40, currency: str = "USD"
) -> list[dict[str, Any]]:
    """Return what a product sold on each of the last days."""
    return [
        {
            "id": of["id"],
            "days_ago": ago,
            "currency": currency,
            "units": units,
            "price": of["current_price"],
        }
        for ago in range(1, days + 1)
    ]
