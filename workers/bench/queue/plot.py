"""The results as a picture."""

from __future__ import annotations

from pathlib import Path

from flywheel.bench.queue.record import Record
from flywheel.bench.queue.results import OTHERS, OURS, ROWS, value_of

_COLOURS = {OURS: "#1f6f54", "pgqueuer": "#d98a29", "procrastinate": "#8a6bb1", "floor": "#9aa0a6"}
_PANELS = {
    "jobs/s": "jobs a second, more is better",
    "ms": "ms until a handler starts, less is better",
}

_LEAST_RATE = 100


def draw(record: Record, path: Path) -> None:
    """Draw rates (on a logarithmic scale) and delays of all contenders into an SVG file."""
    import matplotlib as mpl

    mpl.use("agg")
    # Text stays text, and the same record gives the same file.
    mpl.rcParams.update({"svg.fonttype": "none", "svg.hashsalt": "flywheel", "font.size": 9})
    from matplotlib import pyplot

    figure, axes = pyplot.subplots(
        1, len(_PANELS), figsize=(11, 4), width_ratios=[5, 3], layout="constrained"
    )
    for axis, (unit, title) in zip(axes, _PANELS.items(), strict=True):
        rows = [row for row in ROWS if row.unit == unit]
        width = 0.8 / (len(OTHERS) + 1)
        for place, who in enumerate((OURS, *OTHERS)):
            values = [value_of(record, who, row.figure) or 0 for row in rows]
            at = [number + (place - len(OTHERS) / 2) * width for number in range(len(rows))]
            axis.bar(at, values, width, label=who, color=_COLOURS[who])
        if unit == "jobs/s":
            axis.set_yscale("log")
            axis.set_ylim(bottom=_LEAST_RATE)
            axis.yaxis.set_major_formatter("{x:,.0f}")
        axis.set_title(title, loc="left")
        axis.set_xticks(range(len(rows)), [row.title.replace(", ", ",\n") for row in rows])
        axis.spines[["top", "right"]].set_visible(False)
        axis.grid(axis="y", color="#e3e3e3", linewidth=0.6)
        axis.set_axisbelow(True)
    axes[0].legend(frameon=False)
    figure.savefig(path, metadata={"Date": None})
    pyplot.close(figure)
