"""The jobs of pricing: runs begin, go through their products, and are taken back."""

from __future__ import annotations

from typing import Any, Literal
from uuid import UUID

from pydantic import BaseModel

from flywheel.jobs.context import Context
from flywheel.jobs.registry import Effect, handler
from flywheel.pricing.repricing import reprice

TAKEN_BACK_AT_ONCE = 200
"""Products of one transaction of a rollback, in which each is a step of its own."""
MOST_ROUNDS = 100
"""Of one job of upkeep; the next one goes on."""


class NoPayload(BaseModel):
    """Payload of jobs that need none."""


class BeginRuns(BaseModel):
    """Payload of `pricing.begin_runs`.

    Attributes
    ----------
    reason
        `schedule`: all workspaces with a rule. `changes`: those where stock or competitors moved.
    """

    reason: Literal["schedule", "changes"]


class OneRun(BaseModel):
    """Payload of jobs about one run.

    Attributes
    ----------
    run_id
        Its id in pricing_runs.
    """

    run_id: UUID


@handler("pricing.begin_runs", payload=BeginRuns, effect=Effect.AT_LEAST_ONCE)
async def begin_runs(payload: BeginRuns, context: Context) -> dict[str, Any]:
    """Begin the runs that are due; a workspace that has one of the kind gets no second."""
    return {"runs": await context.call("begin_pricing_runs", reason=payload.reason)}


@handler("pricing.reprice", payload=OneRun, effect=Effect.AT_LEAST_ONCE)
async def reprice_products(payload: OneRun, context: Context) -> dict[str, Any]:
    """Go through a run; each chunk of products is a transaction that is done once."""
    return await reprice(context.call, str(payload.run_id), context.progress)


@handler("pricing.roll_back", payload=OneRun, effect=Effect.AT_LEAST_ONCE)
async def roll_back(payload: OneRun, context: Context) -> dict[str, Any]:
    """Take back what a run has applied; what is taken back already is left out."""
    taken_back = refused = 0
    after: str | None = None
    while True:
        done = await context.call(
            "roll_back_chunk", run_id=payload.run_id, after=after, most=TAKEN_BACK_AT_ONCE
        )
        taken_back += done["rolled_back"]
        refused += done["refused"]
        after = done["after"]
        if after is None:
            return {"rolled_back": taken_back, "refused": refused}


@handler("pricing.upkeep", payload=NoPayload, effect=Effect.AT_LEAST_ONCE)
async def upkeep(payload: NoPayload, context: Context) -> dict[str, Any]:
    """Expire what nobody decided on, and apply what was approved once it may be."""
    total = {"expired": 0, "applied": 0, "refused": 0}
    for _ in range(MOST_ROUNDS):
        done = await context.call("keep_waiting_prices")
        for name in total:
            total[name] += done[name]
        if not any(done.values()):
            break
    return total
