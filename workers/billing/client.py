"""The client of Stripe's API, and what its errors mean for a job."""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING
from weakref import WeakKeyDictionary

from flywheel.config import settings
from flywheel.jobs.errors import GiveUpError, TryAgainError

# The package takes a second to import: whoever only asks for --help does not wait for it.
if TYPE_CHECKING:
    from stripe import StripeClient, StripeError

KEY_VARIABLE = "FLYWHEEL_STRIPE_API_KEY"
_TIMEOUT_SECONDS = 40.0
_CONNECT_SECONDS = 10.0
_PAUSE_SECONDS = 1.5
_LONGEST_WAIT = 3600.0
_MESSAGE_LENGTH = 500
_KEY = re.compile(r"\b(?:sk|rk|pk|whsec)_\w[\w*]{3,}")

_clients: WeakKeyDictionary[asyncio.AbstractEventLoop, tuple[tuple[str, str | None], StripeClient]]
_clients = WeakKeyDictionary()


class StripeUnconfiguredError(TryAgainError):
    """There is no key for Stripe; once there is, the job succeeds."""


class StripeMissingError(GiveUpError):
    """Stripe knows no such object under this key.

    Attributes
    ----------
    parameter
        Which parameter named it: `id`, or for example `starting_after`.
    """

    def __init__(
        self, message: str, hint: str | None = None, *, parameter: str | None = None
    ) -> None:
        super().__init__(message, hint)
        self.parameter = parameter


def stripe_client() -> StripeClient:
    """Return this event loop's client, with the configured key and address.

    It never tries again by itself: the queue does, where it can be seen.

    Raises
    ------
    StripeUnconfiguredError
        If there is no key.
    """
    config = settings()
    if config.stripe_api_key is None or not config.stripe_api_key.get_secret_value().strip():
        raise StripeUnconfiguredError(
            "Stripe cannot be asked: there is no key for it",
            hint=f"Set {KEY_VARIABLE} where the workers run.",
        )
    key, base = config.stripe_api_key.get_secret_value().strip(), config.stripe_api_base
    loop = asyncio.get_running_loop()
    made = _clients.get(loop)
    if made is None or made[0] != (key, base):
        made = ((key, base), _new_client(key, base))
        _clients[loop] = made
    return made[1]


def _new_client(key: str, base: str | None) -> StripeClient:
    import httpx
    import stripe

    return stripe.StripeClient(
        key,
        base_addresses={} if base is None else {"api": base.rstrip("/")},
        max_network_retries=0,
        http_client=stripe.HTTPXClient(
            timeout=httpx.Timeout(_TIMEOUT_SECONDS, connect=_CONNECT_SECONDS)
        ),
    )


def key_livemode() -> bool | None:
    """Return whether the configured key is for real money; None if it does not say so."""
    key = settings().stripe_api_key
    mode = re.match(r"[a-z]+_(live|test)_", key.get_secret_value().strip()) if key else None
    return None if mode is None else mode[1] == "live"


@asynccontextmanager
async def translated() -> AsyncIterator[None]:
    """Turn errors of Stripe's client into what the queue understands.

    Raises
    ------
    TryAgainError
        If Stripe cannot be reached, has a fault, is busy, or wants fewer requests.
    StripeMissingError
        If it does not know the object.
    GiveUpError
        If it refuses the request or the key.
    """
    import stripe

    try:
        yield
    except stripe.StripeError as error:
        raise _as_ours(error) from None


def _as_ours(error: StripeError) -> GiveUpError | TryAgainError:
    import stripe

    said = told(error.user_message or str(error))
    if isinstance(error, stripe.RateLimitError) or error.http_status == 429:
        return TryAgainError(
            "Stripe wants fewer requests",
            hint="It is tried again by itself. If it lasts, lower stripe.requests_per_second.",
            after=_retry_after(error) or _PAUSE_SECONDS,
        )
    if error.http_status == 409 or error.code == "lock_timeout":
        return TryAgainError(f"Stripe is busy with this object: {said}", after=_PAUSE_SECONDS)
    if isinstance(error, stripe.AuthenticationError):
        return GiveUpError(
            f"Stripe does not accept the key: {said}",
            hint=f"Set {KEY_VARIABLE} where the workers run; then flywheel stripe retry.",
        )
    if isinstance(error, stripe.PermissionError):
        return GiveUpError(
            f"the key may not do this at Stripe: {said}",
            hint=f"Give the key in {KEY_VARIABLE} the permission, or see whether the account is "
            "still connected; then flywheel stripe retry.",
        )
    if error.code == "resource_missing" and isinstance(error, stripe.InvalidRequestError):
        return StripeMissingError(f"Stripe says: {said}", parameter=error.param)
    if isinstance(
        error, stripe.InvalidRequestError | stripe.CardError | stripe.IdempotencyError
    ) or (error.http_status is not None and 400 <= error.http_status < 500):
        return GiveUpError(f"Stripe refuses this: {said}")
    if isinstance(error, stripe.APIConnectionError):
        # What it says is meant for programmers, at length.
        return TryAgainError("Stripe cannot be reached", hint="It is tried again by itself.")
    status = f" (HTTP {error.http_status})" if error.http_status else ""
    return TryAgainError(
        f"Stripe has a fault{status}: {said}",
        hint="It is tried again by itself.",
        after=_retry_after(error),
    )


def told(text: str) -> str:
    """Return a message of Stripe's in one line, short and without keys."""
    key = settings().stripe_api_key
    if key is not None and key.get_secret_value():
        text = text.replace(key.get_secret_value(), "…")
    line = " ".join(_KEY.sub("…", text).split())
    return line if len(line) <= _MESSAGE_LENGTH else line[: _MESSAGE_LENGTH - 1] + "…"


def _retry_after(error: StripeError) -> float | None:
    given = {name.lower(): value for name, value in (error.headers or {}).items()}
    try:
        seconds = float(given["retry-after"])
    except (KeyError, ValueError):
        return None
    return min(seconds, _LONGEST_WAIT) if seconds > 0 else None
