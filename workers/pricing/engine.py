"""The engine: from what is known of products to a decision on the price of each.

A product's decision depends on its own inputs and `MODEL` alone, whatever else is in the batch:
what is stored with a recommendation gives the same price again.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from flywheel.pricing import forms
from flywheel.pricing.belief import with_list_price
from flywheel.pricing.decision import Decision
from flywheel.pricing.demand import LEAST_ELASTIC, TILT, Demand, best_price
from flywheel.pricing.draws import normals
from flywheel.pricing.reading import Terms, UnfitError, product_of, read
from flywheel.pricing.stock import Pressure, pressure
from flywheel.pricing.wording import Outcome, put

MODEL = "isoelastic-thompson-2"
"""Name and version. Whatever changes a price that comes out needs another."""

Vector = NDArray[np.float64]
Matrix = NDArray[np.float64]
Flags = NDArray[np.bool_]

CHUNK = 20_000
"""Products reckoned at once: 33 prices each are 5 MB a matrix, which stays near the caches."""

WIDEST_MOVE = 0.25
"""Log scale. The engine's own largest step, also where no rule sets one."""

UNSURE_MOVE = 0.15
"""Largest step to learn from: some 15 % are enough to see an effect."""

DOUBTFUL_MOVE = 0.05
"""Largest raise where the estimate says that every raise pays."""

FARTHEST_RAISE = 1.5
"""Times the list price, where the estimate says that every raise pays."""

MOST_COST_OF_TRYING = 0.01
"""Part of the expected profit that a tried price may cost."""

BOLDNESS = 0.5
"""Draws are this part of the posterior's deviation from its mean: over some months, half of what
Thompson (1933) draws learns nearly as much and costs a quarter."""

CAUTION = 0.2
"""In deviations of the belief: how much nearer to the list price the best price is taken to be
when a price moves away from it. A belief that is wrong then costs less than the list price's own
fault would: of 40 simulated shops with competitors, those below 98 % of its profit fell from 3
to 1, while the mean stayed. At 0.4 the mean of stationary ones fell by 0.3 points."""

LEAST_GAIN = 0.005
"""Of profit; for less, a price is left alone."""

_GRAIN = 1e-9
"""Gains are compared rounded to this, so that the last bit of a processor does not choose."""


class _Columns(NamedTuple):
    """The terms of n products, each an array of shape (n,)."""

    terms: Terms
    seeds: NDArray[np.uint64]


class _Choice(NamedTuple):
    """What was chosen, shape (n,) each."""

    price: Vector
    units: Vector
    profit: Vector
    low: Vector
    high: Vector
    confidence: Vector
    is_trial: Flags
    counted: NDArray[np.int64]


def decide(inputs: Sequence[Mapping[str, Any]]) -> list[Decision]:
    """Decide on the price of each product.

    Parameters
    ----------
    inputs
        As `pricing_inputs` of the database gives them, one a product.

    Returns
    -------
    list
        A decision for each, in their order. Whatever is wrong with a product becomes a decision
        to hold or skip it that says so; nothing is raised.
    """
    decisions: list[Decision] = []
    for begin in range(0, len(inputs), CHUNK):
        decisions += _decide_chunk(inputs[begin : begin + CHUNK])
    return decisions


def _decide_chunk(inputs: Sequence[Mapping[str, Any]]) -> list[Decision]:
    decisions: list[Decision | None] = []
    fit: list[tuple[Terms, int]] = []
    places: list[int] = []
    for place, one in enumerate(inputs):
        try:
            fit.append(read(one))
        except UnfitError as unfit:
            decisions.append(unfit.decision(product_of(one)))
        else:
            decisions.append(None)
            places.append(place)
    if fit:
        numbers = np.array([terms for terms, _ in fit], np.float64)
        columns = _Columns(
            Terms._make(np.ascontiguousarray(column) for column in numbers.T),
            np.array([seed for _, seed in fit], np.uint64),
        )
        with np.errstate(all="ignore"):  # NaN stands for what is not there
            outcomes = _outcomes(columns)
        for place, (terms, _), outcome in zip(places, fit, outcomes, strict=True):
            decisions[place] = put(inputs[place], terms, outcome)
    return [decision for decision in decisions if decision is not None]


def _outcomes(columns: _Columns) -> list[Outcome]:
    t: Any = columns.terms  # arrays now, of the same names
    needs = pressure(t.stock, t.pace, t.season, t.reorder_point, t.lead_time_days)
    mean, sd = with_list_price(t.mean, t.sd, t.list_price, t.cost)
    demand = Demand(
        price=t.price,
        cost=t.cost * (1 - needs.saved),
        mean=mean,
        sd=sd,
        market=np.where(np.isnan(t.market), t.price, t.market),
        tilt=TILT * np.minimum(t.competitors, 3) / 3,
        cap=needs.cap,
    )
    width = 2 * 1.96 * t.sd
    is_thin = width > t.widest_interval
    explores = (t.explores > 0) & is_thin & ~needs.is_short
    chosen = _choose(columns, demand, needs, explores)
    is_held = is_thin & (t.explores == 0)
    is_outside = (t.price < t.low) | (t.price > t.high)
    rows = np.column_stack(
        [chosen.price, chosen.units, chosen.profit, chosen.low, chosen.high, chosen.confidence]
    ).tolist()
    flags = np.column_stack(
        [chosen.is_trial, is_held, is_outside, needs.is_short, chosen.counted > 0]
    ).tolist()
    stock = np.column_stack([needs.cover, needs.wait, needs.saved]).tolist()
    return [
        Outcome(*row, *marks, *cover) for row, marks, cover in zip(rows, flags, stock, strict=True)
    ]


def _choose(columns: _Columns, demand: Demand, needs: Pressure, explores: Flags) -> _Choice:
    t: Any = columns.terms
    low, high = _reach(t, demand, needs, explores)
    prices, are_there, counted = forms.grid(low, high, t.period, t.offset)
    # Forms may be farther apart than a step of ours: then the nearest that the rules allow.
    widest_low, widest_high = _allowed(t)
    fallback = forms.nearest(
        np.clip(t.price, widest_low, widest_high), widest_low, widest_high, t.period, t.offset
    )
    is_empty = (counted == 0) & ~np.isnan(fallback)
    prices[:, 0] = np.where(is_empty, fallback, prices[:, 0])
    are_there[:, 0] |= is_empty
    counted = np.where(is_empty, 1, counted)

    _, profits = demand.expected(prices)
    gain = np.where(are_there, profits - 1, -np.inf)
    is_outside = (t.price < t.low) | (t.price > t.high)
    best = _highest(gain, prices, t.price)
    drawn = demand.mean + BOLDNESS * demand.sd * normals(columns.seeds, MODEL)
    _, tried = demand.at(drawn, prices)
    is_cheap = gain >= -MOST_COST_OF_TRYING
    trial = _highest(np.where(are_there & is_cheap, tried - 1, -np.inf), prices, t.price)
    rows = np.arange(len(t.price))
    is_trial = explores & is_cheap.any(axis=1)
    picked = np.where(is_trial, trial, best)
    price = prices[rows, picked]
    expected = gain[rows, picked]
    stays = ~is_trial & ~is_outside & (expected < LEAST_GAIN)
    price = np.where(stays, t.price, price)
    one = price[:, np.newaxis]
    sold, earned = demand.expected(one)
    _, at_low = demand.at(demand.mean - 1.96 * demand.sd, one)
    _, at_high = demand.at(demand.mean + 1.96 * demand.sd, one)
    point = earned[:, 0] - 1
    return _Choice(
        price=price,
        units=sold[:, 0] - 1,
        profit=point,
        low=np.minimum(np.minimum(at_low, at_high)[:, 0] - 1, point),
        high=np.maximum(np.maximum(at_low, at_high)[:, 0] - 1, point),
        confidence=_confidence(t, demand, price),
        is_trial=is_trial,
        counted=counted,
    )


def _allowed(t: Any) -> tuple[Vector, Vector]:
    """Return the rules' window, in hundredths; what they leave open ends far away."""
    return (
        np.fmax(np.where(np.isnan(t.low), 1.0, t.low), 1.0),
        np.where(np.isnan(t.high), np.maximum(t.price * 4, 10_000.0), t.high),
    )


def _reach(t: Any, demand: Demand, needs: Pressure, explores: Flags) -> tuple[Vector, Vector]:
    """Return the window that is looked at: what the rules allow, within the engine's own step.

    Away from the list price it ends at the price that would be best were demand `CAUTION`
    deviations nearer to what the list price says: a belief that is wrong costs most out there.
    """
    low, high = _allowed(t)
    begin = np.clip(t.price, low, high)
    move = np.where(explores, UNSURE_MOVE, WIDEST_MOVE)
    is_doubtful = t.mean > LEAST_ELASTIC
    up = np.where(is_doubtful, DOUBTFUL_MOVE, move)
    top = begin * np.exp(up)
    farthest = np.where(
        is_doubtful & ~np.isnan(t.list_price),
        np.maximum(FARTHEST_RAISE * t.list_price, begin),
        np.inf,
    )
    top = np.minimum(top, farthest)
    # A unit is never sold below its cost, nor below today's price while stock runs short.
    bottom = np.maximum(begin * np.exp(-move), t.cost + 1)
    bottom = np.where(needs.is_short, np.maximum(bottom, begin), bottom)
    listed = np.where(np.isnan(t.list_price), t.price, t.list_price)
    doubt = np.where(explores, -np.inf, CAUTION * demand.sd)  # what is tried is near and cheap
    lowest = np.minimum(listed, best_price(demand.mean + doubt, demand.cost))
    highest = np.maximum(listed, best_price(demand.mean - doubt, demand.cost))
    bottom = np.maximum(bottom, np.minimum(begin, lowest))
    # Short of stock, a price is not raised for what buyers are like.
    top = np.where(needs.is_short, top, np.minimum(top, np.maximum(begin, highest)))
    return np.maximum(low, np.ceil(bottom)), np.minimum(high, np.floor(top))


def _highest(gain: Matrix, prices: Matrix, price: Vector) -> NDArray[np.intp]:
    """Return the place of the highest gain; of equal ones, of that nearest to the price."""
    coarse = np.rint(gain / _GRAIN)
    top = coarse.max(axis=1, keepdims=True)
    distance = np.where(coarse == top, np.abs(prices - price[:, np.newaxis]), np.inf)
    return np.asarray(np.argmin(distance, axis=1), np.intp)


def _confidence(t: Any, demand: Demand, price: Vector) -> Vector:
    """Return the chance that a price earns more than the present one.

    Profit is monotone in the elasticity: it rises with it for a raise, falls for a cut. So the
    chance is that of an elasticity on the right side of where both earn the same, found by
    halving, which also holds where stock caps sales.
    """
    from scipy.special import ndtr  # slow to import

    one = price[:, np.newaxis]
    rises = price > t.price
    low, high = demand.mean - 6 * demand.sd, demand.mean + 6 * demand.sd
    for _ in range(24):
        middle = (low + high) / 2
        _, earned = demand.at(middle, one)
        pays = earned[:, 0] > 1
        goes_down = pays == rises
        high = np.where(goes_down, middle, high)
        low = np.where(goes_down, low, middle)
    chance = ndtr(((low + high) / 2 - demand.mean) / demand.sd)
    return np.asarray(np.where(rises, 1 - chance, chance), np.float64)
