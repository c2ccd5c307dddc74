"""Pictures say what the data say, and the same data make the same file."""

from __future__ import annotations

import copy
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest

from flywheel.errors import FlywheelError
from flywheel.pictures.forecasts import draw_forecast
from flywheel.pictures.prices import draw_demand, draw_price

PRICE: dict[str, Any] = {
    "product": {"name": "Wool blanket", "currency": "GBP"},
    "steps": [
        {"at": "2026-09-01T00:00:00+00:00", "price": 45.0},
        {"at": "2026-09-20T10:00:00.5+00:00", "price": 42.99},
        {"at": "2026-10-01T00:00:00+00:00", "price": 42.99},
    ],
    "decisions": [
        {
            "at": "2026-09-20T10:00:00.5+00:00",
            "price": 42.99,
            "status": "applied",
            "reason": "4.5 % less sells 10 % more.",
        },
        {
            "at": "2026-09-25T10:00:00+00:00",
            "price": 41.99,
            "status": "rejected",
            "reason": "Buyers wait.",
        },
    ],
    "limits": {"floor": 30.0},
    "competitors": [{"date": "2026-09-10", "lowest": 44.0}],
    "units": [{"date": "2026-09-10", "units": 3}],
}
DEMAND: dict[str, Any] = {
    "product": {"name": "Wool blanket", "currency": "GBP"},
    "current_price": 45.0,
    "elasticity": {
        "mean": -2.1,
        "low": -2.8,
        "high": -1.4,
        "level": 0.95,
        "source": "category",
        "observations": 60,
    },
    "observed": [{"price": 45.0, "days": 60, "units_per_day": 5.0}],
    "curve": [
        {"price": price, "units": 9 - price / 10, "units_low": 3, "units_high": 9, "profit": price}
        for price in (30.0, 45.0, 60.0)
    ],
}
FORECAST: dict[str, Any] = {
    "series": {"name": "throws", "currency": "GBP", "horizon_days": 7},
    "predicted_on": "2026-09-04",
    "model": "AutoETS",
    "confidence": 0.95,
    "backtest_error": 0.81,
    "baseline_error": 1.02,
    "realised_coverage": None,
    "notes": ["1 outlier was replaced."],
    "history": [{"date": f"2026-09-0{day}", "revenue": 10.0 * day} for day in (1, 2, 3)],
    "backtest": [],
    "forecast": [
        {"date": f"2026-09-0{day}", "predicted": 40.0, "low": 20.0, "high": 60.0}
        for day in (4, 5, 6)
    ],
}
Draw = Callable[[Mapping[str, Any], Path], None]
EACH = [(draw_price, PRICE), (draw_demand, DEMAND), (draw_forecast, FORECAST)]


@pytest.mark.parametrize(
    ("draw", "chart", "words"),
    [
        (draw_price, PRICE, ["Wool blanket: price in GBP", "Buyers wait.", "applied", "floor"]),
        (draw_demand, DEMAND, ["elasticity -2.10 (-2.80 to -1.40)", "95% interval"]),
        (draw_forecast, FORECAST, ["throws: revenue of 7 days", "seasonal naive 1.02", "outlier"]),
    ],
)
def test_a_picture_says_what_it_shows(
    draw: Draw, chart: dict[str, Any], words: list[str], tmp_path: Path
) -> None:
    draw(chart, tmp_path / "a.svg")
    drawn = (tmp_path / "a.svg").read_text("utf-8")
    assert [word for word in words if word not in drawn] == []


@pytest.mark.parametrize("ending", ["svg", "png"])
@pytest.mark.parametrize(("draw", "chart"), EACH)
def test_the_same_data_make_the_same_file(
    draw: Draw, chart: dict[str, Any], ending: str, tmp_path: Path
) -> None:
    first, second = tmp_path / f"a.{ending}", tmp_path / f"b.{ending}"
    draw(chart, first)
    draw(copy.deepcopy(chart), second)
    assert first.read_bytes() == second.read_bytes()
    assert first.stat().st_size > 5000


@pytest.mark.parametrize(("draw", "chart"), EACH)
def test_other_endings_are_refused(draw: Draw, chart: dict[str, Any], tmp_path: Path) -> None:
    with pytest.raises(FlywheelError, match=r"a\.gif") as caught:
        draw(chart, tmp_path / "a.gif")
    assert ".svg or .png" in str(caught.value.hint)
    with pytest.raises(FlywheelError, match="cannot be written"):
        draw(chart, tmp_path / "missing" / "a.svg")


def test_what_is_not_there_is_said_and_not_drawn(tmp_path: Path) -> None:
    with pytest.raises(FlywheelError, match="has sold nothing"):
        draw_demand({**DEMAND, "curve": []}, tmp_path / "a.svg")
    with pytest.raises(FlywheelError, match="no elasticity is known"):
        draw_demand({**DEMAND, "curve": [], "elasticity": None}, tmp_path / "a.svg")
    with pytest.raises(FlywheelError, match="no forecast of 7 days of throws"):
        draw_forecast({**FORECAST, "forecast": []}, tmp_path / "a.svg")
    assert list(tmp_path.iterdir()) == []


def test_without_a_cost_demand_is_drawn_and_profit_is_not(tmp_path: Path) -> None:
    curve = [{**point, "profit": None} for point in DEMAND["curve"]]
    draw_demand({**DEMAND, "curve": curve}, tmp_path / "a.svg")
    assert "no profit without a cost" in (tmp_path / "a.svg").read_text("utf-8")
