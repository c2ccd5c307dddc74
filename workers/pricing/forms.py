"""The prices that a rounding rule allows, in hundredths of the currency's unit.

Every form is a lattice, `k * period + offset` with whole numbers k: 19.99 is 19 * 100 + 99
hundredths. So the allowed prices within a window are counted, not searched, and no float decides
what is allowed. The same forms as `private.nearest_price` of the database.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

Vector = NDArray[np.float64]
Matrix = NDArray[np.float64]
Flags = NDArray[np.bool_]

MOST_PRICES = 33
"""Candidates of a product: over a window of 25 % each way, steps of 1.5 %, where profit is flat."""


class Form(NamedTuple):
    """Prices `k * period + offset`, in hundredths, k from 0."""

    period: int
    offset: int


_FORMS = {
    "none": Form(1, 0),
    "ends_99": Form(100, 99),
    "ends_95": Form(100, 95),
    "ends_9": Form(100, 90),
    "whole": Form(100, 0),
    "half": Form(50, 0),
    "tens": Form(1000, 0),
}

_FORMS_OF_WHOLE_CURRENCIES = {
    "none": Form(100, 0),
    "ends_99": Form(10000, 9900),
    "ends_95": Form(10000, 9500),
    "ends_9": Form(1000, 900),
    "whole": Form(100, 0),
    "half": Form(100, 0),
    "tens": Form(1000, 0),
}
"""Where there are no hundredths: 1999 yen for ends_99."""


def form_of(rounding: str, decimals: int) -> Form | None:
    """Return a rounding rule's form in a currency, None if there is no such rule.

    Parameters
    ----------
    rounding
        As in `price_rules.rounding`.
    decimals
        Minor units of the currency. Prices are kept with two, so 3 counts as 2.
    """
    return (_FORMS if decimals > 0 else _FORMS_OF_WHOLE_CURRENCIES).get(rounding)


def grid(
    low: Vector, high: Vector, period: Vector, offset: Vector
) -> tuple[Matrix, Flags, NDArray[np.int64]]:
    """Return the prices of a form within windows, at most `MOST_PRICES` of each.

    Where a window holds more, those nearest to evenly spaced points are taken, ends included.

    Parameters
    ----------
    low, high
        Windows in hundredths, shape (n,), whole numbers.
    period, offset
        Of the forms, shape (n,).

    Returns
    -------
    prices, are_there, counted
        Prices in hundredths and which of them count, shape (n, MOST_PRICES); how many prices of
        the form each window holds, shape (n,).
    """
    # k >= 0, and a price of 0 is none.
    first = np.maximum(np.ceil((low - offset) / period), np.where(offset > 0, 0, 1))
    last = np.floor((high - offset) / period)
    counted = np.maximum(last - first + 1, 0)
    taken = np.minimum(counted, MOST_PRICES)
    place = np.arange(MOST_PRICES, dtype=np.float64)
    stride = (counted - 1) / np.maximum(taken - 1, 1)
    steps = np.rint(place * stride[:, np.newaxis])
    prices = (first[:, np.newaxis] + steps) * period[:, np.newaxis] + offset[:, np.newaxis]
    are_there = place < taken[:, np.newaxis]
    return np.where(are_there, prices, 1.0), are_there, counted.astype(np.int64)


def nearest(target: Vector, low: Vector, high: Vector, period: Vector, offset: Vector) -> Vector:
    """Return the price of a form that is nearest to a target within a window; NaN if none.

    All in hundredths, shape (n,).
    """
    first = np.maximum(np.ceil((low - offset) / period), np.where(offset > 0, 0, 1))
    last = np.floor((high - offset) / period)
    # Of two as near the higher one, as the database has it.
    place = np.floor((target - offset) / period + 0.5)
    place = np.clip(place, first, np.maximum(first, last))
    return np.where(last >= first, place * period + offset, np.nan)
