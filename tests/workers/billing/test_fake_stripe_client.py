"""The official client against the fake of Stripe."""

from __future__ import annotations

import asyncio
import json
import random
from collections.abc import AsyncIterator, Callable
from typing import Any

import aiohttp
import pytest
import stripe

from tests.fakes.stripe import Account, FakeStripe, checkout_payment, histories, serve
from tests.workers.billing.stripe_account import START, Shop, shop


@pytest.fixture
def fake() -> FakeStripe:
    return FakeStripe(now=START)


@pytest.fixture
async def url(fake: FakeStripe) -> AsyncIterator[str]:
    async with serve(fake) as url:
        yield url


@pytest.fixture
def it(fake: FakeStripe) -> Shop:
    return shop(fake)


def client(url: str, **more: Any) -> stripe.StripeClient:
    options = {"max_network_retries": 0, **more}
    return stripe.StripeClient("sk_test_fake", base_addresses={"api": url}, **options)


async def test_the_client_without_async_pages_through_all_customers(url: str) -> None:
    def work() -> None:
        v1 = client(url).v1
        made = [
            v1.customers.create({"email": f"{place}@example.com", "metadata": {"n": str(place)}})
            for place in range(250)
        ]
        listed = list(v1.customers.list({"limit": 100}).auto_paging_iter())
        assert [one.id for one in listed] == [one.id for one in reversed(made)]
        page = v1.customers.list({"limit": 3, "ending_before": made[0].id})
        assert [one.id for one in page.data] == [made[3].id, made[2].id, made[1].id]
        assert page.has_more
        backwards = list(page.auto_paging_iter())
        assert [one.id for one in backwards] == [one.id for one in made[1:]]
        changed = v1.customers.update(
            made[7].id, {"name": "Zoë", "metadata": {"n": "", "plan": "pro"}}
        )
        assert changed.metadata is not None
        assert changed.metadata.to_dict() == {"plan": "pro"}
        assert v1.customers.retrieve(made[7].id).name == "Zoë"
        assert v1.customers.delete(made[7].id).deleted
        assert v1.customers.retrieve(made[7].id).deleted
        found = v1.customers.list({"email": "9@example.com"}).data
        assert [one.id for one in found] == [made[9].id]

    await asyncio.to_thread(work)


async def test_the_async_client_changes_previews_and_refunds(url: str, it: Shop) -> None:
    v1 = client(url).v1
    customer = await v1.customers.create_async(
        {
            "email": "a@example.com",
            "payment_method": "pm_card_visa",
            "invoice_settings": {"default_payment_method": "pm_card_visa"},
        }
    )
    made = await v1.subscriptions.create_async(
        {
            "customer": customer.id,
            "items": [{"price": it.ten}],
            "expand": ["latest_invoice.payments"],
        }
    )
    assert made.status == "active"
    assert isinstance(made.latest_invoice, stripe.Invoice)
    item = made.items.data[0]
    half = (item.current_period_start + item.current_period_end) // 2
    preview = await v1.invoices.create_preview_async(
        {
            "subscription": made.id,
            "subscription_details": {
                "items": [{"id": item.id, "price": it.twenty}],
                "proration_behavior": "always_invoice",
                "proration_date": half,
            },
        }
    )
    assert [one.amount for one in preview.lines.data] == [-500, 1000]
    changed = await v1.subscriptions.update_async(
        made.id, {"items": [{"id": item.id, "price": it.twenty}], "proration_behavior": "none"}
    )
    assert changed.items.data[0].price.id == it.twenty
    payments = made.latest_invoice.payments
    assert payments is not None
    intent = payments.data[0].payment.payment_intent
    assert isinstance(intent, str)
    refund = await v1.refunds.create_async({"payment_intent": intent, "amount": 400})
    assert refund.status == "succeeded"
    charge = await v1.charges.retrieve_async(str(refund.charge), {"expand": ["refunds"]})
    assert (charge.amount_refunded, charge.refunded) == (400, False)
    assert charge.refunds is not None
    assert [one.id for one in charge.refunds.data] == [refund.id]
    found = [one async for one in (await v1.events.list_async({"limit": 5})).auto_paging_iter()]
    assert [one.id for one in reversed(found)] == [one["id"] for one in it.account.events]
    canceled = await v1.subscriptions.cancel_async(made.id)
    assert canceled.status == "canceled"


async def test_a_checkout_is_paid_on_its_page(url: str, it: Shop) -> None:
    v1 = client(url).v1
    session = await v1.checkout.sessions.create_async(
        {
            "mode": "subscription",
            "line_items": [{"price": it.ten, "quantity": 2}],
            "client_reference_id": "tenant-1",
            "customer_email": "b@example.com",
            "success_url": f"{url}/nowhere?session={{CHECKOUT_SESSION_ID}}",
            "subscription_data": {"metadata": {"tenant": "1"}},
        }
    )
    assert session.url is not None
    async with aiohttp.ClientSession() as browser:
        async with browser.get(session.url) as page:
            assert "<button" in await page.text()
        card = {"payment_method": "pm_card_visa_chargeDeclined"}
        async with browser.post(session.url, data=card) as page:
            assert page.status == 402
            assert "declined" in await page.text()
        async with browser.post(session.url, allow_redirects=False) as page:
            assert page.status == 303
            assert session.id in page.headers["Location"]
    done = await v1.checkout.sessions.retrieve_async(
        session.id, {"expand": ["subscription", "line_items"]}
    )
    assert (done.status, done.payment_status, done.amount_total) == ("complete", "paid", 2000)
    assert isinstance(done.subscription, stripe.Subscription)
    assert done.subscription.status == "active"
    assert done.subscription.metadata.to_dict() == {"tenant": "1"}
    last = [event for event in it.account.events if event["type"] == "checkout.session.completed"]
    assert last[-1]["data"]["object"]["client_reference_id"] == "tenant-1"


async def test_the_portal_cancels_at_the_end_of_the_period(url: str, it: Shop) -> None:
    customer = it.customer()
    made = it.subscribe(customer)
    session = await client(url).v1.billing_portal.sessions.create_async(
        {"customer": customer, "return_url": "https://example.com"}
    )
    async with aiohttp.ClientSession() as browser:
        async with browser.get(session.url) as page:
            assert made["id"] in await page.text()
        async with browser.post(f"{session.url}/cancel/{made['id']}") as page:
            assert "ends with its period" in await page.text()
    assert it.call("GET", f"subscriptions/{made['id']}")["cancel_at_period_end"]


async def test_connected_accounts_are_worlds_of_their_own(url: str, fake: FakeStripe) -> None:
    v1 = client(url).v1
    made = await v1.accounts.create_async({"country": "JP", "email": "shop@example.com"})
    other: stripe.RequestOptions = {"stripe_account": made.id}
    await v1.customers.create_async({"email": "c@example.com"}, other)
    assert len((await v1.customers.list_async({}, other)).data) == 1
    assert not (await v1.customers.list_async()).data
    assert fake.accounts[made.id].events[0]["account"] == made.id
    link = await v1.account_links.create_async(
        {
            "account": made.id,
            "type": "account_onboarding",
            "refresh_url": url,
            "return_url": f"{url}/v1/none",
        }
    )
    async with aiohttp.ClientSession() as browser:
        await browser.get(link.url)
    assert (await v1.accounts.retrieve_async(made.id)).charges_enabled
    assert fake.accounts[made.id].events[-1]["type"] == "account.updated"
    with pytest.raises(stripe.PermissionError):
        await v1.customers.list_async({}, {"stripe_account": "acct_nobody"})


async def test_one_key_is_one_request(url: str, account_count: Callable[[], int]) -> None:
    v1 = client(url).v1
    key: stripe.RequestOptions = {"idempotency_key": "k1"}
    first = await v1.customers.create_async({"email": "d@example.com"}, key)
    again = await v1.customers.create_async({"email": "d@example.com"}, key)
    assert first.id == again.id
    assert again.last_response is not None
    assert again.last_response.headers["Idempotent-Replayed"] == "true"
    assert account_count() == 1
    with pytest.raises(stripe.IdempotencyError):
        await v1.customers.create_async({"email": "e@example.com"}, key)


@pytest.fixture
def account_count(fake: FakeStripe) -> Callable[[], int]:
    return lambda: len(fake.platform.kinds["customer"])


async def test_errors_arrive_as_the_classes_of_the_client(url: str) -> None:
    v1 = client(url).v1
    with pytest.raises(stripe.InvalidRequestError) as missing:
        await v1.customers.retrieve_async("cus_nobody")
    assert (missing.value.code, missing.value.http_status) == ("resource_missing", 404)
    assert missing.value.request_id
    surprise: Any = {"surprise": "1"}
    with pytest.raises(stripe.InvalidRequestError) as unknown:
        await v1.customers.create_async(surprise)
    assert (unknown.value.code, unknown.value.param) == ("parameter_unknown", "surprise")
    incomplete: Any = {"amount": 5}
    with pytest.raises(stripe.InvalidRequestError) as needed:
        await v1.payment_intents.create_async(incomplete)
    assert (needed.value.code, needed.value.param) == ("parameter_missing", "currency")
    with pytest.raises(stripe.CardError) as declined:
        await v1.payment_intents.create_async(
            {
                "amount": 500,
                "currency": "usd",
                "confirm": True,
                "payment_method": "pm_card_visa_chargeDeclinedInsufficientFunds",
            }
        )
    assert declined.value.error is not None
    assert declined.value.code == "card_declined"
    assert declined.value.error.decline_code == "insufficient_funds"
    assert declined.value.error.payment_intent is not None
    wrong = stripe.StripeClient("sk_test_other", base_addresses={"api": url})
    with pytest.raises(stripe.AuthenticationError):
        await wrong.v1.customers.list_async()


async def test_faults_come_and_go(url: str, fake: FakeStripe) -> None:
    v1 = client(url).v1
    fake.faults.rate_limited = 1
    with pytest.raises(stripe.RateLimitError):
        await v1.customers.list_async()
    fake.faults.errors = 1
    with pytest.raises(stripe.APIError):
        await v1.customers.create_async({"name": "never"})
    fake.faults.broken = 1
    with pytest.raises(stripe.APIConnectionError):
        await v1.customers.create_async({"name": "made"})
    fake.faults.down = True
    with pytest.raises(stripe.APIConnectionError):
        await v1.customers.list_async()
    fake.faults.down = False
    fake.faults.rate_per_second = 5
    tries = [v1.customers.list_async() for _ in range(20)]
    answers = await asyncio.gather(*tries, return_exceptions=True)
    limited = [one for one in answers if isinstance(one, stripe.RateLimitError)]
    assert 10 <= len(limited) <= 15
    fake.faults.rate_per_second = None
    assert [one.name for one in (await v1.customers.list_async()).data] == ["made"]
    assert fake.requests["POST", "/v1/customers"] == 2


async def test_a_retry_of_a_broken_request_makes_nothing_twice(
    url: str, fake: FakeStripe, account_count: Callable[[], int]
) -> None:
    fake.faults.broken = 1
    v1 = client(url, max_network_retries=2).v1
    await v1.customers.create_async({"name": "once"})
    assert account_count() == 1


async def test_old_clients_see_old_shapes(url: str, it: Shop) -> None:
    made = it.subscribe(it.customer())
    found = await client(url).v1.subscriptions.retrieve_async(
        made["id"], options={"stripe_version": "2024-06-20"}
    )
    assert found["current_period_end"] == made["items"]["data"][0]["current_period_end"]


def test_a_session_left_alone_expires_after_a_day(it: Shop) -> None:
    made = it.call(
        "POST",
        "checkout/sessions",
        mode="subscription",
        line_items=[{"price": it.ten}],
        success_url="https://example.com",
    )
    it.account.advance(86_400)
    assert it.call("GET", f"checkout/sessions/{made['id']}")["status"] == "expired"
    assert it.types()[-1] == "checkout.session.expired"
    with pytest.raises(Exception, match="expired"):
        checkout_payment.complete(it.account, made["id"])


async def test_lists_agree_with_the_account(url: str, fake: FakeStripe) -> None:
    account: Account = fake.platform
    histories.live(account, random.Random(5), 200)
    v1 = client(url).v1
    listed = await v1.subscriptions.list_async({"status": "all", "limit": 100})
    found = [one.id async for one in listed.auto_paging_iter()]
    assert found == [one["id"] for one in reversed(account.current("subscription"))]
    bounds: Any = {"created": {"gte": account.now - 86_400 * 5, "lt": account.now}, "limit": 100}
    young = await v1.charges.list_async(bounds)
    got = [one.id async for one in young.auto_paging_iter()]
    wanted = [
        one["id"]
        for one in account.current("charge")
        if account.now - 86_400 * 5 <= one["created"] < account.now
    ]
    assert got == wanted[::-1]
    assert json.dumps(account.events)
