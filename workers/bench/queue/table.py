"""The results as rows of text, for the screen and for the page."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from flywheel.bench.queue.limits import NAME as LIMITS
from flywheel.bench.queue.record import Record
from flywheel.bench.queue.results import (
    FAIR,
    FAIR_AIM_MS,
    FLAT,
    FLAT_AIM,
    FLAT_BASE,
    LIMIT_TITLES,
    OTHERS,
    OURS,
    ROWS,
    Row,
    results_of,
    value_of,
)

HEAD = ("", OURS, *OTHERS, "× pgqueuer", "× floor", "aim")


class Mark(Protocol):
    """How a missed aim is shown."""

    def __call__(self, text: str, /) -> str:
        """Return the text, marked."""


def compared_rows(record: Record, mark: Mark) -> list[tuple[str, ...]]:
    """Return a row per figure, with all contenders, ratios and the aim."""
    missed = {result.name for result in results_of(record) if result.met is False}
    return [_compared_row(record, row, missed, mark) for row in ROWS]


def flat_rows(record: Record, mark: Mark) -> list[tuple[str, ...]]:
    """Return state, rate, share of the empty table's, and the aim; empty if not measured."""
    missed = {result.name for result in results_of(record) if result.met is False}
    base = record.median(OURS, FLAT_BASE)
    if not base:
        return []
    rows: list[tuple[str, ...]] = [("with an empty table", f"{_number(base)} jobs/s", "", "")]
    for figure, title in FLAT.items():
        value = record.median(OURS, figure)
        if value is not None:
            share = f"{value / base:.0%}"
            aim = f"≥ {FLAT_AIM:.0%}"
            is_missed = f"queue.{figure}" in missed
            rows.append(
                (title, f"{_number(value)} jobs/s", mark(share) if is_missed else share, aim)
            )
    for figure, title in FAIR.items():
        value = record.median(OURS, figure)
        if value is not None:
            shown = f"{_number(value)} ms"
            aim = f"< {FAIR_AIM_MS:.0f} ms" if figure == "fair_max" else ""
            rows.append((title, mark(shown) if f"queue.{figure}" in missed else shown, "", aim))
    return rows


def limit_rows(record: Record) -> list[tuple[str, str]]:
    """Return what pgbench reached, one client; empty where there is no pgbench."""
    values = {figure: record.median(LIMITS, figure) for figure in LIMIT_TITLES}
    return [
        (LIMIT_TITLES[figure], _number(value))
        for figure, value in values.items()
        if value is not None
    ]


def _compared_row(
    record: Record, row: Row, missed: Sequence[str] | set[str], mark: Mark
) -> tuple[str, ...]:
    name = f"queue.{row.figure}"
    ours = value_of(record, OURS, row.figure)
    cells = [f"{row.title}, {row.unit}"]
    for who in (OURS, *OTHERS):
        value = value_of(record, who, row.figure)
        shown = "–" if value is None else _number(value)
        cells.append(mark(shown) if who == OURS and name in missed else shown)
    for other in ("pgqueuer", "floor"):
        theirs = value_of(record, other, row.figure)
        shown = f"{ours / theirs:.2f}" if ours is not None and theirs else "–"
        if other in row.ratios:
            shown += f" ({_sign(row)}{row.ratios[other]:g})"
        cells.append(mark(shown) if f"{name}.to_{other}" in missed else shown)
    cells.append("" if row.aim is None else f"{_sign(row)}{_number(row.aim)}")
    return tuple(cells)


def _sign(row: Row) -> str:
    return "≥" if row.at_least else "≤"


def _number(value: float) -> str:
    return f"{value:,.{1 if value < 100 else 0}f}"
