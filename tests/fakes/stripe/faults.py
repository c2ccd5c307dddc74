"""What can go wrong on the way to the API, for tests to switch on."""

from __future__ import annotations

import time
from dataclasses import dataclass, field


@dataclass
class Faults:
    """Faults of the HTTP server; calls in the process never meet them."""

    down: bool = False
    """Connections close without an answer."""
    delay_seconds: float = 0.0
    """Each answer waits this long before its request takes effect."""
    rate_limited: int = 0
    """The next requests that get 429."""
    rate_per_second: float | None = None
    """Requests a second before 429; bursts of one second's worth pass."""
    retry_after: int | None = None
    """Seconds in the Retry-After of a 429. Stripe often sends none."""
    errors: int = 0
    """The next requests that get 500 and have no effect."""
    broken: int = 0
    """The next requests that take effect, but whose connection closes without an answer."""
    timeouts: int = 0
    """The next requests that take effect, but are never answered."""
    _tokens: float = field(default=0.0, repr=False)
    _filled: float = field(default=0.0, repr=False)

    def take(self, name: str) -> bool:
        """Use up one of a counted fault."""
        left: int = getattr(self, name)
        if left > 0:
            setattr(self, name, left - 1)
        return left > 0

    def over_rate(self) -> bool:
        """Tell whether this request is one too many for the rate."""
        rate = self.rate_per_second
        if rate is None:
            return False
        now = time.monotonic()
        burst = max(rate, 1.0)
        gained = (now - self._filled) * rate if self._filled else burst
        self._tokens = min(burst, self._tokens + gained)
        self._filled = now
        if self._tokens < 1:
            return True
        self._tokens -= 1
        return False
