"""One job from its claim to its end."""

from __future__ import annotations

import asyncio
import contextlib
import traceback
from contextlib import AsyncExitStack
from enum import StrEnum
from typing import Any
from uuid import UUID

import structlog
from pydantic import BaseModel, ValidationError
from pydantic_core import PydanticSerializationError, to_jsonable_python

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
from flywheel.jobs.job import Failure, Job
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
    """Runs one job and tells the queue how it ended.

    Parameters
    ----------
    job
        The job, held by this worker.
    handler
        What to run.
    """

    def __init__(self, job: Job, handler: Handler, transport: Transport, worker_id: UUID) -> None:
        self.job = job
        self._handler = handler
        self._transport = transport
        self._worker_id = worker_id
        self._stop: Stop | None = None
        self._context: Context | None = None
        self._attempt: asyncio.Task[None] | None = None
        self._is_completing = False

    def stop(self, reason: Stop) -> None:
        """Cancel the handler; the first reason counts. Too late once it has returned."""
        if self._is_completing:
            return
        if self._stop is None:
            self._stop = reason
        if self._context is not None:
            self._context.mark_cancelled()
        if self._attempt is not None:
            self._attempt.cancel()

    async def run(self) -> Outcome:
        """Run the handler and report; never raises but for the cancellation of its own task."""
        self._attempt = asyncio.create_task(self._run_attempt(), name=f"job {self.job.id}")
        try:
            await asyncio.wait({self._attempt})
        except asyncio.CancelledError:
            self._attempt.cancel()
            raise
        if self._attempt.cancelled():
            return await self._end_stopped()
        if error := self._attempt.exception():
            return await self._end_failed(error)
        return Outcome.COMPLETED

    async def _run_attempt(self) -> None:
        """Run the handler and complete the job, inside its transaction where it has one."""
        if self._stop is not None:
            raise asyncio.CancelledError
        try:
            payload: BaseModel = self._handler.payload.model_validate(self.job.payload)
        except ValidationError as error:
            raise GiveUpError(_describe_payload_error(error)) from error
        async with AsyncExitStack() as exits:
            context = Context(self.job, self._transport, self._worker_id, exits)
            self._context = context
            try:
                async with asyncio.timeout(self.job.timeout_seconds) as limit:
                    result = await self._handler.function(payload, context)
            except TimeoutError as error:
                if not limit.expired():
                    raise
                raise TryAgainError(
                    f"The attempt took longer than {self.job.timeout_seconds} seconds."
                ) from error
            self._is_completing = True
            await self._complete(_as_json(result), context)

    async def _complete(self, result: Any, context: Context) -> None:
        connection = context.open_transaction
        if connection is not None:
            await self._transport.complete(self.job, result, connection)
            return
        # Repeating is safe: once completed, the job is no longer ours, and says so.
        for attempt in range(1, _REPORT_ATTEMPTS + 1):
            try:
                await self._transport.complete(self.job, result, None)
            except TransportError:
                if attempt == _REPORT_ATTEMPTS:
                    raise
                await asyncio.sleep(_REPORT_PAUSE_SECONDS * 2**attempt)
            else:
                return

    async def _end_stopped(self) -> Outcome:
        if self._stop is Stop.LOST:
            return Outcome.LOST
        if self._stop is Stop.SHUTDOWN:
            with contextlib.suppress(FlywheelError):
                await self._transport.release([self.job])
            return Outcome.RELEASED
        # Cancelled on request, or by the handler's own doing: then it is an ordinary failure.
        return await self._report(Failure("The attempt was cancelled."))

    async def _end_failed(self, error: BaseException) -> Outcome:
        if isinstance(error, LeaseLostError):
            return Outcome.LOST
        return await self._report(describe_failure(error))

    async def _report(self, failure: Failure) -> Outcome:
        """Report a failure; if that fails too, the end of the lease says it for us."""
        for attempt in range(1, _REPORT_ATTEMPTS + 1):
            try:
                return Outcome(await self._transport.fail(self.job, failure))
            except LeaseLostError:
                return Outcome.LOST
            except TransportError:
                await asyncio.sleep(_REPORT_PAUSE_SECONDS * 2**attempt)
            except FlywheelError as error:
                _log.error("failure not reported", job_id=str(self.job.id), error=str(error))
                break
        return Outcome.UNREPORTED


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


def _as_json(result: Any) -> Any:
    """Return a handler's result as JSON has it: models, dates and ids become plain values."""
    try:
        return to_jsonable_python(result)
    except PydanticSerializationError as error:
        raise GiveUpError("The handler returned what JSON cannot hold.") from error
