"""All the fake holds: its accounts, its webhooks, its faults."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime

from tests.fakes.stripe.account import PLATFORM, Account
from tests.fakes.stripe.faults import Faults
from tests.fakes.stripe.objects import Object


@dataclass
class WebhookEndpoint:
    """Where events go. `connect` endpoints get those of connected accounts, others the rest."""

    url: str
    secrets: list[str]
    connect: bool = False
    api_version: str | None = None
    enabled_events: tuple[str, ...] = ("*",)
    headers: dict[str, str] = field(default_factory=dict)

    def fits(self, event: Object) -> bool:
        """Tell whether an event goes here."""
        wanted = "*" in self.enabled_events or event["type"] in self.enabled_events
        return wanted and self.connect == ("account" in event)


class FakeStripe:
    """A Stripe of one's own: a platform's account and those connected to it."""

    def __init__(
        self,
        key: str = "sk_test_fake",
        seed: int = 0,
        now: datetime | None = None,
        livemode: bool = False,
    ) -> None:
        self.key = key
        self.seed = seed
        self.livemode = livemode
        self.start = None if now is None else int(now.timestamp())
        self.endpoints: list[WebhookEndpoint] = []
        self.faults = Faults()
        self.requests: Counter[tuple[str, str]] = Counter()
        self.delivered: Counter[int] = Counter()
        self.deliver = True
        self.retry_seconds: tuple[float, ...] = (0.05, 0.1, 0.2, 0.5, 1.0, 2.0, 5.0)
        self.url = "http://127.0.0.1"
        self.accounts: dict[str, Account] = {}
        self.platform = Account(self, PLATFORM, self.start)
        self.accounts[self.platform.id] = self.platform

    def connect(self, email: str | None = None, country: str = "US") -> Account:
        """Make a connected account."""
        made = self.platform.request("POST", "/v1/accounts", {"email": email, "country": country})
        return self.accounts[made["id"]]
