"""Changes of subscriptions cost what their preview said, and happen when they should."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any

import pytest

from tests.conftest import Stack
from tests.workers.billing.buyer import Buyer, buying


@pytest.fixture
async def buyer(stack: Stack, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Buyer]:
    async with buying(stack, monkeypatch) as someone:
        yield someone


async def _half_way(buyer: Buyer, subscription: dict[str, Any]) -> None:
    """Let half of the period be over, at Stripe and here."""
    half = (subscription["current_period_end"] - subscription["current_period_start"]) / 2
    held = buyer.stripe.platform.objects
    for item in (held[one] for one in held[subscription["stripe_subscription_id"]]["_items"]):
        item["current_period_start"] -= int(half.total_seconds())
        item["current_period_end"] -= int(half.total_seconds())


async def test_an_upgrade_half_way_costs_half_of_the_difference(buyer: Buyer) -> None:
    """From 10 to 20 dollars at half of the month: 5 credited, 10 charged (docs.stripe.com)."""
    subscription = await buyer.subscribe(1000)
    larger = await buyer.plan(2000)
    await _half_way(buyer, subscription)
    preview = await buyer.change(
        "preview_subscription_change", subscription_id=subscription["id"], plan_id=larger
    )
    assert preview["status"] == "done", preview["error_message"]
    assert (preview["credit_cents"], preview["charge_cents"]) == (500, 1000)
    assert preview["amount_due_cents"] == 500
    assert sum(line["amount"] for line in preview["lines"]) == 500
    done = await buyer.change(
        "change_subscription",
        subscription_id=subscription["id"],
        plan_id=larger,
        preview_id=preview["id"],
    )
    assert done["status"] == "done", done["error_message"]
    assert done["proration_date"] == preview["proration_date"]
    assert (await buyer.row("subscriptions", subscription["id"]))["plan_id"] == larger
    invoices = await buyer.rows(
        "select amount_cents from public.invoices where workspace_id = %(id)s order by created_at",
        id=buyer.workspace_id,
    )
    assert sorted(invoice["amount_cents"] for invoice in invoices) == [500, 1000]


async def test_it_ends_with_its_period_and_goes_on_again(buyer: Buyer) -> None:
    subscription = await buyer.subscribe()
    await buyer.change("cancel_subscription", subscription_id=subscription["id"])
    ending = await buyer.row("subscriptions", subscription["id"])
    assert ending["cancel_at_period_end"]
    await buyer.change("resume_subscription", subscription_id=subscription["id"])
    assert not (await buyer.row("subscriptions", subscription["id"]))["cancel_at_period_end"]
    await buyer.change(
        "cancel_subscription", subscription_id=subscription["id"], at_period_end=False
    )
    assert (await buyer.row("subscriptions", subscription["id"]))["status"] == "canceled"


async def test_a_smaller_plan_begins_with_the_next_period(buyer: Buyer) -> None:
    subscription = await buyer.subscribe(2000)
    smaller = await buyer.plan(1000)
    asked = await buyer.ask(
        "change_subscription",
        subscription_id=subscription["id"],
        plan_id=smaller,
        at="period_end",
    )
    assert asked["effective_at"] == subscription["current_period_end"]
    (job,) = await buyer.rows(
        "select * from jobs.job_queue where payload ->> 'change_id' = %(id)s", id=str(asked["id"])
    )
    assert (asked["effective_at"] - job["scheduled_at"]).total_seconds() == 600
    # The time has come.
    await buyer.rows(
        "update jobs.job_queue set scheduled_at = now(), is_ready = true where id = %(id)s",
        id=job["id"],
    )
    await buyer.hear()
    await buyer.hear()
    assert (await buyer.row("subscription_changes", asked["id"]))["status"] == "done"
    changed = await buyer.row("subscriptions", subscription["id"])
    assert changed["plan_id"] == smaller
    invoices = buyer.stripe.platform.current("invoice")
    assert [invoice["amount_due"] for invoice in invoices] == [2000]


async def test_what_stripe_refuses_is_said(buyer: Buyer) -> None:
    subscription = await buyer.subscribe(1000)
    larger = await buyer.plan(5000)
    # Ended at Stripe, and nobody has heard of it yet.
    buyer.stripe.platform.request(
        "DELETE", f"/v1/subscriptions/{subscription['stripe_subscription_id']}"
    )
    failed = await buyer.change(
        "change_subscription", subscription_id=subscription["id"], plan_id=larger
    )
    assert failed["status"] == "failed"
    assert failed["error_message"]
    kept = await buyer.row("subscriptions", subscription["id"])
    assert (kept["plan_id"], kept["status"]) == (subscription["plan_id"], "canceled")
