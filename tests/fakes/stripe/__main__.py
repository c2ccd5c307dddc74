"""Run the fake as a program: `python -m tests.fakes.stripe --port 12111`."""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import os
import signal
from pathlib import Path

from tests.fakes.stripe import FakeStripe, WebhookEndpoint, saving, serve

SAVED_SECONDS = 0.25
RETRY_SECONDS = (0.5, 1.0, 2.0, 5.0, 10.0, 30.0, 60.0)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.fakes.stripe", description=__doc__)
    parser.add_argument("--port", type=int, default=12111)
    parser.add_argument(
        "--key",
        default=os.environ.get("FAKE_STRIPE_KEY", "sk_test_fake"),
        help="the secret key to accept",
    )
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--state", type=Path, help="a JSON file that keeps the state")
    for name in ("--webhook", "--connect-webhook"):
        parser.add_argument(name, action="append", default=_from(name), metavar="URL=SECRET")
    parser.add_argument(
        "--header", action="append", default=_from("--header"), metavar="NAME=VALUE"
    )
    parser.add_argument("--webhook-version", help="the API version of the webhooks")
    return parser.parse_args()


def _from(option: str) -> list[str]:
    """Return what the environment says: command lines are visible to others, secrets are not."""
    given = os.environ.get(f"FAKE_STRIPE_{option.strip('-').replace('-', '_').upper()}")
    return [given] if given else []


def _endpoints(options: argparse.Namespace) -> list[WebhookEndpoint]:
    headers = dict(one.split("=", 1) for one in options.header)
    found = []
    for connect, given in ((False, options.webhook), (True, options.connect_webhook)):
        for one in given:
            # A URL may hold `=` itself; a secret holds none.
            url, _, secret = one.rpartition("=")
            version = options.webhook_version
            found.append(WebhookEndpoint(url, [secret], connect, version, headers=headers))
    return found


async def run(options: argparse.Namespace) -> None:
    """Serve until a signal says stop."""
    fake = FakeStripe(options.key, options.seed)
    fake.endpoints = _endpoints(options)
    fake.retry_seconds = RETRY_SECONDS
    if options.state and options.state.exists():
        saving.load(fake, options.state)
    stop = asyncio.Event()
    for one in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(one, stop.set)
    saved = saving.size(fake)
    async with serve(fake, options.port) as url:
        print(f"Stripe's fake listens on {url}", flush=True)
        while not stop.is_set():
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(stop.wait(), SAVED_SECONDS)
            if options.state and saving.size(fake) != saved:
                saved = saving.size(fake)
                saving.save(fake, options.state)
    if options.state:
        saving.save(fake, options.state)


if __name__ == "__main__":
    asyncio.run(run(_options()))
