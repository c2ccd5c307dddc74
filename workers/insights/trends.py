"""What rises and what falls in a market, of many daily series at once."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from flywheel.insights.mann_kendall import Trend, adjusted, mann_kendall, without_weekdays

if TYPE_CHECKING:
    from numpy.typing import NDArray

LEAST_DAYS = 42
"""Below six weeks a series is not tested: too few days to know how they hang together."""
LEAST_TOTAL = 20
"""Units, views or searches in the window, below which a series is not tested."""
LEAST_BUSY_DAYS = 8
MOST_FOUND = 200


@dataclass(frozen=True, slots=True)
class _Series:
    kind: str
    key: str
    name: str
    category: str | None
    values: NDArray[np.float64]


def find_trends(series: Mapping[str, Any]) -> dict[str, Any]:
    """Return what rises and falls, as `save_market_trends` takes it.

    Parameters
    ----------
    series
        The answer of `market_series`: `since` and `until`, `false_discovery_rate`, `products`
        with `units` and `views`, `terms` with `searches`, `prices` with `index`; each a number a
        day. A product that is younger than the window is looked at from its first whole day.

    Returns
    -------
    dict
        `found` holds at most 200 trends, by q-value: the smallest share of false ones among all
        that are as strong. `tested` and `untested` count the series; constant ones and those with
        too little in them are not tested.
    """
    tested: list[tuple[_Series, Trend]] = []
    untested = 0
    for each in _all_series(series):
        if _tells(each):
            prices = each.kind == "market_prices"
            values = each.values if prices else without_weekdays(each.values)
            tested.append((each, mann_kendall(values)))
        else:
            untested += 1
    rate = float(series["false_discovery_rate"])
    found = [
        _described(each, trend, q_value)
        for (each, trend), q_value in zip(
            tested, adjusted([trend.p_value for _, trend in tested]), strict=True
        )
        if q_value <= rate
    ]
    found.sort(key=lambda each: (each["q_value"], -abs(each["tau"]), each["kind"], each["key"]))
    return {
        "version": 1,
        "since": series["since"],
        "until": series["until"],
        "tested": len(tested),
        "untested": untested,
        "false_discovery_rate": rate,
        "found": found[:MOST_FOUND],
    }


def _all_series(series: Mapping[str, Any]) -> Iterator[_Series]:
    from datetime import date

    first = date.fromisoformat(series["since"])
    for product in series["products"]:
        # The day it was added is no whole one.
        young = max(0, (date.fromisoformat(product["since"]) - first).days + 1)
        for kind, column in (("product_units", "units"), ("product_views", "views")):
            yield _Series(
                kind,
                product["product_id"],
                product["name"],
                product["category"],
                np.asarray(product[column][young:], dtype=float),
            )
    for term in series["terms"]:
        values = np.asarray(term["searches"], dtype=float)
        yield _Series("search_term", term["term"], term["term"], None, values)
    for price in series["prices"]:
        category = price["category"]
        yield _Series(
            "market_prices",
            f"{category or ''} {price['currency']}".strip(),
            f"{category or 'all'} ({price['currency']})",
            category,
            np.asarray(price["index"], dtype=float),
        )


def _tells(each: _Series) -> bool:
    """Say whether a series has enough in it to be tested."""
    values = each.values
    if len(values) < LEAST_DAYS or np.ptp(values) == 0:
        return False
    if each.kind == "market_prices":
        return True
    return bool(values.sum() >= LEAST_TOTAL and (values > 0).sum() >= LEAST_BUSY_DAYS)


def _described(each: _Series, trend: Trend, q_value: float) -> dict[str, Any]:
    middle = len(each.values) // 2
    first, second = each.values[:middle].mean(), each.values[-middle:].mean()
    return {
        "kind": each.kind,
        "key": each.key,
        "name": each.name,
        "category": each.category,
        "direction": "rising" if trend.score > 0 else "falling",
        "days": len(each.values),
        "p_value": _short(trend.p_value),
        "q_value": _short(q_value),
        "tau": round(trend.tau, 4),
        "slope": _short(trend.slope),
        "slope_low": _short(trend.slope_low),
        "slope_high": _short(trend.slope_high),
        "first_half": round(float(first), 4),
        "second_half": round(float(second), 4),
        # Of nothing there is no percentage.
        "change_percent": round(float(second / first - 1) * 100, 1) if first > 0 else None,
    }


def _short(value: float) -> float:
    """Return `value` with six digits: more say nothing, and would differ between machines."""
    return float(f"{value:.6g}")
