"""Computing stored recommendations again, from their inputs, by the model that they name."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import Any


class Outcome(StrEnum):
    """What came of a replay."""

    same = "same"
    differs = "differs"
    other_model = "other model"
    """It names a model that this version of Flywheel does not have."""


@dataclass(frozen=True, slots=True)
class Replay:
    """A recommendation, computed again.

    Attributes
    ----------
    recommendation_id
        Its id in price_recommendations.
    stored, computed
        The prices; `computed` is None where the engine would not change the price, or does not
        have the model.
    """

    recommendation_id: str
    outcome: Outcome
    stored: Decimal
    computed: Decimal | None


def replay(recommendations: Iterable[Mapping[str, Any]]) -> list[Replay]:
    """Compute recommendations again.

    Parameters
    ----------
    recommendations
        Rows of price_recommendations: `id`, `model`, `inputs`, `recommended_price`.

    Returns
    -------
    list
        One element for each, in their order.
    """
    from flywheel.pricing import engine  # numpy is slow to import

    rows = list(recommendations)
    known = [row for row in rows if row["model"] == engine.MODEL]
    decisions = iter(engine.decide([row["inputs"] for row in known]))
    replayed = []
    for row in rows:
        stored = Decimal(row["recommended_price"])
        if row["model"] != engine.MODEL:
            outcome, computed = Outcome.other_model, None
        else:
            computed = next(decisions).price
            outcome = Outcome.same if computed == stored else Outcome.differs
        replayed.append(Replay(str(row["id"]), outcome, stored, computed))
    return replayed
