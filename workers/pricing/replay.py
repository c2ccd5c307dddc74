"""Computing stored recommendations again, from their inputs, by the model that they name."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import Any

from flywheel import db
from flywheel.errors import FlywheelError
from flywheel.jobs.translation import translated

_SQL = db.Queries.load(__package__)
_NIL = "00000000-0000-0000-0000-000000000000"
_PAGE = 5000


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


async def replay_stored(
    connection: db.Connection, recommendation: str | None = None
) -> AsyncIterator[Replay]:
    """Compute one stored recommendation again, or all that a run has stored.

    Raises
    ------
    FlywheelError
        If there is no such recommendation.
    """
    if recommendation is not None:
        with translated():
            cursor = await connection.execute(_SQL.replayed_one, {"id": recommendation})
        rows = await cursor.fetchall()
        if not rows:
            raise FlywheelError(
                f"there is no recommendation {recommendation!r}", hint="flywheel pricing show"
            )
        for one in replay(rows):
            yield one
        return
    after = _NIL
    while True:
        cursor = await connection.execute(_SQL.replayed, {"after": after, "most": _PAGE})
        rows = await cursor.fetchall()
        for one in await asyncio.to_thread(replay, rows):
            yield one
        if len(rows) < _PAGE:
            return
        after = str(rows[-1]["id"])
