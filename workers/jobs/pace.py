"""How many jobs a worker holds: many while they are short, no more than it can run while long."""

from __future__ import annotations

import time

_WORTH_SECONDS = 0.05
_MOST_AHEAD = 2000
_RISE = 0.3
_FALL = 0.05
_FORGET_SECONDS = 30.0


class Pace:
    """Learns how long jobs take, and says how many to fetch ahead.

    What waits in a worker waits behind what runs there, where no other worker and no more
    urgent job can pass it. So only as many are fetched as the slowest type of late would get
    through in `worth_seconds`; and the number only doubles from one claim to the next.

    Parameters
    ----------
    most
        Most jobs fetched ahead; 0 fetches none.
    worth_seconds
        How much work may lie ready.
    """

    def __init__(self, most: int = _MOST_AHEAD, worth_seconds: float = _WORTH_SECONDS) -> None:
        self._most = most
        self._worth_seconds = worth_seconds
        self._seconds: dict[str, float] = {}
        self._seen_at: dict[str, float] = {}
        self._last = 1

    def observe(self, job_type: str, seconds: float) -> None:
        """Learn from a job that ended.

        A moving average (exponential smoothing, Brown 1956) that rises faster than it falls:
        too many at hand does more harm than too few.
        """
        known = self._seconds.get(job_type)
        if known is None:
            self._seconds[job_type] = seconds
        else:
            weight = _RISE if seconds > known else _FALL
            self._seconds[job_type] = known + weight * (seconds - known)
        self._seen_at[job_type] = time.monotonic()

    def ahead(self, longest_running: float) -> int:
        """Return how many jobs to hold besides those that run.

        Parameters
        ----------
        longest_running
            Seconds for which the oldest running job has run.
        """
        horizon = time.monotonic() - _FORGET_SECONDS
        for job_type in [name for name, at in self._seen_at.items() if at < horizon]:
            del self._seconds[job_type], self._seen_at[job_type]
        slowest = max(self._seconds.values(), default=self._worth_seconds * 2)
        slowest = max(slowest, longest_running, 1e-6)
        wanted = min(self._most, int(self._worth_seconds / slowest))
        self._last = min(wanted, max(16, 2 * self._last))
        return self._last
