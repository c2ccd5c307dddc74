"""What a handler knows about its job, and what it can do besides returning a result."""

from __future__ import annotations

import asyncio
from contextlib import AsyncExitStack
from typing import Any
from uuid import UUID

from flywheel.db import Connection
from flywheel.jobs.job import Beat, Job
from flywheel.jobs.transport import Transport


class Context:
    """A handler's view of its job."""

    def __init__(
        self, job: Job, transport: Transport, worker_id: UUID, exits: AsyncExitStack
    ) -> None:
        self._job = job
        self._transport = transport
        self._worker_id = worker_id
        self._exits = exits
        self._connection: Connection | None = None
        self._cancelled = asyncio.Event()

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
        return f"flywheel-job-{self._job.id}"

    @property
    def is_cancelled(self) -> bool:
        """Whether the handler should stop: the job was cancelled or lost.

        The handler's task is cancelled as well, so that its next `await` raises
        `asyncio.CancelledError`; this is for code that computes for long between awaits, in
        a thread for example.
        """
        return self._cancelled.is_set()

    def mark_cancelled(self) -> None:
        """Let `is_cancelled` be true from now on. For the runtime."""
        self._cancelled.set()

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
            Its arguments by name.

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
            self._connection = await self._exits.enter_async_context(self._transport.transaction())
        return self._connection

    @property
    def open_transaction(self) -> Connection | None:
        """The connection of `transaction`, where it was asked for. For the runtime."""
        return self._connection
