"""`flywheel bench pricing`: what the engine's prices earn beside those of others."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

import numpy as np
from numpy.typing import NDArray

from flywheel.bench.markets.sellers import EngineSeller, cost_plus, fixed, oracle
from flywheel.bench.markets.shops import Seller, sell
from flywheel.bench.markets.world import Kind, World, make_world
from flywheel.bench.report import Result

Vector = NDArray[np.float64]
Matrix = NDArray[np.float64]

AIM_OF_ORACLE = 0.95
"""Of the oracle's profit, in the mean of all shops."""

AIM_OF_FIXED = 0.98
"""Of the fixed price's profit, in the worst shop."""


@dataclass(frozen=True, slots=True)
class MarketsPlan:
    """What to simulate.

    Attributes
    ----------
    seeds
        Shops of each kind of market: one a seed, from `first_seed`.
    per_shop
        Products of a shop.
    days
        In which the engine sets prices; the first half and the second are reported apart.
    fit_every
        Days between two fits of the elasticities. A real shop's are nightly.
    """

    seeds: int = 20
    first_seed: int = 0
    per_shop: int = 8
    days: int = 120
    fit_every: int = 3


def measure_pricing(plan: MarketsPlan, *, say: Callable[[str], None]) -> list[Result]:
    """Sell in every kind of market, and compare.

    Parameters
    ----------
    say
        Told what is going on.

    Returns
    -------
    list
        For each kind, by shop: the engine's profit as share of the oracle's in the first half
        and in the second, mean and worst; as multiple of the fixed price's and of cost-plus's.
        Then the same of all shops.
    """
    shares: list[tuple[str, _Shares]] = []
    for kind in Kind:
        say(f"{kind.value}: {plan.seeds} shops of {plan.per_shop} products, {plan.days} days")
        shares.append((kind.value, _compare(kind, plan)))
    everything = _Shares(
        *(
            np.concatenate([getattr(one, name) for _, one in shares])
            for name in ("early", "late", "fixed", "cost_plus", "fixed_of_oracle")
        )
    )
    results = [result for name, one in shares for result in _results(name, one, plan)]
    return [*results, *_results("all", everything, plan)]


@dataclass(frozen=True, slots=True)
class _Shares:
    """Ratios of profits, one element a shop."""

    early: Vector
    late: Vector
    fixed: Vector
    cost_plus: Vector
    fixed_of_oracle: Vector


def _compare(kind: Kind, plan: MarketsPlan) -> _Shares:
    seeds = range(plan.first_seed, plan.first_seed + plan.seeds)
    world = make_world(kind, seeds, per_shop=plan.per_shop, days=plan.days)

    def earn(seller: Seller) -> Matrix:
        return sell(world, seller, days=plan.days, seed=plan.first_seed)

    ours = earn(EngineSeller(world, fit_every=plan.fit_every))
    best = _by_shop(earn(oracle), world)
    if kind is Kind.competitor:
        best = _better(best, _by_shop(earn(partial(oracle, foresight=1.0)), world))
    if kind is Kind.stock_limited:
        best = _better(best, _by_shop(earn(partial(oracle, saves=False)), world))
    mine, still, plus = (_by_shop(one, world) for one in (ours, earn(fixed), earn(cost_plus)))
    best = _better(best, still)  # who knows the demand also knows when to leave prices alone
    half = plan.days // 2
    return _Shares(
        early=mine[:half].sum(axis=0) / best[:half].sum(axis=0),
        late=mine[half:].sum(axis=0) / best[half:].sum(axis=0),
        fixed=mine.sum(axis=0) / still.sum(axis=0),
        cost_plus=mine.sum(axis=0) / plus.sum(axis=0),
        fixed_of_oracle=still[:half].sum(axis=0) / best[:half].sum(axis=0),
    )


def _by_shop(earned: Matrix, world: World) -> Matrix:
    """Return profits of days and shops."""
    return np.asarray(earned.reshape(len(earned), world.shops, -1).sum(axis=2), np.float64)


def _better(one: Matrix, other: Matrix) -> Matrix:
    """Return, shop by shop, the oracle that earned more: neither is the best there is."""
    return np.where(one.sum(axis=0) >= other.sum(axis=0), one, other)


def _results(name: str, shares: _Shares, plan: MarketsPlan) -> list[Result]:
    half = plan.days // 2
    worst = int(shares.fixed.argmin())
    seed = plan.first_seed + worst % plan.seeds
    kind = f"{list(Kind)[worst // plan.seeds].value}, " if name == "all" else ""
    still = float(shares.fixed_of_oracle.mean())
    mean_early = float(shares.early.mean())
    return [
        Result(
            f"pricing.{name}.to_day_{half}.mean",
            mean_early,
            "of the oracle's profit",
            versus="the fixed price's",
            ratio=mean_early / still,
            aim=AIM_OF_ORACLE,
            at_least=True,
        ),
        Result(
            f"pricing.{name}.to_day_{half}.worst",
            float(shares.early.min()),
            "of the oracle's profit",
        ),
        Result(
            f"pricing.{name}.from_day_{half + 1}.mean",
            float(shares.late.mean()),
            "of the oracle's profit",
            aim=AIM_OF_ORACLE,
            at_least=True,
        ),
        Result(
            f"pricing.{name}.from_day_{half + 1}.worst",
            float(shares.late.min()),
            "of the oracle's profit",
        ),
        Result(f"pricing.{name}.beside_fixed.mean", float(shares.fixed.mean()), "times its profit"),
        Result(
            f"pricing.{name}.beside_fixed.worst",
            float(shares.fixed.min()),
            f"times its profit ({kind}seed {seed})",
            aim=AIM_OF_FIXED,
            at_least=True,
        ),
        Result(
            f"pricing.{name}.beside_cost_plus.mean",
            float(shares.cost_plus.mean()),
            "times its profit",
        ),
    ]
