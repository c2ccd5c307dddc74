"""Days that are not like others: holidays, weekends, promotions, and what they did so far.

What is known of a day is taken off a series before a model sees it and put back on the model's
forecast: a prior adjustment, as X-12-ARIMA makes it (Findley, Monsell, Bell, Otto, Chen 1998,
"New capabilities and methods of the X-12-ARIMA seasonal-adjustment program", Journal of Business
and Economic Statistics 16(2), 127-152), so that every model profits, and not regressions alone.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

import holidays
import numpy as np

from flywheel.insights.metrics import Vector
from flywheel.insights.models import Forecast, is_intermittent
from flywheel.insights.series import Mask, outliers

EURO = "euro area"
_COUNTRIES = {
    **{"AED": "AE", "AUD": "AU", "BHD": "BH", "BRL": "BR", "CAD": "CA", "CHF": "CH", "CNY": "CN"},
    **{"DKK": "DK", "EGP": "EG", "EUR": EURO, "GBP": "GB", "INR": "IN", "JOD": "JO", "JPY": "JP"},
    **{"KWD": "KW", "MAD": "MA", "MXN": "MX", "NOK": "NO", "NZD": "NZ", "OMR": "OM", "PLN": "PL"},
    **{"QAR": "QA", "SAR": "SA", "SEK": "SE", "TRY": "TR", "USD": "US", "ZAR": "ZA"},
}
_WEEK = 7
FITTED_DAYS = 400
"""Models see no more than so many days, which takes half the time of two years; what holidays do
is learned from all."""
_DAYS_OF_DOUBT = 2.0
"""How many ordinary days are mixed into the days of an event: one holiday is no rule yet."""
_WEEKS_OF_DOUBT = 2.0
_WEEKS_AROUND = 5
"""How far from a day the same weekday is ordinary enough to compare with."""
_CLEAR = 3.0
"""Standard errors an effect must be from none: with a dozen holidays, two let noise through."""
_LONGEST_SHARE = 1 / 3
"""Of the history: an event that lasts longer is the rule."""


@dataclass(frozen=True, slots=True)
class Event:
    """A promotion: days on which a product, or everything, sold under other conditions.

    Attributes
    ----------
    since, until
        First and last day.
    product_id
        None where it was for all products.
    """

    name: str
    since: date
    until: date
    product_id: str | None = None


@dataclass(frozen=True, slots=True)
class Calendar:
    """Holidays and weekends of a country.

    Attributes
    ----------
    country
        ISO 3166-1 alpha-2, or `EURO`; None where nothing is known.
    weekend
        Weekdays, Monday is 0.
    holidays
        Names by day.
    """

    country: str | None
    weekend: frozenset[int]
    holidays: Mapping[date, str] = field(default_factory=dict)


def country_of(currency: str) -> str | None:
    """Return whose holidays buyers in a currency keep; None where many countries share it."""
    return _COUNTRIES.get(currency)


def calendar_of(country: str | None, since: date, until: date) -> Calendar:
    """Return the calendar of a country; without holidays where it is not known.

    The weekend is that of the last day: Saudi Arabia's is Friday and Saturday since 2013. For
    the euro area, holidays are those of the TARGET calendar of its central bank.
    """
    years = range(since.year, until.year + 1)
    try:
        found: Any = (
            holidays.financial_holidays("ECB", years=years)
            if country == EURO
            else holidays.country_holidays(country or "", years=years)
        )
    except NotImplementedError:  # what `holidays` raises for a country that it does not know
        return Calendar(None, frozenset({5, 6}))
    named = {day: _plain(name) for day, name in sorted(found.items()) if since <= day <= until}
    return Calendar(country, frozenset(found.weekend), named)


def _plain(name: str) -> str:
    """Return the holiday without what makes its days differ: observed, estimated."""
    first = re.split(r"[;/]", name)[0]
    return re.sub(r"\s*\([^)]*\)", "", first).strip().removesuffix(" Holiday") or name


@dataclass(frozen=True, slots=True)
class Effects:
    """By how much days differ from ordinary ones.

    Attributes
    ----------
    factors
        By kind of day: 1.5 sells half as much again.
    weekend, weekday
        Factors where no model can learn the week itself; else 1.
    """

    factors: Mapping[str, float] = field(default_factory=dict)
    weekend: float = 1.0
    weekday: float = 1.0


class DayAdjustment:
    """Takes the effects of days and outliers off a history, and puts effects on forecasts.

    Parameters
    ----------
    start
        First day of the history.
    calendar
        Reaching from there to the end of the longest forecast.
    events
        Promotions that concern the series.
    """

    def __init__(self, start: date, calendar: Calendar, events: Iterable[Event] = ()) -> None:
        self._start = start
        self._calendar = calendar
        self._kinds = _kinds(calendar, events)
        self._effects: dict[int, Effects] = {}
        self.outliers: list[date] = []

    def prepare(self, known: Vector, cut: int) -> Vector:
        """Return a history as models should see it; learns from it alone what days do."""
        kinds = self._days(0, cut)
        effects = self._effects[cut] = estimate(known, kinds, self._weekends(0, cut), season=_WEEK)
        ordinary = known / self._factors(effects, 0, cut)
        special = np.array([kind in effects.factors for kind in kinds], bool)
        found, replaced = outliers(ordinary, _WEEK, special)
        self.outliers = [self._start + timedelta(days=int(day)) for day in np.flatnonzero(found)]
        return replaced[-FITTED_DAYS:]

    def restore(self, found: Forecast, cut: int) -> Forecast:
        """Return a forecast of the days behind a cut with what these days do."""
        factors = self._factors(self._effects[cut], cut, cut + len(found.mean))
        return Forecast(found.mean * factors, found.low * factors, found.high * factors)

    def notes(self, cut: int, steps: int) -> list[str]:
        """Return, in words, which effects the forecast behind a cut has."""
        effects = self._effects[cut]
        ahead = {kind for kind in self._days(cut, cut + steps) if kind in effects.factors}
        found = [f"{kind}: {_percent(effects.factors[kind])}" for kind in sorted(map(str, ahead))]
        if effects.weekend != effects.weekday:
            found.append(f"weekend: {_percent(effects.weekend / effects.weekday)} than weekdays")
        return found

    def _days(self, since: int, until: int) -> list[str | None]:
        days = (self._start + timedelta(days=day) for day in range(since, until))
        return [self._kinds.get(day) for day in days]

    def _weekends(self, since: int, until: int) -> Mask:
        weekdays = (np.arange(since, until) + self._start.weekday()) % _WEEK
        return np.isin(weekdays, list(self._calendar.weekend))

    def _factors(self, effects: Effects, since: int, until: int) -> Vector:
        week = np.where(self._weekends(since, until), effects.weekend, effects.weekday)
        kinds = [effects.factors.get(kind or "", 1.0) for kind in self._days(since, until)]
        return np.asarray(week * kinds, np.float64)


def _kinds(calendar: Calendar, events: Iterable[Event]) -> dict[date, str]:
    """Return the kind of each special day; a promotion on a holiday counts as the holiday."""
    found: dict[date, str] = {}
    for event in events:
        days = range((event.until - event.since).days + 1)
        found |= {event.since + timedelta(days=day): event.name for day in days}
    return found | {day: f"holiday {name}" for day, name in calendar.holidays.items()}


def estimate(
    values: Vector, kinds: Sequence[str | None], weekends: Mask, *, season: int
) -> Effects:
    """Return what kinds of days did to sales.

    A day is compared with the median of the same weekday in the weeks around it. Effects are
    ratios of sums, shrunk towards none, and kept where they are clear of chance.

    Parameters
    ----------
    values
        Shape (n,), not negative.
    kinds
        Of each day; None is an ordinary one.
    weekends
        Which days are, shape (n,).
    season
        Days in a week.
    """
    special = np.array([kind is not None for kind in kinds], bool)
    if is_intermittent(values) or len(values) < 2 * season + 2:
        return _week(values, weekends)
    usual = _usual(values, special, season)
    rest = (values - usual)[~special]
    spread = 1.4826 * float(np.median(np.abs(rest))) if len(rest) else 0.0
    days: dict[str, list[int]] = defaultdict(list)
    for day, kind in enumerate(kinds):
        if kind is not None and usual[day] > 0:
            days[kind].append(day)
    factors = {}
    for kind, found in days.items():
        if len(found) > _LONGEST_SHARE * len(values):
            continue
        sold, expected = float(values[found].sum()), float(usual[found].sum())
        if abs(sold - expected) <= _CLEAR * spread * np.sqrt(len(found)):
            continue
        doubt = _DAYS_OF_DOUBT * expected / len(found)
        # Never 0: what a day sold is divided by it.
        factors[kind] = max((sold + doubt) / (expected + doubt), 0.05)
    return Effects(factors)


def _usual(values: Vector, special: Mask, season: int) -> Vector:
    """Return the median of the same weekday around each day, ordinary days alone."""
    ordinary = np.where(special, np.nan, values)
    reach = season * _WEEKS_AROUND
    padded = np.concatenate([np.full(reach, np.nan), ordinary, np.full(reach, np.nan)])
    shifts = [week * season + reach for week in range(-_WEEKS_AROUND, _WEEKS_AROUND + 1) if week]
    around = np.stack([padded[shift : shift + len(values)] for shift in shifts])
    known = ~np.isnan(around)
    usual = np.zeros(len(values))
    some = known.any(axis=0)
    usual[some] = np.nanmedian(around[:, some], axis=0)
    return usual


def _week(values: Vector, weekends: Mask) -> Effects:
    """Return what weekends do where a history is too short or too empty to show its week."""
    mean = float(values.mean()) if len(values) else 0.0
    share = float(weekends.mean()) if len(values) else 0.0
    if mean == 0 or not 0 < share < 1:
        return Effects()
    doubt = _WEEKS_OF_DOUBT * _WEEK
    found = [
        (float(values[days].sum()) + doubt * mean) / ((int(days.sum()) + doubt) * mean)
        for days in (weekends, ~weekends)
    ]
    middle = share * found[0] + (1 - share) * found[1]
    return Effects(weekend=found[0] / middle, weekday=found[1] / middle)


def _percent(factor: float) -> str:
    return f"{abs(factor - 1):.0%} {'more' if factor >= 1 else 'less'}"
