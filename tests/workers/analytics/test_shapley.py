"""The values are Shapley's: by all orders of joining, by coalitions and by paths."""

from __future__ import annotations

from fractions import Fraction
from itertools import permutations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from flywheel.analytics.paths import Path, channels_of, conversions_by_set
from flywheel.analytics.shapley import (
    MAX_CHANNELS,
    shapley,
    values_by_coalitions,
    values_by_paths,
)


def paths_over(channels: list[str]) -> st.SearchStrategy[list[Path]]:
    path = st.builds(
        Path,
        st.lists(st.sampled_from(channels), min_size=1, max_size=6).map(tuple),
        st.integers(0, 40),
        st.integers(0, 40),
    )
    return st.lists(path, min_size=1, max_size=15)


SIX = paths_over(list("abcdef"))
TWELVE = paths_over([f"c{number:02}" for number in range(MAX_CHANNELS)])


def by_permutations(channels: list[str], worths: dict[frozenset[str], int]) -> dict[str, Fraction]:
    """Return what each channel adds, on average over all orders in which they may join."""
    added = dict.fromkeys(channels, 0)
    orders = list(permutations(channels))
    for order in orders:
        joined: set[str] = set()
        before = 0
        for channel in order:
            joined.add(channel)
            now = sum(count for members, count in worths.items() if members <= joined)
            added[channel] += now - before
            before = now
    return {channel: Fraction(total, len(orders)) for channel, total in added.items()}


@settings(max_examples=15, deadline=None)
@given(SIX)
def test_the_values_are_those_of_all_orders_of_joining(paths: list[Path]) -> None:
    channels, worths = channels_of(paths), conversions_by_set(paths)
    expected = by_permutations(channels, worths)
    assert values_by_coalitions(channels, worths) == pytest.approx(
        {channel: float(value) for channel, value in expected.items()}
    )


@settings(max_examples=30, deadline=None)
@given(TWELVE)
def test_sharing_each_path_alike_is_the_same(paths: list[Path]) -> None:
    channels, worths = channels_of(paths), conversions_by_set(paths)
    assert {**dict.fromkeys(channels, 0.0), **values_by_paths(worths)} == pytest.approx(
        values_by_coalitions(channels, worths)
    )


@given(TWELVE)
@settings(max_examples=30, deadline=None)
def test_all_that_was_converted_is_shared_out(paths: list[Path]) -> None:
    channels, worths = channels_of(paths), conversions_by_set(paths)
    total = sum(path.conversions for path in paths)
    assert sum(values_by_coalitions(channels, worths).values()) == pytest.approx(total)
    assert sum(value.weight for value in shapley(paths)) == pytest.approx(1 if total else 0)


@settings(max_examples=30, deadline=None)
@given(SIX)
def test_channels_that_add_the_same_earn_the_same(paths: list[Path]) -> None:
    swap = {"a": "b", "b": "a"}
    mirrored = [
        Path(tuple(swap.get(one, one) for one in path.channels), path.conversions, path.nulls)
        for path in paths
    ]
    weights = {value.channel: value.weight for value in shapley([*paths, *mirrored])}
    assert weights.get("a", 0) == pytest.approx(weights.get("b", 0))


@settings(max_examples=30, deadline=None)
@given(SIX)
def test_a_channel_that_adds_nothing_earns_nothing(paths: list[Path]) -> None:
    weights = {v.channel: v.weight for v in shapley([*paths, Path(("null player",), 0, 9)])}
    assert weights.get("null player", 0) == 0


def test_more_channels_than_coalitions_can_be_counted_for() -> None:
    names = tuple(f"c{number}" for number in range(40))
    weights = {v.channel: v.weight for v in shapley([Path(names, 3, 0), Path(names[:1], 1, 0)])}
    assert weights["c0"] == pytest.approx((3 / 40 + 1) / 4)
    assert weights["c39"] == pytest.approx(3 / 160)
