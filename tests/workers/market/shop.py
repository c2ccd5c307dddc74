"""A shop whose market is looked at, and a worker that does what waits for it."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from flywheel import db
from flywheel.db import Connection
from flywheel.jobs import Worker, WorkerOptions
from flywheel.jobs.direct import DirectTransport
from flywheel.jobs.registry import load

SQL = db.Queries.load(__package__, "shop.sql")
SHOP = UUID("00000000-0000-4000-8000-00000000beef")
NOW = datetime.now(UTC)


async def rows(connection: Connection, statement: bytes, **values: Any) -> list[dict[str, Any]]:
    """Return what a statement finds in the shop."""
    cursor = await connection.execute(statement, {"shop": SHOP, **values})
    return await cursor.fetchall()


async def work(dsn: str, connection: Connection, *job_types: str) -> None:
    """Run a worker until nothing of these types waits any more."""
    worker = Worker(
        DirectTransport(dsn, connections=3),
        load().only(job_types),
        WorkerOptions(concurrency=2, poll_seconds=0.1, grace_seconds=10, schedules=False),
    )
    running = asyncio.create_task(worker.run())
    try:
        async with asyncio.timeout(30):
            while (await rows(connection, SQL.waiting, types=list(job_types)))[0]["waiting"]:
                await asyncio.sleep(0.05)
    finally:
        worker.stop()
        await running
