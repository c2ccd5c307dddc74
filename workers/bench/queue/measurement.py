"""One contender measured once: how fast it takes jobs in, and how fast they come out."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from typing import Any

import psycopg

from flywheel.bench.queue.cluster import BenchCluster
from flywheel.bench.queue.contender import BATCH, Contender
from flywheel.bench.queue.crew import Crew
from flywheel.bench.queue.desk import Task
from flywheel.bench.queue.errors import MeasurementError
from flywheel.bench.queue.load import (
    WARM_UP,
    Took,
    enqueue_batches,
    enqueue_now_and_then,
    enqueue_singly,
)
from flywheel.bench.report import percentile

PATIENCE_SECONDS = 30.0
_LOOK_SECONDS = 0.002

Figures = dict[str, float]
"""Measured numbers by name: rates in jobs/s, `pickup_…` in ms, `cpu_…` in µs per job."""


@dataclass(frozen=True)
class Bench:
    """A contender on a cluster.

    Attributes
    ----------
    template
        Its database without jobs; each measurement gets a fresh copy.
    patience
        How many seconds may pass without a job ending before a measurement is given up.
    """

    cluster: BenchCluster
    contender: Contender
    template: str
    patience: float = PATIENCE_SECONDS

    def fresh(self) -> str:
        """Return the URL of a database without jobs."""
        return self.cluster.copy(self.template, f"{self.template}_run")

    def enqueue(self, count: int) -> Figures:
        """Enqueue jobs one after the other, each committed."""
        dsn = self.fresh()
        took, _ = self._enqueue(enqueue_singly, dsn, count)
        return {"enqueue": count / took.seconds}

    def enqueue_batches(self, count: int) -> Figures:
        """Enqueue jobs in batches, each committed."""
        took, server_cpu = self._enqueue(enqueue_batches, self.fresh(), count)
        cpu = took.cpu_seconds + server_cpu
        return {"enqueue_batch": count / took.seconds, "cpu_enqueue_batch": cpu / count * 1e6}

    def drain(self, count: int, *, workers: int, one_at_a_time: bool = False) -> Figures:
        """Let workers run jobs that wait, from the start signal until the last has ended."""
        jobs = max(1, round(count * self.contender.share))
        dsn = self.fresh()
        self._fill(dsn, jobs)
        with psycopg.connect(dsn, autocommit=True) as connection:
            connection.execute(self.contender.sql.analyze)
            with self.workers(dsn, workers, one_at_a_time=one_at_a_time) as crew:
                cpu = crew.cpu_seconds + self.cluster.cpu_seconds
                crew.go()
                begun = time.monotonic()
                self.await_handled(crew, jobs)
                self.await_ended(crew, lambda: self._any_left(connection))
                seconds = time.monotonic() - begun
                cpu = crew.cpu_seconds + self.cluster.cpu_seconds - cpu
                crew.finish()
                self._require_all_ran(connection, jobs, crew.handled)
        name = "drain_serial" if one_at_a_time else f"drain_{workers}"
        return {name: jobs / seconds, f"cpu_{name}": cpu / jobs * 1e6}

    def pickup(self, count: int) -> Figures:
        """Enqueue single jobs for an idle worker; how long until its handler is called."""
        dsn = self.fresh()
        connect = partial(self.contender.client, dsn)
        jobs = count + WARM_UP
        client = partial(enqueue_now_and_then, connect=connect, count=jobs)
        with (
            psycopg.connect(dsn, autocommit=True) as connection,
            self.workers(dsn, 1) as crew,
            self._crew([client]) as clients,
        ):
            crew.go()
            clients.go()
            self.await_handled(crew, jobs)
            self.await_ended(crew, lambda: self._any_left(connection))
            clients.wait()
            (delays,) = crew.finish()
            self._require_all_ran(connection, jobs, crew.handled)
        milliseconds = [delay / 1e6 for delay in delays[WARM_UP:]]
        return {f"pickup_p{share}": percentile(milliseconds, share / 100) for share in (50, 95, 99)}

    def workers(self, dsn: str, count: int, *, one_at_a_time: bool = False) -> Crew:
        """Return processes of workers, not yet started."""
        task = partial(self.contender.work, dsn=dsn, one_at_a_time=one_at_a_time)
        return self._crew([task] * count)

    def await_handled(self, crew: Crew, jobs: int) -> None:
        """Wait until so many jobs were handled.

        Raises
        ------
        MeasurementError
            If that does not come about.
        """
        seen, since = -1, time.monotonic()
        while (handled := crew.handled) < jobs:
            now = time.monotonic()
            if handled != seen:
                seen, since = handled, now
            elif now - since > self.patience:
                raise self._error(f"{handled} of {jobs} jobs ran, then none")
            crew.check()
            time.sleep(_LOOK_SECONDS)

    def await_ended(self, crew: Crew, any_left: Callable[[], bool]) -> None:
        """Wait until what was handled has ended in the database too.

        Raises
        ------
        MeasurementError
            If that does not come about.
        """
        begun = time.monotonic()
        while any_left():
            if time.monotonic() - begun > self.patience:
                raise self._error("jobs were handled, but do not end")
            crew.check()
            time.sleep(_LOOK_SECONDS)

    def _enqueue(self, task: Callable[..., Any], dsn: str, count: int) -> tuple[Took, float]:
        """Let a client enqueue; return what it took, and CPU seconds of the server."""
        connect = partial(self.contender.client, dsn)
        with self._crew([partial(task, connect=connect, count=count)]) as crew:
            cpu = self.cluster.cpu_seconds
            crew.go()
            (took,) = crew.wait()
            cpu = self.cluster.cpu_seconds - cpu
        self._require_enqueued(dsn, count + WARM_UP)
        return took, cpu

    def _fill(self, dsn: str, jobs: int) -> None:
        """Enqueue jobs, not measured."""

        async def fill() -> None:
            async with self.contender.client(dsn) as client:
                for done in range(0, jobs, BATCH):
                    await client.enqueue_batch(min(BATCH, jobs - done))

        # In a thread, because this one has an event loop already.
        with ThreadPoolExecutor(1) as thread:
            thread.submit(asyncio.run, fill()).result()
        self._require_enqueued(dsn, jobs)

    def _crew(self, tasks: list[Task]) -> Crew:
        return Crew(tasks, uses_uvloop=self.contender.uses_uvloop)

    def _any_left(self, connection: psycopg.Connection) -> bool:
        row = connection.execute(self.contender.sql.any_left).fetchone()
        return bool(row and row[0])

    def _number(self, connection: psycopg.Connection, statement: bytes) -> int | None:
        row = connection.execute(statement).fetchone()
        return None if row is None else row[0]

    def _require_enqueued(self, dsn: str, jobs: int) -> None:
        with psycopg.connect(dsn, autocommit=True) as connection:
            left = self._number(connection, self.contender.sql.count_left)
        if left != jobs:
            raise self._error(f"{left} of {jobs} enqueued jobs are there")

    def _require_all_ran(self, connection: psycopg.Connection, jobs: int, handled: int) -> None:
        """Prove by the rows that every job ran once, and none is left."""
        left = self._number(connection, self.contender.sql.count_left)
        ended = self._number(connection, self.contender.sql.count_ended)
        if left or handled != jobs or ended not in (None, jobs):
            raise self._error(f"of {jobs} jobs {handled} were handled, {ended} ended, {left} left")

    def _error(self, what: str) -> MeasurementError:
        return MeasurementError(
            f"{self.contender.name}: {what}",
            hint="There is no number for this run: what was measured is not what was meant.",
        )
