"""The jobs that credit orders to touches, and learn what each channel is worth."""

from __future__ import annotations

import asyncio
from typing import Any

from pydantic import BaseModel

from flywheel.analytics.markov import markov
from flywheel.analytics.paths import ChannelValue, Path, read_paths
from flywheel.analytics.shapley import shapley
from flywheel.jobs.context import Context
from flywheel.jobs.registry import Effect, handler

ATTRIBUTE = "analytics.attribute"
ATTRIBUTE_MODELS = "analytics.attribute_models"

MOST_CALLS = 100
"""Of one job; the next one, a minute later, goes on."""


class NoPayload(BaseModel):
    """Payload of jobs that need none."""


@handler(ATTRIBUTE, payload=NoPayload, effect=Effect.AT_LEAST_ONCE)
async def attribute(payload: NoPayload, context: Context) -> dict[str, Any]:
    """Work off what waits to be attributed; each call of the function is one step."""
    marks = 0
    for _ in range(MOST_CALLS):
        taken = await context.call("attribute_orders")
        marks += taken
        if not taken:
            break
    return {"marks": marks}


@handler(ATTRIBUTE_MODELS, payload=NoPayload, effect=Effect.AT_LEAST_ONCE)
async def attribute_models(payload: NoPayload, context: Context) -> dict[str, Any]:
    """Learn from a workspace's paths; without one, have it done for each that sells.

    To learn twice does no harm: the weights that came later count.
    """
    if context.workspace_id is None:
        workspaces = await context.call("attribution_workspaces")
        context.follow_up_each(workspaces)
        return {"workspaces": len(workspaces)}
    workspace = str(context.workspace_id)
    journeys = await context.call("read_journeys", workspace=workspace)
    paths = read_paths(journeys["paths"])
    learned = await asyncio.to_thread(learn, paths, journeys["markov_order"])
    stored = await context.call(
        "learn_attribution",
        workspace=workspace,
        since=journeys["since"],
        until=journeys["until"],
        learned=tuple(learned),
    )
    return {"paths": len(paths), "weights": stored}


def learn(paths: list[Path], markov_order: int) -> list[dict[str, Any]]:
    """Return what Markov and Shapley make of some paths, as `learn_attribution` takes it."""
    conversions = sum(path.conversions for path in paths)
    journeys = conversions + sum(path.nulls for path in paths)
    models: dict[str, list[ChannelValue]] = {
        "markov": markov(paths, markov_order),
        "shapley": shapley(paths),
    }
    return [
        {
            "model": model,
            "channel": value.channel,
            "weight": round(value.weight, 12),
            "removal_effect": (
                None if value.removal_effect is None else round(value.removal_effect, 12)
            ),
            "paths": journeys,
            "conversions": conversions,
        }
        for model, values in models.items()
        for value in values
    ]
