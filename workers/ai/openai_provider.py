"""The OpenAI provider: any API that speaks OpenAI's Responses interface."""

from __future__ import annotations

import time
from collections.abc import Sequence
from contextlib import aclosing

import openai
from openai import AsyncOpenAI

from flywheel.ai.assignment import Assignment
from flywheel.ai.errors import GenerationRefusedError
from flywheel.ai.openai_media import OpenAIMedia
from flywheel.ai.openai_responses import openai_error, openai_vendor, read_response, request_body
from flywheel.ai.provider import Media, Progress, Written
from flywheel.ai.usage import Usage
from flywheel.ai.writing import Answer, Turn, in_time, write_checked

_CONNECT_SECONDS = 10.0
_ENDS = {"response.completed", "response.incomplete", "response.failed"}


class OpenAIProvider:
    """Writes with a model behind OpenAI's Responses API, as structured output.

    Parameters
    ----------
    api_key
        Of the account that pays.
    base_url
        Of a compatible server; OpenAI's own where None.
    timeout
        Most seconds for a whole call.
    stall
        Most seconds between two events of a stream.
    flex_timeout
        In place of both for the flex tier, which may let a call wait long before it begins.
    video_timeout
        Most seconds until a film is ready.
    """

    name = "openai"

    def __init__(
        self,
        api_key: str,
        base_url: str | None = None,
        timeout: float = 120,
        *,
        stall: float = 60,
        flex_timeout: float = 900,
        video_timeout: float = 900,
    ) -> None:
        # The queue retries, with its own pauses; the client's retries would hide them.
        self._client = AsyncOpenAI(
            api_key=api_key,
            base_url=base_url,
            timeout=openai.Timeout(timeout, connect=min(timeout, _CONNECT_SECONDS)),
            max_retries=0,
        )
        self._vendor = openai_vendor(api_key)
        self._timeout = timeout
        self._stall = stall
        self._flex_timeout = flex_timeout
        self._media = OpenAIMedia(
            self._client, self._vendor, timeout=timeout, video_timeout=video_timeout
        )

    async def write(self, assignment: Assignment, progress: Progress) -> Written:
        """Write the assignment; one answer that is cut off or not as agreed is repaired once.

        Raises
        ------
        GenerationRefusedError
            If trying again cannot help.
        ProviderUnavailableError
            If it may work later.
        """
        if assignment.tier == "batch":
            raise GenerationRefusedError(
                "the batch tier is for batches; this call would cost more than was reserved",
                usage=Usage(),
            )

        async def ask(instructions: str, turns: Sequence[Turn]) -> Answer:
            return await self._ask(assignment, instructions, turns, progress)

        return await write_checked(assignment, ask)

    async def make(self, assignment: Assignment) -> Media:
        """Make an image, a video or a recording.

        Raises
        ------
        GenerationRefusedError
            If trying again cannot help.
        ProviderUnavailableError
            If it may work later.
        """
        return await self._media.make(assignment)

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
        flex = assignment.tier == "flex"
        timeout = self._flex_timeout if flex else self._timeout
        stall = self._flex_timeout if flex else self._stall
        deadline = time.monotonic() + timeout
        body = request_body(assignment, instructions, turns)
        text = ""
        try:
            # Not responses.stream(): it parses the text before the usage is known, so that an
            # answer that does not parse would seem to have cost nothing.
            stream = await self._client.responses.create(
                **body, stream=True, timeout=openai.Timeout(timeout, connect=_CONNECT_SECONDS)
            )
        except openai.OpenAIError as error:
            raise openai_error(self._vendor, error) from error
        async with (
            stream,
            aclosing(in_time(stream, self._vendor, deadline=deadline, stall=stall)) as events,
        ):
            async for event in events:
                if event.type == "response.output_text.delta":
                    text += event.delta
                    await progress(text)
                elif event.type in _ENDS:
                    return read_response(self._vendor, body, event.response)
                elif event.type == "error":
                    raise self._vendor.broken(f"broke off its answer: {event.message}")
        raise self._vendor.broken("broke off its answer")
