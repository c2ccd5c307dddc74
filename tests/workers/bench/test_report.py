"""Numbers of a benchmark are what they say."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flywheel.bench.report import Result, percentile

VALUES = st.lists(st.floats(min_value=0, max_value=1e6), min_size=1)


@given(VALUES, st.floats(min_value=0.001, max_value=1))
def test_a_percentile_is_a_value_that_enough_values_do_not_exceed(
    values: list[float], share: float
) -> None:
    found = percentile(values, share)
    assert found in values
    assert sum(value <= found for value in values) >= share * len(values)
    assert sum(value < found for value in values) < share * len(values)


def test_percentiles_of_a_hundred_values() -> None:
    values = [float(n) for n in range(1, 101)]
    assert [percentile(values, share) for share in (0.5, 0.95, 0.99, 1)] == [50, 95, 99, 100]


@pytest.mark.parametrize(("values", "share"), [([], 0.5), ([1.0], 0), ([1.0], 1.1)])
def test_there_is_no_percentile_of_nothing(values: list[float], share: float) -> None:
    with pytest.raises(ValueError, match="no percentile"):
        percentile(values, share)


@pytest.mark.parametrize(("aim", "met"), [(None, None), (50, True), (49.9, False)])
def test_an_aim_is_met_or_missed(aim: float | None, met: bool | None) -> None:
    assert Result("search.word.p99", 50, "ms", aim=aim).as_dict()["met"] is met


@pytest.mark.parametrize(("aim", "met"), [(50, True), (50.1, False)])
def test_a_rate_is_to_be_reached_and_not_to_stay_below(aim: float, met: bool) -> None:
    assert Result("queue.drain", 50, "jobs/s", aim=aim, at_least=True).met is met


@pytest.mark.parametrize(
    ("at_least", "ratio", "met"),
    [(True, 0.8, True), (True, 0.79, False), (False, 0.8, True), (False, 0.81, False)],
)
def test_an_aim_may_be_for_the_ratio(at_least: bool, ratio: float, met: bool) -> None:
    result = Result(
        "queue.flat", 9000, "jobs/s", "empty", ratio, aim=0.8, at_least=at_least, aim_on="ratio"
    )
    assert result.met is met


def test_an_aim_for_a_ratio_that_nobody_measured_is_neither_met_nor_missed() -> None:
    assert Result("queue.drain", 50, "jobs/s", aim=1, aim_on="ratio").met is None


def test_json_has_the_same_keys_whatever_the_aim_is_for() -> None:
    keys = ["name", "value", "unit", "versus", "ratio", "aim", "met"]
    for result in (
        Result("search.word.p50", 1, "ms"),
        Result("queue.drain", 1, "jobs/s", "floor", 0.5, aim=0.4, at_least=True, aim_on="ratio"),
    ):
        assert list(result.as_dict()) == keys
