"""What another price would sell and earn, relative to the present one.

Demand is isoelastic with an uncertain elasticity e: price p sells (p / p0)^e times what the
present price p0 sells. Competitors tilt it: away from their median m by x = log(p / m), demand
loses another TILT / 2 * x^2 (log scale), so that buyers answer more to a price above the
market's and less to one below. Where stock will not last until a delivery, what sells is capped
by it: the fluid model of Gallego and van Ryzin (1994, "Optimal dynamic pricing of inventories
with stochastic demand over finite horizons", Management Science 40(8), section 2.2).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Vector = NDArray[np.float64]
Matrix = NDArray[np.float64]

LEAST_ELASTIC = -1.15
"""No elasticity above is believed: from -1 on, every raise pays, however far."""

MOST_ELASTIC = -10.0

_NODES, _WEIGHTS = np.polynomial.hermite_e.hermegauss(7)
_WEIGHTS = _WEIGHTS / _WEIGHTS.sum()

TILT = 0.5
"""For three competitors or more. Small on purpose: 20 % above the market, the elasticity is
lower by 0.1. There is no published number that fits every shop."""


@dataclass(frozen=True, slots=True)
class Demand:
    """Demand of n products around their present prices.

    Attributes
    ----------
    price, cost
        Money, any unit, shape (n,).
    mean, sd
        Of the elasticity's normal posterior, shape (n,).
    market, tilt
        Competitors' median and how much it counts; tilt 0 where there are none, shape (n,).
    cap
        What stock can sell until the next delivery, as a multiple of what the present price
        would; infinite where there is enough, shape (n,).
    """

    price: Vector
    cost: Vector
    mean: Vector
    sd: Vector
    market: Vector
    tilt: Vector
    cap: Vector

    def expected(self, prices: Matrix) -> tuple[Matrix, Matrix]:
        """Return the expected units and profits at prices, relative to the present price.

        The mean over the elasticity is by Gauss-Hermite quadrature, 7 nodes, each kept within
        what is believed at all; the mean of a lognormal would be ruled by its far tail.

        Parameters
        ----------
        prices
            Shape (n, k).

        Returns
        -------
        units, profits
            1 is what the present price brings, shape (n, k).
        """
        log_ratio, tilted = self._logs(prices)
        units = np.zeros_like(prices)
        # Node by node: elementwise sums in one order give the same bits in every batch.
        for node, weight in zip(_NODES, _WEIGHTS, strict=True):
            elasticity = believed(self.mean + node * self.sd)
            units += weight * self._sold(elasticity, log_ratio, tilted)
        return self._relative(prices, units)

    def at(self, elasticity: Vector, prices: Matrix) -> tuple[Matrix, Matrix]:
        """Return units and profits as `expected` does, were this the elasticity, shape (n,)."""
        log_ratio, tilted = self._logs(prices)
        return self._relative(prices, self._sold(believed(elasticity), log_ratio, tilted))

    def _logs(self, prices: Matrix) -> tuple[Matrix, Matrix]:
        log_ratio = np.log(prices / self.price[:, np.newaxis])
        away_now = np.log(self.price / self.market)[:, np.newaxis]
        away = log_ratio + away_now
        return log_ratio, -0.5 * self.tilt[:, np.newaxis] * (away**2 - away_now**2)

    def _sold(self, elasticity: Vector, log_ratio: Matrix, tilted: Matrix) -> Matrix:
        wanted = np.exp(elasticity[:, np.newaxis] * log_ratio + tilted)
        return np.minimum(wanted, self.cap[:, np.newaxis])

    def _relative(self, prices: Matrix, units: Matrix) -> tuple[Matrix, Matrix]:
        sold_now = np.minimum(1.0, self.cap)[:, np.newaxis]
        margin = (prices - self.cost[:, np.newaxis]) / (self.price - self.cost)[:, np.newaxis]
        relative = units / sold_now
        return relative, margin * relative


def believed(elasticity: Vector) -> Vector:
    """Return elasticities kept within what is believed at all."""
    return np.clip(elasticity, MOST_ELASTIC, LEAST_ELASTIC)


def best_price(elasticity: Vector, cost: Vector) -> Vector:
    """Return the price that earns most at an elasticity, without stock or competitors."""
    kept = believed(elasticity)
    return np.asarray(cost * kept / (1 + kept), np.float64)
