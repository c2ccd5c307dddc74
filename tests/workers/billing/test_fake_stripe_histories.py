"""Random histories of the fake of Stripe: their shapes, sums and events."""

from __future__ import annotations

import random
from typing import Any

import pytest

from tests.fakes.stripe import Account, FakeStripe, histories
from tests.fakes.stripe.objects import differences
from tests.workers.billing.stripe_account import START
from tests.workers.billing.stripe_shapes import wrong

# Stripe has no event for these: a mirror must ask for them.
SILENT: dict[str, set[str] | None] = {
    "invoice_payment": None,
    "subscription_item": None,
    "payment_method": None,
    "discount": None,
    "invoiceitem": {"invoice"},
    "payment_intent": {"amount"},
}


def history(seed: int, steps: int) -> Account:
    account = FakeStripe(seed=seed, now=START).platform
    account.settings.shuffled = 0
    histories.live(account, random.Random(seed), steps)
    return account


def test_one_seed_makes_one_history() -> None:
    assert history(3, 120).events == history(3, 120).events


@pytest.mark.parametrize("seed", range(3))
def test_every_object_and_event_fits_the_official_classes(seed: int) -> None:
    account = history(seed, 500)
    call = account.request
    customer = account.all("customer")[0]["id"]
    call("POST", "/v1/billing_portal/sessions", {"customer": customer})
    call("POST", "/v1/accounts", {"email": "owner@example.com"})
    coupon = call("POST", "/v1/coupons", {"percent_off": 5})["id"]
    call("POST", "/v1/promotion_codes", {"promotion": {"type": "coupon", "coupon": coupon}})
    call("POST", "/v1/test_helpers/test_clocks", {"frozen_time": account.now})
    feature = call("POST", "/v1/entitlements/features", {"lookup_key": "x", "name": "X"})["id"]
    for one in account.all("product"):
        path = f"/v1/products/{one['id']}/features"
        call("POST", path, {"entitlement_feature": feature})
    found = [
        fault
        for kind in list(account.kinds)
        for one in account.current(kind)
        for fault in wrong(one)
    ]
    found += [fault for event in account.events[::5] for fault in wrong(event)]
    found += [
        fault
        for event in account.events
        if event["type"] == "entitlements.active_entitlement_summary.updated"
        for fault in wrong(event["data"]["object"])
    ]
    assert found == []
    assert len(account.kinds) >= 26


def test_the_check_of_shapes_finds_what_is_wrong() -> None:
    account = history(1, 30)
    body = account.current("customer")[0]
    assert wrong(body) == []
    assert wrong({**body, "surprise": 1})
    assert wrong({**body, "livemode": "no"})
    assert wrong({**body, "tax_exempt": "perhaps"})
    assert wrong({key: body[key] for key in body if key != "created"})


@pytest.mark.parametrize("seed", range(3))
def test_sums_of_a_history_agree(seed: int) -> None:
    account = history(seed, 900)
    assert len(account.events) > 2000
    refunded: dict[str, int] = {}
    for one in account.all("refund"):
        if one["status"] == "succeeded":
            refunded[one["charge"]] = refunded.get(one["charge"], 0) + one["amount"]
    for one in account.all("charge"):
        let_go = one["amount"] - one["amount_captured"] if one["captured"] else 0
        assert one["amount_refunded"] == refunded.get(one["id"], 0) + let_go
        assert one["refunded"] == (one["amount_refunded"] == one["amount"] > 0)
    paid = {
        one["invoice"]: one["amount_paid"]
        for one in account.all("invoice_payment")
        if one["status"] == "paid"
    }
    for one in account.all("invoice"):
        subtotal = sum(line["amount"] for line in one["_lines"])
        lost = sum(part["amount"] for part in one["total_discount_amounts"])
        assert one["subtotal"] == subtotal
        assert one["total"] == subtotal - lost
        if one["status"] != "draft":
            due = max(0, one["total"] + one["starting_balance"])
            assert one["amount_due"] == due - one["pre_payment_credit_notes_amount"]
        if one["status"] == "paid":
            assert one["amount_paid"] == one["amount_due"]
            assert one["amount_remaining"] == 0
            outside = one.get("amount_paid_off_stripe", 0)
            assert paid.get(one["id"], 0) == one["amount_paid"] - outside
    for one in account.all("payment_intent"):
        got = sum(
            charge["amount_captured"]
            for charge in account.all("charge")
            if charge["payment_intent"] == one["id"] and charge["paid"]
        )
        assert one["amount_received"] == got


@pytest.mark.parametrize("seed", range(3))
def test_the_last_event_of_an_object_shows_it_as_it_is(seed: int) -> None:
    account = history(seed, 700)
    last: dict[str, Any] = {}
    for event in account.events:
        body = event["data"]["object"]
        last[body.get("id", "")] = body
    for kind in list(account.kinds):
        quiet = SILENT.get(kind, set())
        if quiet is None:
            continue
        for one in account.current(kind):
            if kind == "checkout.session" and one["status"] == "open":
                continue
            assert differences(_bare(last[one["id"]]), _bare(one)).keys() <= quiet
    assert not account.deleted.keys() & account.objects.keys()


def _bare(body: dict[str, Any]) -> dict[str, Any]:
    """Leave out the prices inside a subscription, whose edits are events of their own."""
    if body["object"] != "subscription":
        return body
    items = [
        {key: one for key, one in item.items() if key not in ("price", "plan")}
        for item in body["items"]["data"]
    ]
    return {**body, "items": items}


def test_previous_attributes_hold_what_changed_and_nothing_else() -> None:
    account = history(2, 300)
    for event in account.events:
        body = event["data"]["object"]
        previous = event["data"].get("previous_attributes")
        if previous is not None:
            assert previous, event["type"]
            for key, value in previous.items():
                assert body.get(key) != value


@pytest.mark.parametrize("version", ["2022-11-15", "2024-06-20", "2025-03-31.basil"])
def test_every_object_has_an_older_form(version: str) -> None:
    account = history(4, 300)
    for kind in list(account.kinds):
        assert len(account.current(kind, version)) == len(account.all(kind))
    for one in account.current("subscription", version):
        assert ("current_period_end" in one) == (version < "2025-03-31")


def test_an_account_of_an_older_version_records_older_events() -> None:
    account = FakeStripe(now=START).platform
    account.api_version = "2024-06-20"
    histories.live(account, random.Random(1), 300)
    upcoming = [one for one in account.events if one["type"] == "invoice.upcoming"]
    assert upcoming
    assert all("id" not in one["data"]["object"] for one in upcoming)
    assert all(one["data"]["object"]["subscription"] for one in upcoming)
    listed = account.request("GET", "/v1/events", {"limit": 3}, version="2024-06-20")
    assert listed["data"] == account.events[:-4:-1]
    bodies = [one["data"]["object"] for one in account.events]
    assert all("paid" in one for one in bodies if one["object"] == "invoice")
