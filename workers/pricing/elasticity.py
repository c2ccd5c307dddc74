"""Price elasticity of one product, from its daily units and prices.

Units a day are counts with a mean that is a product of effects, so they are fitted as such: a
Poisson regression with log link on the log price, whose coefficient is the elasticity, with day
of week and trend beside it. Its standard errors are scaled by Pearson's chi-square over the
degrees of freedom (quasi-Poisson; McCullagh, Nelder 1989, "Generalized linear models", section
6.2.3), for buyers come in bursts. Days without a sale count like any other, which a regression of
logarithms cannot do.
"""

from __future__ import annotations

import warnings
from dataclasses import dataclass
from enum import StrEnum
from statistics import NormalDist

import numpy as np
from numpy.typing import NDArray

Vector = NDArray[np.float64]
Matrix = NDArray[np.float64]

LEAST_DAYS = 14
LEAST_UNITS = 10
LEAST_SPREAD = 0.005
"""Standard deviation of the log price; less is rounding, not a change that buyers notice."""

DAYS_FOR_SEASON = 28
"""From here on, day of week and trend are fitted as well: they take seven degrees of freedom."""

DAYS_PER_WAVE = 45

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
    """Estimate a product's elasticity by quasi-Poisson regression.

    Returns
    -------
    Estimate or Unusable
        The latter says why the data do not give one.
    """
    fault = _fault(series)
    if fault is not None:
        return fault
    import statsmodels.api as sm  # slow to import

    design = _design(series)
    try:
        with warnings.catch_warnings(), np.errstate(all="ignore"):
            warnings.simplefilter("ignore")
            model = sm.GLM(series.units, design, family=sm.families.Poisson())
            fitted = model.fit(scale="X2", maxiter=50)
            elasticity, error = float(fitted.params[1]), float(fitted.bse[1])
            dispersion = float(fitted.scale)
    except (np.linalg.LinAlgError, ValueError):
        return Unusable.separation
    if not dispersion > 1:
        # Underdispersion is chance, or censoring: it makes nobody surer than Poisson does.
        error, dispersion = error / max(dispersion, 1e-12) ** 0.5, 1.0
    if not (abs(elasticity) <= LARGEST and 0 < error <= LARGEST_ERROR):
        return Unusable.separation
    if elasticity - _TWO_SIDED * error > 0:
        return Unusable.positive
    return Estimate(
        elasticity=elasticity,
        error=error,
        observations=len(series.units),
        units=float(series.units.sum()),
        prices=len(np.unique(series.prices)),
        dispersion=dispersion,
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


def _design(series: Series) -> Matrix:
    """Return the columns: constant, log price, then day of week and trend if days are enough."""
    log_prices = np.log(series.prices)
    columns = [np.ones(len(log_prices)), log_prices - log_prices.mean()]
    span = int(series.days[-1] - series.days[0]) + 1
    if len(series.days) >= DAYS_FOR_SEASON:
        weekdays = series.days % 7
        sold = np.bincount(weekdays, weights=series.units, minlength=7)
        # A weekday that never sold would be separation of its own: it joins the reference.
        columns += [(weekdays == day).astype(np.float64) for day in range(1, 7) if sold[day] > 0]
        place = (series.days - series.days[0] + 0.5) / span
        waves = max(1, round(span / DAYS_PER_WAVE))
        columns += [np.cos(np.pi * wave * place) for wave in range(1, waves + 1)]
    return np.column_stack(columns)
