"""Rolling-origin backtest: which model would have been best for a series so far.

Models are fitted to the history before each of several cut-offs and compared with what came
after (Tashman 2000, "Out-of-sample tests of forecasting accuracy", International Journal of
Forecasting 16(4), 437-450). Nothing after a cut-off is seen by what is fitted before it.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Protocol

import numpy as np

from flywheel.insights.intervals import not_negative, of_short, scores, stretched
from flywheel.insights.metrics import Vector, mase, scale_of
from flywheel.insights.models import BASELINE, COMBINATION, Forecast, candidates, forecast

CLEARLY_BETTER = 0.2
"""A single model, the baseline too, replaces the combination where its MASE is lower by more
than this share: few windows tell good models apart from lucky ones badly."""

TIE = 0.02
"""Where there is no combination, a model replaces the baseline where its MASE is lower by more
than this share: less is chance, and a simpler forecast is easier to explain."""

LEAST_WINDOWS = 6
"""Cut-offs that a series has if it is long enough, however few horizons are asked for."""


class Adjustment(Protocol):
    """What is done to a history before models see it, and undone to their forecasts."""

    def prepare(self, known: Vector, cut: int) -> Vector:
        """Return what models should see of a history of `cut` values, or of its end."""
        ...

    def restore(self, found: Forecast, cut: int) -> Forecast:
        """Return the forecast made from that history as one of what comes."""
        ...


@dataclass(frozen=True, slots=True)
class Window:
    """What came after one cut-off, and what each model had expected.

    Attributes
    ----------
    cut
        How many values were known.
    actual
        What came, shape (h,).
    forecasts
        By model.
    scale
        Denominator of MASE, of the history before the cut-off.
    """

    cut: int
    actual: Vector
    forecasts: dict[str, Forecast]
    scale: float


@dataclass(frozen=True, slots=True)
class Choice:
    """The model of a horizon.

    Attributes
    ----------
    error, baseline_error
        MASE of the model and of the seasonal naive forecast over all windows; None where the
        history is too short for a window, or does not change.
    scores
        Errors of the model in units of its interval, shape (windows x h,).
    windows
        The windows of the horizon, the newest first.
    """

    model: str
    error: float | None
    baseline_error: float | None
    scores: Vector = field(default_factory=lambda: np.empty(0))
    windows: tuple[Window, ...] = ()


def cut_offs(length: int, horizons: Sequence[int], least: int) -> list[int]:
    """Return how many values are known at each cut-off, the newest first.

    Each horizon is tried from one and two of its lengths ago, and every cut-off serves all
    horizons that fit behind it. Up to `LEAST_WINDOWS`, further ones are half the shortest
    horizon apart.

    Parameters
    ----------
    length
        Of the history, n.
    horizons
        Steps, ascending.
    least
        How many values must be known for models to be fitted.
    """
    distances = {times * horizon for horizon in horizons for times in (1, 2)}
    further = horizons[0]
    while len(distances) < LEAST_WINDOWS:
        further += max(horizons[0] // 2, 1)
        distances.add(further)
    return [length - distance for distance in sorted(distances) if length - distance >= least]


def backtest(
    values: Vector,
    season: int,
    horizons: Sequence[int],
    adjustment: Adjustment,
    *,
    is_signed: bool = False,
) -> tuple[tuple[str, ...], list[Window]]:
    """Return the candidates of a series, and what they expected after each cut-off.

    Parameters
    ----------
    values
        What came, shape (n,).
    season
        Steps in a season.
    horizons
        Steps, ascending.
    adjustment
        What is done to histories.
    is_signed
        Whether values below 0 can come.
    """
    least = min(max(2 * season, 10), max(len(values) // 2, 4))
    cuts = cut_offs(len(values), horizons, least)
    names = candidates(values, season)
    windows = []
    for cut in cuts:
        known = values[:cut]
        steps = min(horizons[-1], len(values) - cut)
        fitting = candidates(values, season, cut)
        fitted = forecast(fitting, adjustment.prepare(known, cut), season, steps)
        expected = {name: adjustment.restore(found, cut) for name, found in fitted.items()}
        if not is_signed:
            expected = {name: not_negative(found) for name, found in expected.items()}
        windows.append(Window(cut, values[cut:][:steps], expected, scale_of(known, season)))
    return names, windows


def choose(
    names: Sequence[str], windows: Sequence[Window], horizon: int, *, is_squared: bool = False
) -> Choice:
    """Return the model with the lowest error over the windows of a horizon.

    Errors are MASE. Of intermittent demand they are squared, RMSSE: absolute errors are least
    for a forecast of nothing, which is no use to anybody (Makridakis, Spiliotis, Assimakopoulos
    2022, "The M5 competition", International Journal of Forecasting 38(4), section 3.2).

    The combination is the usual choice, the baseline where there is none: another model must be
    better than it by `CLEARLY_BETTER` or `TIE`. A model that failed at a cut-off, or needs more
    values than were known there, is out. Without a window, it is the baseline.
    """
    fitting = [
        Window(
            each.cut,
            each.actual[:horizon],
            {
                name: stretched(found.first(horizon), of_short(each.cut, horizon))
                for name, found in each.forecasts.items()
            },
            each.scale,
        )
        for each in windows
        if len(each.actual) >= horizon
    ]
    scaled = [each for each in fitting if np.isfinite(each.scale)]
    if not scaled:
        return Choice(BASELINE, None, None, windows=tuple(fitting))
    kept = [name for name in names if all(name in each.forecasts for each in scaled)]
    errors = {name: _mean(mase, scaled, name) for name in kept}
    ranked = {name: _mean(_rmsse, scaled, name) for name in kept} if is_squared else errors
    best = min(ranked, key=lambda name: ranked[name])
    usual, margin = (COMBINATION, CLEARLY_BETTER) if COMBINATION in ranked else (BASELINE, TIE)
    if ranked[best] >= ranked[usual] * (1 - margin):
        best = usual
    found = [scores(each.actual, each.forecasts[best]) for each in scaled]
    return Choice(
        best, errors[best], errors[BASELINE], np.concatenate(found), windows=tuple(fitting)
    )


def _mean(
    error: Callable[[Vector, Vector, float], float], windows: Sequence[Window], name: str
) -> float:
    found = [error(each.actual, each.forecasts[name].mean, each.scale) for each in windows]
    return float(np.mean(found))


def _rmsse(actual: Vector, predicted: Vector, scale: float) -> float:
    """Return the root mean squared error, scaled as MASE is, which the ranking does not see."""
    return float(np.sqrt(np.mean((actual - predicted) ** 2)) / scale)
