"""Deeds of random histories: the catalogue, customers and their cards."""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from typing import Any

from tests.fakes.stripe import catalogue
from tests.fakes.stripe.account import Account
from tests.fakes.stripe.money import THREE_DECIMAL, ZERO_DECIMAL
from tests.fakes.stripe.objects import Object

GOOD = ("pm_card_visa", "pm_card_mastercard", "pm_card_amex")
# What a payment may meet, and how often.
CARDS = (*GOOD * 4, "pm_card_chargeCustomerFail", "pm_card_createDispute", "pm_card_refundFail")


class Choices:
    """An account and the choices of chance in it."""

    def __init__(self, account: Account, chance: random.Random, currencies: Sequence[str]) -> None:
        self.account = account
        self.chance = chance
        self.currencies = currencies
        self.call = account.request

    def one(self, kind: str, fits: Callable[[Object], bool] = lambda one: True) -> Object | None:
        """Return an object of a type that fits, mostly a young one."""
        found = list(self.account.kinds.get(kind, {}).values())
        for _ in range(8 if found else 0):
            late = int(len(found) * (1 - self.chance.random() ** 2))
            candidate = found[min(late, len(found) - 1)]
            if fits(candidate):
                return candidate
        return None

    def amount(self, currency: str, least: int = 100, most: int = 20_000) -> int:
        """Return an amount a currency can charge."""
        chosen = self.chance.randint(least, most)
        if currency in ZERO_DECIMAL:
            return chosen
        return chosen * 10 if currency in THREE_DECIMAL else chosen

    def part(self, whole: int, currency: str) -> int:
        """Return a part of an amount that a currency can charge, at least its smallest."""
        step = 10 if currency in THREE_DECIMAL else 1
        return max(1, self.chance.randint(1, max(1, whole // step))) * step

    def extra(self) -> dict[str, str]:
        return {
            self.chance.choice(("plan", "source", "tenant", "note")): str(self.chance.random())[:6]
        }


class CustomerDeeds(Choices):
    """What an owner does with the catalogue, and customers with themselves."""

    def customer(self) -> Object:
        return self.one("customer") or self._customer("pm_card_visa")

    def _customer(self, card: str | None) -> Object:
        number = self.chance.randrange(10**9)
        params: dict[str, Any] = {
            "email": f"customer{number}@example.com",
            "name": self.chance.choice((f"Customer {number}", "مريم", "渡辺", "Zoë O'Hara")),
            "metadata": self.extra(),
        }
        if card:
            params["payment_method"] = card
            params["invoice_settings"] = {"default_payment_method": card}
        return self.account.objects[self.call("POST", "/v1/customers", params)["id"]]

    def begin(self) -> None:
        """Lay in what everything else needs."""
        for currency in self.currencies:
            for interval in ("month", "year"):
                self._price(currency, {"interval": interval})
            self._price(currency, {"interval": "month"})
            self._price(currency, None)
        self.make_coupon()
        self.make_customer()

    def _price(self, currency: str, recurring: dict[str, Any] | None) -> None:
        product = self.one("product", lambda one: one["active"])
        if product is None or self.chance.random() < 0.6:
            self.make_product()
            product = self.account.all("product")[-1]
        params: dict[str, Any] = {
            "currency": currency,
            "product": product["id"],
            "unit_amount": self.amount(currency),
        }
        if recurring:
            params["recurring"] = recurring
        self.call("POST", "/v1/prices", params)

    def make_product(self) -> None:
        name = f"Plan {self.chance.randrange(10**6)}"
        self.call("POST", "/v1/products", {"name": name, "metadata": self.extra()})

    def edit_product(self) -> None:
        found = self.one("product")
        if found:
            change = self.chance.choice(
                ({"metadata": self.extra()}, {"description": str(self.chance.random())})
            )
            self.call("POST", f"/v1/products/{found['id']}", change)

    def delete_product(self) -> None:
        used = {one["product"] for one in self.account.all("price")}
        found = self.one("product", lambda one: one["id"] not in used)
        if found:
            self.call("DELETE", f"/v1/products/{found['id']}")

    def make_price(self) -> None:
        interval = self.chance.choice(("day", "week", "month", "month", "year", None))
        recurring = {"interval": interval, "interval_count": self.chance.choice((1, 1, 3))}
        currency = self.chance.choice(self.currencies)
        self._price(currency, recurring if interval else None)

    def edit_price(self) -> None:
        found = self.one("price", lambda one: one["active"])
        if found:
            change: dict[str, Any] = {"metadata": self.extra(), "nickname": "Offer"}
            # Some prices must stay on sale.
            if self.chance.random() < 0.2 and len(self.account.kinds["price"]) > 40:
                change = {"active": False}
            self.call("POST", f"/v1/prices/{found['id']}", change)

    def delete_price(self) -> None:
        used = {one["_price"]["id"] for one in self.account.all("subscription_item")}
        used |= {
            one["price"]["id"] for s in self.account.all("checkout.session") for one in s["_items"]
        }
        found = self.one(
            "price", lambda one: one["id"] not in used and one["recurring"] is not None
        )
        if found and len(self.account.kinds["price"]) > 30:
            catalogue.delete_price(self.account, found["id"])

    def make_coupon(self) -> None:
        shape = self.chance.choice(
            (
                {"duration": "once"},
                {"duration": "forever"},
                {"duration": "repeating", "duration_in_months": 3},
            )
        )
        if self.chance.random() < 0.7:
            value: dict[str, Any] = {"percent_off": self.chance.choice((10, 12.5, 33, 50, 100))}
        else:
            currency = self.chance.choice(self.currencies)
            value = {"amount_off": self.amount(currency, 50, 500), "currency": currency}
        self.call("POST", "/v1/coupons", {**shape, **value})

    def make_customer(self) -> None:
        self._customer(self.chance.choice((*CARDS, None)))

    def edit_customer(self) -> None:
        found = self.one("customer")
        if found:
            change: dict[str, Any] = {"metadata": self.extra()}
            if self.chance.random() < 0.4:
                change = {"email": f"moved{self.chance.randrange(10**9)}@example.com"}
            elif self.chance.random() < 0.2 and found["metadata"]:
                change = {"metadata": dict.fromkeys(found["metadata"], "")}
            self.call("POST", f"/v1/customers/{found['id']}", change)

    def delete_customer(self) -> None:
        found = self.one("customer")
        if found and len(self.account.kinds["customer"]) > 3:
            self.call("DELETE", f"/v1/customers/{found['id']}")

    def mend_card(self) -> None:
        found = self.one("customer")
        if found:
            self._use(found, self.chance.choice((*GOOD, *CARDS)))

    def break_card(self) -> None:
        """Have a customer's next payments fail."""
        found = self.one("customer")
        if found:
            self._use(found, "pm_card_chargeCustomerFail")

    def _use(self, found: Object, card: str) -> None:
        path = f"/v1/payment_methods/{card}/attach"
        made = self.call("POST", path, {"customer": found["id"]})
        choice = {"invoice_settings": {"default_payment_method": made["id"]}}
        self.call("POST", f"/v1/customers/{found['id']}", choice)
