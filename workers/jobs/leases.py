"""Keeping what a worker holds: heartbeats, time limits, cancellations."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Sequence
from typing import Protocol
from uuid import UUID

import structlog

from flywheel.errors import FlywheelError
from flywheel.jobs.crew import Crew
from flywheel.jobs.errors import RejectedError, TransportError
from flywheel.jobs.execution import Stop, report
from flywheel.jobs.job import Beat, Failure, HeldState, Job
from flywheel.jobs.metrics import Metrics
from flywheel.jobs.transport import Transport

_TICK_SECONDS = 0.1
# A job that was fetched ahead and is not started after this long goes to somebody else.
_LONGEST_WAIT_SECONDS = 1.0
# Jobs held for less than this need no heartbeat: most are done before.
_YOUNG_SECONDS = 0.5

_log = structlog.get_logger(__name__)


class BeatOptions(Protocol):
    """The options that concern leases."""

    @property
    def beat_seconds(self) -> float:
        """Longest time between heartbeats."""


class Leases:
    """Sends heartbeats for what a crew holds, and stops what is lost, cancelled or overdue."""

    def __init__(
        self,
        worker_id: UUID,
        transport: Transport,
        crew: Crew,
        metrics: Metrics,
        options: BeatOptions,
    ) -> None:
        self._worker_id = worker_id
        self._transport = transport
        self._crew = crew
        self._metrics = metrics
        self._options = options
        self._shortest_lease = float("inf")
        self._reports: set[asyncio.Task[None]] = set()
        self._log = _log.bind(worker_id=str(worker_id))

    def watch(self, jobs: Sequence[Job]) -> None:
        """Mind the leases of new jobs."""
        for lease in {job.lease_seconds for job in jobs}:
            self._shortest_lease = min(self._shortest_lease, lease)

    async def keep(self) -> None:
        """Keep the leases until cancelled."""
        last = time.monotonic()
        while True:
            # The tick looks at running jobs only: with nothing to do it costs nothing.
            await asyncio.sleep(_TICK_SECONDS)
            self._stop_overdue()
            await self._give_back_stuck()
            pause = min(self._options.beat_seconds, self._shortest_lease / 3)
            if time.monotonic() - last >= pause:
                last = time.monotonic()
                await self._beat()

    def cancel(self, job_id: UUID) -> None:
        """Stop a job that was cancelled, if the crew has it."""
        for execution in self._crew.running.values():
            if execution.job.id == job_id:
                execution.stop(Stop.CANCELLED)
        if (waiting := self._crew.take_one_waiting(job_id)) is not None:
            task = asyncio.create_task(self._report_cancelled(waiting))
            self._reports.add(task)
            task.add_done_callback(self._reports.discard)

    async def _report_cancelled(self, job: Job) -> None:
        outcome = await report(self._transport, job, Failure("Cancelled before it ran."))
        self._metrics.outcome(job.job_type, outcome)

    def _stop_overdue(self) -> None:
        now = time.perf_counter()
        for execution in list(self._crew.running.values()):
            if execution.overdue_at <= now:
                execution.stop(Stop.OVERDUE)

    async def _give_back_stuck(self) -> None:
        """Give back what waits behind jobs that turned out to be long."""
        oldest = self._crew.oldest_waiting_since
        if oldest is None or time.monotonic() - oldest < _LONGEST_WAIT_SECONDS:
            return
        jobs = self._crew.take_waiting()
        try:
            await self._transport.release(jobs)
        except FlywheelError as error:
            self._log.warning("jobs not given back", error=str(error))
        else:
            self._log.info("jobs given back that would have waited here", count=len(jobs))

    async def _beat(self) -> None:
        young = time.monotonic() - _YOUNG_SECONDS
        held = [job for job in self._crew.held() if job.claimed_at < young]
        self._shortest_lease = min(
            (job.lease_seconds for job in self._crew.held()), default=float("inf")
        )
        try:
            states = await self._transport.heartbeat(self._worker_id, [Beat(job) for job in held])
        except (TransportError, RejectedError) as error:
            self._metrics.transport_error("heartbeat")
            self._log.warning("no heartbeat", error=str(error))
            return
        for hold, state in states.items():
            execution = self._crew.running.get(hold)
            if state is HeldState.CANCELLED:
                self.cancel(UUID(hold[0]))
            elif state is HeldState.LOST and execution is not None:
                self._log.warning("lease lost", job_id=execution.job.key)
                execution.stop(Stop.LOST)
