"""Reads objects from Stripe, one or a page, each with all that is in it."""

from __future__ import annotations

import asyncio
import time
from dataclasses import dataclass
from typing import Any, cast
from urllib.parse import parse_qsl, quote

from flywheel.billing.client import (
    KEY_VARIABLE,
    StripeMissingError,
    key_livemode,
    stripe_client,
    translated,
)
from flywheel.billing.kinds import ACCOUNT, ENTITLEMENTS, Kind, mirrored
from flywheel.jobs.errors import GiveUpError, TryAgainError

PLATFORM = "platform"
PAGE = 100
_PAUSE_SECONDS = 0.5
_LONGEST_PAUSE = 15.0


class Throttle:
    """Spreads requests evenly.

    Parameters
    ----------
    per_second
        Most of them in a second.
    """

    def __init__(self, per_second: float) -> None:
        self._interval = 1 / per_second
        self._next = 0.0

    async def turn(self) -> None:
        """Wait until the next request may go."""
        now = time.monotonic()
        at = max(now, self._next)
        self._next = at + self._interval
        if at > now:
            await asyncio.sleep(at - now)


@dataclass(frozen=True, slots=True)
class Page:
    """A page of a list: whole objects, the cursor behind them, and whether it is the last."""

    objects: list[dict[str, Any]]
    cursor: str | None
    is_last: bool


class Reader:
    """Reads the objects of one account.

    Parameters
    ----------
    account_id
        `platform`, or the connected account.
    livemode
        Whether its money is real; None if nobody knows, then the first object says it.
    stripe_id
        What Stripe calls the account; None if nobody knows.
    throttle
        Spreads the requests; None sends them at once.
    patience
        Seconds to wait in place while Stripe wants fewer requests or has a fault.
    """

    def __init__(
        self,
        account_id: str,
        *,
        livemode: bool | None = None,
        stripe_id: str | None = None,
        throttle: Throttle | None = None,
        patience: float = 0,
    ) -> None:
        self.livemode = livemode
        self._account_id = account_id
        self._stripe_id = stripe_id
        self._throttle = throttle
        self._patience = patience

    async def one(self, kind: Kind, object_id: str) -> dict[str, Any] | None:
        """Return an object; None if it is deleted.

        Raises
        ------
        GiveUpError, TryAgainError
            As `translated`; also if it is of another account or of the other mode.
        """
        if kind.name == ENTITLEMENTS:
            return await self._summary(kind, object_id)
        is_account = kind.name == ACCOUNT
        path = kind.path if is_account else f"{kind.path}/{quote(object_id, safe='')}"
        try:
            found = await self._get(path, {"expand": list(kind.expand)} if kind.expand else {})
        except StripeMissingError as error:
            await self._make_sure(error)
            return None
        if found.get("deleted"):
            return None
        if is_account and found.get("id") != object_id:
            raise GiveUpError(
                f"the key is of Stripe's account {found.get('id')}, not of {object_id}",
                hint=f"Is {KEY_VARIABLE} the key of the right account?",
            )
        return await self._whole(kind, found)

    async def page(
        self, kind: Kind, after: str | None = None, created_since: int | None = None
    ) -> Page:
        """Return the page behind an id, newest objects first.

        Raises
        ------
        StripeMissingError
            With the parameter `starting_after`, if the object of that id is no more.
        GiveUpError, TryAgainError
            As `translated`; also if an object is of the other mode.
        """
        if kind.name == ACCOUNT:
            return Page([await self._whole(kind, await self._get(kind.path))], None, is_last=True)
        parameters: dict[str, Any] = {"limit": PAGE, **kind.listing}
        if kind.expand:
            parameters["expand"] = [f"data.{name}" for name in kind.expand]
        if after is not None:
            parameters["starting_after"] = after
        if created_since is not None and kind.lists_since:
            parameters["created"] = {"gte": created_since}
        listed = await self._get(kind.path, parameters)
        objects = [await self._whole(kind, found) for found in listed["data"]]
        cursor = listed["data"][-1]["id"] if listed["data"] else None
        return Page(objects, cursor, is_last=not listed["has_more"] or cursor is None)

    async def _summary(self, kind: Kind, customer_id: str) -> dict[str, Any] | None:
        """Return what a customer is entitled to, as one object."""
        try:
            listed = await self._rest(kind.path, {"customer": customer_id}, None)
        except StripeMissingError as error:
            await self._make_sure(error)
            return None
        entitlements = []
        for one in sorted(listed, key=lambda entitlement: str(entitlement["id"])):
            self._check_mode(one)
            feature = one["feature"]
            entitlements.append(
                {
                    "id": one["id"],
                    "feature": feature["id"] if isinstance(feature, dict) else feature,
                    "lookup_key": one["lookup_key"],
                }
            )
        return {
            "id": customer_id,
            "object": ENTITLEMENTS,
            "customer": customer_id,
            "entitlements": entitlements,
        }

    async def _whole(self, kind: Kind, found: dict[str, Any]) -> dict[str, Any]:
        """Return an object as it is kept, with what Stripe cut off its lists."""
        self._check_mode(found)
        for name, place in kind.nested.items():
            nested = found.get(name)
            if not isinstance(nested, dict) or not nested.get("has_more"):
                continue
            path, _, query = place.format(id=quote(found["id"], safe="")).partition("?")
            last = nested["data"][-1]["id"] if nested["data"] else None
            nested["data"] += await self._rest(path, dict(parse_qsl(query)), last)
            nested["has_more"] = False
        return mirrored(kind, found)

    async def _rest(
        self, path: str, parameters: dict[str, Any], after: str | None
    ) -> list[dict[str, Any]]:
        """Return all of a list behind an id."""
        rest: list[dict[str, Any]] = []
        while True:
            asked = {**parameters, "limit": PAGE}
            if after is not None:
                asked["starting_after"] = after
            listed = await self._get(path, asked)
            rest += listed["data"]
            if not listed["has_more"] or not listed["data"]:
                return rest
            after = listed["data"][-1]["id"]

    def _check_mode(self, found: dict[str, Any]) -> None:
        livemode = found.get("livemode")
        if not isinstance(livemode, bool):
            return
        if self.livemode is None:
            self.livemode = livemode
        elif livemode is not self.livemode:
            raise _wrong_mode(found.get("id"), is_live=livemode)

    async def _make_sure(self, error: StripeMissingError) -> None:
        """Pass only if the key is of this account and mode: to any other all is unknown."""
        mode = key_livemode()
        if "similar object exists in" in error.message or (
            mode is not None and self.livemode is not None and mode is not self.livemode
        ):
            raise _wrong_mode("the key", is_live=not self.livemode if mode is None else mode)
        account = await self._get("/v1/account")
        if self._stripe_id is not None and account.get("id") != self._stripe_id:
            raise GiveUpError(
                f"the key is of Stripe's account {account.get('id')}, not of {self._stripe_id}",
                hint=f"Is {KEY_VARIABLE} the key of the right account?",
            )

    async def _get(self, path: str, parameters: dict[str, Any] | None = None) -> dict[str, Any]:
        deadline = time.monotonic() + self._patience
        pause = _PAUSE_SECONDS
        while True:
            if self._throttle is not None:
                await self._throttle.turn()
            try:
                return await self._ask(path, parameters or {})
            except TryAgainError as error:
                wait = max(error.after or 0, pause)
                if time.monotonic() + wait > deadline:
                    raise
                await asyncio.sleep(wait)
                pause = min(pause * 2, _LONGEST_PAUSE)

    async def _ask(self, path: str, parameters: dict[str, Any]) -> dict[str, Any]:
        options = {} if self._account_id == PLATFORM else {"stripe_account": self._account_id}
        client = stripe_client()
        async with translated():
            answer = await client.raw_request_async("get", path, **parameters, **options)
        found: Any = answer.data
        if not isinstance(found, dict):
            raise TryAgainError(f"Stripe did not answer {path} with an object")
        return cast("dict[str, Any]", found)


def api_version() -> str:
    """Return the version of the API that objects are read with."""
    import stripe

    return str(stripe.api_version)


def _wrong_mode(what: object, *, is_live: bool) -> GiveUpError:
    theirs, ours = ("live", "test") if is_live else ("test", "live")
    return GiveUpError(
        f"{what} is of {theirs} mode, the account here is of {ours} mode",
        hint=f"Set {KEY_VARIABLE} to a key of the right mode; nothing was written.",
    )
