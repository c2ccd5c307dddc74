"""Whatever products a shop has: a run accounts for all, replays, and can be taken back."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from flywheel.pricing.replay import Outcome, replay
from tests.workers.databases import copies_of_one
from tests.workers.pricing.shop import Shop, product, sales

PRICES = st.decimals("0", "9999", places=2)
COSTS = st.one_of(st.none(), PRICES)


@st.composite
def offers(draw: st.DrawFn) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    """A product, sensible or not, and what it sold."""
    price = draw(st.one_of(st.decimals("5", "80", places=2), PRICES))
    cost = draw(st.one_of(st.just(price / 2), COSTS))
    one = product(
        "Something",
        current_price=str(price),
        base_cost=None if cost is None else str(round(cost, 2)),
        category=draw(st.sampled_from(["tea", "cups", None])),
        inventory_count=draw(st.integers(-3, 300)),
        tracks_stock=draw(st.sampled_from([True, False, None])),
    )
    days = draw(st.integers(0, 20))
    currency = draw(st.sampled_from(["USD", "USD", "USD", "SAR"]))
    return one, sales(one, units=draw(st.integers(0, 9)), days=days, currency=currency)


@pytest.fixture(scope="module")
def dsn() -> Iterator[str]:
    with copies_of_one("pricing_properties") as make:
        yield make()


@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    offered=st.lists(offers(), min_size=1, max_size=12),
    mode=st.sampled_from(["automatic", "automatic", "approve", "suggest"]),
    rounding=st.sampled_from(["none", "ends_99", "whole", "tens"]),
    holdout_share=st.sampled_from([0, 0.3]),
    chunk=st.integers(1, 6),
)
def test_every_product_is_accounted_for_every_price_replayed_and_every_change_taken_back(
    dsn: str,
    offered: list[tuple[dict[str, Any], list[dict[str, Any]]]],
    mode: str,
    rounding: str,
    holdout_share: float,
    chunk: int,
) -> None:
    shop = Shop(dsn, mode=mode, rounding=rounding, holdout_share=holdout_share)
    try:
        shop.add([one for one, _ in offered], [sale for _, some in offered for sale in some])
        before = shop.prices()
        run_id = asyncio.run(shop.reprice(chunk=chunk))
        run = shop.run(run_id)
        rows = shop.execute("recommendations")
        held = {str(row["product_id"]) for row in shop.execute("holds")}
        recommended = {str(row["product_id"]) for row in rows}

        assert run["status"] == "finished"
        assert run["products"] == len(offered) == sum(run["codes"].values())
        assert len(held) == run["held"] + run["skipped"]
        assert len(recommended) == len(rows) == run["changed"]
        assert not held & recommended
        assert len(held | recommended) == len(offered) - run["kept"]

        assert {one.outcome for one in replay(rows)} <= {Outcome.same}

        after = shop.prices()
        applied = {
            str(row["product_id"]): row["recommended_price"]
            for row in rows
            if row["status"] == "applied"
        }
        assert len(applied) == run["applied"]
        assert after == {**before, **applied}
        if mode != "automatic":
            assert not applied
        assert not {str(row["product_id"]) for row in rows if row["is_holdout"]} & applied.keys()
        assert all(Decimal(price) > 0 for price in applied.values())

        done = shop.execute("roll_back", run=run_id)[0]["done"]
        assert (done["rolled_back"], done["refused"]) == (len(applied), 0)
        assert shop.prices() == before
    finally:
        shop.close()
