"""What a handler knows about its job, and what it can do besides returning a result."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Mapping, Sequence
from contextlib import AsyncExitStack
from typing import Any, cast
from uuid import UUID

from pydantic_core import to_jsonable_python

from flywheel.db import Connection
from flywheel.jobs.job import Beat, Done, Job
from flywheel.jobs.transport import Transport


class Context:
    """A handler's view of its job."""

    __slots__ = (
        "_connection",
        "_exits",
        "_follow_ups",
        "_is_cancelled",
        "_is_stopping",
        "_job",
        "_stopped",
        "_transport",
        "_worker_id",
    )

    def __init__(self, job: Job, transport: Transport, worker_id: UUID) -> None:
        self._job = job
        self._transport = transport
        self._worker_id = worker_id
        self._exits: AsyncExitStack | None = None
        self._connection: Connection | None = None
        self._follow_ups: list[dict[str, Any]] | None = None
        self._is_cancelled = False
        self._is_stopping = False
        self._stopped: asyncio.Event | None = None

    @property
    def job_id(self) -> UUID:
        """The job's id."""
        return self._job.id

    @property
    def workspace_id(self) -> UUID | None:
        """The workspace the job works for; None for the platform's own."""
        return self._job.workspace_id

    @property
    def attempt(self) -> int:
        """Which run this is, from 1."""
        return self._job.attempts

    @property
    def is_last_attempt(self) -> bool:
        """Whether a failure now is final."""
        return self._job.attempts >= self._job.max_attempts

    @property
    def idempotency_key(self) -> str:
        """The same for every attempt of this job: pass it to services that take one."""
        return f"flywheel-job-{self._job.key}"

    @property
    def is_cancelled(self) -> bool:
        """Whether the handler should stop: the job was cancelled or lost.

        The handler's task is cancelled as well, so that its next `await` raises
        `asyncio.CancelledError`; this is for code that computes for long between awaits, in
        a thread for example.
        """
        return self._is_cancelled

    def mark_cancelled(self) -> None:
        """Let `is_cancelled` be true from now on. For the runtime."""
        self._is_cancelled = True

    def mark_stopping(self) -> None:
        """Wake `pause` and let it answer False from now on. For the runtime."""
        self._is_stopping = True
        if self._stopped is not None:
            self._stopped.set()

    async def pause(self, seconds: float) -> bool:
        """Wait between two rounds of a job that goes on until it is told to end.

        Returns
        -------
        bool
            Whether to go on: False, at once, when the worker has been asked to stop.
        """
        if self._stopped is None:
            self._stopped = asyncio.Event()
        if not self._is_stopping:
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self._stopped.wait(), seconds)
        return not self._is_stopping

    async def progress(self, fraction: float, note: str | None = None) -> None:
        """Report how far the job is; members of its workspace see it.

        Parameters
        ----------
        fraction
            From 0 to 1.
        note
            A few words on the current step.

        Raises
        ------
        ValueError
            If the fraction is out of range.
        """
        if not 0 <= fraction <= 1:
            raise ValueError(f"a fraction from 0 to 1 is needed, got {fraction}")
        report: dict[str, Any] = {"fraction": fraction}
        if note is not None:
            report["note"] = note
        await self._transport.heartbeat(self._worker_id, [Beat(self._job, report)])

    async def call(self, function: str, /, **arguments: Any) -> Any:
        """Call a function of schema `public` as `service_role`; works on every transport.

        It is a transaction of its own, apart from the job's completion.

        Parameters
        ----------
        function
            The function's name; it returns one value.
        arguments
            Its arguments by name. A list of dictionaries is JSON, one of plain values an array; a
            tuple is JSON whatever is in it, also when it is empty.

        Returns
        -------
        Any
            The value as JSON has it: ids and times are strings.

        Raises
        ------
        RejectedError
            If the function raises, or does not exist.
        TransportError
            If the database cannot be reached.
        """
        return await self._transport.call(function, arguments)

    async def transaction(self) -> Connection:
        """Return a connection inside the transaction that will complete the job.

        What is written through it is committed together with the job's completion, or not at
        all. The first call begins the transaction, so make it late. Direct transport only; an
        apply function does the same on both.

        Raises
        ------
        NoTransactionError
            On the edge transport.
        """
        if self._connection is None:
            transaction = self._transport.transaction()
            self._exits = AsyncExitStack()
            self._connection = await self._exits.enter_async_context(transaction)
        return self._connection

    def follow_up(self, jobs: Sequence[Mapping[str, Any]]) -> None:
        """Have jobs enqueued in the transaction that completes this one: all of it, or nothing.

        Called again, it adds to what it was given before.

        Parameters
        ----------
        jobs
            Elements for `jobs.enqueue_many`: `job_type`, and if need be `payload`, `priority`,
            `run_at`, `dedup_key`, `on_duplicate`, `limit_key`, `deadline`, `max_attempts`,
            `runs_regardless` and `after`: ids of jobs that must end first, or places of earlier
            elements of the whole list, from 0. They work for this job's workspace unless they
            say another. So `[{…child}, {…child}, {…parent, "after": [0, 1]}]` fans out and
            comes together again.
        """
        mine = {"workspace_id": self._job.workspace_key} if self._job.workspace_key else {}
        self._follow_ups = [
            *(self._follow_ups or ()),
            *(to_jsonable_python({**mine, **job}) for job in jobs),
        ]

    def follow_up_each(self, workspaces: Sequence[str]) -> None:
        """Have a job of this type enqueued for each workspace, unless one is waiting there.

        Parameters
        ----------
        workspaces
            Their ids.
        """
        job_type = self._job.job_type
        self.follow_up(
            [
                {
                    "job_type": job_type,
                    "workspace_id": workspace,
                    "dedup_key": f"{job_type} {workspace}",
                }
                for workspace in workspaces
            ]
        )

    async def prerequisites(self) -> list[dict[str, Any]]:
        """Return what became of the jobs that this one waited for, in the order of `after`.

        Returns
        -------
        list
            For each, `id`, `job_type`, `status`, `result` and `error_message`; those whose
            retention is over are missing.
        """
        found = await self.call("job_prerequisites", job_id=self._job.key)
        return cast("list[dict[str, Any]]", found)

    async def complete_within(self, done: Done, connection: Connection) -> None:
        """Complete the job inside the handler's own transaction. For the runtime."""
        await self._transport.complete(done, connection)

    @property
    def follow_ups(self) -> list[dict[str, Any]] | None:
        """What `follow_up` was given. For the runtime."""
        return self._follow_ups

    @property
    def open_transaction(self) -> tuple[AsyncExitStack, Connection] | None:
        """The transaction that `transaction` opened, and what closes it. For the runtime."""
        if self._exits is None or self._connection is None:
            return None
        return self._exits, self._connection
