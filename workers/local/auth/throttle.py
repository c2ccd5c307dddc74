"""Keeps mails to one address apart."""

from __future__ import annotations

import time

from flywheel.local.auth.errors import AuthError


class Throttle:
    """Keeps mails of one kind to one address apart, whether or not there is an account."""

    def __init__(self, seconds: float) -> None:
        self._seconds = seconds
        self._last: dict[tuple[str, str], float] = {}

    def admit(self, kind: str, email: str) -> None:
        """Count one mail, or raise `over_email_send_rate_limit`."""
        now = time.monotonic()
        left = self._last.get((kind, email), -self._seconds) + self._seconds - now
        if left > 0:
            raise AuthError(
                429,
                "over_email_send_rate_limit",
                "For security purposes, you can only request this after "
                f"{max(1, round(left))} seconds.",
            )
        self._last = {key: sent for key, sent in self._last.items() if now - sent < self._seconds}
        self._last[kind, email] = now
