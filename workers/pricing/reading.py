"""Reading what the database says of a product, and saying what is wrong with it."""

from __future__ import annotations

import math
from collections.abc import Mapping
from decimal import Decimal
from typing import Any, NamedTuple

from flywheel.pricing.decision import Code, Decision, Kind
from flywheel.pricing.demand import LEAST_ELASTIC, MOST_ELASTIC
from flywheel.pricing.forms import form_of
from flywheel.pricing.prior import LITERATURE_MEAN, LITERATURE_SD

MOST_MONEY = 1e10
"""More does not fit the columns, which are numeric(12, 2)."""

LONG_RUN_DAYS = 14
"""The pace of the long run counts like so many days of the recent one."""

_HUNDREDTH = 1e-6  # of a hundredth: what a float may be off before a price counts as another


class Terms(NamedTuple):
    """A product's numbers; money in hundredths, NaN where there is none."""

    price: float
    cost: float
    list_price: float
    low: float
    high: float
    period: float
    offset: float
    mean: float
    sd: float
    pace: float
    """Units a day: mean of the level's Gamma posterior."""
    pace_shape: float
    stock: float
    """Infinite where stock is not tracked."""
    reorder_point: float
    lead_time_days: float
    market: float
    """Median of the competitors' prices."""
    competitors: float
    season: float
    explores: float
    widest_interval: float


class UnfitError(Exception):
    """A product that is not priced now: what is decided instead."""

    def __init__(self, kind: Kind, code: str, reason: str) -> None:
        super().__init__(reason)
        self.kind = kind
        self.code = code
        self.reason = reason

    def decision(self, product_id: str) -> Decision:
        """Return it as a decision."""
        return Decision(product_id, self.kind, self.code, reasons=[self.reason])


def read(inputs: Mapping[str, Any]) -> tuple[Terms, int]:
    """Return a product's numbers and its seed.

    Raises
    ------
    UnfitError
        If it cannot, or may not, be priced now.
    """
    if not isinstance(inputs, Mapping):
        raise UnfitError(Kind.skip, Code.bad_number, "There is nothing to read of this product.")
    price, cost = _price_and_cost(inputs)
    blocked = inputs.get("blocked")
    if blocked is not None:
        code = str(blocked)
        raise UnfitError(
            Kind.hold, code, _BLOCKS.get(code, f"The price may not change now: {code}.")
        )
    form = form_of(str(inputs.get("rounding") or "none"), _whole(inputs, "decimals", 2))
    if form is None:
        raise UnfitError(
            Kind.skip, Code.bad_number, f"There is no rounding {inputs.get('rounding')!r}."
        )
    low, high = _window(inputs)
    pace, shape, stock, reorder_point, lead_time = _trade(inputs)
    mean, sd = _elasticity(_part(inputs, "elasticity"))
    market, competitors = _market(_part(inputs, "competitors"))
    season = _lenient(_part(inputs, "season").get("factor"))
    recent_price = _lenient(_part(inputs, "units").get("recent_price"))
    if recent_price and recent_price < MOST_MONEY:
        # What sold lately sold at another price; believed to twice or half, for both may be off.
        moved = (price / recent_price) ** min(max(mean, MOST_ELASTIC), LEAST_ELASTIC)
        pace *= min(max(moved, 0.5), 2.0)
    widest = _lenient(inputs.get("widest_interval"))
    list_price = _lenient(inputs.get("base_price"))
    return (
        Terms(
            price=price * 100,
            cost=cost * 100,
            list_price=(list_price or math.nan) * 100,
            low=low,
            high=high,
            period=form.period,
            offset=form.offset,
            mean=mean,
            sd=sd,
            pace=pace,
            pace_shape=shape,
            stock=stock,
            reorder_point=reorder_point,
            lead_time_days=lead_time,
            market=market * 100,
            competitors=competitors,
            season=1.0 if season is None else min(max(season, 0.1), 10.0),
            explores=1.0 if inputs.get("explores") is True else 0.0,
            widest_interval=3.0 if widest is None else widest,
        ),
        _whole(inputs, "seed", 0) & 0xFFFFFFFFFFFFFFFF,
    )


def product_of(inputs: object) -> str:
    """Return the product's id as it was given, `None` as text where there is none."""
    return str(inputs.get("product_id") if isinstance(inputs, Mapping) else None)


def _price_and_cost(inputs: Mapping[str, Any]) -> tuple[float, float]:
    price = _number(inputs, "current_price")
    if price is None or price == 0:
        raise UnfitError(Kind.skip, Code.no_price, "The product has no price to begin from.")
    cost = _number(inputs, "base_cost")
    if cost is None:
        raise UnfitError(
            Kind.skip,
            Code.missing_cost,
            "The cost of a unit is missing, so no price can be said to earn more than another.",
        )
    if cost >= price:
        raise UnfitError(
            Kind.hold,
            Code.negative_margin,
            f"A unit costs {cost:.2f} and sells at {price:.2f}: nothing is earned that could "
            "be compared. Check the cost, or set a price above it.",
        )
    return price, cost


def _window(inputs: Mapping[str, Any]) -> tuple[float, float]:
    """Return the allowed prices' bounds in whole hundredths, NaN where unbounded."""
    low, high = (_number(inputs, name) for name in ("low", "high"))
    if low is not None and high is not None and low > high:
        raise UnfitError(
            Kind.hold,
            Code.no_room,
            f"The rules leave no price: at least {low:.2f} and at most {high:.2f}.",
        )
    return (
        math.nan if low is None else math.ceil(low * 100 - _HUNDREDTH),
        math.nan if high is None else math.floor(high * 100 + _HUNDREDTH),
    )


def _trade(inputs: Mapping[str, Any]) -> tuple[float, float, float, float, float]:
    """Return pace and its shape, then stock, reorder point and lead time."""
    units = _part(inputs, "units")
    recent, total = (_number(units, name, "units.") or 0.0 for name in ("recent", "total"))
    recent_days, total_days = (
        _number(units, name, "units.") or 0.0 for name in ("recent_days", "total_days")
    )
    stock_part = inputs.get("stock")
    stock, reorder_point, lead_time = math.inf, 0.0, 0.0
    if stock_part is not None:
        part = _part(inputs, "stock")
        count = _signed(part.get("count"))
        if count is None:
            raise UnfitError(
                Kind.skip, Code.bad_number, _not_a_number("stock.count", part.get("count"))
            )
        if count <= 0:
            raise UnfitError(
                Kind.hold, Code.out_of_stock, f"Out of stock ({count:.0f}): no price sells it."
            )
        stock = count
        reorder_point = _number(part, "reorder_point", "stock.") or 0.0
        lead_time = _number(part, "lead_time_days", "stock.") or 0.0
    if total <= 0 and recent <= 0:
        if _lenient(units.get("other_currency")):
            raise UnfitError(
                Kind.hold,
                Code.currency_mismatch,
                "It sold in other currencies alone; these sales do not tell what buyers would pay "
                f"in {inputs.get('currency')}.",
            )
        raise UnfitError(
            Kind.hold, Code.no_sales, f"Not sold once in {total_days:.0f} days: nothing to go by."
        )
    long_run = max(total, recent) / max(total_days, recent_days, 1.0)
    shape = long_run * LONG_RUN_DAYS + recent
    return shape / (LONG_RUN_DAYS + recent_days), shape, stock, reorder_point, lead_time


def _elasticity(part: Mapping[str, Any]) -> tuple[float, float]:
    """Return mean and deviation of the posterior; without an estimate, the literature's."""
    mean, sd = _signed(part.get("mean")), _lenient(part.get("sd"))
    if mean is None or sd is None or abs(mean) > 100:
        return LITERATURE_MEAN, LITERATURE_SD
    return mean, min(max(sd, 0.01), 10.0)


def _market(part: Mapping[str, Any]) -> tuple[float, float]:
    """Return the competitors' median and their number; (NaN, 0) unless both are usable."""
    median, count = _lenient(part.get("median")), _lenient(part.get("count"))
    if not median or not count or median >= MOST_MONEY:
        return math.nan, 0.0
    return median, count


def _part(inputs: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    part = inputs.get(name)
    return part if isinstance(part, Mapping) else {}


def _number(inputs: Mapping[str, Any], name: str, prefix: str = "") -> float | None:
    """Return a number that must not be negative, None where there is none.

    Raises
    ------
    UnfitError
        If it is no number, not finite, negative or too large.
    """
    value = inputs.get(name)
    if value is None:
        return None
    number = _signed(value)
    if number is None or not 0 <= number < MOST_MONEY:
        raise UnfitError(Kind.skip, Code.bad_number, _not_a_number(prefix + name, value))
    return number


def _signed(value: object) -> float | None:
    """Return a finite number, None for whatever else."""
    if type(value) is float:  # most are, and this is asked 19 times a product
        return value if math.isfinite(value) else None
    if isinstance(value, bool) or not isinstance(value, (int, float, str, Decimal)):
        return None
    try:
        number = float(value)
    except (ValueError, OverflowError):
        return None
    return number if math.isfinite(number) else None


def _lenient(value: object) -> float | None:
    """Return a finite number that is not negative, None for whatever else."""
    number = _signed(value)
    return number if number is not None and number >= 0 else None


def _whole(inputs: Mapping[str, Any], name: str, otherwise: int) -> int:
    value = inputs.get(name)
    if isinstance(value, int):  # a seed has more digits than a float
        return value
    number = _signed(value)
    return otherwise if number is None else int(number)


def _not_a_number(name: str, value: object) -> str:
    return f"{name} is {str(value)[:40]!r}, which is no amount to reckon with."


_BLOCKS = {
    "quiet_hours": "A rule's quiet hours: no price changes now.",
    "changes_used_up": "It changed as often today as the rules allow.",
    "no_room": "The rules leave no price of the form they ask for.",
    "frozen": "A rule freezes the price: no changes a day.",
}
