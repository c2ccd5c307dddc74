"""What every benchmark reports: numbers beside what they are compared with."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass


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
        What the number should stay at or below; None where it only informs.
    """

    name: str
    value: float
    unit: str
    versus: str | None = None
    ratio: float | None = None
    aim: float | None = None

    @property
    def met(self) -> bool | None:
        """Whether the aim was reached; None without an aim."""
        return None if self.aim is None else self.value <= self.aim

    def as_dict(self) -> dict[str, str | float | bool | None]:
        """Return the fields and `met`, for JSON."""
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
