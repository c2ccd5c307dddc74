"""What every benchmark reports: numbers beside what they are compared with."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True)
class Result:
    """One measured number.

    Attributes
    ----------
    name
        Dotted, lower case: `search.word.p99`.
    value, unit
        The number and what it counts.
    versus
        What `ratio` compares with, in words; None where nothing was measured beside it.
    ratio
        `value` as a multiple of that.
    aim
        What should be reached; None where the number only informs.
    at_least
        Whether the aim is a floor, as for a rate, and not a ceiling, as for a delay.
    aim_on
        What the aim is for: the `value`, or its `ratio` where machines differ too much.
    """

    name: str
    value: float
    unit: str
    versus: str | None = None
    ratio: float | None = None
    aim: float | None = None
    at_least: bool = False
    aim_on: Literal["value", "ratio"] = "value"

    @property
    def met(self) -> bool | None:
        """Whether the aim was reached; None without an aim, or without the ratio it is for."""
        reached = self.ratio if self.aim_on == "ratio" else self.value
        if self.aim is None or reached is None:
            return None
        return reached >= self.aim if self.at_least else reached <= self.aim

    def as_dict(self) -> dict[str, str | float | bool | None]:
        """Return what was measured and whether the aim was met, for JSON."""
        return {
            "name": self.name,
            "value": round(self.value, 3),
            "unit": self.unit,
            "versus": self.versus,
            "ratio": None if self.ratio is None else round(self.ratio, 3),
            "aim": self.aim,
            "met": self.met,
        }


def percentile(values: Sequence[float], share: float) -> float:
    """Return the smallest value that at least `share` (0-1] of the values do not exceed.

    Raises
    ------
    ValueError
        If there are no values, or `share` is not above 0 and at most 1.
    """
    if not values or not 0 < share <= 1:
        raise ValueError(f"no percentile {share} of {len(values)} values")
    return sorted(values)[math.ceil(share * len(values)) - 1]
