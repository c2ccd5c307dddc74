"""What travels between a worker and the queue."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any, Self, cast
from uuid import UUID

from flywheel.errors import FlywheelError
from flywheel.jobs.errors import from_code

Hold = tuple[str, int]
"""A job's id and its lease. A worker may hold one job twice: lost, and claimed again."""

_PLATFORM_LANE = "00000000-0000-0000-0000-000000000000"


@dataclass(slots=True, eq=False)
class Job:
    """A job that this worker holds.

    A busy worker makes tens of thousands of these a second, so values stay as they come until
    somebody asks: `id`, `workspace_id` and `payload` are read from text each time.

    Attributes
    ----------
    key, workspace_key
        The ids of the job and its workspace, as text.
    payload_json
        What the handler gets, as JSON.
    attempts
        Runs so far, this one included.
    lease
        Proof of holding it: grows each time the job is handed out.
    crashes
        How many workers fell silent with it.
    scheduled_at
        When it was to run, in seconds since 1970.
    seconds_to_deadline
        How much time was left when it was claimed; None without a deadline.
    lease_seconds
        How long it stays ours without a heartbeat.
    timeout_seconds
        How long this attempt may take.
    waited_seconds
        From when it was to run until it was claimed, by the database's clock.
    claimed_at
        When we got it, by our monotonic clock.
    """

    key: str
    workspace_key: str | None
    job_type: str
    payload_json: str
    attempts: int
    max_attempts: int
    lease: int
    crashes: int
    priority: int
    scheduled_at: float
    seconds_to_deadline: float | None
    lease_seconds: int
    timeout_seconds: float
    waited_seconds: float
    claimed_at: float

    @property
    def id(self) -> UUID:
        """The job's id."""
        return UUID(self.key)

    @property
    def workspace_id(self) -> UUID | None:
        """The workspace the job works for; None for the platform's own."""
        return None if self.workspace_key is None else UUID(self.workspace_key)

    @property
    def payload(self) -> dict[str, Any]:
        """What the handler gets."""
        return cast("dict[str, Any]", json.loads(self.payload_json))

    @property
    def hold(self) -> Hold:
        """What identifies this holding of the job."""
        return self.key, self.lease


@dataclass(slots=True)
class Done:
    """A job whose handler has returned.

    Attributes
    ----------
    result_json
        What it returned, as JSON; None for nothing.
    follow_ups
        What is to be enqueued together with the completion: a batch for `jobs.enqueue_many`.
    """

    job: Job
    result_json: str | None = None
    follow_ups: list[dict[str, Any]] | None = None


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why a job could not be completed, though others of its batch were."""

    done: Done
    error: FlywheelError


@dataclass(frozen=True, slots=True)
class Exchange:
    """The answer of the queue to what was done and asked for.

    Attributes
    ----------
    jobs
        What was handed out.
    refused
        What could not be completed.
    seconds_to_next
        When the next job is due; None when there is none, or nobody asked because as many came
        as were asked for.
    """

    jobs: list[Job]
    refused: list[Refusal]
    seconds_to_next: float | None

    @classmethod
    def read(
        cls, rows: Sequence[Sequence[Any]], report: Mapping[str, Any], done: Sequence[Done]
    ) -> Self:
        """Build from rows in the order of `Job`'s first fields, and the report of the last row.

        A refusal's SQLSTATE becomes our error, as if the job had been completed alone.
        """
        now = report["now"]
        claimed_at = time.monotonic()
        types: Mapping[str, tuple[int, float]] = report["types"] or {}
        make: Callable[..., Job] = Job
        jobs = []
        for row in rows:
            lease_seconds, timeout = types[row[2]]
            left = row[10]
            jobs.append(
                make(
                    *row,
                    lease_seconds,
                    timeout if left is None else min(timeout, left),
                    now - row[9],
                    claimed_at,
                )
            )
        refused = [
            Refusal(
                done[entry["place"] - 1],
                from_code(entry["code"], entry["message"], entry.get("hint")),
            )
            for entry in report["refused"]
        ]
        return cls(jobs, refused, report["seconds_to_next"])


@dataclass(frozen=True, slots=True)
class KnownLane:
    """Where a worker last found jobs, and from when on: see `jobs.claim_known`."""

    job_type: str
    priority: int
    workspace_key: str | None
    since: float

    def as_json(self) -> dict[str, Any]:
        """Return the element that `jobs.claim_known` takes."""
        return {
            "job_type": self.job_type,
            "priority": self.priority,
            "lane": self.workspace_key or _PLATFORM_LANE,
            "since": datetime.fromtimestamp(self.since, UTC).isoformat(),
        }


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
        beat: dict[str, Any] = {"id": self.job.key, "lease": self.job.lease}
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
