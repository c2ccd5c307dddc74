"""The handler of the tests' worker processes; the job type comes from the environment."""

from __future__ import annotations

import asyncio
import os
from typing import Any

from pydantic import BaseModel

from flywheel.jobs import Context, Effect, handler


class Task(BaseModel):
    note: str = "done"
    seconds: float = 0
    in_transaction: bool = False
    kills: bool = False


@handler(os.environ["TEST_JOB_TYPE"], payload=Task, effect=Effect.AT_LEAST_ONCE)
async def work(task: Task, context: Context) -> dict[str, Any]:
    """Take some time on the first attempt; write in the completing transaction if asked."""
    if task.kills:
        os._exit(1)
    if context.attempt == 1:
        await asyncio.sleep(task.seconds)
    if task.in_transaction:
        connection = await context.transaction()
        await connection.execute(
            b"insert into jobs_test.effects (job_id, job_type, note) "
            b"select id, job_type, 'own' from jobs.job_queue where id = %(id)s",
            {"id": context.job_id},
        )
        if context.attempt == 1:
            await asyncio.sleep(task.seconds)
    return {"note": task.note}
