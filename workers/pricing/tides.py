"""Demand that a shop's products share: seasons, holidays, a campaign of the whole shop.

While prices and a season move together, a season is easily taken for an answer to prices. What a
product's neighbours sold on the same days tells the two apart: their sales over what their own
prices let expect, smoothed, are an offset in its regression. Its own sales are left out, for they
would explain themselves.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Vector = NDArray[np.float64]
Matrix = NDArray[np.float64]

SMOOTHED_DAYS = 5.0
"""Standard deviation of the Gaussian kernel: a week and a half together."""

PRIOR_UNITS = 50.0
"""So many units, as the kernel weighs them, draw a category's movement to that of the shop, and the
shop's to none: a few sales are no season."""


def common_demand(units: Matrix, expected: Matrix, categories: NDArray[np.int64]) -> Matrix:
    """Return the log of demand that each product has in common with others, by day.

    Parameters
    ----------
    units
        Of n products on d days, 0 on days that do not count; shape (n, d).
    expected
        What their prices alone let expect, as many units in sum; shape (n, d).
    categories
        A number for each, shape (n,).
    """
    day = np.arange(units.shape[1])
    kernel = np.exp(-0.5 * ((day[:, np.newaxis] - day) / SMOOTHED_DAYS) ** 2)
    sold, due = units @ kernel, expected @ kernel
    of_shop = _ratio(sold.sum(axis=0) - sold, due.sum(axis=0) - due, np.ones_like(sold))
    tides = np.empty_like(sold)
    for category in np.unique(categories):
        own = categories == category
        tides[own] = _ratio(
            sold[own].sum(axis=0) - sold[own], due[own].sum(axis=0) - due[own], of_shop[own]
        )
    return np.asarray(np.log(tides), np.float64)


def _ratio(sold: Matrix, due: Matrix, otherwise: Matrix) -> Matrix:
    """Return sold over due, drawn towards another ratio where both are small."""
    found = (np.maximum(sold, 0.0) + PRIOR_UNITS * otherwise) / (np.maximum(due, 0.0) + PRIOR_UNITS)
    return np.asarray(found, np.float64)
