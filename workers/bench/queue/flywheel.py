"""Our own queue, through its public API, with everything on."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING
from uuid import UUID

import psycopg
from psycopg.types.json import Jsonb
from pydantic import BaseModel

from flywheel import db
from flywheel.bench.queue.contender import Client
from flywheel.bench.queue.desk import Desk
from flywheel.jobs import Context, Effect, Registry, Worker, WorkerOptions, handler
from flywheel.jobs.direct import DirectTransport
from flywheel.jobs.job import WorkerInfo
from flywheel.jobs.logs import configure_logs

if TYPE_CHECKING:  # processes that only work need no cluster: half their start is spared
    from flywheel.bench.queue.cluster import BenchCluster

SQL = db.Queries.load(__package__, "flywheel.sql")
JOB_TYPE = "bench.noop"

FAST = WorkerOptions(concurrency=100, schedules=False)
SERIAL = WorkerOptions(concurrency=1, ahead=0, schedules=False)
CONNECTIONS = 8


class Noop(BaseModel):
    """Payload of `bench.noop`."""

    sent: int = 0


@dataclass(frozen=True)
class Flywheel:
    """Leases, retries, priorities, fairness, limits, archive, metrics: nothing is left out.

    Attributes
    ----------
    from_sources
        Whether its schema comes from `sql/` and `policies/`, as while a change to them has no
        migration yet.
    """

    from_sources: bool = False
    name: str = "flywheel"
    uses_uvloop: bool = False
    share: float = 1.0

    @property
    def settings(self) -> dict[str, str]:
        """How it is set up."""
        return {
            "what": "jobs.enqueue and jobs.enqueue_many through psycopg 3, prepared; "
            "Worker over DirectTransport",
            "worker": f"concurrency {FAST.concurrency}, up to {FAST.ahead} jobs fetched ahead; "
            f"where one at a time {SERIAL.concurrency}, none ahead; listen/notify; logs warnings",
            "kept of ended jobs": "the whole job, in the archive",
            "schema": "sql/ and policies/" if self.from_sources else "supabase/migrations/",
        }

    @property
    def sql(self) -> db.Queries:
        """Statements on its tables."""
        return SQL

    async def prepare(self, cluster: BenchCluster, database: str) -> None:
        """Apply all migrations, as in production, and register the job type."""
        from flywheel.schema.build import build
        from flywheel.schema.migrations import apply_migrations

        await cluster.create_supabase(database)
        if self.from_sources:
            build(cluster.dsn(database))
        else:
            await apply_migrations(cluster.dsn(database))
        with psycopg.connect(cluster.dsn(database)) as connection:
            connection.execute(SQL.register_type)
            connection.execute(SQL.extend_archive)
            connection.execute(SQL.analyze)

    @asynccontextmanager
    async def client(self, dsn: str) -> AsyncIterator[Client]:
        """Connect somebody who enqueues."""
        with psycopg.connect(dsn, autocommit=True) as connection:
            yield _FlywheelClient(connection)

    async def work(self, desk: Desk, *, dsn: str, one_at_a_time: bool) -> list[int]:
        """Run a worker until the end."""
        configure_logs("warning")
        registry = Registry()

        async def noop(payload: Noop, _: Context) -> None:
            desk.ran(payload.sent)

        handler(JOB_TYPE, payload=Noop, effect=Effect.EXACTLY_ONCE, registry=registry)(noop)
        worker = Worker(_StartedTransport(dsn, desk), registry, SERIAL if one_at_a_time else FAST)
        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(worker.run())
            await desk.stop()
            worker.stop()
        return desk.delays


class _StartedTransport(DirectTransport):
    """Lets the worker connect and register, and no further before the start signal."""

    def __init__(self, dsn: str, desk: Desk) -> None:
        super().__init__(dsn, connections=CONNECTIONS)
        self._signal = desk

    async def register(self, worker: WorkerInfo) -> list[str]:
        unknown = await super().register(worker)
        await self._signal.start()
        return unknown


class _FlywheelClient:
    def __init__(self, connection: psycopg.Connection) -> None:
        self._connection = connection

    async def enqueue(self, sent: int = 0) -> None:
        if sent:
            payload = {"payload": Jsonb({"sent": sent})}
            self._connection.execute(SQL.enqueue_with_payload, payload, prepare=True)
        else:
            self._connection.execute(SQL.enqueue, prepare=True)

    async def enqueue_batch(self, count: int) -> None:
        batch = Jsonb([{"job_type": JOB_TYPE}] * count)
        self._connection.execute(SQL.enqueue_batch, {"batch": batch}, prepare=True)


@asynccontextmanager
async def workspace_client(dsn: str, workspace: UUID) -> AsyncIterator[Client]:
    """Connect somebody who enqueues for one tenant."""
    with psycopg.connect(dsn, autocommit=True) as connection:
        yield _WorkspaceClient(connection, workspace)


class _WorkspaceClient(_FlywheelClient):
    def __init__(self, connection: psycopg.Connection, workspace: UUID) -> None:
        super().__init__(connection)
        self._workspace = workspace

    async def enqueue(self, sent: int = 0) -> None:
        values = {"payload": Jsonb({"sent": sent}), "workspace": self._workspace}
        self._connection.execute(SQL.enqueue_for_workspace, values, prepare=True)
