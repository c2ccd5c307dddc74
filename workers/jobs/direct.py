"""The direct transport: a database connection, woken by LISTEN."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterator, Mapping, Sequence
from contextlib import AsyncExitStack, asynccontextmanager, contextmanager, suppress
from datetime import datetime
from types import TracebackType
from typing import Any, Self, cast
from uuid import UUID

import psycopg
import structlog
from psycopg import sql
from psycopg.conninfo import make_conninfo
from psycopg.types.json import Jsonb
from psycopg_pool import PoolClosed, PoolTimeout

from flywheel import db
from flywheel.errors import ConfigurationError, FlywheelError
from flywheel.jobs.errors import TransportError, from_code
from flywheel.jobs.job import Beat, Claim, Failure, HeldState, Hold, Job, Schedule, WorkerInfo
from flywheel.jobs.transport import Listener

_RECONNECT_SECONDS = 1.0

_queries = db.Queries.load(__package__)
_log = structlog.get_logger(__name__)


class DirectTransport:
    """Talks to Postgres through a small pool, as `service_role`.

    Parameters
    ----------
    dsn
        URL of a role that may become `service_role`. Not through a transaction pooler:
        notifications need a session.
    connections
        Most connections at once, besides the one that listens.

    Raises
    ------
    ConfigurationError
        If the URL is none.
    """

    name = "direct"

    def __init__(self, dsn: str, *, connections: int = 8) -> None:
        try:
            self._dsn = make_conninfo(dsn, application_name="flywheel worker")
        except psycopg.ProgrammingError as error:
            raise ConfigurationError(
                f"the database URL cannot be read: {error}".strip(),
                hint="FLYWHEEL_DB_URL looks like postgresql://user:password@host:5432/postgres",
            ) from error
        self._pool = db.pool(self._dsn, max_size=connections, configure=_become_service_role)
        self._exits = AsyncExitStack()

    async def __aenter__(self) -> Self:
        """Open the pool; raise `DatabaseDownError` if the database does not answer."""
        async with db.connect(self._dsn):
            await self._exits.enter_async_context(self._pool)
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        """Close the pool."""
        await self._exits.aclose()

    async def register(self, worker: WorkerInfo) -> list[str]:
        """Enter the worker; return the types it handles that are not registered."""
        row = await self._row(
            _queries.register_worker,
            worker_id=worker.id,
            host=worker.host,
            pid=worker.pid,
            version=worker.version,
            concurrency=worker.concurrency,
            job_types=worker.job_types,
        )
        return cast("list[str]", row["unknown"])

    async def unregister(self, worker_id: UUID) -> None:
        """Take the worker out."""
        await self._row(_queries.unregister_worker, worker_id=worker_id)

    async def claim(self, worker_id: UUID, job_types: Sequence[str], batch: int) -> Claim:
        """Take up to `batch` ready jobs of these types."""
        rows = await self._rows(
            _queries.claim, worker_id=worker_id, job_types=list(job_types), batch=batch
        )
        seconds = None
        if len(rows) < batch:
            seconds = (await self._row(_queries.seconds_to_next))["seconds"]
        return Claim([Job.from_row(row) for row in rows], seconds)

    async def heartbeat(self, worker_id: UUID, beats: Sequence[Beat]) -> dict[Hold, HeldState]:
        """Extend leases and report progress; return the state of each job."""
        rows = await self._rows(
            _queries.heartbeat,
            worker_id=worker_id,
            held=Jsonb([beat.as_json() for beat in beats]),
        )
        return {(row["id"], row["lease"]): HeldState(row["state"]) for row in rows}

    async def complete(self, job: Job, result: Any, connection: db.Connection | None) -> None:
        """Apply the result and end the job, in the transaction of `connection` if given."""
        arguments = {
            "job_id": job.id,
            "lease": job.lease,
            "result": None if result is None else Jsonb(result),
        }
        if connection is None:
            await self._row(_queries.complete, **arguments)
        else:
            with _translated():
                await connection.execute(_queries.complete, arguments)

    async def fail(self, job: Job, failure: Failure) -> str:
        """End the attempt; return the job's new status."""
        row = await self._row(
            _queries.fail,
            job_id=job.id,
            lease=job.lease,
            message=failure.message,
            detail=failure.detail,
            may_retry=failure.may_retry,
            after=failure.after,
        )
        return cast("str", row["status"])

    async def release(self, jobs: Sequence[Job]) -> int:
        """Give jobs back as if they had not been started; return how many went."""
        held = Jsonb([Beat(job).as_json() for job in jobs])
        return cast("int", (await self._row(_queries.release, held=held))["released"])

    async def schedules(self) -> list[Schedule]:
        """Return the enabled schedules."""
        return [Schedule.from_row(row) for row in await self._rows(_queries.list_schedules)]

    async def advance_schedule(
        self, schedule: Schedule, next_at: datetime | None, error: str | None = None
    ) -> UUID | None:
        """Fire a schedule whose time has come and set its next fire time."""
        row = await self._row(
            _queries.advance_schedule,
            schedule=schedule.name,
            cron_line=schedule.cron_line,
            time_zone=schedule.time_zone,
            fire_at=schedule.next_at,
            next_at=next_at,
            error=error,
        )
        return cast("UUID | None", row["job_id"])

    async def call(self, function: str, arguments: dict[str, Any]) -> Any:
        """Call a function of schema public; return its value as JSON has it."""
        statement = sql.SQL("select to_jsonb(public.{}({})) as value").format(
            sql.Identifier(function),
            sql.SQL(", ").join(
                sql.SQL("{} => {}").format(sql.Identifier(name), sql.Placeholder(name))
                for name in arguments
            ),
        )
        values = {name: _as_literal(value) for name, value in arguments.items()}
        return (await self._row(statement, **values))["value"]

    @asynccontextmanager
    async def transaction(self) -> AsyncIterator[db.Connection]:
        """Open a transaction that `complete` can take part in."""
        async with self._connection() as connection, connection.transaction():
            yield connection

    async def listen(self, listener: Listener) -> None:
        """Tell the listener what the queue says, until cancelled; reconnect as needed."""
        while True:
            try:
                async with db.connect(self._dsn) as connection:
                    await connection.execute(_queries.listen_wake)
                    await connection.execute(_queries.listen_cancel)
                    listener.on_wake(frozenset())
                    async for notice in connection.notifies():
                        _pass_on(notice, listener)
            except (psycopg.Error, db.DatabaseDownError) as error:
                _log.warning("listening stopped", error=str(error))
            await asyncio.sleep(_RECONNECT_SECONDS)

    @asynccontextmanager
    async def _connection(self) -> AsyncIterator[db.Connection]:
        with _translated():
            async with self._pool.connection(timeout=10) as connection:
                yield connection

    async def _rows(self, statement: bytes | sql.Composed, **values: Any) -> list[dict[str, Any]]:
        async with self._connection() as connection:
            return await (await connection.execute(statement, values)).fetchall()

    async def _row(self, statement: bytes | sql.Composed, **values: Any) -> Mapping[str, Any]:
        return (await self._rows(statement, **values))[0]


def _pass_on(notice: psycopg.Notify, listener: Listener) -> None:
    if notice.channel != "flywheel_jobs_cancel":
        listener.on_wake(frozenset(filter(None, notice.payload.split(","))))
        return
    # Whoever can connect can notify: what is no job id is nobody's.
    with suppress(ValueError):
        listener.on_cancel(UUID(notice.payload))


async def _become_service_role(connection: db.Connection) -> None:
    await connection.execute(_queries.become_service_role)


@contextmanager
def _translated() -> Iterator[None]:
    """Turn psycopg's errors into ours."""
    try:
        yield
    except (PoolTimeout, PoolClosed) as error:
        raise TransportError(f"no database connection: {error}") from error
    except psycopg.Error as error:
        raise translate(error) from error


def translate(error: psycopg.Error) -> FlywheelError:
    """Return our error for one of psycopg's; a lost connection has no SQLSTATE."""
    message = error.diag.message_primary or str(error)
    if error.sqlstate is None:
        return TransportError(message)
    return from_code(error.sqlstate, message, error.diag.message_hint)


def _as_literal(value: Any) -> Any:
    """Return a value whose type the called function decides, as with a quoted literal.

    Numbers would otherwise come as double precision or bigint, which Postgres does not
    narrow to a parameter of type real or integer by itself.
    """
    if isinstance(value, dict) or (
        isinstance(value, list) and any(isinstance(item, dict) for item in value)
    ):
        return Jsonb(value)
    if isinstance(value, bool | int | float | UUID):
        return str(value)
    return value
