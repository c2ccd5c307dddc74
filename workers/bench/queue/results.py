"""From a record to results: medians, ratios, and what was to be reached."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from flywheel.bench.queue.limits import NAME as LIMITS
from flywheel.bench.queue.record import Record
from flywheel.bench.report import Result

OURS = "flywheel"
OTHERS = ("pgqueuer", "procrastinate", "floor")
LIFE = "cpu"
"""CPU time of a job's whole life: enqueued in a batch, run by one worker."""
_LIFE_PARTS = ("cpu_enqueue_batch", "cpu_drain_1")


@dataclass(frozen=True)
class Row:
    """One figure that all contenders have.

    Attributes
    ----------
    figure
        Its name in the record.
    title
        In few words.
    at_least
        Whether more is better.
    aim
        For our value; None where it only informs.
    ratios
        Aims for our value as a multiple of somebody's: values of one machine on another say
        little.
    """

    figure: str
    title: str
    unit: str
    at_least: bool
    aim: float | None
    ratios: dict[str, float]


ROWS = (
    Row("enqueue", "enqueue singly", "jobs/s", True, 3200, {"pgqueuer": 1.03, "floor": 0.82}),
    Row(
        "enqueue_batch",
        "enqueue 1000s",
        "jobs/s",
        True,
        120_000,
        {"pgqueuer": 1.43, "floor": 0.86},
    ),
    Row("drain_1", "run, 1 worker", "jobs/s", True, 45_000, {"pgqueuer": 2.0, "floor": 0.55}),
    Row("drain_2", "run, 2 workers", "jobs/s", True, 55_000, {"pgqueuer": 1.87, "floor": 0.45}),
    Row("drain_serial", "run one by one", "jobs/s", True, 2000, {}),
    Row("pickup_p50", "pickup p50", "ms", False, 2, {"pgqueuer": 1.0, "floor": 1.18}),
    Row("pickup_p95", "pickup p95", "ms", False, 3, {"pgqueuer": 0.91, "floor": 1.3}),
    Row("pickup_p99", "pickup p99", "ms", False, 6, {"pgqueuer": 0.85, "floor": 1.25}),
    Row(LIFE, "CPU", "µs/job", False, 50, {}),
)
"""The aims for ratios are those for values over what the others did on the same machine then."""

FLAT = {
    "flat_backlog": "out of a backlog",
    "flat_archive": "beside a full archive",
    "flat_pinned": "under an old snapshot",
    "flat_writer": "beside an old open writer",
}
FLAT_BASE = "flat_empty"
FLAT_AIM = 0.8
FAIR = {"fair_p50": "small tenant's wait, p50", "fair_max": "small tenant's wait, longest"}
FAIR_AIM_MS = 1000.0
LIMIT_TITLES = {
    "round_trip": "round trips (select 1)/s",
    "insert": "inserts, a commit each, rows/s",
    "insert_batch": "inserted in batches of 1000, rows/s",
    "take_batch": "taken in batches of 500, rows/s",
}


def value_of(record: Record, who: str, figure: str) -> float | None:
    """Return the median of a figure; None where it was not measured."""
    if figure != LIFE:
        return record.median(who, figure)
    parts = [record.median(who, part) for part in _LIFE_PARTS]
    return None if None in parts else sum(part for part in parts if part is not None)


def results_of(record: Record) -> list[Result]:
    """Return ours with their aims, and below each what it is compared with."""
    found = [result for row in ROWS for result in _compared(record, row)]
    found += _flat(record)
    for figure in LIMIT_TITLES:
        value = record.median(LIMITS, figure)
        if value is not None:
            found.append(Result(f"queue.{LIMITS}.{figure}", value, "1/s"))
    return found


def _compared(record: Record, row: Row) -> Iterator[Result]:
    ours = value_of(record, OURS, row.figure)
    if ours is None:
        return
    name = f"queue.{row.figure}"
    yield Result(name, ours, row.unit, aim=row.aim, at_least=row.at_least)
    for other in OTHERS:
        theirs = value_of(record, other, row.figure)
        if theirs is None:
            continue
        yield Result(
            f"{name}.to_{other}",
            ours,
            row.unit,
            versus=f"{other}: {theirs:.4g} {row.unit}",
            ratio=ours / theirs if theirs else None,
            aim=row.ratios.get(other),
            at_least=row.at_least,
            aim_on="ratio",
        )


def _flat(record: Record) -> Iterator[Result]:
    base = record.median(OURS, FLAT_BASE)
    if not base:
        return
    yield Result(f"queue.{FLAT_BASE}", base, "jobs/s")
    for figure in FLAT:
        value = record.median(OURS, figure)
        if value is not None:
            yield Result(
                f"queue.{figure}",
                value,
                "jobs/s",
                versus="an empty table",
                ratio=value / base,
                aim=FLAT_AIM,
                at_least=True,
                aim_on="ratio",
            )
    for figure in FAIR:
        value = record.median(OURS, figure)
        if value is not None:
            aim = FAIR_AIM_MS if figure == "fair_max" else None
            yield Result(f"queue.{figure}", value, "ms", aim=aim)
