"""How often one host is asked, whoever asks for it."""

from __future__ import annotations

import asyncio
from collections import defaultdict
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field


@dataclass
class _Lane:
    places: asyncio.Semaphore
    free_at: float = field(default=0.0)


class HostPace:
    """Lets a host be asked a few times at once, and so often a second.

    Parameters
    ----------
    at_once
        Most requests to a host at the same time.
    interval
        Seconds from the begin of one to the begin of the next.
    """

    def __init__(self, *, at_once: int = 2, interval: float = 1.0) -> None:
        self._interval = interval
        self._lanes: defaultdict[str, _Lane] = defaultdict(
            lambda: _Lane(asyncio.Semaphore(at_once))
        )

    @asynccontextmanager
    async def turn(self, host: str) -> AsyncIterator[None]:
        """Wait for a turn at `host`, and hold it for the time of the block."""
        lane = self._lanes[host]
        async with lane.places:
            now = asyncio.get_running_loop().time()
            begin = max(now, lane.free_at)
            lane.free_at = begin + self._interval
            await asyncio.sleep(begin - now)
            yield
