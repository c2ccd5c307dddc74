"""Items that wait for an invoice, and payments of invoices, as endpoints."""

from __future__ import annotations

from typing import Any

from tests.fakes.stripe import catalogue, collection, drafts, invoice_lines
from tests.fakes.stripe.account import Account
from tests.fakes.stripe.errors import invalid
from tests.fakes.stripe.listing import LISTED, page
from tests.fakes.stripe.money import check_amount, check_currency, rounded
from tests.fakes.stripe.objects import Object
from tests.fakes.stripe.parameters import Params, flag, integer, merged, metadata, text
from tests.fakes.stripe.proration import unit
from tests.fakes.stripe.routes import endpoint

FIELDS: dict[str, Any] = {
    "amount": integer,
    "description": text,
    "discountable": flag,
    "metadata": metadata,
    "quantity": integer,
}
PRICED: dict[str, Any] = {
    "pricing": {"price!": text},
    # Its name before 2025-03-31.
    "price": text,
    "price_data": {"currency!": text, "product!": text, "unit_amount": integer}
    | {"unit_amount_decimal": text, "tax_behavior": text},
}


@endpoint(
    "POST",
    "/v1/invoiceitems",
    {
        **FIELDS,
        **PRICED,
        "customer!": text,
        "currency": text,
        "invoice": text,
        "subscription": text,
        "period": {"start!": integer, "end!": integer},
    },
)
def create(account: Account, params: Params) -> Object:
    customer = account.get("customer", params["customer"], "customer")
    quantity = 1 if params.get("quantity") is None else params["quantity"]
    price = None
    wanted = (params.get("pricing") or {}).get("price") or params.get("price")
    if wanted or params.get("price_data"):
        one = {"price": wanted, "price_data": params.get("price_data")}
        price = catalogue.price_from(account, one, "pricing")
        currency = price["currency"]
        amount = rounded(unit(price) * quantity, currency)
    elif params.get("amount") is None:
        raise invalid("Missing required param: amount.", "amount", "parameter_missing")
    else:
        amount = params["amount"]
        currency = check_currency(params.get("currency") or customer["currency"] or "usd")
        check_amount(abs(amount), currency, least=0)
    item = invoice_lines.item(account, customer["id"], amount, currency, price, quantity)
    item.update(
        {name: params[name] for name in ("description", "discountable", "period") if name in params}
    )
    item["metadata"] = merged({}, params.get("metadata") or {})
    if params.get("subscription"):
        account.get("subscription", params["subscription"], "subscription")
        details = {"subscription": params["subscription"], "subscription_item": None}
        item["parent"] = {"subscription_details": details, "type": "subscription_details"}
    if not params.get("invoice"):
        return drafts.wait(account, item)
    invoice = account.get("invoice", params["invoice"], "invoice")
    if invoice["status"] != "draft":
        raise invalid("The invoice is no longer a draft.", code="invoice_not_editable")
    made = account.add("invoiceitem", **item)
    made["invoice"] = invoice["id"]
    account.emit("invoiceitem.created", made)
    line = invoice_lines.item_line(account, made)
    line["invoice"] = invoice["id"]
    before = account.snapshot(invoice)
    invoice["_lines"].append(line)
    collection.sum_up(account, invoice)
    account.emit("invoice.updated", invoice, before)
    return made


@endpoint("GET", "/v1/invoiceitems", {**LISTED, "customer": text, "invoice": text, "pending": flag})
def listed(account: Account, params: Params) -> Object:
    wanted = params.get("pending")
    where = None if wanted is None else (lambda one: (one["invoice"] is None) == wanted)
    filters = ("customer", "invoice")
    return page(account, "invoiceitem", params, "/v1/invoiceitems", filters, where)


@endpoint("GET", "/v1/invoiceitems/{id}")
def retrieve(account: Account, params: Params, identifier: str) -> Object:
    return account.get("invoiceitem", identifier)


@endpoint("DELETE", "/v1/invoiceitems/{id}")
def delete(account: Account, params: Params, identifier: str) -> Object:
    found = account.get("invoiceitem", identifier)
    if found["invoice"]:
        raise invalid("Only items that wait for an invoice can be deleted.")
    account.objects[found["customer"]]["_pending"].remove(identifier)
    account.emit("invoiceitem.deleted", found)
    account.remove(found)
    return {"id": identifier, "object": "invoiceitem", "deleted": True, "_done": True}


@endpoint(
    "GET",
    "/v1/invoice_payments",
    {**LISTED, "invoice": text, "status": text}
    | {"payment": {"type!": text, "payment_intent": text}},
)
def list_payments(account: Account, params: Params) -> Object:
    wanted = (params.get("payment") or {}).get("payment_intent")
    where = (lambda one: one["payment"]["payment_intent"] == wanted) if wanted else None
    filters = ("invoice", "status")
    return page(account, "invoice_payment", params, "/v1/invoice_payments", filters, where)


@endpoint("GET", "/v1/invoice_payments/{id}")
def retrieve_payment(account: Account, params: Params, identifier: str) -> Object:
    return account.get("invoice_payment", identifier)
