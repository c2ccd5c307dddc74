"""What travels between a worker and the queue."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any, Self
from uuid import UUID

Hold = tuple[UUID, int]
"""A job's id and its lease. A worker may hold one job twice: lost, and claimed again."""


@dataclass(frozen=True, slots=True)
class Job:
    """A job that this worker holds.

    Attributes
    ----------
    attempts
        Runs so far, this one included.
    lease
        Proof of holding it: grows each time the job is handed out.
    lease_seconds
        How long it stays ours without a heartbeat.
    timeout_seconds
        How long this attempt may take.
    scheduled_at
        When it was to run.
    """

    id: UUID
    workspace_id: UUID | None
    job_type: str
    payload: dict[str, Any]
    attempts: int
    max_attempts: int
    lease: int
    lease_seconds: int
    timeout_seconds: int
    scheduled_at: datetime
    created_at: datetime

    @property
    def hold(self) -> Hold:
        """What identifies this holding of the job."""
        return self.id, self.lease

    @classmethod
    def from_row(cls, row: Mapping[str, Any]) -> Self:
        """Build from a row of `jobs.claim`, whose values may still be JSON's."""
        workspace = row["workspace_id"]
        return cls(
            id=as_uuid(row["id"]),
            workspace_id=None if workspace is None else as_uuid(workspace),
            job_type=row["job_type"],
            payload=row["payload"],
            attempts=row["attempts"],
            max_attempts=row["max_attempts"],
            lease=row["lease"],
            lease_seconds=row["lease_seconds"],
            timeout_seconds=row["timeout_seconds"],
            scheduled_at=as_datetime(row["scheduled_at"]),
            created_at=as_datetime(row["created_at"]),
        )


@dataclass(frozen=True, slots=True)
class Claim:
    """The answer to a claim.

    Attributes
    ----------
    seconds_to_next
        When the next delayed job is due; None when there is none, or nobody asked because
        the batch was full.
    """

    jobs: list[Job]
    seconds_to_next: float | None


class HeldState(StrEnum):
    """What a heartbeat learns about a job."""

    HELD = "held"
    CANCELLED = "cancelled"
    LOST = "lost"


@dataclass(frozen=True, slots=True)
class Beat:
    """One job's part of a heartbeat."""

    job: Job
    progress: dict[str, Any] | None = None

    def as_json(self) -> dict[str, Any]:
        """Return the element that `jobs.heartbeat` takes."""
        beat: dict[str, Any] = {"id": str(self.job.id), "lease": self.job.lease}
        if self.progress is not None:
            beat["progress"] = self.progress
        return beat


@dataclass(frozen=True, slots=True)
class Failure:
    """Why an attempt failed, and whether another makes sense.

    Attributes
    ----------
    message
        For the members of the workspace; holds nothing of the payload.
    detail
        For operators: the traceback.
    after
        Seconds until the next attempt; None for the job type's backoff.
    """

    message: str
    detail: str | None = None
    may_retry: bool = True
    after: float | None = None


@dataclass(frozen=True, slots=True)
class WorkerInfo:
    """How a worker enters itself in `jobs.workers`."""

    id: UUID
    host: str
    pid: int
    version: str
    concurrency: int
    job_types: list[str]


@dataclass(frozen=True, slots=True)
class Schedule:
    """A schedule as the database knows it.

    Attributes
    ----------
    next_at
        The coming fire time; None while nobody has worked it out.
    asked_at
        The database's time of the answer: fire times follow its clock, not ours.
    """

    name: str
    cron_line: str
    time_zone: str
    next_at: datetime | None
    asked_at: datetime

    @classmethod
    def from_row(cls, row: Mapping[str, Any]) -> Self:
        """Build from a row of `jobs.list_schedules`, whose values may still be JSON's."""
        next_at = row["next_at"]
        return cls(
            name=row["schedule"],
            cron_line=row["cron_line"],
            time_zone=row["time_zone"],
            next_at=None if next_at is None else as_datetime(next_at),
            asked_at=as_datetime(row["asked_at"]),
        )


def as_uuid(value: UUID | str) -> UUID:
    """Return a UUID that may have come as JSON."""
    return value if isinstance(value, UUID) else UUID(value)


def as_datetime(value: datetime | str) -> datetime:
    """Return a time that may have come as JSON."""
    return value if isinstance(value, datetime) else datetime.fromisoformat(value)
