"""A provider of batches that keeps them in memory. For `flywheel worker --import`."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from flywheel.ai.assignment import Assignment
from flywheel.ai.errors import GenerationError, GenerationRefusedError
from flywheel.ai.offline import OfflineProvider
from flywheel.ai.openai_batch import BatchState
from flywheel.ai.provider import Progress, Written
from flywheel.ai.providers import add_provider
from flywheel.ai.usage import Usage

USAGE = Usage(input_tokens=1000, output_tokens=1000)


class Paid(OfflineProvider):
    """Writes the offline drafts under OpenAI's name and price."""

    name = "openai"

    async def write(self, assignment: Assignment, progress: Progress) -> Written:
        written = await super().write(assignment, progress)
        return Written(written.output, USAGE)


class Batches:
    """Writes what is submitted at the second look; the first social post is declined."""

    first_pause = 0.2

    def __init__(self) -> None:
        self._submitted: dict[str, Sequence[Assignment]] = {}
        self._looks = 0

    async def submit(self, assignments: Sequence[Assignment], key: str) -> str:
        assert all(assignment.tier == "batch" for assignment in assignments)
        self._submitted[key] = assignments
        return key

    async def collect(self, batch_id: str) -> BatchState:
        self._looks += 1
        if self._looks < 2:
            return BatchState("in_progress")
        results: dict[UUID, Written | GenerationError] = {}
        for assignment in self._submitted[batch_id]:
            if assignment.options.get("place") == 1 and "platform" in assignment.options:
                results[assignment.generation_id] = GenerationRefusedError("declined", usage=USAGE)
            else:
                results[assignment.generation_id] = await Paid().write(assignment, _nobody)
        return BatchState("ended", results)

    async def cancel(self, batch_id: str) -> None:
        return


async def _nobody(text: str) -> None:
    return


add_provider(Paid(), Batches())
