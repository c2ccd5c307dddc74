"""What the person who asked sees of a text while it is written."""

from __future__ import annotations

import math
import time

from flywheel.ai.assignment import Assignment
from flywheel.jobs.context import Context

_PAUSE_SECONDS = 0.4
# A guess at how long texts are: after so many characters two thirds of the bar are full.
_TYPICAL_CHARACTERS = 4000


class Stream:
    """Sends a growing text to its asker's private topic, and its progress to the row.

    At most every 0.4 s, whatever the model's speed: each is a call to the database.
    """

    def __init__(self, assignment: Assignment, context: Context) -> None:
        self._id = str(assignment.generation_id)
        self._model = assignment.model
        self._context = context
        self._sent = 0
        self._at = 0.0
        self._is_wanted = True

    async def begin(self) -> None:
        """Say that the model has begun."""
        await self._report(0.2, f"waiting for {self._model}")
        self._at = time.monotonic()

    async def show(self, text: str) -> None:
        """Send what is new in `text`, the whole text so far, if it is time."""
        now = time.monotonic()
        if not self._is_wanted or now - self._at < _PAUSE_SECONDS or len(text) <= self._sent:
            return
        self._at = now
        start, self._sent = self._sent, len(text)
        # Cancelled meanwhile: nobody listens. The answer is waited for all the same, because
        # only its end says what it cost.
        self._is_wanted = await self._context.call(
            "stream_generation", generation_id=self._id, at_character=start, added=text[start:]
        )
        if self._is_wanted:
            done = 1 - math.exp(-len(text) / _TYPICAL_CHARACTERS)
            await self._report(0.2 + 0.7 * done, f"writing with {self._model}")

    async def end(self) -> None:
        """Say that the text is being put in its place."""
        if self._is_wanted:
            await self._report(0.9, "saving the text")

    async def _report(self, progress: float, stage: str) -> None:
        self._is_wanted = await self._context.call(
            "report_generation", generation_id=self._id, progress=progress, stage=stage
        )
