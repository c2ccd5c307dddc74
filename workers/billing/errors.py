"""Stripe's errors as ours: what may work later, and what would be refused again."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager

from flywheel.errors import FlywheelError
from flywheel.jobs.errors import GiveUpError, TryAgainError

_KEY = re.compile(r"\b(?:sk|rk|pk|whsec)_\w+")
_MESSAGE_LENGTH = 300
_BUSY_STATUSES = {409, 424, 429}
_PAUSE_WHEN_LIMITED = 2.0


class StripeUnavailableError(TryAgainError):
    """Stripe does not answer, or asks for patience; the same request may work later."""


class StripeRefusedError(GiveUpError):
    """Stripe refuses the request, and would again.

    Attributes
    ----------
    code
        Stripe's own code, such as `card_declined`.
    """

    def __init__(self, message: str, hint: str | None = None, *, code: str | None = None) -> None:
        super().__init__(message, hint)
        self.code = code


class StripeObjectMissingError(StripeRefusedError):
    """There is no such object at Stripe."""


@contextmanager
def translated() -> Iterator[None]:
    """Turn the errors of Stripe's library into ours."""
    import stripe  # slow to import, and only workers need it

    try:
        yield
    except stripe.StripeError as error:
        raise _translate(error) from error


def _translate(error: Exception) -> FlywheelError:
    import stripe

    assert isinstance(error, stripe.StripeError)
    message, status = _told(error.user_message or str(error)), error.http_status
    if isinstance(error, stripe.APIConnectionError) or status is None:
        return StripeUnavailableError(f"Stripe cannot be reached: {message}")
    if status in _BUSY_STATUSES or status >= 500:
        return StripeUnavailableError(
            f"Stripe answered {status}: {message}", after=_retry_after(error)
        )
    if status == 401:
        return StripeUnavailableError(
            f"Stripe does not accept our key: {message}",
            "Set FLYWHEEL_STRIPE_API_KEY to a secret key of the account.",
            after=60,
        )
    if status == 403:
        return StripeUnavailableError(
            f"our key may not do that: {message}",
            "Give the key the permission, or have the workspace connect its account again.",
            after=60,
        )
    if error.code == "resource_missing":
        return StripeObjectMissingError(message, code=error.code)
    return StripeRefusedError(f"Stripe refuses: {message}", code=error.code)


def _retry_after(error: Exception) -> float | None:
    headers = getattr(error, "headers", None) or {}
    told = {str(name).lower(): value for name, value in dict(headers).items()}.get("retry-after")
    try:
        return max(float(str(told)), 0.1)
    except ValueError:
        return _PAUSE_WHEN_LIMITED if getattr(error, "http_status", None) == 429 else None


def _told(text: str) -> str:
    """Return Stripe's message, short and without keys."""
    line = " ".join(_KEY.sub("…", text).split())
    return line if len(line) <= _MESSAGE_LENGTH else line[: _MESSAGE_LENGTH - 1] + "…"
