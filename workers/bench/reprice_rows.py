"""Products for `flywheel bench reprice`: rows for COPY, always the same."""

from __future__ import annotations

import datetime as dt
import random
import uuid
from collections.abc import Iterator, Sequence
from typing import Any

_SALES = 3
"""Days with sales a product has, of the last four weeks."""


def ids(count: int) -> list[str]:
    """Return ids of so many products, always the same."""
    chance = _chance(4)
    return [str(uuid.UUID(int=chance.getrandbits(128), version=4)) for _ in range(count)]


def products(workspace: str, ids: Sequence[str]) -> Iterator[tuple[Any, ...]]:
    """Yield products with prices, costs and, every other one, stock."""
    chance = _chance(1)
    for number, product in enumerate(ids):
        price = round(chance.lognormvariate(3.5, 0.8)) + 0.99
        cost = None if number % 500 == 0 else round(price * chance.uniform(0.3, 0.8), 2)
        is_tracked = number % 2 == 0
        stock = chance.randrange(400) if is_tracked else 0
        yield (
            *(product, workspace, f"Product {number}", f"category {number % 50}"),
            *(price, cost, price, "SAR", stock, 50, is_tracked),
        )


def sales(workspace: str, ids: Sequence[str]) -> Iterator[tuple[Any, ...]]:
    """Yield what each product sold on some of the last days."""
    chance = _chance(2)
    today = dt.datetime.now(dt.UTC).date()
    for number, product in enumerate(ids):
        for ago in chance.sample(range(1, 29), _SALES):
            units = chance.randrange(1, 6)
            yield (
                *(workspace, product, f"category {number % 50}", today - dt.timedelta(days=ago)),
                *("SAR", units, units * 30),
            )


def competitors(workspace: str, ids: Sequence[str]) -> Iterator[tuple[Any, ...]]:
    """Yield a competitor's price for every fifth product."""
    chance = _chance(3)
    seen = dt.datetime.now(dt.UTC) - dt.timedelta(days=1)
    for product in ids[::5]:
        price = round(chance.lognormvariate(3.5, 0.8), 2) + 1
        yield workspace, product, "Competitor", price, "SAR", True, seen


def _chance(seed: int) -> random.Random:
    return random.Random(seed)  # noqa: S311 - products of a benchmark are no secret
