"""What Stripe says is read again and kept, whatever fails on the way."""

from __future__ import annotations

import json
import logging
from collections.abc import AsyncIterator, Callable
from typing import Any

import pytest

from flywheel import db
from flywheel.config import settings

from .stripe_world import World, until, working, world

LAG = db.Queries.load("flywheel.billing", "console.sql").lag.decode()


@pytest.fixture
async def made(
    monkeypatch: pytest.MonkeyPatch, new_database: Callable[[], str]
) -> AsyncIterator[World]:
    async with world(monkeypatch, new_database()) as found:
        yield found


def sell(made: World, lines: int = 1) -> dict[str, Any]:
    """Sell a subscription on our account and return it."""
    ask = made.fake.platform.request
    product = ask("POST", "/v1/products", {"name": "Pro"})
    prices = [
        ask(
            "POST",
            "/v1/prices",
            {
                "product": product["id"],
                "currency": "usd",
                "unit_amount": 1000 + place,
                "recurring": {"interval": "month"},
            },
        )
        for place in range(lines)
    ]
    customer = ask(
        "POST",
        "/v1/customers",
        {
            "email": "ada@example.com",
            "payment_method": "pm_card_visa",
            "invoice_settings": {"default_payment_method": "pm_card_visa"},
        },
    )
    items = [{"price": price["id"]} for price in prices]
    sold: dict[str, Any] = ask(
        "POST", "/v1/subscriptions", {"customer": customer["id"], "items": items}
    )
    return sold


async def deliver_all(made: World) -> None:
    for account in made.accounts.values():
        for event in account.events:
            await made.deliver(event)


def known(truth: dict[Any, Any]) -> dict[Any, Any]:
    """Return objects without accounts, which are read beside them."""
    return {key: data for key, data in truth.items() if key[1] != "account"}


async def test_every_object_of_an_event_is_kept_as_stripe_has_it(made: World) -> None:
    sell(made, lines=14)
    made.connected.request(
        "POST",
        "/v1/payment_intents",
        {
            "amount": 500,
            "currency": "jpy",
            "payment_method": "pm_card_visa",
            "payment_method_types": ["card"],
            "confirm": True,
        },
    )
    await deliver_all(made)
    async with working(made):
        await made.drained()
    mirror = await made.mirror()
    assert known(mirror) == made.truth()
    (subscription,) = (data for key, data in mirror.items() if key[1] == "subscription")
    assert len(subscription["items"]["data"]) == 14, "longer than what Stripe shows at once"
    (invoice,) = (data for key, data in mirror.items() if key[1] == "invoice")
    assert len(invoice["payments"]["data"]) == 1
    assert "hosted_invoice_url" not in invoice
    assert "client_secret" not in json.dumps(list(mirror.values()))
    assert (await made.events()).keys() <= {"processed", "ignored"}
    modes = await made.rows("select livemode from public.stripe_accounts")
    assert [row["livemode"] for row in modes] == [False, False], "the first reading says the mode"


async def test_what_is_deleted_is_a_tombstone(made: World) -> None:
    ask = made.fake.platform.request
    customer = ask("POST", "/v1/customers", {"email": "eve@example.com"})
    coupon = ask("POST", "/v1/coupons", {"percent_off": 10, "duration": "once"})
    await deliver_all(made)
    async with working(made):
        await made.drained()
        ask("DELETE", f"/v1/customers/{customer['id']}")
        ask("DELETE", f"/v1/coupons/{coupon['id']}")
        await deliver_all(made)
        await made.drained()
    assert await made.gone() == {
        ("platform", "customer", customer["id"]),
        ("platform", "coupon", coupon["id"]),
    }


async def test_another_accounts_key_deletes_nothing(made: World) -> None:
    ask = made.fake.platform.request
    customer = ask("POST", "/v1/customers", {"email": "eve@example.com"})
    await made.rows(
        "select public.store_stripe_objects('platform', clock_timestamp(), %(objects)s::jsonb)",
        objects=json.dumps(
            [
                {"object": "account", "id": "platform", "data": {"id": "acct_ours"}},
                {"object": "customer", "id": customer["id"], "data": {"id": customer["id"]}},
            ]
        ),
    )
    ask("DELETE", f"/v1/customers/{customer['id']}")
    await made.deliver(made.fake.platform.events[-1])
    async with working(made):

        async def refused() -> Any:
            return await made.value("select max(error_message) from jobs.job_queue")

        message = await until(refused, "it was tried")
    assert "the key is of Stripe's account acct_1FlywheelPlatform" in message
    assert await made.gone() == set()
    assert (await made.events()) == {"pending": 1}, "it waits for the right key"


@pytest.mark.parametrize("deletes", [False, True])
async def test_a_key_of_the_other_mode_writes_nothing(made: World, deletes: bool) -> None:
    ask = made.fake.platform.request
    customer = ask("POST", "/v1/customers", {"email": "a@example.com"})
    if deletes:
        ask("DELETE", f"/v1/customers/{customer['id']}")
    await made.deliver(made.fake.platform.events[-1] | {"livemode": True})
    await made.rows("update public.stripe_accounts set livemode = true")
    async with working(made):

        async def refused() -> Any:
            return await made.value("select max(error_message) from jobs.job_queue")

        message = await until(refused, "it was tried")
    assert "account platform is in live mode, and the key is not" in message
    assert await made.mirror() == {}
    assert await made.gone() == set()


async def test_while_stripe_is_down_nothing_is_lost_and_the_lag_shows(made: World) -> None:
    sell(made)
    made.fake.faults.down = True
    await deliver_all(made)
    async with working(made):

        async def tried() -> Any:
            return await made.value("select count(*) from jobs.job_queue where attempts > 0")

        await until(tried, "attempts were made")
        assert (await made.events())["pending"] > 0
        (lag,) = [row for row in await made.rows(LAG) if row["account"] == "platform"]
        assert lag["lag_seconds"] > 0
        made.fake.faults.down = False
        await made.drained()
        assert "pending" not in await made.events()
    assert known(await made.mirror()) == made.truth()


async def test_faults_and_limits_of_stripe_only_delay(made: World) -> None:
    for _ in range(10):
        sell(made)
    faults = made.fake.faults
    faults.rate_per_second, faults.errors, faults.broken = 60, 15, 15
    faults.delay_seconds = 0.02
    await deliver_all(made)
    async with working(made):
        await made.drained()
    faults.rate_per_second = None
    assert known(await made.mirror()) == made.truth()
    assert (await made.events()).keys() <= {"processed", "ignored"}


async def test_with_a_wrong_key_events_wait_and_the_key_is_never_told(
    made: World,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
    capfd: pytest.CaptureFixture[str],
) -> None:
    made.fake.platform.request("POST", "/v1/customers", {"email": "a@example.com"})
    await made.rows("update jobs.job_types set max_attempts = 1 where job_type like 'stripe.%%'")
    key = "sk_test_of_somebody_else"
    monkeypatch.setenv("FLYWHEEL_STRIPE_API_KEY", key)
    settings.cache_clear()
    with caplog.at_level(logging.DEBUG):
        await deliver_all(made)
        async with working(made):
            await made.drained()
            assert await made.events() == {"failed": 1}
            # As if the key were good after all: a worker keeps the one that it started with.
            made.fake.key = key
            assert await made.value("select public.sweep_stripe_events('0')") == 1
            await made.drained()
    assert await made.events() == {"processed": 1}
    jobs = await made.rows("select to_jsonb(a) as job from jobs.job_archive as a")
    ledger = await made.rows("select error_message from public.stripe_events")
    told = f"{jobs} {ledger} {caplog.text} {''.join(capfd.readouterr())}"
    assert "Invalid API Key" in told
    assert key not in told
