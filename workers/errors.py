"""Errors that say what went wrong and what to do about it."""

from __future__ import annotations


class FlywheelError(Exception):
    """Base of every error that Flywheel raises on purpose.

    Parameters
    ----------
    message
        What went wrong, with the input that caused it.
    hint
        What the reader can do next.
    """

    def __init__(self, message: str, hint: str | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint


class ConfigurationError(FlywheelError):
    """A setting is missing or has a value that cannot work."""


class StackError(FlywheelError):
    """The local stack could not do what was asked of it."""


class StackDownError(StackError):
    """A command needs the local stack, and it is not running."""


class PortInUseError(StackError):
    """A port that the stack needs belongs to somebody else."""


class ToolMissingError(FlywheelError):
    """A program that Flywheel calls is not installed."""


class ProfileError(FlywheelError):
    """A business profile file is broken; the message names the field."""


class FileRefusedError(FlywheelError):
    """Storage refuses this file or name, and would again; nothing was changed."""


class FileStoreUnavailableError(FlywheelError):
    """Storage did not answer as it should; the same call may work later, and does no harm."""
