"""Where short links lead: read once, kept for a few seconds, dropped when they change."""

from __future__ import annotations

import asyncio
import re
from dataclasses import dataclass
from datetime import datetime
from time import monotonic
from uuid import UUID

import psycopg
import structlog
from psycopg.rows import DictRow
from yarl import URL

from flywheel import db
from flywheel.db import DatabaseDownError

log = structlog.get_logger(__name__)

_SQL = db.Queries.load(__package__, "links.sql")
_CODE = re.compile(r"[a-z0-9][a-z0-9-]{1,48}[a-z0-9]")
_KEPT_SECONDS = 5.0
_MOST_KEPT = 50_000
_PAUSE_SECONDS = 1.0


@dataclass(frozen=True, slots=True)
class Destination:
    """A link, as a redirect needs it.

    Attributes
    ----------
    location
        Where it leads, in ASCII.
    fallback
        Where it leads once it is not open; None for nowhere.
    short_address
        What is printed: the link itself.
    """

    id: UUID
    workspace_id: UUID
    location: str
    fallback: str | None
    short_address: str
    is_active: bool
    expires_at: datetime | None

    def is_open(self, now: datetime) -> bool:
        """Say whether it leads to its destination at `now`."""
        return self.is_active and (self.expires_at is None or now < self.expires_at)


class Destinations:
    """Destinations by code, read through `pool`; a context manager that hears of changes.

    Until a change is heard of, or where notifications do not arrive, an answer is at most five
    seconds old.
    """

    def __init__(self, pool: db.Pool, dsn: str) -> None:
        self._pool = pool
        self._dsn = dsn
        self._kept: dict[str, tuple[float, Destination | None]] = {}
        self._reading: dict[str, asyncio.Task[Destination | None]] = {}
        self._changes = 0
        self._listener: asyncio.Task[None] | None = None

    async def __aenter__(self) -> Destinations:
        """Begin to listen."""
        self._listener = asyncio.create_task(self._listen(), name="changes of links")
        return self

    async def __aexit__(self, *exception: object) -> None:
        """Stop listening."""
        if self._listener is not None:
            self._listener.cancel()
            await asyncio.gather(self._listener, return_exceptions=True)

    async def find(self, code: str) -> Destination | None:
        """Return the link of `code`, in whatever case; None where there is none.

        Raises
        ------
        psycopg.Error
            If the database does not answer.
        """
        code = code.lower()
        kept = self._kept.get(code)
        if kept is not None and monotonic() < kept[0]:
            return kept[1]
        if not _CODE.fullmatch(code):
            return None
        # Whoever asks meanwhile waits for the same reading.
        task = self._reading.get(code)
        if task is None:
            task = asyncio.create_task(self._read(code))
            self._reading[code] = task
            task.add_done_callback(lambda _: self._reading.pop(code, None))
        return await asyncio.shield(task)

    async def _read(self, code: str) -> Destination | None:
        changes = self._changes
        async with self._pool.connection() as connection:
            row = await (await connection.execute(_SQL.destination, {"code": code})).fetchone()
        found = None if row is None else _destination(row)
        if changes == self._changes:  # else it may be from before a change
            self._kept.pop(code, None)
            if len(self._kept) >= _MOST_KEPT:
                del self._kept[next(iter(self._kept))]
            self._kept[code] = (monotonic() + _KEPT_SECONDS, found)
        return found

    def _drop(self, codes: str) -> None:
        self._changes += 1
        if codes:
            for code in codes.split(","):
                self._kept.pop(code, None)
        else:
            self._kept.clear()

    async def _listen(self) -> None:
        while True:
            try:
                async with db.connect(self._dsn) as connection:
                    await connection.execute(_SQL.listen)
                    self._drop("")  # what changed while nobody listened
                    async for notice in connection.notifies():
                        self._drop(notice.payload)
            except (psycopg.Error, DatabaseDownError) as error:
                log.warning("changes of links are not heard of", error=str(error))
            await asyncio.sleep(_PAUSE_SECONDS)


def _destination(row: DictRow) -> Destination:
    return Destination(
        id=row["id"],
        workspace_id=row["workspace_id"],
        location=_ascii(row["address"]),
        fallback=None if row["fallback_url"] is None else _ascii(row["fallback_url"]),
        short_address=row["short_address"],
        is_active=row["is_active"],
        expires_at=row["expires_at"],
    )


def _ascii(address: str) -> str:
    """Return an address that fits into a header; what fits already is not touched."""
    return address if address.isascii() else str(URL(address))
