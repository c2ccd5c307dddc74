"""The job that changes, ends and resumes subscriptions at Stripe."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from pydantic import BaseModel, ConfigDict

from flywheel.billing.client import request
from flywheel.billing.errors import StripeObjectMissingError
from flywheel.billing.reading import PAGE
from flywheel.jobs.context import Context
from flywheel.jobs.registry import Effect, handler


class ChangePayload(BaseModel):
    """Which row of subscription_changes to carry out."""

    model_config = ConfigDict(extra="forbid")

    change_id: UUID


class Change(BaseModel):
    """What to ask Stripe for, as `begin_subscription_change` says it.

    Attributes
    ----------
    proration_date
        Unix time from which the new plan counts; None where nothing is prorated.
    """

    kind: str
    currency: str
    is_at_period_end: bool
    subscription_id: str
    item_id: str | None
    price_id: str | None
    quantity: int | None
    proration_behavior: str
    proration_date: int | None


@handler("stripe.change_subscription", payload=ChangePayload, effect=Effect.AT_LEAST_ONCE)
async def change_subscription(payload: ChangePayload, context: Context) -> dict[str, Any]:
    """Carry out a change, and return what it costs; an empty result for one that is over.

    Asked twice, Stripe does it once: the request carries an idempotency key.

    Raises
    ------
    StripeUnavailableError
        If Stripe does not answer; the job is tried again.
    StripeRefusedError
        If it cannot be done, as when a card is declined.
    """
    begun = await context.call("begin_subscription_change", change_id=payload.change_id)
    if begun is None:
        return {}
    change = Change.model_validate(begun)
    path = f"/v1/subscriptions/{change.subscription_id}"
    key = context.idempotency_key
    if change.kind == "preview":
        return await _preview(change)
    if change.kind == "change":
        # What is due now is collected now, or nothing is changed.
        await request(
            "post",
            path,
            {**_new_terms(change), "payment_behavior": "error_if_incomplete"},
            idempotency_key=key,
        )
    elif change.kind == "resume":
        await request("post", path, {"cancel_at_period_end": False}, idempotency_key=key)
    elif change.is_at_period_end:
        await request("post", path, {"cancel_at_period_end": True}, idempotency_key=key)
    else:
        try:
            await request("delete", path)
        except StripeObjectMissingError:
            return {"done": True}  # an attempt before this one was heard
    return {"done": True}


def _new_terms(change: Change) -> dict[str, Any]:
    terms: dict[str, Any] = {
        "items": [{"id": change.item_id, "price": change.price_id, "quantity": change.quantity}],
        "proration_behavior": change.proration_behavior,
    }
    if change.proration_behavior != "none" and change.proration_date is not None:
        terms["proration_date"] = change.proration_date
    return terms


async def _preview(change: Change) -> dict[str, Any]:
    """Return what a change would cost: amounts in the minor unit of currency."""
    invoice = await request(
        "post",
        "/v1/invoices/create_preview",
        {"subscription": change.subscription_id, "subscription_details": _new_terms(change)},
    )
    lines = await _lines(invoice)
    amounts = [line["amount"] for line in lines]
    return {
        "currency": invoice["currency"],
        "amount_due": invoice["amount_due"],
        "credit": -sum(amount for amount in amounts if amount < 0),
        "charge": sum(amount for amount in amounts if amount > 0),
        "lines": lines,
    }


async def _lines(invoice: dict[str, Any]) -> list[dict[str, Any]]:
    found = invoice["lines"]["data"]
    more = bool(invoice["lines"].get("has_more"))
    while more:
        page = await request(
            "get",
            f"/v1/invoices/{invoice['id']}/lines",
            {"limit": PAGE, "starting_after": found[-1]["id"]},
        )
        found = [*found, *page["data"]]
        more = bool(page["has_more"]) and bool(page["data"])
    return [
        {
            "description": line.get("description"),
            "amount": line["amount"],
            "period_start": line["period"]["start"],
            "period_end": line["period"]["end"],
        }
        for line in found
    ]
