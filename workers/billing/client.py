"""Requests to Stripe, with its official client."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from functools import cache
from typing import TYPE_CHECKING, Any, cast
from weakref import WeakKeyDictionary

from flywheel.billing.errors import StripeUnavailableError, translated
from flywheel.config import settings

if TYPE_CHECKING:
    import stripe

PLATFORM = "platform"
"""What our own account is called; others go by their id, acct_…."""

_clients: WeakKeyDictionary[asyncio.AbstractEventLoop, stripe.StripeClient] = WeakKeyDictionary()


@cache
def _base_addresses(api_base: str | None) -> dict[str, str]:
    return {} if api_base is None else {"api": api_base.rstrip("/")}


def stripe_client() -> stripe.StripeClient:
    """Return the client of this event loop.

    Raises
    ------
    StripeUnavailableError
        If no key is set: what waits is tried again.
    """
    loop = asyncio.get_running_loop()
    if loop not in _clients:
        _clients[loop] = _made()
    return _clients[loop]


def _made() -> stripe.StripeClient:
    import stripe  # slow to import

    given = settings()
    if given.stripe_api_key is None:
        raise StripeUnavailableError(
            "no key of Stripe is set, so nothing can be asked",
            "Set FLYWHEEL_STRIPE_API_KEY for the workers.",
            after=60,
        )
    return stripe.StripeClient(
        given.stripe_api_key.get_secret_value(),
        base_addresses=cast("Any", _base_addresses(given.stripe_api_base)),
        stripe_version=given.stripe_api_version,
        # The queue retries, with its own pauses; the client's retries would hide them.
        max_network_retries=0,
        http_client=stripe.HTTPXClient(timeout=given.stripe_timeout_seconds),
    )


async def request(
    method: str,
    path: str,
    parameters: Mapping[str, Any] | None = None,
    *,
    account: str = PLATFORM,
    idempotency_key: str | None = None,
) -> dict[str, Any]:
    """Send one request, and return what Stripe answers.

    Parameters
    ----------
    method
        get, post or delete.
    path
        Such as /v1/customers.
    account
        Whose: ours, or the id of a connected one.
    idempotency_key
        With the same one, a request that is sent again takes effect once.

    Raises
    ------
    StripeUnavailableError
        If the same request may work later.
    StripeRefusedError
        If it would be refused again.
    """
    options: dict[str, Any] = {}
    if account != PLATFORM:
        options["stripe_account"] = account
    if idempotency_key is not None:
        options["idempotency_key"] = idempotency_key
    client = stripe_client()
    with translated():
        answer = await client.raw_request_async(method, path, **options, **(parameters or {}))
    return cast("dict[str, Any]", answer.data)
