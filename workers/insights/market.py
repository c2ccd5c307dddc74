"""The job `insights.analyse_market`: competitors compared, trends found, and put into words."""

from __future__ import annotations

import asyncio
from typing import Any

from pydantic import BaseModel, ConfigDict

from flywheel.jobs.context import Context
from flywheel.jobs.registry import Effect, handler

ANALYSE_MARKET = "insights.analyse_market"


class NoPayload(BaseModel):
    """Payload of a job that needs none."""

    model_config = ConfigDict(extra="forbid")


@handler(ANALYSE_MARKET, payload=NoPayload, effect=Effect.AT_LEAST_ONCE)
async def analyse_market(payload: NoPayload, context: Context) -> dict[str, Any]:
    """Analyse a workspace's market; without one, have it done for each that has one.

    To analyse twice does no harm: numbers that are as before add nothing, and a summary is asked
    for once.
    """
    if context.workspace_id is None:
        workspaces = await context.call("market_workspaces")
        context.follow_up(
            [
                {
                    "job_type": ANALYSE_MARKET,
                    "workspace_id": workspace,
                    "dedup_key": f"{ANALYSE_MARKET} {workspace}",
                }
                for workspace in workspaces
            ]
        )
        return {"workspaces": len(workspaces)}
    workspace = str(context.workspace_id)
    competitors = await context.call("analyse_market", workspace=workspace)
    await context.progress(0.4, "looking for trends")
    series = await context.call("market_series", workspace=workspace)
    # scipy and statsmodels take seconds to import, the tests a millisecond a series.
    found = await asyncio.to_thread(_trends, series)
    trends = await context.call("save_market_trends", workspace=workspace, trends=found)
    summaries = await context.call("request_market_summaries", workspace=workspace)
    return {
        "competitors": competitors,
        "trends": {**trends, "tested": found["tested"], "untested": found["untested"]},
        "summaries": summaries,
    }


def _trends(series: dict[str, Any]) -> dict[str, Any]:
    from flywheel.insights.trends import find_trends

    return find_trends(series)
