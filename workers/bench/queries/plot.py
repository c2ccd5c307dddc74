"""The results as a picture."""

from __future__ import annotations

from pathlib import Path

from flywheel.bench.queries.record import P99_MS, Record
from flywheel.bench.report import percentile

_OURS, _THEIRS, _LINE = "#1f6f54", "#d98a29", "#8a8f98"


def draw(record: Record, path: Path) -> None:
    """Draw median to p99 of every question, and the documents' median, into an SVG file."""
    import matplotlib as mpl

    mpl.use("agg")
    # Text stays text, and the same record gives the same file.
    mpl.rcParams.update({"svg.fonttype": "none", "svg.hashsalt": "flywheel", "font.size": 8})
    from matplotlib import pyplot

    most = record.sizes.events[-1]
    names = list(reversed(record.kinds))
    figure, axis = pyplot.subplots(figsize=(10, 1 + 0.2 * len(names)), layout="constrained")
    places = range(len(names))
    medians = [record.percentile(most, name, 0.5) for name in names]
    tails = [record.percentile(most, name, 0.99) for name in names]
    axis.hlines(places, medians, tails, color=_OURS, linewidth=3, label="ours, p50 to p99")
    asked = [place for place in places if record.documents[most].get(names[place])]
    theirs = [percentile(record.documents[most][names[at]]["large"], 0.5) for at in asked]
    axis.plot(theirs, asked, "o", color=_THEIRS, markersize=4, label="documents' schema, p50")
    axis.axvline(P99_MS, color=_LINE, linewidth=0.8, linestyle="--")
    axis.set_xscale("log")
    axis.xaxis.set_major_formatter("{x:,g}")
    axis.set_yticks(places, names)
    axis.set_ylim(-0.5, len(names) - 0.5)
    axis.set_title(f"milliseconds at {most:,} events, less is better", loc="left")
    axis.spines[["top", "right"]].set_visible(False)
    axis.grid(axis="x", color="#e3e3e3", linewidth=0.6)
    axis.set_axisbelow(True)
    axis.legend(frameon=False, loc="lower right")
    figure.savefig(path, metadata={"Date": None})
    pyplot.close(figure)
