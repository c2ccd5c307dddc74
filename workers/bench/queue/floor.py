"""The floor: what psycopg and a table without features cost; no queue can be cheaper by much."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

import psycopg

from flywheel import db
from flywheel.bench.queue.contender import Client
from flywheel.bench.queue.desk import Desk

if TYPE_CHECKING:  # processes that only work need no cluster: half their start is spared
    from flywheel.bench.queue.cluster import BenchCluster

_SQL = db.Queries.load(__package__, "floor.sql")
_BATCH = 1000
_LISTEN_SECONDS = 0.05


@dataclass(frozen=True)
class Floor:
    """Deletes the done and claims the next in one statement; does nothing else."""

    name: str = "floor"
    uses_uvloop: bool = False
    share: float = 1.0

    @property
    def settings(self) -> dict[str, str]:
        """How it is set up."""
        return {
            "what": "psycopg 3, a table (id bigint identity, payload jsonb, locked boolean); one "
            "statement deletes the done and claims the next, for update skip locked",
            "worker": f"batches of {_BATCH}, or of 1 where one at a time; listen/notify",
            "kept of ended jobs": "nothing",
        }

    @property
    def sql(self) -> db.Queries:
        """Statements on its table."""
        return _SQL

    async def prepare(self, cluster: BenchCluster, database: str) -> None:
        """Make the table."""
        await cluster.create(database)
        with psycopg.connect(cluster.dsn(database)) as connection:
            connection.execute(_SQL.create)

    @asynccontextmanager
    async def client(self, dsn: str) -> AsyncIterator[Client]:
        """Connect somebody who inserts."""
        with psycopg.connect(dsn, autocommit=True) as connection:
            yield _FloorClient(connection)

    async def work(self, desk: Desk, *, dsn: str, one_at_a_time: bool) -> list[int]:
        """Take batches until the end."""
        batch = 1 if one_at_a_time else _BATCH
        with psycopg.connect(dsn, autocommit=True) as connection:
            connection.execute(_SQL.listen)
            await desk.start()
            done: list[int] = []
            while not desk.is_over:
                rows = connection.execute(
                    _SQL.take_next, {"done": done, "batch": batch}, prepare=True
                ).fetchall()
                for _, sent in rows:
                    desk.ran(sent or 0)
                if not rows and not done:
                    for _ in connection.notifies(timeout=_LISTEN_SECONDS, stop_after=1):
                        pass
                done = [row[0] for row in rows]
        return desk.delays


class _FloorClient:
    def __init__(self, connection: psycopg.Connection) -> None:
        self._connection = connection

    async def enqueue(self, sent: int = 0) -> None:
        if sent:
            self._connection.execute(_SQL.enqueue_and_notify, {"sent": sent}, prepare=True)
        else:
            self._connection.execute(_SQL.enqueue, prepare=True)

    async def enqueue_batch(self, count: int) -> None:
        payloads = {"payloads": ["{}"] * count}
        self._connection.execute(_SQL.enqueue_batch, payloads, prepare=True)
