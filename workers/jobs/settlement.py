"""What becomes of jobs whose completion was refused."""

from __future__ import annotations

from collections.abc import Sequence

import structlog

from flywheel.errors import FlywheelError
from flywheel.jobs.errors import LeaseLostError, TransportError
from flywheel.jobs.execution import Outcome, complete_alone, describe_failure, report
from flywheel.jobs.job import Done, Job, Refusal
from flywheel.jobs.metrics import Metrics
from flywheel.jobs.transport import Transport

_log = structlog.get_logger(__name__)


class Settlement:
    """Completes alone what could not be completed together, or reports why it cannot be."""

    def __init__(self, transport: Transport, metrics: Metrics) -> None:
        self._transport = transport
        self._metrics = metrics

    async def settle(self, refused: Sequence[Refusal]) -> None:
        """Do what the refusal of some completions asks for; those beside them went through."""
        for refusal in refused:
            job, error = refusal.done.job, refusal.error
            if isinstance(error, LeaseLostError):
                outcome = Outcome.LOST
            elif isinstance(error, TransportError):  # a deadlock, say
                outcome = await complete_alone(self._transport, refusal.done)
            else:
                outcome = await report(self._transport, job, describe_failure(error))
            self._note(job, outcome, error)

    async def settle_alone(self, done: Sequence[Done], error: FlywheelError) -> None:
        """Complete jobs one by one that could not be completed together."""
        _log.warning("exchange refused", error=str(error), hint=error.hint)
        for item in done:
            outcome = await complete_alone(self._transport, item)
            self._note(item.job, outcome, error)

    def _note(self, job: Job, outcome: Outcome, error: FlywheelError) -> None:
        self._metrics.outcome(job.job_type, outcome)
        if outcome is not Outcome.COMPLETED:
            _log.info(
                "completion refused",
                job_id=job.key,
                job_type=job.job_type,
                error=error.message,
                outcome=outcome.value,
            )
