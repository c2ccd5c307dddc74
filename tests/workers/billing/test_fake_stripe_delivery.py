"""Webhooks of the fake of Stripe, and the fake as a program."""

from __future__ import annotations

import asyncio
import signal
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

import pytest
import stripe
from aiohttp import web

from tests.fakes.stripe import FakeStripe, WebhookEndpoint, serve, sign
from tests.workers.billing.stripe_account import START


@dataclass
class Receiver:
    """What arrived at a webhook."""

    url: str = ""
    got: list[tuple[str, dict[str, str]]] = field(default_factory=list)
    failing: int = 0


@asynccontextmanager
async def receiver() -> AsyncIterator[Receiver]:
    """Run a server that takes webhooks."""
    it = Receiver()

    async def take(request: web.Request) -> web.Response:
        if it.failing:
            it.failing -= 1
            return web.Response(status=500)
        it.got.append((await request.text(), dict(request.headers)))
        return web.Response()

    application = web.Application()
    application.router.add_post("/hook", take)
    runner = web.AppRunner(application, shutdown_timeout=0.1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    it.url = f"http://127.0.0.1:{runner.addresses[0][1]}/hook"
    try:
        yield it
    finally:
        await runner.cleanup()


async def until(it: Receiver, count: int) -> None:
    for _ in range(400):
        if len(it.got) >= count:
            return
        await asyncio.sleep(0.02)
    raise AssertionError(f"{len(it.got)} of {count} webhooks came")


async def test_webhooks_are_signed_with_each_secret_and_tried_again() -> None:
    fake = FakeStripe(now=START)
    async with receiver() as it, serve(fake):
        headers = {"apikey": "anon"}
        fake.endpoints.append(WebhookEndpoint(it.url, ["whsec_a", "whsec_b"], headers=headers))
        fake.endpoints.append(WebhookEndpoint(it.url, ["whsec_c"], connect=True))
        it.failing = 2
        fake.platform.request("POST", "/v1/customers", {"email": "a@example.com"})
        fake.connect("b@example.com").request("POST", "/v1/customers", {})
        await until(it, 2)
    assert fake.delivered[500] == 2
    assert fake.delivered[200] == 2
    bodies = {('"account":' in body): (body, headers) for body, headers in it.got}
    body, headers = bodies[False]
    assert headers["apikey"] == "anon"
    assert headers["Content-Type"] == "application/json; charset=utf-8"
    assert body.startswith('{\n  "id": "evt_')
    for secret in ("whsec_a", "whsec_b"):
        event = stripe.Webhook.construct_event(body, headers["Stripe-Signature"], secret)
        assert event.type == "customer.created"
    with pytest.raises(stripe.SignatureVerificationError):
        stripe.Webhook.construct_event(body, headers["Stripe-Signature"], "whsec_c")
    body, headers = bodies[True]
    assert stripe.Webhook.construct_event(body, headers["Stripe-Signature"], "whsec_c").account


async def test_an_endpoint_of_an_older_version_gets_older_shapes() -> None:
    fake = FakeStripe(now=START)
    async with receiver() as it, serve(fake):
        wanted = ("payment_intent.succeeded",)
        fake.endpoints.append(
            WebhookEndpoint(it.url, ["s"], api_version="2024-06-20", enabled_events=wanted)
        )
        card = {"amount": 500, "currency": "usd", "confirm": True, "payment_method": "pm_card_visa"}
        fake.platform.request("POST", "/v1/payment_intents", card)
        await until(it, 1)
    assert '"api_version": "2024-06-20"' in it.got[0][0]
    assert '"invoice": null' in it.got[0][0]


async def test_nothing_is_delivered_while_deliveries_are_off() -> None:
    fake = FakeStripe(now=START)
    async with receiver() as it, serve(fake):
        fake.endpoints.append(WebhookEndpoint(it.url, ["s"]))
        fake.deliver = False
        fake.platform.request("POST", "/v1/customers", {})
        await asyncio.sleep(0.1)
        fake.deliver = True
        fake.platform.request("POST", "/v1/customers", {})
        await until(it, 1)
        await asyncio.sleep(0.1)
    assert len(it.got) == 1
    assert len(fake.platform.events) == 2


def test_a_signature_is_what_the_official_package_checks() -> None:
    body = '{"object": "event", "id": "evt_1"}'
    assert stripe.WebhookSignature.verify_header(body, sign(body, "whsec_x"), "whsec_x", 300)


async def _start(state: Path, hook: str) -> tuple[asyncio.subprocess.Process, str]:
    program = await asyncio.create_subprocess_exec(
        sys.executable,
        *("-m", "tests.fakes.stripe", "--port", "0", "--key", "sk_test_own"),
        *("--state", str(state), "--webhook", f"{hook}=whsec_p", "--header", "apikey=k"),
        stdout=asyncio.subprocess.PIPE,
    )
    assert program.stdout is not None
    line = (await program.stdout.readline()).decode()
    return program, line.split()[-1]


async def _stop(program: asyncio.subprocess.Process) -> None:
    program.send_signal(signal.SIGTERM)
    assert await asyncio.wait_for(program.wait(), 10) == 0


async def test_the_program_keeps_its_state_over_a_restart(tmp_path: Path) -> None:
    state = tmp_path / "stripe.json"
    async with receiver() as it:
        program, url = await _start(state, it.url)
        client = stripe.StripeClient("sk_test_own", base_addresses={"api": url})
        price = await client.v1.prices.create_async(
            {
                "currency": "usd",
                "unit_amount": 1,
                "product_data": {"name": "A"},
                "recurring": {"interval": "day"},
            }
        )
        made = await client.v1.customers.create_async({"email": "a@example.com"})
        await until(it, 3)
        await _stop(program)
        program, url = await _start(state, it.url)
        client = stripe.StripeClient("sk_test_own", base_addresses={"api": url})
        assert (await client.v1.customers.retrieve_async(made.id)).email == "a@example.com"
        bought = await client.v1.subscriptions.create_async(
            {"customer": made.id, "items": [{"price": price.id}], "trial_period_days": 5}
        )
        assert bought.status == "trialing"
        assert len((await client.v1.events.list_async({"limit": 100})).data) > 3
        await until(it, 5)
        await _stop(program)
    assert it.got[0][1]["apikey"] == "k"
