"""Bundles at half price: their pieces in one batch of the provider, submitted and collected."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

from flywheel.ai.assignment import Assignment
from flywheel.ai.errors import GenerationError, ProviderUnavailableError
from flywheel.ai.handlers import GenerationPayload
from flywheel.ai.outputs import OUTPUTS
from flywheel.ai.prompting import prompt_version
from flywheel.ai.provider import BatchProvider, Written
from flywheel.ai.providers import batches
from flywheel.jobs.context import Context
from flywheel.jobs.errors import GiveUpError, RejectedError, TryAgainError
from flywheel.jobs.registry import Effect, handler

_LONGEST_PAUSE = 600.0


class CollectPayload(BaseModel):
    """Which batch is waited for.

    Attributes
    ----------
    pause
        Seconds that were waited before this look.
    """

    model_config = ConfigDict(extra="forbid")

    generation_id: UUID
    batch_id: str
    pause: float = Field(gt=0)


@handler("ai.submit_batch", payload=GenerationPayload, effect=Effect.AT_LEAST_ONCE)
async def submit_batch(payload: GenerationPayload, context: Context) -> dict[str, Any]:
    """Submit the pieces of a bundle; a second attempt finds the batch of the first.

    Raises
    ------
    GiveUpError
        If no try can succeed.
    TryAgainError
        If the provider may answer later.
    """
    provider = _provider()
    try:
        begun = await context.call("start_batch", generation_id=str(payload.generation_id))
    except RejectedError as error:
        raise GiveUpError(error.message, error.hint) from error
    assignments = [Assignment.model_validate(each) for each in begun or ()]
    if not assignments:  # cancelled
        return {}
    try:
        batch_id = await provider.submit(assignments, context.idempotency_key)
    except GenerationError as error:
        raise _job_error(error) from error
    context.follow_up([_next_look(payload.generation_id, batch_id, provider.first_pause)])
    return {"batch_id": batch_id}


@handler("ai.collect_batch", payload=CollectPayload, effect=Effect.AT_LEAST_ONCE)
async def collect_batch(payload: CollectPayload, context: Context) -> dict[str, Any]:
    """Look whether a batch has ended; if not, look again later, less and less often.

    Raises
    ------
    GiveUpError
        If the provider does not know the batch.
    TryAgainError
        If the provider may answer later.
    """
    provider = _provider()
    wanted = await context.call(
        "report_generation",
        generation_id=str(payload.generation_id),
        progress=0.5,
        stage="waiting for the batch",
    )
    try:
        if not wanted:
            # What is written by now is paid for: it is collected, for what it cost.
            await provider.cancel(payload.batch_id)
        state = await provider.collect(payload.batch_id)
    except GenerationError as error:
        raise _job_error(error) from error
    if state.status == "in_progress":
        pause = min(payload.pause * 1.5, _LONGEST_PAUSE)
        context.follow_up([_next_look(payload.generation_id, payload.batch_id, pause)])
        return {}
    return {
        "results": {
            str(generation_id): _piece(result) for generation_id, result in state.results.items()
        }
    }


def _provider() -> BatchProvider:
    provider = batches()
    if provider is None:
        raise TryAgainError(
            "no provider of this worker does batches",
            hint="Give it FLYWHEEL_OPENAI_API_KEY, or ask for the bundle without a tier.",
        )
    return provider


def _job_error(error: GenerationError) -> GiveUpError | TryAgainError:
    if isinstance(error, ProviderUnavailableError):
        return TryAgainError(error.message, error.hint, after=error.retry_after)
    return GiveUpError(error.message, error.hint)


def _next_look(generation_id: UUID, batch_id: str, pause: float) -> dict[str, Any]:
    return {
        "job_type": "ai.collect_batch",
        "payload": {"generation_id": generation_id, "batch_id": batch_id, "pause": pause},
        "run_at": datetime.now(UTC) + timedelta(seconds=pause),
    }


def _piece(result: Written | GenerationError) -> dict[str, Any]:
    if isinstance(result, GenerationError):
        usage = None if result.usage is None else result.usage.model_dump(exclude_defaults=True)
        return {"error": result.message, "usage": usage}
    kind = next(name for name, output in OUTPUTS.items() if output is type(result.output))
    return {
        "output": result.output.model_dump(mode="json"),
        "usage": result.usage.model_dump(exclude_defaults=True),
        "prompt_version": prompt_version(kind),
    }
