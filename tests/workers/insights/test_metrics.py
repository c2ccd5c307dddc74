"""Metrics are those of the M4 paper."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from utilsforecast import losses

from flywheel.insights.metrics import coverage, mase, msis, scale_of, smape

HISTORY = [10.0, 20.0, 12.0, 26.0, 10.0, 22.0]
ACTUAL = [12.0, 30.0, 0.0, 40.0]
PREDICTED = [10.0, 20.0, 0.0, 50.0]
LOW = [8.0, 15.0, 0.0, 42.0]
HIGH = [14.0, 25.0, 5.0, 60.0]


def test_they_are_the_numbers_computed_by_hand() -> None:
    # |12-10|, |26-20|, |10-12|, |22-26| over 4
    assert scale_of(HISTORY, 2) == 3.5
    # 2 + 10 + 0 + 10 over 4, over 3.5
    assert mase(ACTUAL, PREDICTED, 3.5) == pytest.approx(22 / 4 / 3.5)
    # 200 / 4 times 2/22 + 10/50 + 0 + 10/90
    assert smape(ACTUAL, PREDICTED) == pytest.approx(50 * (2 / 22 + 10 / 50 + 10 / 90))
    # widths 6, 10, 5, 18; 30 is 5 above, 40 is 2 below, each times 2 / 0.05
    assert msis(ACTUAL, LOW, HIGH, 3.5) == pytest.approx((39 + 40 * 7) / 4 / 3.5)
    assert coverage(ACTUAL, LOW, HIGH) == 0.5


def test_a_history_without_change_has_no_scale() -> None:
    assert np.isnan(scale_of([5.0, 5.0, 5.0, 5.0], 2))
    assert np.isnan(scale_of([5.0], 7))


def test_they_agree_with_another_library() -> None:
    random = np.random.default_rng(4)
    history, actual = random.gamma(2, 50, 60), random.gamma(2, 50, 14)
    predicted = random.gamma(2, 50, 14)
    low, high = predicted - 40, predicted + 60
    past = pd.DataFrame({"unique_id": "a", "ds": range(60), "y": history})
    frame = pd.DataFrame(
        {
            **{"unique_id": "a", "ds": range(60, 74), "y": actual, "m": predicted},
            **{"m-lo-95": low, "m-hi-95": high},
        }
    )
    scale = scale_of(history, 7)
    theirs = losses.mase(frame, ["m"], seasonality=7, train_df=past)["m"][0]
    assert mase(actual, predicted, scale) == pytest.approx(theirs)
    # Theirs is a share of |y| + |f|, ours a percentage of its half.
    assert smape(actual, predicted) == pytest.approx(200 * losses.smape(frame, ["m"])["m"][0])
    score = losses.winkler_score(frame, ["m"], level=95)["m"][0]
    assert msis(actual, low, high, scale) == pytest.approx(score / scale)
    assert coverage(actual, low, high) == losses.coverage(frame, ["m"], level=95)["m"][0]
