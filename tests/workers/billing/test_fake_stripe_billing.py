"""What the fake of Stripe does with subscriptions and invoices, by Stripe's documentation."""

from __future__ import annotations

from typing import Any

import pytest

from tests.fakes.stripe import ApiError, catalogue
from tests.fakes.stripe.account import DAY
from tests.workers.billing.stripe_account import Shop, shop


def lines(invoice: Any) -> list[tuple[int, bool]]:
    """Return amounts of lines and whether they are prorations."""
    found = []
    for one in invoice["lines"]["data"]:
        parent = one["parent"]
        found.append((one["amount"], parent[parent["type"]]["proration"]))
    return found


def halfway(subscription: Any) -> int:
    item = subscription["items"]["data"][0]
    return int(item["current_period_start"] + item["current_period_end"]) // 2


def test_an_upgrade_halfway_credits_five_dollars_and_charges_ten() -> None:
    it = shop()
    made = it.subscribe(it.customer())
    at = halfway(made)
    change = [{"id": made["items"]["data"][0]["id"], "price": it.twenty}]
    details = {"items": change, "proration_date": at, "proration_behavior": "always_invoice"}
    preview = it.call(
        "POST", "invoices/create_preview", subscription=made["id"], subscription_details=details
    )
    assert lines(preview) == [(-500, True), (1000, True)]
    assert preview["total"] == preview["amount_due"] == 500

    it.account.advance(at - it.account.now)
    it.call(
        "POST", f"subscriptions/{made['id']}", items=change, proration_behavior="always_invoice"
    )
    latest = it.call("GET", f"subscriptions/{made['id']}", expand=["latest_invoice"])
    assert lines(latest["latest_invoice"]) == [(-500, True), (1000, True)]
    assert latest["latest_invoice"]["amount_paid"] == 500


def test_prorations_wait_for_the_next_invoice_by_default() -> None:
    it = shop()
    made = it.subscribe(it.customer())
    it.account.advance(halfway(made) - it.account.now)
    change = [{"id": made["items"]["data"][0]["id"], "price": it.twenty}]
    it.call("POST", f"subscriptions/{made['id']}", items=change)
    preview = it.call("POST", "invoices/create_preview", subscription=made["id"])
    assert sorted(lines(preview)) == [(-500, True), (1000, True), (2000, False)]
    it.account.advance(16 * DAY)
    newest = it.call("GET", "invoices", limit=1)["data"][0]
    assert sorted(lines(newest)) == sorted(lines(preview))
    assert newest["status"] == "paid"


def test_a_downgrade_leaves_credit_that_pays_the_next_invoice() -> None:
    it = shop()
    customer = it.customer()
    made = it.subscribe(customer, it.twenty)
    it.account.advance(halfway(made) - it.account.now)
    change = [{"id": made["items"]["data"][0]["id"], "price": it.ten}]
    it.call(
        "POST", f"subscriptions/{made['id']}", items=change, proration_behavior="always_invoice"
    )
    assert it.call("GET", f"customers/{customer}")["balance"] == -500
    it.account.advance(16 * DAY)
    newest = it.call("GET", "invoices", limit=1)["data"][0]
    assert (newest["total"], newest["amount_due"], newest["starting_balance"]) == (1000, 500, -500)
    assert it.call("GET", f"customers/{customer}")["balance"] == 0


@pytest.mark.parametrize("end", ["canceled", "unpaid"])
def test_dunning_on_a_test_clock_retries_after_3_5_and_7_days(end: str) -> None:
    it = shop()
    it.account.settings.after_dunning = end
    clock = it.call("POST", "test_helpers/test_clocks", frozen_time=1_800_000_000)
    customer = it.customer(test_clock=clock["id"])
    made = it.subscribe(customer)
    assert made["status"] == "active"
    assert made["created"] == 1_800_000_000
    bad = it.call("POST", "payment_methods/pm_card_chargeCustomerFail/attach", customer=customer)
    settings = {"default_payment_method": bad["id"]}
    it.call("POST", f"customers/{customer}", invoice_settings=settings)

    def look(seconds: float) -> tuple[str, int, str]:
        path = f"test_helpers/test_clocks/{clock['id']}"
        now = it.call("GET", path)["frozen_time"]
        it.call("POST", f"{path}/advance", frozen_time=int(now + seconds))
        now = it.call("GET", f"subscriptions/{made['id']}", expand=["latest_invoice"])
        invoice = now["latest_invoice"]
        return now["status"], invoice["attempt_count"], invoice["status"]

    boundary = made["items"]["data"][0]["current_period_end"]
    assert look(boundary - 1_800_000_000) == ("active", 0, "draft")
    assert look(3600) == ("past_due", 1, "open")
    assert look(3 * DAY) == ("past_due", 2, "open")
    assert look(5 * DAY) == ("past_due", 3, "open")
    assert look(7 * DAY) == (end, 4, "open")
    assert it.types().count("invoice.payment_failed") == 4
    ended = "customer.subscription.deleted" in it.types()
    assert ended == (end == "canceled")


def test_a_paid_retry_makes_a_past_due_subscription_active() -> None:
    it = shop()
    customer = it.customer()
    made = it.subscribe(customer)
    bad = it.call("POST", "payment_methods/pm_card_chargeCustomerFail/attach", customer=customer)
    it.call("POST", f"subscriptions/{made['id']}", default_payment_method=bad["id"])
    it.account.advance(31 * DAY + 7200)
    now = it.call("GET", f"subscriptions/{made['id']}")
    assert now["status"] == "past_due"
    it.call("POST", f"invoices/{now['latest_invoice']}/pay", payment_method="pm_card_visa")
    assert it.call("GET", f"subscriptions/{made['id']}")["status"] == "active"


def test_a_first_payment_that_fails_leaves_the_subscription_incomplete_for_23_hours() -> None:
    it = shop()
    made = it.subscribe(it.customer("pm_card_chargeCustomerFail"))
    assert made["status"] == "incomplete"
    it.account.advance(23 * 3600 - 1)
    assert it.call("GET", f"subscriptions/{made['id']}")["status"] == "incomplete"
    it.account.advance(1)
    assert it.call("GET", f"subscriptions/{made['id']}")["status"] == "incomplete_expired"
    with pytest.raises(ApiError) as caught:
        it.subscribe(
            it.customer("pm_card_chargeCustomerFail"), payment_behavior="error_if_incomplete"
        )
    assert caught.value.status == 402


def test_confirming_the_intent_of_the_first_invoice_activates_the_subscription() -> None:
    it = shop()
    expand = ["latest_invoice.payments"]
    made = it.subscribe(it.customer(), payment_behavior="default_incomplete", expand=expand)
    assert made["status"] == "incomplete"
    intent = made["latest_invoice"]["payments"]["data"][0]["payment"]["payment_intent"]
    it.call("POST", f"payment_intents/{intent}/confirm", payment_method="pm_card_visa")
    assert it.call("GET", f"subscriptions/{made['id']}")["status"] == "active"


@pytest.mark.parametrize(
    ("behavior", "status", "event"),
    [
        ("create_invoice", "past_due", "invoice.payment_failed"),
        ("pause", "paused", "customer.subscription.paused"),
        ("cancel", "canceled", "customer.subscription.deleted"),
    ],
)
def test_a_trial_without_a_card_ends_as_it_was_told(behavior: str, status: str, event: str) -> None:
    it = shop()
    made = it.subscribe(
        it.customer(None),
        trial_period_days=14,
        trial_settings={"end_behavior": {"missing_payment_method": behavior}},
    )
    assert made["status"] == "trialing"
    it.account.advance(14 * DAY + 7200)
    assert "customer.subscription.trial_will_end" in it.types()
    assert event in it.types()
    assert it.call("GET", f"subscriptions/{made['id']}")["status"] == status


def test_a_coupon_takes_its_part_for_as_long_as_it_lasts() -> None:
    it = shop()
    coupon = it.call("POST", "coupons", percent_off=25, duration="once")
    it.subscribe(it.customer(), discounts=[{"coupon": coupon["id"]}])
    it.account.advance(40 * DAY)
    second, first = it.call("GET", "invoices")["data"]
    assert (first["subtotal"], first["total"], first["amount_paid"]) == (1000, 750, 750)
    assert (second["subtotal"], second["total"]) == (1000, 1000)
    assert it.call("GET", f"coupons/{coupon['id']}")["times_redeemed"] == 1


def test_cancelling_at_the_end_of_the_period_can_be_taken_back() -> None:
    it = shop()
    made = it.subscribe(it.customer())
    path = f"subscriptions/{made['id']}"
    it.call("POST", path, cancel_at_period_end=True)
    it.call("POST", path, cancel_at_period_end=False)
    it.account.advance(40 * DAY)
    assert it.call("GET", path)["status"] == "active"
    it.call("POST", path, cancel_at_period_end=True)
    it.account.advance(40 * DAY)
    assert it.call("GET", path)["status"] == "canceled"
    assert it.call("GET", "subscriptions")["data"] == []
    assert len(it.call("GET", "subscriptions", status="all")["data"]) == 1


def test_entitlements_follow_the_subscription() -> None:
    it = shop()
    feature = it.call("POST", "entitlements/features", lookup_key="api", name="API")
    it.call("POST", f"products/{it.product}/features", entitlement_feature=feature["id"])
    customer = it.customer()
    made = it.subscribe(customer)
    held = it.call("GET", "entitlements/active_entitlements", customer=customer)["data"]
    assert [one["lookup_key"] for one in held] == ["api"]
    it.call("DELETE", f"subscriptions/{made['id']}")
    assert not it.call("GET", "entitlements/active_entitlements", customer=customer)["data"]
    assert it.types().count("entitlements.active_entitlement_summary.updated") == 2


def test_what_was_deleted_answers_as_stripe_does() -> None:
    it = shop()
    customer = it.customer()
    it.call("DELETE", f"customers/{customer}")
    gone = it.call("GET", f"customers/{customer}")
    assert gone == {"id": customer, "object": "customer", "deleted": True}
    coupon = it.call("POST", "coupons", percent_off=25)["id"]
    it.call("DELETE", f"coupons/{coupon}")
    draft = it.call("POST", "invoices", customer=it.customer())["id"]
    it.call("DELETE", f"invoices/{draft}")
    for price in (it.ten, it.twenty):
        catalogue.delete_price(it.account, price)
    it.call("DELETE", f"products/{it.product}")
    for path in (f"coupons/{coupon}", f"invoices/{draft}", f"products/{it.product}"):
        with pytest.raises(ApiError) as caught:
            it.call("GET", path)
        assert (caught.value.status, caught.value.code) == (404, "resource_missing")


def _invoice(it: Shop) -> Any:
    customer = it.customer()
    draft = it.call("POST", "invoices", customer=customer, currency="kwd")
    params = {"customer": customer, "invoice": draft["id"], "currency": "kwd"}
    for amount in range(10, 150, 10):
        it.call("POST", "invoiceitems", amount=amount, **params)
    return it.call("POST", f"invoices/{draft['id']}/finalize")


def test_lists_inside_objects_hold_ten_and_their_endpoints_the_rest() -> None:
    it = shop()
    invoice = _invoice(it)
    assert invoice["total"] == 1050
    assert (len(invoice["lines"]["data"]), invoice["lines"]["has_more"]) == (10, True)
    rest = it.call("GET", f"invoices/{invoice['id']}/lines", limit=100)
    assert sum(one["amount"] for one in rest["data"]) == 1050


def test_a_credit_note_lessens_an_open_invoice_and_gives_credit_on_a_paid_one() -> None:
    it = shop()
    invoice = _invoice(it)
    it.call("POST", "credit_notes", invoice=invoice["id"], amount=50)
    paid = it.call("POST", f"invoices/{invoice['id']}/pay")
    assert (paid["amount_paid"], paid["pre_payment_credit_notes_amount"]) == (1000, 50)
    it.call("POST", "credit_notes", invoice=invoice["id"], amount=100, credit_amount=100)
    assert it.call("GET", f"customers/{invoice['customer']}")["balance"] == -100


def test_three_decimal_amounts_end_in_zero() -> None:
    it = shop()
    with pytest.raises(ApiError):
        it.call("POST", "payment_intents", amount=1005, currency="kwd")


def test_older_versions_show_periods_and_payments_where_they_were() -> None:
    it = shop()
    made = it.subscribe(it.customer())
    item = made["items"]["data"][0]
    assert "current_period_end" not in made
    old = it.account.request("GET", f"/v1/subscriptions/{made['id']}", version="2024-06-20")
    assert old["current_period_end"] == item["current_period_end"]
    assert "current_period_end" not in old["items"]["data"][0]
    path = f"/v1/invoices/{made['latest_invoice']}"
    invoice = it.account.request("GET", path, {"expand": ["charge"]}, version="2024-06-20")
    assert invoice["subscription"] == made["id"]
    assert invoice["paid"] is True
    assert invoice["charge"]["invoice"] == invoice["id"]
    assert invoice["payment_intent"] == invoice["charge"]["payment_intent"]
    assert invoice["lines"]["data"][0]["price"]["id"] == it.ten
    new = it.account.request("GET", path, {"expand": ["payments"]}, version="2025-03-31.basil")
    assert new["parent"]["subscription_details"]["subscription"] == made["id"]
    assert new["payments"]["data"][0]["payment"]["payment_intent"] == invoice["payment_intent"]
    assert not new.keys() & {"subscription", "payment_intent", "charge", "paid"}
