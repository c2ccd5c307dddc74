"""The HTTP side: reads headers and forms, meets faults, and leaves the rest to the accounts."""

from __future__ import annotations

import asyncio
import base64
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from aiohttp import web

from tests.fakes.stripe import resources, routes
from tests.fakes.stripe.account import Account
from tests.fakes.stripe.delivery import Delivery
from tests.fakes.stripe.errors import ApiError, error
from tests.fakes.stripe.pages import add_pages
from tests.fakes.stripe.parameters import parse_form
from tests.fakes.stripe.state import FakeStripe

__all__ = ["application", "resources", "serve"]


def _key(request: web.Request) -> str | None:
    """Return the secret key of a request: a bearer token, or the user of Basic."""
    scheme, _, rest = request.headers.get("Authorization", "").partition(" ")
    if scheme == "Bearer":
        return rest
    if scheme == "Basic":
        try:
            return base64.b64decode(rest).decode().partition(":")[0]
        except ValueError:
            return None
    return None


def _account(fake: FakeStripe, request: web.Request) -> Account:
    key = _key(request)
    if not key:
        message = (
            "You did not provide an API key. You need to provide your API key in the "
            "Authorization header, using Bearer auth."
        )
        raise error(401, "invalid_request_error", message)
    if key != fake.key:
        shown = f"{key[:8]}{'*' * 8}{key[-4:]}"
        raise error(401, "invalid_request_error", f"Invalid API Key provided: {shown}")
    wanted = request.headers.get("Stripe-Account") or fake.platform.id
    if wanted not in fake.accounts:
        message = (
            f"The provided key '{key[:8]}********' does not have access to account '{wanted}' "
            "(or that account does not exist)."
        )
        raise error(403, "invalid_request_error", message, code="account_invalid")
    return fake.accounts[wanted]


def _limited(fake: FakeStripe) -> ApiError | None:
    if not (fake.faults.take("rate_limited") or fake.faults.over_rate()):
        return None
    wrong = error(
        429,
        "invalid_request_error",
        "Request rate limit exceeded. Learn more about rate limits here "
        "https://stripe.com/docs/rate-limits.",
        code="rate_limit",
    )
    if fake.faults.retry_after is not None:
        wrong.headers["Retry-After"] = str(fake.faults.retry_after)
    return wrong


def _drop(request: web.Request) -> web.Response:
    """Close a connection without an answer."""
    if request.transport is not None:
        request.transport.abort()
    return web.Response(status=500)


def application(fake: FakeStripe) -> web.Application:
    """Build the server of a fake."""
    running: set[str] = set()

    async def work(request: web.Request) -> tuple[object, dict[str, str]]:
        limited = _limited(fake)
        if limited:
            raise limited
        if fake.faults.take("errors"):
            raise error(500, "api_error", "An unknown error occurred.")
        account = _account(fake, request)
        key = request.headers.get("Idempotency-Key")
        mark = f"{account.id} {key}"
        if key and mark in running:
            message = (
                "There is currently another in-progress request using this Idempotent Key "
                "(that probably means you submitted twice, and the other request is still "
                f"going through): {key}. Please try again later."
            )
            raise error(409, "idempotency_error", message, code="idempotency_key_in_use")
        running.add(mark)
        try:
            text = await request.text() if request.method == "POST" else request.query_string
            if fake.faults.delay_seconds:
                await asyncio.sleep(fake.faults.delay_seconds)
            account.run_due()
            version = request.headers.get("Stripe-Version")
            params = parse_form(text)
            return account.answer(request.method, request.path, params, version, key)
        finally:
            running.discard(mark)

    async def answer(request: web.Request) -> web.StreamResponse:
        faults = fake.faults
        found = routes.find(request.method, request.path)
        fake.requests[request.method, found[0].pattern if found else request.path] += 1
        if faults.down:
            return _drop(request)
        try:
            body, headers = await work(request)
            status = 200
        except ApiError as wrong:
            body, headers, status = wrong.body, wrong.headers, wrong.status
        headers = {"Request-Id": "req_fake", **headers}
        if faults.take("broken"):
            return _drop(request)
        if faults.take("timeouts"):
            await asyncio.sleep(3600)
        headers["Stripe-Version"] = request.headers.get("Stripe-Version", fake.platform.api_version)
        return web.json_response(body, status=status, headers=headers)

    made = web.Application(client_max_size=4 * 1024**2)
    add_pages(made, fake)
    made.router.add_route("*", "/{path:v1/.*}", answer)
    return made


@asynccontextmanager
async def serve(fake: FakeStripe, port: int = 0) -> AsyncIterator[str]:
    """Serve a fake on the loopback and deliver its webhooks; yields the server's URL."""
    runner = web.AppRunner(application(fake), shutdown_timeout=0.1, access_log=None)
    await runner.setup()
    delivery = Delivery(fake)
    try:
        site = web.TCPSite(runner, "127.0.0.1", port)
        await site.start()
        fake.url = f"http://127.0.0.1:{runner.addresses[0][1]}"
        await delivery.start()
        yield fake.url
    finally:
        await delivery.stop()
        await runner.cleanup()
