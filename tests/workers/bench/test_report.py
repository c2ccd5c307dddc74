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
