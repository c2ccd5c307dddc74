"""Attribution by Shapley value: what a channel adds to coalitions of the others.

A coalition of channels is worth the conversions whose paths use its channels alone. Up to
`MAX_CHANNELS` channels, the value is computed from all coalitions (Shapley 1953, "A value for
n-person games"). It is a sum of games, one per path, in each of which the path's channels are
needed all together and so share alike; the Shapley value is linear, so each conversion divided
by the distinct channels of its path gives the same for any number of channels (Zhao, Mahboobi,
Bagheri 2018, "Shapley value methods for attribution modeling in online advertising", section 3).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from math import factorial

from flywheel.analytics.paths import ChannelValue, Path, channels_of, conversions_by_set

MAX_CHANNELS = 12
"""With more, coalitions are too many to look at each: 2 to the power of the channels."""


def shapley(paths: Sequence[Path]) -> list[ChannelValue]:
    """Return what each channel is worth by its Shapley value.

    Parameters
    ----------
    paths
        Converted ones count; others are left aside.

    Returns
    -------
    list
        One value per channel, sorted by channel; empty without a conversion.
    """
    channels = channels_of(paths)
    worths = conversions_by_set(paths)
    total = sum(worths.values())
    if not total:
        return []
    if len(channels) <= MAX_CHANNELS:
        values = values_by_coalitions(channels, worths)
    else:
        values = values_by_paths(worths)
    return [ChannelValue(channel, values.get(channel, 0.0) / total) for channel in channels]


def values_by_coalitions(
    channels: Sequence[str], worths: Mapping[frozenset[str], int]
) -> dict[str, float]:
    """Return each channel's mean addition to a coalition, over all orders of joining.

    Parameters
    ----------
    channels
        All players.
    worths
        Conversions of the paths with exactly these channels.
    """
    count = len(channels)
    bit = {channel: 1 << place for place, channel in enumerate(channels)}
    worth = [0] * (1 << count)
    for members, conversions in worths.items():
        worth[sum(bit[channel] for channel in members)] += conversions
    # Sum over subsets: afterwards, worth[S] is of all paths within S.
    for one in bit.values():
        for coalition in range(1 << count):
            if coalition & one:
                worth[coalition] += worth[coalition ^ one]
    chances = [
        factorial(size) * factorial(count - size - 1) / factorial(count) for size in range(count)
    ]
    return {
        channel: sum(
            chances[coalition.bit_count()] * (worth[coalition | one] - worth[coalition])
            for coalition in range(1 << count)
            if not coalition & one
        )
        for channel, one in bit.items()
    }


def values_by_paths(worths: Mapping[frozenset[str], int]) -> dict[str, float]:
    """Return each channel's part of conversions that the channels of a path share alike.

    Parameters
    ----------
    worths
        Conversions of the paths with exactly these channels.
    """
    values: dict[str, float] = defaultdict(float)
    for members, conversions in worths.items():
        for channel in members:
            values[channel] += conversions / len(members)
    return dict(values)
