"""Price elasticities of products, from their daily units and prices.

Units a day are counts with a mean that is a product of effects, so they are fitted as such: a
Poisson regression with log link on the log price, whose coefficient is the elasticity, with day
of week and slow waves beside it, and what the shop's other products had in common as an offset;
see `regression` and `tides`. Its standard errors are scaled by Pearson's chi-square over the
degrees of freedom (quasi-Poisson; McCullagh, Nelder 1989, "Generalized linear models", section
6.2.3), for buyers come in bursts. Days without a sale count like any other, which a regression of
logarithms cannot do.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from statistics import NormalDist

import numpy as np
from numpy.typing import NDArray

from flywheel.pricing.prior import LITERATURE_MEAN
from flywheel.pricing.regression import Slopes, regress
from flywheel.pricing.shrinkage import shrink
from flywheel.pricing.tides import common_demand

Vector = NDArray[np.float64]
Matrix = NDArray[np.float64]

LEAST_DAYS = 14
LEAST_UNITS = 10
LEAST_SPREAD = 0.005
"""Standard deviation of the log price; less is rounding, not a change that buyers notice."""

WEEKDAY_SD = 0.3
"""Log scale: how far days of the week are apart, before they are seen."""

WANDER = 0.025
"""Log scale: a product's own demand, what it shares with others aside, wanders so far a day: 13 %
in a month. Where it does less, the fits lose some precision; where more, they are led astray."""

DAYS_PER_WAVE = 20
"""Half a period of the fastest wave: what is quicker is noise to the fit."""

ROUNDS = 2
"""Fits, each with the movements that the elasticities of the one before leave to the shop."""

LARGEST_ERROR = 5.0
LARGEST = 15.0
"""Of the estimate: beyond, sales fell to nothing at one of the prices, which is separation
(Albert, Anderson 1984, Biometrika 71(1)): the likelihood has its maximum at infinity."""

_TWO_SIDED = NormalDist().inv_cdf(0.975)


class Unusable(StrEnum):
    """Why there is no estimate."""

    one_price = "one price ever"
    few_days = "too few days"
    few_units = "too few units"
    separation = "separation: no finite estimate"
    positive = "demand seems to rise with the price"
    bad_number = "a number that is none"


@dataclass(frozen=True, slots=True)
class Series:
    """What a product sold at which price, one element a day.

    Attributes
    ----------
    days
        Day numbers, rising; days may be missing.
    prices
        In force that day, above 0.
    units
        Sold that day. Days on which stock limited sales do not belong here.
    """

    days: NDArray[np.int64]
    prices: Vector
    units: Vector


@dataclass(frozen=True, slots=True)
class Estimate:
    """An elasticity with its standard error.

    Attributes
    ----------
    elasticity, error
        Point and standard error.
    observations
        Days that were used.
    units
        Sold on them.
    prices
        Different prices among them.
    dispersion
        Variance over mean of the units, given price, day and trend; 1 is Poisson.
    """

    elasticity: float
    error: float
    observations: int
    units: float
    prices: int
    dispersion: float

    @property
    def interval(self) -> tuple[float, float]:
        """95 % interval."""
        half = _TWO_SIDED * self.error
        return self.elasticity - half, self.elasticity + half


def fit(series: Series) -> Estimate | Unusable:
    """Estimate the elasticity of a product that has no neighbours."""
    return fit_shop([series], [None])[0]


def fit_shop(
    series: Sequence[Series], categories: Sequence[str | None]
) -> list[Estimate | Unusable]:
    """Estimate products' elasticities by quasi-Poisson regressions.

    Parameters
    ----------
    series
        Of products of one shop, or of a random part of it.
    categories
        Of the same products.

    Returns
    -------
    list
        One for each product. Unusable says why its data do not give an estimate.
    """
    faults = [_fault(one) for one in series]
    # Those with one price ever still show how a shop's demand moves.
    places = [
        place
        for place, (one, fault) in enumerate(zip(series, faults, strict=True))
        if fault is not Unusable.bad_number and one.units.sum() > 0
    ]
    found = [fault or Unusable.few_units for fault in faults]
    if all(faults):
        return list(found)
    answers: list[Estimate | Unusable] = list(found)
    chosen = [series[place] for place in places]
    slopes = _slopes(
        chosen,
        [categories[place] for place in places],
        np.array([faults[place] is None for place in places]),
    )
    for row, place in enumerate(places):
        if faults[place] is None:
            answers[place] = _judged(slopes, row, series[place])
    return answers


def _slopes(
    series: Sequence[Series], categories: Sequence[str | None], is_usable: NDArray[np.bool_]
) -> Slopes:
    first = min(int(one.days[0]) for one in series)
    span = max(int(one.days[-1]) for one in series) - first + 1
    units, counted, log_prices = np.zeros((3, len(series), span))
    for row, one in enumerate(series):
        days = one.days - first
        units[row, days], counted[row, days] = one.units, 1.0
        logs = np.log(one.prices)
        log_prices[row, days] = logs - logs.mean()
    others, precisions = _others(first, span)
    names = {name: number for number, name in enumerate(dict.fromkeys(categories))}
    numbers = np.array([names[name] for name in categories])
    believed = np.full(len(series), LITERATURE_MEAN)
    for _ in range(ROUNDS):
        answer = counted * np.exp(believed[:, np.newaxis] * log_prices)
        tides = np.zeros_like(units)
        for _ in range(2):  # products that sold while demand was high, sell less than it seems
            drawn = answer * np.exp(tides)
            level = units.sum(axis=1) / drawn.sum(axis=1)
            tides = common_demand(units, level[:, np.newaxis] * answer, numbers)
        slopes = regress(
            units[is_usable],
            counted[is_usable],
            log_prices[is_usable],
            others,
            precisions,
            tides[is_usable],
        )
        believed[is_usable] = _believed(slopes, numbers[is_usable])
    spread = np.full((3, len(series)), np.nan)
    spread[:, is_usable] = slopes
    return Slopes(*spread)


def _believed(slopes: Slopes, categories: NDArray[np.int64]) -> Vector:
    """Return elasticities shrunk to categories; the literature's where there is no estimate."""
    usable = {
        row: (str(categories[row]), float(slopes.elasticity[row]), float(slopes.error[row]))
        for row in range(len(categories))
        if _is_finite(slopes, row)
    }
    believed = np.full(len(categories), LITERATURE_MEAN)
    if usable:
        for row, belief in shrink(usable).products.items():
            believed[row] = belief.mean
    return believed


def _is_finite(slopes: Slopes, row: int) -> bool:
    return bool(abs(slopes.elasticity[row]) <= LARGEST and 0 < slopes.error[row] <= LARGEST_ERROR)


def _judged(slopes: Slopes, row: int, series: Series) -> Estimate | Unusable:
    if not _is_finite(slopes, row):
        return Unusable.separation
    elasticity, error = float(slopes.elasticity[row]), float(slopes.error[row])
    if elasticity - _TWO_SIDED * error > 0:
        return Unusable.positive
    return Estimate(
        elasticity=elasticity,
        error=error,
        observations=len(series.units),
        units=float(series.units.sum()),
        prices=len(np.unique(series.prices)),
        dispersion=float(slopes.dispersion[row]),
    )


def fit_logs(log_prices: Vector, log_units: Vector, others: Matrix) -> tuple[float, float]:
    """Return elasticity and standard error by ordinary least squares of logarithms.

    What publications report, where every period has sales. Engine and job use `fit`.

    Parameters
    ----------
    log_prices, log_units
        Shape (n,).
    others
        Further columns, as day of week and trend, shape (n, k).
    """
    import statsmodels.api as sm  # slow to import

    design = np.column_stack([np.ones(len(log_prices)), log_prices, others])
    fitted = sm.OLS(log_units, design).fit()
    return float(fitted.params[1]), float(fitted.bse[1])


def _fault(series: Series) -> Unusable | None:
    prices, units = series.prices, series.units
    is_good = np.isfinite(prices).all() and np.isfinite(units).all()
    if not is_good or (prices <= 0).any() or (units < 0).any():
        return Unusable.bad_number
    if len(units) < LEAST_DAYS:
        return Unusable.few_days
    if units.sum() < LEAST_UNITS:
        return Unusable.few_units
    if np.log(prices).std() < LEAST_SPREAD:
        return Unusable.one_price
    return None


def _others(first: int, span: int) -> tuple[Matrix, Vector]:
    """Return the columns beside the price, and the precisions of their priors.

    Constant, days of the week, and the cosines of a random walk's Karhunen-Loève expansion: that
    of order k has the standard deviation WANDER * sqrt(2 * span) / (k * pi).
    """
    days = np.arange(span)
    weekdays = (first + days) % 7
    order = np.arange(1, max(1, round(span / DAYS_PER_WAVE)) + 1)
    columns = np.column_stack(
        [
            np.ones(span),
            *[(weekdays == day).astype(np.float64) for day in range(1, 7)],
            np.cos(np.pi * order * ((days + 0.5) / span)[:, np.newaxis]),
        ]
    )
    waves = WANDER * np.sqrt(2 * span) / (order * np.pi)
    return columns, np.r_[1e-9, np.full(6, WEEKDAY_SD**-2), waves**-2]
