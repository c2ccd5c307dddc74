"""The engine earns more than doing nothing, where the demand is known."""

from __future__ import annotations

from dataclasses import replace

from flywheel.bench.markets.measure import MarketsPlan, measure_pricing
from flywheel.bench.markets.sellers import EngineSeller, fixed, oracle
from flywheel.bench.markets.shops import sell
from flywheel.bench.markets.world import Kind, make_world


def test_prices_that_are_a_third_too_high_are_brought_back_half_of_what_they_lose() -> None:
    world = make_world(Kind.stationary, range(50, 58), per_shop=8, days=90)
    world = replace(world, first_price=world.reference * 1.35)
    still, best, ours = (
        float(sell(world, seller, days=90, seed=5)[45:].sum())
        for seller in (fixed, oracle, EngineSeller(world, fit_every=7))
    )
    assert (ours - still) / (best - still) > 0.5


def test_a_shop_is_the_same_whichever_others_are_simulated() -> None:
    alone = make_world(Kind.drifting, range(3, 4), per_shop=2, days=20)
    among = make_world(Kind.drifting, range(2, 5), per_shop=2, days=20)
    assert (among.elasticity[:, 2:4] == alone.elasticity).all()
    assert (among.first_price[2:4] == alone.first_price).all()


def test_the_report_has_every_market_beside_the_oracle_and_the_fixed_price() -> None:
    results = measure_pricing(
        MarketsPlan(seeds=1, per_shop=2, days=10, fit_every=5), say=lambda _: None
    )
    names = {result.name for result in results}
    for kind in (*(kind.value for kind in Kind), "all"):
        assert f"pricing.{kind}.to_day_5.mean" in names
        assert f"pricing.{kind}.beside_fixed.worst" in names
    assert all(0 < result.value < 3 for result in results)
