"""Invoices and the items that wait for them."""

from __future__ import annotations

from typing import Any

from tests.fakes.stripe import collection, discounts, drafts, payment_methods
from tests.fakes.stripe.account import Account
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
    if subscription and not drafts.pending(account, customer, subscription, currency):
        raise invalid(
            "Nothing to invoice for subscription", code="invoice_no_subscription_line_items"
        )
    reason = "subscription_update" if subscription else "manual"
    made = account.add(
        "invoice", **drafts.fields(account, customer, currency, reason, subscription)
    )
    made["_lines"] = []
    made["auto_advance"] = params.get("auto_advance", False)
    made["collection_method"] = params.get("collection_method") or "charge_automatically"
    made["_days_until_due"] = params.get("days_until_due")
    made["metadata"] = merged({}, params.get("metadata") or {})
    made.update({name: params[name] for name in PLAIN if params.get(name) is not None})
    made["discounts"] += discounts.redeem(account, chosen, customer["id"], invoice=made["id"])
    if included:
        drafts.take_pending(account, made, customer, subscription)
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
