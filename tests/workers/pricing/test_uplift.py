"""What pricing brought is what an independent computation finds; too little data tell nothing."""

from __future__ import annotations

import random
from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest
from scipy import stats

from tests.workers.databases import copies_of_one
from tests.workers.pricing.shop import Shop, product

DAYS = 20
MARGIN = 12  # 20 a unit, which costs 8


@pytest.fixture(scope="module")
def dsn() -> Iterator[str]:
    with copies_of_one("pricing_uplift") as make:
        yield make()


def sell(shop: Shop, count: int, *, more: int) -> dict[bool, list[float]]:
    """Let products sell; those that are priced sell more. Return changes of profit per day."""
    chance = random.Random(count)
    products = [product(f"Tea {number}") for number in range(count)]
    shop.add(products, [])
    held_out = {
        str(row["id"]): bool(row["is_held_out"]) for row in shop.execute("held_out", share=0.4)
    }
    sold: list[dict[str, Any]] = []
    changes: dict[bool, list[float]] = {True: [], False: []}
    for one in products:
        is_out = held_out[one["id"]]
        change = 0
        for ago in range(1, 2 * DAYS + 1):
            is_after = ago <= DAYS
            units = chance.randrange(0, 9) + (more if is_after and not is_out else 0)
            units += ago == 2 * DAYS  # sold something before
            change += units if is_after else -units
            if units:
                sold.append(
                    {
                        "id": one["id"],
                        "days_ago": ago,
                        "currency": "USD",
                        "units": units,
                        "price": 20,
                    }
                )
        changes[is_out].append(change * MARGIN / DAYS)
    shop.add([], sold)
    return changes


def test_uplift_is_the_difference_in_differences_with_welchs_interval(dsn: str) -> None:
    shop = Shop(dsn, holdout_share=0.4)
    changes = sell(shop, 60, more=1)
    (row,) = shop.execute("uplift")
    welch = stats.ttest_ind(changes[False], changes[True], equal_var=False)
    interval = welch.confidence_interval(0.95)
    assert (row["treated_products"], row["holdout_products"]) == (
        len(changes[False]),
        len(changes[True]),
    )
    assert float(row["uplift"]) == pytest.approx(
        np.mean(changes[False]) - np.mean(changes[True]), abs=1e-3
    )
    assert float(row["uplift_low"]) == pytest.approx(interval.low, abs=1e-3)
    assert float(row["uplift_high"]) == pytest.approx(interval.high, abs=1e-3)
    assert row["verdict"] == "better"
    shop.close()


def test_the_verdict_is_that_of_the_interval(dsn: str) -> None:
    """Where nothing was brought, chance alone is called an effect one time in twenty."""
    for seed in (61, 62, 63):
        shop = Shop(dsn, holdout_share=0.4)
        changes = sell(shop, seed, more=0)
        (row,) = shop.execute("uplift")
        welch = stats.ttest_ind(changes[False], changes[True], equal_var=False)
        expected = (
            "no_difference" if welch.pvalue > 0.05 else "better" if welch.statistic > 0 else "worse"
        )
        assert row["verdict"] == expected
        shop.close()


def test_few_products_tell_nothing(dsn: str) -> None:
    shop = Shop(dsn, holdout_share=0.4)
    sell(shop, 12, more=3)
    (row,) = shop.execute("uplift")
    assert row["verdict"] == "too_few"
    assert row["uplift_low"] is None
    shop.close()
