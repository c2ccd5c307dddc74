"""The direct transport: a database connection, woken by LISTEN."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from datetime import datetime
from types import TracebackType
from typing import Any, Self, cast
from uuid import UUID

import psycopg
import structlog
from psycopg import AsyncConnection, sql
from psycopg.conninfo import make_conninfo
from psycopg.rows import TupleRow
from psycopg.types.json import Jsonb
from psycopg.types.string import TextLoader

from flywheel import db
from flywheel.errors import ConfigurationError, FlywheelError
from flywheel.jobs import notifications
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
from flywheel.jobs.translation import in_time, translated
from flywheel.jobs.transport import Listener

_RECONNECT_SECONDS = 1.0
# A connection whose other end is gone without a word would be waited for in vain.
_CALL_SECONDS = 30.0
_KEEPALIVE = {
    "keepalives_idle": 10,
    "keepalives_interval": 5,
    "keepalives_count": 3,
    "tcp_user_timeout": 20_000,
}

_queries = db.Queries.load(__package__)
_log = structlog.get_logger(__name__)


class DirectTransport:
    """Talks to Postgres as `service_role`: one connection for exchanges, a small pool, a listener.

    Behind a transaction pooler (PgBouncer, Supavisor on port 6543) no session outlives a
    transaction: notifications do not arrive, prepared statements and roles get mixed up. A
    test at the start finds that out; then workers poll, and every call is a transaction of its
    own that begins by taking the role.

    Parameters
    ----------
    dsn
        URL of a role that may become `service_role`.
    connections
        Most connections at once, besides the one that listens and those that exchange.
    probe_seconds
        How often to try whether notifications still arrive, where none come by themselves.

    Raises
    ------
    ConfigurationError
        If the URL is none.
    """

    name = "direct"

    def __init__(self, dsn: str, *, connections: int = 8, probe_seconds: float = 30.0) -> None:
        try:
            self._dsn = make_conninfo(dsn, application_name="flywheel worker", **_KEEPALIVE)
        except psycopg.ProgrammingError as error:
            raise ConfigurationError(
                f"the database URL cannot be read: {error}".strip(),
                hint="FLYWHEEL_DB_URL looks like postgresql://user:password@host:5432/postgres",
            ) from error
        self._pool = db.pool(self._dsn, max_size=connections, configure=self._configure)
        self._desks: list[AsyncConnection[TupleRow]] = []
        self._is_pooled = False
        self._probe_seconds = probe_seconds
        self._exits = AsyncExitStack()

    @property
    def hears(self) -> bool:
        """Whether notifications arrive here."""
        return not self._is_pooled

    async def __aenter__(self) -> Self:
        """Open the pool; raise `DatabaseDownError` if the database does not answer."""
        async with db.connect(self._dsn) as listener, db.connect(self._dsn) as sender:
            self._is_pooled = not await notifications.arrive(listener, sender)
        if self._is_pooled:
            _log.warning(
                "notifications do not arrive: polling instead",
                hint="A transaction pooler stands before the database? "
                "A direct connection, or one in session mode, starts jobs sooner.",
            )
        await self._exits.enter_async_context(self._pool)
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        """Close the connections."""
        for desk in self._desks:
            await desk.close()
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

    async def exchange(
        self,
        worker_id: UUID,
        job_types: Sequence[str],
        batch: int,
        done: Sequence[Done],
        known: Sequence[KnownLane] | None = None,
    ) -> Exchange:
        """Complete what is done and take up to `batch` ready jobs of these types."""
        arguments = {
            "worker_id": str(worker_id),
            # As the text of arrays: thousands of values, not one of which needs a look.
            "job_types": "{" + ",".join(job_types) + "}",
            "batch": batch,
            "ids": "{" + ",".join([item.job.key for item in done]) + "}",
            "leases": "{" + ",".join([str(item.job.lease) for item in done]) + "}",
            "results": (
                [item.result_json for item in done]
                if any(item.result_json is not None for item in done)
                else None
            ),
            "follow_ups": follow_ups_by_place(done),
            "known": None if known is None else Jsonb([lane.as_json() for lane in known]),
        }
        async with self._desk() as desk, in_time(_CALL_SECONDS), self._as_service_role(desk):
            cursor = await desk.execute(_queries.exchange, arguments)
            rows = await cursor.fetchall()
        report = json.loads(rows.pop()[3])
        return Exchange.read(rows, report, done)

    async def heartbeat(self, worker_id: UUID, beats: Sequence[Beat]) -> dict[Hold, HeldState]:
        """Extend leases and report progress; return the state of each job."""
        rows = await self._rows(
            _queries.heartbeat,
            worker_id=worker_id,
            held=Jsonb([beat.as_json() for beat in beats]),
        )
        return {(str(row["id"]), row["lease"]): HeldState(row["state"]) for row in rows}

    async def complete(self, done: Done, connection: db.Connection | None) -> None:
        """Apply the result and end the job, in the transaction of `connection` if given."""
        arguments = {
            "job_id": done.job.key,
            "lease": done.job.lease,
            "result": done.result_json,
            "follow_ups": None if done.follow_ups is None else Jsonb(done.follow_ups),
        }
        if connection is None:
            await self._row(_queries.complete, **arguments)
        else:
            with translated():
                await connection.execute(_queries.complete, arguments)

    async def fail(self, job: Job, failure: Failure) -> str:
        """End the attempt; return the job's new status."""
        row = await self._row(
            _queries.fail,
            job_id=job.key,
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

    async def release_others(self, worker_id: UUID, held: Sequence[Job]) -> int:
        """Give back what the worker holds besides these; return how many went."""
        mine = Jsonb([Beat(job).as_json() for job in held])
        row = await self._row(_queries.release_others, worker_id=worker_id, held=mine)
        return cast("int", row["released"])

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
        async with self._connection() as connection:
            if self._is_pooled:  # the connection is in a transaction already
                yield connection
                return
            async with connection.transaction():
                yield connection

    async def listen(self, listener: Listener) -> None:
        """Tell the listener what the queue says, until cancelled; reconnect as needed.

        Every now and then a notification is sent to ourselves: a connection can be dead
        without a word, and then this one is left and another made.
        """
        if self._is_pooled:
            listener.on_wake(frozenset())
            await asyncio.Event().wait()
        while True:
            try:
                async with db.connect(self._dsn) as connection:
                    await connection.execute(_queries.listen_wake)
                    await connection.execute(_queries.listen_cancel)
                    listener.on_wake(frozenset())
                    await notifications.follow(
                        connection,
                        lambda notice: _pass_on(notice, listener),
                        self._notify,
                        self._probe_seconds,
                    )
            except notifications.SilenceError as error:
                _log.warning("listening stopped", error=str(error))
                await self._forget_idle_connections()  # they are no better
            except (psycopg.Error, FlywheelError) as error:
                _log.warning("listening stopped", error=str(error))
            await asyncio.sleep(_RECONNECT_SECONDS)

    async def _forget_idle_connections(self) -> None:
        desks, self._desks = self._desks, []
        for desk in desks:
            await desk.close()
        await self._pool.drain()

    async def _notify(self, channel: str, payload: str) -> None:
        await self._rows(_queries.notify, channel=channel, payload=payload)

    async def _configure(self, connection: AsyncConnection[Any]) -> None:
        if self._is_pooled:
            connection.prepare_threshold = None
        else:
            await connection.execute(_queries.become_service_role)

    @asynccontextmanager
    async def _as_service_role(self, connection: AsyncConnection[Any]) -> AsyncIterator[None]:
        if not self._is_pooled:
            yield
            return
        async with connection.transaction():
            await connection.execute(_queries.become_service_role_locally)
            yield

    @asynccontextmanager
    async def _desk(self) -> AsyncIterator[AsyncConnection[TupleRow]]:
        """Lend a connection for an exchange, whose rows come as plain tuples of text.

        One that was cut off in the middle may be in any state, and is not used again.
        """
        with translated():
            desk = self._desks.pop() if self._desks else None
            if desk is None or desk.closed:
                desk = await AsyncConnection.connect(self._dsn, autocommit=True, connect_timeout=10)
                for name in ("uuid", "jsonb"):
                    desk.adapters.register_loader(name, TextLoader)
                await self._configure(desk)
            try:
                yield desk
            except BaseException as error:
                if not isinstance(error, psycopg.Error) or desk.broken:
                    await desk.close()
                raise
            finally:
                if not desk.closed:
                    self._desks.append(desk)

    @asynccontextmanager
    async def _connection(self) -> AsyncIterator[db.Connection]:
        with translated():
            async with (
                self._pool.connection(timeout=10) as connection,
                self._as_service_role(connection),
            ):
                yield connection

    async def _rows(self, statement: bytes | sql.Composed, **values: Any) -> list[dict[str, Any]]:
        async with self._connection() as connection, in_time(_CALL_SECONDS):
            return await (await connection.execute(statement, values)).fetchall()

    async def _row(self, statement: bytes | sql.Composed, **values: Any) -> Mapping[str, Any]:
        return (await self._rows(statement, **values))[0]


def follow_ups_by_place(done: Sequence[Done]) -> Jsonb | None:
    """Return the follow-ups as `jobs.finish` takes them: by place in the batch, from 1."""
    found = {
        str(place): item.follow_ups
        for place, item in enumerate(done, start=1)
        if item.follow_ups is not None
    }
    return Jsonb(found) if found else None


def _pass_on(notice: psycopg.Notify, listener: Listener) -> None:
    if notice.channel != "flywheel_jobs_cancel":
        listener.on_wake(frozenset(filter(None, notice.payload.split(","))))
        return
    # Whoever can connect can notify: what is no job id is nobody's.
    with suppress(ValueError):
        listener.on_cancel(UUID(notice.payload))


def _as_literal(value: Any) -> Any:
    """Return a value whose type the called function decides, as with a quoted literal.

    Numbers would otherwise come as double precision or bigint, which Postgres does not
    narrow to a parameter of type real or integer by itself.
    """
    if isinstance(value, tuple):
        return Jsonb(list(value))
    if isinstance(value, dict) or (
        isinstance(value, list) and any(isinstance(item, dict) for item in value)
    ):
        return Jsonb(value)
    if isinstance(value, bool | int | float | UUID):
        return str(value)
    return value
