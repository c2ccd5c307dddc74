"""What a run has found."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field
from datetime import date
from typing import Any

from flywheel.bench.report import Result, percentile

P99_MS = 50.0
"""What the affiliate document promises: queries below 50 ms."""
P95_MS = 20.0
FLAT = 1.3
"""The most that ten times as many events may cost."""
FASTER = 10.0
"""How many times faster than the documents' schema a dashboard must be."""


@dataclass(frozen=True)
class Sizes:
    """How much there was, and how often it was asked.

    Attributes
    ----------
    events
        Of each measurement, ascending.
    asks
        Of each question, size and round; `documents` asks for the documents' schema.
    """

    events: tuple[int, ...]
    products: int
    users: int
    tenants: int
    days: int
    until: date
    rounds: int
    asks: int
    documents: int


@dataclass(frozen=True)
class Record:
    """Everything that a run has found.

    Attributes
    ----------
    kinds
        The kind of each question, in the order of the report.
    ours, documents
        Milliseconds of each answer, by number of events, question and size of the tenant.
    """

    sizes: Sizes
    machine: dict[str, str]
    postgres: dict[str, str]
    kinds: dict[str, str]
    ours: dict[int, dict[str, dict[str, list[float]]]] = field(default_factory=dict)
    documents: dict[int, dict[str, dict[str, list[float]]]] = field(default_factory=dict)

    def percentile(self, events: int, name: str, share: float) -> float:
        """Return a percentile of a question's milliseconds, of all tenants together."""
        return percentile(_all(self.ours[events][name]), share)

    def growth(self, name: str) -> float | None:
        """Return p95 at the most events as a multiple of that at the fewest."""
        fewest, most = self.sizes.events[0], self.sizes.events[-1]
        if fewest == most:
            return None
        return self.percentile(most, name, 0.95) / self.percentile(fewest, name, 0.95)

    def speedup(self, events: int, name: str) -> float | None:
        """Return the documents' median as a multiple of ours, for the large tenant."""
        theirs = self.documents[events].get(name)
        if not theirs:
            return None
        ours = self.ours[events][name]["large"]
        return percentile(theirs["large"], 0.5) / percentile(ours, 0.5)

    def results(self) -> list[Result]:
        """Return every number with its aim."""
        return [result for name in self.kinds for result in self._of(name)]

    def _of(self, name: str) -> Iterable[Result]:
        for events in self.sizes.events:
            is_most = events == self.sizes.events[-1]
            aims = {0.99: P99_MS, 0.95: P95_MS} if is_most else {}
            for share in (0.5, 0.95, 0.99):
                yield Result(
                    f"queries.{name}.{events}.p{share * 100:.0f}",
                    self.percentile(events, name, share),
                    "ms",
                    aim=aims.get(share),
                )
            if (speedup := self.speedup(events, name)) is not None:
                yield Result(
                    f"queries.{name}.{events}.documents",
                    percentile(self.documents[events][name]["large"], 0.5),
                    "ms",
                    versus="ours, median of the large tenant",
                    ratio=speedup,
                    aim=FASTER if is_most and self.kinds[name] == "dashboard" else None,
                    at_least=True,
                    aim_on="ratio",
                )
        if (growth := self.growth(name)) is not None:
            yield Result(
                f"queries.{name}.growth",
                self.percentile(self.sizes.events[-1], name, 0.95),
                "ms",
                versus=f"p95 at {self.sizes.events[0]:,} events",
                ratio=growth,
                aim=FLAT,
                aim_on="ratio",
            )

    def as_dict(self) -> dict[str, Any]:
        """Return everything, for JSON; times to the hundredth of a millisecond."""
        found = asdict(self)
        for side in ("ours", "documents"):
            for asked in found[side].values():
                for sizes in asked.values():
                    for size, values in sizes.items():
                        sizes[size] = [round(value, 2) for value in values]
        return found


def _all(sizes: Mapping[str, list[float]]) -> list[float]:
    return [value for values in sizes.values() for value in values]
