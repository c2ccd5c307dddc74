"""Subscriptions: how they begin and end, and what each consists of."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from tests.fakes.stripe import catalogue, collection, discounts, invoice_lines
from tests.fakes.stripe.account import DAY, Account
from tests.fakes.stripe.calendars import next_boundary
from tests.fakes.stripe.errors import ApiError, decline, invalid
from tests.fakes.stripe.listing import LISTED, page
from tests.fakes.stripe.objects import Object
from tests.fakes.stripe.parameters import (
    Params,
    anything,
    flag,
    integer,
    merged,
    metadata,
    moment,
    text,
)
from tests.fakes.stripe.routes import endpoint
from tests.fakes.stripe.subscription_state import (
    add_item,
    bill,
    check_prices,
    ended,
    parts,
    plan_end,
    set_period,
)

PRICE_DATA = {
    "currency!": text,
    "product!": text,
    "recurring!": catalogue.RECURRING,
    "unit_amount": integer,
    "unit_amount_decimal": text,
    "tax_behavior": text,
}
ITEM = {
    "price": text,
    "price_data": PRICE_DATA,
    "quantity": integer,
    "metadata": metadata,
}
FIELDS: dict[str, Any] = {
    "automatic_tax": anything,
    "cancel_at": moment,
    "cancel_at_period_end": flag,
    "collection_method": text,
    "days_until_due": integer,
    "default_payment_method": text,
    "description": text,
    "discounts": discounts.CHOSEN,
    "metadata": metadata,
    "off_session": flag,
    "payment_behavior": text,
    "payment_settings": {
        "save_default_payment_method": text,
        "payment_method_types": [text],
        "payment_method_options": anything,
    },
    "proration_behavior": text,
    "trial_end": moment,
    "trial_from_plan": flag,
    "trial_settings": {"end_behavior": {"missing_payment_method!": text}},
}


@endpoint(
    "POST",
    "/v1/subscriptions",
    {
        **FIELDS,
        "customer!": text,
        "items!": [ITEM],
        "backdate_start_date": integer,
        "billing_cycle_anchor": integer,
        "billing_mode": anything,
        "currency": text,
        "trial_period_days": integer,
    },
)
def create(account: Account, params: Params) -> Object:
    customer = account.get("customer", params["customer"], "customer")
    wanted = params["items"]
    if not 1 <= len(wanted) <= 20:
        raise invalid("A subscription takes 1 to 20 items.", "items")
    prices = [
        catalogue.price_from(account, one, f"items[{place}]") for place, one in enumerate(wanted)
    ]
    check_prices(prices)
    behavior = params.get("payment_behavior") or "allow_incomplete"
    method = params.get("default_payment_method")
    if method:
        card = account.get("payment_method", method, "default_payment_method")
        if card["customer"] != customer["id"]:
            raise invalid("The customer does not have a payment method with the ID " + method)
    chosen = discounts.choose(account, params.get("discounts") or [])
    trial_end = _trial_end(account, params)
    quantities = [1 if one.get("quantity") is None else one["quantity"] for one in wanted]
    free = all(
        not price["unit_amount"] or not count
        for price, count in zip(prices, quantities, strict=True)
    )
    automatic = params.get("collection_method") != "send_invoice"
    usable = method or customer["invoice_settings"]["default_payment_method"]
    if automatic and not trial_end and not free and behavior != "default_incomplete":
        _check_method(account, usable, behavior)
    made = _new(account, params, customer, prices[0]["currency"], trial_end)
    made["discounts"] = discounts.redeem(account, chosen, customer["id"], made["id"])
    for price, count, one in zip(prices, quantities, wanted, strict=True):
        add_item(account, made, price, count, one.get("metadata"))
    _begin(account, made, customer, prices[0], params)
    return made


def _trial_end(account: Account, params: Params) -> int | None:
    end = params.get("trial_end")
    if params.get("trial_period_days"):
        if end:
            raise invalid("You can pass only one of trial_end and trial_period_days.", "trial_end")
        return account.now + int(params["trial_period_days"]) * DAY
    if end in (None, "now"):
        return None
    if end <= account.now:
        raise invalid("Invalid timestamp: must be an integer Unix timestamp in the future.")
    return int(end)


def _check_method(account: Account, usable: str | None, behavior: str) -> None:
    if usable is None:
        message = "This customer has no attached payment source or default payment method."
        raise invalid(message, code="resource_missing")
    reason = account.objects[usable]["_conduct"].get("decline")
    if reason and behavior == "error_if_incomplete":
        raise ApiError(402, {"error": decline(reason)})


def _new(
    account: Account, params: Params, customer: Object, currency: str, trial_end: int | None
) -> Object:
    settings = params.get("payment_settings") or {}
    end_behavior = (params.get("trial_settings") or {}).get("end_behavior") or {}
    return account.add(
        "subscription",
        application=None,
        application_fee_percent=None,
        automatic_tax={"disabled_reason": None, "enabled": False, "liability": None},
        billing_cycle_anchor=params.get("billing_cycle_anchor") or trial_end or account.now,
        billing_cycle_anchor_config=None,
        billing_mode={"flexible": None, "type": "classic"},
        billing_schedules=[],
        billing_thresholds=None,
        cancel_at=None,
        cancel_at_period_end=params.get("cancel_at_period_end", False),
        canceled_at=account.now if params.get("cancel_at_period_end") else None,
        cancellation_details={"comment": None, "feedback": None, "reason": None},
        collection_method=params.get("collection_method") or "charge_automatically",
        created=account.now,
        currency=currency,
        customer=customer["id"],
        customer_account=None,
        days_until_due=params.get("days_until_due"),
        default_payment_method=params.get("default_payment_method"),
        default_source=None,
        default_tax_rates=[],
        description=params.get("description"),
        discounts=[],
        ended_at=None,
        invoice_settings={"account_tax_ids": None, "issuer": {"type": "self"}},
        latest_invoice=None,
        livemode=account.fake.livemode,
        metadata=merged({}, params.get("metadata") or {}),
        next_pending_invoice_item_invoice=None,
        on_behalf_of=None,
        pause_collection=None,
        payment_settings={
            "payment_method_options": None,
            "payment_method_types": settings.get("payment_method_types"),
            "save_default_payment_method": settings.get("save_default_payment_method") or "off",
        },
        pending_invoice_item_interval=None,
        pending_setup_intent=None,
        pending_update=None,
        schedule=None,
        start_date=account.now,
        status="trialing" if trial_end else "incomplete",
        test_clock=customer["test_clock"],
        transfer_data=None,
        trial_end=trial_end,
        trial_settings={
            "end_behavior": {
                "missing_payment_method": end_behavior.get("missing_payment_method")
                or "create_invoice"
            }
        },
        trial_start=account.now if trial_end else None,
        _invoices=[],
        _items=[],
    )


def _begin(account: Account, made: Object, customer: Object, price: Object, params: Params) -> None:
    """Open the first period and ask for its price."""
    step = price["recurring"]
    trial_end, now = made["trial_end"], account.now
    anchor = made["billing_cycle_anchor"]
    end = trial_end or next_boundary(anchor, step["interval"], step["interval_count"], now)
    share = Fraction(1)
    if not trial_end and anchor > now:
        end = anchor
        full = next_boundary(anchor, step["interval"], step["interval_count"], anchor) - anchor
        share = Fraction(end - now, full)
        if params.get("proration_behavior") == "none":
            share = Fraction(0)
    set_period(account, made, now, end)
    lines = [
        invoice_lines.period_line(account, made, one, (now, end), share, trial=bool(trial_end))
        for one in parts(account, made)
    ]
    if made["collection_method"] == "send_invoice" and not trial_end:
        made["status"] = "active"
    if params.get("cancel_at"):
        plan_end(account, made, params["cancel_at"])
    sent = made["collection_method"] == "send_invoice" and not trial_end
    invoice = bill(
        account, made, customer, lines, "subscription_create", announced=False, waits=sent
    )
    account.emit("customer.subscription.created", made)
    if sent:
        return
    collection.finalize(account, invoice)
    if invoice["status"] == "open":
        account.schedule(now + 23 * 3600, "incomplete", made)
        if params.get("payment_behavior") != "default_incomplete":
            collection.charge_automatically(account, invoice)


@endpoint(
    "GET",
    "/v1/subscriptions",
    {**LISTED, "customer": text, "price": text, "status": text, "collection_method": text}
    | {"test_clock": text},
)
def listed(account: Account, params: Params) -> Object:
    status, price = params.get("status"), params.get("price")

    def fits(one: Object) -> bool:
        if status is None and one["status"] == "canceled":
            return False
        if status == "ended" and not ended(one):
            return False
        if status not in (None, "all", "ended") and one["status"] != status:
            return False
        return not price or any(
            account.objects[item]["_price"]["id"] == price for item in one["_items"]
        )

    filters = ("customer", "collection_method", "test_clock")
    return page(account, "subscription", params, "/v1/subscriptions", filters, fits)


@endpoint("GET", "/v1/subscriptions/{id}")
def retrieve(account: Account, params: Params, identifier: str) -> Object:
    return account.get("subscription", identifier)
