"""What the engine promises of every decision."""

from __future__ import annotations

import json
import math
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from flywheel.pricing.decision import Code, Decision, Kind
from flywheel.pricing.engine import WIDEST_MOVE, decide
from flywheel.pricing.forms import form_of
from tests.workers.pricing.products import GOOD, products, spoilt


def decided(**changed: Any) -> Decision:
    return decide([GOOD | changed])[0]


@settings(max_examples=60, deadline=None)
@given(st.lists(products(), min_size=1, max_size=12), st.randoms())
def test_a_product_gets_the_same_decision_in_every_batch_and_order(
    batch: list[dict[str, Any]], random: Any
) -> None:
    alone = [decide([product])[0] for product in batch]
    assert decide(batch) == alone
    order = list(range(len(batch)))
    random.shuffle(order)
    assert decide([batch[place] for place in order]) == [alone[place] for place in order]


@settings(max_examples=150, deadline=None)
@given(products())
def test_a_new_price_is_within_its_bounds_and_of_its_form(product: dict[str, Any]) -> None:
    decision = decide([product])[0]
    if decision.kind is not Kind.change:
        assert decision.price is None
        return
    price = decision.price
    assert price is not None
    assert price > 0
    assert product["low"] is None or price >= Decimal(str(product["low"]))
    assert product["high"] is None or price <= Decimal(str(product["high"]))
    form = form_of(product["rounding"], product["decimals"])
    assert form is not None
    assert (price * 100 - form.offset) % form.period == 0


@settings(max_examples=200, deadline=None)
@given(st.lists(st.one_of(spoilt(), st.none(), st.just({})), min_size=1, max_size=4))
def test_no_input_raises_or_brings_a_nan_out_and_every_product_is_answered(
    batch: list[Any],
) -> None:
    decisions = decide(batch)
    assert len(decisions) == len(batch)
    for decision in decisions:
        json.dumps(decision.as_json(), allow_nan=False)
        assert decision.reasons
        assert not any("nan" in reason.lower().split() for reason in decision.reasons)


@settings(max_examples=150, deadline=None)
@given(products())
def test_the_interval_of_profit_holds_the_point(product: dict[str, Any]) -> None:
    decision = decide([product])[0]
    if decision.kind is Kind.change:
        low, point, high = (
            decision.expected_profit_low,
            decision.expected_profit_change,
            decision.expected_profit_high,
        )
        assert low is not None
        assert point is not None
        assert high is not None
        assert low <= point <= high
        assert decision.confidence is not None
        assert 0 <= decision.confidence <= 1


@pytest.mark.parametrize(
    ("changed", "kind", "code"),
    [
        ({"base_cost": None}, Kind.skip, Code.missing_cost),
        ({"base_cost": -1}, Kind.skip, Code.bad_number),
        ({"base_cost": math.nan}, Kind.skip, Code.bad_number),
        ({"base_cost": 50}, Kind.hold, Code.negative_margin),
        ({"current_price": 0}, Kind.skip, Code.no_price),
        ({"current_price": math.inf}, Kind.skip, Code.bad_number),
        ({"low": 50, "high": 40}, Kind.hold, Code.no_room),
        ({"low": 44, "high": 46, "rounding": "tens"}, Kind.hold, Code.no_room),
        ({"blocked": "quiet_hours"}, Kind.hold, "quiet_hours"),
        ({"units": {"recent": 0, "total": 0, "total_days": 365}}, Kind.hold, Code.no_sales),
        ({"units": {"total": 0, "other_currency": 9}}, Kind.hold, Code.currency_mismatch),
        ({"stock": {"count": 0}}, Kind.hold, Code.out_of_stock),
        ({"stock": {"count": math.nan}}, Kind.skip, Code.bad_number),
        (
            {"elasticity": {"mean": -2.6, "sd": 1.65}, "explores": False},
            Kind.hold,
            Code.interval_too_wide,
        ),
    ],
)
def test_what_cannot_be_priced_is_named(changed: dict[str, Any], kind: Kind, code: str) -> None:
    decision = decided(**changed)
    assert (decision.kind, decision.code) == (kind, code)


def test_a_sure_elasticity_leads_to_the_price_of_the_textbook() -> None:
    # e / (1 + e) * cost: 18 * 2.5 / 1.5 = 30, the list price says nothing against it.
    sure = {"mean": -2.5, "sd": 0.01, "observations": 900, "source": "product"}
    decision = decided(current_price=33.0, base_price=30.0, elasticity=sure)
    assert decision.kind is Kind.change
    assert float(decision.price or 0) == pytest.approx(30, rel=0.02)
    assert decided(current_price=30.0, base_price=30.0, elasticity=sure).kind is Kind.keep


def test_the_more_elastic_demand_is_the_lower_is_the_price() -> None:
    prices = [
        float(decided(elasticity={"mean": mean, "sd": 0.2}, base_price=None).price or 45)
        for mean in (-4.0, -2.0, -1.3)
    ]
    assert prices == sorted(prices)
    assert prices[0] < 45 < prices[2]


def test_an_elasticity_above_minus_one_does_not_raise_to_the_bound() -> None:
    inelastic = {"mean": -0.4, "sd": 0.1, "observations": 90, "source": "product"}
    decision = decided(elasticity=inelastic, high=90.0)
    assert 45 < float(decision.price or 0) <= 45 * 1.0513
    assert any("every raise pays" in reason for reason in decision.reasons)
    far_above_list = decided(elasticity=inelastic, current_price=70.0, high=140.0)
    assert float(far_above_list.price or 70) <= 70


def test_short_stock_is_not_sold_cheaper() -> None:
    elastic = {"mean": -4.0, "sd": 0.2, "observations": 90, "source": "product"}
    assert float(decided(elasticity=elastic).price or 45) < 45
    short = decided(
        elasticity=elastic, stock={"count": 6, "reorder_point": 10, "lead_time_days": 14}
    )
    assert float(short.price or 45) >= 45


def test_too_much_stock_lowers_the_price() -> None:
    settled = {"mean": -5 / 3, "sd": 0.01, "observations": 900, "source": "product"}
    assert decided(elasticity=settled, stock=None).kind is Kind.keep
    piled = decided(
        elasticity=settled, stock={"count": 3000, "reorder_point": 10, "lead_time_days": 14}
    )
    assert float(piled.price or 45) < 44


def test_a_tried_price_is_drawn_by_the_seed_and_costs_little() -> None:
    thin = {"mean": -2.6, "sd": 1.0, "observations": 20, "source": "category"}
    tried = [decided(elasticity=thin, seed=seed) for seed in range(40)]
    assert len({decision.price for decision in tried}) > 5
    assert tried == [decided(elasticity=thin, seed=seed) for seed in range(40)]
    for decision in tried:
        if decision.price is not None:
            assert decision.expected_profit_change is not None
            assert decision.expected_profit_change >= -0.011


def test_without_bounds_a_step_is_the_engines_own() -> None:
    sure = {"mean": -9.0, "sd": 0.1, "observations": 90, "source": "product"}
    price = float(decided(elasticity=sure).price or 0)
    assert price >= 45 * math.exp(-WIDEST_MOVE) - 0.01


def test_an_unsure_belief_leads_less_far_away_from_the_list_price_than_back_to_it() -> None:
    # Both ways the same belief says 45; 33 is the list price of the one, 60 is near its price.
    belief = {"mean": -1.67, "sd": 0.6, "observations": 60, "source": "product"}
    terms = {"elasticity": belief, "explores": False, "current_price": 38.0}
    away = decided(**terms, base_price=33.0)
    back = decided(**terms, base_price=60.0)
    assert back.price is not None
    assert back.price > Decimal(38)
    assert away.price is None or away.price < back.price


def test_the_pace_is_of_the_price_that_was_paid_lately() -> None:
    stock = {"count": 30, "reorder_point": 0, "lead_time_days": 14}
    units = {"recent": 56, "recent_days": 28, "total": 700, "total_days": 365}
    dear = decided(stock=stock, units=units | {"recent_price": 30.0})
    cheap = decided(stock=stock, units=units | {"recent_price": 60.0})
    assert dear.code != Code.short_stock
    assert cheap.code == Code.short_stock
