"""Which function handles which job type."""

from __future__ import annotations

import importlib
from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, TypeVar

from pydantic import BaseModel

from flywheel.jobs.context import Context
from flywheel.jobs.errors import HandlerError

P = TypeVar("P", bound=BaseModel)
HandlerFunction = Callable[[P, Context], Awaitable[Any]]

HANDLER_MODULES = (
    "flywheel.jobs.handlers",
    "flywheel.ai.handlers",
    "flywheel.ai.batches",
    "flywheel.analytics.attribution",
    "flywheel.analytics.rollups",
    "flywheel.archive.handlers",
    "flywheel.billing.changes",
    "flywheel.billing.handlers",
    "flywheel.billing.orders",
    "flywheel.billing.publishing",
    "flywheel.billing.reconciliation",
    "flywheel.billing.sessions",
    "flywheel.commerce.handlers",
    "flywheel.content.handlers",
    "flywheel.content.link_checks",
    "flywheel.insights.feeds",
    "flywheel.insights.forecasts",
    "flywheel.insights.market",
    "flywheel.pricing.fitting",
    "flywheel.pricing.runs",
)
"""Modules whose import registers Flywheel's own handlers."""


class Effect(StrEnum):
    """How often what a handler does may come to pass. Each handler says which it is."""

    EXACTLY_ONCE = "exactly once"
    """It writes to the database alone: through its result and the type's apply function, through
    `context.transaction()` or `context.follow_up()`. All that is one transaction with the end of
    the job."""

    AT_LEAST_ONCE = "at least once"
    """It also acts outside of that transaction, where nothing can be taken back: an attempt that
    dies right after it acted is made again. It passes `context.idempotency_key` to whoever
    takes one, or finds out itself what is done already."""


@dataclass(frozen=True, slots=True)
class Handler:
    """A job type, the model of its payload, and the function that does the work."""

    job_type: str
    payload: type[BaseModel]
    function: Callable[[Any, Context], Awaitable[Any]]
    effect: Effect


class Registry:
    """Handlers by job type."""

    def __init__(self) -> None:
        self._handlers: dict[str, Handler] = {}

    def __contains__(self, job_type: str) -> bool:
        return job_type in self._handlers

    def __getitem__(self, job_type: str) -> Handler:
        return self._handlers[job_type]

    @property
    def types(self) -> list[str]:
        """The job types that have a handler, sorted."""
        return sorted(self._handlers)

    def add(self, handler: Handler) -> None:
        """Register a handler.

        Raises
        ------
        HandlerError
            If its type has one already.
        """
        if taken := self._handlers.get(handler.job_type):
            raise HandlerError(
                f"job type {handler.job_type!r} has two handlers: "
                f"{_place(taken)} and {_place(handler)}",
                hint="Remove one of them.",
            )
        self._handlers[handler.job_type] = handler

    def only(self, job_types: Iterable[str]) -> Registry:
        """Return a registry with these types alone.

        Raises
        ------
        HandlerError
            If one of them has no handler here.
        """
        chosen = Registry()
        for job_type in job_types:
            if job_type not in self:
                raise HandlerError(
                    f"no handler for job type {job_type!r}",
                    hint=f"There are handlers for: {', '.join(self.types)}. "
                    "Load a module with more: --import MODULE.",
                )
            chosen.add(self[job_type])
        return chosen


HANDLERS = Registry()
"""Where `@handler` registers."""


def handler(
    job_type: str, *, payload: type[P], effect: Effect, registry: Registry = HANDLERS
) -> Callable[[HandlerFunction[P]], HandlerFunction[P]]:
    """Register an async function as the handler of a job type.

    The function takes the payload, validated, and a `Context`. What it returns must be
    JSON-able; the job type's apply function writes it in the transaction that completes the
    job. A handler may run more than once for one job (a worker can die at any moment): see
    `Effect`. All handlers of
    a worker share one event loop; what computes for long belongs into `asyncio.to_thread`, or
    no heartbeat gets out and the jobs are lost.

    Parameters
    ----------
    job_type
        A type that a migration has registered with `jobs.register_type`.
    payload
        Model of the payload. A payload that does not fit fails its job at once.
    effect
        Whether all it does is part of the transaction that completes the job.

    Raises
    ------
    HandlerError
        If the type has a handler already.
    """

    def register(function: HandlerFunction[P]) -> HandlerFunction[P]:
        registry.add(Handler(job_type, payload, function, effect))
        return function

    return register


def load(extra: Iterable[str] = ()) -> Registry:
    """Import Flywheel's handler modules and further ones; return all handlers.

    Raises
    ------
    HandlerError
        If a module cannot be imported.
    """
    for name in (*HANDLER_MODULES, *extra):
        try:
            importlib.import_module(name)
        except ImportError as error:
            raise HandlerError(
                f"the handler module {name!r} cannot be imported: {error}",
                hint="Name it as Python imports it; is its directory on PYTHONPATH?",
            ) from error
    return HANDLERS


def _place(handler: Handler) -> str:
    return f"{handler.function.__module__}.{handler.function.__qualname__}"
