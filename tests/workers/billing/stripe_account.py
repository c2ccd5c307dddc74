"""An account with a plan or two, to write claims about."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from tests.fakes.stripe import Account, FakeStripe

START = datetime(2026, 1, 15, 12, tzinfo=UTC)


@dataclass
class Shop:
    """A product at $10 and $20 a month."""

    account: Account
    product: str
    ten: str
    twenty: str

    def call(self, method: str, path: str, **params: Any) -> Any:
        """Call the API in the process."""
        return self.account.request(method, f"/v1/{path}", params)

    def customer(self, card: str | None = "pm_card_visa", **more: Any) -> str:
        """Make a customer who pays with a card."""
        if card:
            more["payment_method"] = card
            more["invoice_settings"] = {"default_payment_method": card}
        made: str = self.call("POST", "customers", email="a@example.com", **more)["id"]
        return made

    def subscribe(self, customer: str, price: str | None = None, **more: Any) -> Any:
        """Subscribe a customer to a price, $10 a month unless told otherwise."""
        items = [{"price": price or self.ten}]
        return self.call("POST", "subscriptions", customer=customer, items=items, **more)

    def types(self) -> list[str]:
        """Return the types of all events."""
        return [event["type"] for event in self.account.events]


def shop(fake: FakeStripe | None = None) -> Shop:
    """Open a shop in a fake, or in a new one."""
    account = (fake or FakeStripe(now=START)).platform
    account.settings.shuffled = 0
    product = account.request("POST", "/v1/products", {"name": "Pro"})["id"]
    prices = [
        account.request(
            "POST",
            "/v1/prices",
            {
                "currency": "usd",
                "unit_amount": amount,
                "product": product,
                "recurring": {"interval": "month"},
            },
        )["id"]
        for amount in (1000, 2000)
    ]
    return Shop(account, product, *prices)
