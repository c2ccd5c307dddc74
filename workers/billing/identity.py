"""Whether the key is that of the account that we keep: to any other key all of it is unknown."""

from __future__ import annotations

import re

from flywheel.billing.client import PLATFORM, request
from flywheel.billing.errors import StripeUnavailableError
from flywheel.config import settings

_KEY_HINT = "Set FLYWHEEL_STRIPE_API_KEY to a key of the right account and mode."
_AGAIN_SECONDS = 60


def key_livemode() -> bool | None:
    """Return whether the key is for real money; None if it does not say so."""
    key = settings().stripe_api_key
    told = re.match(r"[a-z]+_(live|test)_", key.get_secret_value()) if key else None
    return None if told is None else told[1] == "live"


async def check_key(account: str, *, livemode: bool | None, stripe_id: str | None) -> None:
    """Ask Stripe whose key this is.

    Parameters
    ----------
    account
        platform, or a connected one.
    livemode
        The account's, None while it is unknown.
    stripe_id
        What Stripe called the account when it was last read; None before that.

    Raises
    ------
    StripeUnavailableError
        If the key is of another account or mode; with the right one it goes on.
    """
    mode = key_livemode()
    if mode is not None and livemode is not None and mode is not livemode:
        raise StripeUnavailableError(
            f"account {account} is in {'live' if livemode else 'test'} mode, and the key is not",
            _KEY_HINT,
            after=_AGAIN_SECONDS,
        )
    # A connected account is named with each request, and refused to the key of another platform.
    if account != PLATFORM or stripe_id is None:
        return
    found = (await request("get", "/v1/account"))["id"]
    if found != stripe_id:
        raise StripeUnavailableError(
            f"the key is of Stripe's account {found}, and what is kept is of {stripe_id}",
            _KEY_HINT,
            after=_AGAIN_SECONDS,
        )
