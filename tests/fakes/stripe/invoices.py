"""Invoices and the items that wait for them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from tests.fakes.stripe import collection, discounts, invoice_lines, payment_methods
from tests.fakes.stripe.errors import invalid
from tests.fakes.stripe.listing import LISTED, PAGED, page, paged
from tests.fakes.stripe.money import check_currency
from tests.fakes.stripe.objects import Object
from tests.fakes.stripe.parameters import (
    Params,
    anything,
    flag,
    integer,
    merged,
    metadata,
    text,
)
from tests.fakes.stripe.routes import endpoint
from tests.fakes.stripe.state import Account

FIELDS: dict[str, Any] = {
    "auto_advance": flag,
    "automatic_tax": anything,
    "collection_method": text,
    "custom_fields": anything,
    "days_until_due": integer,
    "default_payment_method": text,
    "description": text,
    "discounts": discounts.CHOSEN,
    "due_date": integer,
    "footer": text,
    "metadata": metadata,
    "payment_settings": anything,
}
PLAIN = ("auto_advance", "description", "footer", "default_payment_method", "due_date")


def draft(
    account: Account,
    customer: Object,
    currency: str,
    lines: Sequence[Object],
    reason: str,
    subscription: Object | None = None,
    **more: Any,
) -> Object:
    """Make a draft with its lines; record its creation."""
    made = account.add("invoice", **fields(account, customer, currency, reason, subscription))
    made["_lines"] = list(lines)
    for one in lines:
        one["invoice"] = made["id"]
    made.update(more)
    take_pending(account, made, customer, subscription)
    collection.sum_up(account, made)
    if customer["currency"] is None:
        account.change(customer, "customer.updated", currency=currency)
    account.emit("invoice.created", made)
    return made


def fields(
    account: Account,
    customer: Object,
    currency: str,
    reason: str,
    subscription: Object | None = None,
) -> Object:
    """Return a draft's fields, without lines or sums."""
    parent = None
    if subscription:
        parent = {
            "quote_details": None,
            "subscription_details": {
                "metadata": dict(subscription["metadata"]),
                "subscription": subscription["id"],
            },
            "type": "subscription_details",
        }
    return {
        "account_country": "US",
        "account_name": "Flywheel",
        "account_tax_ids": None,
        "amount_due": 0,
        "amount_overpaid": 0,
        "amount_paid": 0,
        "amount_remaining": 0,
        "amount_shipping": 0,
        "application": None,
        "attempt_count": 0,
        "attempted": False,
        "auto_advance": True,
        "automatic_tax": {
            "disabled_reason": None,
            "enabled": False,
            "liability": None,
            "provider": None,
            "status": None,
        },
        "automatically_finalizes_at": None,
        "billing_reason": reason,
        "collection_method": subscription["collection_method"]
        if subscription
        else "charge_automatically",
        "created": account.now,
        "currency": currency,
        "custom_fields": None,
        "customer": customer["id"],
        "customer_account": None,
        "customer_address": customer["address"],
        "customer_email": customer["email"],
        "customer_name": customer["name"],
        "customer_phone": customer["phone"],
        "customer_shipping": customer["shipping"],
        "customer_tax_exempt": customer["tax_exempt"],
        "customer_tax_ids": [],
        "default_payment_method": None,
        "default_source": None,
        "default_tax_rates": [],
        "description": None,
        "discounts": list(subscription["discounts"]) if subscription else [],
        "due_date": None,
        "effective_at": None,
        "ending_balance": None,
        "footer": None,
        "from_invoice": None,
        "hosted_invoice_url": None,
        "invoice_pdf": None,
        "issuer": {"type": "self"},
        "last_finalization_error": None,
        "latest_revision": None,
        "livemode": account.fake.livemode,
        "metadata": {},
        "next_payment_attempt": None,
        "number": None,
        "on_behalf_of": None,
        "parent": parent,
        "payment_settings": {
            "default_mandate": None,
            "payment_method_options": None,
            "payment_method_types": None,
        },
        "period_end": account.now,
        "period_start": account.now,
        "post_payment_credit_notes_amount": 0,
        "pre_payment_credit_notes_amount": 0,
        "receipt_number": None,
        "rendering": None,
        "shipping_cost": None,
        "shipping_details": None,
        "starting_balance": 0,
        "statement_descriptor": None,
        "status": "draft",
        "status_transitions": dict.fromkeys(
            ("finalized_at", "marked_uncollectible_at", "paid_at", "voided_at")
        ),
        "test_clock": customer["test_clock"],
        "webhooks_delivered_at": account.now,
        "_automatic": False,
        "_days_until_due": subscription["days_until_due"] if subscription else None,
        "_intent": None,
        "_payment": None,
        "_retries": 0,
        "_subscription": subscription["id"] if subscription else None,
    }


def take_pending(
    account: Account, invoice: Object, customer: Object, subscription: Object | None
) -> None:
    """Move waiting items onto a draft: a subscription's own, and those of no subscription."""
    for one in pending(account, customer, subscription, invoice["currency"]):
        made = invoice_lines.item_line(account, one)
        made["invoice"] = invoice["id"]
        invoice["_lines"].append(made)
        one["invoice"] = invoice["id"]
        customer["_pending"].remove(one["id"])


def pending(
    account: Account, customer: Object, subscription: Object | None, currency: str
) -> list[Object]:
    """Return the items that would go onto the next invoice."""
    wanted = subscription["id"] if subscription else None
    found = []
    for identifier in customer["_pending"]:
        one = account.objects[identifier]
        details = (one["parent"] or {}).get("subscription_details") or {}
        if details.get("subscription") in (None, wanted) and one["currency"] == currency:
            found.append(one)
    return found


def wait(account: Account, item: Object) -> Object:
    """Keep an item for the customer's next invoice."""
    made = account.add("invoiceitem", **item)
    account.objects[made["customer"]]["_pending"].append(made["id"])
    account.emit("invoiceitem.created", made)
    return made


@endpoint(
    "POST",
    "/v1/invoices",
    {**FIELDS, "customer": text, "subscription": text, "currency": text}
    | {"pending_invoice_items_behavior": text},
)
def create(account: Account, params: Params) -> Object:
    subscription = None
    if params.get("subscription"):
        subscription = account.get("subscription", params["subscription"], "subscription")
        params.setdefault("customer", subscription["customer"])
    if not params.get("customer"):
        raise invalid("Missing required param: customer.", "customer", "parameter_missing")
    customer = account.get("customer", params["customer"], "customer")
    included = params.get("pending_invoice_items_behavior") == "include" or subscription
    currency = params.get("currency") or customer["currency"] or "usd"
    if included and not params.get("currency") and customer["_pending"]:
        currency = account.objects[customer["_pending"][0]]["currency"]
    currency = check_currency(currency)
    chosen = discounts.choose(account, params.get("discounts") or [])
    if subscription and not pending(account, customer, subscription, currency):
        raise invalid(
            "Nothing to invoice for subscription", code="invoice_no_subscription_line_items"
        )
    reason = "subscription_update" if subscription else "manual"
    made = account.add("invoice", **fields(account, customer, currency, reason, subscription))
    made["_lines"] = []
    made["auto_advance"] = params.get("auto_advance", False)
    made["collection_method"] = params.get("collection_method") or "charge_automatically"
    made["_days_until_due"] = params.get("days_until_due")
    made["metadata"] = merged({}, params.get("metadata") or {})
    made.update({name: params[name] for name in PLAIN if params.get(name) is not None})
    made["discounts"] += discounts.redeem(account, chosen, customer["id"], invoice=made["id"])
    if included:
        take_pending(account, made, customer, subscription)
    if made["auto_advance"]:
        made["automatically_finalizes_at"] = account.now + account.settings.draft_seconds
        account.schedule(made["automatically_finalizes_at"], "finalize", made)
    collection.sum_up(account, made)
    if customer["currency"] is None:
        account.change(customer, "customer.updated", currency=currency)
    account.emit("invoice.created", made)
    return made


@endpoint(
    "GET",
    "/v1/invoices",
    {**LISTED, "customer": text, "status": text, "subscription": text}
    | {"collection_method": text},
)
def listed(account: Account, params: Params) -> Object:
    wanted = params.get("subscription")
    where = (lambda one: one["_subscription"] == wanted) if wanted else None
    filters = ("customer", "status", "collection_method")
    return page(account, "invoice", params, "/v1/invoices", filters, where)


@endpoint("GET", "/v1/invoices/{id}")
def retrieve(account: Account, params: Params, identifier: str) -> Object:
    return account.get("invoice", identifier)


@endpoint("GET", "/v1/invoices/{id}/lines", PAGED)
def list_lines(account: Account, params: Params, identifier: str) -> Object:
    found = account.get("invoice", identifier)
    return paged(found["_lines"], params, f"/v1/invoices/{identifier}/lines")


@endpoint("POST", "/v1/invoices/{id}", FIELDS)
def update(account: Account, params: Params, identifier: str) -> Object:
    found = account.get("invoice", identifier)
    late = set(params) - {"metadata", "auto_advance", "default_payment_method", "due_date"}
    if found["status"] != "draft" and late:
        raise invalid(
            "Finalized invoices can't be updated in this way", code="invoice_not_editable"
        )
    before = account.snapshot(found)
    if "metadata" in params:
        found["metadata"] = merged(found["metadata"], params["metadata"])
    if "days_until_due" in params:
        found["_days_until_due"] = params["days_until_due"]
    if "discounts" in params:
        chosen = discounts.choose(account, params["discounts"] or [])
        made = discounts.redeem(account, chosen, found["customer"], invoice=identifier)
        found["discounts"] = made
    names = (*PLAIN, "collection_method")
    found.update({name: params[name] for name in names if name in params})
    if found["status"] == "draft":
        collection.sum_up(account, found)
        if params.get("auto_advance") and not before["auto_advance"]:
            at = account.now + account.settings.draft_seconds
            found["automatically_finalizes_at"] = at
            account.schedule(at, "finalize", found)
    if account.snapshot(found) != before:
        account.emit("invoice.updated", found, before)
    return found


@endpoint("DELETE", "/v1/invoices/{id}")
def delete(account: Account, params: Params, identifier: str) -> Object:
    found = account.get("invoice", identifier)
    if found["status"] != "draft" or found["_subscription"]:
        message = "You can only delete draft invoices that are not of a subscription."
        raise invalid(message, code="invoice_not_editable")
    customer = account.objects[found["customer"]]
    for one in account.all("invoiceitem"):
        if one["invoice"] == identifier:
            one["invoice"] = None
            customer["_pending"].append(one["id"])
    account.emit("invoice.deleted", found)
    account.remove(found)
    return {"id": identifier, "object": "invoice", "deleted": True, "_done": True}


def _need(found: Object, verb: str, *statuses: str) -> None:
    if found["status"] not in statuses:
        message = f"This invoice can't be {verb}: it is {found['status']}."
        code = "invoice_already_paid" if found["status"] == "paid" else "invoice_not_editable"
        raise invalid(message, code=code)


@endpoint("POST", "/v1/invoices/{id}/finalize", {"auto_advance": flag})
def finalize(account: Account, params: Params, identifier: str) -> Object:
    found = account.get("invoice", identifier)
    _need(found, "finalized", "draft")
    if "auto_advance" in params:
        found["auto_advance"] = params["auto_advance"]
    collection.finalize(account, found)
    return found


@endpoint(
    "POST",
    "/v1/invoices/{id}/pay",
    {"payment_method": text, "paid_out_of_band": flag, "off_session": flag, "forgive": flag},
)
def pay(account: Account, params: Params, identifier: str) -> Object:
    found = account.get("invoice", identifier)
    _need(found, "paid", "draft", "open", "uncollectible")
    method = None
    if params.get("payment_method"):
        method = payment_methods.resolve(account, params["payment_method"])["id"]
    if found["status"] == "draft":
        collection.finalize(account, found)
        if found["status"] == "paid":
            return found
    if params.get("paid_out_of_band"):
        collection.drop_payment(account, found, "void_invoice")
        collection.settle(account, found, found["amount_due"], off_stripe=found["amount_due"])
    else:
        collection.charge(account, found, method)
    return found


@endpoint("POST", "/v1/invoices/{id}/void")
def void(account: Account, params: Params, identifier: str) -> Object:
    found = account.get("invoice", identifier)
    _need(found, "voided", "open", "uncollectible")
    collection.void(account, found)
    return found


@endpoint("POST", "/v1/invoices/{id}/mark_uncollectible")
def mark_uncollectible(account: Account, params: Params, identifier: str) -> Object:
    found = account.get("invoice", identifier)
    _need(found, "marked as uncollectible", "draft", "open")
    if found["status"] == "draft":
        collection.finalize(account, found)
    if found["status"] == "open":
        collection.give_up(account, found)
    return found


@endpoint("POST", "/v1/invoices/{id}/send")
def send(account: Account, params: Params, identifier: str) -> Object:
    found = account.get("invoice", identifier)
    _need(found, "sent", "draft", "open")
    if found["status"] == "draft":
        collection.finalize(account, found)
    account.emit("invoice.sent", found)
    return found
