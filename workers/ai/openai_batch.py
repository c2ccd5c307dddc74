"""Batches of texts at OpenAI: half the price, an answer within a day."""

from __future__ import annotations

import json
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, Literal
from uuid import UUID

import openai
from openai import AsyncOpenAI
from openai.types import Batch
from openai.types.responses import Response

from flywheel.ai.assignment import Assignment
from flywheel.ai.checks import AnswerError, demands
from flywheel.ai.errors import GenerationError, GenerationRefusedError, ProviderUnavailableError
from flywheel.ai.openai_responses import (
    openai_error,
    openai_vendor,
    read_response,
    request_body,
)
from flywheel.ai.provider import Written
from flywheel.ai.usage import Usage
from flywheel.ai.writing import Turn, fitting_prompt, read_answer

_ENDED = {"completed", "failed", "expired", "cancelled"}
_MOST_REQUESTS = 50_000
_MOST_BYTES = 200 * 1024 * 1024
# No job is tried again after so long, so an older batch cannot be the one that is looked for.
_LOOK_BACK_SECONDS = 7 * 86_400
# Prompts hold what customers told their workspace: OpenAI is to forget them.
_KEEP_SECONDS = 14 * 86_400


@dataclass(frozen=True)
class BatchState:
    """How a batch stands.

    Attributes
    ----------
    status
        `in_progress` until OpenAI is done with all of it.
    results
        Once it has ended, what came of each generation, by its id.
    reason
        Why it ended, if not by being completed: failed, expired or cancelled, and what
        OpenAI says about it.
    """

    status: Literal["in_progress", "ended"]
    results: dict[UUID, Written | GenerationError] = field(default_factory=dict)
    reason: str | None = None


class OpenAIBatches:
    """Submits texts as a batch and collects them; nothing is repaired inside a batch.

    Attributes
    ----------
    first_pause
        Seconds after which it is worth a first look whether a batch has ended.

    Parameters
    ----------
    api_key
        Of the account that pays.
    base_url
        Of a compatible server; OpenAI's own where None.
    timeout
        Most seconds for a call; files of results are large.
    """

    first_pause = 15.0

    def __init__(self, api_key: str, base_url: str | None = None, timeout: float = 300) -> None:
        self._client = AsyncOpenAI(
            api_key=api_key, base_url=base_url, timeout=timeout, max_retries=0
        )
        self._vendor = openai_vendor(api_key)

    async def submit(self, assignments: Sequence[Assignment], key: str) -> str:
        """Submit texts of one model as a batch and return its id.

        Parameters
        ----------
        assignments
            What to write, at least one.
        key
            At most 512 characters. Submitting with a key that OpenAI knows, from a try whose
            answer was lost, returns that batch; two tries at the same time are not told apart.

        Raises
        ------
        GenerationRefusedError
            If trying again cannot help; the message names the generation at fault.
        ProviderUnavailableError
            If it may work later; with the same key.
        """
        lines = "".join(json.dumps(_line(each), ensure_ascii=False) + "\n" for each in assignments)
        content = lines.encode()
        if not assignments or len(assignments) > _MOST_REQUESTS or len(content) > _MOST_BYTES:
            raise GenerationRefusedError(
                f"a batch takes 1 to {_MOST_REQUESTS} texts and {_MOST_BYTES} bytes, not "
                f"{len(assignments)} and {len(content)}",
                "Split it.",
                usage=Usage(),
            )
        if len(models := {each.model for each in assignments}) > 1:
            raise GenerationRefusedError(
                f"a batch is for one model, not for {', '.join(sorted(models))}", usage=Usage()
            )
        try:
            if known := await self._known(key):
                return known
            file = await self._client.files.create(
                file=("flywheel.jsonl", content, "application/jsonl"),
                purpose="batch",
                expires_after={"anchor": "created_at", "seconds": _KEEP_SECONDS},
            )
            batch = await self._client.batches.create(
                input_file_id=file.id,
                endpoint="/v1/responses",
                completion_window="24h",
                metadata={"flywheel_key": key},
                output_expires_after={"anchor": "created_at", "seconds": _KEEP_SECONDS},
            )
        except openai.OpenAIError as error:
            raise openai_error(self._vendor, error) from error
        return batch.id

    async def collect(self, batch_id: str) -> BatchState:
        """Return how a batch stands, and once it has ended, what came of it.

        Raises
        ------
        GenerationRefusedError
            If OpenAI does not know the batch.
        ProviderUnavailableError
            If it may work later; nothing is lost.
        """
        try:
            batch = await self._client.batches.retrieve(batch_id)
            if batch.status not in _ENDED:
                return BatchState("in_progress")
            # The input says which generations there are and what was asked of each.
            asked = {
                line["custom_id"]: line["body"] for line in await self._lines(batch.input_file_id)
            }
            answers = [
                line
                for file_id in (batch.output_file_id, batch.error_file_id)
                if file_id
                for line in await self._lines(file_id)
            ]
        except openai.OpenAIError as error:
            raise openai_error(self._vendor, error) from error
        except (KeyError, ValueError) as error:
            raise self._vendor.broken("keeps files of the batch that cannot be read") from error
        reason = None if batch.status == "completed" else self._reason(batch)
        results: dict[UUID, Written | GenerationError] = {}
        for line in answers:
            body = asked.get(line.get("custom_id"))
            if body is not None:
                results[UUID(line["custom_id"])] = self._result(body, line)
        for custom_id in asked.keys() - {str(each) for each in results}:
            results[UUID(custom_id)] = ProviderUnavailableError(
                f"the batch ended without an answer: {reason or 'OpenAI does not say why'}",
                usage=Usage(),
            )
        return BatchState("ended", results, reason)

    async def cancel(self, batch_id: str) -> None:
        """Ask OpenAI to stop a batch; what is written by then is paid for and can be collected.

        Raises
        ------
        GenerationRefusedError
            If OpenAI does not know the batch.
        ProviderUnavailableError
            If it may work later.
        """
        try:
            batch = await self._client.batches.retrieve(batch_id)
            if batch.status not in {*_ENDED, "cancelling"}:
                await self._client.batches.cancel(batch_id)
        except openai.OpenAIError as error:
            raise openai_error(self._vendor, error) from error

    async def close(self) -> None:
        """Close the connections."""
        await self._client.close()

    async def _known(self, key: str) -> str | None:
        """Return the batch that was submitted with `key`; the list begins with the newest."""
        async for batch in self._client.batches.list(limit=100):
            if (batch.metadata or {}).get("flywheel_key") == key:
                return batch.id
            if batch.created_at < time.time() - _LOOK_BACK_SECONDS:
                return None
        return None

    async def _lines(self, file_id: str) -> list[dict[str, Any]]:
        content = await self._client.files.content(file_id)
        return [json.loads(line) for line in content.text.split("\n") if line.strip()]

    def _reason(self, batch: Batch) -> str:
        said = [error.message for error in (batch.errors and batch.errors.data) or []]
        told = self._vendor.told("; ".join(text for text in said if text))
        return f"{batch.status}: {told}" if told else batch.status

    def _result(self, body: dict[str, Any], line: dict[str, Any]) -> Written | GenerationError:
        response = line.get("response")
        if not response:
            said = self._vendor.told(str((line.get("error") or {}).get("message")))
            return ProviderUnavailableError(
                f"OpenAI did not answer in the batch: {said}", usage=Usage()
            )
        if response["status_code"] != 200:
            error = (response.get("body") or {}).get("error") or {}
            return self._vendor.answered(
                response["status_code"],
                {},
                error.get("code") or error.get("type"),
                str(error.get("message")),
            )
        try:
            answer = read_response(self._vendor, body, Response.construct(**response["body"]))
        except GenerationError as error:
            return error
        name, wanted = body["text"]["format"]["name"], json.loads(body["metadata"]["demands"])
        try:
            return Written(read_answer(name, wanted, answer), answer.usage)
        except AnswerError as error:
            return GenerationRefusedError(
                f"the model's answer is not as agreed: {error}", usage=answer.usage
            )


def _line(assignment: Assignment) -> dict[str, Any]:
    """Return a line of the input file. Its metadata tells `collect` what to check."""
    try:
        prompt = fitting_prompt(assignment)
    except GenerationRefusedError as error:
        raise GenerationRefusedError(
            f"generation {assignment.generation_id}: {error.message}", error.hint, usage=Usage()
        ) from error
    body = request_body(assignment, prompt.instructions, [Turn("user", prompt.material)])
    body["metadata"] = {"demands": json.dumps(demands(assignment))}
    return {
        "custom_id": str(assignment.generation_id),
        "method": "POST",
        "url": "/v1/responses",
        "body": body,
    }
