"""Tables as Realtime needs to know them: columns, primary key, and who may read what."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby
from operator import itemgetter

from psycopg import sql

from flywheel.db import Connection, Queries

_queries = Queries.load("flywheel.local.realtime")


@dataclass(frozen=True, slots=True)
class TableColumn:
    """A column as it is now; `readers` are the roles that may select it."""

    name: str
    type_schema: str
    type_name: str
    is_key: bool
    readers: frozenset[str]

    @property
    def type_sql(self) -> sql.Identifier:
        """The type, fit for a cast."""
        return sql.Identifier(self.type_schema, self.type_name)


@dataclass(frozen=True, slots=True)
class Table:
    """A table as it is now, not as it was when the change was made."""

    oid: int
    schema: str
    name: str
    has_rls: bool
    columns: tuple[TableColumn, ...]

    @property
    def key(self) -> tuple[TableColumn, ...]:
        """The columns of the primary key, in the order of the table."""
        return tuple(column for column in self.columns if column.is_key)

    def column(self, name: str) -> TableColumn | None:
        """Return the column called `name`, if there is one."""
        return next((column for column in self.columns if column.name == name), None)

    def readable(self, role: str) -> tuple[TableColumn, ...]:
        """Return the columns that `role` may select."""
        return tuple(column for column in self.columns if role in column.readers)

    def may_follow(self, role: str) -> bool:
        """Whether `role` may select the whole primary key: else it sees no change."""
        return all(role in column.readers for column in self.key)


async def describe_tables(
    connection: Connection, oids: Iterable[int], roles: Iterable[str]
) -> dict[int, Table]:
    """Return the tables that still exist, with what each of `roles` may read."""
    cursor = await connection.execute(
        _queries.describe_tables, {"oids": list(oids), "roles": list(roles)}
    )
    tables = {}
    for oid, rows in groupby(await cursor.fetchall(), key=itemgetter("oid")):
        columns = []
        for row in rows:
            columns.append(
                TableColumn(
                    name=row["column_name"],
                    type_schema=row["type_schema"],
                    type_name=row["type_name"],
                    is_key=row["is_key"],
                    readers=frozenset(row["readers"]),
                )
            )
        tables[oid] = Table(oid, row["schema"], row["name"], row["has_rls"], tuple(columns))
    return tables


async def published_tables(connection: Connection, schema: str, table: str) -> Sequence[int]:
    """Return the tables of the publication that match; `*` matches all."""
    cursor = await connection.execute(_queries.published_tables, {"schema": schema, "table": table})
    return [row["oid"] for row in await cursor.fetchall()]
