"""What stock asks of a price.

Too little: sales until the next delivery are capped by it, so that a lower price sells no more
and a higher one may sell the same; see `Demand`. Too much: what a unit costs while it waits,
`HOLDING_RATE` of its cost a year, is saved by selling it, so it counts as cheaper, up to
`MOST_SAVED` (Silver, Pyke, Thomas 2017, "Inventory and production management in supply chains",
section 1.4, on carrying charges).
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

Vector = NDArray[np.float64]
Flags = NDArray[np.bool_]

HOLDING_RATE = 0.25
"""A year, of the cost: capital, space and what spoils."""

MOST_SAVED = 0.2
"""Of the cost."""

PLENTY_DAYS = 180
"""Stock for longer than this, beyond the lead time, is too much."""


class Pressure(NamedTuple):
    """What stock means for n products.

    Attributes
    ----------
    cover
        Days that the stock lasts at the present price, infinite where it is not tracked.
    wait
        Days until a delivery: the lead time, less since when the order must be out.
    is_short
        Stock will run out before that.
    cap
        What it can sell until then, as a multiple of what the present price would.
    saved
        Part of a unit's cost that is saved by selling it sooner.
    """

    cover: Vector
    wait: Vector
    is_short: Flags
    cap: Vector
    saved: Vector


def pressure(
    stock: Vector, pace: Vector, season: Vector, reorder_point: Vector, lead_time_days: Vector
) -> Pressure:
    """Return what stock asks for.

    Parameters
    ----------
    stock
        Units, infinite where it is not tracked; shape (n,) like all others.
    pace
        Units a day; `season` multiplies it.
    reorder_point
        Units at which to order again.
    lead_time_days
        From the order to the delivery.
    """
    a_day = pace * season
    cover = stock / a_day
    # Below the reorder point the order is out: since as long as it took to sell what is missing.
    ordered = np.maximum(reorder_point - stock, 0.0) / a_day
    wait = np.where(lead_time_days > 0, np.maximum(lead_time_days - ordered, 1.0), 0.0)
    is_short = cover < wait
    cap = np.where(is_short, cover / np.where(is_short, wait, 1.0), np.inf)
    surplus = np.where(stock > reorder_point, cover - lead_time_days - PLENTY_DAYS, 0.0)
    tracked = np.isfinite(cover)
    saved = np.where(tracked, np.clip(HOLDING_RATE * surplus / 365, 0.0, MOST_SAVED), 0.0)
    return Pressure(cover, wait, is_short, cap, saved)
