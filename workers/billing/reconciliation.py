"""The jobs that compare all that Stripe lists with what we have."""

from __future__ import annotations

import asyncio
import time
from typing import Any
from uuid import UUID

from pydantic import BaseModel, ConfigDict

from flywheel.billing.errors import StripeUnavailableError
from flywheel.billing.handlers import NoPayload, check_mode
from flywheel.billing.reading import Page, read_object, read_page
from flywheel.jobs.context import Context
from flywheel.jobs.registry import Effect, handler

_MOST_PATIENCE = 60.0
"""Seconds to wait in place where Stripe asks for patience; then the job waits in the queue."""


class StepPayload(BaseModel):
    """Which step of which reconciliation."""

    model_config = ConfigDict(extra="forbid")

    reconciliation_id: UUID
    object: str


@handler("stripe.reconcile", payload=NoPayload, effect=Effect.AT_LEAST_ONCE)
async def reconcile(payload: NoPayload, context: Context) -> dict[str, Any]:
    """Begin a reconciliation of every account; one that is running goes on."""
    return {"started": await context.call("start_stripe_reconciliations")}


@handler("stripe.reconcile_kind", payload=StepPayload, effect=Effect.AT_LEAST_ONCE)
async def reconcile_kind(payload: StepPayload, context: Context) -> dict[str, Any]:
    """Take in one page after the other, then read what the list did not have.

    Each page is a transaction of its own, so an attempt that dies is gone on with at the cursor.

    Raises
    ------
    StripeUnavailableError
        If Stripe does not answer for long; the job is tried again.
    StripeRefusedError
        If it refuses: the step has failed, and with it the reconciliation.
    """
    step = _Step(payload, context)
    while (place := await step.place()) is not None:
        if place["status"] == "listing":
            await step.list_page(place)
        elif place["unread"]:
            await step.read_unread(place)
        else:
            await step.call("end_stripe_step")
    return {"pages": step.pages, "objects": step.objects}


class _Step:
    """A step that a worker is at."""

    def __init__(self, payload: StepPayload, context: Context) -> None:
        self._payload = payload
        self._context = context
        self._next_request = 0.0
        self.pages = 0
        self.objects = 0

    async def call(self, function: str, **arguments: Any) -> Any:
        """Call a function about this step."""
        return await self._context.call(
            function,
            reconciliation_id=str(self._payload.reconciliation_id),
            object=self._payload.object,
            **arguments,
        )

    async def place(self) -> dict[str, Any] | None:
        """Return where the step is, or None at its end."""
        found: dict[str, Any] | None = await self.call("next_stripe_page")
        return found

    async def list_page(self, place: dict[str, Any]) -> None:
        """Take in the next page of the list."""
        account = place["account_id"]

        async def read() -> Page:
            return await read_page(
                self._payload.object,
                account,
                after=place["cursor"],
                created_since=place["created_since"],
            )

        page: Page = await self._patiently(read, place)
        taken = []
        for found in page.objects:
            check_mode(found, place["livemode"], account)
            whole: dict[str, Any] | None = found
            if found["id"] in page.cut_off:
                whole = await self._read(found["id"], place)
            if whole is not None:  # else it went meanwhile, and is found to be gone below
                taken.append({"id": found["id"], "data": whole})
        await self.call(
            "take_stripe_page",
            after=place["cursor"],
            read_at=place["read_at"],
            objects=tuple(taken),
            is_last=not page.has_more,
        )
        self.pages += 1
        self.objects += len(taken)

    async def read_unread(self, place: dict[str, Any]) -> None:
        """Read each of ours that the list did not have."""
        objects = [
            {"id": object_id, "data": await self._read(object_id, place)}
            for object_id in place["unread"]
        ]
        await self.call("take_stripe_unread", read_at=place["read_at"], objects=tuple(objects))
        self.objects += len(objects)

    async def _read(self, object_id: str, place: dict[str, Any]) -> dict[str, Any] | None:
        async def read() -> dict[str, Any] | None:
            return await read_object(self._payload.object, object_id, place["account_id"])

        found: dict[str, Any] | None = await self._patiently(read, place)
        check_mode(found, place["livemode"], place["account_id"])
        return found

    async def _patiently(self, read: Any, place: dict[str, Any]) -> Any:
        """Ask Stripe, not more often than is wished, and wait where it asks for patience."""
        patience = _MOST_PATIENCE
        while True:
            await asyncio.sleep(self._next_request - time.monotonic())
            self._next_request = time.monotonic() + 1 / max(place["requests_per_second"], 0.01)
            try:
                return await read()
            except StripeUnavailableError as error:
                pause = error.after or 1.0
                if pause > patience:
                    raise
                patience -= pause
                await asyncio.sleep(pause)
