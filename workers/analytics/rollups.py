"""The job `analytics.roll_up`: takes events into the rollups, round after round."""

from __future__ import annotations

import time
from typing import Any

from pydantic import BaseModel, Field

from flywheel.jobs.context import Context
from flywheel.jobs.registry import Effect, handler


class RollUp(BaseModel):
    """Payload of `analytics.roll_up`.

    Attributes
    ----------
    seconds
        How long to go on; the schedule starts the next one after a minute.
    every_seconds
        Wait between two rounds once nothing waits.
    """

    seconds: float = Field(55, ge=0, le=240)
    every_seconds: float = Field(1, ge=0.05, le=60)


@handler("analytics.roll_up", payload=RollUp, effect=Effect.AT_LEAST_ONCE)
async def roll_up(payload: RollUp, context: Context) -> dict[str, Any]:
    """Roll up what waits, and what comes meanwhile; each round is one transaction."""
    ends_at = time.monotonic() + payload.seconds
    events = 0
    goes_on = True
    while goes_on:
        done = await context.call("roll_up_events")
        events += done["events"]
        goes_on = time.monotonic() < ends_at
        if goes_on and done["batches"] == 0:
            goes_on = await context.pause(payload.every_seconds)
    return {"events": events}
