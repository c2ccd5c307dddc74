"""What can go wrong with jobs, and what a handler raises to say how to go on."""

from __future__ import annotations

from flywheel.errors import FlywheelError


class GiveUpError(FlywheelError):
    """Raised by a handler: this job can never succeed, so it fails without another attempt.

    The message is shown to the members of the job's workspace.
    """


class TryAgainError(FlywheelError):
    """Raised by a handler: this attempt failed, a later one may succeed.

    The message is shown to the members of the job's workspace.

    Parameters
    ----------
    after
        Seconds until the next attempt, e.g. from a `Retry-After` header; None for the job
        type's own backoff.
    """

    def __init__(
        self, message: str, hint: str | None = None, *, after: float | None = None
    ) -> None:
        super().__init__(message, hint)
        self.after = after


class LeaseLostError(FlywheelError):
    """The job is no longer ours: nothing that depends on it was written."""


class TransportError(FlywheelError):
    """The database or the API could not be reached; the same call may work later."""


class RejectedError(FlywheelError):
    """The database refused a call; the same call would be refused again.

    Attributes
    ----------
    code
        The SQLSTATE, or PostgREST's own code.
    """

    def __init__(self, message: str, hint: str | None = None, *, code: str = "") -> None:
        super().__init__(message, hint)
        self.code = code


class NoTransactionError(FlywheelError):
    """A handler asked for the completing transaction where there is none to give."""


class HandlerError(FlywheelError):
    """Handlers cannot be loaded or registered as they are."""


class ScheduleError(FlywheelError):
    """A cron line or its time zone cannot be used."""


_TRANSIENT_CLASSES = ("08", "25", "40", "53", "55", "57", "58")
_TRANSIENT_CODES = ("PGRST000", "PGRST001", "PGRST002", "PGRST003")
LEASE_LOST = "JQ409"


def from_code(code: str, message: str, hint: str | None) -> FlywheelError:
    """Return the error that an SQLSTATE or a PostgREST code stands for.

    Classes 08, 25, 40, 53, 55, 57 and 58 (connection, transaction state, rollback, resources,
    object in use, intervention, system) may pass; what is left would be refused again.
    """
    if code == LEASE_LOST:
        return LeaseLostError(message, hint)
    if code.startswith(_TRANSIENT_CLASSES) or code in _TRANSIENT_CODES:
        return TransportError(message, hint)
    return RejectedError(message, hint, code=code)
