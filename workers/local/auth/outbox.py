"""The outbox: mails as files, instead of sending them to anybody."""

from __future__ import annotations

import json
import os
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Self
from uuid import uuid4


@dataclass(frozen=True)
class Mail:
    """One mail.

    Attributes
    ----------
    kind
        What it is for: `signup`, `magiclink`, `recovery`, `invite`, `email_change` or
        `reauthentication`. For all but the last, also the `type` that `verifyOtp` takes.
    code
        The one-time code.
    link
        The address that does the same at a click; none for `reauthentication`.
    """

    to: str
    kind: str
    subject: str
    text: str
    code: str
    link: str | None = None
    token_hash: str | None = None
    sent_at: str = field(default_factory=lambda: datetime.now(UTC).isoformat())

    @classmethod
    def read(cls, path: Path) -> Self:
        """Read the mail in file `path`."""
        return cls(**json.loads(path.read_text("utf-8")))


class Outbox:
    """A directory with one JSON file per mail, named so that names sort by time.

    The files hold codes that sign people in: they are readable by their owner alone.
    """

    def __init__(self, directory: Path) -> None:
        self._directory = directory

    def send(self, mail: Mail) -> Path:
        """Write `mail` and return its file; a reader never sees half of it."""
        self._directory.mkdir(mode=0o700, parents=True, exist_ok=True)
        moment = datetime.fromisoformat(mail.sent_at).strftime("%Y%m%dT%H%M%S.%fZ")
        path = self._directory / f"{moment}-{uuid4().hex[:8]}.json"
        partial = path.with_suffix(".partial")
        descriptor = os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w", encoding="utf-8") as file:
            json.dump(asdict(mail), file, indent=2, ensure_ascii=False)
        return partial.rename(path)

    def messages(self, limit: int | None = None) -> list[Mail]:
        """Return the newest mails first, at most `limit` of them."""
        if not self._directory.is_dir():
            return []
        newest = sorted(self._directory.glob("*.json"), reverse=True)
        return [Mail.read(path) for path in newest[:limit]]
