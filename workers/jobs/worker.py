"""A worker: claims jobs, runs them side by side, keeps their leases, stops with grace."""

from __future__ import annotations

import asyncio
import contextlib
import os
import socket
import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib.metadata import version
from uuid import UUID, uuid4

import structlog

from flywheel.errors import FlywheelError
from flywheel.jobs.errors import RejectedError, TransportError
from flywheel.jobs.execution import Execution, Stop
from flywheel.jobs.job import Beat, Claim, HeldState, Hold, Job, WorkerInfo
from flywheel.jobs.metrics import Metrics
from flywheel.jobs.registry import Registry
from flywheel.jobs.scheduler import Scheduler
from flywheel.jobs.transport import Transport

# A job that is due but locked by somebody must not keep the worker asking without a break.
_SHORTEST_PAUSE_SECONDS = 0.01

_log = structlog.get_logger(__name__)


@dataclass(frozen=True)
class WorkerOptions:
    """How a worker behaves.

    Attributes
    ----------
    concurrency
        Most jobs at once.
    poll_seconds
        How long to trust that no wake-up was lost.
    beat_seconds
        Longest time between heartbeats; shorter while a held lease is short.
    grace_seconds
        How long running jobs may go on after a stop before they are given back.
    schedules
        Whether to fire schedules.
    """

    concurrency: int = 10
    poll_seconds: float = 5.0
    beat_seconds: float = 5.0
    grace_seconds: float = 20.0
    schedules: bool = True


class Worker:
    """Runs the jobs of some types until it is stopped.

    Parameters
    ----------
    transport
        The way to the queue; opened and closed by `run`.
    handlers
        What it can run.
    """

    def __init__(
        self,
        transport: Transport,
        handlers: Registry,
        options: WorkerOptions | None = None,
        metrics: Metrics | None = None,
    ) -> None:
        self.id = uuid4()
        self._transport = transport
        self._handlers = handlers
        self._options = options or WorkerOptions()
        self._metrics = metrics or Metrics()
        self._running: dict[Hold, Execution] = {}
        self._attention = asyncio.Event()
        self._beat_due = asyncio.Event()
        self._idle = asyncio.Event()
        self._stopping = asyncio.Event()
        self._log = _log.bind(worker_id=str(self.id), transport=transport.name)

    def stop(self) -> None:
        """Claim no more; finish what runs, or give it back when the grace time is over.

        A second call gives everything back at once.
        """
        if self._stopping.is_set():
            self._give_back()
        self._stopping.set()
        self._attention.set()

    async def run(self) -> None:
        """Work until stopped.

        Raises
        ------
        FlywheelError
            If the queue cannot be reached when the worker starts.
        """
        async with self._transport:
            await self._register()
            async with asyncio.TaskGroup() as tasks:
                attendants = [
                    tasks.create_task(self._transport.listen(self), name="listen"),
                    tasks.create_task(self._keep_leases(), name="heartbeat"),
                ]
                if self._options.schedules:
                    attendants.append(
                        tasks.create_task(Scheduler(self._transport).run(), name="schedules")
                    )
                await self._claim_until_stopped(tasks)
                await self._finish()
                for task in attendants:
                    task.cancel()
            with contextlib.suppress(FlywheelError):
                await self._transport.unregister(self.id)
        self._log.info("worker stopped")

    def on_wake(self, job_types: frozenset[str]) -> None:
        """Look for jobs, if these types concern us."""
        if not job_types or any(job_type in self._handlers for job_type in job_types):
            self._attention.set()

    def on_cancel(self, job_id: UUID) -> None:
        """Stop a job if it runs here."""
        for execution in self._running.values():
            if execution.job.id == job_id:
                execution.stop(Stop.CANCELLED)

    async def _register(self) -> None:
        types = self._handlers.types
        unknown = await self._transport.register(
            WorkerInfo(
                id=self.id,
                host=socket.gethostname(),
                pid=os.getpid(),
                version=version("flywheel"),
                concurrency=self._options.concurrency,
                job_types=types,
            )
        )
        for job_type in unknown:
            self._log.warning(
                "handler for a job type that no migration has registered", job_type=job_type
            )
        self._log.info("worker started", job_types=types, concurrency=self._options.concurrency)

    async def _claim_until_stopped(self, tasks: asyncio.TaskGroup) -> None:
        while not self._stopping.is_set():
            self._attention.clear()
            pause = self._options.poll_seconds
            free = self._options.concurrency - len(self._running)
            if free > 0:
                claim = await self._claim(free)
                if self._stopping.is_set():  # asked to stop while the claim was on its way
                    await self._release(claim.jobs)
                    return
                for job in claim.jobs:
                    self._start(job, tasks)
                if len(claim.jobs) == free:
                    continue
                if claim.seconds_to_next is not None:
                    pause = min(pause, max(claim.seconds_to_next, _SHORTEST_PAUSE_SECONDS))
            # With a free place, only a wake-up or the clock can bring a job; without one,
            # _run sets the event when a place gets free.
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self._attention.wait(), pause)

    async def _claim(self, batch: int) -> Claim:
        try:
            return await self._transport.claim(self.id, self._handlers.types, batch)
        except (TransportError, RejectedError) as error:
            self._metrics.errors.labels("claim").inc()
            self._log.warning("no jobs claimed", error=str(error), hint=error.hint)
            return Claim([], seconds_to_next=1.0)

    async def _release(self, jobs: Sequence[Job]) -> None:
        """Give back jobs that have not been started; their leases end if that fails."""
        if not jobs:
            return
        try:
            await self._transport.release(jobs)
        except (TransportError, RejectedError) as error:
            self._log.warning("jobs not given back", error=str(error), hint=error.hint)

    def _start(self, job: Job, tasks: asyncio.TaskGroup) -> None:
        execution = Execution(job, self._handlers[job.job_type], self._transport, self.id)
        self._running[job.hold] = execution
        self._idle.clear()
        if job.lease_seconds < self._options.beat_seconds * 3:
            self._beat_due.set()
        delay = (datetime.now(UTC) - job.scheduled_at).total_seconds()
        self._metrics.delay.labels(job.job_type).observe(max(0.0, delay))
        self._metrics.running.inc()
        tasks.create_task(self._run(execution), name=f"run {job.id}")

    async def _run(self, execution: Execution) -> None:
        job = execution.job
        log = self._log.bind(
            job_id=str(job.id),
            job_type=job.job_type,
            attempt=job.attempts,
            workspace_id=str(job.workspace_id) if job.workspace_id else None,
        )
        log.info("job started")
        started = time.perf_counter()
        try:
            outcome = await execution.run()
        finally:
            was_full = len(self._running) >= self._options.concurrency
            del self._running[job.hold]
            self._metrics.running.dec()
            if was_full:
                self._attention.set()
            if not self._running:
                self._idle.set()
        seconds = time.perf_counter() - started
        self._metrics.finished.labels(job.job_type, outcome).inc()
        self._metrics.duration.labels(job.job_type).observe(seconds)
        log.info("job ended", outcome=outcome.value, seconds=round(seconds, 3))

    async def _keep_leases(self) -> None:
        last = time.monotonic()
        while True:
            leases = [execution.job.lease_seconds for execution in self._running.values()]
            pause = min([self._options.beat_seconds, *(lease / 3 for lease in leases)])
            self._beat_due.clear()
            with contextlib.suppress(TimeoutError):
                # Woken early by a job with a short lease: the pause is worked out anew.
                await asyncio.wait_for(
                    self._beat_due.wait(), max(0.0, last + pause - time.monotonic())
                )
                continue
            last = time.monotonic()
            await self._beat()

    async def _beat(self) -> None:
        beats = [Beat(execution.job) for execution in self._running.values()]
        try:
            states = await self._transport.heartbeat(self.id, beats)
        except (TransportError, RejectedError) as error:
            self._metrics.errors.labels("heartbeat").inc()
            self._log.warning("no heartbeat", error=str(error))
            return
        for hold, state in states.items():
            execution = self._running.get(hold)
            if execution is None:
                continue
            if state is HeldState.CANCELLED:
                execution.stop(Stop.CANCELLED)
            elif state is HeldState.LOST:
                self._log.warning("lease lost", job_id=str(execution.job.id))
                execution.stop(Stop.LOST)

    async def _finish(self) -> None:
        """Wait for running jobs; after the grace time, give them back."""
        if not self._running:
            return
        self._log.info("worker stopping", running=len(self._running))
        try:
            await asyncio.wait_for(self._idle.wait(), self._options.grace_seconds)
        except TimeoutError:
            self._give_back()
            await self._idle.wait()

    def _give_back(self) -> None:
        for execution in self._running.values():
            execution.stop(Stop.SHUTDOWN)
