"""What can go wrong with files, and whether trying again helps."""

from __future__ import annotations

from flywheel.errors import FlywheelError


class FileRefusedError(FlywheelError):
    """Storage refuses this file or name, and would again; nothing was changed."""


class FileStoreUnavailableError(FlywheelError):
    """Storage did not answer as it should; the same call may work later, and does no harm."""
