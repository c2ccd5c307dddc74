"""What a reader of a forecast should know, in words."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import numpy as np

from flywheel.insights.intervals import LEAST_COVERAGE
from flywheel.insights.models import is_intermittent
from flywheel.insights.series import Series

_SHORT_DAYS = 14
_QUIET_DAYS = 28
_MOST_NAMED = 5


def history_notes(series: Series, gap: int) -> list[str]:
    """Return what a reader should know about a history."""
    notes = []
    days = len(series.revenue)
    if days < _SHORT_DAYS:
        notes.append(f"a history of {days} {'day' if days == 1 else 'days'}: little is known yet")
    if gap:
        notes.append(f"nothing was sold for {gap} days: only what came after them counts")
    quiet = days - 1 - int(np.flatnonzero(series.revenue)[-1])
    if quiet >= _QUIET_DAYS:
        notes.append(f"nothing was sold in the last {quiet} days")
    if days >= _SHORT_DAYS and is_intermittent(series.revenue):
        share = np.count_nonzero(series.revenue) / days
        notes.append(f"sold on {share:.0%} of the days only: models of intermittent demand")
    return notes


def listed(days: Sequence[date]) -> str:
    """Return the last few of some days, and how many there are before them."""
    named = ", ".join(day.isoformat() for day in days[-_MOST_NAMED:])
    more = len(days) - _MOST_NAMED
    return f"{named} and {more} earlier" if more > 0 else named


def why_wider(factor: float, realised: float | None) -> str:
    """Return why an interval was widened."""
    has_failed = realised is not None and realised < LEAST_COVERAGE
    where = "held too few of the days that have come" if has_failed else "failed in the backtest"
    return f"interval {factor:.2f} times as wide as it would be, because it {where}"
