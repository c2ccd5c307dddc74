"""What the database says about rows: their values as JSON, filters, and who can see them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from psycopg import sql

from flywheel.db import Pool, Queries
from flywheel.local.realtime.authorization import acting_as
from flywheel.local.realtime.filters import Condition
from flywheel.local.realtime.identity import Identity
from flywheel.local.realtime.tables import Table

_queries = Queries.load("flywheel.local.realtime")

# Values are rendered and compared without more power than migrations have: a type's check
# or operator may be somebody's function.
READER = Identity(role="postgres", claims="{}", expires_at=0)

Image = Mapping[str, str | None]
"""A row as Postgres prints it: text by column name."""


@dataclass(frozen=True, slots=True)
class RenderedImage:
    """A row with its values as JSON, and the conditions that hold for it."""

    values: dict[str, str]
    holds: frozenset[Condition] = frozenset()


async def render_images(
    pool: Pool, table: Table, images: Sequence[Image], conditions: Sequence[Condition]
) -> list[RenderedImage]:
    """Let the database render rows of one table and test the conditions on each.

    Columns that the table no longer has are left out; a condition on one never holds.

    Raises
    ------
    psycopg.Error
        If a value or condition does not suit the table.
    DatabaseUnavailableError
        If the database cannot be asked.
    """
    names = [sql.Identifier(f"c{i}") for i in range(len(table.columns))]
    typed = {
        column.name: sql.SQL("image.{}::{}").format(name, column.type_sql)
        for column, name in zip(table.columns, names, strict=True)
    }
    tests = [
        sql.SQL("coalesce({}, false)").format(
            condition.to_sql(typed[condition.column], column.type_sql)
        )
        if (column := table.column(condition.column))
        else sql.SQL("false")
        for condition in conditions
    ]
    query = sql.SQL(_queries.read_images.decode()).format(
        fragments=_listed(sql.SQL("to_jsonb({})::text").format(value) for value in typed.values()),
        conditions=_listed(tests),
        values=_columns(images, [column.name for column in table.columns]),
        names=_listed(names),
    )
    async with acting_as(pool, READER) as connection:
        rows = await (await connection.execute(query)).fetchall()
    return [
        RenderedImage(
            {
                column.name: fragment or "null"
                for column, fragment in zip(table.columns, row["fragments"], strict=True)
                if column.name in image
            },
            frozenset(
                condition
                for condition, holds in zip(conditions, row["holds"], strict=True)
                if holds and condition.column in image
            ),
        )
        for image, row in zip(images, rows, strict=True)
    ]


async def visible_rows(
    pool: Pool, identity: Identity, table: Table, images: Sequence[Image]
) -> set[int]:
    """Return which of the rows, by index, `identity` can see now.

    Raises
    ------
    psycopg.Error
        If the table's policies fail or take too long.
    DatabaseUnavailableError
        If the database cannot be asked.
    """
    names = [sql.Identifier(f"k{i}") for i in range(len(table.key))]
    query = sql.SQL(_queries.visible_rows.decode()).format(
        table=sql.Identifier(table.schema, table.name),
        names=_listed(names),
        values=_columns(images, [column.name for column in table.key]),
        match=sql.SQL(" and ").join(
            sql.SQL("stored.{} = candidate.{}::{}").format(
                sql.Identifier(column.name), name, column.type_sql
            )
            for column, name in zip(table.key, names, strict=True)
        ),
    )
    async with acting_as(pool, identity) as connection:
        rows = await (await connection.execute(query)).fetchall()
    return {row["position"] - 1 for row in rows}


def _columns(images: Sequence[Image], names: Iterable[str]) -> sql.Composed:
    """Return the images column by column, as arrays for `unnest`."""
    # Literals, not parameters: a column's name may hold the sign of a placeholder.
    return _listed(
        sql.SQL("{}::text[]").format(sql.Literal([image.get(name) for image in images]))
        for name in names
    )


def _listed(parts: Iterable[sql.Composable]) -> sql.Composed:
    return sql.SQL(", ").join(list(parts))
