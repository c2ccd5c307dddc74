"""Why a generation did not come about, and what the attempt cost."""

from __future__ import annotations

from flywheel.ai.usage import Usage
from flywheel.errors import FlywheelError


class GenerationError(FlywheelError):
    """A generation did not come about.

    Attributes
    ----------
    usage
        What the provider bills for the calls that were made; None where nobody knows, because
        a call broke off: then all that was reserved counts as spent until it is known better.
    """

    def __init__(self, message: str, hint: str | None = None, *, usage: Usage | None) -> None:
        super().__init__(message, hint)
        self.usage = usage


class GenerationRefusedError(GenerationError):
    """The provider will not or cannot make this; trying again does not help."""


class ProviderUnavailableError(GenerationError):
    """The provider did not answer as it should; a later try may work.

    Attributes
    ----------
    retry_after
        Seconds that the provider asked us to wait; None where it did not say.
    """

    def __init__(
        self,
        message: str,
        hint: str | None = None,
        *,
        usage: Usage | None,
        retry_after: float | None = None,
    ) -> None:
        super().__init__(message, hint, usage=usage)
        self.retry_after = retry_after
