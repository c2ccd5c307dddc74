"""Procrastinate, with its recommended connector."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from flywheel import db
from flywheel.bench.queue.contender import Client
from flywheel.bench.queue.desk import Desk

if TYPE_CHECKING:  # processes that only work need no cluster: half their start is spared
    from flywheel.bench.queue.cluster import BenchCluster

_SQL = db.Queries.load(__package__, "procrastinate.sql")
_TASK = "noop"
_CONCURRENCY = 4
"""The fastest of 1, 4, 10, 20 and 40, on two cores."""


@dataclass(frozen=True)
class Procrastinate:
    """Its defaults, but for a concurrency: one by default."""

    name: str = "procrastinate"
    uses_uvloop: bool = False
    share: float = 0.2

    @property
    def settings(self) -> dict[str, str]:
        """How it is set up."""
        return {
            "what": "PsycopgConnector (psycopg 3, async, with its pool); defer_async and "
            "batch_defer_async",
            "worker": f"concurrency {_CONCURRENCY} and a connection for each, or 1 where one at "
            "a time; listen/notify; all else as by default",
            "kept of ended jobs": "the whole job and its events, in place (delete_jobs never, "
            "the default)",
            "jobs": f"{self.share:.0%} of the others' where a worker runs them, to save time",
        }

    @property
    def sql(self) -> db.Queries:
        """Statements on its tables."""
        return _SQL

    async def prepare(self, cluster: BenchCluster, database: str) -> None:
        """Apply its schema."""
        await cluster.create(database)
        async with _app(cluster.dsn(database), connections=1) as app:
            await app.schema_manager.apply_schema_async()

    @asynccontextmanager
    async def client(self, dsn: str) -> AsyncIterator[Client]:
        """Connect somebody who defers."""
        async with _app(dsn, connections=1) as app:
            yield _ProcrastinateClient(app.task(name=_TASK)(_forgotten))

    async def work(self, desk: Desk, *, dsn: str, one_at_a_time: bool) -> list[int]:
        """Run a worker until the end."""

        async def noop(sent: int = 0) -> None:
            desk.ran(sent)

        concurrency = 1 if one_at_a_time else _CONCURRENCY
        # One for each job, and the one that listens.
        async with _app(dsn, connections=concurrency + 1) as app:
            app.task(name=_TASK)(noop)
            await desk.start()
            worker = asyncio.create_task(
                app.run_worker_async(concurrency=concurrency, install_signal_handlers=False)
            )
            over = asyncio.create_task(desk.stop())
            await asyncio.wait({worker, over}, return_when=asyncio.FIRST_COMPLETED)
            worker.cancel()  # lets running jobs finish
            with suppress(asyncio.CancelledError):
                await worker
            await over
        return desk.delays


class _ProcrastinateClient:
    def __init__(self, task: Any) -> None:
        self._task = task

    async def enqueue(self, sent: int = 0) -> None:
        await (self._task.defer_async(sent=sent) if sent else self._task.defer_async())

    async def enqueue_batch(self, count: int) -> None:
        await self._task.batch_defer_async(*({} for _ in range(count)))


async def _forgotten(sent: int = 0) -> None:
    """Stand for the task where it is deferred; never runs there."""


@asynccontextmanager
async def _app(dsn: str, *, connections: int) -> AsyncIterator[Any]:
    import procrastinate

    connector = procrastinate.PsycopgConnector(
        conninfo=dsn, min_size=connections, max_size=connections
    )
    async with procrastinate.App(connector=connector).open_async() as app:
        yield app
