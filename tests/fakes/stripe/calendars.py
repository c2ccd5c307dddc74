"""Billing periods: months and years keep the day of their anchor where the month has it."""

from __future__ import annotations

import calendar
from datetime import UTC, datetime

SECONDS = {"day": 86_400, "week": 604_800}


def added(start: int, interval: str, count: int) -> int:
    """Return the second `count` intervals after a start; 31 January and a month: 28 February."""
    if interval in SECONDS:
        return start + count * SECONDS[interval]
    moment = datetime.fromtimestamp(start, UTC)
    months = moment.year * 12 + moment.month - 1 + count * (12 if interval == "year" else 1)
    year, month = divmod(months, 12)
    day = min(moment.day, calendar.monthrange(year, month + 1)[1])
    return int(moment.replace(year=year, month=month + 1, day=day).timestamp())


def next_boundary(anchor: int, interval: str, count: int, after: int) -> int:
    """Return the first period boundary of an anchor that lies after a second."""
    if interval in SECONDS:
        step = SECONDS[interval] * count
        return anchor + ((after - anchor) // step + 1) * step
    length = (365.2425 if interval == "year" else 30.436875) * 86_400 * count
    # A guess that is never too late, then steps of one period from there.
    turn = int((after - anchor) / length) - 2
    while added(anchor, interval, turn * count) <= after:
        turn += 1
    return added(anchor, interval, turn * count)
