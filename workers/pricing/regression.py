"""Poisson regressions of many products at once, with priors on what is not asked for.

Units are Poisson around exp(offset + price coefficient * log price + other columns), overdispersed
by a factor; the other columns' coefficients are drawn towards zero by normal priors (ridge; Hoerl,
Kennard 1970, Technometrics 12(1)), which for slow waves makes a smoother of them (Wahba 1990,
"Spline models for observational data", section 1.5). The other columns are the same for all
products, so that a Newton step of all is a few products of matrices.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

Vector = NDArray[np.float64]
Matrix = NDArray[np.float64]

MOST_STEPS = 30
LARGEST_STEP = 3.0
"""Of a log mean in one step: farther, Newton's method may go astray."""
CLOSE = 1e-8


class Slopes(NamedTuple):
    """What the regressions found, shape (n,) each.

    Attributes
    ----------
    elasticity, error
        Coefficient of the log price, and its standard error.
    dispersion
        Variance over mean of the units, at least 1: less is chance, or censoring, and makes
        nobody surer than Poisson does.
    """

    elasticity: Vector
    error: Vector
    dispersion: Vector


def regress(
    units: Matrix,
    counted: Matrix,
    log_prices: Matrix,
    others: Matrix,
    precisions: Vector,
    offsets: Matrix,
) -> Slopes:
    """Regress n products' units of d days on their log prices.

    Parameters
    ----------
    units, log_prices, offsets
        Shape (n, d); offsets are of the log mean.
    counted
        1 for days that count, else 0, shape (n, d).
    others
        Further columns, the constant first, shape (d, k).
    precisions
        1 / variance of the priors of their coefficients around zero, shape (k,).
    """
    sold = units * counted
    products, columns = len(units), others.shape[1] + 1
    pairs = (others[:, :, np.newaxis] * others[:, np.newaxis, :]).reshape(len(others), -1)
    prior = np.r_[1e-9, precisions]
    beta = np.zeros((products, columns))
    start = np.exp(offsets) * counted
    level = np.log(np.maximum(sold.sum(axis=1), 0.5) / start.sum(axis=1))
    beta[:, 1] = level
    dispersion = np.ones(products)
    # A prior weighs against the data as far as these are exact, hence first their dispersion.
    for _ in range(2):
        pull = prior * dispersion[:, np.newaxis]
        for _ in range(MOST_STEPS):
            mean = counted * np.exp(_log_mean(beta, log_prices, others, offsets))
            gradient = _sums(sold - mean, log_prices, others) - pull * beta
            information = _information(mean, log_prices, others, pairs)
            total = information + pull[:, :, np.newaxis] * np.eye(columns)
            step = np.linalg.solve(total, gradient[:, :, np.newaxis])[:, :, 0]
            moved = np.abs(_log_mean(step, log_prices, others, 0.0) * counted).max(axis=1)
            step *= np.minimum(1.0, LARGEST_STEP / np.maximum(moved, 1e-12))[:, np.newaxis]
            beta += step
            if moved.max() < CLOSE:
                break
        mean = np.exp(_log_mean(beta, log_prices, others, offsets))
        inverse = np.linalg.inv(total)
        # Parameters as far as data, not priors, set them.
        free = counted.sum(axis=1) - np.einsum("nij,nji->n", inverse, information)
        squares = counted * (units - mean) ** 2 / np.maximum(mean, 1e-12)
        dispersion = np.maximum(squares.sum(axis=1) / np.maximum(free, 1.0), 1.0)
    return Slopes(beta[:, 0], np.sqrt(inverse[:, 0, 0] * dispersion), dispersion)


def _log_mean(beta: Matrix, log_prices: Matrix, others: Matrix, offsets: Matrix | float) -> Matrix:
    found = offsets + beta[:, :1] * log_prices + beta[:, 1:] @ others.T
    return np.asarray(np.minimum(found, 30.0), np.float64)


def _sums(of: Matrix, log_prices: Matrix, others: Matrix) -> Matrix:
    return np.column_stack([(of * log_prices).sum(axis=1), of @ others])


def _information(mean: Matrix, log_prices: Matrix, others: Matrix, pairs: Matrix) -> Matrix:
    size = others.shape[1]
    weighed = mean * log_prices
    found = np.empty((len(mean), size + 1, size + 1))
    found[:, 0, 0] = (weighed * log_prices).sum(axis=1)
    found[:, 0, 1:] = found[:, 1:, 0] = weighed @ others
    found[:, 1:, 1:] = (mean @ pairs).reshape(len(mean), size, size)
    return found
