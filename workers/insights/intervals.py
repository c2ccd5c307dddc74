"""Intervals that hold: the models' own, and wider ones where those have failed.

Split conformal prediction (Vovk, Gammerman, Shafer 2005; Lei, G'Sell, Rinaldo, Tibshirani,
Wasserman 2018, "Distribution-free predictive inference for regression", section 5.2): the errors
of forecasts whose outcome is known, in units of their interval, say by how much intervals must
be stretched. Days are not exchangeable, so the guarantee loosens by how far their distribution
drifts (Barber, Candes, Ramdas, Tibshirani 2023, "Conformal prediction beyond exchangeability",
Annals of Statistics 51(2), theorem 2); errors of rolling cut-offs are the recent ones. Before
that, each is as wide as the length of its history demands (`of_short`).
"""

from __future__ import annotations

import math

import numpy as np

from flywheel.insights.metrics import Vector
from flywheel.insights.models import LEVEL, Forecast

LEAST_COVERAGE = LEVEL
"""Below this share of days within the intervals, they have failed."""

LEAST_REALISED = 20
"""Days whose outcome must be known before realised coverage says anything: of 20, one or two
outside are chance."""

LONGEST_STRETCH = 3.0
"""No interval becomes more than that much wider: a score beyond is a break, not a spread."""


def scores(actual: Vector, forecast: Forecast) -> Vector:
    """Return errors in units of half the interval on their side; above 1 is outside.

    Parameters
    ----------
    actual
        What came, shape (h,).
    """
    above = actual >= forecast.mean
    half = np.where(above, forecast.high - forecast.mean, forecast.mean - forecast.low)
    error = np.abs(actual - forecast.mean)
    # An interval without width holds nothing but its point.
    far = np.where(error > 0, np.inf, 0.0)
    return np.divide(error, half, out=far, where=half > 0)


def of_short(known: int, horizon: int, level: float = LEVEL) -> float:
    """Return by which factor a model's interval must be wider because its history is short.

    Models take the spread of their errors as known; it was estimated. A history of n values
    holds n / h stretches of the horizon's h steps that do not overlap, so the quantile is
    Student's (1908, "The probable error of a mean", Biometrika 6) with n / h - 1 degrees of
    freedom, at least 2, and not the normal one.

    Parameters
    ----------
    known
        Length of the history, n.
    horizon
        Steps, h.
    """
    from scipy.stats import norm, t

    upper = (1 + level) / 2
    return float(t.ppf(upper, max(known / horizon - 1, 2)) / norm.ppf(upper))


def stretch(found: Vector, realised: float | None = None, level: float = LEVEL) -> float:
    """Return by which factor intervals must be wider; 1 where they have held.

    Parameters
    ----------
    found
        Scores of the backtest, shape (n,).
    realised
        Share of past days that did fall into the stored intervals, where it is known.
    level
        Share of days that should fall into the interval.

    Returns
    -------
    float
        The ceil((n + 1) level)-th smallest score, 1 to `LONGEST_STRETCH`. Where the backtest is
        too short for that rank, its largest score. Where realised coverage has failed, times what
        takes a normal error from the realised share to the level.
    """
    factor = 1.0
    if len(found) and float(np.mean(found <= 1)) < LEAST_COVERAGE:
        rank = min(math.ceil((len(found) + 1) * level), len(found))
        factor = float(np.sort(found)[rank - 1])
    if realised is not None and realised < LEAST_COVERAGE:
        # The stored intervals had been widened by the backtest already, and did not hold.
        factor *= _normal_ratio(realised, level)
    return float(np.clip(factor, 1.0, LONGEST_STRETCH))


def _normal_ratio(realised: float, level: float) -> float:
    """Return how many times as wide a normal error's interval must be to hold at the level."""
    from scipy.stats import norm

    seen = float(norm.ppf((1 + max(realised, 0.1)) / 2))
    return float(norm.ppf((1 + level) / 2)) / seen


def stretched(forecast: Forecast, factor: float) -> Forecast:
    """Return the forecast with both sides of its interval longer by a factor."""
    if factor == 1:
        return forecast
    return Forecast(
        forecast.mean,
        forecast.mean - factor * (forecast.mean - forecast.low),
        forecast.mean + factor * (forecast.high - forecast.mean),
    )


def not_negative(forecast: Forecast) -> Forecast:
    """Return the forecast with nothing below 0, and the point within its interval."""
    mean = np.maximum(forecast.mean, 0)
    low = np.clip(forecast.low, 0, mean)
    return Forecast(mean, low, np.maximum(forecast.high, mean))
