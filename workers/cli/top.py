"""The picture of `flywheel jobs top`."""

from __future__ import annotations

import asyncio
import time
from typing import Any

from rich.console import Group
from rich.live import Live
from rich.table import Table

from flywheel.cli.console import out
from flywheel.jobs.console import Console

# Looking costs the database a tenth of its time at most, however long the queue is.
_PAUSE_PER_LOOK = 9


async def follow(console: Console, every: float) -> None:
    """Draw the picture again and again, until cancelled.

    Parameters
    ----------
    every
        Seconds between two looks; more where a look takes long.
    """
    with Live(await picture(console), console=out, screen=out.is_terminal) as live:
        pause = every
        while True:
            await asyncio.sleep(pause)
            begun = time.perf_counter()
            live.update(await picture(console))
            pause = max(every, _PAUSE_PER_LOOK * (time.perf_counter() - begun))


async def picture(console: Console) -> Group:
    """Look once: who works, and what goes on per type."""
    alive = await console.alive()
    who = f"{alive['workers']} workers alive, {alive['places']} jobs at once"
    return Group(who, "", top_table(await console.top()))


def top_table(rows: list[dict[str, Any]]) -> Table:
    """Return the picture of the queue that `top` shows."""
    table = Table(box=None, header_style="bold")
    table.add_column("type", no_wrap=True)
    for name in ("ready", "later", "running", "done/min", "failed", "oldest", "p50", "p95"):
        table.add_column(name, justify="right", no_wrap=True)
    table.add_column("workers", justify="right", no_wrap=True)
    for row in rows:
        failed = str(row["failed"])
        table.add_row(
            row["job_type"],
            f"{row['ready']:,}",
            f"{row['waiting']:,}",
            f"{row['running']:,}",
            f"{row['completed_per_minute']:,.0f}",
            f"[red]{failed}[/]" if row["failed"] else failed,
            _length(row["oldest_seconds"]),
            _length(row["p50_seconds"]),
            _length(row["p95_seconds"]),
            str(row["workers"]) if row["workers"] else "[red]none[/]",
        )
    return table


def _length(seconds: float | None) -> str:
    """Return a length of time as people read it."""
    if seconds is None:
        return ""
    if seconds < 1:
        return f"{max(0.0, seconds) * 1000:.1f} ms"
    if seconds < 120:
        return f"{seconds:.1f} s"
    return f"{seconds / 60:.0f} min" if seconds < 7200 else f"{seconds / 3600:.1f} h"
