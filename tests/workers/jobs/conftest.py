"""A queue to test with: job types of its own, workers in this process and in others."""

from __future__ import annotations

import asyncio
import json
import os
import signal
import sys
import time
import uuid
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import psycopg
import pytest
from psycopg import sql
from psycopg.types.json import Jsonb
from pydantic import BaseModel, ConfigDict

from flywheel import db as database
from flywheel.jobs import Context, Effect, Registry, Worker, WorkerOptions, handler
from flywheel.jobs.direct import DirectTransport
from flywheel.jobs.edge import EdgeTransport
from flywheel.jobs.transport import Transport
from tests.conftest import Stack

SCHEMA = Path(__file__).with_name("effects.sql")
PATIENCE = 30.0


class Payload(BaseModel):
    """A payload that takes anything."""

    model_config = ConfigDict(extra="allow")


async def until(condition: Callable[[], Awaitable[Any]], what: str) -> Any:
    """Return the first true value of `condition`."""
    deadline = time.monotonic() + PATIENCE
    while True:
        value = await condition()
        if value:
            return value
        if time.monotonic() > deadline:
            pytest.fail(f"never came true: {what}")
        await asyncio.sleep(0.02)


class Queue:
    """The queue as the tests see it: as its owner, with types that end with the test."""

    def __init__(self, connection: database.Connection) -> None:
        self.connection = connection
        self._prefix = f"test_{uuid.uuid4().hex[:12]}"

    async def rows(self, statement: str, **values: Any) -> list[dict[str, Any]]:
        cursor = await self.connection.execute(statement.encode(), values)
        return await cursor.fetchall() if cursor.description else []

    async def value(self, statement: str, **values: Any) -> Any:
        (row,) = await self.rows(statement, **values)
        (value,) = row.values()
        return value

    async def register(self, name: str = "work", **options: Any) -> str:
        """Register a job type of this test; the options are those of register_type."""
        job_type = f"{self._prefix}.{name}"
        arguments = {"job_type": job_type, "description": "test", **options}
        await self.connection.execute(
            sql.SQL("select jobs.register_type({})").format(
                sql.SQL(", ").join(
                    sql.SQL("{} => {}").format(sql.Identifier(key), sql.Literal(value))
                    for key, value in arguments.items()
                )
            )
        )
        return job_type

    async def enqueue(self, job_type: str, payload: Any = None, **options: Any) -> uuid.UUID:
        arguments = {"job_type": job_type, "payload": Jsonb(payload or {}), **options}
        statement = sql.SQL("select jobs.enqueue({}) as id").format(
            sql.SQL(", ").join(
                sql.SQL("{} => {}").format(sql.Identifier(key), sql.Placeholder(key))
                for key in arguments
            )
        )
        row = await (await self.connection.execute(statement, arguments)).fetchone()
        return row["id"]

    async def enqueue_many(self, batch: list[dict[str, Any]]) -> list[uuid.UUID]:
        rows = await self.rows("select jobs.enqueue_many(%(batch)s) as id", batch=Jsonb(batch))
        return [row["id"] for row in rows]

    async def job(self, job_id: uuid.UUID) -> dict[str, Any]:
        """Return a job, wherever it is."""
        rows = await self.rows(
            "select to_jsonb(q) as job from jobs.job_queue q where id = %(id)s "
            "union all select to_jsonb(a) from jobs.job_archive a where id = %(id)s",
            id=job_id,
        )
        return rows[0]["job"]

    async def reaches(self, job_id: uuid.UUID, *statuses: str) -> dict[str, Any]:
        """Wait until a job has one of these statuses; return it."""

        async def there() -> dict[str, Any] | None:
            job = await self.job(job_id)
            return job if job["status"] in statuses else None

        return await until(there, f"job {job_id} is {' or '.join(statuses)}")

    async def effects(self, job_id: uuid.UUID | None = None) -> list[str]:
        rows = await self.rows(
            "select note from jobs_test.effects "
            "where (%(id)s::uuid is null or job_id = %(id)s) and job_type like %(mine)s "
            "order by id",
            id=job_id,
            mine=self._prefix + "%",
        )
        return [row["note"] for row in rows]

    async def clear(self) -> None:
        mine = {"mine": self._prefix + "%"}
        for table in ("job_queue", "job_archive", "schedules", "job_types"):
            await self.rows(f"delete from jobs.{table} where job_type like %(mine)s", **mine)
        await self.rows("delete from jobs_test.effects where job_type like %(mine)s", **mine)


@pytest.fixture(scope="package")
def effects(stack: Stack) -> Iterator[None]:
    """Schema jobs_test: a table of effects, and apply functions that write to it."""
    with psycopg.connect(stack.db_url, autocommit=True) as connection:
        connection.execute(SCHEMA.read_bytes())
    yield
    with psycopg.connect(stack.db_url, autocommit=True) as connection:
        connection.execute("drop schema jobs_test cascade")


@pytest.fixture
async def queue(db: database.Connection, effects: None) -> AsyncIterator[Queue]:
    queue = Queue(db)
    yield queue
    await queue.clear()


@pytest.fixture(params=["direct", "edge"])
def connect(request: pytest.FixtureRequest, stack: Stack) -> Callable[[], Transport]:
    """Makes transports; tests that take it run once over each."""
    return transports(stack)[request.param]


@pytest.fixture
def connect_edge(stack: Stack) -> Callable[[], Transport]:
    return transports(stack)["edge"]


@pytest.fixture
def connect_direct(stack: Stack) -> Callable[[], Transport]:
    return transports(stack)["direct"]


def transports(stack: Stack) -> dict[str, Callable[[], Transport]]:
    return {
        "direct": lambda: DirectTransport(stack.db_url, connections=12),
        "edge": lambda: EdgeTransport(stack.api_url, stack.service_role_key),
    }


# Nothing in these tests may depend on polling: no worker looks by itself within a test.
OPTIONS = WorkerOptions(poll_seconds=600, beat_seconds=600, schedules=False)


def registry(job_type: str, function: Callable[[Payload, Context], Awaitable[Any]]) -> Registry:
    """Return a registry with one handler."""
    handlers = Registry()
    handler(job_type, payload=Payload, effect=Effect.AT_LEAST_ONCE, registry=handlers)(function)
    return handlers


@asynccontextmanager
async def running(
    queue: Queue, transport: Transport, handlers: Registry, **options: Any
) -> AsyncIterator[Worker]:
    """Run a worker in this process; it listens when the block begins."""
    worker = Worker(transport, handlers, replace(OPTIONS, **options))
    listens = asyncio.Event()
    on_wake = worker.on_wake

    def heard(job_types: frozenset[str]) -> None:
        on_wake(job_types)
        listens.set()

    worker.on_wake = heard
    task = asyncio.create_task(worker.run())
    try:
        waiter = asyncio.create_task(listens.wait())
        async with asyncio.timeout(PATIENCE):
            await asyncio.wait({task, waiter}, return_when=asyncio.FIRST_COMPLETED)
        waiter.cancel()
        if task.done():
            await task
        yield worker
    finally:
        worker.stop()
        worker.stop()
        async with asyncio.timeout(PATIENCE):
            await task


class WorkerProcess:
    """A worker in a process of its own: `flywheel worker`."""

    def __init__(self, process: asyncio.subprocess.Process) -> None:
        self.process = process
        self.log: list[dict[str, Any]] = []
        self._reader = asyncio.create_task(self._read())

    async def _read(self) -> None:
        async for line in self.process.stderr:
            try:
                self.log.append(json.loads(line))
            except ValueError:
                self.log.append({"event": line.decode()})

    async def says(self, event: str) -> dict[str, Any]:
        """Wait for a line of its log."""

        async def said() -> dict[str, Any] | None:
            if self.process.returncode is not None and self._reader.done():
                assert any(line["event"] == event for line in self.log), self.log
            return next((line for line in self.log if line["event"] == event), None)

        return await until(said, f"the worker says {event!r}: {self.log}")

    def terminate(self) -> None:
        self.process.send_signal(signal.SIGTERM)

    async def kill(self) -> None:
        if self.process.returncode is None:
            self.process.kill()
        await self.ended()

    async def ended(self) -> int:
        async with asyncio.timeout(PATIENCE):
            code = await self.process.wait()
            await self._reader
        return code


@pytest.fixture
async def spawn(stack: Stack) -> AsyncIterator[Callable[..., Awaitable[WorkerProcess]]]:
    """Starts `flywheel worker` processes with the handlers of `process_handlers`."""
    started: list[WorkerProcess] = []

    async def start(transport: str, job_type: str, *options: str) -> WorkerProcess:
        process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "flywheel.cli", "worker", "--transport", transport),
            *("--import", "tests.workers.jobs.process_handlers", "--types", job_type),
            *("--no-schedules", "--poll", "1", *options),
            env={**os.environ, **stack.environment(), "TEST_JOB_TYPE": job_type},
            stderr=asyncio.subprocess.PIPE,
            cwd=Path(__file__).parents[3],
        )
        worker = WorkerProcess(process)
        started.append(worker)
        await worker.says("worker started")
        return worker

    yield start
    for worker in started:
        await worker.kill()
