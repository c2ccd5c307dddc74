"""Webhooks: each event goes, signed, to each endpoint it fits, until that says 2xx."""

from __future__ import annotations

import asyncio
import json

import aiohttp

from tests.fakes.stripe import versions
from tests.fakes.stripe.account import Account
from tests.fakes.stripe.objects import Object, copied
from tests.fakes.stripe.signing import sign_with_all
from tests.fakes.stripe.state import FakeStripe, WebhookEndpoint

AT_ONCE = 16
"""Deliveries under way at one time; so events arrive in no certain order, as Stripe's do."""
WATCHED_SECONDS = 0.02


class Delivery:
    """The delivery of a fake's events while it is served."""

    def __init__(self, fake: FakeStripe) -> None:
        self.fake = fake
        self._watch: asyncio.Task[None] | None = None
        self._sending: set[asyncio.Task[None]] = set()
        self._slots = asyncio.Semaphore(AT_ONCE)
        self._client: aiohttp.ClientSession | None = None

    async def start(self) -> None:
        """Begin to watch for events."""
        self._client = aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=10))
        self._watch = asyncio.create_task(self._run())

    async def stop(self) -> None:
        """Stop; what is not delivered by now is not delivered."""
        tasks = [*self._sending, *([self._watch] if self._watch else [])]
        for one in tasks:
            one.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        if self._client:
            await self._client.close()

    async def _run(self) -> None:
        while True:
            for account in list(self.fake.accounts.values()):
                account.run_due()
                fresh = account.events[account.delivered :]
                account.delivered += len(fresh)
                # Events of a time without delivery are lost, as with an endpoint switched off.
                for event in fresh if self.fake.deliver else ():
                    self._send_to_all(account, event)
            await asyncio.sleep(WATCHED_SECONDS)

    def _send_to_all(self, account: Account, event: Object) -> None:
        for endpoint in self.fake.endpoints:
            if endpoint.fits(event):
                task = asyncio.create_task(self._send(account, endpoint, event))
                self._sending.add(task)
                task.add_done_callback(self._sending.discard)

    async def _send(self, account: Account, endpoint: WebhookEndpoint, event: Object) -> None:
        body = json.dumps(shown(account, endpoint, event), indent=2)
        for wait in (*self.fake.retry_seconds, None):
            async with self._slots:
                status = await self._post(endpoint, body)
            self.fake.delivered[status] += 1
            if 200 <= status < 300 or wait is None:
                return
            await asyncio.sleep(wait)

    async def _post(self, endpoint: WebhookEndpoint, body: str) -> int:
        """Send one event once; returns the status of the answer, or 0 for none."""
        assert self._client is not None
        headers = {
            "content-type": "application/json; charset=utf-8",
            "user-agent": "Stripe/1.0 (+https://stripe.com/docs/webhooks)",
            **endpoint.headers,
            # Signed anew each time: receivers refuse signatures older than some minutes.
            "Stripe-Signature": sign_with_all(body, endpoint.secrets),
        }
        try:
            async with self._client.post(
                endpoint.url, data=body.encode(), headers=headers, allow_redirects=False
            ) as answer:
                await answer.read()
                return answer.status
        except (aiohttp.ClientError, TimeoutError):
            return 0


def shown(account: Account, endpoint: WebhookEndpoint, event: Object) -> Object:
    """Return an event as the version of an endpoint shows it."""
    version = endpoint.api_version
    if version is None or version >= event["api_version"]:
        return event
    older: Object = copied(event)
    older["api_version"] = version
    older["data"]["object"] = versions.older(account, older["data"]["object"], version)
    return older
