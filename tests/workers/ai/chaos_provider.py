"""A provider that fails in every way there is. For `flywheel worker --import`."""

from __future__ import annotations

import asyncio
import random

from flywheel.ai.assignment import Assignment
from flywheel.ai.errors import GenerationRefusedError, ProviderUnavailableError
from flywheel.ai.outputs import BlogPost
from flywheel.ai.provider import Media, Progress, Written
from flywheel.ai.providers import add_provider
from flywheel.ai.usage import Usage

POST = BlogPost(
    title="Soap",
    content="Soap is made of oil and lye. " * 10,
    meta_description="How soap is made.",
    keywords=["soap"],
    primary_cta="Buy soap",
)


class UnreliableProvider:
    """Answers within milliseconds: a text, an error that costs nothing, or one that does."""

    name = "openai"

    async def write(self, assignment: Assignment, progress: Progress) -> Written:
        """Write, or fail."""
        await asyncio.sleep(random.uniform(0, 0.05))
        calls = random.choice([1, 1, 1, 2])
        usage = Usage(
            input_tokens=random.randint(1, calls * assignment.max_input_bytes),
            output_tokens=random.randint(1, calls * assignment.max_output_tokens),
        )
        match random.randrange(100):
            case draw if draw < 12:
                raise ProviderUnavailableError("429", usage=Usage(), retry_after=0.05)
            case draw if draw < 20:
                raise ProviderUnavailableError("500", usage=Usage(), retry_after=0.05)
            case draw if draw < 30:
                raise ProviderUnavailableError("broke off", usage=None, retry_after=0.05)
            case draw if draw < 38:
                raise GenerationRefusedError("declined", usage=usage)
        return Written(POST, usage, calls)

    async def make(self, assignment: Assignment) -> Media:
        """Make nothing."""
        raise GenerationRefusedError("no files here", usage=Usage())


add_provider(UnreliableProvider())
