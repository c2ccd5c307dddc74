"""The write-ahead log as a stream of changes, through a temporary logical slot."""

from __future__ import annotations

import asyncio
import contextlib
import os
import secrets
import time
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass

import psycopg
import structlog

from flywheel.db import Connection, DatabaseDownError, Queries, connect
from flywheel.local.realtime.authorization import DatabaseUnavailableError
from flywheel.local.realtime.decoder import Change, Decoder

_log = structlog.get_logger(__name__)
_queries = Queries.load("flywheel.local.realtime")
_PUBLICATIONS = "supabase_realtime,supabase_realtime_messages_publication"
# How values are printed does not depend on how the database is configured.
_OPTIONS = (
    "-c timezone=UTC -c datestyle=ISO -c intervalstyle=postgres "
    "-c extra_float_digits=1 -c statement_timeout=0"
)
# Rows of the log that are decoded at a time, and that are then delivered at a time.
_DECODED, _DELIVERED = 1000, 200
# Seconds between two looks at the log. A look costs one round trip, and decoding starts
# only when the log has grown.
_BUSY, _IDLE = 0.02, 0.1
_BUSY_FOR = 5.0
_LINGER = 20.0
_FIRST_RETRY, _LAST_RETRY = 0.2, 5.0
_EXPECTED = (psycopg.Error, DatabaseDownError, DatabaseUnavailableError)


@dataclass(frozen=True)
class FeedListener:
    """What the feed calls.

    Attributes
    ----------
    changed
        With each batch of changes, in the order of their commits.
    connected
        When from now on no change is missed.
    lost
        When the connection broke, so that changes are missed until `connected`.
    """

    changed: Callable[[Sequence[Change]], Awaitable[None]]
    connected: Callable[[], Awaitable[None]]
    lost: Callable[[], Awaitable[None]]


class ChangeFeed:
    """Follows the log as long as somebody is interested; nobody costs nothing.

    After a restart of Postgres it connects again, with a new slot.
    """

    def __init__(self, dsn: str, listener: FeedListener) -> None:
        self._dsn = dsn
        self._listener = listener
        self._wanted = asyncio.Event()
        self._ready = asyncio.Event()
        self._failed = False
        self._wanted_until = 0.0

    @property
    def is_ready(self) -> bool:
        """Whether every change from now on will be delivered."""
        return self._ready.is_set()

    def want(self, wanted: bool) -> None:
        """Say whether anybody is interested; the slot is kept a little longer than that."""
        if wanted:
            if not self._wanted.is_set():
                self._failed = False  # it was not tried lately
            self._wanted.set()
        elif self._wanted.is_set():
            self._wanted.clear()
            self._wanted_until = time.monotonic() + _LINGER

    async def wait_ready(self, seconds: float) -> bool:
        """Wait until changes flow; not at all while the database is known to be away."""
        if self._failed and not self.is_ready:
            return False
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                await self._ready.wait()
        return self.is_ready

    async def run(self) -> None:
        """Follow the log until cancelled."""
        delay = _FIRST_RETRY
        while True:
            await self._wanted.wait()
            try:
                await self._follow()
                delay = _FIRST_RETRY
            except Exception as error:
                # Whatever it was, the others go on: a new slot, after a pause.
                was_ready = self.is_ready
                self._ready.clear()
                self._failed = True
                if was_ready:
                    delay = _FIRST_RETRY
                    await self._listener.lost()
                if isinstance(error, _EXPECTED):
                    _log.warning("realtime waits for the database", error=str(error))
                else:
                    _log.exception("realtime could not read the log")
                await asyncio.sleep(delay)
                delay = min(2 * delay, _LAST_RETRY)

    async def _follow(self) -> None:
        """Read one slot until nobody is interested any more."""
        slot = f"flywheel_realtime_{os.getpid()}_{secrets.token_hex(4)}"
        async with connect(psycopg.conninfo.make_conninfo(self._dsn, options=_OPTIONS)) as db:
            await db.execute(_queries.create_slot, {"slot": slot})
            self._failed = False
            self._ready.set()
            await self._listener.connected()
            position = ""
            active_at = time.monotonic()
            while self._wanted.is_set() or time.monotonic() < self._wanted_until:
                reached = await self._position(db)
                if reached != position:
                    if await self._read(db, slot):
                        active_at = time.monotonic()
                    position = reached
                calm = time.monotonic() - active_at > _BUSY_FOR
                await asyncio.sleep(_IDLE if calm else _BUSY)
            self._ready.clear()

    async def _position(self, db: Connection) -> str:
        row = await (await db.execute(_queries.log_position)).fetchone()
        return str(row["position"]) if row else ""

    async def _read(self, db: Connection, slot: str) -> bool:
        """Deliver what the slot holds; returns whether there was anything."""
        parameters = {"slot": slot, "publications": _PUBLICATIONS, "most": _DECODED}
        any_read = False
        while True:
            count = 0
            # A cursor, because a large transaction comes in one piece.
            async with db.transaction(), db.cursor("realtime", binary=True) as cursor:
                await cursor.execute(_queries.read_slot, parameters)
                decoder = Decoder()
                while rows := await cursor.fetchmany(_DELIVERED):
                    count += len(rows)
                    changes = [change for row in rows if (change := decoder.decode(row["data"]))]
                    if changes:
                        await self._listener.changed(changes)
            any_read = any_read or count > 0
            if count < _DECODED:
                return any_read
