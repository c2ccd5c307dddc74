"""The results as rows of text, for the screen and for the page."""

from __future__ import annotations

from collections.abc import Callable

from flywheel.bench.queries.record import FASTER, FLAT, P95_MS, P99_MS, Record
from flywheel.bench.report import percentile

Mark = Callable[[str], str]


def head(record: Record) -> list[str]:
    """Return the titles of the columns."""
    each = [
        f"{share} at {_short(events)}"
        for events in record.sizes.events
        for share in ("p50", "p95", "p99")
    ]
    return ["ms", *each, "growth", "documents", "× faster"]


def rows(record: Record, mark: Mark) -> list[list[str]]:
    """Return a row for each question; `mark` marks a missed aim."""
    return [_row(record, name, mark) for name in record.kinds]


def _row(record: Record, name: str, mark: Mark) -> list[str]:
    most = record.sizes.events[-1]
    cells = [name]
    for events in record.sizes.events:
        for share, aim in ((0.5, None), (0.95, P95_MS), (0.99, P99_MS)):
            value = record.percentile(events, name, share)
            is_missed = events == most and aim is not None and value > aim
            cells.append(mark(f"{value:.1f}") if is_missed else f"{value:.1f}")
    growth = record.growth(name)
    cells.append("" if growth is None else _marked(f"{growth:.2f}", growth <= FLAT, mark))
    speedup = record.speedup(most, name)
    if speedup is None:
        return [*cells, "", ""]
    theirs = percentile(record.documents[most][name]["large"], 0.5)
    is_met = speedup >= FASTER or record.kinds[name] != "dashboard"
    return [*cells, f"{theirs:,.1f}", _marked(f"{speedup:,.1f}", is_met, mark)]


def _marked(text: str, is_met: bool, mark: Mark) -> str:
    return text if is_met else mark(text)


def _short(events: int) -> str:
    return f"{events / 1_000_000:g}M" if events >= 1_000_000 else f"{events:,}"
