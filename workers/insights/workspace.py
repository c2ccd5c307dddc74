"""All forecasts of a workspace: `forecast_series` gives what `save_forecasts` takes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

import numpy as np

from flywheel.insights.calendar import Calendar, DayAdjustment, Event, calendar_of, country_of
from flywheel.insights.forecasting import WEEK, HorizonForecast, forecast_values, is_finite
from flywheel.insights.intervals import LEAST_REALISED, not_negative, stretched
from flywheel.insights.models import Forecast
from flywheel.insights.notes import history_notes, listed, why_wider
from flywheel.insights.prior import MODEL, scaled, share_of
from flywheel.insights.series import Key, Series, after_gap, read_series

HORIZONS = (7, 30, 90)
_RECENT_DAYS = 90

Say = Callable[[float, str], None]


@dataclass(slots=True)
class Forecasts:
    """What was forecast.

    Attributes
    ----------
    predictions, backtests
        As `save_forecasts` takes them.
    counts
        Of series by what became of them: the chosen models, and reasons to forecast nothing.
    """

    predictions: list[dict[str, Any]] = field(default_factory=list)
    backtests: list[dict[str, Any]] = field(default_factory=list)
    counts: Counter[str] = field(default_factory=Counter)


def forecast_workspace(
    read: Mapping[str, Any],
    *,
    say: Say = lambda fraction, note: None,
    is_cancelled: Callable[[], bool] = lambda: False,
) -> Forecasts:
    """Return the forecasts of every series of a workspace.

    Deterministic: the same input gives the same numbers. A series that cannot be forecast is
    counted with its reason, and the others go on.

    Parameters
    ----------
    read
        What `forecast_series` of the database gave.
    say
        Told how far it is, 0 to 1, and what is next.
    is_cancelled
        Asked before each series whether to stop.
    """
    return _Workspace(read).run(say, is_cancelled)


class _Workspace:
    def __init__(self, read: Mapping[str, Any]) -> None:
        self._today = date.fromisoformat(read["today"])
        self._country: str | None = read.get("country")
        self._uses_holidays = bool(read.get("uses_holidays", True))
        self._events = [
            Event(
                str(row["name"]),
                date.fromisoformat(row["since"]),
                date.fromisoformat(row["until"]),
                row.get("product_id"),
            )
            for row in read.get("events", [])
        ]
        self._members: Mapping[str, int] = read.get("members", {})
        self._products = int(read.get("products", 1))
        self._coverage = {
            (_key(row), row["model"], row["horizon_days"]): (row["days"], row["share"])
            for row in read.get("coverage", [])
        }
        self._new = {_product(row): row for row in read.get("new_products", [])}
        self._given = read.get("series", [])
        self._calendars: dict[tuple[str | None, date], Calendar] = {}
        self._found = Forecasts()
        self._done: dict[Key, tuple[Series, dict[int, HorizonForecast]]] = {}
        self._fresh: dict[Key, Series] = {}

    def run(self, say: Say, is_cancelled: Callable[[], bool]) -> Forecasts:
        """Forecast what has a history, then what is new."""
        if not self._given:
            self._found.counts["without_sales"] += 1
        total = len(self._given) + len(self._new)
        for number, row in enumerate(self._given):
            if is_cancelled():
                return self._found
            key = _key(row)
            say(number / total, key.category or ("a product" if key.product_id else key.currency))
            series = read_series(key, row["days"], self._today)
            if series is None:
                self._found.counts["without_sales"] += 1
            elif key in self._new:
                self._fresh[key] = series
            else:
                self._forecast(series)
        for key, row in self._new.items():
            self._forecast_new(key, row.get("category"))
        return self._found

    def _forecast(self, series: Series) -> None:
        whole, gap = after_gap(series)
        notes = history_notes(series, gap)
        adjustment = DayAdjustment(whole.start, self._calendar(whole), self._events_of(series.key))
        found = forecast_values(
            whole.revenue,
            WEEK,
            HORIZONS,
            adjustment=adjustment,
            realised=lambda model, horizon: self._realised(series.key, model, horizon),
        )
        if not all(map(is_finite, found)):
            self._found.counts["not_finite"] += 1
            return
        if (outliers := adjustment.outliers) != []:
            notes.append(f"outliers left out when fitting: {listed(outliers)}")
        self._done[series.key] = whole, {each.horizon: each for each in found}
        for each in found:
            own = [*notes, *adjustment.notes(len(whole.revenue), each.horizon)]
            realised = self._realised(series.key, each.choice.model, each.horizon)
            if each.factor > 1:
                own.append(why_wider(each.factor, realised))
            self._keep(
                whole,
                each.horizon,
                each.forecast,
                model=each.choice.model,
                error=each.choice.error,
                baseline=each.choice.baseline_error,
                realised=realised,
                is_conformal=each.factor > 1,
                notes=own,
            )
            self._keep_backtest(whole, each)
        self._found.counts["series"] += 1

    def _forecast_new(self, key: Key, category: str | None) -> None:
        """Forecast a new product by its category, or by the workspace where that is not known."""
        own = self._fresh.get(key)
        named = Key(key.currency, category)
        parent_key = named if named in self._done else Key(key.currency)
        if parent_key not in self._done:
            self._found.counts["without_category_sales"] += 1
            return
        parent, forecasts = self._done[parent_key]
        of = f"the category {category}" if parent_key.category else "the whole shop"
        members = self._members.get(category or "", 1) if parent_key.category else self._products
        share = share_of(own, parent, members)
        age = len(own.revenue) if own else 0
        note = f"new product, {age} days of sales: {share:.1%} of the forecast of {of}"
        for horizon, found in forecasts.items():
            self._keep(
                own or Series(key, self._today, np.zeros(0), np.zeros(0)),
                horizon,
                scaled(found.forecast, share),
                model=MODEL,
                realised=self._realised(key, MODEL, horizon),
                notes=[note],
            )
        self._found.counts["new_products"] += 1

    def _keep(
        self,
        series: Series,
        horizon: int,
        forecast: Forecast,
        *,
        model: str,
        notes: Sequence[str],
        error: float | None = None,
        baseline: float | None = None,
        realised: float | None = None,
        is_conformal: bool = False,
    ) -> None:
        price = _price_of(series)
        self._found.predictions.append(
            {
                **_names(series.key),
                "horizon_days": horizon,
                "model": model,
                "backtest_error": _rounded(error),
                "baseline_error": _rounded(baseline),
                "realised_coverage": _rounded(realised),
                "is_conformal": is_conformal,
                "notes": list(notes),
                **_amounts(forecast),
                "units": [round(float(day) / price, 3) for day in forecast.mean] if price else None,
            }
        )
        self._found.counts[f"model {model}"] += 1

    def _keep_backtest(self, series: Series, found: HorizonForecast) -> None:
        if not found.choice.windows:
            return
        newest = found.choice.windows[0]
        expected = not_negative(stretched(newest.forecasts[found.choice.model], found.factor))
        self._found.backtests.append(
            {
                **_names(series.key),
                "horizon_days": found.horizon,
                "model": found.choice.model,
                "predicted_on": (series.start + timedelta(days=newest.cut)).isoformat(),
                "actual": [round(float(day), 2) for day in newest.actual],
                **_amounts(expected),
            }
        )

    def _realised(self, key: Key, model: str, horizon: int) -> float | None:
        days, share = self._coverage.get((key, model, horizon), (0, None))
        return float(share) if share is not None and days >= LEAST_REALISED else None

    def _calendar(self, series: Series) -> Calendar:
        country = self._country or country_of(series.key.currency)
        until = self._today + timedelta(days=HORIZONS[-1])
        known = (country, series.start)
        if known not in self._calendars:
            found = calendar_of(country, series.start, until)
            if not self._uses_holidays:
                found = Calendar(found.country, found.weekend)
            self._calendars[known] = found
        return self._calendars[known]

    def _events_of(self, key: Key) -> list[Event]:
        return [event for event in self._events if event.product_id in (None, key.product_id)]


def _key(row: Mapping[str, Any]) -> Key:
    return Key(str(row["currency"]), row.get("category"), row.get("product_id"))


def _product(row: Mapping[str, Any]) -> Key:
    """Return the key of a product's series: its category is no part of it."""
    return Key(str(row["currency"]), None, row["product_id"])


def _names(key: Key) -> dict[str, Any]:
    return {"product_id": key.product_id, "category": key.category, "currency": key.currency}


def _amounts(forecast: Forecast) -> dict[str, list[float]]:
    """Return point and bounds in cents; rounding keeps their order."""
    return {
        name: [round(float(day), 2) for day in days]
        for name, days in (
            ("revenue", forecast.mean),
            ("low", forecast.low),
            ("high", forecast.high),
        )
    }


def _rounded(value: float | None) -> float | None:
    return None if value is None or not np.isfinite(value) else round(value, 4)


def _price_of(series: Series) -> float | None:
    """Return what a unit brought in the last 90 days; None where no units are known."""
    sold, units = (float(days[-_RECENT_DAYS:].sum()) for days in (series.revenue, series.units))
    return sold / units if sold > 0 and units > 0 else None
