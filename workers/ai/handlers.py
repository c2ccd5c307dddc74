"""The job `ai.generate`: writes what somebody asked for."""

from __future__ import annotations

from functools import lru_cache
from typing import Any
from uuid import UUID

from pydantic import BaseModel

from flywheel.ai.draft import Assignment, Provider
from flywheel.ai.errors import GenerationRefusedError, ProviderUnavailableError
from flywheel.ai.offline import OfflineProvider
from flywheel.ai.openai_provider import OpenAIProvider
from flywheel.config import settings
from flywheel.jobs.context import Context
from flywheel.jobs.errors import GiveUpError, RejectedError, TryAgainError
from flywheel.jobs.registry import Effect, handler


class GeneratePayload(BaseModel):
    """Which generation to carry out."""

    generation_id: UUID


@lru_cache
def providers() -> dict[str, Provider]:
    """Return the providers this worker can use by name, best first."""
    config = settings()
    found: list[Provider] = []
    if config.openai_api_key is not None:
        found.append(
            OpenAIProvider(
                config.openai_api_key.get_secret_value(),
                config.openai_base_url,
                config.ai_timeout_seconds,
            )
        )
    found.append(OfflineProvider())
    return {provider.name: provider for provider in found}


@handler("ai.generate", payload=GeneratePayload, effect=Effect.AT_LEAST_ONCE)
async def generate(payload: GeneratePayload, context: Context) -> dict[str, Any]:
    """Write the text; `private.apply_generation` puts it in its place.

    Raises
    ------
    GiveUpError
        If no try can succeed: a refusal, an unknown model.
    TryAgainError
        If the provider may answer later.
    """
    available = providers()
    try:
        begun = await context.call(
            "start_generation",
            generation_id=str(payload.generation_id),
            providers=list(available),
        )
    except RejectedError as error:
        raise GiveUpError(error.message, error.hint) from error
    if begun is None:  # cancelled, or finished by an attempt that could not say so
        return {}
    assignment = Assignment.model_validate(begun)
    wanted = await context.call(
        "report_generation",
        generation_id=str(payload.generation_id),
        progress=0.4,
        stage=f"writing with {assignment.model}",
    )
    if not wanted:
        return {}
    try:
        written = await available[assignment.provider].write(assignment)
    except GenerationRefusedError as error:
        raise GiveUpError(error.message, error.hint) from error
    except ProviderUnavailableError as error:
        raise TryAgainError(error.message, error.hint, after=error.retry_after) from error
    await context.call(
        "report_generation",
        generation_id=str(payload.generation_id),
        progress=0.9,
        stage="saving the text",
    )
    return written.as_result()
