"""From changes in the log to the subscribers who may see them.

What a subscriber sees is decided by the database, as the subscriber's role and with the
subscriber's claims, at the time of delivery. So an inserted or updated row that has become
invisible in the meantime, or is gone, is not delivered; the change that made it so is.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass

import psycopg
import structlog
from psycopg import sql

from flywheel.db import Pool, Queries
from flywheel.local.realtime.authorization import acting_as
from flywheel.local.realtime.decoder import Change
from flywheel.local.realtime.events import send_change
from flywheel.local.realtime.filters import Condition
from flywheel.local.realtime.identity import Identity
from flywheel.local.realtime.subscriptions import Subscription
from flywheel.local.realtime.tables import Table, describe_tables

_log = structlog.get_logger(__name__)
_queries = Queries.load("flywheel.local.realtime")
# The pool has room for more, so that subscribers by the hundred do not fill it.
_CHECKS_AT_A_TIME = 4
_TOO_SLOW = "The policies of {table} take too long for this subscriber: no more changes are sent"
# Values are rendered and compared without more power than migrations have: a type's check
# or operator may be somebody's function.
_READER = Identity(role="postgres", claims="{}", expires_at=0)


@dataclass(frozen=True, slots=True)
class _Rendered:
    """A change with its values as JSON, and the conditions that hold for its row."""

    change: Change
    table: Table
    new: dict[str, str]
    old: dict[str, str]
    holds: Collection[Condition]


class ChangeRouter:
    """Delivers batches of changes to the subscriptions there are."""

    def __init__(
        self,
        pool: Pool,
        subscriptions: Callable[[], Iterable[Subscription]],
        *,
        record_bytes: int,
    ) -> None:
        self._pool = pool
        self._subscriptions = subscriptions
        self._record_bytes = record_bytes
        self._turn = asyncio.Semaphore(_CHECKS_AT_A_TIME)

    async def route(self, changes: Sequence[Change]) -> None:
        """Deliver `changes`, in their order, to everybody who asked for them and may see them.

        Raises
        ------
        DatabaseUnavailableError
            If the connection to the database breaks; nothing was delivered then.
        """
        interested = self._interested(changes)
        changes = [change for change in changes if change.relation.oid in interested]
        if not changes:
            return
        roles = {s.identity.role for found in interested.values() for s in found}
        async with acting_as(self._pool, _READER) as connection:
            tables = await describe_tables(connection, interested, roles)
        rendered: dict[int, _Rendered] = {}
        visible: dict[Identity, set[int]] = {}
        for oid, subscriptions in interested.items():
            if table := tables.get(oid):
                of_table = await self._render(changes, table, subscriptions)
                rendered |= of_table
                if table.has_rls:
                    await self._find_visible(of_table, table, subscriptions, visible)
        for position in sorted(rendered):
            self._deliver(position, rendered[position], interested, visible)

    def _interested(self, changes: Sequence[Change]) -> dict[int, list[Subscription]]:
        """Return the subscriptions by the table that they match."""
        relations = {change.relation.oid: change.relation for change in changes}
        subscriptions = list(self._subscriptions())
        found = {
            oid: [
                subscription
                for subscription in subscriptions
                if subscription.binding.matches_table(relation.schema, relation.name)
            ]
            for oid, relation in relations.items()
        }
        return {oid: matching for oid, matching in found.items() if matching}

    async def _render(
        self, changes: Sequence[Change], table: Table, subscriptions: list[Subscription]
    ) -> dict[int, _Rendered]:
        """Let the database render the values of one table's changes and test the filters."""
        positions = [i for i, change in enumerate(changes) if change.relation.oid == table.oid]
        conditions = list(dict.fromkeys(c for s in subscriptions for c in s.binding.conditions))
        # Two images a change: the row that it is about, and what it was before.
        images = [image for i in positions for image in (changes[i].image, changes[i].old)]
        try:
            read = await self._read_images(table, images, conditions)
        except psycopg.Error as error:
            _log.error("changes cannot be rendered", table=table.name, error=str(error))
            return {}
        rendered = {}
        for number, position in enumerate(positions):
            change = changes[position]
            image, holds = read[2 * number]
            old, _ = read[2 * number + 1]
            rendered[position] = _Rendered(
                change, table, {} if change.action == "DELETE" else image, old, holds
            )
        return rendered

    async def _read_images(
        self,
        table: Table,
        images: Sequence[dict[str, str | None]],
        conditions: Sequence[Condition],
    ) -> list[tuple[dict[str, str], Collection[Condition]]]:
        names = [sql.Identifier(f"c{i}") for i in range(len(table.columns))]
        typed = {
            column.name: sql.SQL("image.{}::{}").format(name, column.type_sql)
            for column, name in zip(table.columns, names, strict=True)
        }
        # A column that is gone: no row passes the filter.
        tests = [
            sql.SQL("coalesce({}, false)").format(
                condition.to_sql(typed[condition.column], column.type_sql)
            )
            if (column := table.column(condition.column))
            else sql.SQL("false")
            for condition in conditions
        ]
        query = sql.SQL(_queries.read_images.decode()).format(
            fragments=_listed(
                sql.SQL("to_jsonb({})::text").format(value) for value in typed.values()
            ),
            conditions=_listed(tests),
            values=_listed(
                sql.SQL("{}::text[]").format(
                    sql.Literal([image.get(column.name) for image in images])
                )
                for column in table.columns
            ),
            names=_listed(names),
        )
        async with acting_as(self._pool, _READER) as connection:
            rows = await (await connection.execute(query)).fetchall()
        return [
            (
                {
                    column.name: fragment or "null"
                    for column, fragment in zip(table.columns, row["fragments"], strict=True)
                    if column.name in image
                },
                {
                    condition
                    for condition, holds in zip(conditions, row["holds"], strict=True)
                    if holds and condition.column in image
                },
            )
            for image, row in zip(images, rows, strict=True)
        ]

    async def _find_visible(
        self,
        rendered: dict[int, _Rendered],
        table: Table,
        subscriptions: list[Subscription],
        visible: dict[Identity, set[int]],
    ) -> None:
        """Add to `visible`, per identity, the positions of the rows that it can see."""
        if not table.key:
            return
        wanted: dict[Identity, set[int]] = {}
        for subscription in subscriptions:
            if table.may_follow(subscription.identity.role):
                matching = {
                    position
                    for position, row in rendered.items()
                    if row.change.action != "DELETE" and _passes(row, subscription)
                }
                wanted.setdefault(subscription.identity, set()).update(matching)
        asked = [(identity, sorted(rows)) for identity, rows in wanted.items() if rows]
        answers = await asyncio.gather(
            *(self._visible(identity, table, rendered, rows) for identity, rows in asked)
        )
        for (identity, _), seen in zip(asked, answers, strict=True):
            visible.setdefault(identity, set()).update(seen or ())
            if seen is None:
                for subscription in subscriptions:
                    if subscription.identity == identity:
                        subscription.subscriber.give_up(_TOO_SLOW.format(table=table.name))

    async def _visible(
        self,
        identity: Identity,
        table: Table,
        rendered: dict[int, _Rendered],
        positions: Sequence[int],
    ) -> set[int] | None:
        """Return which of the rows `identity` can see; None if asking takes too long."""
        names = [sql.Identifier(f"k{i}") for i in range(len(table.key))]
        query = sql.SQL(_queries.visible_rows.decode()).format(
            table=sql.Identifier(table.schema, table.name),
            names=_listed(names),
            values=_listed(
                sql.SQL("{}::text[]").format(
                    sql.Literal([rendered[i].change.new.get(column.name) for i in positions])
                )
                for column in table.key
            ),
            match=sql.SQL(" and ").join(
                sql.SQL("stored.{} = candidate.{}::{}").format(
                    sql.Identifier(column.name), name, column.type_sql
                )
                for column, name in zip(table.key, names, strict=True)
            ),
        )
        try:
            async with self._turn, acting_as(self._pool, identity) as connection:
                rows = await (await connection.execute(query)).fetchall()
        except psycopg.errors.QueryCanceled:
            return None
        except psycopg.Error as error:
            # A policy that fails hides the rows from this subscriber only.
            _log.warning(
                "rows cannot be checked", table=table.name, role=identity.role, error=str(error)
            )
            return set()
        return {positions[row["position"] - 1] for row in rows}

    def _deliver(
        self,
        position: int,
        row: _Rendered,
        interested: dict[int, list[Subscription]],
        visible: dict[Identity, set[int]],
    ) -> None:
        change, table = row.change, row.table
        addressed: list[Subscription] = []
        for subscription in interested[table.oid]:
            if not subscription.binding.matches_event(change.action):
                continue
            sealed = not table.key or not table.may_follow(subscription.identity.role)
            if not sealed and not _passes(row, subscription):
                continue
            if (
                not sealed
                and table.has_rls
                and change.action != "DELETE"
                and position not in visible.get(subscription.identity, ())
            ):
                continue
            addressed.append(subscription)
        if addressed:
            send_change(change, table, row.new, row.old, addressed, record_bytes=self._record_bytes)


def _passes(row: _Rendered, subscription: Subscription) -> bool:
    return all(condition in row.holds for condition in subscription.binding.conditions)


def _listed(parts: Iterable[sql.Composable]) -> sql.Composed:
    return sql.SQL(", ").join(list(parts))
