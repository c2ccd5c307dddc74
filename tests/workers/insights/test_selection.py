"""Which model is chosen for a series, and what it expects."""

from __future__ import annotations

from itertools import product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from flywheel.insights.backtest import (
    CLEARLY_BETTER,
    TIE,
    Choice,
    Window,
    backtest,
    choose,
    cut_offs,
)
from flywheel.insights.forecasting import OutlierAdjustment, forecast_values
from flywheel.insights.models import (
    BASELINE,
    COMBINATION,
    Forecast,
    candidates,
    is_intermittent,
    seasonal_naive,
)
from tests.workers.insights.shops import sales


def flat(value: float, steps: int = 7) -> Forecast:
    return Forecast(*(np.full(steps, value + spread) for spread in (0.0, -5.0, 5.0)))


def chosen(**errors: float) -> Choice:
    """Return what is chosen among models that are wrong by so much every day."""
    expected = {name: flat(100 + error) for name, error in errors.items()}
    return choose(list(errors), [Window(50, np.full(7, 100.0), expected, 1.0)], 7)


def test_without_a_combination_the_baseline_wins_ties() -> None:
    assert chosen(seasonal_naive=10, theta=10 * (1 - TIE) + 0.01).model == BASELINE
    assert chosen(seasonal_naive=10, theta=10 * (1 - TIE) - 0.1).model == "theta"


def test_a_single_model_must_be_clearly_better_than_the_combination() -> None:
    clear = 5 * (1 - CLEARLY_BETTER)
    assert chosen(seasonal_naive=10, theta=clear + 0.01, combination=5).model == COMBINATION
    assert chosen(seasonal_naive=10, theta=clear - 0.1, combination=5).model == "theta"
    assert chosen(seasonal_naive=clear + 0.01, theta=9, combination=5).model == COMBINATION
    assert chosen(seasonal_naive=clear - 0.1, theta=9, combination=5).model == BASELINE


@given(st.lists(st.floats(0.01, 100), min_size=2, max_size=5))
@settings(max_examples=200, deadline=None)
def test_no_choice_loses_to_the_baseline_by_more_than_its_margin(errors: list[float]) -> None:
    names = [BASELINE, "theta", "auto_ets", COMBINATION, "mstl"][: len(errors)]
    found = chosen(**dict(zip(names, errors, strict=True)))
    assert found.error is not None
    assert found.baseline_error is not None
    margin = CLEARLY_BETTER if COMBINATION in names[: len(errors)] else 0
    assert found.error * (1 - margin) <= found.baseline_error * (1 + 1e-9)


def test_without_a_window_it_is_the_baseline() -> None:
    assert choose([BASELINE, "theta"], [], 7).model == BASELINE


def test_a_model_that_failed_at_a_cut_off_is_out() -> None:
    whole = {BASELINE: flat(110), "theta": flat(100)}
    windows = [
        Window(50, np.full(7, 100.0), whole, 1.0),
        Window(43, np.full(7, 100.0), {BASELINE: flat(110)}, 1.0),
    ]
    assert choose(list(whole), windows, 7).model == BASELINE


@pytest.mark.parametrize(("length", "horizons"), list(product((60, 200, 730), ((7,), (7, 30, 90)))))
def test_cut_offs_leave_each_horizon_its_days(length: int, horizons: tuple[int, ...]) -> None:
    cuts = cut_offs(length, horizons, 14)
    assert cuts == sorted(cuts, reverse=True)
    assert all(14 <= cut <= length - horizons[0] for cut in cuts)


def test_a_seasonal_series_gets_a_model_that_knows_the_season() -> None:
    (found,) = forecast_values(sales(100), 7, [28])
    assert found.choice.model not in ("historic_average", "croston_sba", "tsb", "adida")
    week = found.forecast.mean.reshape(4, 7)
    # 2026-11-30 is a Monday: Friday and Saturday are days 4 and 5.
    assert (week[:, 4:6].mean(axis=1) > 1.7 * week[:, :4].mean(axis=1)).all()
    assert found.choice.error is not None
    assert found.choice.baseline_error is not None
    assert found.choice.error < found.choice.baseline_error


def test_the_future_is_not_seen() -> None:
    known = sales(46)
    other = known.copy()
    other[32:] *= 1000
    found = [backtest(values, 7, [7], OutlierAdjustment(7)) for values in (known, other)]
    (names, windows), (same_names, same_windows) = found
    assert names == same_names
    before = [pair for pair in zip(windows, same_windows, strict=True) if pair[0].cut <= 32]
    assert len(before) >= 3
    for one, same in before:
        assert set(one.forecasts) == set(names)
        for name in names:
            assert np.array_equal(one.forecasts[name].mean, same.forecasts[name].mean)
            assert np.array_equal(one.forecasts[name].high, same.forecasts[name].high)


def test_rare_sales_get_models_of_intermittent_demand() -> None:
    random = np.random.default_rng(3)
    values = np.where(random.random(200) < 0.15, random.gamma(2, 20, 200), 0)
    assert is_intermittent(values)
    assert {"croston_sba", "tsb", "adida", "imapa"} <= set(candidates(values, 7))
    assert "auto_ets" not in candidates(values, 7)
    (found,) = forecast_values(values, 7, [30])
    assert found.choice.model != BASELINE  # a forecast of nothing would have the least MASE
    assert found.forecast.mean.sum() == pytest.approx(30 * values.mean(), rel=0.6)
    assert found.forecast.low.min() == 0


def test_short_series_get_fewer_candidates() -> None:
    sizes = [len(candidates(sales(days), 7)) for days in (3, 12, 16, 40)]
    assert sizes == sorted(sizes)
    assert candidates(sales(3), 7) == (BASELINE, "historic_average")


def test_a_short_cut_off_takes_no_model_from_the_longer_ones() -> None:
    names, windows = backtest(sales(32), 4, [8], OutlierAdjustment(4))
    assert {"auto_arima", COMBINATION} <= set(names)
    assert windows[-1].cut < 16 <= windows[0].cut
    assert all(COMBINATION in each.forecasts for each in windows)
    assert "auto_arima" in windows[0].forecasts
    assert "auto_arima" not in windows[-1].forecasts


def test_seasonal_naive_repeats_the_last_season_and_widens_with_each() -> None:
    found = seasonal_naive(np.array([1.0, 2, 3, 4, 5, 9]), 3, 6)
    assert found.mean.tolist() == [4, 5, 9, 4, 5, 9]
    half = found.high - found.mean
    assert half[0] == pytest.approx(1.959964 * np.sqrt((9 + 9 + 36) / 3))
    assert half[3] / half[0] == pytest.approx(np.sqrt(2))


@given(st.lists(st.floats(0, 1e9), min_size=1, max_size=24))
@settings(max_examples=25, deadline=None)
def test_nothing_is_negative_and_every_point_is_within_its_interval(values: list[float]) -> None:
    for found in forecast_values(np.array(values), 7, [7, 30]):
        assert np.isfinite(found.forecast.high).all()
        assert (found.forecast.low >= 0).all()
        assert (found.forecast.low <= found.forecast.mean).all()
        assert (found.forecast.mean <= found.forecast.high).all()
