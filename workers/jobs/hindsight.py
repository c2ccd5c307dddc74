"""Where jobs were found last, for claims that had to step over the remains of ended ones."""

from __future__ import annotations

import time
from collections.abc import Sequence

from flywheel.jobs.job import Job, KnownLane

_SLOW_SECONDS = 0.01
_SLOW_SECONDS_PER_JOB = 0.00005
_SHARE = 20
_MOST_LANES = 200


class Hindsight:
    """Notices that claims have become slow, and lets them begin where the last one ended.

    An old transaction (a dump, a replica's query, a forgotten session) keeps the database from
    clearing away the index entries of jobs that have ended. A claim that looks from the start
    steps over them all, longer each time. This one looks from the start only so often that it
    takes a twentieth of the time.
    """

    def __init__(self) -> None:
        self._lanes: dict[tuple[str, int, str | None], float] = {}
        self._use_until = 0.0

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
        if known is not None:
            if not jobs:  # nothing is left there
                self._use_until = 0.0
        elif seconds > _SLOW_SECONDS + _SLOW_SECONDS_PER_JOB * (len(jobs) + done):
            self._use_until = time.perf_counter() + _SHARE * seconds
            self._lanes = {}
        if time.perf_counter() < self._use_until:
            for job in jobs:
                place = (job.job_type, job.priority, job.workspace_key)
                self._lanes[place] = job.scheduled_at
            while len(self._lanes) > _MOST_LANES:
                self._lanes.pop(next(iter(self._lanes)))
