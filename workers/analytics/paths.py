"""Paths of visitors through channels, and what models make of them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Path:
    """Channels in the order of their touches, and how often journeys along them ended how.

    Attributes
    ----------
    channels
        First to last, at least one; a channel may come again.
    conversions
        Orders that the path led to.
    nulls
        Visitors who took it and bought nothing.
    """

    channels: tuple[str, ...]
    conversions: int
    nulls: int


@dataclass(frozen=True, slots=True)
class ChannelValue:
    """What one channel is worth in a model.

    Attributes
    ----------
    weight
        Its part of the conversions; the weights of all channels sum to 1.
    removal_effect
        Markov: which part of the conversions would be lost without it, 0 to 1.
    """

    channel: str
    weight: float
    removal_effect: float | None = None


def read_paths(rows: Iterable[Sequence[object]]) -> list[Path]:
    """Read rows `[channels, conversions, nulls]`, as `read_journeys` of the database gives them."""
    return [
        Path(tuple(map(str, channels)), int(str(conversions)), int(str(nulls)))
        for channels, conversions, nulls in rows
        if isinstance(channels, list)
    ]


def channels_of(paths: Iterable[Path]) -> list[str]:
    """Return the distinct channels of some paths, sorted."""
    return sorted({channel for path in paths for channel in path.channels})


def conversions_by_set(paths: Iterable[Path]) -> dict[frozenset[str], int]:
    """Return how many conversions each set of channels had: the order of touches left aside."""
    counted: dict[frozenset[str], int] = defaultdict(int)
    for path in paths:
        if path.conversions:
            counted[frozenset(path.channels)] += path.conversions
    return dict(counted)
