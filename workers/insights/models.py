"""The candidates: models of statsforecast, each as point and 95 % interval per step."""

from __future__ import annotations

import warnings
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import statsforecast.models as sf
from scipy.stats import norm
from statsmodels.tsa.seasonal import STL

from flywheel.insights.metrics import Vector

BASELINE = "seasonal_naive"
COMBINATION = "combination"
LEVEL = 0.95

MANY_ZEROS = 1.32
"""Mean steps between two sales beyond which demand is intermittent (Syntetos, Boylan, Croston
2005, "On the categorization of demand patterns", Journal of the OR Society 56, 495-503)."""

_COMBINED = ("auto_ets", "auto_arima", "theta")
_ARIMA_MODELS = 20
"""How many ARIMA models a search may fit: 0.13 s instead of 1.8 s for 400 days."""
_ARIMA_LONGEST_SEASON = 24
"""Beyond, a seasonal ARIMA takes tens of seconds and more memory than it is worth."""
_ETS_LONGEST_SEASON = 24
"""What AutoETS of statsforecast takes."""


@dataclass(frozen=True, slots=True)
class Forecast:
    """What a model expects.

    Attributes
    ----------
    mean, low, high
        Expectation and bounds of the 95 % interval of each step, shape (h,).
    """

    mean: Vector
    low: Vector
    high: Vector

    def first(self, steps: int) -> Forecast:
        """Return the forecast of the first steps alone."""
        return Forecast(self.mean[:steps], self.low[:steps], self.high[:steps])


Fit = Callable[[Vector, int, int], Forecast]
"""Takes a history, its season and how far to look."""


def is_intermittent(values: Vector) -> bool:
    """Whether a series is zero so often that models of continuous demand do not fit."""
    sold = int(np.count_nonzero(values))
    return sold == 0 or len(values) / sold > MANY_ZEROS


def candidates(values: Vector, season: int, known: int | None = None) -> tuple[str, ...]:
    """Return the models worth trying on a history, cheapest first; the baseline always is.

    Where the first `known` values are all that a model sees, they are fewer, of the same kind:
    the combination is one of as many members as that is enough for.

    Parameters
    ----------
    values
        The whole history, shape (n,).
    season
        Steps in a season; 1 where there is none.
    known
        How many of the values are known; by default all.
    """
    length = len(values) if known is None else known
    if is_intermittent(values):
        found = [BASELINE, "historic_average"]
        if np.count_nonzero(values) >= 4:
            found += ["croston_sba", "tsb", "adida", "imapa"]
        return tuple(found)
    if length < max(10, season + 4):
        return BASELINE, "historic_average"
    # An average is no candidate here: in few windows it is lucky where a level is about to move.
    found = [BASELINE, "theta", "auto_ets"]
    if season > 1 and length >= 2 * season + 2:
        found.append("mstl")
    if length >= max(16, season + 8):
        found.append("auto_arima")
    return (*found, COMBINATION)


def forecast(names: Sequence[str], values: Vector, season: int, steps: int) -> dict[str, Forecast]:
    """Fit models to a history and return what each expects; a model that fails is left out.

    Parameters
    ----------
    names
        Of `candidates`. The combination is of those of its members that are named as well.
    values
        Without gaps, shape (n,), at least one.
    season
        Steps in a season.
    steps
        How far to look, h.
    """
    found: dict[str, Forecast] = {}
    for name in names:
        if name == COMBINATION:
            parts = [found[part] for part in _COMBINED if part in found]
            if len(parts) > 1:
                found[name] = combine(parts)
            continue
        if (fitted := _fit(name, values, season, steps)) is not None:
            found[name] = fitted
    return found


def combine(parts: Sequence[Forecast]) -> Forecast:
    """Return the median of forecasts, and of their bounds.

    Petropoulos, Svetunkov 2020, "A simple combination of univariate models", International
    Journal of Forecasting 36(1), 110-115: the median of few simple models did best in M4 after
    the two that were made for it.
    """
    return Forecast(
        np.median([part.mean for part in parts], axis=0),
        np.median([part.low for part in parts], axis=0),
        np.median([part.high for part in parts], axis=0),
    )


def _fit(name: str, values: Vector, season: int, steps: int) -> Forecast | None:
    if name == BASELINE:
        return seasonal_naive(values, season, steps)
    if np.ptp(values) == 0:  # models that estimate a variance divide by it
        flat = np.full(steps, values[-1])
        return Forecast(flat, flat, flat)
    if name in _INTERMITTENT:
        return _intermittent(name, values, steps)
    fit = _CONTINUOUS[name]
    try:
        # Optimizers say how they went; whether it was good is what the backtest finds out.
        with warnings.catch_warnings(), np.errstate(all="ignore"):
            warnings.simplefilter("ignore")
            found = fit(values, season, steps)
    except Exception:
        # One of many candidates: libraries raise all kinds of errors on odd histories.
        return None
    arrays = (found.mean, found.low, found.high)
    return found if all(np.isfinite(array).all() for array in arrays) else None


def seasonal_naive(values: Vector, season: int, steps: int) -> Forecast:
    """Return the last season again, with bounds of its errors in the history.

    The variance of k seasons ahead is k times that of one (Hyndman, Athanasopoulos 2021,
    "Forecasting: principles and practice", 3rd edition, table 5.2).
    """
    lag = season if len(values) > season else 1
    ahead = np.arange(steps)
    mean = values[len(values) - lag + ahead % lag]
    errors = values[lag:] - values[:-lag]
    spread = float(np.sqrt(np.mean(errors**2))) if len(errors) else float(abs(values[-1]))
    half = norm.ppf((1 + LEVEL) / 2) * spread * np.sqrt(ahead // lag + 1)
    return Forecast(mean, mean - half, mean + half)


def fit_library(make: Callable[[int], Any]) -> Fit:
    """Return how a model of statsforecast that has intervals of its own is fitted."""

    def fit(values: Vector, season: int, steps: int) -> Forecast:
        level = round(100 * LEVEL)
        found = make(season).forecast(y=values, h=steps, level=[level])
        mean, low, high = (found[key] for key in ("mean", f"lo-{level}", f"hi-{level}"))
        return Forecast(*(np.asarray(part, np.float64) for part in (mean, low, high)))

    return fit


def _deseasonalised(values: Vector, season: int) -> tuple[Vector, int]:
    """Return the season of each step ahead, from a robust STL, or zeros where it is too long."""
    if season <= 1 or len(values) < 2 * season + 2:
        return np.zeros(len(values)), 1
    return np.asarray(STL(values, period=season, robust=True).fit().seasonal, np.float64), season


def short_season(longest: int, fit: Fit) -> Fit:
    """Return the fit that takes a season too long for it out by STL, and puts it back."""

    def adjusted(values: Vector, season: int, steps: int) -> Forecast:
        if season <= longest:
            return fit(values, season if len(values) >= 2 * season else 1, steps)
        seasonal, length = _deseasonalised(values, season)
        found = fit(values - seasonal, 1, steps)
        ahead = seasonal[len(values) - length + np.arange(steps) % length]
        return Forecast(found.mean + ahead, found.low + ahead, found.high + ahead)

    return adjusted


def _arima(season: int) -> Any:
    return sf.AutoARIMA(
        season_length=season, approximation=True, nmodels=_ARIMA_MODELS, max_p=3, max_q=3
    )


_CONTINUOUS: dict[str, Fit] = {
    "historic_average": fit_library(lambda _: sf.HistoricAverage()),
    "theta": fit_library(lambda season: sf.DynamicOptimizedTheta(season_length=season)),
    "auto_ets": short_season(
        _ETS_LONGEST_SEASON, fit_library(lambda season: sf.AutoETS(season_length=season))
    ),
    "mstl": fit_library(lambda season: sf.MSTL(season_length=[season])),
    "auto_arima": short_season(_ARIMA_LONGEST_SEASON, fit_library(_arima)),
}

_INTERMITTENT: dict[str, Callable[[], Any]] = {
    "croston_sba": sf.CrostonSBA,
    "tsb": lambda: sf.TSB(alpha_d=0.1, alpha_p=0.1),
    "adida": sf.ADIDA,
    "imapa": sf.IMAPA,
}


def _intermittent(name: str, values: Vector, steps: int) -> Forecast | None:
    """Fit a model that has no interval of its own: it gets the quantiles of what was sold.

    Its forecast is a rate, the same for every step; single days scatter around it as they did
    before, so their bounds are quantiles of the history, moved by how much the rate is another.
    """
    mean = np.asarray(_INTERMITTENT[name]().forecast(y=values, h=steps)["mean"], np.float64)
    if not np.isfinite(mean).all():
        return None
    before = float(np.mean(values))
    factor = mean / before if before > 0 else np.ones(steps)
    low, high = np.quantile(values, [(1 - LEVEL) / 2, (1 + LEVEL) / 2])
    return Forecast(mean, np.minimum(low * factor, mean), np.maximum(high * factor, mean))
