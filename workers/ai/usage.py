"""What a call to a provider used up, in the units that prices are in."""

from __future__ import annotations

from typing import Self

from pydantic import BaseModel, ConfigDict, Field


class Usage(BaseModel):
    """Counts of one call, or of several added up.

    A count includes what is listed more finely below it, as in genai-prices: `input_tokens`
    counts cached and image tokens too, `cache_write_tokens` those that are kept for an hour.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    input_tokens: int = Field(default=0, ge=0)
    cache_read_tokens: int = Field(default=0, ge=0)
    cache_write_tokens: int = Field(default=0, ge=0)
    cache_write_1h_tokens: int = Field(default=0, ge=0)
    input_image_tokens: int = Field(default=0, ge=0)
    cache_image_read_tokens: int = Field(default=0, ge=0)
    output_tokens: int = Field(default=0, ge=0)
    output_image_tokens: int = Field(default=0, ge=0)
    input_characters: int = Field(default=0, ge=0)
    """Characters that were spoken, for voices that are paid by the character."""
    output_seconds: int = Field(default=0, ge=0)
    """Seconds of film, for videos."""

    def __add__(self, other: Usage) -> Self:
        """Return the sum of both."""
        return type(self)(
            **{name: getattr(self, name) + getattr(other, name) for name in type(self).model_fields}
        )
