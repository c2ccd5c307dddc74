"""How much is made, and how unevenly it is spread."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

LARGEST_SHARE = 0.4
"""What the largest tenant has of everything."""
MOST_CAMPAIGNS = 200
EVENTS_PER_CHUNK = 100_000


@dataclass(frozen=True)
class Plan:
    """What to make; the same plan makes the same rows.

    Attributes
    ----------
    events, products, users
        How many, of all tenants together.
    tenants
        How many workspaces.
    days
        How many days the events are spread over.
    until
        The day after the last one.
    """

    events: int = 10_000_000
    products: int = 1_000_000
    users: int = 100_000
    tenants: int = 1_000
    days: int = 400
    until: date = field(default_factory=lambda: datetime.now(UTC).date())
    seed: int = 7

    @property
    def since(self) -> date:
        """The first day."""
        return self.until - timedelta(days=self.days)

    @property
    def chunks(self) -> int:
        """In how many pieces the events are written; each has some days of all tenants."""
        return max(1, min(self.days, round(self.events / EVENTS_PER_CHUNK)))

    @cached_property
    def shares(self) -> NDArray[np.float64]:
        """Each tenant's share of everything: one has 40 %, the others follow Zipf (1935)."""
        rest = 1 / np.arange(1, self.tenants)
        return np.concatenate(([LARGEST_SHARE], (1 - LARGEST_SHARE) * rest / rest.sum()))

    @cached_property
    def product_counts(self) -> NDArray[np.int64]:
        """How many products each tenant has; at least one."""
        return self._spread(self.products)

    @cached_property
    def member_counts(self) -> NDArray[np.int64]:
        """How many people each tenant has; at least one, its owner."""
        return self._spread(self.users)

    @cached_property
    def campaign_counts(self) -> NDArray[np.int64]:
        """How many campaigns each tenant has: 200 the largest of many products, others less."""
        most = min(MOST_CAMPAIGNS, self.products // 10)
        scaled = np.sqrt(self.shares / LARGEST_SHARE) * most
        return np.maximum(1, scaled.round().astype(np.int64))

    @cached_property
    def visitor_counts(self) -> NDArray[np.int64]:
        """How many browsers come back to each tenant's site."""
        return np.maximum(5, self.shares * self.events * 0.09).astype(np.int64)

    def events_in(self, chunk: int) -> int:
        """Return how many events a chunk has."""
        return self.events * (chunk + 1) // self.chunks - self.events * chunk // self.chunks

    def days_in(self, chunk: int) -> range:
        """Return which days a chunk has, from 0."""
        return range(self.days * chunk // self.chunks, self.days * (chunk + 1) // self.chunks)

    def _spread(self, count: int) -> NDArray[np.int64]:
        counts: NDArray[np.int64] = np.maximum(1, np.floor(self.shares * count).astype(np.int64))
        counts[0] = max(1, counts[0] + count - counts.sum())
        return counts


def offsets(counts: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return where each tenant's rows begin, if they lie one after the other."""
    return np.concatenate(([0], np.cumsum(counts)[:-1]))
