"""The job `insights.forecast`: a workspace's revenue of the next 7, 30 and 90 days."""

from __future__ import annotations

import asyncio
from typing import Any

from pydantic import BaseModel

from flywheel.jobs.context import Context
from flywheel.jobs.registry import Effect, handler

FORECAST = "insights.forecast"


class NoPayload(BaseModel):
    """Payload of jobs that need none."""


@handler(FORECAST, payload=NoPayload, effect=Effect.AT_LEAST_ONCE)
async def forecast(payload: NoPayload, context: Context) -> dict[str, Any]:
    """Forecast a workspace; without one, have it done for each that sells.

    To forecast twice a day does no harm: the later forecast replaces the earlier one.
    """
    if context.workspace_id is None:
        workspaces = await context.call("forecast_workspaces")
        context.follow_up_each(workspaces)
        return {"workspaces": len(workspaces)}
    workspace = str(context.workspace_id)
    await context.call("compare_forecasts", workspace=workspace)
    read = await context.call("forecast_series", workspace=workspace)
    loop = asyncio.get_running_loop()

    def say(fraction: float, note: str) -> None:
        asyncio.run_coroutine_threadsafe(context.progress(fraction, note), loop).result()

    def compute() -> Any:
        from flywheel.insights.workspace import forecast_workspace  # takes 4 s to import

        return forecast_workspace(read, say=say, is_cancelled=lambda: context.is_cancelled)

    found = await asyncio.to_thread(compute)
    saved = await context.call(
        "save_forecasts",
        workspace=workspace,
        predicted_on=read["today"],
        predictions=tuple(found.predictions),
        backtests=tuple(found.backtests),
    )
    return {**saved, "counts": dict(found.counts)}
