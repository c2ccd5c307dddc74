"""Intervals are widened where they have failed, and only there."""

from __future__ import annotations

import numpy as np
import pytest

from flywheel.insights.intervals import LONGEST_STRETCH, of_short, scores, stretch, stretched
from flywheel.insights.models import Forecast

FORECAST = Forecast(np.full(4, 100.0), np.full(4, 90.0), np.full(4, 120.0))


def test_a_score_is_an_error_in_halves_of_its_side() -> None:
    actual = np.array([100.0, 80.0, 130.0, 110.0])
    assert scores(actual, FORECAST).tolist() == [0, 2, 1.5, 0.5]


def test_intervals_that_held_are_left_alone() -> None:
    held = np.concatenate([np.full(96, 0.5), np.full(4, 2.0)])
    assert stretch(held) == 1
    assert stretch(np.empty(0)) == 1
    assert stretched(FORECAST, 1) is FORECAST


def test_intervals_that_failed_are_stretched_until_they_would_have_held() -> None:
    random = np.random.default_rng(5)
    found = np.abs(random.normal(size=1000)) / 1.0  # of 68 %, where 95 % are promised
    factor = stretch(found)
    assert factor == pytest.approx(1.96, abs=0.15)
    assert np.mean(found <= factor) >= 0.95
    assert stretched(FORECAST, 2).low[0] == 80
    assert stretched(FORECAST, 2).high[0] == 140


def test_an_interval_estimated_from_few_values_holds_as_often_as_it_says() -> None:
    values = np.random.default_rng(7).normal(size=(20_000, 5))
    known, after = values[:, :4], values[:, 4]
    half = 1.96 * known.std(axis=1, ddof=1) * np.sqrt(1 + 1 / 4)
    error = np.abs(after - known.mean(axis=1))
    assert np.mean(error <= half) < 0.87
    assert np.mean(error <= of_short(4, 1) * half) == pytest.approx(0.95, abs=0.005)


def test_a_history_is_long_or_short_by_how_often_it_holds_the_horizon() -> None:
    assert of_short(40, 8) == of_short(400, 80) > of_short(80, 8) > 1
    assert of_short(10_000, 7) == pytest.approx(1, abs=0.01)
    assert of_short(1, 90) == of_short(270, 90)  # never without end


def test_what_was_realised_counts_too() -> None:
    held = np.full(100, 0.5)
    assert stretch(held, realised=0.95) == 1
    # A normal error that is within 1.28 deviations in 80 % is within 1.96 in 95 %.
    assert stretch(held, realised=0.8) == pytest.approx(1.96 / 1.2816, abs=0.01)
    failed = np.concatenate([np.full(50, 0.5), np.full(50, 1.5)])
    assert stretch(failed, realised=0.8) == pytest.approx(1.5 * 1.96 / 1.2816, abs=0.01)


def test_no_interval_becomes_endless() -> None:
    assert stretch(np.full(50, np.inf)) == LONGEST_STRETCH
