"""The job that puts our plans up for sale at Stripe."""

from __future__ import annotations

from typing import Any

from flywheel.billing.client import request
from flywheel.billing.handlers import NoPayload
from flywheel.jobs.context import Context
from flywheel.jobs.registry import Effect, handler


@handler("stripe.publish_plans", payload=NoPayload, effect=Effect.AT_LEAST_ONCE)
async def publish_plans(payload: NoPayload, context: Context) -> dict[str, Any]:
    """Make a product and a price for each plan that costs something and has none.

    Done again it makes nothing twice: Stripe keeps what it made under the plan's terms.

    Raises
    ------
    StripeUnavailableError, StripeRefusedError
        If Stripe does not take one; those before it are published.
    """
    plans: list[dict[str, Any]] = await context.call("unpublished_plans")
    for plan in plans:
        recurring = {"interval": plan["interval"], "interval_count": plan["interval_count"]}
        terms = (
            f"{plan['unit_amount']}-{plan['currency']}-{plan['interval_count']}{plan['interval']}"
        )
        key = f"flywheel-plan-{plan['id']}-{terms}"
        metadata = {"plan_id": plan["id"]}
        described = {"description": plan["description"]} if plan["description"] else {}
        product = await request(
            "post",
            "/v1/products",
            {"name": plan["name"], "metadata": metadata, **described},
            idempotency_key=f"{key}-product",
        )
        price = await request(
            "post",
            "/v1/prices",
            {
                "product": product["id"],
                "unit_amount": plan["unit_amount"],
                "currency": plan["currency"],
                "recurring": recurring,
                "metadata": metadata,
            },
            idempotency_key=f"{key}-price",
        )
        await context.call("publish_plan", plan_id=plan["id"], stripe_price_id=price["id"])
    return {"published": len(plans)}
