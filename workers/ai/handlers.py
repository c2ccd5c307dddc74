"""The job `ai.generate`: makes what somebody asked for. And what keeps budgets and prices."""

from __future__ import annotations

import asyncio
import mimetypes
from typing import Any
from uuid import UUID

from pydantic import BaseModel, ConfigDict

from flywheel.ai.assignment import Assignment
from flywheel.ai.errors import (
    GenerationError,
    GenerationRefusedError,
    ProviderUnavailableError,
)
from flywheel.ai.outputs import OUTPUTS
from flywheel.ai.prompting import prompt_version
from flywheel.ai.provider import Media, Provider, Written
from flywheel.ai.providers import providers
from flywheel.ai.streaming import Stream
from flywheel.config import settings
from flywheel.errors import FileRefusedError, FileStoreUnavailableError
from flywheel.jobs.context import Context
from flywheel.jobs.errors import GiveUpError, RejectedError, TryAgainError
from flywheel.jobs.registry import Effect, handler
from flywheel.storage import AssetStore


class GenerationPayload(BaseModel):
    """Which generation the job is for."""

    model_config = ConfigDict(extra="forbid")

    generation_id: UUID


class NoPayload(BaseModel):
    """Payload of jobs that need none."""


@handler("ai.generate", payload=GenerationPayload, effect=Effect.AT_LEAST_ONCE)
async def generate(payload: GenerationPayload, context: Context) -> dict[str, Any]:
    """Make it; `private.apply_generation` puts it in its place.

    An attempt that dies after it has called a provider may be made again, and paid for again:
    the ledger counts it as spent, and the next one reserves anew or is refused.

    Raises
    ------
    GiveUpError
        If no try can succeed: a refusal, an unknown model, a budget that is used up.
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
    try:
        return await _made(assignment, available[assignment.provider], context)
    except GenerationError as error:
        await settle_call(assignment.generation_id, error, context)
        if isinstance(error, ProviderUnavailableError):
            raise TryAgainError(error.message, error.hint, after=error.retry_after) from error
        raise GiveUpError(error.message, error.hint) from error


async def settle_call(generation_id: UUID, error: GenerationError, context: Context) -> None:
    """Tell the ledger what a call cost that came to nothing."""
    usage = None if error.usage is None else error.usage.model_dump(exclude_defaults=True)
    await context.call("settle_generation_call", generation_id=str(generation_id), usage=usage)


def _as_result(assignment: Assignment, written: Written) -> dict[str, Any]:
    """Return what `private.finish_generation` takes for a text."""
    return {
        "output": written.output.model_dump(mode="json"),
        "usage": written.usage.model_dump(exclude_defaults=True),
        "prompt_version": (
            None if assignment.provider == "offline" else prompt_version(assignment.generation_type)
        ),
    }


async def _made(assignment: Assignment, provider: Provider, context: Context) -> dict[str, Any]:
    stream = Stream(assignment, context)
    await stream.begin()
    if assignment.generation_type in OUTPUTS:
        written = await provider.write(assignment, stream.show)
        await stream.end()
        return _as_result(assignment, written)
    media = await provider.make(assignment)
    return {
        "asset": await _kept(assignment, media, context),
        "usage": media.usage.model_dump(exclude_defaults=True),
    }


async def _kept(assignment: Assignment, media: Media, context: Context) -> dict[str, Any]:
    """Put the file into storage; a later attempt writes over it."""
    if context.workspace_id is None:
        raise GiveUpError("a file belongs to a workspace, and this job has none")
    name = f"generated/{assignment.generation_id}{mimetypes.guess_extension(media.mime_type) or ''}"
    try:
        async with AssetStore.from_settings(settings()) as store:
            stored = await store.put(context.workspace_id, name, media.content, media.mime_type)
    except FileRefusedError as error:
        raise GenerationRefusedError(error.message, error.hint, usage=media.usage) from error
    except FileStoreUnavailableError as error:
        raise ProviderUnavailableError(error.message, error.hint, usage=media.usage) from error
    return {
        "file_url": stored.file_url,
        "file_size": stored.size,
        "mime_type": stored.mime_type,
        "details": {**media.details, "sha256": stored.sha256},
    }


@handler("ai.settle", payload=NoPayload, effect=Effect.AT_LEAST_ONCE)
async def settle(payload: NoPayload, context: Context) -> dict[str, Any]:
    """Look after reservations whose time is over; the function does nothing twice."""
    return {"carried_over": await context.call("settle_ai_costs")}


@handler("ai.refresh_prices", payload=NoPayload, effect=Effect.EXACTLY_ONCE)
async def refresh_prices(payload: NoPayload, context: Context) -> dict[str, Any]:
    """Read the models and prices; `private.apply_prices` takes them over."""
    # Its data take a quarter of a second to import, at every start of a worker.
    from flywheel.ai.prices import current_prices

    online = settings().ai_online_prices
    return (await asyncio.to_thread(current_prices, online=online)).as_result()


@handler("ai.finish_bundle", payload=GenerationPayload, effect=Effect.EXACTLY_ONCE)
async def finish_bundle(payload: GenerationPayload, context: Context) -> dict[str, Any]:
    """Nothing to do here: `private.apply_bundle_end` joins the pieces."""
    return {}
