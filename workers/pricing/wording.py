"""Putting what was reckoned into a decision, with its reasons in words."""

from __future__ import annotations

import math
from collections.abc import Mapping
from decimal import Decimal
from typing import Any, NamedTuple

from flywheel.pricing.decision import Code, Decision, Kind
from flywheel.pricing.demand import LEAST_ELASTIC
from flywheel.pricing.reading import Terms

MOST_CHANGE = 9_999.0
"""Of the columns for relative changes, which are numeric(9, 4)."""


class Outcome(NamedTuple):
    """What was reckoned for one product; money in hundredths, changes relative."""

    price: float
    units: float
    profit: float
    low: float
    high: float
    confidence: float
    is_trial: bool
    is_held: bool
    is_outside: bool
    is_short: bool
    has_room: bool
    cover: float
    wait: float
    saved: float


def put(inputs: Mapping[str, Any], terms: Terms, outcome: Outcome) -> Decision:
    """Return the decision, and why."""
    product_id = str(inputs.get("product_id"))
    width = 2 * 1.96 * terms.sd
    if not outcome.has_room:
        return Decision(product_id, Kind.hold, Code.no_room, reasons=[_no_room(inputs)])
    if outcome.is_held and not outcome.is_outside:
        reason = (
            f"The elasticity's 95 % interval, {_interval(terms)}, is {width:.1f} wide, more than "
            f"the {terms.widest_interval:.1f} allowed, and no prices may be tried here."
        )
        return Decision(
            product_id,
            Kind.hold,
            Code.interval_too_wide,
            reasons=[reason, _source_of(inputs, terms)],
        )
    if outcome.price == terms.price:
        reason = f"{_money(terms.price)} is the best of the allowed prices, as far as is known."
        return Decision(product_id, Kind.keep, Code.best_already, reasons=[reason])
    return Decision(
        product_id,
        Kind.change,
        _code(outcome, terms),
        price=Decimal(round(outcome.price)).scaleb(-2),
        expected_units_change=_change(outcome.units),
        expected_profit_change=_change(outcome.profit),
        expected_profit_low=_change(outcome.low),
        expected_profit_high=_change(outcome.high),
        confidence=min(max(round(outcome.confidence, 2), 0.0), 1.0),
        reasons=_reasons(inputs, terms, outcome),
    )


def _code(outcome: Outcome, terms: Terms) -> Code:
    if outcome.is_outside:
        return Code.into_bounds
    if outcome.is_short and outcome.price > terms.price:
        return Code.short_stock
    return Code.tries_price if outcome.is_trial else Code.better_price


def _reasons(inputs: Mapping[str, Any], terms: Terms, outcome: Outcome) -> list[str]:
    currency = str(inputs.get("currency") or "")
    step = outcome.price / terms.price - 1
    reasons = [
        f"{_money(outcome.price)} instead of {_money(terms.price)} {currency} ({step:+.1%}): "
        f"{outcome.units:+.1%} units and {outcome.profit:+.1%} profit expected, "
        f"{outcome.low:+.1%} to {outcome.high:+.1%} in 95 of 100 cases."
    ]
    if outcome.is_outside:
        reasons.append("The present price is outside of what the rules allow.")
    if outcome.is_trial:
        reasons.append(
            "Data are thin: this price was drawn by how likely it is the best one, among those "
            "that cost little if they are not, to learn how buyers answer."
        )
    reasons.append(_source_of(inputs, terms))
    if terms.list_price > terms.cost > 0 and 2 * 1.96 * terms.sd > 1:
        implied = -terms.list_price / (terms.list_price - terms.cost)
        reasons.append(
            f"The list price of {_money(terms.list_price)} would be the best at an elasticity of "
            f"{implied:.2f}, which counts as well: data alone leave it open."
        )
    if terms.mean > LEAST_ELASTIC:
        reasons.append(
            f"Taken at its word, an elasticity of {terms.mean:.2f} says that every raise pays. It "
            f"is believed to {LEAST_ELASTIC} only, and the price goes up in small steps."
        )
    reasons += _on_stock(terms, outcome)
    if terms.competitors:
        away = terms.price / terms.market - 1
        reasons.append(
            f"{terms.competitors:.0f} competitors ask {_money(terms.market)} in the middle; the "
            f"present price is {away:+.1%} from that, which counts a little."
        )
    if abs(terms.season - 1) >= 0.05 and math.isfinite(outcome.cover):
        reasons.append(f"The season sells {terms.season:.2f} times the usual; stock counts by it.")
    return reasons + _on_bounds(inputs, outcome)


def _on_stock(terms: Terms, outcome: Outcome) -> list[str]:
    if outcome.is_short:
        return [
            f"{terms.stock:.0f} in stock last {outcome.cover:.0f} days, and a delivery is "
            f"{outcome.wait:.0f} days away: it is not sold cheaper meanwhile."
        ]
    if outcome.saved >= 0.01:
        return [
            f"{terms.stock:.0f} in stock last {outcome.cover:.0f} days: to sell one sooner saves "
            f"{outcome.saved:.0%} of its cost in keeping it, which the profit above counts in."
        ]
    return []


def _on_bounds(inputs: Mapping[str, Any], outcome: Outcome) -> list[str]:
    """Say which rule stopped the price, where it is at a bound."""
    limits = inputs.get("limits")
    if not isinstance(limits, Mapping):
        return []
    reached = [
        str(name).replace("_", " ")
        for name, limit in limits.items()
        if isinstance(limit, (int, float)) and abs(limit * 100 - outcome.price) <= 1
    ]
    return [f"It is as far as the rules go ({', '.join(reached)})."] if reached else []


def _source_of(inputs: Mapping[str, Any], terms: Terms) -> str:
    part = inputs.get("elasticity")
    part = part if isinstance(part, Mapping) else {}
    source = part.get("source")
    days = part.get("observations")
    tail = f"elasticity {terms.mean:.2f}, 95 % interval {_interval(terms)}"
    if source == "product" and isinstance(days, int):
        return f"Its own sales of {days} days: {tail}."
    if source in ("category", "workspace"):
        return f"Too few sales or prices of its own, so as its {source} has it: {tail}."
    return f"No estimate here, so as shops have it on average: {tail}."


def _no_room(inputs: Mapping[str, Any]) -> str:
    return (
        f"No price of the form {inputs.get('rounding') or 'none'} is within what the rules allow "
        f"({inputs.get('low')} to {inputs.get('high')})."
    )


def _interval(terms: Terms) -> str:
    return f"{terms.mean - 1.96 * terms.sd:.1f} to {terms.mean + 1.96 * terms.sd:.1f}"


def _money(hundredths: float) -> str:
    return f"{hundredths / 100:,.2f}"


def _change(value: float) -> float:
    return round(min(max(value, -MOST_CHANGE), MOST_CHANGE), 4)
