"""Bundle orders cost exactly what they say, and what was paid is made once."""

from __future__ import annotations

import uuid
from collections.abc import AsyncIterator
from fractions import Fraction
from math import floor
from typing import Any

import psycopg
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from psycopg.types.json import Jsonb

from tests.conftest import Stack
from tests.workers.billing.buyer import Buyer, buying

tiers = st.lists(
    st.fixed_dictionaries(
        {
            "min_quantity": st.integers(1, 50),
            "percent": st.decimals(0, 100, places=3, allow_nan=False).map(str).map(float),
        }
    ),
    max_size=4,
)


@pytest.fixture
async def buyer(stack: Stack, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Buyer]:
    async with buying(stack, monkeypatch) as someone:
        yield someone


async def _product(buyer: Buyer, kind: str = "social", count: int = 8) -> uuid.UUID:
    (made,) = await buyer.rows(
        "insert into public.bundle_products "
        "(name, description, type, content_count, time_period, base_price, volume_discounts) "
        "values ('Posts', 'Posts for a month', %(kind)s, %(count)s, '1 month', 9.99, "
        '\'[{"min_quantity": 3, "percent": 10}]\') returning id',
        kind=kind,
        count=count,
    )
    product: uuid.UUID = made["id"]
    return product


async def _order(buyer: Buyer, *items: dict[str, Any]) -> tuple[dict[str, Any], dict[str, Any]]:
    """Order; return the session, opened, and the order."""
    asked = await buyer.ask(
        "order_bundle",
        workspace_id=buyer.workspace_id,
        business_id=buyer.business_id,
        items=Jsonb([{**item, "product_id": str(item["product_id"])} for item in items]),
        success_url="https://app.example/ok",
        cancel_url="https://app.example/no",
    )
    return await buyer.opened(asked["id"]), await buyer.row(
        "bundle_orders", asked["bundle_order_id"]
    )


async def _made(buyer: Buyer) -> list[dict[str, Any]]:
    return await buyer.rows(
        "select * from public.ai_generations "
        "where workspace_id = %(id)s and parent_id is null order by idempotency_key",
        id=buyer.workspace_id,
    )


async def test_the_lines_of_the_page_add_up_to_the_order(buyer: Buyer) -> None:
    first, second = await _product(buyer), await _product(buyer)
    session, order = await _order(
        buyer, {"product_id": first, "quantity": 3}, {"product_id": second}
    )
    assert order["total_amount_cents"] == 2697 + 999
    page = buyer.stripe.platform.request(
        "GET", f"/v1/checkout/sessions/{session['stripe_session_id']}", {"expand": ["line_items"]}
    )
    assert page["amount_total"] == order["total_amount_cents"]
    assert [line["description"] for line in page["line_items"]["data"]] == [
        "3 × Posts",
        "1 × Posts",
    ]


async def test_a_paid_order_is_made_once_and_costs_no_credits(buyer: Buyer) -> None:
    session, order = await _order(
        buyer,
        {"product_id": await _product(buyer), "options": {"topic": "Wool", "language": "ar"}},
    )
    assert await _made(buyer) == []
    await buyer.pay(session)
    order = await buyer.row("bundle_orders", order["id"])
    assert (order["status"], order["payment_status"]) == ("paid", "succeeded")
    await buyer.rows("select public.sweep_bundle_orders()")
    await buyer.hear()
    (generation,) = await _made(buyer)
    assert generation["language"] == "ar"
    assert generation["user_id"] == buyer.user_id
    assert "Wool" in generation["prompt_text"]
    assert generation["parameters"]["social_posts"] == 8
    (item,) = await buyer.rows(
        "select * from public.bundle_order_items where order_id = %(id)s", id=order["id"]
    )
    assert item["content_bundle_id"] == generation["content_bundle_id"] is not None
    reserved = await buyer.rows(
        "select r.credits from public.ai_reservations as r where r.workspace_id = %(id)s",
        id=buyer.workspace_id,
    )
    assert {row["credits"] for row in reserved} == {0}
    assert len(reserved) == 9  # the bundle, and its pieces


async def test_what_one_bundle_cannot_hold_is_made_in_parts(buyer: Buyer) -> None:
    session, _ = await _order(
        buyer, {"product_id": await _product(buyer, "upgrade", 4), "quantity": 3}
    )
    await buyer.pay(session)
    parts = await _made(buyer)
    assert [part["parameters"]["content_upgrades"] for part in parts] == [5, 5, 2]
    assert len({part["parameters"]["period"] for part in parts}) == 3


async def test_what_there_is_no_budget_for_waits_and_is_not_lost(buyer: Buyer) -> None:
    await buyer.rows(
        "insert into public.ai_shut_offs (workspace_id, reason) values (%(id)s, 'closed')",
        id=buyer.workspace_id,
    )
    session, _ = await _order(buyer, {"product_id": await _product(buyer)})
    await buyer.pay(session)
    assert await _made(buyer) == []
    alerts = (
        "select status from public.security_alerts "
        "where workspace_id = %(id)s and type = 'bundle_order_waits'"
    )
    assert await buyer.rows(alerts, id=buyer.workspace_id) == [{"status": "open"}]
    await buyer.rows(
        "delete from public.ai_shut_offs where workspace_id = %(id)s", id=buyer.workspace_id
    )
    await buyer.rows(
        "update jobs.job_queue set scheduled_at = now(), is_ready = true "
        "where job_type = 'billing.fulfil_item' and workspace_id = %(id)s",
        id=buyer.workspace_id,
    )
    await buyer.hear()
    assert len(await _made(buyer)) == 1
    assert await buyer.rows(alerts, id=buyer.workspace_id) == [{"status": "resolved"}]


async def test_refunds_are_followed_there_and_back(buyer: Buyer) -> None:
    session, order = await _order(buyer, {"product_id": await _product(buyer)})
    await buyer.pay(session)
    platform = buyer.stripe.platform
    intent = (await buyer.row("bundle_orders", order["id"]))["payment_intent_id"]
    for amount, status in ((100, "partially_refunded"), (899, "refunded")):
        platform.request("POST", "/v1/refunds", {"payment_intent": intent, "amount": amount})
        await buyer.hear()
        assert (await buyer.row("bundle_orders", order["id"]))["status"] == status
    for refund in platform.current("refund"):
        await _project(buyer, {**refund, "status": "failed"})
    assert (await buyer.row("bundle_orders", order["id"]))["status"] == "paid"


async def test_what_is_refunded_before_it_is_made_is_not_made(buyer: Buyer) -> None:
    session, order = await _order(buyer, {"product_id": await _product(buyer)})
    await buyer.rows(
        "insert into public.ai_shut_offs (workspace_id, reason) values (%(id)s, 'closed')",
        id=buyer.workspace_id,
    )
    await buyer.pay(session)
    intent = (await buyer.row("bundle_orders", order["id"]))["payment_intent_id"]
    buyer.stripe.platform.request("POST", "/v1/refunds", {"payment_intent": intent})
    await buyer.hear()
    await buyer.rows(
        "delete from public.ai_shut_offs where workspace_id = %(id)s", id=buyer.workspace_id
    )
    await buyer.rows(
        "update jobs.job_queue set scheduled_at = now(), is_ready = true "
        "where job_type = 'billing.fulfil_item' and workspace_id = %(id)s",
        id=buyer.workspace_id,
    )
    await buyer.hear()
    assert await _made(buyer) == []


async def _project(buyer: Buyer, data: dict[str, Any]) -> None:
    await buyer.rows(
        "select public.store_stripe_objects('platform', clock_timestamp(), %(objects)s)",
        objects=Jsonb([{"object": data["object"], "id": data["id"], "data": data}]),
    )


@settings(max_examples=200, deadline=None)
@given(unit=st.integers(0, 10**8), quantity=st.integers(1, 1000), given_tiers=tiers)
def test_a_discount_is_exact_and_rounded_half_up_once(
    stack: Stack, unit: int, quantity: int, given_tiers: list[dict[str, Any]]
) -> None:
    with psycopg.connect(stack.db_url) as connection:
        (taken,) = connection.execute(
            "select private.volume_discount(%s, %s, %s)", (unit, quantity, Jsonb(given_tiers))
        ).fetchone() or (None,)
    reached = [tier for tier in given_tiers if tier["min_quantity"] <= quantity]
    largest = max((tier["min_quantity"] for tier in reached), default=0)
    percent = max(
        (Fraction(str(tier["percent"])) for tier in reached if tier["min_quantity"] == largest),
        default=Fraction(0),
    )
    assert taken == floor(unit * quantity * percent / 100 + Fraction(1, 2))
    assert 0 <= taken <= unit * quantity
