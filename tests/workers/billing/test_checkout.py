"""What people ask for becomes pages at Stripe, and what they pay there becomes billing."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from tests.conftest import Stack
from tests.workers.billing.buyer import Buyer, buying


@pytest.fixture
async def buyer(stack: Stack, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Buyer]:
    async with buying(stack, monkeypatch) as someone:
        yield someone


async def test_who_pays_on_the_page_is_subscribed(buyer: Buyer) -> None:
    plan = await buyer.plan(2000, trial_days=7)
    session = await buyer.checkout(plan, quantity=3)
    assert session["status"] == "open"
    assert session["url"].startswith(buyer.stripe.url)
    await buyer.pay(session)
    (subscription,) = await buyer.rows(
        "select * from public.subscriptions where workspace_id = %(id)s", id=buyer.workspace_id
    )
    assert (subscription["plan_id"], subscription["quantity"]) == (plan, 3)
    assert subscription["status"] == "trialing"
    assert subscription["user_id"] == buyer.user_id
    ended = await buyer.row("billing_sessions", session["id"])
    assert (ended["status"], ended["url"]) == ("completed", None)


async def test_a_workspace_is_one_customer_however_many_ask(buyer: Buyer) -> None:
    plans = [await buyer.plan(1000 + n) for n in range(4)]
    async with buyer.connection.transaction():  # so that their jobs begin at once
        sessions = [
            await buyer.ask(
                "request_checkout",
                workspace_id=buyer.workspace_id,
                plan_id=plan,
                success_url="https://app.example/ok",
                cancel_url="https://app.example/no",
            )
            for plan in plans
        ]
        await buyer.rows("reset role")
    opened = [await buyer.opened(session["id"]) for session in sessions]
    assert {session["status"] for session in opened} == {"open"}
    (customer,) = buyer.stripe.platform.current("customer")
    assert customer["metadata"]["workspace_id"] == str(buyer.workspace_id)
    assert customer["email"] == f"{buyer.user_id}@example.com"


async def test_a_second_page_of_a_plan_closes_the_first(buyer: Buyer) -> None:
    plan = await buyer.plan(1000)
    first = await buyer.checkout(plan)
    second = await buyer.checkout(plan)
    await buyer.hear()
    assert (await buyer.row("billing_sessions", first["id"]))["status"] == "expired"
    assert (await buyer.row("billing_sessions", second["id"]))["status"] == "open"


async def test_an_answer_that_is_lost_makes_no_second_page(buyer: Buyer) -> None:
    plan = await buyer.plan(1000)
    buyer.stripe.faults.broken = 2
    session = await buyer.checkout(plan)
    assert session["status"] == "open"
    assert len(buyer.stripe.platform.current("checkout.session")) == 1
    assert len(buyer.stripe.platform.current("customer")) == 1


async def test_a_code_that_is_not_valid_is_said(buyer: Buyer) -> None:
    session = await buyer.checkout(await buyer.plan(1000), promotion_code="NOPE")
    assert session["status"] == "failed"
    assert "NOPE is not valid" in session["error_message"]


async def test_who_has_bought_can_manage_it(buyer: Buyer) -> None:
    await buyer.subscribe()
    asked = await buyer.ask(
        "request_portal", workspace_id=buyer.workspace_id, return_url="https://app.example"
    )
    assert (await buyer.opened(asked["id"]))["status"] == "open"


async def test_a_workspace_connects_one_account(buyer: Buyer) -> None:
    for _ in range(2):
        asked = await buyer.ask(
            "connect_stripe",
            workspace_id=buyer.workspace_id,
            return_url="https://app.example/done",
            refresh_url="https://app.example/again",
        )
        assert (await buyer.opened(asked["id"]))["status"] == "open"
    (account,) = await buyer.rows(
        "select * from public.stripe_accounts where workspace_id = %(id)s", id=buyer.workspace_id
    )
    assert account["id"] in buyer.stripe.accounts
