"""Intervals are widened where they have failed, and only there."""

from __future__ import annotations

import numpy as np
import pytest

from flywheel.insights.intervals import LONGEST_STRETCH, scores, stretch, stretched
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


def test_what_was_realised_counts_too() -> None:
    held = np.full(100, 0.5)
    assert stretch(held, realised=0.95) == 1
    # A normal error that is within 1.28 deviations in 80 % is within 1.96 in 95 %.
    assert stretch(held, realised=0.8) == pytest.approx(1.96 / 1.2816, abs=0.01)
    failed = np.concatenate([np.full(50, 0.5), np.full(50, 1.5)])
    assert stretch(failed, realised=0.8) == pytest.approx(1.5 * 1.96 / 1.2816, abs=0.01)


def test_no_interval_becomes_endless() -> None:
    assert stretch(np.full(50, np.inf)) == LONGEST_STRETCH
