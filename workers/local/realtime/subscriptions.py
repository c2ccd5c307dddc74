"""Subscriptions to `postgres_changes`: what a client asked for, checked with the database."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Literal, Protocol
from zlib import crc32

import psycopg
from psycopg import sql

from flywheel.db import Connection, Pool, Queries
from flywheel.local.realtime.authorization import rolled_back
from flywheel.local.realtime.filters import Condition, FilterError, parse_filter
from flywheel.local.realtime.identity import Identity
from flywheel.local.realtime.protocol import dump_json
from flywheel.local.realtime.tables import Table, describe_tables, published_tables

_queries = Queries.load("flywheel.local.realtime")

_CHECKS_AT_A_TIME = 2

Event = Literal["*", "INSERT", "UPDATE", "DELETE"]


class SubscriptionError(Exception):
    """A subscription that cannot be made; the message is for the client."""


@dataclass(frozen=True, slots=True)
class Binding:
    """Which changes a client wants; `*` matches every event, schema or table.

    Attributes
    ----------
    select
        The columns to send besides the primary key; all of them if None.
    """

    event: Event
    schema: str
    table: str
    conditions: tuple[Condition, ...] = ()
    select: tuple[str, ...] | None = None

    def matches_table(self, schema: str, table: str) -> bool:
        """Whether changes of this table are wanted."""
        return self.schema in ("*", schema) and self.table in ("*", table)

    def matches_event(self, event: str) -> bool:
        """Whether changes of this kind are wanted."""
        return self.event in ("*", event)


class Subscriber(Protocol):
    """Somebody who is sent changes."""

    def push_changes(self, ids: list[int], data: str) -> None:
        """Take one change, as JSON, that matched the subscriptions `ids`."""

    def give_up(self, reason: str) -> None:
        """Take it that no more changes come, and why."""


@dataclass(frozen=True, slots=True, eq=False)
class Subscription:
    """A checked binding of one subscriber."""

    id: int
    subscriber: Subscriber
    identity: Identity
    binding: Binding


def parse_binding(params: dict[str, Any]) -> Binding:
    """Read what a client asked for.

    Raises
    ------
    SubscriptionError
        If it is incomplete or its filter cannot be read.
    """
    schema, table, event = params.get("schema"), params.get("table"), params.get("event")
    text, columns = params.get("filter"), params.get("select")
    if not schema and not table:
        raise SubscriptionError(
            "No subscription params provided. Please provide at least a `schema` or `table` "
            f"to subscribe to: {dump_json(params)}"
        )
    for name, value in (("schema", schema), ("table", table), ("filter", text)):
        if value is not None and (not isinstance(value, str) or "\0" in value):
            raise SubscriptionError(f"`{name}` must be a string")
    if columns is not None and not (
        isinstance(columns, list) and all(isinstance(name, str) for name in columns)
    ):
        raise SubscriptionError("`select` must be a list of column names")
    if columns and "*" in (schema, table or "*"):
        raise SubscriptionError("`select` needs a schema and a table, without wildcards")
    try:
        conditions = parse_filter(text or "")
    except FilterError as error:
        raise SubscriptionError(f"Error parsing `filter` params: {error}") from None
    return Binding(
        event=_event(event),
        schema=schema or "public",
        table=table or "*",
        conditions=conditions,
        select=tuple(columns) if columns else None,
    )


def _event(wanted: object) -> Event:
    match str(wanted).upper():
        case "INSERT":
            return "INSERT"
        case "UPDATE":
            return "UPDATE"
        case "DELETE":
            return "DELETE"
        case _:
            return "*"


def number_bindings(wanted: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return what the client asked for with an `id` each, as a join's answer lists it.

    Equal requests get equal ids, also after a reconnect.
    """
    numbered: list[dict[str, Any]] = []
    taken: dict[int, str] = {}
    for params in wanted:
        text = dump_json(dict(sorted(params.items())))
        number = (crc32(text.encode()) & 0x7FFF_FFFF) or 1
        while taken.setdefault(number, text) != text:
            number += 1
        numbered.append({**params, "id": number})
    return numbered


class SubscriptionChecker:
    """Asks the database whether subscriptions can work, a few at a time."""

    def __init__(self, pool: Pool) -> None:
        self._pool = pool
        self._turn = asyncio.Semaphore(_CHECKS_AT_A_TIME)

    async def check(self, identity: Identity, binding: Binding) -> None:
        """Make sure that tables are published, columns readable, and values fit.

        Raises
        ------
        SubscriptionError
            If the subscription cannot work.
        DatabaseUnavailableError
            If the database cannot be asked.
        """
        try:
            async with self._turn, rolled_back(self._pool) as connection:
                await _check(connection, identity.role, binding)
        except psycopg.Error as error:
            reason = error.diag.message_primary or str(error)
            raise SubscriptionError(
                f"Unable to subscribe to changes of {binding.schema}.{binding.table}: {reason}"
            ) from error


async def _check(connection: Connection, role: str, binding: Binding) -> None:
    oids = await published_tables(connection, binding.schema, binding.table)
    tables = await describe_tables(connection, oids, [role])
    if not tables:
        raise SubscriptionError(
            f"Unable to subscribe to changes of {binding.schema}.{binding.table}: no such "
            "table is in the publication supabase_realtime. To publish it: "
            "alter publication supabase_realtime add table ..."
        )
    for table in tables.values():
        await _check_columns(connection, table, role, binding)


async def _check_columns(connection: Connection, table: Table, role: str, binding: Binding) -> None:
    readable = {column.name: column for column in table.readable(role)}
    for name in binding.select or ():
        if name not in readable:
            raise SubscriptionError(f"invalid column for select {name}")
    template = sql.SQL(_queries.check_condition.decode())
    for condition in binding.conditions:
        column = readable.get(condition.column)
        if column is None:
            raise SubscriptionError(f"invalid column for filter {condition.column}")
        null = sql.SQL("null::{}").format(column.type_sql)
        await connection.execute(template.format(condition=condition.to_sql(null, column.type_sql)))
