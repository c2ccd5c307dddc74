"""What a run of the queue's benchmark has found."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from statistics import median
from typing import Any

from flywheel.bench.queue.measurement import Figures
from flywheel.bench.queue.plan import Plan


@dataclass(frozen=True)
class Record:
    """Everything that a run has found.

    Attributes
    ----------
    rounds
        Per round and contender (and pgbench), the figures.
    """

    plan: Plan
    machine: dict[str, str]
    postgres: dict[str, str]
    settings: dict[str, dict[str, str]]
    rounds: list[dict[str, Figures]] = field(default_factory=list)

    def median(self, who: str, figure: str) -> float | None:
        """Return the median of the rounds; None where it was not measured."""
        values = [one[who][figure] for one in self.rounds if figure in one.get(who, {})]
        return median(values) if values else None

    def as_dict(self) -> dict[str, Any]:
        """Return everything, for JSON."""
        return asdict(self)
