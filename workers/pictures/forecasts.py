"""A forecast as a fan, beside what came and what the backtest would have said."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from flywheel.errors import FlywheelError
from flywheel.pictures.canvas import BLUE, GREEN, GREY, canvas, date_axis, explain, moments


def draw_forecast(chart: Mapping[str, Any], path: Path) -> None:
    """Draw the answer of `forecast_chart`.

    Raises
    ------
    FlywheelError
        If there is no forecast yet, or the file cannot be written.
    """
    series, ahead = chart["series"], chart["forecast"]
    if not ahead:
        raise FlywheelError(
            f"there is no forecast of {series['horizon_days']} days of {series['name']}",
            hint="flywheel forecasts run makes it.",
        )
    with canvas(path) as (axis,):
        days = moments(day["date"] for day in chart["history"])
        axis.plot(days, [day["revenue"] for day in chart["history"]], color=GREY, label="revenue")
        _fan(axis, chart["backtest"], BLUE, "backtest")
        _fan(axis, ahead, GREEN, "forecast")
        (made,) = moments([chart["predicted_on"]])
        axis.axvline(made, color=GREY, linewidth=0.8, linestyle="--")
        axis.set_ylabel(f"{series['currency']} a day")
        axis.set_ylim(bottom=0)
        axis.legend(frameon=False, loc="upper left", fontsize=7)
        date_axis(axis)
        explain(axis, f"{series['name']}: revenue of {series['horizon_days']} days", _facts(chart))


def _fan(axis: Any, days: list[dict[str, Any]], colour: str, label: str) -> None:
    if not days:
        return
    dates = moments(day["date"] for day in days)
    axis.fill_between(
        dates,
        [day["low"] for day in days],
        [day["high"] for day in days],
        color=colour,
        alpha=0.18,
        linewidth=0,
    )
    axis.plot(dates, [day["predicted"] for day in days], color=colour, label=label)


def _facts(chart: Mapping[str, Any]) -> list[str]:
    facts = [f"{chart['model']}, {chart['confidence']:.0%} interval"]
    if chart["backtest_error"] is not None:
        facts.append(f"MASE in the backtest {chart['backtest_error']:.2f}")
    if chart["baseline_error"] is not None:
        facts.append(f"seasonal naive {chart['baseline_error']:.2f}")
    if chart["realised_coverage"] is not None:
        facts.append(f"{chart['realised_coverage']:.0%} of past days were inside")
    return [", ".join(facts), *chart["notes"][:2]]
