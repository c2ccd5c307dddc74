"""The job `insights.analyse_market`: competitors compared, trends found, and put into words."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Awaitable, Callable
from typing import Any

from pydantic import BaseModel, ConfigDict

from flywheel.jobs.context import Context
from flywheel.jobs.registry import Effect, handler

ANALYSE_MARKET = "insights.analyse_market"

Call = Callable[..., Awaitable[Any]]


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
        context.follow_up_each(workspaces)
        return {"workspaces": len(workspaces)}
    return await analyse(context.call, str(context.workspace_id))


async def analyse(call: Call, workspace: str) -> dict[str, Any]:
    """Analyse one workspace, step by step; what went before a step that fails is kept.

    Parameters
    ----------
    call
        Calls a function of schema `public`, as `Context.call` does.
    """
    products = Counter(products=0, changed=0)
    after: str | None = None
    while True:
        part = await call("analyse_products", workspace=workspace, after=after)
        products.update({name: part[name] for name in ("products", "changed")})
        after = part["after"]
        if after is None:
            break
    whole = await call("analyse_market", workspace=workspace)
    series = await call("market_series", workspace=workspace)
    # scipy and statsmodels take seconds to import, the tests a millisecond a series.
    found = await asyncio.to_thread(_trends, series)
    trends = await call("save_market_trends", workspace=workspace, trends=found)
    summaries = await call("request_market_summaries", workspace=workspace)
    return {
        "competitors": {**products, **whole},
        "trends": {**trends, "tested": found["tested"], "untested": found["untested"]},
        "summaries": summaries,
    }


def _trends(series: dict[str, Any]) -> dict[str, Any]:
    from flywheel.insights.trends import find_trends

    return find_trends(series)
