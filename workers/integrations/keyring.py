"""Encryption of secrets with named keys: AES-256-GCM (NIST SP 800-38D)."""

from __future__ import annotations

import base64
import binascii
import re
import secrets
from collections.abc import Mapping

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from pydantic import SecretStr

from flywheel.integrations.errors import KeyringError, UnreadableCredentialError

KEY_BYTES = 32
NONCE_BYTES = 12
TAG_BYTES = 16
_KEY_ID = re.compile(r"[A-Za-z0-9._-]{1,64}")
_HINT = "Make one with: flywheel secrets key"


def new_key() -> str:
    """Return a random key of 256 bits, in base64."""
    return base64.b64encode(secrets.token_bytes(KEY_BYTES)).decode()


class Keyring:
    """The keys of this installation. The first one encrypts, the others still open.

    Parameters
    ----------
    keys
        Key id → 32 bytes in base64, as in the setting `secret_keys`.

    Raises
    ------
    KeyringError
        If there is no key, an id or a key has the wrong form, or two ids share a key.
    """

    def __init__(self, keys: Mapping[str, SecretStr]) -> None:
        if not keys:
            raise KeyringError("FLYWHEEL_SECRET_KEYS is not set: secrets cannot be used", _HINT)
        self._ciphers: dict[str, AESGCM] = {}
        seen: dict[bytes, str] = {}
        for key_id, encoded in keys.items():
            if not _KEY_ID.fullmatch(key_id):
                raise KeyringError(
                    f"FLYWHEEL_SECRET_KEYS: {key_id!r} cannot be the id of a key",
                    hint="Use 1 to 64 letters, digits, dots, hyphens and underscores.",
                )
            key = _decode(key_id, encoded)
            if key in seen:
                raise KeyringError(
                    f"FLYWHEEL_SECRET_KEYS: {key_id} and {seen[key]} are the same key", _HINT
                )
            seen[key] = key_id
            self._ciphers[key_id] = AESGCM(key)
        self.current = next(iter(self._ciphers))

    def seal(self, secret: str, context: bytes) -> bytes:
        """Encrypt `secret` with the current key, bound to `context`.

        Returns
        -------
        bytes
            Random nonce (12 bytes), ciphertext, tag (16 bytes).
        """
        nonce = secrets.token_bytes(NONCE_BYTES)
        sealed = self._ciphers[self.current].encrypt(nonce, secret.encode(), context)
        return nonce + sealed

    def unseal(self, key_id: str, sealed: bytes, context: bytes) -> str:
        """Decrypt what `seal` made with the key `key_id` and the same `context`.

        Raises
        ------
        UnreadableCredentialError
            If the key is not in the ring, or a byte of it all is not what it was.
        """
        cipher = self._ciphers.get(key_id)
        if cipher is None:
            raise UnreadableCredentialError(
                f"the key {key_id} is not in FLYWHEEL_SECRET_KEYS",
                hint="Add it behind the current one until flywheel secrets rotate has run.",
            )
        try:
            return cipher.decrypt(sealed[:NONCE_BYTES], sealed[NONCE_BYTES:], context).decode()
        except InvalidTag:
            raise UnreadableCredentialError(
                f"the secret does not open with the key {key_id}",
                hint="It was changed or moved, or the key is another one. Set the secret anew.",
            ) from None


def _decode(key_id: str, encoded: SecretStr) -> bytes:
    """Return the key's bytes; its text never shows in an error."""
    try:
        key = base64.b64decode(encoded.get_secret_value(), validate=True)
    except (binascii.Error, ValueError):
        raise KeyringError(f"FLYWHEEL_SECRET_KEYS: {key_id} is not base64", _HINT) from None
    if len(key) != KEY_BYTES:
        raise KeyringError(
            f"FLYWHEEL_SECRET_KEYS: {key_id} has {len(key)} bytes instead of {KEY_BYTES}", _HINT
        )
    return key
