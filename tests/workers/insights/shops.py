"""Made-up sales for the tests of forecasts: known weeks, holidays and noise."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

import numpy as np
from numpy.typing import NDArray

TODAY = date(2026, 11, 30)
SAUDI_WEEK = (1.0, 1.0, 1.0, 1.0, 2.0, 2.0, 1.0)
"""Monday first: twice as much on Friday and Saturday."""


def sales(days: int, *, seed: int = 1, noise: float = 0.1, mean: float = 300.0) -> Any:
    """Return daily revenue up to yesterday, with the Saudi week, shape (days,)."""
    random = np.random.default_rng(seed)
    start = TODAY - timedelta(days=days)
    week = np.array([SAUDI_WEEK[(start.weekday() + day) % 7] for day in range(days)])
    return mean * week * random.lognormal(0, noise, days)


def series(
    values: NDArray[np.float64] | Sequence[float],
    *,
    currency: str = "SAR",
    category: str | None = None,
    product_id: str | None = None,
) -> dict[str, Any]:
    """Return a series as `forecast_series` of the database gives it; each unit costs 20."""
    start = TODAY - timedelta(days=len(values))
    return {
        "currency": currency,
        "category": category,
        "product_id": product_id,
        "days": [
            [(start + timedelta(days=day)).isoformat(), round(float(value), 2), value / 20]
            for day, value in enumerate(values)
            if value > 0
        ],
    }


def read(*given: dict[str, Any], **more: Any) -> dict[str, Any]:
    """Return what `forecast_series` gives."""
    return {"today": TODAY.isoformat(), "country": None, "series": list(given), **more}
