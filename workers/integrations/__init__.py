"""Connections to stores, site builders, e-mail providers and ad platforms, and their secrets."""

from __future__ import annotations

from flywheel.integrations.errors import (
    CredentialError,
    KeyringError,
    MissingCredentialError,
    UnreadableCredentialError,
)
from flywheel.integrations.keyring import Keyring, new_key
from flywheel.integrations.vault import Credential, Kind, Owner, Rotation, Vault, list_credentials

__all__ = [
    "Credential",
    "CredentialError",
    "Keyring",
    "KeyringError",
    "Kind",
    "MissingCredentialError",
    "Owner",
    "Rotation",
    "UnreadableCredentialError",
    "Vault",
    "list_credentials",
    "new_key",
]
