"""Holidays, weekends and promotions move a forecast; outliers and gaps do not."""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np
import pytest

from flywheel.insights.calendar import DayAdjustment, Event, calendar_of, country_of, estimate
from flywheel.insights.forecasting import OutlierAdjustment, forecast_values
from flywheel.insights.models import Forecast
from flywheel.insights.series import Key, Series, after_gap, outliers, read_series
from tests.workers.insights.shops import TODAY, sales


def test_a_currency_knows_its_country_and_that_its_weekend() -> None:
    assert country_of("SAR") == "SA"
    days = calendar_of("SA", date(2026, 1, 1), date(2026, 12, 31))
    assert days.weekend == {4, 5}
    assert calendar_of("US", date(2026, 1, 1), date(2026, 12, 31)).weekend == {5, 6}
    assert days.holidays[date(2026, 9, 23)] == "National Day"
    # Days that were added to a holiday are days of it.
    assert days.holidays[date(2026, 3, 20)] == days.holidays[date(2026, 3, 23)] == "Eid al-Fitr"
    assert calendar_of("XX", date(2026, 1, 1), date(2026, 12, 31)).holidays == {}
    assert calendar_of(country_of("EUR"), TODAY, date(2026, 12, 31)).holidays


def test_a_holiday_that_sold_more_before_is_expected_to_again() -> None:
    start = date(2024, 12, 1)
    until = date(2026, 9, 20)
    values = sales((until - start).days)
    values = np.full(len(values), 100.0) * np.random.default_rng(2).lognormal(0, 0.05, len(values))
    values[(date(2025, 9, 23) - start).days] *= 4
    days = DayAdjustment(start, calendar_of("SA", start, date(2026, 12, 31)))
    plain = days.prepare(values, len(values))
    assert plain.max() < 200  # the models do not see it
    flat = Forecast(*(np.full(7, 100.0) for _ in range(3)))
    found = days.restore(flat, len(values))
    # National Day, the fourth day: four times as much, mixed with two ordinary days.
    assert found.mean[3] == pytest.approx(200, rel=0.05)
    assert found.mean[[0, 1, 2, 4, 5, 6]].tolist() == [100] * 6
    assert found.high[3] == found.mean[3]
    assert days.notes(len(values), 7) == [
        f"holiday National Day: {found.mean[3] / 100 - 1:.0%} more"
    ]


def test_a_promotion_in_the_past_moves_one_to_come() -> None:
    values = sales(60)
    start = TODAY - timedelta(days=60)
    sale = [Event("promotion", start + timedelta(days=30), start + timedelta(days=36))]
    to_come = Event("promotion", TODAY + timedelta(days=2), TODAY + timedelta(days=3))
    values[30:37] *= 3
    calendar = calendar_of(None, start, TODAY + timedelta(days=30))
    days = DayAdjustment(start, calendar, [*sale, to_come])
    (found,) = forecast_values(values, 7, [7], adjustment=days)
    (without,) = forecast_values(values, 7, [7], adjustment=DayAdjustment(start, calendar, sale))
    ratio = found.forecast.mean / without.forecast.mean
    assert (ratio[2:4] > 2).all()
    assert np.allclose(ratio[[0, 1, 4, 5, 6]], 1)


def test_chance_is_no_effect() -> None:
    values = sales(150)
    kinds = ["holiday A" if day in (50, 90) else None for day in range(150)]
    assert estimate(values, kinds, np.zeros(150, bool), season=7).factors == {}


def test_a_weekend_on_friday_and_saturday_moves_even_rare_sales() -> None:
    random = np.random.default_rng(6)
    start = TODAY - timedelta(days=280)
    weekdays = (start.weekday() + np.arange(280)) % 7
    chance = np.where(np.isin(weekdays, (4, 5)), 0.6, 0.15)
    values = np.where(random.random(280) < chance, 50.0, 0.0)
    found = {}
    for country in ("SA", "US"):
        days = DayAdjustment(start, calendar_of(country, start, TODAY + timedelta(days=90)))
        (one,) = forecast_values(values, 7, [7], adjustment=days)
        found[country] = one.forecast.mean
    saudi = found["SA"]
    assert saudi[[4, 5]].min() > 2 * saudi[[0, 1, 2, 3, 6]].max()
    assert found["US"][4] == found["US"][0] < saudi[4] / 2  # Friday is a weekday there


def test_an_outlier_is_named_and_moves_nothing() -> None:
    values = sales(60)
    wild = values.copy()
    wild[[20, 53]] *= 12
    start = TODAY - timedelta(days=60)
    calendar = calendar_of(None, start, TODAY)
    days = DayAdjustment(start, calendar)
    (found,) = forecast_values(wild, 7, [7], adjustment=days)
    assert days.outliers == [start + timedelta(days=20), start + timedelta(days=53)]
    (tame,) = forecast_values(values, 7, [7])
    assert np.allclose(found.forecast.mean, tame.forecast.mean, rtol=0.15)


def test_peaks_of_months_are_no_outliers() -> None:
    values = 100 + 10 * np.sin(np.arange(60))
    values[[30, 53]] *= 6
    assert OutlierAdjustment(7).prepare(values, 60).max() < 120
    assert OutlierAdjustment(12).prepare(values, 60) is values


def test_what_lasts_is_no_outlier() -> None:
    values = sales(120)
    values[60:] *= 3
    assert not outliers(values, 7)[0].any()
    assert not outliers(np.where(np.arange(90) % 3 == 0, 50.0, 0), 7)[0].any()


def test_days_without_a_row_sold_nothing_and_odd_numbers_count_as_nothing() -> None:
    rows = [["2026-11-20", 10, 1], ["2026-11-23", "NaN", 1], ["2026-11-24", 5, None]]
    found = read_series(Key("SAR"), [*rows, ["2026-11-30", 99, 1]], TODAY)
    assert found is not None
    assert found.start == date(2026, 11, 20)
    assert found.revenue.tolist() == [10, 0, 0, 0, 5, 0, 0, 0, 0, 0]
    assert found.units.tolist() == [1, 0, 0, 1, 0, 0, 0, 0, 0, 0]
    assert read_series(Key("SAR"), [], TODAY) is None


def test_a_gap_of_months_begins_a_series_anew() -> None:
    values = sales(200)
    values[60:140] = 0
    whole = Series(Key("SAR"), TODAY - timedelta(days=200), values, values)
    found, gap = after_gap(whole)
    assert (len(found.revenue), gap) == (60, 80)
    assert found.start == TODAY - timedelta(days=60)
    values[150:195] = 0  # too little behind it
    assert after_gap(whole)[0] is whole
