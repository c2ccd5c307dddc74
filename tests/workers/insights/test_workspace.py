"""The forecasts of a workspace: complete, explained, the same again, whatever it has sold."""

from __future__ import annotations

import json
from typing import Any

import numpy as np
import pytest

from flywheel.insights.models import candidates
from flywheel.insights.prior import DOUBT_DAYS
from flywheel.insights.workspace import HORIZONS, forecast_workspace
from tests.workers.insights.shops import read, sales, series


def by(found: list[dict[str, Any]], horizon: int, **names: Any) -> dict[str, Any]:
    (one,) = (
        row
        for row in found
        if row["horizon_days"] == horizon and all(row[key] == names[key] for key in names)
    )
    return one


def test_every_series_has_every_horizon_with_backtest_and_units() -> None:
    rugs = series(sales(60) / 2, category="rugs")
    found = forecast_workspace(read(series(sales(60)), rugs))
    again = forecast_workspace(read(rugs)).predictions  # the same, whatever else is forecast
    assert again == [one for one in found.predictions if one["category"] == "rugs"]
    assert len(found.predictions) == 2 * len(HORIZONS)
    for one in found.predictions:
        assert len(one["revenue"]) == len(one["units"]) == one["horizon_days"]
        assert one["units"] == pytest.approx(np.array(one["revenue"]) / 20, abs=0.01)
    week = by(found.predictions, 7, category=None)
    assert week["backtest_error"] <= week["baseline_error"]
    tested = by(found.backtests, 7, category=None)
    assert tested["predicted_on"] == "2026-11-23"
    assert tested["actual"] == pytest.approx(sales(60)[-7:], abs=0.01)
    assert found.counts["series"] == 2


@pytest.mark.parametrize(
    ("values", "note"),
    [
        ([120.0], "a history of 1 day: little is known yet"),
        ([120.0] * 60, None),
        ([50.0, 0, 0, 60.0, 0, 0], "a history of 6 days: little is known yet"),
        ([80.0] * 40 + [0.0] * 60, "nothing was sold in the last 60 days"),
        (
            [80.0, 90.0] * 30 + [0.0] * 40 + [70.0, 75.0] * 20,
            "nothing was sold for 40 days: only what came after them counts",
        ),
    ],
)
def test_odd_histories_are_explained(values: list[float], note: str | None) -> None:
    found = forecast_workspace(read(series(values)))
    assert len(found.predictions) == len(HORIZONS)
    json.dumps([found.predictions, found.backtests], allow_nan=False)
    if note:
        assert note in found.predictions[0]["notes"]


def test_a_workspace_without_sales_is_counted() -> None:
    found = forecast_workspace(read())
    assert (found.predictions, dict(found.counts)) == ([], {"without_sales": 1})
    odd = {"currency": "SAR", "category": None, "product_id": None, "days": []}
    assert forecast_workspace(read(odd)).counts["without_sales"] == 1


def test_currencies_are_forecast_apart() -> None:
    found = forecast_workspace(read(series([100.0] * 20), series([9.0] * 20, currency="USD")))
    assert by(found.predictions, 7, currency="SAR")["revenue"] == [100.0] * 7
    assert by(found.predictions, 7, currency="USD")["revenue"] == [9.0] * 7


def test_a_new_product_gets_its_share_of_the_category() -> None:
    rugs = np.full(60, 100.0)
    found = forecast_workspace(
        read(
            series(rugs),
            series(rugs, category="rugs"),
            series(rugs[-14:] * 0.4, product_id="started"),
            new_products=[
                {"product_id": "started", "category": "rugs", "currency": "SAR"},
                {"product_id": "unsold", "category": "rugs", "currency": "SAR"},
                {"product_id": "foreign", "category": "rugs", "currency": "USD"},
            ],
            members={"rugs": 5},
        )
    )
    started = by(found.predictions, 30, product_id="started")
    # Fourteen days old, its own share of 40 % counts as much as the mean one of 20 %.
    assert DOUBT_DAYS == 14
    assert started["revenue"] == pytest.approx([30.0] * 30)
    assert started["model"] == "category_prior"
    assert started["notes"] == [
        "new product, 14 days of sales: 30.0% of the forecast of the category rugs"
    ]
    unsold = by(found.predictions, 30, product_id="unsold")
    assert unsold["revenue"] == pytest.approx([20.0] * 30)
    assert found.counts["without_category_sales"] == 1


def test_a_part_is_less_certain_than_the_whole() -> None:
    found = forecast_workspace(
        read(
            series(sales(60)),
            new_products=[{"product_id": "new", "category": None, "currency": "SAR"}],
            products=4,
        )
    )
    whole, part = (by(found.predictions, 7, product_id=name) for name in (None, "new"))
    assert part["revenue"][0] == pytest.approx(whole["revenue"][0] / 4, rel=0.001)
    widths = [(one["high"][0] - one["revenue"][0]) / one["revenue"][0] for one in (whole, part)]
    assert widths[1] == pytest.approx(2 * widths[0], rel=0.01)


def test_intervals_whose_days_did_not_come_true_are_widened() -> None:
    given = series(sales(50))
    names = {"product_id": None, "category": None, "currency": "SAR", "horizon_days": 7}
    widths = []
    for days in (5, 200):  # too few to say anything, and enough
        known = {**names, "days": days, "share": 0.6}
        coverage = [{**known, "model": model} for model in candidates(sales(50), 7)]
        one = by(forecast_workspace(read(given, coverage=coverage)).predictions, 7)
        widths.append(one["high"][0] - one["revenue"][0])
    assert widths[1] > 1.5 * widths[0]
    assert one["is_conformal"]
    assert one["realised_coverage"] == 0.6
