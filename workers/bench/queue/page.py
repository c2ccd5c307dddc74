"""The results as files: a page with tables, a picture, and all that was measured."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from pathlib import Path

from flywheel.bench.queue.plot import draw
from flywheel.bench.queue.record import Record
from flywheel.bench.queue.results import results_of
from flywheel.bench.queue.table import HEAD, compared_rows, flat_rows, limit_rows

PAGE, PICTURE, DATA = "queue.md", "queue.svg", "queue.json"


def save(record: Record, folder: Path) -> list[Path]:
    """Write page, picture and data into a folder, made if need be; return their paths."""
    folder.mkdir(parents=True, exist_ok=True)
    page, picture, data = (folder / name for name in (PAGE, PICTURE, DATA))
    draw(record, picture)
    results = [result.as_dict() for result in results_of(record)]
    data.write_text(json.dumps({"results": results, **record.as_dict()}, indent=1) + "\n", "utf-8")
    page.write_text(render(record), "utf-8")
    return [page, picture, data]


def render(record: Record) -> str:
    """Return the page, in Markdown."""
    plan, sizes = record.plan, record.plan.sizes
    parts = [
        "# The job queue, measured",
        "Written by `flywheel bench queue --save`; do not edit. One run, one cluster, the "
        f"contenders in turn, round by round; every number is the median of {plan.rounds}. All of "
        "them run on the same settings of Postgres, every commit flushed to disk. **Bold**: an aim "
        "was missed. Ratios are ours to theirs, with their aim in brackets.",
        f"![Rates and delays]({PICTURE})",
        _table(HEAD, compared_rows(record, _bold)),
        f"Enqueueing: {sizes.single:,} jobs singly, {sizes.batched:,} in batches, by one client. "
        f"Running: {sizes.drain:,} jobs that do nothing ({sizes.single:,} one at a time), from "
        "the start signal to connected workers, each a process, until the last job has ended in "
        "the database; the rows are counted. Pickup: a job every 20 ms or so for an idle worker, "
        f"{sizes.probes:,} times, from before the call that enqueues to the handler's first line. "
        "CPU: time of a job's whole life, enqueued in a batch and run by one worker; client "
        "processes and all of Postgres.",
    ]
    if plan.flat:
        parts += [
            "## Other days",
            f"Our queue, {plan.flat.drain:,} jobs handled by one worker: out of "
            f"{plan.flat.backlog:,} that wait; beside {plan.flat.archived:,} in the archive; and, "
            "after as many came and went, while a transaction stays open that reads at "
            "repeatable read, or one that has written. The small tenant enqueues single jobs "
            "while a worker is busy with the backlog of another.",
            _table(("", "", "of the empty table's", "aim"), flat_rows(record, _bold)),
        ]
    if limits := limit_rows(record):
        parts += [
            "## Limits",
            "pgbench, one client, prepared statements, on the floor's table.",
            _table(("", ""), limits),
        ]
    parts += ["## Settings"]
    for who, settings in record.settings.items():
        parts.append(_table((who, ""), settings.items()))
    parts += [
        _table(("Postgres", ""), record.postgres.items()),
        _table(("machine", ""), record.machine.items()),
        f"All that was measured, round by round: [{DATA}]({DATA}).",
    ]
    return "\n\n".join(parts) + "\n"


def _bold(text: str) -> str:
    return f"**{text}**"


def _table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join("| " + " | ".join(line) + " |" for line in lines)
