"""Deeds of random histories: subscriptions."""

from __future__ import annotations

from typing import Any

from tests.fakes.stripe.history_customers import CustomerDeeds
from tests.fakes.stripe.objects import Object


class SubscriptionDeeds(CustomerDeeds):
    """What customers do with subscriptions."""

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
