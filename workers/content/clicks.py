"""Clicks: durable before their visitor goes on, many of them by one statement.

Each click waits for its commit. Those that come while a commit is under way wait together for
the next one: the busier it is, the more clicks share one, and no row is ever updated.
"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Protocol
from uuid import UUID, uuid4

import psycopg
import structlog
from psycopg.types.json import Jsonb

from flywheel import db
from flywheel.db import DatabaseDownError
from flywheel.errors import FlywheelError

log = structlog.get_logger(__name__)

_SQL = db.Queries.load(__package__, "links.sql")
_MOST_TOGETHER = 500


class ClickLostError(FlywheelError):
    """A click could not be written; the visitor may try again."""


@dataclass(frozen=True, slots=True)
class Click:
    """One click, as `record_clicks` takes it. Its id and time let it be sent again."""

    managed_url_id: UUID
    visitor_id: str | None = None
    referrer: str | None = None
    country: str | None = None
    ip: str | None = None
    user_agent: str | None = None
    id: UUID = field(default_factory=uuid4)
    occurred_at: datetime = field(default_factory=lambda: datetime.now(UTC))

    def as_json(self) -> dict[str, str]:
        """Return what is known of it."""
        known = {
            "id": str(self.id),
            "managed_url_id": str(self.managed_url_id),
            "occurred_at": self.occurred_at.isoformat(),
            "visitor_id": self.visitor_id,
            "referrer": self.referrer,
            "country": self.country,
            "ip": self.ip,
            "user_agent": self.user_agent,
        }
        return {name: _storable(value) for name, value in known.items() if value is not None}


def _storable(text: str) -> str:
    """Return `text` without what Postgres takes for no text: half characters, and zero."""
    return text.encode("utf-8", "replace").decode().replace("\0", "")


class Recorder(Protocol):
    """What clicks are recorded with."""

    async def record(self, click: Click) -> None:
        """Return once the click is durable; raise `ClickLostError` if it will not be."""


class ClickLog:
    """Records clicks in the stream of events; a context manager that holds a connection."""

    def __init__(self, dsn: str) -> None:
        self._dsn = dsn
        self._waiting: list[tuple[Click, asyncio.Future[None]]] = []
        self._wake = asyncio.Event()
        self._writer: asyncio.Task[None] | None = None
        self._exits = AsyncExitStack()
        self._connection: db.Connection | None = None

    async def __aenter__(self) -> ClickLog:
        """Begin to write."""
        self._writer = asyncio.create_task(self._write_all(), name="clicks")
        return self

    async def __aexit__(self, *exception: object) -> None:
        """Stop writing; who still waits is told that the click is lost."""
        if self._writer is not None:
            self._writer.cancel()
            await asyncio.gather(self._writer, return_exceptions=True)
        for _, future in self._waiting:
            if not future.done():
                future.set_exception(ClickLostError("the service has stopped"))
        await self._exits.aclose()

    async def record(self, click: Click) -> None:
        """Return once `click` is committed.

        Raises
        ------
        ClickLostError
            If the database does not take it.
        """
        future: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._waiting.append((click, future))
        self._wake.set()
        await future

    async def _write_all(self) -> None:
        while True:
            await self._wake.wait()
            self._wake.clear()
            while self._waiting:
                batch = self._waiting[:_MOST_TOGETHER]
                del self._waiting[:_MOST_TOGETHER]
                await self._settle(batch)

    async def _settle(self, batch: Sequence[tuple[Click, asyncio.Future[None]]]) -> None:
        fault: Exception | None = None
        try:
            await self._write([click for click, _ in batch])
        except psycopg.DataError as error:
            if len(batch) > 1:  # one of them, and nobody else has to suffer for it
                for pair in batch:
                    await self._settle([pair])
                return
            fault = error
        except (psycopg.Error, DatabaseDownError) as error:
            fault = error
        if fault is not None:
            log.error("clicks are lost", clicks=len(batch), error=str(fault))
        for _, future in batch:
            if future.done():  # its visitor has gone
                continue
            if fault is None:
                future.set_result(None)
            else:
                future.set_exception(ClickLostError(f"a click was not written: {fault}"))

    async def _write(self, clicks: Sequence[Click]) -> None:
        given = {"clicks": Jsonb([click.as_json() for click in clicks])}
        if self._connection is not None:
            try:
                await self._connection.execute(_SQL.record, given)
            except psycopg.OperationalError:
                # Lost, perhaps after the commit: sent again, a click that is there adds nothing.
                self._connection = None
                await self._exits.aclose()
            else:
                return
        self._connection = await self._exits.enter_async_context(db.connect(self._dsn))
        await self._connection.execute(_SQL.record, given)
