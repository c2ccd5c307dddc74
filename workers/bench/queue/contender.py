"""What every queue of the comparison has to do."""

from __future__ import annotations

from contextlib import AbstractAsyncContextManager
from typing import TYPE_CHECKING, Protocol

from flywheel import db
from flywheel.bench.queue.desk import Desk

if TYPE_CHECKING:  # processes that only work need no cluster: half their start is spared
    from flywheel.bench.queue.cluster import BenchCluster

BATCH = 1000
"""Jobs in a batch, where jobs are enqueued in batches."""


class Client(Protocol):
    """Somebody who enqueues jobs, over a connection of their own."""

    async def enqueue(self, sent: int = 0) -> None:
        """Enqueue one job, and commit.

        Parameters
        ----------
        sent
            What its handler passes on to `Desk.ran`, from the job's payload.
        """

    async def enqueue_batch(self, count: int) -> None:
        """Enqueue many jobs in the way meant for it, and commit."""


class Contender(Protocol):
    """A queue. It is pickled to get to its processes, so it holds nothing but settings."""

    @property
    def name(self) -> str:
        """Lower case, one word."""

    @property
    def settings(self) -> dict[str, str]:
        """How it is set up, in words, for the table."""

    @property
    def uses_uvloop(self) -> bool:
        """Whether its own command line runs on uvloop."""

    @property
    def share(self) -> float:
        """Share of the jobs that it gets, 0-1, where it would take too long for all."""

    @property
    def sql(self) -> db.Queries:
        """Statements on its tables.

        `any_left` says whether a job waits or runs, `count_left` how many; `count_ended` how
        many ended well, or null where nothing is kept of them; `analyze` refreshes the
        planner's statistics.
        """

    async def prepare(self, cluster: BenchCluster, database: str) -> None:
        """Make a database with everything it needs, and no jobs."""

    def client(self, dsn: str) -> AbstractAsyncContextManager[Client]:
        """Connect somebody who enqueues."""

    async def work(self, desk: Desk, *, dsn: str, one_at_a_time: bool) -> list[int]:
        """Connect a worker, run jobs from the start signal until the end, return the delays.

        Parameters
        ----------
        one_at_a_time
            Fetch and run a single job, then the next; else as fast as recommended.
        """
