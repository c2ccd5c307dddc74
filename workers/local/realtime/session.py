"""The session behind one channel: whose it is, and that it ends when its token does."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable

from flywheel.local.realtime.identity import Identity, expiry_notice

# A token that lives longer is looked at again after this time.
_LONGEST_TIMER = 3600.0


class Session:
    """A token, its identity, and a watch over its expiry.

    Parameters
    ----------
    expired
        Called once, with the reason, when the token is too old.
    """

    def __init__(self, token: str, identity: Identity, expired: Callable[[str], None]) -> None:
        self.token = token
        self.identity = identity
        self._expired = expired
        self._timer: asyncio.TimerHandle | None = None

    def replace(self, token: str, identity: Identity) -> None:
        """Go on with a new token."""
        self.token, self.identity = token, identity
        self.watch()

    def watch(self) -> None:
        """Watch over the expiry from now on."""
        self.stop()
        delay = min(max(0.0, self.identity.expires_at - time.time()), _LONGEST_TIMER)
        self._timer = asyncio.get_running_loop().call_later(delay, self._look)

    def stop(self) -> None:
        """Watch no more."""
        if self._timer:
            self._timer.cancel()
            self._timer = None

    def _look(self) -> None:
        if time.time() >= self.identity.expires_at:
            self._expired(expiry_notice(self.identity.expires_at))
        else:
            self.watch()
