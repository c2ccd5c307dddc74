"""A worker: fetches jobs, runs them side by side, keeps their leases, stops with grace."""

from __future__ import annotations

import asyncio
import contextlib
import os
import socket
import time
from collections.abc import Sequence
from dataclasses import dataclass
from importlib.metadata import version
from uuid import UUID, uuid4

import structlog

from flywheel.errors import FlywheelError
from flywheel.jobs.crew import Crew
from flywheel.jobs.errors import LeaseLostError, RejectedError, TransportError
from flywheel.jobs.execution import Outcome, Stop
from flywheel.jobs.hindsight import Hindsight
from flywheel.jobs.job import Done, Exchange, Job, WorkerInfo
from flywheel.jobs.leases import Leases
from flywheel.jobs.metrics import Metrics
from flywheel.jobs.pace import Pace
from flywheel.jobs.registry import Registry
from flywheel.jobs.scheduler import Scheduler
from flywheel.jobs.settlement import Settlement
from flywheel.jobs.transport import Transport

# A job that is due but locked by somebody must not keep the worker asking without a break.
_SHORTEST_PAUSE_SECONDS = 0.01
_RETRY_SECONDS = 1.0
_POLL_WITHOUT_EARS_SECONDS = 0.5
# From this many jobs on, an exchange takes long enough to have another beside it.
_RUSH = 500

_log = structlog.get_logger(__name__)


@dataclass(frozen=True)
class WorkerOptions:
    """How a worker behaves.

    Attributes
    ----------
    concurrency
        Most jobs at once.
    ahead
        Most jobs fetched ahead of those that run, while jobs are short; 0 for none.
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
    ahead: int = 2000
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
        self._types = handlers.types
        self._options = options or WorkerOptions()
        self._metrics = metrics or Metrics()
        self._attention = asyncio.Event()
        self._rush = asyncio.Event()
        self._coming = 0
        self._in_flight = 0
        self._is_plenty = False
        self._pace = Pace(self._options.ahead)
        self._crew = Crew(
            self._options.concurrency,
            handlers,
            transport,
            self.id,
            self._metrics,
            self._pace,
            self._on_attention,
        )
        self._leases = Leases(self.id, transport, self._crew, self._metrics, self._options)
        self._settlement = Settlement(transport, self._metrics)
        self._hindsight = Hindsight()
        self._look_at = 0.0
        self._holds_unknown_jobs = False
        self._stopping = asyncio.Event()
        self._log = _log.bind(worker_id=str(self.id), transport=transport.name)

    def stop(self) -> None:
        """Claim no more; finish what runs, or give it back when the grace time is over.

        A second call gives everything back at once.
        """
        if self._stopping.is_set():
            self._crew.stop_all(Stop.SHUTDOWN)
        self._stopping.set()
        self._crew.announce_stop()
        self._attention.set()
        self._rush.set()

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
                    tasks.create_task(self._leases.keep(), name="leases"),
                ]
                if self._options.schedules:
                    attendants.append(
                        tasks.create_task(Scheduler(self._transport).run(), name="schedules")
                    )
                rush = tasks.create_task(self._help_in_a_rush(), name="rush")
                try:
                    await self._work_until_stopped()
                    await rush
                    await self._finish()
                finally:
                    rush.cancel()
                    await self._crew.close()
                for task in attendants:
                    task.cancel()
            with contextlib.suppress(FlywheelError):
                await self._transport.unregister(self.id)
        self._log.info("worker stopped")

    def on_wake(self, job_types: frozenset[str]) -> None:
        """Look for jobs, if these types concern us."""
        if not job_types or not job_types.isdisjoint(self._types):
            self._look_at = 0.0
            self._attention.set()

    def on_cancel(self, job_id: UUID) -> None:
        """Stop a job if we have it."""
        self._leases.cancel(job_id)

    async def _register(self) -> None:
        unknown = await self._transport.register(
            WorkerInfo(
                id=self.id,
                host=socket.gethostname(),
                pid=os.getpid(),
                version=version("flywheel"),
                concurrency=self._options.concurrency,
                job_types=self._types,
            )
        )
        for job_type in unknown:
            self._log.warning(
                "handler for a job type that no migration has registered", job_type=job_type
            )
        self._log.info(
            "worker started", job_types=self._types, concurrency=self._options.concurrency
        )

    async def _work_until_stopped(self) -> None:
        """Exchange what is done for new jobs, as often as that is worth a round trip."""
        while not self._stopping.is_set():
            self._attention.clear()
            if self._crew.failure is not None:
                raise self._crew.failure
            room = self._room()
            now = time.monotonic()
            wanted = room if now >= self._look_at else 0
            done = self._crew.take_done()
            if done or wanted:
                await self._exchange(done, wanted)
                continue
            pause = self._look_at - now if room else self._poll_seconds
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(max(0.0, pause)):
                    await self._attention.wait()

    async def _help_in_a_rush(self) -> None:
        """Exchange over a second connection while one exchange takes longer than its jobs.

        The database works on one batch while we read the last, and on two cores at once.
        """
        while not self._stopping.is_set():
            self._rush.clear()
            if self._coming and self._crew.waiting == 0 and not self._holds_unknown_jobs:
                room = self._room()
                if room >= _RUSH and self._is_plenty:
                    await self._exchange(self._crew.take_done(), room)
                    continue
            await self._rush.wait()

    def _on_attention(self) -> None:
        self._attention.set()
        if self._coming >= _RUSH:
            self._rush.set()

    def _room(self) -> int:
        """Say how many jobs to ask for: none while enough are at hand."""
        crew = self._crew
        if crew.is_quarantined:
            return 0
        ahead = self._pace.ahead(crew.longest_running)
        crew.low_water = 0 if self._coming else ahead // 2
        if crew.waiting > crew.low_water:
            return 0
        room = self._options.concurrency + ahead - crew.waiting - len(crew.running)
        return max(0, room - self._coming)

    @property
    def _poll_seconds(self) -> float:
        if self._transport.hears:
            return self._options.poll_seconds
        return min(self._options.poll_seconds, _POLL_WITHOUT_EARS_SECONDS)

    async def _exchange(self, done: list[Done], wanted: int) -> None:
        """Report what is done and take on what comes."""
        if wanted:  # before it is sent: a wake-up that comes meanwhile counts
            self._look_at = time.monotonic() + self._poll_seconds
        began = time.perf_counter()
        known = self._hindsight.known(began)
        try:
            # Not while another exchange is under way: what it brings would look unknown.
            if self._holds_unknown_jobs and not self._in_flight:
                await self._give_back_unknown(done)
            self._coming += wanted
            self._in_flight += 1
            self._crew.low_water = 0
            try:
                answer = await self._transport.exchange(self.id, self._types, wanted, done, known)
            finally:
                self._coming -= wanted
                self._in_flight -= 1
        except TransportError as error:
            self._metrics.transport_error("exchange")
            self._log.warning("no exchange with the queue", error=str(error), hint=error.hint)
            self._crew.put_done_back(done)
            self._holds_unknown_jobs = True
            self._look_at = time.monotonic() + _RETRY_SECONDS
            await self._pause(_RETRY_SECONDS)
            return
        except (RejectedError, LeaseLostError) as error:
            # Something in it cannot even be said: each for itself, to find out which.
            await self._settlement.settle_alone(done, error)
            self._crew.settled(len(done))
            self._look_at = time.monotonic() + (0 if done else _RETRY_SECONDS)
            return
        self._metrics.exchanged()
        self._hindsight.learn(answer.jobs, time.perf_counter() - began, len(done), known)
        self._take_on(answer, wanted, looked_everywhere=known is None)
        refused = {id(refusal.done) for refusal in answer.refused}
        for item in done:
            if id(item) not in refused:
                self._metrics.outcome(item.job.job_type, Outcome.COMPLETED)
        if answer.refused:
            await self._settlement.settle(answer.refused)
        self._crew.settled(len(done))

    def _take_on(self, answer: Exchange, wanted: int, *, looked_everywhere: bool) -> None:
        if self._stopping.is_set():  # asked to stop while the jobs were on their way
            self._crew.put_waiting(answer.jobs)
            return
        self._crew.add(answer.jobs)
        self._leases.watch(answer.jobs)
        self._metrics.waiting, self._metrics.running = self._crew.waiting, len(self._crew.running)
        if not wanted:
            return
        self._is_plenty = len(answer.jobs) >= wanted
        if self._is_plenty or not looked_everywhere:
            self._look_at = 0.0
        elif answer.seconds_to_next is not None:
            soon = time.monotonic() + max(answer.seconds_to_next, _SHORTEST_PAUSE_SECONDS)
            self._look_at = min(self._look_at, soon)

    async def _give_back_unknown(self, done: list[Done]) -> None:
        """After an answer was lost: give back the jobs that it may have brought."""
        held = [*self._crew.held(), *(item.job for item in done)]
        count = await self._transport.release_others(self.id, held)
        self._holds_unknown_jobs = False
        if count:
            self._log.info("jobs of a lost answer given back", count=count)

    async def _pause(self, seconds: float) -> None:
        """Wait, but not for a stop."""
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(self._stopping.wait(), seconds)

    async def _finish(self) -> None:
        """Give back what was not started, and wait for what runs; in the end give that back too."""
        await self._give_back(self._crew.take_waiting())
        if self._crew.running:
            self._log.info("worker stopping", running=len(self._crew.running))
        give_up_at = time.monotonic() + self._options.grace_seconds
        failures = 0
        while not self._crew.is_idle:
            self._attention.clear()
            if time.monotonic() >= give_up_at:
                self._crew.stop_all(Stop.SHUTDOWN)
            if done := self._crew.take_done():
                try:
                    answer = await self._transport.exchange(self.id, self._types, 0, done)
                    await self._settlement.settle(answer.refused)
                    self._crew.settled(len(done))
                except (RejectedError, LeaseLostError) as error:
                    await self._settlement.settle_alone(done, error)
                    self._crew.settled(len(done))
                except TransportError as error:
                    failures += 1
                    self._log.warning("no exchange with the queue", error=str(error))
                    if failures > 3:
                        return  # their leases end, and they run again
                    self._crew.put_done_back(done)
                    await asyncio.sleep(_RETRY_SECONDS)
                continue
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(max(0.01, min(0.2, give_up_at - time.monotonic()))):
                    await self._attention.wait()

    async def _give_back(self, jobs: Sequence[Job]) -> None:
        """Give back jobs that have not been started; their leases end if that fails."""
        if not jobs:
            return
        try:
            await self._transport.release(jobs)
        except (TransportError, RejectedError) as error:
            self._log.warning("jobs not given back", error=str(error), hint=error.hint)
