"""Shops that sell at somebody's prices, day by day, within the guardrails of a real shop."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from flywheel.bench.markets.world import FOLLOWS, FOLLOWS_TO, HISTORY_DAYS, LEAD_TIME_DAYS, World

Vector = NDArray[np.float64]
Matrix = NDArray[np.float64]

LARGEST_STEP = 0.10
"""Of the price, once a day."""

LEAST_MARGIN = 0.10
"""Of the price."""

BURSTINESS = 6.0
"""Shape of the gamma that mixes the Poisson: variance is mean + mean^2 / 6."""


@dataclass
class State:
    """What a shop has seen until the morning of a day; n products.

    Attributes
    ----------
    day
        Counts from the history's first.
    price, competitor, stock
        This morning's, shape (n,); prices in hundredths, but the competitor's in units.
    waits
        Days until the delivery that is ordered; infinite where none is, shape (n,).
    prices, units, was_limited
        Of each day so far, shape (days, n): hundredths, units sold, whether stock ended them.
    """

    world: World
    day: int
    price: Vector
    competitor: Vector
    stock: Vector
    waits: Vector
    prices: list[Vector] = field(default_factory=list)
    units: list[Vector] = field(default_factory=list)
    was_limited: list[NDArray[np.bool_]] = field(default_factory=list)

    @property
    def low(self) -> Vector:
        """Lowest price that the guardrails allow today, whole hundredths."""
        margin = np.ceil(self.world.cost * 100 / (1 - LEAST_MARGIN) - 1e-6)
        return np.minimum(
            np.maximum(np.ceil(self.price * (1 - LARGEST_STEP) - 1e-6), margin), self.high
        )

    @property
    def high(self) -> Vector:
        """Highest price that the guardrails allow today, whole hundredths."""
        return np.asarray(np.floor(self.price * (1 + LARGEST_STEP) + 1e-6), np.float64)


Seller = Callable[[State], Vector]
"""Sets the day's prices: hundredths, of the form, within low and high."""


def sell(world: World, seller: Seller, *, days: int, seed: int) -> Matrix:
    """Let a seller set prices for some days, and return what they earned.

    Profit is counted at the mean of a day's demand, so that luck ranks nobody; what a seller
    sees, and what leaves the stock, is drawn.

    Returns
    -------
    array
        Shape (days, n), in units of money.
    """
    state = _opening(world)
    earned = []
    for day in range(HISTORY_DAYS + days):
        state.day = day
        if day >= HISTORY_DAYS:
            state.price = seller(state)
        profit = _trade(state, np.random.default_rng([seed, day]))
        if day >= HISTORY_DAYS:
            earned.append(profit)
    return np.array(earned)


def _opening(world: World) -> State:
    price = np.floor(world.first_price) * 100 + 99
    return State(
        world=world,
        day=0,
        price=price,
        competitor=world.reference.copy(),
        stock=world.delivery * 1.5,
        waits=np.full(world.count, np.inf),
    )


def _trade(state: State, random: np.random.Generator) -> Vector:
    """Sell for a day; return each product's profit at mean demand."""
    world, price = state.world, state.price / 100
    mean = world.mean(state.day, price[:, np.newaxis], state.competitor)[:, 0]
    # One stream a day for every product: the same buyers come, whoever sets the price.
    bursts = random.gamma(BURSTINESS, 1 / BURSTINESS, world.count)
    wanted = random.poisson(mean * bursts).astype(np.float64)
    profit = (price - world.cost) * np.minimum(mean, state.stock)
    sold = np.minimum(wanted, np.floor(state.stock))
    state.prices.append(state.price)
    state.units.append(sold)
    state.was_limited.append(wanted > sold)
    state.stock = state.stock - sold
    _order(state)
    if world.cross:
        away = np.clip(0.5 * np.log(price / world.reference), -FOLLOWS_TO, FOLLOWS_TO)
        target = world.reference * np.exp(away)
        state.competitor = state.competitor * (target / state.competitor) ** FOLLOWS
    return np.asarray(profit, np.float64)


def _order(state: State) -> None:
    """Order at half a delivery, which comes after the lead time."""
    state.waits = state.waits - 1
    comes = state.waits <= 0
    state.stock = np.where(comes, state.stock + state.world.delivery, state.stock)
    state.waits = np.where(comes, np.inf, state.waits)
    orders = np.isinf(state.waits) & (state.stock <= state.world.delivery / 2)
    state.waits = np.where(orders, float(LEAD_TIME_DAYS), state.waits)
