"""What can go wrong with secrets, and what to do about it."""

from __future__ import annotations

from flywheel.errors import ConfigurationError, FlywheelError


class KeyringError(ConfigurationError):
    """FLYWHEEL_SECRET_KEYS is missing or has a key that cannot work."""


class CredentialError(FlywheelError):
    """A stored secret cannot be used."""


class MissingCredentialError(CredentialError):
    """There is no such connection, or no such secret of it."""


class UnreadableCredentialError(CredentialError):
    """A stored secret does not open: its key is gone, or it was changed or moved."""
