"""What a run of the queue's benchmark measures."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Sizes:
    """How many jobs.

    Attributes
    ----------
    drain
        To run as fast as it goes; fewer for a contender whose `share` is below one.
    batched
        To enqueue in batches.
    single
        To enqueue singly, and to run one at a time.
    probes
        To enqueue now and then for an idle worker.
    """

    drain: int
    batched: int
    single: int
    probes: int


@dataclass(frozen=True)
class FlatSizes:
    """How much there is.

    Attributes
    ----------
    drain
        Jobs to run in each scenario.
    backlog
        Jobs that one tenant has waiting.
    archived
        Jobs that ended before.
    probes
        Jobs of another tenant, for the fairness.
    """

    drain: int
    backlog: int
    archived: int
    probes: int


@dataclass(frozen=True)
class Plan:
    """What to measure.

    Attributes
    ----------
    rounds
        How often; of each number the median counts.
    flat
        Sizes of the scenarios with backlogs and a full archive; None leaves them out.
    from_sources
        Whether our schema comes from the readable sources instead of the migrations.
    """

    rounds: int
    sizes: Sizes
    flat: FlatSizes | None
    from_sources: bool = False

    @classmethod
    def of(cls, *, rounds: int, jobs: int, flat: bool, backlog: int) -> Plan:
        """Return a plan in which a worker drains so many jobs.

        Parameters
        ----------
        backlog
            Jobs of the big tenant; it has to outlast the small tenant's probes, one every 20 ms.
        """
        probes = min(100, backlog // 2500 - 10)
        return cls(
            rounds=rounds,
            sizes=Sizes(drain=jobs, batched=jobs * 2, single=max(jobs // 10, 1), probes=200),
            flat=FlatSizes(jobs, backlog, 10 * backlog, probes) if flat else None,
        )

    @classmethod
    def quick(cls, *, rounds: int) -> Plan:
        """Return a plan of seconds, that proves that all works and says nothing of speed."""
        return cls(
            rounds=rounds,
            sizes=Sizes(drain=200, batched=2000, single=20, probes=5),
            flat=FlatSizes(drain=200, backlog=50_000, archived=2000, probes=5),
        )
