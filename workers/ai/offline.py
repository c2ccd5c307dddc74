"""The offline provider: drafts from templates, without a key and without a network."""

from __future__ import annotations

from flywheel.ai.assignment import Assignment
from flywheel.ai.checks import AnswerError, checked, demands
from flywheel.ai.drafting import DRAFTS
from flywheel.ai.drafting.facts import facts_of
from flywheel.ai.errors import GenerationRefusedError
from flywheel.ai.provider import Media, Progress, Written
from flywheel.ai.usage import Usage


class OfflineProvider:
    """Fills templates from the business profile; long texts say that they are drafts."""

    name = "offline"

    async def write(self, assignment: Assignment, progress: Progress) -> Written:
        """Write a draft; the same assignment always gives the same text.

        Raises
        ------
        GenerationRefusedError
            If the business is gone, or its profile cannot be put into a draft.
        """
        if assignment.business is None:
            raise GenerationRefusedError(
                "the business was deleted before its text was written", usage=Usage()
            )
        draft = DRAFTS[assignment.generation_type](facts_of(assignment))
        try:
            # Held to the same rules as a model's answer.
            output = checked(
                assignment.generation_type, demands(assignment), draft.model_dump_json()
            )
        except AnswerError as error:
            raise GenerationRefusedError(
                f"the profile cannot be put into a draft: {error}",
                hint="Correct the business profile, or have a model write it.",
                usage=Usage(),
            ) from error
        await progress(output.model_dump_json())
        return Written(output, Usage())

    async def make(self, assignment: Assignment) -> Media:
        """Refuse: there is no file without a provider."""
        raise GenerationRefusedError(
            f"a {assignment.kind} cannot be made without a provider",
            hint="Set FLYWHEEL_OPENAI_API_KEY where the worker runs.",
            usage=Usage(),
        )
