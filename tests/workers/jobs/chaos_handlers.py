"""Handlers of the workers that the chaos test disturbs."""

from __future__ import annotations

import asyncio
from typing import Any, Literal

from pydantic import BaseModel

from flywheel.jobs import Context, Effect, TryAgainError, handler


class Task(BaseModel):
    """What a job does before its effect is written."""

    how: Literal["at once", "slowly", "at the second try", "in its transaction"]


@handler("chaos.work", payload=Task, effect=Effect.EXACTLY_ONCE)
async def work(task: Task, context: Context) -> dict[str, Any]:
    """Have the effect written by the apply function, or write it in the completing transaction."""
    match task.how:
        case "slowly":
            await asyncio.sleep(0.005)
        case "at the second try" if context.attempt == 1:
            raise TryAgainError("not yet", after=0.1)
        case "in its transaction":
            connection = await context.transaction()
            await connection.execute(
                b"insert into chaos.effects (job_id) values (%s)", (context.job_id,)
            )
            return {"is_written": True}
    return {"is_written": False}
