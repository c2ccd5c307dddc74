"""One job from its claim to its end."""

from __future__ import annotations

import asyncio
import contextlib
import time
import traceback
from enum import StrEnum
from typing import Any

import structlog
from pydantic import ValidationError
from pydantic_core import PydanticSerializationError, to_json

from flywheel.errors import FlywheelError
from flywheel.jobs.context import Context
from flywheel.jobs.errors import (
    GiveUpError,
    LeaseLostError,
    NoTransactionError,
    RejectedError,
    TransportError,
    TryAgainError,
)
from flywheel.jobs.job import Done, Failure, Job
from flywheel.jobs.registry import Handler
from flywheel.jobs.transport import Transport

_DETAIL_CHARACTERS = 8000
_REPORT_ATTEMPTS = 5
_REPORT_PAUSE_SECONDS = 0.2

_log = structlog.get_logger(__name__)


class Stop(StrEnum):
    """Why a handler is stopped before its end."""

    CANCELLED = "cancelled"
    LOST = "lost"
    OVERDUE = "overdue"
    SHUTDOWN = "shutdown"


class Outcome(StrEnum):
    """How an attempt ended, for logs and metrics."""

    COMPLETED = "completed"
    RETRYING = "retrying"
    FAILED = "failed"
    CANCELLED = "cancelled"
    LOST = "lost"
    RELEASED = "released"
    UNREPORTED = "unreported"


class Execution:
    """A job that a handler has, and the way to stop it.

    Parameters
    ----------
    job
        The job, held by this worker.
    context
        What the handler knows of it.
    task
        The task that runs the handler.
    """

    __slots__ = ("_context", "_is_over", "_reason", "_task", "job", "overdue_at", "started_at")

    def __init__(self, job: Job, context: Context, task: asyncio.Task[Any]) -> None:
        self.job = job
        self.started_at = time.perf_counter()
        self.overdue_at = self.started_at + job.timeout_seconds
        self._context = context
        self._task = task
        self._reason: Stop | None = None
        self._is_over = False

    @property
    def stopped_by(self) -> Stop | None:
        """Why the handler was stopped; None if it was not."""
        return self._reason

    def stop(self, reason: Stop) -> None:
        """Cancel the handler; the first reason counts. Too late once it has returned."""
        if self._is_over:
            return
        if self._reason is None:
            self._reason = reason
        self._context.mark_cancelled()
        self._task.cancel()

    def announce_stop(self) -> None:
        """Let a handler know that goes on in rounds that the worker is about to stop."""
        self._context.mark_stopping()

    def end(self) -> None:
        """Say that the handler has returned: from now on it cannot be stopped."""
        self._is_over = True


async def attempt(handler: Handler, context: Context, execution: Execution) -> Done | None:
    """Run a handler to its end.

    Returns
    -------
    Done
        What is to be completed; None if the handler's own transaction has done that.

    Raises
    ------
    Exception
        Whatever the handler raises; also what a completion in its transaction does. That
        transaction is rolled back then.
    """
    job = execution.job
    try:
        payload = handler.payload.model_validate_json(job.payload_json)
    except ValidationError as error:
        raise GiveUpError(_describe_payload_error(error)) from error
    try:
        result = await handler.function(payload, context)
        execution.end()
        done = Done(job, None if result is None else _as_json(result), context.follow_ups)
        if (opened := context.open_transaction) is None:
            return done
        exits, connection = opened
        await context.complete_within(done, connection)
    except BaseException as error:
        if (opened := context.open_transaction) is not None:
            await opened[0].__aexit__(type(error), error, error.__traceback__)
        raise
    await exits.aclose()
    return None


async def flush_cancellation() -> None:
    """Take back a cancellation of the current task that came too late to be of use."""
    task = asyncio.current_task()
    if task is None or not task.cancelling():
        return
    with contextlib.suppress(asyncio.CancelledError):
        await asyncio.sleep(0)
    while task.cancelling():
        task.uncancel()


async def report(transport: Transport, job: Job, failure: Failure) -> Outcome:
    """Report a failure; if that fails too, the end of the lease says it for us."""
    for turn in range(1, _REPORT_ATTEMPTS + 1):
        try:
            return Outcome(await transport.fail(job, failure))
        except LeaseLostError:
            return Outcome.LOST
        except TransportError:
            await asyncio.sleep(_REPORT_PAUSE_SECONDS * 2**turn)
        except FlywheelError as error:
            _log.error("failure not reported", job_id=job.key, error=str(error))
            break
    return Outcome.UNREPORTED


async def complete_alone(transport: Transport, done: Done) -> Outcome:
    """Complete a job apart from others, and report its failure if that cannot be.

    Repeating is safe: once completed, the job is no longer ours, and says so.
    """
    for turn in range(1, _REPORT_ATTEMPTS + 1):
        try:
            await transport.complete(done, None)
        except LeaseLostError:
            return Outcome.LOST
        except TransportError as error:
            if turn == _REPORT_ATTEMPTS:
                return await report(transport, done.job, describe_failure(error))
            await asyncio.sleep(_REPORT_PAUSE_SECONDS * 2**turn)
        except FlywheelError as error:
            return await report(transport, done.job, describe_failure(error))
        else:
            break
    return Outcome.COMPLETED


def describe_failure(error: BaseException) -> Failure:
    """Say what an exception means for the job.

    What Flywheel raises on purpose is written for people. The text of any other exception
    may quote a payload or a key, so members only learn its type; operators get the traceback.
    """
    detail = "".join(traceback.format_exception(error))[-_DETAIL_CHARACTERS:].replace("\0", "")
    match error:
        case GiveUpError() | NoTransactionError():
            return Failure(_sentence(error), detail, may_retry=False)
        case TryAgainError():
            return Failure(_sentence(error), detail, after=error.after)
        case RejectedError():
            message = (
                _sentence(error)
                if error.code.startswith("PT")
                else f"The database refused the job's result (SQLSTATE {error.code})."
            )
            return Failure(message, detail, may_retry=False)
        case TransportError():
            return Failure("The database could not be reached.", detail)
        case FlywheelError():
            return Failure(_sentence(error), detail)
        case _:
            return Failure(f"The handler failed with {type(error).__name__}.", detail)


def _sentence(error: FlywheelError) -> str:
    return f"{error.message} {error.hint}" if error.hint else error.message


def _describe_payload_error(error: ValidationError) -> str:
    """Name the fields and what is wrong with them, but not their values."""
    problems = "; ".join(
        f"{'.'.join(map(str, problem['loc'])) or 'payload'}: {problem['msg']}"
        for problem in error.errors(include_url=False, include_context=False, include_input=False)
    )
    return f"The payload does not fit the job type. {problems}"


def _as_json(result: Any) -> str:
    """Return a handler's result as JSON: models, dates and ids become plain values."""
    try:
        return to_json(result).decode()
    except PydanticSerializationError as error:
        raise GiveUpError("The handler returned what JSON cannot hold.") from error
