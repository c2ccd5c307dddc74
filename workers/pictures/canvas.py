"""What all pictures share: colours, fonts, and how they are written."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from flywheel.errors import FlywheelError

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

GREEN, ORANGE, RED, BLUE, GREY = "#1f6f54", "#d98a29", "#b5403a", "#3d6ea5", "#8a8f98"
FORMATS = ("svg", "png")
_DOTS_PER_INCH = 144


@contextmanager
def canvas(path: Path, rows: int = 1) -> Iterator[list[Axes]]:
    """Yield axes below each other, the first the tallest; write them to a file at the end.

    The same data give the same file: text stays text in SVG, and no date is written.

    Parameters
    ----------
    path
        Where to; its ending, .svg or .png, says what it becomes.
    rows
        How many axes.

    Raises
    ------
    FlywheelError
        If the ending is another one, or the file cannot be written.
    """
    if path.suffix.lower().lstrip(".") not in FORMATS:
        raise FlywheelError(
            f"a picture cannot be written as {path.name}",
            hint="End the file's name with .svg or .png.",
        )
    import matplotlib as mpl

    mpl.use("agg")
    mpl.rcParams.update({"svg.fonttype": "none", "svg.hashsalt": "flywheel", "font.size": 9})
    from matplotlib import pyplot

    heights = [3.0] + [1.0] * (rows - 1)
    figure, found = pyplot.subplots(
        rows,
        sharex=True,
        squeeze=False,
        figsize=(10, 2.2 + 1.1 * sum(heights)),
        height_ratios=heights,
        layout="constrained",
    )
    axes = [axis for (axis,) in found]
    for axis in axes:
        axis.spines[["top", "right"]].set_visible(False)
        axis.grid(axis="y", color="#e3e3e3", linewidth=0.6)
        axis.set_axisbelow(True)
    try:
        yield axes
        _write(figure, path)
    finally:
        pyplot.close(figure)


def _write(figure: Figure, path: Path) -> None:
    is_svg = path.suffix.lower() == ".svg"
    try:
        figure.savefig(
            path,
            dpi=_DOTS_PER_INCH,
            metadata={"Date": None} if is_svg else {"Software": None},
        )
    except OSError as error:
        raise FlywheelError(
            f"{path} cannot be written: {error.strerror}",
            hint="Give another place with --out.",
        ) from error


def explain(axis: Axes, title: str, lines: list[str]) -> None:
    """Write a title, and what a reader should know below it."""
    axis.set_title("\n".join([title, *lines]), loc="left", fontsize=9)


def moments(texts: Iterable[str]) -> list[float]:
    """Return days or times as JSON has them as places on an axis of dates."""
    dates = _dates()
    return [float(dates.date2num(datetime.fromisoformat(text))) for text in texts]


def date_axis(axis: Axes) -> None:
    """Label the horizontal axis with days, without repeating month and year."""
    dates = _dates()
    locator = dates.AutoDateLocator()
    axis.xaxis.set_major_locator(locator)
    axis.xaxis.set_major_formatter(dates.ConciseDateFormatter(locator))


def _dates() -> Any:
    from matplotlib import dates  # its functions have no types

    return dates
