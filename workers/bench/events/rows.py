"""A chunk of the stream as rows of tables: events, and the orders that came of them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from flywheel.bench.events.identity import Texts, ids
from flywheel.bench.events.stream import (
    COMPONENTS_PER_CAMPAIGN,
    CONVERSION,
    HABITS,
    TYPES,
    Chunk,
)
from flywheel.bench.events.world import CURRENCY, Row, World, fixed_pages

_MOST_PER_CHUNK = 1 << 24
_REFUNDED_EVERY = 17
_NOTHING = np.array(None, dtype=object)
_DAY = 86_400_000_000


@dataclass(frozen=True)
class ChunkRows:
    """What is written for one chunk.

    Attributes
    ----------
    number
        Of the chunk: ids of different chunks differ.
    """

    world: World
    chunk: Chunk
    number: int

    def batches(self) -> tuple[list[str], list[int]]:
        """Return whose events there are, and how many of each."""
        tenants, counts = np.unique(self.chunk.tenant, return_counts=True)
        return self.world.workspaces[tenants].tolist(), counts.tolist()

    def event_rows(self, batch_of: Mapping[str, int]) -> Iterator[Row]:
        """Yield the events.

        Parameters
        ----------
        batch_of
            The batch of each workspace.
        """
        chunk, world = self.chunk, self.world
        workspace = world.workspaces[chunk.tenant]
        orders = np.full(len(chunk), None, dtype=object)
        orders[self._sold] = self._orders
        customers = np.full(len(chunk), None, dtype=object)
        customers[self._sold] = self._customers
        campaign = self._campaigns
        component = (
            world.first_campaign[chunk.tenant] + chunk.campaign
        ) * COMPONENTS_PER_CAMPAIGN + chunk.component
        page = self._pages(chunk.page)
        sources = np.array([source for source, _ in HABITS["sources"]], dtype=object)
        mediums = np.array([medium for _, medium in HABITS["sources"]], dtype=object)
        countries = np.array(HABITS["countries"], dtype=object)
        kinds = np.array(TYPES, dtype=object)
        has_money = chunk.revenue > 0
        money = np.char.mod("%.2f", chunk.revenue / 100).astype(object)
        moment = np.datetime_as_string(chunk.moment.astype("datetime64[us]"), timezone="UTC")
        return zip(
            self._ids("event", np.arange(len(chunk))).tolist(),
            workspace.tolist(),
            [batch_of[one] for one in workspace.tolist()],
            campaign.tolist(),
            _or_null(world.components, component, chunk.component >= 0).tolist(),
            _or_null(world.products, self._product, chunk.product >= 0).tolist(),
            orders.tolist(),
            customers.tolist(),
            kinds[chunk.kind].tolist(),
            np.where(chunk.kind == CONVERSION, np.array("sale", dtype=object), _NOTHING).tolist(),
            np.where(has_money, money, _NOTHING).tolist(),
            np.where(has_money, np.array(CURRENCY, dtype=object), _NOTHING).tolist(),
            self._visitors.tolist(),
            [f"s{self.number}-{one}" for one in chunk.session.tolist()],
            page.tolist(),
            sources[chunk.source].tolist(),
            mediums[chunk.source].tolist(),
            countries[chunk.country].tolist(),
            moment.tolist(),
            moment.tolist(),
            strict=True,
        )

    def customer_rows(self) -> Iterator[Row]:
        """Yield the customers of the orders: every order here is somebody's first."""
        for place, (customer, workspace, moment) in enumerate(
            zip(self._customers, self._buyers, self._sold_at, strict=True)
        ):
            yield customer, workspace, f"buyer{self.number}.{place}@bench.example", moment

    def order_rows(self) -> Iterator[Row]:
        """Yield orders that were paid; every 17th was paid back."""
        visitors = self._visitors[self._sold].tolist()
        sessions = self.chunk.session[self._sold].tolist()
        for place, order in enumerate(self._orders):
            data = f'{{"visitor_id": "{visitors[place]}", "session_id": '
            yield (
                *(order, self._buyers[place], self._customers[place], self._amounts[place]),
                *(CURRENCY, f'{data}"s{self.number}-{sessions[place]}"}}'),
                "paid" if place % _REFUNDED_EVERY else "refunded",
                *(self._sold_at[place], self._sold_at[place], self._sold_at[place]),
                None if place % _REFUNDED_EVERY else self._refunded_at[place],
            )

    def order_item_rows(self) -> Iterator[Row]:
        """Yield one item of each order."""
        items = self._ids("order_item", np.arange(len(self._orders)))
        products = self.world.products[self._product[self._sold]]
        for place, order in enumerate(self._orders):
            yield (
                *(items[place], self._buyers[place], order, products[place], "Bought"),
                *(1, self._amounts[place], CURRENCY, self._sold_at[place]),
            )

    def payment_rows(self) -> Iterator[Row]:
        """Yield the payments."""
        payments = self._ids("payment", np.arange(len(self._orders)))
        for place, order in enumerate(self._orders):
            back = not place % _REFUNDED_EVERY
            yield (
                *(payments[place], self._buyers[place], order, self._customers[place]),
                *(self._amounts[place], self._amounts[place] if back else "0", CURRENCY),
                *("refunded" if back else "paid", self._sold_at[place]),
                *(self._refunded_at[place] if back else None, self._sold_at[place]),
            )

    def refund_rows(self) -> Iterator[Row]:
        """Yield what was paid back."""
        payments = self._ids("payment", np.arange(len(self._orders)))
        refunds = self._ids("refund", np.arange(len(self._orders)))
        for place in range(0, len(self._orders), _REFUNDED_EVERY):
            yield (
                *(refunds[place], self._buyers[place], payments[place], self._orders[place]),
                *(self._amounts[place], CURRENCY, "succeeded", self._refunded_at[place]),
            )

    @cached_property
    def _sold(self) -> NDArray[np.int64]:
        return np.flatnonzero(self.chunk.kind == CONVERSION)

    @cached_property
    def _orders(self) -> list[str]:
        found: list[str] = self._ids("order", np.arange(len(self._sold))).tolist()
        return found

    @cached_property
    def _customers(self) -> list[str]:
        found: list[str] = self._ids("customer", np.arange(len(self._sold))).tolist()
        return found

    @cached_property
    def _buyers(self) -> list[str]:
        found: list[str] = self.world.workspaces[self.chunk.tenant[self._sold]].tolist()
        return found

    @cached_property
    def _amounts(self) -> list[str]:
        return [f"{cents / 100:.2f}" for cents in self.chunk.revenue[self._sold].tolist()]

    @cached_property
    def _sold_at(self) -> list[str]:
        return _moments(self.chunk.moment[self._sold])

    @cached_property
    def _refunded_at(self) -> list[str]:
        return _moments(self.chunk.moment[self._sold] + 2 * _DAY)

    @cached_property
    def _visitors(self) -> Texts:
        pairs = zip(self.chunk.tenant.tolist(), self.chunk.visitor.tolist(), strict=True)
        return np.array([f"v{tenant}-{visitor}" for tenant, visitor in pairs], dtype=object)

    @cached_property
    def _product(self) -> NDArray[np.int64]:
        return self.world.first_product[self.chunk.tenant] + self.chunk.product

    @property
    def _campaigns(self) -> Texts:
        place = self.world.first_campaign[self.chunk.tenant] + self.chunk.campaign
        return _or_null(self.world.campaigns, place, self.chunk.campaign >= 0)

    def _pages(self, numbers: NDArray[np.int64]) -> Texts:
        fixed = fixed_pages()
        found = [
            fixed[number] if number < len(fixed) else f"/p/{number - len(fixed)}"
            for number in numbers.tolist()
        ]
        return np.array(found, dtype=object)

    def _ids(self, kind: str, numbers: NDArray[np.int64]) -> Texts:
        return ids(kind, self.number * _MOST_PER_CHUNK + numbers, self.world.plan.seed)


def _or_null(names: Texts, places: NDArray[np.int64], present: NDArray[np.bool_]) -> Texts:
    found: Texts = np.where(present, names[np.where(present, places, 0)], _NOTHING)
    return found


def _moments(values: NDArray[np.int64]) -> list[str]:
    found: list[str] = np.datetime_as_string(
        values.astype("datetime64[us]"), timezone="UTC"
    ).tolist()
    return found
