"""Compares all of one kind that Stripe lists with what we have, page by page.

The database compares, notes, repairs and moves the cursor in one transaction for each page; here
is only what asks Stripe.
"""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flywheel.billing.client import StripeMissingError
from flywheel.billing.kinds import ENTITLEMENTS, KINDS, Kind
from flywheel.billing.reading import Page, Reader, Throttle, api_version
from flywheel.jobs.context import Context
from flywheel.jobs.errors import GiveUpError, TryAgainError

DERIVATION = "derivation"
_PATIENCE_SECONDS = 60.0
_CUSTOMERS = 20
_UNLISTED = 50


async def reconcile(reconciliation_id: UUID, name: str, context: Context) -> int:
    """Do one step of a reconciliation, from where it stands to its end.

    Returns
    -------
    int
        How many pages this attempt took in.

    Raises
    ------
    GiveUpError, TryAgainError
        As `flywheel.billing.client.translated`; the cursor stays.
    """
    about = {"reconciliation_id": str(reconciliation_id), "object": name}
    if name == DERIVATION:
        pages = await _derive(about, context)
    elif name in KINDS:
        pages = await Step(KINDS[name], about, context).run()
    else:
        raise GiveUpError(f"objects of kind {name!r} are not kept")
    await context.call("finish_stripe_step", **about)
    return pages


async def adopt_mode(known: bool | None, reader: Reader, account_id: str, context: Context) -> None:
    """Let the account be of the mode of the first object that was read.

    Raises
    ------
    TryAgainError
        If another reading was first, in the other mode.
    """
    if known is not None or reader.livemode is None:
        return
    adopted = await context.call(
        "adopt_stripe_mode", account_id=account_id, livemode=reader.livemode
    )
    if adopted is not reader.livemode:
        raise TryAgainError("somebody else has read this account in the other mode")


async def _derive(about: dict[str, str], context: Context) -> int:
    pages = 1
    while await context.call(
        "rederive_stripe_objects", reconciliation_id=about["reconciliation_id"]
    ):
        pages += 1
    return pages


class Step:
    """One kind of object in one run.

    Parameters
    ----------
    kind
        How its objects are read.
    about
        The run and the kind, as the database's functions take them.
    context
        The job's.
    """

    def __init__(self, kind: Kind, about: dict[str, str], context: Context) -> None:
        self._kind = kind
        self._about = about
        self._context = context
        self._reader: Reader | None = None

    async def run(self) -> int:
        """List to the end, then look up what was not in the list."""
        pages = 0
        while (begun := await self._begin()) is not None and begun["status"] == "listing":
            await self._list(begun)
            pages += 1
        while begun is not None and await self._look_up(begun):
            pages += 1
        return pages

    async def _begin(self) -> dict[str, Any] | None:
        begun: dict[str, Any] | None = await self._context.call("begin_stripe_page", **self._about)
        if begun is not None and self._reader is None:
            self._reader = Reader(
                begun["account_id"],
                livemode=begun["livemode"],
                stripe_id=begun["stripe_id"],
                throttle=Throttle(float(begun["requests_per_second"])),
                patience=_PATIENCE_SECONDS,
            )
        return begun

    async def _list(self, begun: dict[str, Any]) -> None:
        assert self._reader is not None
        try:
            page = await self._page(begun)
        except StripeMissingError as error:
            if error.parameter != "starting_after":
                raise
            await self._context.call("restart_stripe_step", **self._about)
            return
        await adopt_mode(begun["livemode"], self._reader, begun["account_id"], self._context)
        await self._context.call(
            "take_stripe_page",
            **self._about,
            after=begun["cursor"],
            read_at=begun["read_at"],
            objects=self._as_readings({found["id"]: found for found in page.objects}),
            next_cursor=page.cursor,
            is_last=page.is_last,
            api_version=api_version(),
        )

    async def _page(self, begun: dict[str, Any]) -> Page:
        assert self._reader is not None
        if self._kind.name != ENTITLEMENTS:
            return await self._reader.page(self._kind, begun["cursor"], begun["created_since"])
        ids = await self._context.call(
            "stripe_customer_ids", after=begun["cursor"], most=_CUSTOMERS
        )
        found = [await self._reader.one(self._kind, one) for one in ids]
        return Page(
            [one for one in found if one is not None],
            ids[-1] if ids else None,
            is_last=len(ids) < _CUSTOMERS,
        )

    async def _look_up(self, begun: dict[str, Any]) -> bool:
        """Read some of what was not listed by their ids; return whether there were any."""
        assert self._reader is not None
        left = await self._context.call("stripe_unlisted", **self._about, most=_UNLISTED)
        if not left["ids"]:
            return False
        found = {one: await self._reader.one(self._kind, one) for one in left["ids"]}
        await adopt_mode(begun["livemode"], self._reader, begun["account_id"], self._context)
        return bool(
            await self._context.call(
                "take_stripe_unlisted",
                **self._about,
                read_at=left["read_at"],
                objects=self._as_readings(found),
                api_version=api_version(),
            )
        )

    def _as_readings(self, found: dict[str, dict[str, Any] | None]) -> list[Any] | None:
        """Return readings as the database takes them; None instead of an empty list."""
        name = self._kind.name
        return [{"object": name, "id": one, "data": data} for one, data in found.items()] or None
