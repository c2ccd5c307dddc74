"""A product's prices with the decisions that made them, and what demand answers to them."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from flywheel.errors import FlywheelError
from flywheel.pictures.canvas import (
    BLUE,
    GREEN,
    GREY,
    ORANGE,
    RED,
    canvas,
    date_axis,
    explain,
    moments,
)

_MARKS = {
    "applied": ("^", GREEN, "applied"),
    "rolled_back": ("v", RED, "rolled back"),
    "rejected": ("x", RED, "rejected"),
    "failed": ("x", ORANGE, "failed"),
    "approved": ("o", BLUE, "approved"),
    "pending": ("o", GREY, "pending"),
    "expired": (".", GREY, "expired"),
}


def draw_price(chart: Mapping[str, Any], path: Path) -> None:
    """Draw the answer of `price_chart`: prices as steps, decisions, limits, units sold.

    Raises
    ------
    FlywheelError
        If the file cannot be written.
    """
    product, steps = chart["product"], chart["steps"]
    times = moments(step["at"] for step in steps)
    prices = [step["price"] for step in steps]
    with canvas(path, rows=2) as (axis, sold):
        axis.step(times, prices, where="post", color=GREEN, linewidth=2, label="price")
        days = moments(day["date"] for day in chart["competitors"])
        if days:
            lowest = [day["lowest"] for day in chart["competitors"]]
            axis.plot(days, lowest, ".", color=ORANGE, label="lowest competitor")
        for name, price in chart["limits"].items():
            axis.axhline(price, color=GREY, linewidth=0.8, linestyle="--")
            axis.annotate(name, (times[0], price), fontsize=7, color=GREY, va="bottom")
        for status, (marker, colour, label) in _MARKS.items():
            these = [item for item in chart["decisions"] if item["status"] == status]
            if these:
                axis.plot(
                    moments(item["at"] for item in these),
                    [item["price"] for item in these],
                    marker,
                    color=colour,
                    label=label,
                )
        lines = [f"newest decision: {item['reason']}" for item in chart["decisions"][-1:]]
        explain(axis, f"{product['name']}: price in {product['currency']}", lines)
        axis.legend(frameon=False, loc="best", fontsize=7)
        sold.bar(
            moments(day["date"] for day in chart["units"]),
            [day["units"] for day in chart["units"]],
            color=GREEN,
            alpha=0.5,
        )
        sold.set_ylabel("units a day")
        date_axis(sold)


def draw_demand(chart: Mapping[str, Any], path: Path) -> None:
    """Draw the answer of `demand_curve`: units and profit by price, with the interval.

    Raises
    ------
    FlywheelError
        If there is no curve, because the product has sold nothing or no elasticity is known, or
        the file cannot be written.
    """
    product, curve, fit = chart["product"], chart["curve"], chart["elasticity"]
    if fit is None:
        raise FlywheelError(
            f"there is no demand curve of {product['name']}: no elasticity is known yet",
            hint="The job pricing.fit makes them every night; flywheel pricing fit does it now.",
        )
    if not curve:
        raise FlywheelError(
            f"there is no demand curve of {product['name']}: it has sold nothing",
            hint="A curve needs sales at one price at least.",
        )
    prices = [point["price"] for point in curve]
    with canvas(path, rows=2) as (axis, earned):
        axis.fill_between(
            prices,
            [point["units_low"] for point in curve],
            [point["units_high"] for point in curve],
            color=GREEN,
            alpha=0.2,
            linewidth=0,
            label=f"{fit['level']:.0%} interval",
        )
        axis.plot(prices, [point["units"] for point in curve], color=GREEN, label="expected")
        seen = chart["observed"]
        axis.scatter(
            [point["price"] for point in seen],
            [point["units_per_day"] for point in seen],
            s=[8 + 2 * point["days"] for point in seen],
            color=ORANGE,
            label="observed; larger is more days",
            zorder=3,
        )
        axis.axvline(chart["current_price"], color=GREY, linewidth=0.8, linestyle="--")
        axis.set_ylabel("units a day")
        axis.legend(frameon=False, loc="upper right", fontsize=7)
        explain(
            axis,
            f"{product['name']}: demand by price in {product['currency']}",
            [
                f"elasticity {fit['mean']:.2f}"
                + ("" if fit["low"] is None else f" ({fit['low']:.2f} to {fit['high']:.2f})")
                + f", of the {fit['source']}, {fit['observations']} observations"
            ],
        )
        profit = [point["profit"] for point in curve]
        if None in profit:
            earned.annotate(
                "no profit without a cost", (0.5, 0.5), xycoords="axes fraction", ha="center"
            )
        else:
            earned.plot(prices, profit, color=BLUE)
            earned.axvline(chart["current_price"], color=GREY, linewidth=0.8, linestyle="--")
        earned.set_ylabel("profit a day")
        earned.set_xlabel(f"price in {product['currency']}")
