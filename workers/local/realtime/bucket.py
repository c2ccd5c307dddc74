"""A token bucket: so much a second, with bursts."""

from __future__ import annotations

import time


class Bucket:
    """Allows `rate` a second on average, and `burst` at once after a pause."""

    def __init__(self, rate: float, burst: float) -> None:
        self._rate = rate
        self._burst = burst
        self._level = burst
        self._seen_at = time.monotonic()

    def take(self, count: float = 1) -> bool:
        """Take `count` if there is as much; returns whether there was."""
        now = time.monotonic()
        self._level = min(self._burst, self._level + (now - self._seen_at) * self._rate)
        self._seen_at = now
        if self._level < count:
            return False
        self._level -= count
        return True
