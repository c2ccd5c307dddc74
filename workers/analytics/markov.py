"""Attribution by Markov chain: what is lost where a channel is taken away.

A journey walks from start over channels to conversion or null; each step depends on the last
channel, or the last two. A channel's removal effect is the part of the conversions that do not
happen where every walk that enters the channel ends in null instead (Anderl, Becker, von
Wangenheim, Schumann 2016, "Mapping the customer journey", International Journal of Research in
Marketing 33(3), section 3). Its weight is its part of all removal effects.

The chain is absorbing, so no walk is simulated: with Q the transitions between transient states
and r those into conversion, (I - Q) x = r gives the chance x of conversion from each state
(Kemeny, Snell 1960, theorem 3.3.7).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from flywheel.analytics.paths import ChannelValue, Path, channels_of

State = tuple[str, ...]
"""The last channels of a walk; empty at start."""

Vector = NDArray[np.float64]
Matrix = NDArray[np.float64]

MAX_STATES = 3000
"""More states of a chain that remembers two channels would take minutes: it remembers one."""


def markov(paths: Sequence[Path], order: int = 1) -> list[ChannelValue]:
    """Return what each channel is worth by its removal effect.

    Parameters
    ----------
    paths
        Converted ones and others.
    order
        How many channels back a step depends on: 1 or 2.

    Returns
    -------
    list
        One value per channel, sorted by channel; empty without a conversion.
    """
    if not any(path.conversions for path in paths):
        return []
    states, transient, converting = _chain(paths, order)
    if order > 1 and len(states) > MAX_STATES:
        states, transient, converting = _chain(paths, 1)
    # How often each state is visited from each other one, and the chance to convert from it.
    visits: Matrix = np.asarray(np.linalg.inv(np.eye(len(states)) - transient), np.float64)
    chance = visits @ converting
    channels = channels_of(paths)
    effects = [_removal_effect(visits, chance, _entering(states, name)) for name in channels]
    total = sum(effects)
    return [
        ChannelValue(channel, effect / total, effect)
        for channel, effect in zip(channels, effects, strict=True)
    ]


def _chain(paths: Sequence[Path], order: int) -> tuple[list[State], Matrix, Vector]:
    """Return the states, start first, the steps between them, and those into conversion."""
    steps: dict[tuple[State, State], int] = defaultdict(int)
    ends: dict[State, list[int]] = defaultdict(lambda: [0, 0])
    for path in paths:
        taken = path.conversions + path.nulls
        state: State = ()
        for channel in path.channels:
            entered = (*state, channel)[-order:]
            steps[state, entered] += taken
            state = entered
        ends[state][0] += path.conversions
        ends[state][1] += path.nulls
    states = sorted({state for step in steps for state in step})
    place = {state: number for number, state in enumerate(states)}
    transient = np.zeros((len(states), len(states)))
    converting = np.zeros(len(states))
    for (before, after), count in steps.items():
        transient[place[before], place[after]] = count
    leaving = transient.sum(axis=1)
    for state, (conversions, nulls) in ends.items():
        converting[place[state]] = conversions
        leaving[place[state]] += conversions + nulls
    leaving[leaving == 0] = 1  # paths that nobody took
    return states, transient / leaving[:, np.newaxis], converting / leaving


def _entering(states: Sequence[State], channel: str) -> list[int]:
    """Return the places of the states that a walk is in when it has just entered a channel."""
    return [place for place, state in enumerate(states) if state[-1:] == (channel,)]


def _removal_effect(visits: Matrix, chance: Vector, removed: list[int]) -> float:
    """Return the part of conversions whose walk enters one of the removed states.

    The first of them that a walk from start enters is j with the chance f_j, where
    f N[removed, removed] = N[start, removed] and N counts visits: then it converts with x_j.
    """
    first = np.linalg.solve(visits[np.ix_(removed, removed)].T, visits[0, removed])
    return float(np.clip(first @ chance[removed] / chance[0], 0, 1))
