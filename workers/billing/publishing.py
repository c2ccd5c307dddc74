"""Putting our plans up for sale at Stripe."""

from __future__ import annotations

from dataclasses import dataclass

from flywheel.billing.client import request
from flywheel.db import Connection, Queries

_SQL = Queries.load(__package__, "console.sql")


@dataclass(frozen=True)
class Published:
    """A plan and its price at Stripe."""

    plan: str
    stripe_price_id: str


async def publish_plans(connection: Connection) -> list[Published]:
    """Make a product and a price at Stripe for each plan that costs something and has none.

    Running it again makes nothing twice: Stripe keeps what it made under the plan's terms.

    Parameters
    ----------
    connection
        Of the operator.

    Raises
    ------
    StripeUnavailableError, StripeRefusedError
        If Stripe does not take one; those before it are published.
    """
    published = []
    for plan in await (await connection.execute(_SQL.unpublished_plans)).fetchall():
        terms = f"{plan['price_cents']}-{plan['currency']}-{plan['interval_count']}"
        key = f"flywheel-plan-{plan['id']}-{terms}{plan['interval']}"
        metadata = {"plan_id": str(plan["id"])}
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
                "unit_amount": plan["price_cents"],
                "currency": plan["currency"],
                "recurring": {
                    "interval": plan["interval"],
                    "interval_count": plan["interval_count"],
                },
                "metadata": metadata,
            },
            idempotency_key=f"{key}-price",
        )
        await connection.execute(_SQL.publish_plan, {"plan": plan["id"], "price": price["id"]})
        published.append(Published(plan["name"], price["id"]))
    return published
