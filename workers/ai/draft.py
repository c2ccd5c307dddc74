"""What a provider is asked for, and what it gives back."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Any, Protocol

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

ShortText = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]


class BlogPostDraft(BaseModel):
    """A blog post as a model writes it; the schema of the structured output."""

    model_config = ConfigDict(extra="forbid")

    title: Annotated[ShortText, Field(max_length=500, description="Plain text, no markup.")]
    content: Annotated[
        ShortText, Field(min_length=200, description="The post in Markdown, without its title.")
    ]
    meta_description: Annotated[
        ShortText, Field(max_length=320, description="One sentence for search results.")
    ]
    keywords: Annotated[list[ShortText], Field(min_length=1, max_length=15)]
    primary_cta: Annotated[
        ShortText, Field(max_length=200, description="What the reader is asked to do.")
    ]


@dataclass(frozen=True)
class Usage:
    """Tokens that a generation used, as the provider counts them."""

    prompt_tokens: int
    completion_tokens: int


@dataclass(frozen=True)
class Written:
    """A draft and what it used."""

    draft: BlogPostDraft
    usage: Usage

    def as_result(self) -> dict[str, Any]:
        """Return the JSON that `private.apply_generation` takes."""
        return {
            "draft": self.draft.model_dump(),
            "usage": {
                "prompt_tokens": self.usage.prompt_tokens,
                "completion_tokens": self.usage.completion_tokens,
            },
        }


class Assignment(BaseModel):
    """What is to be written: the answer of `start_generation`."""

    generation_type: str
    prompt_text: str
    language: str
    model: str
    provider: str
    business: dict[str, Any] | None
    product: dict[str, Any] | None


class Provider(Protocol):
    """Whoever can write a draft."""

    name: str

    async def write(self, assignment: Assignment) -> Written:
        """Write the assignment.

        Raises
        ------
        flywheel.ai.errors.GenerationRefusedError
            If trying again cannot help.
        flywheel.ai.errors.ProviderUnavailableError
            If it may work later.
        """
        ...
