"""Why a generation did not come about."""

from __future__ import annotations

from flywheel.errors import FlywheelError


class GenerationRefusedError(FlywheelError):
    """The provider will not or cannot write this; trying again does not help."""


class ProviderUnavailableError(FlywheelError):
    """The provider did not answer as it should; a later try may work.

    Attributes
    ----------
    retry_after
        Seconds that the provider asked us to wait; None where it did not say.
    """

    def __init__(
        self, message: str, hint: str | None = None, retry_after: float | None = None
    ) -> None:
        super().__init__(message, hint)
        self.retry_after = retry_after
