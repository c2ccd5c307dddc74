"""What an operator sees of the queue and does to it: the calls behind `flywheel jobs`."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from typing import Any, Self, cast
from uuid import UUID

import psycopg
from psycopg.types.json import Jsonb

from flywheel import db
from flywheel.errors import FlywheelError
from flywheel.jobs.scheduler import next_fire_time
from flywheel.jobs.translation import translate

_queries = db.Queries.load(__package__, "console.sql")


class UnknownJobError(FlywheelError):
    """There is no such job, or no such schedule."""


class Console:
    """The queue through an operator's database connection."""

    def __init__(self, connection: db.Connection) -> None:
        self._connection = connection

    @classmethod
    @asynccontextmanager
    async def connected(cls, dsn: str) -> AsyncIterator[Self]:
        """Connect as the owner of the queue.

        Raises
        ------
        DatabaseDownError
            If the database does not answer.
        """
        async with db.connect(dsn) as connection:
            yield cls(connection)

    async def jobs(
        self,
        *,
        status: str | None = None,
        job_type: str | None = None,
        workspace_id: UUID | None = None,
        most: int = 50,
    ) -> list[dict[str, Any]]:
        """Return the latest jobs, live and ended; `has_no_handler` marks the stranded."""
        return await self._rows(
            _queries.list_jobs,
            status=status,
            job_type=job_type,
            workspace_id=workspace_id,
            most=most,
        )

    async def job(self, job_id: UUID) -> dict[str, Any]:
        """Return all that is known of a job.

        Raises
        ------
        UnknownJobError
            If there is no such job.
        """
        rows = await self._rows(_queries.show_job, job_id=job_id)
        if not rows:
            raise UnknownJobError(
                f"there is no job {job_id}",
                hint="flywheel jobs list shows those that are kept.",
            )
        return rows[0]

    async def retry(self, job_id: UUID) -> None:
        """Run a failed, cancelled or waiting job again, now."""
        await self._rows(_queries.retry_job, job_id=job_id)

    async def retry_failed(
        self,
        *,
        within: timedelta = timedelta(days=1),
        since: datetime | None = None,
        until: datetime | None = None,
        job_type: str | None = None,
        workspace_id: UUID | None = None,
        kind: str | None = None,
        message: str | None = None,
    ) -> list[UUID]:
        """Run jobs again that failed within a time; return their ids.

        Parameters
        ----------
        within
            How far to look back from `until`, where `since` is left out.
        since, until
            When they failed; until now, where left out.
        kind
            One of `jobs.failure_kind`.
        message
            A pattern for SQL's `like`, for the error message.
        """
        rows = await self._rows(
            _queries.retry_failed,
            job_type=job_type,
            workspace_id=workspace_id,
            kind=kind,
            within=within,
            since=since,
            until=until,
            message=message,
        )
        return [row["id"] for row in rows]

    async def share(self, workspace_id: UUID, weight: int, max_running: int | None) -> None:
        """Set a workspace's share of the workers, and how many of its jobs may run at once."""
        await self._rows(
            _queries.share, workspace_id=workspace_id, weight=weight, max_running=max_running
        )

    async def top(self, minutes: float = 1) -> list[dict[str, Any]]:
        """Return what goes on per job type, the busiest first, over the last minutes."""
        return await self._rows(_queries.top, minutes=minutes)

    async def alive(self) -> dict[str, Any]:
        """Return how many workers are alive, and how many jobs they can run at once."""
        return (await self._rows(_queries.alive))[0]

    async def cancel(self, job_id: UUID) -> str:
        """Cancel a job; return `cancelled`, or `cancelling` while it runs."""
        return cast("str", (await self._rows(_queries.cancel_job, job_id=job_id))[0]["answer"])

    async def enqueue(
        self,
        job_type: str,
        payload: dict[str, Any],
        *,
        workspace_id: UUID | None = None,
        priority: int = 0,
        run_at: datetime | None = None,
        dedup_key: str | None = None,
        on_duplicate: str = "keep_first",
        limit_key: str | None = None,
        deadline: datetime | None = None,
        after: list[UUID] | None = None,
    ) -> UUID:
        """Put a job in; return its id."""
        rows = await self._rows(
            _queries.enqueue_job,
            job_type=job_type,
            payload=Jsonb(payload),
            workspace_id=workspace_id,
            priority=priority,
            run_at=run_at,
            dedup_key=dedup_key,
            on_duplicate=on_duplicate,
            limit_key=limit_key,
            deadline=deadline,
            after=after,
        )
        return cast("UUID", rows[0]["job_id"])

    async def type_stats(self) -> list[dict[str, Any]]:
        """Return counts per job type."""
        return await self._rows(_queries.type_stats)

    async def workers(self) -> list[dict[str, Any]]:
        """Return the workers."""
        return await self._rows(_queries.list_workers)

    async def schedules(self) -> list[dict[str, Any]]:
        """Return the schedules."""
        return await self._rows(_queries.list_schedules)

    async def set_schedule(
        self,
        name: str,
        job_type: str,
        cron_line: str,
        *,
        time_zone: str = "UTC",
        payload: dict[str, Any] | None = None,
        workspace_id: UUID | None = None,
    ) -> datetime:
        """Make or change a schedule; return its next fire time.

        Raises
        ------
        ScheduleError
            If the line or the time zone cannot be used.
        """
        next_at = next_fire_time(cron_line, time_zone, datetime.now(UTC))
        await self._rows(
            _queries.set_schedule,
            schedule=name,
            job_type=job_type,
            cron_line=cron_line,
            time_zone=time_zone,
            payload=Jsonb(payload or {}),
            workspace_id=workspace_id,
        )
        return next_at

    async def delete_schedule(self, name: str) -> None:
        """Delete a schedule; jobs that it has enqueued stay.

        Raises
        ------
        UnknownJobError
            If there is no such schedule.
        """
        if not await self._rows(_queries.delete_schedule, schedule=name):
            raise UnknownJobError(
                f"there is no schedule {name!r}", hint="flywheel jobs schedules lists them."
            )

    async def _rows(self, statement: bytes, **values: Any) -> list[dict[str, Any]]:
        try:
            cursor = await self._connection.execute(statement, values)
            return await cursor.fetchall() if cursor.description else []
        except psycopg.Error as error:
            raise translate(error) from error
