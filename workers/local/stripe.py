"""A fake of Stripe for the local stack: the one of the tests, where no key of a real one is set."""

from __future__ import annotations

import hmac
import sys
from dataclasses import dataclass
from pathlib import Path

import aiohttp

from flywheel import db
from flywheel.config import CHECKOUT, Settings
from flywheel.local.process import ManagedProcess
from flywheel.local.secrets import Keys

_FAKE = CHECKOUT / "tests" / "fakes" / "stripe"
_REGISTER = """
insert into private.stripe_webhook_secrets (secret, is_connect, description)
values (%s, false, 'the local stack''s fake of Stripe'), (%s, true, 'the same, connected accounts')
on conflict do nothing
"""


@dataclass(frozen=True)
class FakeStripe:
    """Where the fake is, and what it and we share.

    Attributes
    ----------
    url
        Its API.
    key
        What it takes for a secret key.
    secret, connect_secret
        What it signs events with: those of our account, and those of connected ones.
    """

    url: str
    key: str
    secret: str
    connect_secret: str

    @classmethod
    def of(cls, settings: Settings, keys: Keys) -> FakeStripe | None:
        """Return the fake of a stack; None where a real Stripe is set, or no tests are here."""
        if settings.stripe_api_key is not None or not _FAKE.is_dir():
            return None

        def derived(name: str) -> str:
            return hmac.new(keys.jwt_secret.encode(), name.encode(), "sha256").hexdigest()[:48]

        return cls(
            url=f"http://127.0.0.1:{settings.stripe_port}",
            key=f"sk_test_{derived('stripe key')}",
            secret=f"whsec_{derived('stripe webhook')}",
            connect_secret=f"whsec_{derived('stripe connect webhook')}",
        )

    def process(self, settings: Settings, keys: Keys) -> ManagedProcess:
        """Return its process, not yet started.

        Secrets go in through the environment: command lines are visible to other users.
        """
        webhook = f"http://127.0.0.1:{settings.api_port}/rest/v1/rpc/stripe_webhook"

        async def ready() -> bool:
            try:
                async with (
                    aiohttp.ClientSession() as session,
                    session.get(
                        f"{self.url}/v1/products", auth=aiohttp.BasicAuth(self.key)
                    ) as answer,
                ):
                    return answer.status == 200
            except aiohttp.ClientError:
                return False

        return ManagedProcess(
            name="Fake of Stripe",
            argv=[
                *(sys.executable, "-m", "tests.fakes.stripe"),
                *("--port", str(settings.stripe_port)),
                *("--state", str(state_file(settings.home))),
            ],
            env={
                "PYTHONPATH": str(CHECKOUT),
                "FAKE_STRIPE_KEY": self.key,
                "FAKE_STRIPE_WEBHOOK": f"{webhook}={self.secret}",
                "FAKE_STRIPE_CONNECT_WEBHOOK": f"{webhook}={self.connect_secret}",
                "FAKE_STRIPE_HEADER": f"apikey={keys.anon_key}",
            },
            log=settings.home / "logs" / "stripe.log",
            ready=ready,
        )

    async def register(self, dsn: str) -> None:
        """Let our endpoint take what the fake signs."""
        async with db.connect(dsn) as connection:
            await connection.execute(_REGISTER, [self.secret, self.connect_secret])

    def environment(self) -> dict[str, str]:
        """Return the variables that lead a worker to the fake."""
        return {"FLYWHEEL_STRIPE_API_KEY": self.key, "FLYWHEEL_STRIPE_API_BASE": self.url}


def state_file(home: Path) -> Path:
    """Return where the fake keeps its accounts."""
    return home / "stripe.json"
