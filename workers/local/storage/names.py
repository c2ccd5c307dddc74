"""Which names buckets and objects may have."""

from __future__ import annotations

import re

from flywheel.local.storage.errors import StorageError

# The characters that hosted projects have always taken: what works here works there.
_MARKS = r"A-Za-z0-9_!\-.*'() &$@=;:+,?"
_BUCKET = re.compile(f"[{_MARKS}]{{1,63}}")
_PART = re.compile(f"[{_MARKS}]+")
_LONGEST = 1024


def check_bucket_name(name: object) -> str:
    """Return `name`, or raise `StorageError` if no bucket may be called so."""
    if not isinstance(name, str) or not _BUCKET.fullmatch(name) or name.strip(" .") == "":
        raise StorageError(400, "Invalid Input", "Bucket name invalid")
    return name


def check_name(name: object) -> str:
    """Return `name`, or raise `StorageError` if no object may be called so.

    A name is one or more parts with slashes between: none is empty, `.` or `..`, and each
    consists of ASCII letters, digits, spaces and ``_!-.*'()&$@=;:+,?``.
    """
    if not isinstance(name, str):
        raise StorageError(400, "InvalidKey", "Invalid key: a name must be a text")
    parts = name.split("/")
    if len(name) > _LONGEST or not all(
        _PART.fullmatch(part) and part not in (".", "..") for part in parts
    ):
        raise StorageError(400, "InvalidKey", f"Invalid key: {name[:_LONGEST]}")
    return name
