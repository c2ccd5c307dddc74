"""What is believed of an elasticity once the seller's own list price counts as well.

Who set the list price knew something of the buyers. Were it the best one, its margin would be
the elasticity: L = (p - c) / p = -1 / e (Lerner 1934, "The concept of monopoly and the measurement
of monopoly power", Review of Economic Studies 1(3)). It is taken as one more observation of e,
not a sharp one: the price may be off by `LIST_PRICE_ERROR`, which leaves little of it where the
margin is thin, and it never counts more than an estimate with the error `LEAST_LIST_ERROR`. So it
leads while there are no data, and is overruled by them. Today's price would not do: the engine
has set it, and would be told its own opinion.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Vector = NDArray[np.float64]

LIST_PRICE_ERROR = 0.35
"""Log scale: standard deviation of list prices around best ones. Our judgement."""

LEAST_LIST_ERROR = 0.25
"""In units of the elasticity. At 0.5 the list price was hardly heard where margins are wide, which
is where a price that is too low costs most."""


def with_list_price(
    mean: Vector, sd: Vector, list_price: Vector, cost: Vector
) -> tuple[Vector, Vector]:
    """Return mean and deviation of the elasticity, the list price counted in.

    Parameters
    ----------
    mean, sd
        Of the posterior from sales, shape (n,).
    list_price, cost
        Money, any unit, shape (n,); a list price that is missing (NaN) or not above the cost
        says nothing.
    """
    says = list_price > cost
    implied = -list_price / np.where(says, list_price - cost, 1.0)
    # d e / d log p = e (1 + e) along e = -p / (p - c).
    error = np.maximum(LIST_PRICE_ERROR * np.abs(implied * (1 + implied)), LEAST_LIST_ERROR)
    weight = np.where(says & (cost > 0), sd**2 / (sd**2 + error**2), 0.0)
    return (
        np.where(weight > 0, mean + weight * (implied - mean), mean),
        np.asarray(sd * np.sqrt(1 - weight), np.float64),
    )
