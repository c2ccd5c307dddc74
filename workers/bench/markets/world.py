"""Markets whose demand is known, because it is made up here.

Every market has shops, each with products of one category: demand of product i on day t is
negative binomial around

    level_i * season_t * drift_it * (p / r_i)^e_it * (c_it / c_i0)^x

with reference price r, elasticity e (around a mean of the shop's category) and, where there is
one, a competitor's price c with cross elasticity x.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

Vector = NDArray[np.float64]
Matrix = NDArray[np.float64]

HISTORY_DAYS = 28
"""Sold at the first price before anything is decided."""

FARTHEST_START = 0.35
"""Log scale: first prices are up to so far from the best ones, either way."""

FOLLOWS = 0.1
"""A competitor's answer a day: part of the way (log scale) to where it wants to be."""

FOLLOWS_TO = 0.15
"""Log scale: it goes half the way that our price went, within so much of its own first price.
Without an end, to raise prices together would be the best answer, which is no market."""

LEAD_TIME_DAYS = 14


class Kind(StrEnum):
    """How a market behaves."""

    stationary = "stationary"
    drifting = "drifting"
    """Levels wander, elasticities change by up to 0.6 in 120 days."""
    seasonal = "seasonal"
    """Levels go up and down by 40 %, and by day of the week."""
    competitor = "competitor"
    """A competitor follows our prices; buyers compare."""
    stock_limited = "stock_limited"
    """Deliveries take two weeks, and bring less than the best price would sell."""


@dataclass(frozen=True)
class World:
    """Products of several shops in one kind of market; n products, shops one after the other.

    Attributes
    ----------
    kind
        Of the market.
    shops, per_shop
        How many; n is their product.
    cost, reference, first_price
        Money in units, shape (n,).
    effects
        log level of each day and product at the reference price, shape (days, n).
    elasticity
        Shape (days, n).
    season
        Known factor of each day, shape (days,).
    cross
        Cross elasticity; 0 without a competitor.
    delivery
        Units of a delivery, shape (n,); infinite where stock does not limit.
    """

    kind: Kind
    shops: int
    per_shop: int
    cost: Vector
    reference: Vector
    first_price: Vector
    effects: Matrix
    elasticity: Matrix
    season: Vector
    cross: float
    delivery: Vector

    @property
    def count(self) -> int:
        """Products of all shops."""
        return self.shops * self.per_shop

    def mean(self, day: int, prices: Matrix, competitor: Vector) -> Matrix:
        """Return the mean demand at prices, shape (n, k); `day` counts from the history's first."""
        log_mean = (
            self.effects[day][:, np.newaxis]
            + self.elasticity[day][:, np.newaxis] * np.log(prices / self.reference[:, np.newaxis])
            + self.cross * np.log(competitor / self.reference)[:, np.newaxis]
        )
        return np.asarray(np.exp(log_mean), np.float64)


def make_world(kind: Kind, seeds: range, *, per_shop: int, days: int) -> World:
    """Make a market, one shop a seed; the same seed gives the same shop in any range."""
    shops = [_make_shop(kind, seed, per_shop, HISTORY_DAYS + days) for seed in seeds]
    cost, reference, first, delivery = (
        np.concatenate([shop[number] for shop in shops]) for number in range(4)
    )
    effects, elasticity = (
        np.concatenate([shop[number] for shop in shops], axis=1) for number in (4, 5)
    )
    return World(
        kind=kind,
        shops=len(shops),
        per_shop=per_shop,
        cost=cost,
        reference=reference,
        first_price=first,
        effects=effects,
        elasticity=elasticity,
        season=_season(kind, HISTORY_DAYS + days),
        cross=0.8 if kind is Kind.competitor else 0.0,
        delivery=delivery,
    )


def _season(kind: Kind, days: int) -> Vector:
    if kind is not Kind.seasonal:
        return np.ones(days)
    return np.asarray(np.exp(0.35 * np.sin(2 * np.pi * np.arange(days) / 75)), np.float64)


def _make_shop(
    kind: Kind, seed: int, count: int, days: int
) -> tuple[Vector, Vector, Vector, Vector, Matrix, Matrix]:
    random = np.random.default_rng([seed, list(Kind).index(kind)])
    cost = np.exp(random.uniform(np.log(8), np.log(60), count))
    middle = random.normal(-2.5, 0.5)
    begin = np.clip(random.normal(middle, 0.5, count), -5.0, -1.4)
    elasticity = np.tile(begin, (days, 1))
    level = np.exp(random.normal(np.log(4), 0.7, count))
    weekday = np.exp(random.normal(0, 0.15, 7))
    effects = np.log(level) + np.log(weekday[np.arange(days) % 7])[:, np.newaxis]
    effects = effects + np.log(_season(kind, days))[:, np.newaxis]
    if kind is Kind.drifting:
        effects = effects + random.normal(0, 0.015, (days, count)).cumsum(axis=0)
        change = random.uniform(-0.6, 0.6, count)
        elasticity = np.clip(elasticity + np.linspace(0, 1, days)[:, np.newaxis] * change, -5, -1.4)
    best = cost * begin / (1 + begin)
    first = best * np.exp(random.uniform(-FARTHEST_START, FARTHEST_START, count))
    first = np.maximum(first, cost * 1.12)
    delivery = np.full(count, np.inf)
    if kind is Kind.stock_limited:
        delivery = np.ceil(level * LEAD_TIME_DAYS * random.uniform(0.6, 1.2, count))
    return cost, best, first, delivery, effects, elasticity
