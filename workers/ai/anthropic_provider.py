"""The Anthropic provider: texts from the Messages API."""

from __future__ import annotations

import time
from collections.abc import Sequence
from contextlib import aclosing
from typing import cast

import anthropic
from anthropic import AsyncAnthropic
from anthropic.types import Message, MessageParam

from flywheel.ai.assignment import Assignment
from flywheel.ai.errors import GenerationError, GenerationRefusedError
from flywheel.ai.provider import Media, Progress, Written
from flywheel.ai.schemas import anthropic_schema
from flywheel.ai.usage import Usage
from flywheel.ai.vendors import Vendor
from flywheel.ai.writing import Answer, Turn, in_time, write_checked

_CONNECT_SECONDS = 10.0


class AnthropicProvider:
    """Writes with a model behind Anthropic's Messages API, as structured output.

    Parameters
    ----------
    api_key
        Of the account that pays.
    base_url
        Of a compatible server; Anthropic's own where None.
    timeout
        Most seconds for a whole call.
    stall
        Most seconds between two events of a stream.
    """

    name = "anthropic"

    def __init__(
        self,
        api_key: str,
        base_url: str | None = None,
        timeout: float = 120,
        *,
        stall: float = 60,
    ) -> None:
        # The queue retries, with its own pauses; the client's retries would hide them.
        self._client = AsyncAnthropic(
            api_key=api_key,
            base_url=base_url,
            timeout=anthropic.Timeout(timeout, connect=min(timeout, _CONNECT_SECONDS)),
            max_retries=0,
        )
        self._vendor = Vendor(
            name="Anthropic",
            settings="FLYWHEEL_ANTHROPIC_API_KEY, FLYWHEEL_ANTHROPIC_BASE_URL and the model",
            secret=api_key,
        )
        self._timeout = timeout
        self._stall = stall

    async def write(self, assignment: Assignment, progress: Progress) -> Written:
        """Write the assignment; one answer that is cut off or not as agreed is repaired once.

        Raises
        ------
        GenerationRefusedError
            If trying again cannot help.
        ProviderUnavailableError
            If it may work later.
        """
        if assignment.tier != "standard":
            raise GenerationRefusedError(
                f"Anthropic is called at its standard price, not {assignment.tier}", usage=Usage()
            )

        async def ask(instructions: str, turns: Sequence[Turn]) -> Answer:
            return await self._ask(assignment, instructions, turns, progress)

        return await write_checked(assignment, ask)

    async def make(self, assignment: Assignment) -> Media:
        """Refuse: Anthropic makes no files.

        Raises
        ------
        GenerationRefusedError
            Always.
        """
        raise GenerationRefusedError(
            f"Anthropic makes no files of the kind {assignment.kind}",
            "Ask for a model of another provider.",
            usage=Usage(),
        )

    async def close(self) -> None:
        """Close the connections."""
        await self._client.close()

    async def _ask(
        self,
        assignment: Assignment,
        instructions: str,
        turns: Sequence[Turn],
        progress: Progress,
    ) -> Answer:
        deadline = time.monotonic() + self._timeout
        schema = anthropic_schema(assignment.generation_type)
        manager = self._client.messages.stream(
            model=assignment.model,
            max_tokens=assignment.max_output_tokens,
            # The same for all assignments of a type; where it is long enough for the model's
            # cache, reading it from there costs a tenth.
            system=[
                {
                    "type": "text",
                    "text": instructions,
                    "cache_control": {"type": "ephemeral"},
                }
            ],
            messages=cast(
                "list[MessageParam]",
                [{"role": turn.role, "content": turn.text} for turn in turns],
            ),
            output_config={"format": {"type": "json_schema", "schema": schema}},
        )
        try:
            stream = await manager.__aenter__()
        except anthropic.AnthropicError as error:
            raise self._error(error) from error
        async with (
            stream,
            aclosing(in_time(stream, self._vendor, deadline=deadline, stall=self._stall)) as events,
        ):
            async for event in events:
                if event.type == "text":
                    await progress(event.snapshot)
                elif event.type == "message_stop":
                    return self._answer(event.message)
        raise self._vendor.broken("broke off its answer")

    def _answer(self, message: Message) -> Answer:
        text = "".join(block.text for block in message.content if block.type == "text")
        usage = _usage(message)
        if message.stop_reason == "refusal":
            category = getattr(message.stop_details, "category", None)
            why = f" ({category})" if category else ""
            raise GenerationRefusedError(f"the model declined{why}", usage=usage)
        cut_off = message.stop_reason in {"max_tokens", "model_context_window_exceeded"}
        return Answer(text, usage, cut_off)

    def _error(self, error: anthropic.AnthropicError) -> GenerationError:
        if isinstance(error, anthropic.APIStatusError):
            kind, message = _said(error)
            return self._vendor.answered(error.status_code, error.response.headers, kind, message)
        if isinstance(error, anthropic.APIConnectionError):
            return self._vendor.not_answered(error)
        return self._vendor.broken(f"gave an answer that cannot be read: {error}")


def _usage(message: Message) -> Usage:
    """Return the usage; Anthropic's `input_tokens` leaves out what ours counts, the cache."""
    found = message.usage
    read = found.cache_read_input_tokens or 0
    kept = found.cache_creation_input_tokens or 0
    details = found.cache_creation
    hourly = details.ephemeral_1h_input_tokens if details else 0
    if details and not kept:
        kept = details.ephemeral_5m_input_tokens + hourly
    return Usage(
        input_tokens=found.input_tokens + read + kept,
        cache_read_tokens=read,
        cache_write_tokens=kept,
        cache_write_1h_tokens=hourly,
        output_tokens=found.output_tokens,
    )


def _said(error: anthropic.APIStatusError) -> tuple[str | None, str]:
    """Return the type and the sentence of an error; its own message repeats the whole body."""
    body = error.body
    inner = body.get("error") if isinstance(body, dict) else None
    if not isinstance(inner, dict):
        return None, error.message
    return inner.get("type"), str(inner.get("message") or error.message)
