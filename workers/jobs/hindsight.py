"""Where jobs were found last, for claims that had to step over the remains of ended ones."""

from __future__ import annotations

import time
from collections.abc import Sequence

from flywheel.jobs.job import Job, KnownLane

# What a claim may take besides its jobs, and how much longer than the best of late for them.
_SLOW_SECONDS = 0.005
_SLOW_FACTOR = 1.3
_FORGET = 1.01
_ENOUGH_TO_COMPARE = 100
_SLOW_WITHOUT_COMPARISON = 0.02
# One alone may be the disk's doing.
_SLOW_IN_A_ROW = 3
# A look from the start takes a ninth of the time at most: eight times as long it is not repeated.
_SHARE = 8
_MOST_LANES = 200


class Hindsight:
    """Notices that claims have become slow, and lets them begin where the last one ended.

    An old transaction (a dump, a replica's query, a forgotten session) keeps the database from
    clearing away the index entries of jobs that have ended. A claim that looks from the start
    steps over them all, longer each time. This one looks from the start only so often that it
    takes a ninth of the time; a lane that is new waits until then.
    """

    def __init__(self) -> None:
        self._lanes: dict[tuple[str, int, str | None], float] = {}
        self._use_until = 0.0
        self._best = float("inf")
        self._slow_left = _SLOW_IN_A_ROW

    def known(self, now: float) -> list[KnownLane] | None:
        """Return where to look; None for everywhere.

        Parameters
        ----------
        now
            Seconds on the clock of `time.perf_counter`.
        """
        if now >= self._use_until or not self._lanes:
            return None
        return [
            KnownLane(job_type, priority, workspace, since)
            for (job_type, priority, workspace), since in self._lanes.items()
        ]

    def learn(
        self, jobs: Sequence[Job], seconds: float, done: int, known: list[KnownLane] | None
    ) -> None:
        """Learn from an exchange.

        Parameters
        ----------
        jobs
            What came, in the order of the claim.
        seconds
            How long the exchange took.
        done
            How many jobs it completed.
        known
            Where it looked.
        """
        if known is not None and not jobs:  # nothing is left there
            self._use_until = 0.0
            return
        is_slow = self._is_slow(seconds, len(jobs) + done)
        if known is None:
            self._slow_left = self._slow_left - 1 if is_slow else _SLOW_IN_A_ROW
            if self._slow_left <= 0:
                # Where it was slow before, once is enough to know that it still is.
                self._slow_left = 1
                self._use_until = time.perf_counter() + _SHARE * seconds
                self._lanes = {}
        if time.perf_counter() < self._use_until:
            for job in jobs:
                place = (job.job_type, job.priority, job.workspace_key)
                self._lanes[place] = job.scheduled_at
            while len(self._lanes) > _MOST_LANES:
                self._lanes.pop(next(iter(self._lanes)))

    def _is_slow(self, seconds: float, count: int) -> bool:
        """Compare with the best of late, which is forgotten little by little."""
        if count < _ENOUGH_TO_COMPARE:
            return seconds > _SLOW_WITHOUT_COMPARISON
        self._best = min(self._best * _FORGET, seconds / count)
        return seconds > _SLOW_SECONDS + _SLOW_FACTOR * self._best * count
