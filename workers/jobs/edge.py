"""The edge transport: HTTPS only. PostgREST for the calls, Realtime for the wake-up."""

from __future__ import annotations

import asyncio
import contextlib
import json
from collections.abc import Iterator, Mapping, Sequence
from contextlib import AbstractAsyncContextManager, contextmanager
from datetime import datetime
from types import TracebackType
from typing import Any, Self, cast
from uuid import UUID

import httpx
import structlog
from postgrest.exceptions import APIError
from realtime import AsyncRealtimeClient, RealtimeSubscribeStates
from realtime.types import BroadcastPayload

from flywheel.db import Connection
from flywheel.errors import ConfigurationError, FlywheelError
from flywheel.jobs.errors import NoTransactionError, TransportError, from_code
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
    as_uuid,
)
from flywheel.jobs.transport import Listener
from supabase import AsyncClient, AsyncClientOptions, AsyncSupabaseException, create_async_client

TOPIC = "jobs"
"""The private channel on which the database wakes workers."""

_TIMEOUT_SECONDS = 30
_RECONNECT_SECONDS = 2.0
_CHECK_SECONDS = 2.0

_log = structlog.get_logger(__name__)


class EdgeTransport:
    """Talks to a Supabase project's API with its service key.

    Parameters
    ----------
    url
        The project's URL.
    key
        Its service key.
    """

    name = "edge"
    hears = True

    def __init__(self, url: str, key: str) -> None:
        self._url = url
        self._key = key
        self._client: AsyncClient | None = None
        self._http: httpx.AsyncClient | None = None

    async def __aenter__(self) -> Self:
        """Make the client; nothing is sent yet. Raises `ConfigurationError` for a bad URL."""
        self._http = httpx.AsyncClient(timeout=_TIMEOUT_SECONDS)
        try:
            self._client = await create_async_client(
                self._url,
                self._key,
                # The calls change things: whether to repeat one is the worker's decision.
                AsyncClientOptions(httpx_client=self._http, postgrest_client_retry=False),
            )
        except AsyncSupabaseException as error:
            raise ConfigurationError(
                f"the edge transport cannot use {self._url!r}: {error.message}",
                hint="Set FLYWHEEL_API_URL to https://<project>.supabase.co or the like, and "
                "FLYWHEEL_SERVICE_ROLE_KEY to the project's service key.",
            ) from error
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        """Close the connections."""
        if self._http is not None:
            await self._http.aclose()

    async def register(self, worker: WorkerInfo) -> list[str]:
        """Enter the worker; return the types it handles that are not registered."""
        unknown = await self.call(
            "register_worker",
            {
                "worker_id": worker.id,
                "host": worker.host,
                "pid": worker.pid,
                "version": worker.version,
                "transport": self.name,
                "concurrency": worker.concurrency,
                "job_types": worker.job_types,
            },
        )
        return cast("list[str]", unknown)

    async def unregister(self, worker_id: UUID) -> None:
        """Take the worker out."""
        await self.call("unregister_worker", {"worker_id": worker_id})

    async def exchange(
        self,
        worker_id: UUID,
        job_types: Sequence[str],
        batch: int,
        done: Sequence[Done],
        known: Sequence[KnownLane] | None = None,
    ) -> Exchange:
        """Complete what is done and take up to `batch` ready jobs of these types."""
        answer = await self.call(
            "exchange_jobs",
            {
                "worker_id": worker_id,
                "job_types": list(job_types),
                "batch": batch,
                "done": [_done_as_json(item) for item in done],
                "known": None if known is None else [lane.as_json() for lane in known],
            },
        )
        rows = [_job_row(job) for job in answer["jobs"]]
        return Exchange.read(rows, answer["report"], done)

    async def heartbeat(self, worker_id: UUID, beats: Sequence[Beat]) -> dict[Hold, HeldState]:
        """Extend leases and report progress; return the state of each job."""
        rows = await self.call(
            "heartbeat_jobs",
            {"worker_id": worker_id, "held": [beat.as_json() for beat in beats]},
        )
        return {(row["id"], row["lease"]): HeldState(row["state"]) for row in rows}

    async def complete(self, done: Done, connection: Connection | None) -> None:
        """Apply the result and end the job."""
        if connection is not None:
            raise NoTransactionError("the edge transport completes no open transaction")
        item = _done_as_json(done)
        await self.call(
            "complete_job",
            {
                "job_id": item["id"],
                "lease": item["lease"],
                "result": item.get("result"),
                "follow_ups": item.get("follow_ups"),
            },
        )

    async def fail(self, job: Job, failure: Failure) -> str:
        """End the attempt; return the job's new status."""
        status = await self.call(
            "fail_job",
            {
                "job_id": job.key,
                "lease": job.lease,
                "error_message": failure.message,
                "error_detail": failure.detail,
                "may_retry": failure.may_retry,
                "retry_after_seconds": failure.after,
            },
        )
        return cast("str", status)

    async def release(self, jobs: Sequence[Job]) -> int:
        """Give jobs back as if they had not been started; return how many went."""
        held = [Beat(job).as_json() for job in jobs]
        return cast("int", await self.call("release_jobs", {"held": held}))

    async def release_others(self, worker_id: UUID, held: Sequence[Job]) -> int:
        """Give back what the worker holds besides these; return how many went."""
        mine = [Beat(job).as_json() for job in held]
        answer = await self.call("release_other_jobs", {"worker_id": worker_id, "held": mine})
        return cast("int", answer)

    async def schedules(self) -> list[Schedule]:
        """Return the enabled schedules."""
        return [Schedule.from_row(row) for row in await self.call("list_job_schedules", {})]

    async def advance_schedule(
        self, schedule: Schedule, next_at: datetime | None, error: str | None = None
    ) -> UUID | None:
        """Fire a schedule whose time has come and set its next fire time."""
        job_id = await self.call(
            "advance_job_schedule",
            {
                "schedule": schedule.name,
                "cron_line": schedule.cron_line,
                "time_zone": schedule.time_zone,
                "fire_at": schedule.next_at,
                "next_at": next_at,
                "error_message": error,
            },
        )
        return None if job_id is None else as_uuid(job_id)

    async def call(self, function: str, arguments: dict[str, Any]) -> Any:
        """Call a function of schema public; return its value as JSON has it."""
        if self._client is None:
            raise TransportError("the edge transport is not open")
        with _translated():
            values = {name: _as_json(value) for name, value in arguments.items()}
            return (await self._client.rpc(function, values).execute()).data

    def transaction(self) -> AbstractAsyncContextManager[Connection]:
        """Raise `NoTransactionError`: there is no connection to give."""
        raise NoTransactionError(
            "the edge transport has no database connection to give to a handler",
            hint="Return the result and write it in the job type's apply function; "
            "or run this type on workers with --transport direct.",
        )

    async def listen(self, listener: Listener) -> None:
        """Tell the listener what the queue says, until cancelled; reconnect as needed."""
        while True:
            try:
                await self._listen_once(listener)
                _log.warning("the wake-up channel was closed")
            except Exception as error:  # the client raises plain exceptions
                _log.warning("no wake-up channel", error=str(error))
            await asyncio.sleep(_RECONNECT_SECONDS)

    async def _listen_once(self, listener: Listener) -> None:
        """Subscribe and stay until the channel is gone."""
        if self._client is None:
            raise TransportError("the edge transport is not open")
        lost = asyncio.Event()

        def on_state(state: RealtimeSubscribeStates, error: Exception | None) -> None:
            if state is RealtimeSubscribeStates.SUBSCRIBED:
                listener.on_wake(frozenset())
            else:
                _log.warning("wake-up channel", state=state.value, error=str(error or ""))
                lost.set()

        def on_wake(message: BroadcastPayload) -> None:
            listener.on_wake(frozenset(message["payload"].get("types", ())))

        def on_cancel(message: BroadcastPayload) -> None:
            # An error here would end the client's reading without a word.
            with contextlib.suppress(KeyError, ValueError):
                listener.on_cancel(UUID(message["payload"]["job_id"]))

        # A connection of our own: the client's gives up after some failures and says nothing.
        socket = AsyncRealtimeClient(
            str(self._client.realtime_url), token=self._key, auto_reconnect=False
        )
        try:
            channel = socket.channel(
                TOPIC,
                {
                    "config": {
                        "private": True,
                        "broadcast": {"ack": False, "self": False},
                        "presence": {"key": "", "enabled": False},
                    }
                },
            )
            channel.on_broadcast("wake", on_wake).on_broadcast("cancel", on_cancel)
            await channel.subscribe(on_state)
            while socket.is_connected and not lost.is_set():
                with contextlib.suppress(TimeoutError):
                    await asyncio.wait_for(lost.wait(), _CHECK_SECONDS)
        finally:
            await socket.close()


@contextmanager
def _translated() -> Iterator[None]:
    """Turn the client's errors into ours."""
    try:
        yield
    except httpx.TransportError as error:
        raise TransportError(f"the API did not answer: {error!r}") from error
    except APIError as error:
        raise translate(error) from error


def translate(error: APIError) -> FlywheelError:
    """Return our error for one of PostgREST's, or of a gateway before it."""
    message = error.message or "the API answered without a reason"
    code = str(error.code or "")
    if code == "429" or (len(code) == 3 and code.startswith("5")):  # an HTTP status
        return TransportError(message, error.hint)
    return from_code(code, message, error.hint)


_JOB_COLUMNS = (
    "id",
    "workspace_id",
    "job_type",
    "payload",
    "attempts",
    "max_attempts",
    "lease",
    "crashes",
    "priority",
    "scheduled_at",
    "seconds_to_deadline",
)
"""The fields of `jobs.claimed_job`, in the order of `Job`'s."""


def _job_row(job: Mapping[str, Any]) -> tuple[Any, ...]:
    """Return a claimed job as the direct transport has it: in order, the payload as text."""
    values = {**job, "payload": json.dumps(job["payload"])}
    return tuple(values[name] for name in _JOB_COLUMNS)


def _done_as_json(done: Done) -> dict[str, Any]:
    """Return the element that `exchange_jobs` takes."""
    item: dict[str, Any] = {"id": done.job.key, "lease": done.job.lease}
    if done.result_json is not None:
        item["result"] = json.loads(done.result_json)
    if done.follow_ups is not None:
        item["follow_ups"] = done.follow_ups
    return item


def _as_json(value: Any) -> Any:
    if isinstance(value, UUID):
        return str(value)
    if isinstance(value, datetime):
        return value.isoformat()
    return value
