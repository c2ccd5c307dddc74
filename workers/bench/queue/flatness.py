"""Our queue when it is not a fresh one: backlogs, a full archive, transactions that stay open."""

from __future__ import annotations

import time
import uuid
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from functools import cached_property, partial

import psycopg
from psycopg import IsolationLevel

from flywheel.bench.queue.crew import Crew
from flywheel.bench.queue.errors import MeasurementError
from flywheel.bench.queue.flywheel import SQL, workspace_client
from flywheel.bench.queue.load import WARM_UP, enqueue_now_and_then
from flywheel.bench.queue.measurement import Bench, Figures
from flywheel.bench.queue.plan import FlatSizes
from flywheel.bench.report import percentile

_CHUNK = 10_000
_BIG_TENANT = uuid.UUID(int=1)
_SMALL_TENANT = uuid.UUID(int=2)


class Flatness:
    """Drains the same number of jobs in each state of the database.

    The rate is that of handlers called, the same for all states: with a backlog there is no
    last job.
    """

    def __init__(self, bench: Bench, sizes: FlatSizes, say: Callable[[str], None]) -> None:
        self._bench = bench
        self._sizes = sizes
        self._say = say

    def measure(self) -> Figures:
        """Return the rate in each state, and how long a small tenant waits for a big one."""
        count = self._sizes.drain
        return {
            "flat_empty": self._drain_fresh(lambda _: nullcontext(), churn=0),
            "flat_pinned": self._drain_fresh(_pinned_xmin, churn=count),
            "flat_writer": self._drain_fresh(_open_writer, churn=count),
            "flat_archive": self._drain(self._archive, count),
            "flat_backlog": self._drain_backlog(),
            **self._share(),
        }

    def _drain_fresh(
        self, hold: Callable[[str], AbstractContextManager[None]], *, churn: int
    ) -> float:
        """Drain a fresh table, after as many jobs as `churn` came and went."""
        dsn = self._bench.fresh()
        with hold(dsn):
            if churn:
                self._drain(dsn, churn)
            return self._drain(dsn, self._sizes.drain)

    def _drain_backlog(self) -> float:
        self._fill_up()
        return self._drain(self._backlog, self._sizes.drain, from_backlog=True)

    def _drain(self, dsn: str, count: int, *, from_backlog: bool = False) -> float:
        with psycopg.connect(dsn, autocommit=True) as connection:
            if not from_backlog:
                _fill(connection, count, None)
                connection.execute(SQL.analyze)
            # Also where the table was filled long ago; and nobody pays for the filling.
            self._bench.cluster.checkpoint()
            before = self._counts(connection)
            with self._bench.workers(dsn, 1) as crew:
                crew.go()
                begun = time.monotonic()
                self._bench.await_handled(crew, count)
                seconds = time.monotonic() - begun
                crew.finish()
                handled = crew.handled
            left, ended = self._counts(connection)
        if (left, ended) != (before[0] - handled, before[1] + handled):
            raise MeasurementError(
                f"of {before[0]} jobs {handled} were handled, "
                f"{ended - before[1]} ended and {left} are left"
            )
        return count / seconds

    def _share(self) -> Figures:
        """Let a small tenant enqueue single jobs while a worker is at the big one's backlog."""
        self._fill_up()
        dsn = self._backlog
        connect = partial(workspace_client, dsn, _SMALL_TENANT)
        client = partial(enqueue_now_and_then, connect=connect, count=self._sizes.probes + WARM_UP)
        with (
            psycopg.connect(dsn, autocommit=True) as connection,
            self._bench.workers(dsn, 1) as crew,
            Crew([client]) as clients,
        ):
            crew.go()
            clients.go()
            clients.wait()
            self._bench.await_ended(crew, lambda: _any_left_of(connection, _SMALL_TENANT))
            if not _any_left_of(connection, _BIG_TENANT):
                raise MeasurementError("the backlog ran out before the small tenant's jobs did")
            (delays,) = crew.finish()
        if len(delays) != self._sizes.probes + WARM_UP:
            raise MeasurementError(f"{len(delays)} of the small tenant's jobs ran")
        milliseconds = [delay / 1e6 for delay in delays]
        return {"fair_p50": percentile(milliseconds, 0.5), "fair_max": max(milliseconds)}

    @cached_property
    def _archive(self) -> str:
        self._say(f"archiving {self._sizes.archived:,} jobs")
        dsn = self._bench.cluster.copy(self._bench.template, f"{self._bench.template}_archive")
        with psycopg.connect(dsn, autocommit=True) as connection:
            connection.execute(SQL.archive, {"count": self._sizes.archived})
            connection.execute(SQL.vacuum_archive)
        return dsn

    @cached_property
    def _backlog(self) -> str:
        return self._bench.cluster.copy(self._bench.template, f"{self._bench.template}_backlog")

    def _fill_up(self) -> None:
        """Give the big tenant its whole backlog, and the table the care of an hour's rest."""
        with psycopg.connect(self._backlog, autocommit=True) as connection:
            left, _ = self._counts(connection)
            self._say(f"enqueueing {self._sizes.backlog - left:,} jobs of one tenant")
            _fill(connection, self._sizes.backlog - left, _BIG_TENANT)
            connection.execute(SQL.vacuum)

    def _counts(self, connection: psycopg.Connection) -> tuple[int, int]:
        """Return how many jobs are left, and how many ended."""
        counts = [
            connection.execute(statement).fetchone()
            for statement in (SQL.count_left, SQL.count_ended)
        ]
        left, ended = (row[0] for row in counts if row)
        return left, ended


def _fill(connection: psycopg.Connection, count: int, workspace: uuid.UUID | None) -> None:
    for done in range(0, count, _CHUNK):
        chunk = {"count": min(_CHUNK, count - done), "workspace": workspace}
        connection.execute(SQL.enqueue_backlog, chunk)


def _any_left_of(connection: psycopg.Connection, workspace: uuid.UUID) -> bool:
    row = connection.execute(SQL.any_left_of, {"workspace": workspace}).fetchone()
    return bool(row and row[0])


@contextmanager
def _pinned_xmin(dsn: str) -> Iterator[None]:
    """Hold an old snapshot: no row that dies from now on can be vacuumed away."""
    with psycopg.connect(dsn) as reader:
        reader.isolation_level = IsolationLevel.REPEATABLE_READ
        reader.execute(SQL.pin_xmin)
        yield


@contextmanager
def _open_writer(dsn: str) -> Iterator[None]:
    """Hold a transaction that has written and does not end."""
    with psycopg.connect(dsn) as writer:
        writer.execute(SQL.hold_xid)
        yield
