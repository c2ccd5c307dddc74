"""Random but valid histories of an account, as its owner, its customers and time make them."""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from typing import Any

from tests.fakes.stripe import catalogue, charges, checkout, events, refunds
from tests.fakes.stripe.errors import ApiError
from tests.fakes.stripe.money import THREE_DECIMAL, ZERO_DECIMAL
from tests.fakes.stripe.objects import Object
from tests.fakes.stripe.state import DAY, Account

CURRENCIES = ("usd", "jpy", "kwd", "eur", "sar")
GOOD = ("pm_card_visa", "pm_card_mastercard", "pm_card_amex")
# What a payment may meet, and how often.
CARDS = (*GOOD * 4, "pm_card_chargeCustomerFail", "pm_card_createDispute", "pm_card_refundFail")
SHORT = (60, 3600, 2 * 3600)
LONG = (DAY, 3 * DAY, 7 * DAY, 14 * DAY)
# The codes of refusals an honest history may run into; any other is a bug in it.
EXPECTED = frozenset(
    {"charge_already_refunded", "charge_disputed", "coupon_expired", "resource_missing"}
)


def live(
    account: Account,
    chance: random.Random,
    steps: int,
    currencies: Sequence[str] = CURRENCIES,
) -> None:
    """Make a history of so many steps; each is one deed and what follows from it."""
    life = _Life(account, chance, currencies)
    life.begin()
    deeds, weights = zip(*life.deeds, strict=True)
    for _ in range(steps):
        deed: Callable[[], None] = chance.choices(deeds, weights)[0]
        try:
            deed()
        except ApiError as wrong:
            if wrong.status != 402 and wrong.code not in EXPECTED:
                raise


class _Life:
    """The deeds of a history."""

    def __init__(self, account: Account, chance: random.Random, currencies: Sequence[str]) -> None:
        self.account = account
        self.chance = chance
        self.currencies = currencies
        self.call = account.request
        self.deeds: list[tuple[Callable[[], None], int]] = [
            (self.make_customer, 10),
            (self.edit_customer, 8),
            (self.delete_customer, 1),
            (self.make_product, 2),
            (self.edit_product, 2),
            (self.delete_product, 1),
            (self.make_price, 2),
            (self.edit_price, 2),
            (self.delete_price, 1),
            (self.make_coupon, 1),
            (self.subscribe, 14),
            (self.change_subscription, 12),
            (self.edit_subscription, 6),
            (self.cancel_subscription, 5),
            (self.mend_card, 4),
            (self.break_card, 5),
            (self.bill_by_hand, 6),
            (self.end_invoice, 5),
            (self.pay_once, 12),
            (self.refund, 8),
            (self.fail_refund, 2),
            (self.dispute, 2),
            (self.close_dispute, 2),
            (self.check_out, 8),
            (self.credit, 3),
            (self.rare, 2),
            (self.wait, 12),
        ]

    # Choices

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

    # Catalogue

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

    # Customers

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

    # Subscriptions

    def _recurring(self, like: Object | None = None) -> Object | None:
        def fits(one: Object) -> bool:
            if not one["active"] or one["recurring"] is None:
                return False
            return like is None or one["currency"] == like["currency"]

        return self.one("price", fits)

    def subscribe(self) -> None:
        customer, price = self.customer(), self._recurring()
        if price is None:
            return
        params: dict[str, Any] = {
            "customer": customer["id"],
            "items": [{"price": price["id"], "quantity": self.chance.choice((1, 1, 2, 7))}],
            "metadata": self.extra(),
        }
        if self.chance.random() < 0.25:
            params["trial_period_days"] = self.chance.choice((7, 14, 30))
            behavior = self.chance.choice(("create_invoice", "pause", "cancel"))
            params["trial_settings"] = {"end_behavior": {"missing_payment_method": behavior}}
        if self.chance.random() < 0.25:
            coupon = self.one("coupon")
            params["discounts"] = [{"coupon": coupon["id"]}] if coupon else []
        if self.chance.random() < 0.2:
            params["payment_behavior"] = "default_incomplete"
        elif self.chance.random() < 0.1:
            params["payment_behavior"] = "error_if_incomplete"
        elif self.chance.random() < 0.1:
            params.update(collection_method="send_invoice", days_until_due=7)
        self.call("POST", "/v1/subscriptions", params)

    def _subscription(self, *statuses: str) -> Object | None:
        return self.one("subscription", lambda one: one["status"] in statuses)

    def change_subscription(self) -> None:
        found = self._subscription("active", "trialing", "past_due")
        if found is None:
            return
        item = self.account.objects[found["_items"][0]]
        change: dict[str, Any] = {"id": item["id"]}
        price = self._recurring(item["_price"])
        steps = item["_price"]["recurring"]
        alone = len(found["_items"]) == 1
        same = price is not None and price["recurring"] == steps
        if price and (alone or same) and self.chance.random() < 0.5:
            change["price"] = price["id"]
        else:
            change["quantity"] = self.chance.randint(1, 9)
        items = [change]
        held = {self.account.objects[one]["_price"]["id"] for one in found["_items"]}
        if price and same and "price" not in change and price["id"] not in held:
            items.append({"price": price["id"]})
        elif not alone and self.chance.random() < 0.5:
            items = [{"id": found["_items"][-1], "deleted": True}]
        behavior = self.chance.choice(("create_prorations", "always_invoice", "none"))
        params = {"items": items[: 20 - len(found["_items"])] or items[:1]}
        path = f"/v1/subscriptions/{found['id']}"
        self.call("POST", path, {**params, "proration_behavior": behavior})

    def edit_subscription(self) -> None:
        found = self._subscription("active", "trialing", "past_due", "paused")
        if found is None:
            return
        path = f"/v1/subscriptions/{found['id']}"
        if found["status"] == "paused":
            self.call("POST", path + "/resume", {"billing_cycle_anchor": "now"})
            return
        behavior = self.chance.choice(("void", "keep_as_draft", "mark_uncollectible"))
        paused = found["pause_collection"] is not None
        change: dict[str, Any] = self.chance.choice(
            (
                {"metadata": self.extra()},
                {"description": str(self.chance.random())},
                {"pause_collection": "" if paused else {"behavior": behavior}},
                {"trial_end": "now"} if found["status"] == "trialing" else {"metadata": ""},
            )
        )
        self.call("POST", path, change)

    def cancel_subscription(self) -> None:
        found = self._subscription("active", "trialing", "past_due", "unpaid", "incomplete")
        if found is None:
            return
        path = f"/v1/subscriptions/{found['id']}"
        if self.chance.random() < 0.6 and found["status"] != "incomplete":
            wanted = not found["cancel_at_period_end"]
            self.call("POST", path, {"cancel_at_period_end": wanted})
        else:
            params = {name: self.chance.random() < 0.5 for name in ("prorate", "invoice_now")}
            self.call("DELETE", path, params)

    # Invoices

    def bill_by_hand(self) -> None:
        customer = self.customer()
        currency = self.chance.choice(self.currencies)
        params: dict[str, Any] = {"customer": customer["id"], "currency": currency}
        made = self.call("POST", "/v1/invoices", params)
        for _ in range(self.chance.choice((1, 1, 2, 14))):
            item = {"customer": customer["id"], "invoice": made["id"], "currency": currency}
            item["amount"] = self.amount(currency, 1, 9000)
            self.call("POST", "/v1/invoiceitems", item)
        path = f"/v1/invoices/{made['id']}"
        end = self.chance.choice(("delete", "finalize", "pay", "send", "leave"))
        if end == "delete":
            self.call("DELETE", path)
        elif end == "pay":
            self.call("POST", path + "/pay", {"payment_method": self.chance.choice(CARDS)})
        elif end != "leave":
            self.call("POST", f"{path}/{end}")

    def end_invoice(self) -> None:
        found = self.one("invoice", lambda one: one["status"] == "open")
        if found is None or found["customer"] not in self.account.objects:
            return
        ends: tuple[tuple[str, dict[str, Any]], ...] = (
            ("void", {}),
            ("mark_uncollectible", {}),
            ("pay", {"payment_method": self.chance.choice(CARDS)}),
            ("pay", {"paid_out_of_band": True}),
        )
        end, params = self.chance.choice(ends)
        self.call("POST", f"/v1/invoices/{found['id']}/{end}", params)

    def credit(self) -> None:
        def fits(one: Object) -> bool:
            alive = one["customer"] in self.account.objects
            return alive and (
                (one["status"] == "open" and one["amount_remaining"] > 0)
                or (one["status"] == "paid" and one["amount_paid"] > 0)
            )

        found = self.one("invoice", fits)
        if found is None:
            return
        given = found["post_payment_credit_notes_amount"] if found["status"] == "paid" else 0
        left = (found["amount_paid"] - given) if given is not None else 0
        if found["status"] == "open":
            left = found["amount_remaining"]
        if left <= 0:
            return
        amount = min(left, self.part(left, found["currency"]))
        params: dict[str, Any] = {"invoice": found["id"], "amount": amount}
        if found["status"] == "paid":
            params["credit_amount"] = amount
        self.call("POST", "/v1/credit_notes", params)

    # Payments

    def pay_once(self) -> None:
        currency = self.chance.choice(self.currencies)
        params: dict[str, Any] = {
            "amount": self.amount(currency),
            "currency": currency,
            "metadata": self.extra(),
        }
        if self.chance.random() < 0.6:
            params["customer"] = self.customer()["id"]
        end = self.chance.choice(("confirm", "confirm", "confirm", "cancel", "capture", "leave"))
        if end in ("confirm", "capture"):
            params.update(confirm=True, payment_method=self.chance.choice(CARDS))
        if end == "capture":
            params["capture_method"] = "manual"
        made = self.call("POST", "/v1/payment_intents", params)
        if end == "capture":
            part = {"amount_to_capture": self.part(made["amount"], currency)}
            self.call("POST", f"/v1/payment_intents/{made['id']}/capture", part)
        elif end == "cancel":
            self.call("POST", f"/v1/payment_intents/{made['id']}/cancel")

    def _charge(self, fits: Callable[[Object], bool]) -> Object | None:
        return self.one("charge", lambda one: one["captured"] and not one["disputed"] and fits(one))

    def refund(self) -> None:
        found = self._charge(lambda one: not one["refunded"])
        if found:
            params: dict[str, Any] = {"charge": found["id"], "metadata": self.extra()}
            left = found["amount"] - found["amount_refunded"]
            if self.chance.random() < 0.6:
                params["amount"] = min(left, self.part(left, found["currency"]))
            self.call("POST", "/v1/refunds", params)

    def fail_refund(self) -> None:
        found = self.one("refund", lambda one: one["status"] == "succeeded")
        if found:
            refunds.fail(self.account, found["id"])

    def dispute(self) -> None:
        found = self._charge(lambda one: not one["amount_refunded"])
        if found:
            charges.dispute(self.account, found["id"], "product_not_received")

    def close_dispute(self) -> None:
        found = self.one("dispute", lambda one: one["status"] == "needs_response")
        if found:
            charges.close_dispute(self.account, found["id"], self.chance.random() < 0.4)

    def check_out(self) -> None:
        recurring = self.chance.random() < 0.5
        price = self.one(
            "price", lambda one: one["active"] and (one["recurring"] is not None) == recurring
        )
        if price is None:
            return
        params: dict[str, Any] = {
            "mode": "subscription" if recurring else "payment",
            "line_items": [{"price": price["id"], "quantity": self.chance.randint(1, 3)}],
            "client_reference_id": f"tenant-{self.chance.randrange(100)}",
            "metadata": self.extra(),
            "success_url": "https://example.com/done",
        }
        if self.chance.random() < 0.5:
            params["customer"] = self.customer()["id"]
        if recurring and self.chance.random() < 0.3:
            params["subscription_data"] = {"trial_period_days": 14}
        made = self.call("POST", "/v1/checkout/sessions", params)
        end = self.chance.random()
        if end < 0.7:
            checkout.complete(self.account, made["id"], self.chance.choice(CARDS))
        elif end < 0.85:
            self.call("POST", f"/v1/checkout/sessions/{made['id']}/expire")

    # The rest

    def rare(self) -> None:
        """Do what leads to events few people handle."""
        kind = self.chance.choice(("payout", "warning", "setup"))
        charge = self._charge(lambda one: True)
        if kind == "payout":
            currency = self.chance.choice(self.currencies)
            events.pay_out(self.account, self.amount(currency), currency)
        elif kind == "warning" and charge:
            events.warn_of_fraud(self.account, charge["id"])
        else:
            self.call("POST", "/v1/setup_intents", {"customer": self.customer()["id"]})

    def wait(self) -> None:
        steps = SHORT if self.chance.random() < 0.6 else LONG
        self.account.advance(self.chance.choice(steps) + self.chance.randrange(50))
