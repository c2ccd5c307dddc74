"""From changes in the log to the subscribers who may see them.

What a subscriber sees is decided by the database, as the subscriber's role and with the
subscriber's claims, at the time of delivery. So an inserted or updated row that has become
invisible in the meantime, or is gone, is not delivered; the change that made it so is.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

import psycopg
import structlog

from flywheel.db import Pool
from flywheel.local.realtime.authorization import acting_as
from flywheel.local.realtime.decoder import Change
from flywheel.local.realtime.events import send_change
from flywheel.local.realtime.filters import Condition
from flywheel.local.realtime.identity import Identity
from flywheel.local.realtime.rows import (
    READER,
    Image,
    RenderedImage,
    render_images,
    visible_rows,
)
from flywheel.local.realtime.subscriptions import Subscription
from flywheel.local.realtime.tables import Table, describe_tables

_log = structlog.get_logger(__name__)
# The pool has room for more, so that subscribers by the hundred do not fill it.
_CHECKS_AT_A_TIME = 4
_TOO_SLOW = "The policies of {table} take too long for this subscriber: no more changes are sent"
_BAD_FILTER = "The filter on {column} fails: {reason}. No more changes are sent"


@dataclass(frozen=True, slots=True)
class _Rendered:
    """A change with the row that it is about and what it was before."""

    change: Change
    table: Table
    image: RenderedImage
    old: RenderedImage

    def suits(self, subscription: Subscription) -> bool:
        """Whether it is of the kind, and passes the filter, that was asked for."""
        binding = subscription.binding
        return binding.matches_event(self.change.action) and all(
            condition in self.image.holds for condition in binding.conditions
        )

    @property
    def is_guarded(self) -> bool:
        """Whether a policy decides who sees it; a deleted row has none to ask."""
        return self.table.has_rls and self.change.action != "DELETE"


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
        async with acting_as(self._pool, READER) as connection:
            tables = await describe_tables(connection, interested, roles)
        rendered: dict[int, _Rendered] = {}
        visible: dict[Identity, set[int]] = {}
        for oid, subscriptions in interested.items():
            if table := tables.get(oid):
                of_table = await self._render(changes, table, subscriptions)
                rendered |= of_table
                await self._find_visible(of_table, table, subscriptions, visible)
        for position, row in sorted(rendered.items()):
            self._deliver(position, row, interested[row.table.oid], visible)

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
        self, changes: Sequence[Change], table: Table, subscriptions: Sequence[Subscription]
    ) -> dict[int, _Rendered]:
        """Return one table's changes by position, rendered and filtered by the database."""
        positions = [i for i, change in enumerate(changes) if change.relation.oid == table.oid]
        images = [image for i in positions for image in (changes[i].image, changes[i].old)]
        conditions = list(dict.fromkeys(c for s in subscriptions for c in s.binding.conditions))
        try:
            read = await self._render_images(table, images, conditions, subscriptions)
        except psycopg.Error as error:
            _log.error("changes cannot be rendered", table=table.name, error=str(error))
            return {}
        return {
            position: _Rendered(changes[position], table, read[2 * i], read[2 * i + 1])
            for i, position in enumerate(positions)
        }

    async def _render_images(
        self,
        table: Table,
        images: Sequence[Image],
        conditions: Sequence[Condition],
        subscriptions: Sequence[Subscription],
    ) -> list[RenderedImage]:
        try:
            return await render_images(self._pool, table, images, conditions)
        except psycopg.Error:
            if not conditions:
                raise
        # One of the filters fails, say because its column has another type by now, or a
        # pattern takes for ever: those who use it are told, the others go on.
        working = []
        for condition in conditions:
            try:
                await render_images(self._pool, table, images, [condition])
                working.append(condition)
            except psycopg.Error as error:
                reason = error.diag.message_primary or str(error)
                for subscription in subscriptions:
                    if condition in subscription.binding.conditions:
                        subscription.subscriber.give_up(
                            _BAD_FILTER.format(column=condition.column, reason=reason)
                        )
        return await render_images(self._pool, table, images, working)

    async def _find_visible(
        self,
        rendered: Mapping[int, _Rendered],
        table: Table,
        subscriptions: Sequence[Subscription],
        visible: dict[Identity, set[int]],
    ) -> None:
        """Add to `visible`, per identity, the positions of the rows that it can see."""
        wanted: dict[Identity, set[int]] = {}
        for subscription in subscriptions:
            if table.key and table.may_follow(subscription.identity.role):
                suitable = {
                    position
                    for position, row in rendered.items()
                    if row.is_guarded and row.suits(subscription)
                }
                wanted.setdefault(subscription.identity, set()).update(suitable)
        asked = [(identity, sorted(rows)) for identity, rows in wanted.items() if rows]
        answers = await asyncio.gather(
            *(
                self._visible(identity, table, [rendered[i].change.new for i in positions])
                for identity, positions in asked
            )
        )
        for (identity, positions), seen in zip(asked, answers, strict=True):
            if seen is None:
                for subscription in subscriptions:
                    if subscription.identity == identity:
                        subscription.subscriber.give_up(_TOO_SLOW.format(table=table.name))
            else:
                visible.setdefault(identity, set()).update(positions[i] for i in seen)

    async def _visible(
        self, identity: Identity, table: Table, images: Sequence[Image]
    ) -> set[int] | None:
        """Return which rows `identity` can see; None if asking takes too long."""
        try:
            async with self._turn:
                return await visible_rows(self._pool, identity, table, images)
        except psycopg.errors.QueryCanceled:
            return None
        except psycopg.Error as error:
            # A policy that fails hides the rows from this subscriber only.
            _log.warning(
                "rows cannot be checked", table=table.name, role=identity.role, error=str(error)
            )
            return set()

    def _deliver(
        self,
        position: int,
        row: _Rendered,
        subscriptions: Sequence[Subscription],
        visible: Mapping[Identity, set[int]],
    ) -> None:
        def may_have(subscription: Subscription) -> bool:
            keyless = not row.table.key and row.change.action != "DELETE"
            if keyless or not row.table.may_follow(subscription.identity.role):
                # It is told just that.
                return subscription.binding.matches_event(row.change.action)
            return row.suits(subscription) and (
                not row.is_guarded or position in visible.get(subscription.identity, ())
            )

        addressed = [subscription for subscription in subscriptions if may_have(subscription)]
        if addressed:
            new = row.image.values if row.change.action != "DELETE" else {}
            send_change(
                row.change,
                row.table,
                new,
                row.old.values,
                addressed,
                record_bytes=self._record_bytes,
            )
