"""Made-up days: how much happens on them, and when; the same for a company in every run."""

from __future__ import annotations

import datetime as dt
import random
from typing import Any

Row = dict[str, Any]


class Calendar:
    """The days before `today`, with their chance.

    Parameters
    ----------
    company
        Name of the company: the seed of all chance.
    today
        The day after the last one.
    plan
        `[history]` of the company: `yearly_growth`, `busy_weekdays` (0 is Monday) and
        `busy_factor`, how much more happens on them.
    """

    def __init__(self, company: str, today: dt.date, plan: Row) -> None:
        self.chance = random.Random(company)  # noqa: S311 - demo data, no secret
        self._midnight = dt.datetime.combine(today, dt.time(), dt.UTC)
        self._plan = plan

    def count(self, average: float, day: int) -> int:
        """Return how much there is on a day, around an average that grows towards today."""
        weekday = (self._midnight + dt.timedelta(days=day)).weekday()
        expected = average * (1 + self._plan["yearly_growth"] * day / 365)
        if weekday in self._plan["busy_weekdays"]:
            expected *= self._plan["busy_factor"]
        return int(expected * self.chance.uniform(0.6, 1.4) + self.chance.random())

    def moment(self, day: int) -> dt.datetime:
        """Return a time from 7:00 to 22:00 UTC on the day `day` days from today."""
        minutes = self.chance.randrange(7 * 60, 22 * 60)
        return self._midnight + dt.timedelta(days=day, minutes=minutes)

    def pick(self, weights: dict[str, float]) -> str:
        """Return one of the names, each as often as its weight says."""
        return self.chance.choices(list(weights), list(weights.values()))[0]
