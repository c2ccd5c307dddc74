"""Removal effects are those of the chain without the channel, computed in another way."""

from __future__ import annotations

from collections import Counter
from fractions import Fraction
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from flywheel.analytics.markov import markov
from flywheel.analytics.paths import Path, channels_of

CHANNELS = ["ads", "blog", "email", "maps", "search", "social"]
PATH = st.builds(
    Path,
    st.lists(st.sampled_from(CHANNELS), min_size=1, max_size=6).map(tuple),
    st.integers(0, 40),
    st.integers(0, 200),
)
PATHS = st.lists(PATH, min_size=1, max_size=12).filter(
    lambda paths: any(path.conversions for path in paths)
)


def chance_of_conversion(paths: list[Path], order: int, removed: str | None) -> Fraction:
    """Return the chance to get from start to conversion, walks into `removed` ending in null.

    The equations of the chain, in exact fractions, by elimination of one state after the other:
    what goes into the state goes on to where it leads, and start is left at the end.
    """
    steps: dict[object, Counter[object]] = {}
    for path in paths:
        for end, count in (("conversion", path.conversions), ("null", path.nulls)):
            if count:
                walk = [
                    "start",
                    *(
                        path.channels[max(0, n + 1 - order) : n + 1]
                        for n in range(len(path.channels))
                    ),
                    end,
                ]
                for before, after in pairwise(walk):
                    steps.setdefault(before, Counter())[after] += count
    leads: dict[object, dict[object, Fraction]] = {}
    for state, after in steps.items():
        whole = sum(after.values())
        leads[state] = {one: Fraction(count, whole) for one, count in after.items()}
    for state in list(leads):
        if isinstance(state, tuple) and removed is not None and state[-1] == removed:
            leads[state] = {"null": Fraction(1)}
    for state in [one for one in leads if one != "start"]:
        onward = leads.pop(state)
        again = onward.pop(state, Fraction(0))
        for other in leads.values():
            if reach := other.pop(state, None):
                for after, chance in onward.items():
                    other[after] = other.get(after, Fraction(0)) + reach * chance / (1 - again)
    return leads["start"].get("conversion", Fraction(0))


@settings(max_examples=60, deadline=None)
@given(PATHS, st.sampled_from([1, 2]))
def test_removal_effects_are_those_of_the_chain_without_the_channel(
    paths: list[Path], order: int
) -> None:
    whole = chance_of_conversion(paths, order, None)
    expected = {
        channel: 1 - chance_of_conversion(paths, order, channel) / whole
        for channel in channels_of(paths)
    }
    found = {value.channel: value for value in markov(paths, order)}
    assert found.keys() == expected.keys()
    for channel, effect in expected.items():
        assert found[channel].removal_effect == pytest.approx(float(effect), rel=1e-6, abs=1e-9)
        weight = float(effect / sum(expected.values()))
        assert found[channel].weight == pytest.approx(weight, rel=1e-3, abs=1e-9)
    assert sum(value.weight for value in found.values()) == pytest.approx(1)


def test_a_published_example_comes_out_as_published() -> None:
    # Bryl 2016, "Marketing multi-channel attribution model with R (part 1)", analyzecore.com.
    paths = [Path(("C1", "C2", "C3"), 1, 0), Path(("C1",), 0, 1), Path(("C2", "C3"), 0, 1)]
    found = {value.channel: value for value in markov(paths)}
    assert found["C1"].removal_effect == pytest.approx(0.5)
    assert found["C2"].removal_effect == pytest.approx(1)
    assert found["C3"].removal_effect == pytest.approx(1)
    assert [found[name].weight for name in ("C1", "C2", "C3")] == pytest.approx([0.2, 0.4, 0.4])


def test_a_chain_of_order_two_tells_apart_what_order_one_mixes() -> None:
    paths = [Path(("a", "c"), 10, 0), Path(("b", "c"), 0, 10)]
    assert {v.channel: v.removal_effect for v in markov(paths, 1)}["b"] == pytest.approx(0.5)
    assert {v.channel: v.removal_effect for v in markov(paths, 2)}["b"] == pytest.approx(0)


def test_without_a_conversion_nothing_is_learned() -> None:
    assert markov([Path(("a",), 0, 5)]) == []
