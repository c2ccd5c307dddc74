"""The queue's own job types."""

from __future__ import annotations

from typing import Any

from pydantic import BaseModel, ConfigDict, Field

from flywheel.jobs.context import Context
from flywheel.jobs.registry import Effect, handler


class Maintain(BaseModel):
    """Payload of `jobs.maintain`."""

    model_config = ConfigDict(extra="forbid")

    retention_days: int | None = Field(default=None, ge=1)
    """Days to keep finished jobs; unset: as `app_settings` says."""


@handler("jobs.maintain", payload=Maintain, effect=Effect.EXACTLY_ONCE)
async def maintain(payload: Maintain, context: Context) -> dict[str, Any]:
    """Have the database tidy the queue; the apply function does the work."""
    return payload.model_dump()
