"""The OpenAI provider: any API that speaks OpenAI's Responses interface."""

from __future__ import annotations

import json
from collections.abc import Mapping

import openai
from openai import AsyncOpenAI
from pydantic import ValidationError

from flywheel.ai.draft import Assignment, BlogPostDraft, Usage, Written
from flywheel.ai.errors import GenerationRefusedError, ProviderUnavailableError
from flywheel.ai.templates import render

_MAX_OUTPUT_TOKENS = 8000
# Columns that say nothing to a writer.
_PRIVATE = {"id", "workspace_id", "profile_id", "created_at", "updated_at", "base_cost"}


class OpenAIProvider:
    """Writes with a model behind OpenAI's Responses API, as structured output."""

    name = "openai"

    def __init__(self, api_key: str, base_url: str | None, timeout: float) -> None:
        # The queue retries, with its own pauses; the client's retries would hide them.
        self._client = AsyncOpenAI(
            api_key=api_key, base_url=base_url, timeout=timeout, max_retries=0
        )

    async def write(self, assignment: Assignment) -> Written:
        """Ask the model once."""
        if assignment.business is None:
            raise GenerationRefusedError("the business was deleted before its text was written")
        material = {
            "business": _told(assignment.business),
            "product": _told(assignment.product or {}),
        }
        try:
            response = await self._client.responses.parse(
                model=assignment.model,
                instructions=render(
                    "prompts/blog_post.j2",
                    language=assignment.language,
                    profile=json.dumps(material, ensure_ascii=False, indent=2),
                ),
                input=f"<topic>\n{assignment.prompt_text}\n</topic>",
                text_format=BlogPostDraft,
                max_output_tokens=_MAX_OUTPUT_TOKENS,
                store=False,
            )
        except (openai.APITimeoutError, openai.APIConnectionError) as error:
            raise ProviderUnavailableError(f"the model's server did not answer: {error}") from error
        except (openai.RateLimitError, openai.InternalServerError) as error:
            raise ProviderUnavailableError(
                f"the model's server answered {error.status_code}: {error.message}",
                retry_after=_retry_after(error.response.headers),
            ) from error
        except openai.APIStatusError as error:
            raise GenerationRefusedError(
                f"the model's server refused the request ({error.status_code}): {error.message}",
                hint="Check FLYWHEEL_OPENAI_API_KEY, FLYWHEEL_OPENAI_BASE_URL and the model.",
            ) from error
        except ValidationError as error:
            first = error.errors(include_url=False, include_input=False)[0]
            where = ".".join(str(part) for part in first["loc"]) or "the answer"
            raise ProviderUnavailableError(
                f"the model's answer is not a blog post of the agreed form: {where}: {first['msg']}"
            ) from error
        if response.status == "incomplete":
            reason = response.incomplete_details and response.incomplete_details.reason
            raise ProviderUnavailableError(f"the model stopped before the end ({reason})")
        draft = response.output_parsed
        if draft is None:
            raise GenerationRefusedError(f"the model declined: {response.output_text or 'no text'}")
        usage = response.usage
        if usage is None:
            raise ProviderUnavailableError("the model's server did not say how many tokens it used")
        return Written(draft, Usage(usage.input_tokens, usage.output_tokens))


def _told(row: Mapping[str, object]) -> dict[str, object]:
    return {key: value for key, value in row.items() if value and key not in _PRIVATE}


def _retry_after(headers: Mapping[str, str]) -> float | None:
    try:
        return float(headers.get("retry-after", ""))
    except ValueError:
        return None
