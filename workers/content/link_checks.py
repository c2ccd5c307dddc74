"""The job `content.check_links`."""

from __future__ import annotations

import asyncio
from typing import Any

from pydantic import BaseModel

from flywheel.content.checking import LinkChecker
from flywheel.jobs.context import Context
from flywheel.jobs.registry import Effect, handler

BATCH = 200
"""How many addresses are checked before the results are written."""
_LONGEST = 2700.0  # seconds; the next hour goes on where this one stopped


class NoPayload(BaseModel):
    """Payload of jobs that need none."""


@handler("content.check_links", payload=NoPayload, effect=Effect.AT_LEAST_ONCE)
async def check_links(payload: NoPayload, context: Context) -> dict[str, Any]:
    """Check what is due, each address once; checking one twice does no harm."""
    clock = asyncio.get_running_loop()
    until = clock.time() + _LONGEST
    report = {"checked": 0, "died": 0, "revived": 0}
    async with LinkChecker() as checker:
        while clock.time() < until:
            due = await context.call(
                "due_link_checks", most=BATCH, look_around=report["checked"] == 0
            )
            if not due:
                break
            outcome = await context.call("record_link_checks", results=await checker.check_all(due))
            report["checked"] += len(due)
            report["died"] += outcome["died"]
            report["revived"] += outcome["revived"]
    return report
