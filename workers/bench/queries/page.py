"""The results as files: a page with tables, a picture, and all that was measured."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from pathlib import Path

from flywheel.bench.queries.measuring import WARM_UP
from flywheel.bench.queries.plot import draw
from flywheel.bench.queries.record import FASTER, FLAT, P95_MS, P99_MS, Record
from flywheel.bench.queries.table import head, rows

PAGE, PICTURE, DATA = "queries.md", "queries.svg", "queries.json"


def save(record: Record, folder: Path) -> list[Path]:
    """Write page, picture and data into a folder, made if need be; return their paths."""
    folder.mkdir(parents=True, exist_ok=True)
    page, picture, data = (folder / name for name in (PAGE, PICTURE, DATA))
    draw(record, picture)
    results = [result.as_dict() for result in record.results()]
    found = {"results": results, **record.as_dict()}
    data.write_text(json.dumps(found, default=str) + "\n", "utf-8")
    page.write_text(render(record), "utf-8")
    return [page, picture, data]


def render(record: Record) -> str:
    """Return the page, in Markdown."""
    sizes = record.sizes
    parts = [
        "# Questions at ten million events, measured",
        "Written by `flywheel bench queries --save`; do not edit. One run, one cluster, one "
        f"client. {sizes.tenants:,} workspaces with {sizes.products:,} products and "
        f"{sizes.users:,} people, events of {sizes.days} days; one workspace has 40 % of "
        "everything, the others follow Zipf. Ours are requests to PostgREST with the token of a "
        "viewer and row level security, three of five to the large workspace, one to a middling "
        f"and one to a small one: {sizes.rounds * sizes.asks} of each question, after "
        f"{min(WARM_UP, sizes.asks)} in each round that warm it up.",
        f"Aims, at the most events: p99 at most {P99_MS:.0f} ms, p95 at most {P95_MS:.0f} ms; "
        f"growth, p95 there as a multiple of p95 at the fewest, at most {FLAT}; a dashboard at "
        f"least {FASTER:.0f} × faster than the documents' schema. **Bold**: an aim was missed.",
        "The documents' schema has affiliate.md's tables and indexes and ad-platform.md's "
        "campaign metrics, with the same rows and without row level security. It is asked in "
        "SQL over a connection, without PostgREST and JSON, which favours it; medians of the "
        "large workspace on both sides. What it cannot be asked stays empty.",
        f"![Milliseconds]({PICTURE})",
    ]
    named: dict[str, list[list[str]]] = {}
    for row, kind in zip(rows(record, _bold), record.kinds.values(), strict=True):
        named.setdefault(kind, []).append(row)
    for kind, found in named.items():
        parts += [f"## {kind.capitalize()}", _table(head(record), found)]
    parts += [
        "## Settings",
        _table(("Postgres", ""), record.postgres.items()),
        _table(("machine", ""), record.machine.items()),
        f"All that was measured: [{DATA}]({DATA}).",
    ]
    return "\n\n".join(parts) + "\n"


def _bold(text: str) -> str:
    return f"**{text}**"


def _table(titles: Sequence[str], lines: Iterable[Sequence[str]]) -> str:
    found = [titles, ["---"] * len(titles), *lines]
    return "\n".join("| " + " | ".join(line) + " |" for line in found)
