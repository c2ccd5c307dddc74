"""Forecasts of public series: the worker's code beside seasonal naive, AutoETS and AutoARIMA."""

from __future__ import annotations

import time
import warnings
from collections.abc import Callable, Iterable, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

import numpy as np
import statsforecast.models as sf

from flywheel.bench.forecasts.data import FREQUENCIES, Sample, samples
from flywheel.bench.report import Result
from flywheel.insights.forecasting import forecast_values
from flywheel.insights.intervals import not_negative
from flywheel.insights.metrics import Vector, coverage, mase, msis, scale_of, smape
from flywheel.insights.models import LEVEL, Fit, Forecast, fit_library, seasonal_naive, short_season

OURS = "flywheel"
NAIVE = "seasonal naive"
METHODS = (OURS, NAIVE, "AutoETS", "AutoARIMA")
METRICS = ("mase", "smape", "msis", "coverage", "seconds")
POOLED = "pooled"
LEAST_COVERAGE, MOST_COVERAGE = 0.92, 0.98

_DEFAULT = {"daily": 12, "weekly": 5, "monthly": 9, "quarterly": 12, "yearly": 12}
"""How many series of each frequency are taken unless all are: three minutes of one core."""
_EXACT_UP_TO = 150
_SHORT_SEASON = 24

Say = Callable[[str], None]


@dataclass(frozen=True)
class Score:
    """How one method did on one series.

    Attributes
    ----------
    seconds
        Of processor time, so that what else a machine does counts for no method.
    """

    series: str
    frequency: str
    method: str
    mase: float
    smape: float
    msis: float
    coverage: float
    seconds: float


@dataclass(frozen=True)
class Record:
    """Everything that a run has found.

    Attributes
    ----------
    available
        How many series there are of each frequency, measured or not.
    """

    machine: dict[str, str]
    available: dict[str, int]
    scores: list[Score] = field(default_factory=list)

    def frequencies(self) -> list[str]:
        """Return those that were measured, then `POOLED`."""
        measured = {score.frequency for score in self.scores}
        return [*(name for name in FREQUENCIES if name in measured), POOLED]

    def count(self, frequency: str) -> int:
        """Return how many series of a frequency were measured."""
        return len(self._of(frequency, OURS))

    def mean(self, frequency: str, method: str, metric: str) -> float:
        """Return the mean of a metric over the series of a frequency, each counting once."""
        return float(np.mean([getattr(one, metric) for one in self._of(frequency, method)]))

    def results(self) -> list[Result]:
        """Return every mean, with the aims on the pooled set."""
        return [
            result
            for frequency in self.frequencies()
            for method in METHODS
            for result in self._results(frequency, method)
        ]

    def _results(self, frequency: str, method: str) -> Iterable[Result]:
        is_aim = frequency == POOLED and method == OURS
        prefix = f"forecasts.{frequency}.{method.lower().replace(' ', '_')}"
        for metric in METRICS:
            value = self.mean(frequency, method, metric)
            naive = self.mean(frequency, NAIVE, metric)
            if metric == "coverage":
                yield Result(
                    f"{prefix}.coverage",
                    value,
                    "share",
                    aim=LEAST_COVERAGE if is_aim else None,
                    at_least=True,
                )
                if is_aim:
                    yield Result(f"{prefix}.coverage_above", value, "share", aim=MOST_COVERAGE)
                continue
            is_compared = metric != "seconds"
            yield Result(
                f"{prefix}.{metric}",
                value,
                {"smape": "%", "seconds": "s"}.get(metric, "×"),
                versus=NAIVE if is_compared else None,
                ratio=value / naive if is_compared else None,
                aim=1.0 if is_aim and metric == "mase" else None,
                aim_on="ratio",
            )

    def _of(self, frequency: str, method: str) -> list[Score]:
        return [
            score
            for score in self.scores
            if score.method == method and frequency in (score.frequency, POOLED)
        ]

    def as_dict(self) -> dict[str, Any]:
        """Return everything, for JSON."""
        return asdict(self)


def measure_forecasts(
    machine: dict[str, str], *, every: bool, say: Say, most: int | None = None
) -> Record:
    """Forecast the last steps of each series from those before them, and compare.

    The last horizon of a series is taken off before anything else happens to it: neither the
    choice of a model nor the widening of its interval sees it.

    Parameters
    ----------
    machine
        Where it runs, for the page.
    every
        Whether to take all series, which takes an hour.
    say
        Told what is going on.
    most
        Of each frequency, instead of the usual number.
    """
    found = samples()
    by_frequency = {
        name: [one for one in found if one.frequency.name == name] for name in FREQUENCIES
    }
    record = Record(machine, {name: len(some) for name, some in by_frequency.items()})
    _compile()
    for name, some in by_frequency.items():
        count = len(some) if every else min(most or _DEFAULT[name], len(some))
        say(f"{name}: {count} of {len(some)} series")
        for sample in spread(some, count):
            record.scores.extend(_measure(sample))
    return record


def spread(some: Sequence[Sample], count: int) -> list[Sample]:
    """Return so many samples, evenly spread over the list: the same ones in every run."""
    return [some[place * len(some) // count] for place in range(count)]


def _measure(sample: Sample) -> Iterable[Score]:
    frequency = sample.frequency
    scale = scale_of(sample.history, frequency.season)
    for method in METHODS:
        begun = time.process_time()
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            found = _METHODS[method](sample.history, frequency.season, frequency.horizon)
        seconds = time.process_time() - begun
        if sample.history.min() >= 0:
            found = not_negative(found)
        yield Score(
            sample.name,
            frequency.name,
            method,
            mase(sample.future, found.mean, scale),
            smape(sample.future, found.mean),
            msis(sample.future, found.low, found.high, scale, LEVEL),
            coverage(sample.future, found.low, found.high),
            seconds,
        )


def _ours(history: Vector, season: int, steps: int) -> Forecast:
    return forecast_values(history, season, [steps])[0].forecast


def _arima(history: Vector, season: int, steps: int) -> Forecast:
    """AutoARIMA with the approximation that R's auto.arima has by default for long series."""
    approximation = len(history) > _EXACT_UP_TO or season > 12
    fit = fit_library(lambda lag: sf.AutoARIMA(season_length=lag, approximation=approximation))
    return short_season(_SHORT_SEASON, fit)(history, season, steps)


def _ets(history: Vector, season: int, steps: int) -> Forecast:
    fit = fit_library(lambda lag: sf.AutoETS(season_length=lag))
    return short_season(_SHORT_SEASON, fit)(history, season, steps)


_METHODS: dict[str, Fit] = {
    OURS: _ours,
    NAIVE: lambda history, season, steps: seasonal_naive(history, season, steps),
    "AutoETS": _ets,
    "AutoARIMA": _arima,
}


def _compile() -> None:
    """Have statsforecast compile what it compiles, so that no series pays for it."""
    days = np.arange(60.0)
    history = 10 + np.sin(days) + days % 7
    for values in (history, np.where(days % 3 == 0, history, 0)):
        forecast_values(values, 7, [7])
