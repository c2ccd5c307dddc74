"""The worker's way to the queue, whatever lies between them."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import AbstractAsyncContextManager
from datetime import datetime
from types import TracebackType
from typing import Any, Protocol, Self
from uuid import UUID

from flywheel.db import Connection
from flywheel.jobs.job import (
    Beat,
    Done,
    Exchange,
    Failure,
    HeldState,
    Hold,
    Job,
    KnownLane,
    Schedule,
    WorkerInfo,
)


class Listener(Protocol):
    """Whoever wants to hear from the queue."""

    def on_wake(self, job_types: frozenset[str]) -> None:
        """Jobs of these types may be ready; of any type where the set is empty."""

    def on_cancel(self, job_id: UUID) -> None:
        """Somebody asked for this job to stop."""


class Transport(Protocol):
    """The calls of a worker.

    Every call may raise `TransportError` (try later) or `RejectedError` (do not); those on a
    held job also `LeaseLostError`.
    """

    @property
    def name(self) -> str:
        """`direct` or `edge`, as in `jobs.workers.transport`."""

    @property
    def hears(self) -> bool:
        """Whether wake-ups can arrive; a worker polls more often where they cannot."""

    async def __aenter__(self) -> Self:
        """Connect."""

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        """Disconnect."""

    async def register(self, worker: WorkerInfo) -> list[str]:
        """Enter the worker; return the types it handles that are not registered."""

    async def unregister(self, worker_id: UUID) -> None:
        """Take the worker out."""

    async def exchange(
        self,
        worker_id: UUID,
        job_types: Sequence[str],
        batch: int,
        done: Sequence[Done],
        known: Sequence[KnownLane] | None = None,
    ) -> Exchange:
        """Complete what is done and take up to `batch` ready jobs of these types.

        One transaction: when it raises, nothing was completed and nothing taken, or the
        answer was lost; then the jobs that it brought are given back by `release_others`.
        With `known`, only those lanes are looked at.
        """

    async def heartbeat(self, worker_id: UUID, beats: Sequence[Beat]) -> dict[Hold, HeldState]:
        """Extend leases and report progress; return the state of each job."""

    async def complete(self, done: Done, connection: Connection | None) -> None:
        """Apply the result and end the job, in the transaction of `connection` if given."""

    async def fail(self, job: Job, failure: Failure) -> str:
        """End the attempt; return the job's new status."""

    async def release(self, jobs: Sequence[Job]) -> int:
        """Give jobs back as if they had not been started; return how many went."""

    async def release_others(self, worker_id: UUID, held: Sequence[Job]) -> int:
        """Give back what the worker holds besides these; return how many went."""

    async def schedules(self) -> list[Schedule]:
        """Return the enabled schedules."""

    async def advance_schedule(
        self, schedule: Schedule, next_at: datetime | None, error: str | None = None
    ) -> UUID | None:
        """Fire a schedule whose time has come and set its next fire time.

        Nothing happens if somebody else was faster. With an error the schedule stops, and
        shows why. Returns the job's id.
        """

    async def call(self, function: str, arguments: dict[str, Any]) -> Any:
        """Call a function of schema public; return its value as JSON has it."""

    def transaction(self) -> AbstractAsyncContextManager[Connection]:
        """Open a transaction that `complete` can take part in."""

    async def listen(self, listener: Listener) -> None:
        """Tell the listener what the queue says, until cancelled; reconnect as needed.

        The listener is woken after each reconnect: something may have been missed.
        """
