"""Requests and answers of OpenAI's Responses API, alone or in a batch."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import openai
from openai.types.responses import Response

from flywheel.ai.assignment import Assignment
from flywheel.ai.errors import GenerationError, GenerationRefusedError, ProviderUnavailableError
from flywheel.ai.schemas import output_schema, schema_bytes
from flywheel.ai.usage import Usage
from flywheel.ai.vendors import Vendor
from flywheel.ai.writing import Answer, Turn, worst_case

# A failed response that says one of these may succeed later; the others are about the request.
_PASSING = {"server_error", "rate_limit_exceeded", "vector_store_timeout"}


def openai_vendor(api_key: str) -> Vendor:
    """Return what messages about OpenAI, or whoever speaks like it, say."""
    return Vendor(
        name="OpenAI",
        settings="FLYWHEEL_OPENAI_API_KEY, FLYWHEEL_OPENAI_BASE_URL and the model",
        secret=api_key,
    )


def request_body(
    assignment: Assignment, instructions: str, turns: Sequence[Turn]
) -> dict[str, Any]:
    """Return the body of a request to `/v1/responses`, without `stream`."""
    body: dict[str, Any] = {
        "model": assignment.model,
        "instructions": instructions,
        "input": [{"role": turn.role, "content": turn.text} for turn in turns],
        "text": {
            "format": {
                "type": "json_schema",
                "name": assignment.generation_type,
                "schema": output_schema(assignment.generation_type),
                "strict": True,
            }
        },
        "max_output_tokens": assignment.max_output_tokens,
        "store": False,
    }
    if assignment.tier == "flex":
        body["service_tier"] = "flex"
    return body


def sent_bytes(body: dict[str, Any]) -> int:
    """Return how many bytes of a request the model reads."""
    texts = [body["instructions"], *(turn["content"] for turn in body["input"])]
    return sum(len(text.encode()) for text in texts) + schema_bytes(body["text"]["format"]["name"])


def read_response(vendor: Vendor, body: dict[str, Any], response: Response) -> Answer:
    """Return the answer that a finished response holds.

    Parameters
    ----------
    vendor
        Whom errors speak of.
    body
        The request.
    response
        Its end, as the server gave it; compatible servers leave fields out.

    Raises
    ------
    GenerationRefusedError
        If the model declined or a filter stopped it.
    ProviderUnavailableError
        If the server failed.
    """
    usage = _usage(response) or worst_case(sent_bytes(body), body["max_output_tokens"])
    text, refusal = _contents(response)
    if refusal is not None:
        raise GenerationRefusedError(f"the model declined: {vendor.told(refusal)}", usage=usage)
    status = getattr(response, "status", None) or "completed"
    if status == "incomplete":
        details = getattr(response, "incomplete_details", None)
        if getattr(details, "reason", None) == "content_filter":
            raise GenerationRefusedError(
                f"a content filter of {vendor.name} stopped the text", usage=usage
            )
        return Answer(text, usage, cut_off=True)
    if status != "completed":
        error = getattr(response, "error", None)
        code = getattr(error, "code", None)
        said = f"{vendor.name} could not answer ({code or status})"
        if message := getattr(error, "message", None):
            said += f": {vendor.told(message)}"
        # A failure that says nothing of its usage may have cost anything.
        known = _usage(response)
        if code in _PASSING or status in {"cancelled", "queued", "in_progress"}:
            raise ProviderUnavailableError(said, usage=known)
        raise GenerationRefusedError(said, usage=known)
    return Answer(text, usage)


def openai_error(vendor: Vendor, error: openai.OpenAIError) -> GenerationError:
    """Return what an exception of the client means that it raised in place of an answer."""
    if isinstance(error, openai.APIStatusError):
        code = error.code or error.type
        return vendor.answered(error.status_code, error.response.headers, code, error.message)
    if isinstance(error, openai.APIConnectionError):
        return vendor.not_answered(error)
    return vendor.broken(f"gave an answer that cannot be read: {error}")


def _usage(response: Response) -> Usage | None:
    found = getattr(response, "usage", None)
    if found is None:
        return None
    details = getattr(found, "input_tokens_details", None)
    return Usage(
        input_tokens=found.input_tokens,
        cache_read_tokens=getattr(details, "cached_tokens", None) or 0,
        cache_write_tokens=getattr(details, "cache_write_tokens", None) or 0,
        output_tokens=found.output_tokens,
    )


def _contents(response: Response) -> tuple[str, str | None]:
    """Return the text of a response, and the words in which the model declined."""
    text, refusal = "", None
    for item in getattr(response, "output", None) or []:
        if item.type != "message":
            continue
        for part in item.content:
            if part.type == "output_text":
                text += part.text
            elif part.type == "refusal":
                refusal = part.refusal
    return text, refusal
