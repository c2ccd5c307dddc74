"""PgQueuer, as its guide on performance recommends it."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from flywheel import db
from flywheel.bench.queue.contender import Client
from flywheel.bench.queue.desk import Desk

if TYPE_CHECKING:  # processes that only work need no cluster: half their start is spared
    from flywheel.bench.queue.cluster import BenchCluster

_SQL = db.Queries.load(__package__, "pgqueuer.sql")
_ENTRYPOINT = "noop"
_BATCH = 200
"""Its guide says to raise it for short jobs; 100 ran a sixth fewer jobs, 500 no more."""


@dataclass(frozen=True)
class PgQueuer:
    """The driver that its documentation calls the fastest, on the loop its command line uses."""

    name: str = "pgqueuer"
    uses_uvloop: bool = True
    share: float = 1.0

    @property
    def settings(self) -> dict[str, str]:
        """How it is set up."""
        return {
            "what": "asyncpg, one connection, on uvloop; durability durable; "
            "its autovacuum settings applied (pgq autovac)",
            "worker": f"batch_size {_BATCH}, or 1 where one at a time; listen/notify; "
            "all else as by default",
            "kept of ended jobs": "log lines: id, status, times",
        }

    @property
    def sql(self) -> db.Queries:
        """Statements on its tables."""
        return _SQL

    async def prepare(self, cluster: BenchCluster, database: str) -> None:
        """Install it, and apply the settings it recommends."""
        await cluster.create(database)
        async with _queries(cluster.dsn(database)) as queries:
            await queries.install()
            await queries.optimize_autovacuum()

    @asynccontextmanager
    async def client(self, dsn: str) -> AsyncIterator[Client]:
        """Connect somebody who enqueues."""
        async with _queries(dsn) as queries:
            yield _PgQueuerClient(queries)

    async def work(self, desk: Desk, *, dsn: str, one_at_a_time: bool) -> list[int]:
        """Run a worker until the end."""
        import pgqueuer
        from pgqueuer.models import Job

        async def noop(job: Job) -> None:
            desk.ran(json.loads(job.payload)["sent"] if job.payload else 0)

        async with _queries(dsn) as queries:
            worker = pgqueuer.PgQueuer(queries.driver)
            worker.entrypoint(_ENTRYPOINT)(noop)
            await desk.start()
            async with asyncio.TaskGroup() as tasks:
                tasks.create_task(worker.run(batch_size=1 if one_at_a_time else _BATCH))
                await desk.stop()
                worker.shutdown.set()
        return desk.delays


class _PgQueuerClient:
    def __init__(self, queries: Any) -> None:
        self._queries = queries

    async def enqueue(self, sent: int = 0) -> None:
        payload = json.dumps({"sent": sent}).encode() if sent else None
        await self._queries.enqueue(_ENTRYPOINT, payload)

    async def enqueue_batch(self, count: int) -> None:
        await self._queries.enqueue([_ENTRYPOINT] * count, [None] * count, [0] * count)


@asynccontextmanager
async def _queries(dsn: str) -> AsyncIterator[Any]:
    import asyncpg
    from pgqueuer.queries import Queries

    connection = await asyncpg.connect(dsn)
    try:
        yield Queries.from_asyncpg_connection(connection)
    finally:
        await connection.close()
