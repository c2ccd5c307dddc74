"""Passwords: what is accepted, and bcrypt, off the event loop."""

from __future__ import annotations

import asyncio
import re
import secrets

import bcrypt

from flywheel.local.auth.errors import AuthError, invalid

_ROUNDS = 10
_DIGEST = re.compile(r"\$2[aby]\$(0[4-9]|1[0-5])\$[./A-Za-z0-9]{53}")
# bcrypt reads no further; two passwords that differ behind it would be the same.
_MAX_BYTES = 72
# Compared with where there is no account, so that the answer takes as long as with one.
_NOBODY = bcrypt.hashpw(secrets.token_bytes(16), bcrypt.gensalt(_ROUNDS, b"2a")).decode()


def check(password: str, min_length: int) -> None:
    """Raise `AuthError` unless `password` may be used."""
    if len(password.encode()) > _MAX_BYTES:
        raise invalid(f"Password cannot be longer than {_MAX_BYTES} bytes")
    if len(password) < min_length:
        raise AuthError(
            422,
            "weak_password",
            f"Password should be at least {min_length} characters.",
            reasons=["length"],
        )


async def digest(password: str) -> str:
    """Return the bcrypt hash of `password`, in the form that Supabase Auth writes."""
    salt = bcrypt.gensalt(_ROUNDS, b"2a")
    return (await asyncio.to_thread(bcrypt.hashpw, password.encode(), salt)).decode()


def is_digest(text: str) -> bool:
    """Say whether `text` is a bcrypt hash of a cost that somebody will wait for."""
    return _DIGEST.fullmatch(text) is not None


async def matches(password: str, stored: str | None) -> bool:
    """Say whether `stored` is the hash of `password`; as slow when there is no hash."""
    raw = password.encode()
    if len(raw) > _MAX_BYTES:
        return False
    same = await asyncio.to_thread(bcrypt.checkpw, raw, (stored or _NOBODY).encode())
    return same and bool(stored)
