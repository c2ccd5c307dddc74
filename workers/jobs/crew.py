"""The places of a worker: tasks that take one fetched job after the other."""

from __future__ import annotations

import asyncio
import contextvars
import time
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from uuid import UUID

import structlog

from flywheel.errors import FlywheelError
from flywheel.jobs.context import Context
from flywheel.jobs.errors import LeaseLostError, TryAgainError
from flywheel.jobs.execution import (
    Execution,
    Outcome,
    Stop,
    attempt,
    describe_failure,
    flush_cancellation,
    report,
)
from flywheel.jobs.job import Beat, Done, Failure, HeldState, Hold, Job
from flywheel.jobs.metrics import Metrics
from flywheel.jobs.pace import Pace
from flywheel.jobs.registry import Registry
from flywheel.jobs.transport import Transport

# Handlers that never wait would keep heartbeats and exchanges from their turn: after this time
# all places together make way.
_LONGEST_TURN_SECONDS = 0.002
# How long a finished job may lie there while others are at hand.
_LONGEST_LIE_SECONDS = 0.005

_log = structlog.get_logger(__name__)


class Crew:
    """Runs fetched jobs side by side and collects what is done.

    `failure` is what ended a place that should not have ended: an error of ours, not a job's.

    A task per place and not per job: a job that does not wait for anything costs microseconds.
    A job that has taken a worker down before is started with no other job after it, so that it
    takes down nobody who came later.

    Parameters
    ----------
    size
        Most jobs at once.
    on_attention
        Called when jobs run short, or something is done.
    """

    def __init__(
        self,
        size: int,
        handlers: Registry,
        transport: Transport,
        worker_id: UUID,
        metrics: Metrics,
        pace: Pace,
        on_attention: Callable[[], None],
    ) -> None:
        self.size = size
        self.running: dict[Hold, Execution] = {}
        self.low_water = 0
        self.failure: BaseException | None = None
        self._handlers = handlers
        self._transport = transport
        self._worker_id = worker_id
        self._metrics = metrics
        self._pace = pace
        self._on_attention = on_attention
        self._waiting: deque[Job] = deque()
        self._done: list[Done] = []
        self._done_since = 0.0
        self._unsettled = 0
        self._suspect: Job | None = None
        self._turn_is_over = False
        self._turn_ends_at = 0.0
        self._idle: list[asyncio.Future[None]] = []
        self._tasks: set[asyncio.Task[None]] = set()
        self._clean = contextvars.copy_context()

    @property
    def waiting(self) -> int:
        """How many fetched jobs have not been started."""
        return len(self._waiting)

    @property
    def is_quarantined(self) -> bool:
        """Whether a job runs that nothing may be started beside."""
        return self._suspect is not None

    @property
    def is_idle(self) -> bool:
        """Whether nothing waits, runs or is done."""
        return not (self._waiting or self.running or self._done)

    @property
    def longest_running(self) -> float:
        """Seconds for which the oldest running job has run."""
        now = time.perf_counter()
        return max((now - item.started_at for item in self.running.values()), default=0.0)

    @property
    def oldest_waiting_since(self) -> float | None:
        """When the first of the waiting jobs was claimed, by the monotonic clock."""
        return self._waiting[0].claimed_at if self._waiting else None

    def held(self) -> Iterator[Job]:
        """Yield every job that is ours: waiting, running, or done and not yet reported."""
        yield from self._waiting
        for execution in self.running.values():
            yield execution.job
        for done in self._done:
            yield done.job

    def add(self, jobs: Iterable[Job]) -> None:
        """Take jobs on; free places begin at once."""
        self._waiting.extend(jobs)
        missing = min(len(self._waiting), self.size - len(self.running)) - len(self._idle)
        for _ in range(min(missing, self.size - len(self._tasks))):
            self._open_place()
        self._call_idle(len(self._waiting))

    def put_waiting(self, jobs: Iterable[Job]) -> None:
        """Keep jobs without starting any."""
        self._waiting.extend(jobs)

    def take_done(self) -> list[Done]:
        """Return what is done and not yet reported, and forget it."""
        done, self._done = self._done, []
        self._unsettled += len(done)
        return done

    def settled(self, count: int) -> None:
        """Say that so many of the jobs that were taken are completed, or refused."""
        self._unsettled -= count
        if not self._unsettled:
            self._call_idle(len(self._waiting))

    def put_done_back(self, done: list[Done]) -> None:
        """Keep what could not be reported."""
        self._done[:0] = done
        self._unsettled -= len(done)

    def take_waiting(self) -> list[Job]:
        """Return the jobs that have not been started, and forget them."""
        jobs = list(self._waiting)
        self._waiting.clear()
        return jobs

    def take_one_waiting(self, job_id: UUID) -> Job | None:
        """Return a job that has not been started, and forget it; None if there is none."""
        for job in self._waiting:
            if job.id == job_id:
                self._waiting.remove(job)
                return job
        return None

    def stop_all(self, reason: Stop) -> None:
        """Stop every running handler."""
        for execution in list(self.running.values()):
            execution.stop(reason)

    def announce_stop(self) -> None:
        """Let handlers know that go on in rounds that this is their last one."""
        for execution in self.running.values():
            execution.announce_stop()

    async def close(self) -> None:
        """End the places; nothing must wait or run any more."""
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    def _open_place(self) -> None:
        task = asyncio.create_task(self._work(), context=self._clean.copy(), name="place")
        self._tasks.add(task)
        task.add_done_callback(self._close_place)

    def _close_place(self, task: asyncio.Task[None]) -> None:
        self._tasks.discard(task)
        if not task.cancelled() and (error := task.exception()) is not None:
            self.failure = error
            self._on_attention()

    def _call_idle(self, count: int) -> None:
        for _ in range(min(count, len(self._idle))):
            place = self._idle.pop()
            if not place.done():
                place.set_result(None)

    def _next(self) -> Job | None:
        if not self._waiting or self._suspect is not None:
            return None
        if self._waiting[0].crashes:
            # What is done and not yet written would be lost with us, and blamed.
            if self._done or self._unsettled:
                self._on_attention()
                return None
            self._suspect = self._waiting[0]
        return self._waiting.popleft()

    async def _work(self) -> None:
        """Run one job after the other."""
        task = asyncio.current_task()
        if task is None:  # never: this is a task
            return
        loop = asyncio.get_running_loop()
        while True:
            if self._turn_is_over:
                await asyncio.sleep(0)
                continue
            job = self._next()
            if job is None:
                place = loop.create_future()
                self._idle.append(place)
                await place
                continue
            ended = await self._run(job, task)
            if contextvars.copy_context() != self._clean:
                # The handler left its mark on the context: the next job gets a new place.
                self._open_place()
                return
            if ended > self._turn_ends_at:
                self._turn_is_over = True
                loop.call_soon(self._begin_turn)

    def _begin_turn(self) -> None:
        """Let the places go on, now that everybody else has had their turn."""
        self._turn_is_over = False
        self._turn_ends_at = time.perf_counter() + _LONGEST_TURN_SECONDS

    async def _run(self, job: Job, task: asyncio.Task[None]) -> float:
        """Run a job; return the time when it ended."""
        context = Context(job, self._transport, self._worker_id)
        execution = Execution(job, context, task)
        hold = job.hold
        self.running[hold] = execution
        self._metrics.job_started(job.job_type, job.waited_seconds)
        try:
            if job.crashes:
                await self._mark_begun(job)
            done = await attempt(self._handlers[job.job_type], context, execution)
            if task.cancelling():
                await flush_cancellation()
            if done is None:
                self._count(job, Outcome.COMPLETED)
            else:
                if not self._done:
                    self._done_since = time.perf_counter()
                self._done.append(done)
        except asyncio.CancelledError as error:
            if execution.stopped_by is None and task.cancelling():
                raise  # the worker itself is torn down
            execution.end()  # a second stop must not cut off what is said of the first
            await flush_cancellation()
            await self._end_stopped(job, execution.stopped_by, error)
        except BaseException as error:  # a handler may even call sys.exit
            execution.end()
            await flush_cancellation()
            if isinstance(error, LeaseLostError):
                self._count(job, Outcome.LOST)
            else:
                self._count(job, await report(self._transport, job, describe_failure(error)))
        finally:
            self.running.pop(hold, None)
            if self._suspect is job:
                self._suspect = None
                self._call_idle(len(self._waiting))
        ended = time.perf_counter()
        seconds = ended - execution.started_at
        self._metrics.attempt_ended(job.job_type, seconds)
        self._pace.observe(job.job_type, seconds)
        if len(self._waiting) <= self.low_water or ended - self._done_since > _LONGEST_LIE_SECONDS:
            self._on_attention()
        return ended

    async def _mark_begun(self, job: Job) -> None:
        """Leave a mark that a suspect is begun: if the worker dies now, it is to blame."""
        mark = {"fraction": 0.0, "note": "starting again, alone, after its worker fell silent"}
        states = await self._transport.heartbeat(self._worker_id, [Beat(job, mark)])
        if states.get(job.hold) is HeldState.LOST:
            raise LeaseLostError(f"the lease of job {job.key} was lost")

    async def _end_stopped(self, job: Job, reason: Stop | None, error: BaseException) -> None:
        if reason is Stop.LOST:
            outcome = Outcome.LOST
        elif reason is Stop.SHUTDOWN:
            outcome = Outcome.RELEASED
            try:
                await self._transport.release([job])
            except FlywheelError as trouble:
                _log.warning("job not given back", job_id=job.key, error=str(trouble))
        elif reason is Stop.OVERDUE:
            overdue = TryAgainError(
                f"The attempt took longer than {job.timeout_seconds:g} seconds."
            )
            overdue.__cause__ = error
            outcome = await report(self._transport, job, describe_failure(overdue))
        else:
            # Cancelled on request, or by the handler's own doing: then it is an ordinary failure.
            outcome = await report(self._transport, job, Failure("The attempt was cancelled."))
        self._count(job, outcome)

    def _count(self, job: Job, outcome: Outcome) -> None:
        self._metrics.outcome(job.job_type, outcome)
        log = _log.debug if outcome is Outcome.COMPLETED else _log.info
        log(
            "job ended",
            worker_id=str(self._worker_id),
            job_id=job.key,
            job_type=job.job_type,
            attempt=job.attempts,
            workspace_id=job.workspace_key,
            outcome=outcome.value,
        )
