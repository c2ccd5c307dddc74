"""The job runtime: handlers, the worker that runs them, and its ways to the database."""

from flywheel.jobs.context import Context
from flywheel.jobs.errors import GiveUpError, LeaseLostError, TryAgainError
from flywheel.jobs.job import Job
from flywheel.jobs.registry import HANDLERS, Effect, Registry, handler, load
from flywheel.jobs.worker import Worker, WorkerOptions

__all__ = [
    "HANDLERS",
    "Context",
    "Effect",
    "GiveUpError",
    "Job",
    "LeaseLostError",
    "Registry",
    "TryAgainError",
    "Worker",
    "WorkerOptions",
    "handler",
    "load",
]
