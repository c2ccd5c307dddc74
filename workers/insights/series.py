"""Daily series: gaps filled, the present stretch found, outliers named."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
from numpy.typing import NDArray
from scipy.ndimage import median_filter

from flywheel.insights.metrics import Vector
from flywheel.insights.models import is_intermittent

OUTLIER = 5.0
"""Robust z-score beyond which a day is an outlier. Iglewicz, Hoaglin 1993, "How to detect and
handle outliers", propose 3.5 for normal data; sales have longer tails."""

LONGEST_OUTLIER = 2
"""Days. What lasts longer is a change, which models should see."""

LONG_GAP = 28
"""Days without a sale after which a shop that used to sell daily has begun anew."""

_NORMAL_MAD = 0.6745
"""MAD of a normal distribution with standard deviation 1."""

Mask = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Key:
    """What a series is of: a product, a category, or the whole workspace; in one currency."""

    currency: str
    category: str | None = None
    product_id: str | None = None


@dataclass(frozen=True, slots=True)
class Series:
    """Sales of consecutive days.

    Attributes
    ----------
    start
        The first day with a sale.
    revenue
        In units of the currency, before refunds, shape (n,). Days without a row sold nothing.
    units
        Units sold, shape (n,).
    """

    key: Key
    start: date
    revenue: Vector
    units: Vector

    @property
    def end(self) -> date:
        """The day after the last one."""
        return self.start + timedelta(days=len(self.revenue))


def read_series(key: Key, rows: Iterable[Sequence[object]], end: date) -> Series | None:
    """Return the series of rows `[date, revenue, units]`; None where nothing was sold.

    Parameters
    ----------
    rows
        As `forecast_series` of the database gives them, days in any order. What is no finite
        number counts as nothing sold.
    end
        The day after the last one of the series.
    """
    sold: dict[date, tuple[float, float]] = {}
    for day, revenue, units in rows:
        when = date.fromisoformat(str(day))
        if when < end:
            sold[when] = (_number(revenue), _number(units))
    days = [day for day, (revenue, _) in sold.items() if revenue > 0]
    if not days:
        return None
    start = min(days)
    filled = np.zeros((2, (end - start).days))
    for day, amounts in sold.items():
        if day >= start:
            filled[:, (day - start).days] = amounts
    return Series(key, start, filled[0], filled[1])


def _number(value: object) -> float:
    try:
        number = float(str(value))
    except ValueError:
        return 0.0
    return max(number, 0.0) if np.isfinite(number) else 0.0


def after_gap(series: Series) -> tuple[Series, int]:
    """Return the part behind the last long gap, and the length of that gap in days.

    Only where the series sold on most days before and behind it and what is behind is at least
    as long as `LONG_GAP`; else the series as it is, and 0.
    """
    sold = np.flatnonzero(series.revenue)
    gaps = np.diff(sold) - 1
    long = np.flatnonzero(gaps >= LONG_GAP)
    if not len(long):
        return series, 0
    begins = int(sold[long[-1] + 1])
    behind = series.revenue[begins:]
    before = series.revenue[: int(sold[long[-1]]) + 1]
    if len(behind) < LONG_GAP or is_intermittent(behind) or is_intermittent(before):
        return series, 0
    start = series.start + timedelta(days=begins)
    return Series(series.key, start, behind, series.units[begins:]), int(gaps[long[-1]])


def outliers(values: Vector, season: int, spared: Mask | None = None) -> tuple[Mask, Vector]:
    """Return which values are outliers, and the series with those replaced.

    The season (median of each phase) and the level (running median of two seasons) are taken
    off; what is left is measured in its median absolute deviation (Hampel 1974, "The influence
    curve and its role in robust estimation"). Values that cannot be negative are measured as
    square roots: their spread grows with them. Series of intermittent demand are left alone.

    Parameters
    ----------
    values
        Shape (n,).
    season
        Steps in a season; 1 where there is none.
    spared
        Values that are explained otherwise, such as holidays, shape (n,).
    """
    none = np.zeros(len(values), bool)
    if len(values) < max(3 * season, 10) or is_intermittent(values):
        return none, values
    is_rooted = bool(values.min() >= 0)
    scaled = np.sqrt(values) if is_rooted else values
    expected = _level_and_season(scaled, season)
    rest = scaled - expected
    rest = rest - np.median(rest)
    spread = float(np.median(np.abs(rest)))
    if spread <= 1e-9 * max(float(np.abs(scaled).max()), 1e-300):
        return none, values
    found = np.asarray(_NORMAL_MAD * np.abs(rest) / spread > OUTLIER, bool)
    if spared is not None:
        found &= ~spared
    found &= ~_like_a_season_away(scaled, season, OUTLIER * spread / _NORMAL_MAD)
    found = _short_runs(found)
    replaced = np.where(found, expected**2 if is_rooted else expected, values)
    return found, replaced


def _level_and_season(values: Vector, season: int) -> Vector:
    """Return the running median times the median ratio of each phase, or plus its difference.

    Seasons of sales grow with their level; ratios need a level above 0.
    """
    level = median_filter(values, size=max(2 * season + 1, 7), mode="nearest")
    if season == 1:
        return np.asarray(level, np.float64)
    phase = np.arange(len(values)) % season
    is_ratio = bool(level.min() > 0)
    around = values / level if is_ratio else values - level
    medians = np.array([np.median(around[phase == one]) for one in range(season)])[phase]
    return np.asarray(level * medians if is_ratio else level + medians, np.float64)


def _like_a_season_away(values: Vector, season: int, most: float) -> Mask:
    """Return which values are like that of a season before or behind: not alone, so a change."""
    like = np.zeros(len(values), bool)
    near = np.abs(values[season:] - values[:-season]) <= most
    like[season:] |= near
    like[:-season] |= near
    return like


def _short_runs(found: Mask) -> Mask:
    """Return the mask without runs longer than `LONGEST_OUTLIER`."""
    kept = found.copy()
    edges = np.flatnonzero(np.diff(np.concatenate(([0], found.astype(int), [0]))))
    for begins, ends in zip(edges[::2], edges[1::2], strict=True):
        if ends - begins > LONGEST_OUTLIER:
            kept[begins:ends] = False
    return kept
