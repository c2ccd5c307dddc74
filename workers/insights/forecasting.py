"""A series in, its forecasts out: the best model of each horizon, with intervals that held."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from flywheel.insights.backtest import Adjustment, Choice, backtest, choose
from flywheel.insights.intervals import not_negative, of_short, stretch, stretched
from flywheel.insights.metrics import Vector
from flywheel.insights.models import BASELINE, COMBINATION, Forecast, forecast, is_intermittent
from flywheel.insights.series import outliers

WEEK = 7
"""The season of daily series."""

Realised = Callable[[str, int], float | None]
"""Share of past days within stored intervals, by model and horizon; None where too few."""


@dataclass(frozen=True, slots=True)
class HorizonForecast:
    """The forecast of one horizon.

    Attributes
    ----------
    horizon
        Steps.
    choice
        The model, and its backtest.
    forecast
        Shape (horizon,).
    factor
        By how much the interval was widened because it had failed; 1 where it had held.
    """

    horizon: int
    choice: Choice
    forecast: Forecast
    factor: float


class OutlierAdjustment:
    """Replaces outliers of daily series, and does nothing else.

    Of longer steps, what looks like one is a peak or the begin of a change more often: replacing
    it made forecasts of public monthly series 5 % worse, of daily ones it changed nothing.
    """

    def __init__(self, season: int) -> None:
        self._season = season

    def prepare(self, known: Vector, cut: int) -> Vector:
        """Return the history without outliers."""
        return outliers(known, self._season)[1] if self._season == WEEK else known

    def restore(self, found: Forecast, cut: int) -> Forecast:
        """Return the forecast as it is."""
        return found


def forecast_values(
    values: Vector,
    season: int,
    horizons: Sequence[int],
    *,
    adjustment: Adjustment | None = None,
    realised: Realised = lambda model, horizon: None,
) -> list[HorizonForecast]:
    """Return the forecast of each horizon, with the model that a rolling backtest chose for it.

    Parameters
    ----------
    values
        A history without gaps, shape (n,), at least one.
    season
        Steps in a season; 1 where there is none.
    horizons
        Steps, ascending.
    adjustment
        What is done to histories; by default outliers of daily ones are replaced.
    realised
        What became of earlier forecasts.
    """
    adjustment = adjustment or OutlierAdjustment(season)
    is_signed = bool(values.min() < 0)
    names, windows = backtest(
        values,
        season,
        horizons,
        adjustment,
        is_signed=is_signed,
    )
    is_squared = is_intermittent(values)
    choices = [choose(names, windows, horizon, is_squared=is_squared) for horizon in horizons]
    wanted = {choice.model for choice in choices} | {BASELINE}
    # In the order of the candidates: the combination comes after its members.
    fitted_names = names if COMBINATION in wanted else [name for name in names if name in wanted]
    ready = adjustment.prepare(values, len(values))
    fitted = forecast(fitted_names, ready, season, horizons[-1])
    found = []
    for horizon, choice in zip(horizons, choices, strict=True):
        own = fitted.get(choice.model, fitted[BASELINE]).first(horizon)
        own = stretched(adjustment.restore(own, len(values)), of_short(len(values), horizon))
        factor = stretch(choice.scores, realised(choice.model, horizon))
        wide = stretched(own, factor)
        found.append(
            HorizonForecast(horizon, choice, wide if is_signed else not_negative(wide), factor)
        )
    return found


def is_finite(found: HorizonForecast) -> bool:
    """Whether every number of a forecast is one."""
    parts = (found.forecast.mean, found.forecast.low, found.forecast.high)
    return all(bool(np.isfinite(part).all()) for part in parts)
