"""New products: what their category is expected to sell, by their share of it.

A product's own days are mixed with what a product of the category sells on average, the more of
them the older it is: shrinkage of a share towards the mean share, as for a proportion with a
Dirichlet prior (Carlin, Louis 2009, "Bayesian methods for data analysis", section 3.2).
"""

from __future__ import annotations

import numpy as np

from flywheel.insights.intervals import not_negative
from flywheel.insights.models import Forecast
from flywheel.insights.series import Series

MODEL = "category_prior"

DOUBT_DAYS = 14.0
"""Age at which a product's own share counts as much as the mean one: two weeks show each weekday
twice."""

_LEAST_SHARE = 1e-4


def share_of(product: Series | None, parent: Series, members: int) -> float:
    """Return which part of its category a new product will sell, 0 to 1.

    Parameters
    ----------
    product
        None where it has sold nothing yet.
    parent
        Its category, or the workspace, in the same currency and up to the same day.
    members
        Products in the category, this one too.
    """
    mean = 1 / max(members, 1)
    if product is None:
        return mean
    age = len(product.revenue)
    whole = float(parent.revenue[-age:].sum())
    own = float(product.revenue.sum()) / whole if whole > 0 else mean
    return float(min((age * own + DOUBT_DAYS * mean) / (age + DOUBT_DAYS), 1.0))


def scaled(parent: Forecast, share: float) -> Forecast:
    """Return a share of a category's forecast.

    Of independent buyers, the spread of a part shrinks with the root of its share only; the
    bounds of each day are as much further from its expectation, in proportion.
    """
    part = max(share, _LEAST_SHARE)
    mean = parent.mean * part
    wider = np.sqrt(part)
    return not_negative(
        Forecast(
            mean,
            mean - (parent.mean - parent.low) * wider,
            mean + (parent.high - parent.mean) * wider,
        )
    )
