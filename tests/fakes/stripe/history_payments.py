"""Deeds of random histories: invoices and payments."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from tests.fakes.stripe import charges, checkout_payment, refunds
from tests.fakes.stripe.history_customers import CARDS, CustomerDeeds
from tests.fakes.stripe.objects import Object


class PaymentDeeds(CustomerDeeds):
    """What comes of invoices, payments and checkouts."""

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
            checkout_payment.complete(self.account, made["id"], self.chance.choice(CARDS))
        elif end < 0.85:
            self.call("POST", f"/v1/checkout/sessions/{made['id']}/expire")
