"""Who sets the prices: somebody who knows the demand, somebody who never changes, the engine."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from flywheel.bench.markets.shops import State
from flywheel.bench.markets.world import LEAD_TIME_DAYS, World
from flywheel.pricing import elasticity, engine, forms
from flywheel.pricing.prior import LITERATURE_MEAN, LITERATURE_SD
from flywheel.pricing.shrinkage import shrink

Vector = NDArray[np.float64]

COST_PLUS = LITERATURE_MEAN / (1 + LITERATURE_MEAN)
"""Times the cost: the best price for the average elasticity, 1.62."""

UNKNOWN: dict[str, object] = {
    "mean": LITERATURE_MEAN,
    "sd": LITERATURE_SD,
    "observations": 0,
    "source": "literature",
}
"""What is believed of a product before the first fit."""

FORM = "ends_99"
RECENT_DAYS = 28


def fixed(state: State) -> Vector:
    """Never change the first price."""
    return state.price


def cost_plus(state: State) -> Vector:
    """Go to cost plus the same part for every product."""
    target = state.world.cost * 100 * COST_PLUS
    return _nearest(np.clip(target, state.low, state.high), state)


def oracle(state: State, *, foresight: float = 0.0, saves: bool = True) -> Vector:
    """Set the best price of today's grid, knowing the demand.

    Parameters
    ----------
    foresight
        How much of the competitor's later answer is counted in today: 1 is all of it.
    """
    world = state.world
    period, offset = _form(state)
    prices, are_there, _ = forms.grid(state.low, state.high, period, offset)
    mean = world.mean(state.day, prices / 100, state.competitor)
    mean = mean * (prices / state.price[:, np.newaxis]) ** (foresight * 0.5 * world.cross)
    # What is there must do until the next delivery (Gallego, van Ryzin 1994).
    left = np.where(np.isfinite(state.waits), state.waits, LEAD_TIME_DAYS if saves else 1e-9)
    sold = np.minimum(mean, np.maximum(state.stock / left, 0)[:, np.newaxis])
    profit = np.where(are_there, (prices / 100 - world.cost[:, np.newaxis]) * sold, -np.inf)
    picked = prices[np.arange(world.count), profit.argmax(axis=1)]
    return np.where(are_there.any(axis=1), picked, state.price)


class EngineSeller:
    """The engine and the nightly fit, as a shop in mode `automatic` runs them.

    Parameters
    ----------
    explores
        Whether prices may be tried.
    fit_every
        Days between two fits.
    """

    def __init__(
        self, world: World, *, explores: bool = True, fit_every: int = 1, seed: int = 0
    ) -> None:
        self._world = world
        self._explores = explores
        self._fit_every = fit_every
        self._seed = seed
        self._beliefs = [UNKNOWN] * world.count

    def __call__(self, state: State) -> Vector:
        """Return the engine's prices."""
        if state.day % self._fit_every == 0:
            self._beliefs = _fit(state)
        prices = state.price.copy()
        for number, decision in enumerate(engine.decide(self._inputs(state))):
            if decision.price is not None:
                prices[number] = round(decision.price * 100)
        return prices

    def _inputs(self, state: State) -> list[dict[str, object]]:
        world = self._world
        units = np.array(state.units[-365:])
        recent, total = units[-RECENT_DAYS:].sum(axis=0), units.sum(axis=0)
        prices = np.array(state.prices[-RECENT_DAYS:])
        paid = (prices * units[-RECENT_DAYS:]).sum(axis=0) / np.maximum(recent, 1) / 100
        limited = np.isfinite(world.delivery)
        # The forecast's factor: what is coming over what was.
        ahead = world.season[state.day : state.day + 7].mean()
        factor = float(ahead / world.season[max(state.day - RECENT_DAYS, 0) : state.day].mean())
        return [
            {
                "product_id": str(number),
                "currency": "SAR",
                "decimals": 2,
                "current_price": float(state.price[number]) / 100,
                "base_price": float(world.first_price[number]),
                "base_cost": float(world.cost[number]),
                "low": float(state.low[number]) / 100,
                "high": float(state.high[number]) / 100,
                "rounding": FORM,
                "blocked": None,
                "limits": {},
                "elasticity": self._beliefs[number],
                "units": {
                    "recent": float(recent[number]),
                    "recent_days": min(RECENT_DAYS, len(units)),
                    "total": float(total[number]),
                    "total_days": len(units),
                    "recent_price": float(paid[number]),
                    "other_currency": 0,
                },
                "stock": {
                    "count": float(np.floor(state.stock[number])),
                    "reorder_point": float(world.delivery[number] / 2),
                    "lead_time_days": LEAD_TIME_DAYS,
                }
                if limited[number]
                else None,
                "competitors": {"median": float(state.competitor[number]), "count": 1}
                if world.cross
                else None,
                "season": {"factor": factor, "source": "forecast"},
                "mode": "automatic",
                "explores": self._explores,
                "widest_interval": 3.0,
                "is_holdout": False,
                "seed": hash((self._seed, state.day, number)),
            }
            for number in range(world.count)
        ]


def _fit(state: State) -> list[dict[str, object]]:
    """Return what the nightly fit believes of each product."""
    world = state.world
    prices, units = np.array(state.prices) / 100, np.array(state.units)
    limited = np.array(state.was_limited)
    days = np.arange(len(units))
    beliefs: list[dict[str, object]] = []
    for shop in range(world.shops):
        members = range(shop * world.per_shop, (shop + 1) * world.per_shop)
        good = {number: ~limited[:, number] for number in members}
        found = elasticity.fit_shop(
            [
                elasticity.Series(days[kept], prices[kept, number], units[kept, number])
                for number, kept in good.items()
            ],
            ["only"] * world.per_shop,
        )
        estimates: dict[int, tuple[str | None, float, float]] = {}
        observed: dict[int, int] = {}
        for number, estimate in zip(members, found, strict=True):
            if isinstance(estimate, elasticity.Estimate):
                estimates[number] = ("only", estimate.elasticity, estimate.error)
                observed[number] = estimate.observations
        if not estimates:
            beliefs += [UNKNOWN] * world.per_shop
            continue
        shrunk = shrink(estimates)
        category = shrunk.categories["only"]
        for number in members:
            own = shrunk.products.get(number)
            beliefs.append(
                {
                    "mean": own.mean if own else category.mean,
                    "sd": own.variance**0.5 if own else category.member_sd,
                    "observations": observed.get(number, 0),
                    "source": "product" if own else "category",
                }
            )
    return beliefs


def _form(state: State) -> tuple[Vector, Vector]:
    form = forms.form_of(FORM, 2)
    assert form is not None
    count = state.world.count
    return np.full(count, float(form.period)), np.full(count, float(form.offset))


def _nearest(target: Vector, state: State) -> Vector:
    found = forms.nearest(target, state.low, state.high, *_form(state))
    return np.where(np.isnan(found), state.price, found)
