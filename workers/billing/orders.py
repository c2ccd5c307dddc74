"""The jobs that make what was bought with bundle orders."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from pydantic import BaseModel, ConfigDict, PositiveInt

from flywheel.billing.handlers import NoPayload
from flywheel.jobs.context import Context
from flywheel.jobs.errors import TryAgainError
from flywheel.jobs.registry import Effect, handler

PAUSE_SECONDS = 3600.0
"""Until what waits for a budget looks again: with its attempts, for four days."""


class FulfilPayload(BaseModel):
    """Which part of which line of an order to make."""

    model_config = ConfigDict(extra="forbid")

    item_id: UUID
    part: PositiveInt


@handler("billing.fulfil_item", payload=FulfilPayload, effect=Effect.AT_LEAST_ONCE)
async def fulfil_item(payload: FulfilPayload, context: Context) -> dict[str, Any]:
    """Have a part of what was bought made, once.

    Raises
    ------
    TryAgainError
        If there is no room in the AI budgets: it is paid, so it waits.
    RejectedError
        If it can never be made.
    """
    placed: dict[str, Any] = await context.call(
        "fulfil_bundle_item", item_id=payload.item_id, part=payload.part
    )
    if "waits" in placed:
        raise TryAgainError(placed["waits"], after=PAUSE_SECONDS)
    return placed


@handler("billing.sweep", payload=NoPayload, effect=Effect.AT_LEAST_ONCE)
async def sweep(payload: NoPayload, context: Context) -> dict[str, Any]:
    """End pages that nobody can use any longer, and make what was paid and nobody has begun."""
    return {
        "expired": await context.call("expire_billing_sessions"),
        "enqueued": await context.call("sweep_bundle_orders"),
    }
