"""Products as `pricing_inputs` gives them, good and bad ones."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

GOOD: dict[str, Any] = {
    "product_id": "00000000-0000-4000-8000-000000000001",
    "as_of": "2026-11-30",
    "currency": "SAR",
    "decimals": 2,
    "category": "soap",
    "current_price": 45.0,
    "base_price": 45.0,
    "base_cost": 18.0,
    "low": None,
    "high": None,
    "rounding": "none",
    "blocked": None,
    "limits": {},
    "elasticity": {"mean": -2.1, "sd": 0.3, "observations": 60, "source": "product"},
    "units": {
        "recent": 56,
        "recent_days": 28,
        "total": 700,
        "total_days": 365,
        "other_currency": 0,
    },
    "stock": None,
    "competitors": None,
    "season": {"factor": 1.0, "source": "none"},
    "mode": "automatic",
    "explores": True,
    "widest_interval": 3.0,
    "is_holdout": False,
    "seed": 7,
}

ROUNDINGS = ("none", "ends_99", "ends_95", "ends_9", "whole", "half", "tens")

money = st.floats(0.5, 5000).map(lambda value: round(value, 2))


@st.composite
def products(draw: st.DrawFn) -> dict[str, Any]:
    """Sound products of any kind."""
    price = draw(money)
    low = draw(st.none() | st.floats(0.3, 1.1).map(lambda part: round(part * price, 2)))
    high = draw(st.none() | st.floats(0.9, 2.0).map(lambda part: round(part * price, 2)))
    return GOOD | {
        "product_id": str(draw(st.uuids())),
        "decimals": draw(st.sampled_from((0, 2, 3))),
        "current_price": price,
        "base_price": draw(money),
        "base_cost": round(price * draw(st.floats(0, 0.95)), 2),
        "low": low,
        "high": high,
        "rounding": draw(st.sampled_from(ROUNDINGS)),
        "elasticity": {
            "mean": draw(st.floats(-6, 1)),
            "sd": draw(st.floats(0.05, 2)),
            "observations": 60,
            "source": "product",
        },
        "units": {
            "recent": draw(st.integers(0, 500)),
            "recent_days": 28,
            "total": 900,
            "total_days": 365,
            "other_currency": 0,
        },
        "stock": draw(
            st.none()
            | st.fixed_dictionaries(
                {
                    "count": st.integers(1, 5000),
                    "reorder_point": st.integers(0, 500),
                    "lead_time_days": st.integers(0, 90),
                }
            )
        ),
        "competitors": draw(
            st.none() | st.fixed_dictionaries({"median": money, "count": st.integers(1, 9)})
        ),
        "season": {"factor": draw(st.floats(0.2, 4)), "source": "forecast"},
        "explores": draw(st.booleans()),
        "seed": draw(st.integers(-(2**63), 2**63 - 1)),
    }


nonsense = st.one_of(
    st.none(),
    st.booleans(),
    st.floats(),
    st.integers(-(10**30), 10**30),
    st.text(max_size=5),
    st.just([]),
    st.just({"mean": float("nan"), "count": float("inf"), "recent": -1, "factor": "x"}),
)


@st.composite
def spoilt(draw: st.DrawFn) -> dict[str, Any]:
    """Products of which anything may be wrong or missing."""
    product: dict[str, Any] = dict(draw(products()))
    for name in draw(st.lists(st.sampled_from(sorted(product)), min_size=1, max_size=4)):
        if draw(st.booleans()):
            product[name] = draw(nonsense)
        elif isinstance(product.get(name), dict) and product[name]:
            part = dict(product[name])
            part[draw(st.sampled_from(sorted(part)))] = draw(nonsense)
            product[name] = part
        else:
            product.pop(name, None)
    return product
