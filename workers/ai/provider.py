"""What every provider offers."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Protocol

from flywheel.ai.assignment import Assignment
from flywheel.ai.outputs import Output
from flywheel.ai.usage import Usage

if TYPE_CHECKING:
    from flywheel.ai.openai_batch import BatchState

Progress = Callable[[str], Awaitable[None]]
"""Takes the whole text written so far (JSON, cut off anywhere); called as it grows."""


@dataclass(frozen=True)
class Written:
    """A text and what it used.

    Attributes
    ----------
    output
        An instance of the type's class in `flywheel.ai.outputs.OUTPUTS`.
    usage
        Of all calls that were made for it.
    calls
        How many calls were made: 2 after a repair.
    """

    output: Output
    usage: Usage
    calls: int = 1


@dataclass(frozen=True)
class Media:
    """A file and what it used.

    Attributes
    ----------
    details
        What is known of it: width, height (pixels), duration_seconds.
    """

    content: bytes
    mime_type: str
    usage: Usage
    details: dict[str, int | float] = field(default_factory=dict)


class Provider(Protocol):
    """Whoever can write texts, and perhaps make files.

    What goes wrong is raised as an error of `flywheel.ai.errors`, which carries the usage of the
    calls that the provider bills all the same.
    """

    name: str

    async def write(self, assignment: Assignment, progress: Progress) -> Written:
        """Write the assignment; one answer that is cut off or not as agreed is repaired once.

        Raises
        ------
        flywheel.ai.errors.GenerationRefusedError
            If trying again cannot help.
        flywheel.ai.errors.ProviderUnavailableError
            If it may work later.
        """
        ...

    async def make(self, assignment: Assignment) -> Media:
        """Make an image, a video or a recording.

        Raises
        ------
        flywheel.ai.errors.GenerationRefusedError
            If trying again cannot help, or if the provider makes no such files.
        flywheel.ai.errors.ProviderUnavailableError
            If it may work later.
        """
        ...


class BatchProvider(Protocol):
    """Whoever writes many texts at once, cheaper and later.

    Attributes
    ----------
    first_pause
        Seconds after which it is worth a first look whether a batch has ended.
    """

    first_pause: float

    async def submit(self, assignments: Sequence[Assignment], key: str) -> str:
        """Submit texts and return the batch's id; the same key again gives the same batch."""
        ...

    async def collect(self, batch_id: str) -> BatchState:
        """Return how a batch stands, and once it has ended, what came of it."""
        ...

    async def cancel(self, batch_id: str) -> None:
        """Stop a batch; what is written by then is paid for and can be collected."""
        ...
