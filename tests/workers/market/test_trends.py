"""Trends are found where there are any, are as steep as they are, and noise has none."""

from __future__ import annotations

from itertools import combinations
from statistics import median
from typing import Any

import numpy as np
import pytest
from scipy import stats
from statsmodels.datasets import nile

from flywheel.insights.trends import adjusted, find_trends, mann_kendall, without_weekdays

NILE = nile.load_pandas().data["volume"].to_numpy()


def recounted(values: Any) -> tuple[int, float, float]:
    """Return score, plain variance and slope, by their definitions and pair by pair."""
    n = len(values)
    pairs = list(combinations(range(n), 2))
    score = sum(int(values[j] > values[i]) - int(values[j] < values[i]) for i, j in pairs)
    ties = [list(values).count(value) for value in set(values)]
    variance = n * (n - 1) * (2 * n + 5) - sum(t * (t - 1) * (2 * t + 5) for t in ties)
    return score, variance / 18, median((values[j] - values[i]) / (j - i) for i, j in pairs)


def test_the_nile_falls_as_scipy_and_the_definitions_say() -> None:
    trend = mann_kendall(NILE)
    score, variance, slope = recounted(NILE)
    assert trend.score == score
    assert trend.variance == pytest.approx(variance * trend.inflation)
    assert trend.tau == pytest.approx(stats.kendalltau(np.arange(len(NILE)), NILE).statistic)
    assert trend.slope == stats.theilslopes(NILE).slope == slope == -2.6
    assert trend.z == pytest.approx((score + 1) / trend.variance**0.5)
    freedom = len(NILE) / trend.inflation - 2
    assert trend.p_value == pytest.approx(2 * stats.t.cdf(trend.z, freedom))


def test_without_autocorrelation_the_interval_is_that_of_sen() -> None:
    # Of scipy: the same limits, but for what its ranks round.
    values = np.random.default_rng(3).normal(size=60) + 0.05 * np.arange(60)
    trend = mann_kendall(values)
    theirs = stats.theilslopes(values, alpha=0.95)
    assert trend.inflation == 1
    assert (trend.slope_low, trend.slope_high) == pytest.approx(
        (theirs.low_slope, theirs.high_slope), rel=0.02
    )


def test_intervals_of_slopes_cover_the_true_one() -> None:
    rng = np.random.default_rng(11)
    covered = [
        trend.slope_low <= 0.03 <= trend.slope_high
        for trend in (
            mann_kendall(series + 0.03 * np.arange(84)) for series in noise(rng, 300, 84, 0.3)
        )
    ]
    assert 0.91 <= np.mean(covered) <= 0.99


@pytest.mark.parametrize(
    ("values", "score"), [([1, 2, 3, 4, 5], 10), ([5, 4, 3, 2, 1], -10), ([2, 2, 2, 2, 2], 0)]
)
def test_the_plainest_series_have_the_plainest_trends(values: list[int], score: int) -> None:
    trend = mann_kendall(values)
    assert (trend.score, np.sign(trend.slope)) == (score, np.sign(score))
    assert trend.p_value == (1 if score == 0 else pytest.approx(trend.p_value))
    assert abs(trend.tau) == (0 if score == 0 else 1)


@pytest.mark.parametrize("values", [[1, 2, 3], [1, 2, float("nan"), 4], [1, 2, float("inf"), 4]])
def test_what_is_no_series_is_refused(values: list[float]) -> None:
    with pytest.raises(ValueError, match="finite"):
        mann_kendall(values)


def noise(rng: np.random.Generator, series: int, days: int, phi: float) -> np.ndarray:
    """Return series of a first-order process without any trend, shape (series, days)."""
    shocks = rng.normal(size=(series, days + 50))
    values = np.zeros_like(shocks)
    for day in range(1, days + 50):
        values[:, day] = phi * values[:, day - 1] + shocks[:, day]
    return values[:, 50:]


@pytest.mark.parametrize("phi", [0.0, 0.3, 0.6])
def test_a_test_of_noise_errs_about_as_often_as_it_says(phi: float) -> None:
    rng = np.random.default_rng(5)
    p_values = [mann_kendall(each).p_value for each in noise(rng, 400, 84, phi)]
    # A standard error is 0.011; uncorrected it is 0.3 at an autocorrelation of 0.6.
    assert 0.02 < np.mean(np.less(p_values, 0.05)) < 0.10


def test_of_noise_alone_hardly_anything_is_found() -> None:
    rng = np.random.default_rng(8)
    markets = [
        adjusted([mann_kendall(each).p_value for each in noise(rng, 60, 84, 0.3)])
        for _ in range(20)
    ]
    assert sum(min(q_values) <= 0.05 for q_values in markets) <= 3


def test_weekdays_are_taken_out_and_trends_stay() -> None:
    days = np.arange(84)
    weekdays = np.array([5, 0, 0, 0, 0, 2, 9])
    plain = without_weekdays(0.25 * days + weekdays[days % 7])
    assert np.allclose(np.diff(plain), 0.25)
    assert plain.mean() == pytest.approx((0.25 * days + weekdays[days % 7]).mean())


def market(**series: list[Any]) -> dict[str, Any]:
    return {
        "since": "2026-01-05",
        "until": "2026-03-29",
        "false_discovery_rate": 0.05,
        "products": [],
        "terms": [],
        "prices": [],
        **series,
    }


def product(name: str, units: Any, since: str = "2025-01-01") -> dict[str, Any]:
    return {
        "product_id": name,
        "name": name.title(),
        "category": "all",
        "since": since,
        "units": [int(each) for each in units],
        "views": [0] * 84,
    }


def test_among_noise_the_trends_are_found_and_few_others() -> None:
    rng = np.random.default_rng(21)
    week = 1 + 0.4 * np.sin(2 * np.pi * np.arange(84) / 7)
    steady = [product(f"steady{n}", rng.poisson(5 * week)) for n in range(180)]
    rising = [product(f"rising{n}", rng.poisson(week * np.linspace(3, 9, 84))) for n in range(10)]
    falling = [product(f"falling{n}", rng.poisson(week * np.linspace(9, 3, 84))) for n in range(10)]
    found = find_trends(market(products=[*steady, *rising, *falling]))
    assert found["tested"] == 200
    assert found["untested"] == 200  # nobody has seen any of them
    said = {(each["key"].rstrip("0123456789"), each["direction"]) for each in found["found"]}
    assert {("rising", "rising"), ("falling", "falling")} <= said
    true = [each for each in found["found"] if each["key"].startswith(each["direction"])]
    assert len(true) == 20
    assert len(found["found"]) - len(true) <= 2
    q_values = [each["q_value"] for each in found["found"]]
    assert q_values == sorted(q_values)
    assert all(each["slope_low"] <= each["slope"] <= each["slope_high"] for each in true)


def test_too_little_too_young_and_constant_series_are_counted_and_not_tested() -> None:
    rising = np.arange(84)
    found = find_trends(
        market(
            products=[
                product("rare", [0] * 65 + [1] * 19),
                product("once", [0] * 83 + [500]),
                product("young", rising, since="2026-03-01"),
                product("flat", [3] * 84),
            ],
            prices=[{"category": None, "currency": "SAR", "index": [100.0] * 84}],
        )
    )
    assert (found["tested"], found["untested"], found["found"]) == (0, 9, [])


def test_a_product_is_looked_at_from_its_first_whole_day() -> None:
    # Nothing before it was there is no trend.
    values = [0] * 30 + [4, 6, 5] * 18
    found = find_trends(market(products=[product("new", values, since="2026-02-03")]))
    assert (found["tested"], found["found"]) == (1, [])


def test_terms_and_prices_are_tested_beside_products_all_for_all() -> None:
    found = find_trends(
        market(
            terms=[{"term": "ajwa", "searches": list(range(84))}],
            prices=[{"category": "dates", "currency": "SAR", "index": list(range(184, 100, -1))}],
        )
    )
    assert [(each["kind"], each["key"], each["direction"]) for each in found["found"]] == [
        ("market_prices", "dates SAR", "falling"),
        ("search_term", "ajwa", "rising"),
    ]


def test_nothing_to_test_is_nothing_found() -> None:
    assert find_trends(market())["found"] == []
