"""One run over the products of a workspace, chunk by chunk."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import Any, Protocol

from flywheel.pricing.decision import Decision, Kind

CHUNK = 250
"""Products of one transaction. Where all prices change, their rows are locked for a quarter
of a second: triggers of guardrails, history and audit take most of a millisecond for each. It is
three times that on a busy machine, and more before a new table has statistics."""


class Call(Protocol):
    """Calls a function of the database as a worker does; see `Context.call`."""

    async def __call__(self, function: str, /, **arguments: Any) -> Any:
        """Return what it returns."""


Report = Callable[[float, str], Awaitable[None]]
"""Is told how far the run is, from 0 to 1, and in words."""


async def reprice(call: Call, run_id: str, report: Report, *, chunk: int = CHUNK) -> dict[str, Any]:
    """Go through a run from where it is to its end.

    What is done is in the database, with each chunk: a run that is begun again goes on where it
    was, and two that go through it at once do not do anything twice.

    Parameters
    ----------
    call
        Calls functions of the database; each call is a transaction.
    chunk
        Products of a transaction.

    Returns
    -------
    dict
        How the run ended (`status`), and what came of its `products`.
    """
    from flywheel.pricing import engine  # numpy is slow to import

    saved = {"products": 0, "applied": 0, "refused": 0}
    while True:
        given = await call("next_pricing_chunk", run_id=run_id, most=chunk)
        if given["status"] != "running":
            return {**saved, "status": given["status"]}
        inputs: list[dict[str, Any]] = given["inputs"]
        decisions = await asyncio.to_thread(engine.decide, inputs)
        answer = await call(
            "save_price_decisions",
            run_id=run_id,
            decisions=tuple(as_saved(inputs, decisions, engine.MODEL)),
            until=given["until"],
            seen=given["seen"],
        )
        for name in saved:
            saved[name] += answer[name]
        done = given["done"] + answer["products"]
        total = max(given["total"] or 0, done, 1)
        await report(done / total, f"{done} products")


def as_saved(
    inputs: Sequence[Mapping[str, Any]], decisions: Sequence[Decision], model: str
) -> list[dict[str, Any]]:
    """Return decisions as `save_price_decisions` takes them.

    What is needed to compute them again goes along where it is kept: with a change.
    """
    saved = []
    for given, decision in zip(inputs, decisions, strict=True):
        if decision.kind == Kind.change:
            saved.append({**decision.as_json(), "model": model, "inputs": given})
        else:
            saved.append(
                {
                    "product_id": decision.product_id,
                    "kind": decision.kind.value,
                    "code": str(decision.code),
                    "reasons": decision.reasons if decision.kind != Kind.keep else [],
                }
            )
    return saved
