"""The job `commerce.roll_up_revenue`."""

from __future__ import annotations

from typing import Any

from pydantic import BaseModel

from flywheel.jobs.context import Context
from flywheel.jobs.registry import Effect, handler


class NoPayload(BaseModel):
    """Payload of jobs that need none."""


@handler("commerce.roll_up_revenue", payload=NoPayload, effect=Effect.AT_LEAST_ONCE)
async def roll_up_revenue(payload: NoPayload, context: Context) -> dict[str, Any]:
    """Compute the days again that orders and refunds have touched; the function is one step."""
    return {"days": await context.call("roll_up_revenue")}
