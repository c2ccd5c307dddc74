"""Credit notes: less to pay on open invoices, money or credit back on paid ones."""

from __future__ import annotations

from typing import Any

from tests.fakes.stripe import collection, customers, refunds
from tests.fakes.stripe.account import Account
from tests.fakes.stripe.errors import invalid
from tests.fakes.stripe.listing import LISTED, PAGED, page, paged
from tests.fakes.stripe.money import check_amount
from tests.fakes.stripe.objects import Object
from tests.fakes.stripe.parameters import Params, integer, merged, metadata, text
from tests.fakes.stripe.routes import endpoint

CREATE: dict[str, Any] = {
    "amount": integer,
    "credit_amount": integer,
    "email_type": text,
    "invoice!": text,
    "lines": [
        {
            "type!": text,
            "amount": integer,
            "description": text,
            "invoice_line_item": text,
            "quantity": integer,
            "unit_amount": integer,
        }
    ],
    "memo": text,
    "metadata": metadata,
    "out_of_band_amount": integer,
    "reason": text,
    "refund_amount": integer,
}


@endpoint("POST", "/v1/credit_notes", CREATE)
def create(account: Account, params: Params) -> Object:
    invoice = account.get("invoice", params["invoice"], "invoice")
    if invoice["status"] not in ("open", "paid"):
        raise invalid("Credit notes are for invoices that are open or paid.", "invoice")
    lines = _lines(account, params)
    amount = sum(one["amount"] for one in lines) if lines else params.get("amount")
    if amount is None:
        raise invalid("You must pass amount or lines.", "amount", "parameter_missing")
    check_amount(amount, invoice["currency"])
    paid = invoice["status"] == "paid"
    given = invoice["post_payment_credit_notes_amount"] if paid else 0
    left = invoice["amount_paid"] - given if paid else invoice["amount_remaining"]
    if amount > left:
        raise invalid(f"The sum of credit notes is more than is left ({left}).", "amount")
    made = _new(account, invoice, params, amount, lines)
    before = account.snapshot(invoice)
    if paid:
        _give_back(account, invoice, made, params, amount)
        invoice["post_payment_credit_notes_amount"] += amount
    else:
        invoice["pre_payment_credit_notes_amount"] += amount
        invoice["amount_due"] -= amount
        invoice["amount_remaining"] -= amount
        intent = account.objects[invoice["_intent"]]
        if invoice["amount_remaining"]:
            intent["amount"] = invoice["amount_remaining"]
            account.objects[invoice["_payment"]]["amount_requested"] = intent["amount"]
    account.emit("credit_note.created", made)
    account.emit("invoice.updated", invoice, before)
    if not paid and not invoice["amount_remaining"]:
        collection.drop_payment(account, invoice, "void_invoice")
        collection.settle(account, invoice, 0)
    return made


def _lines(account: Account, params: Params) -> list[Object]:
    found = []
    invoice = account.objects[params["invoice"]]
    for one in params.get("lines") or []:
        of = next(
            (line for line in invoice["_lines"] if line["id"] == one.get("invoice_line_item")), None
        )
        amount = one.get("amount")
        if amount is None:
            amount = (one.get("unit_amount") or 0) * (one.get("quantity") or 1)
        if one["type"] == "invoice_line_item" and of is None:
            raise invalid("No such invoice line item.", "lines")
        words = one.get("description") or (of["description"] if of else None)
        found.append(_line(account, amount, words, of["id"] if of else None))
    return found


def _line(account: Account, amount: int, words: str | None, of: str | None) -> Object:
    made = {
        "id": account.new_id("credit_note_line_item"),
        "object": "credit_note_line_item",
        "amount": amount,
        "description": words,
        "discount_amount": 0,
        "discount_amounts": [],
        "livemode": account.fake.livemode,
        "metadata": {},
        "pretax_credit_amounts": [],
        "quantity": 1,
        "tax_rates": [],
        "taxes": [],
        "type": "invoice_line_item" if of else "custom_line_item",
        "unit_amount": amount,
        "unit_amount_decimal": str(amount),
    }
    if of:
        made["invoice_line_item"] = of
    return made


def _new(
    account: Account, invoice: Object, params: Params, amount: int, lines: list[Object]
) -> Object:
    paid = invoice["status"] == "paid"
    count = sum(1 for one in account.all("credit_note") if one["invoice"] == invoice["id"])
    made = account.add(
        "credit_note",
        amount=amount,
        amount_shipping=0,
        created=account.now,
        currency=invoice["currency"],
        customer=invoice["customer"],
        customer_account=None,
        customer_balance_transaction=None,
        discount_amount=0,
        discount_amounts=[],
        effective_at=account.now,
        invoice=invoice["id"],
        livemode=account.fake.livemode,
        memo=params.get("memo"),
        metadata=merged({}, params.get("metadata") or {}),
        number=f"{invoice['number']}-CN-{count + 1:02}",
        out_of_band_amount=params.get("out_of_band_amount"),
        pdf=f"https://pay.stripe.com/credit_notes/{account.id}/{invoice['id']}/pdf",
        post_payment_amount=amount if paid else 0,
        pre_payment_amount=0 if paid else amount,
        pretax_credit_amounts=[],
        reason=params.get("reason"),
        refunds=[],
        shipping_cost=None,
        status="issued",
        subtotal=amount,
        subtotal_excluding_tax=amount,
        total=amount,
        total_excluding_tax=amount,
        total_taxes=[],
        type="post_payment" if paid else "pre_payment",
        voided_at=None,
    )
    made["_lines"] = lines or [_line(account, amount, None, None)]
    return made


def _give_back(
    account: Account, invoice: Object, made: Object, params: Params, amount: int
) -> None:
    refund = params.get("refund_amount") or 0
    credit = params.get("credit_amount") or 0
    outside = params.get("out_of_band_amount") or 0
    if refund + credit + outside != amount:
        message = "The sum of credit_amount, refund_amount and out_of_band_amount must be the total"
        account.remove(made)
        raise invalid(f"{message} ({amount}).", "amount")
    if credit:
        owner = account.objects[invoice["customer"]]
        had = customers.owed(owner, invoice["currency"])
        customers.credit(account, owner, invoice["currency"], had - credit)
    if refund:
        charge = account.objects.get(
            account.objects.get(invoice["_intent"] or "", {}).get("latest_charge") or ""
        )
        if charge is None or charge["amount"] - charge["amount_refunded"] < refund:
            account.remove(made)
            raise invalid("There is not that much to refund.", "refund_amount")
        given = refunds.give(account, charge, refund)
        made["refunds"] = [
            {"amount_refunded": refund, "refund": given["id"], "type": "refund"}
            | {"payment_record_refund": None}
        ]


@endpoint("GET", "/v1/credit_notes", {**LISTED, "customer": text, "invoice": text})
def listed(account: Account, params: Params) -> Object:
    return page(account, "credit_note", params, "/v1/credit_notes", ("customer", "invoice"))


@endpoint("GET", "/v1/credit_notes/{id}")
def retrieve(account: Account, params: Params, identifier: str) -> Object:
    return account.get("credit_note", identifier)


@endpoint("GET", "/v1/credit_notes/{id}/lines", PAGED)
def list_lines(account: Account, params: Params, identifier: str) -> Object:
    found = account.get("credit_note", identifier)
    return paged(found["_lines"], params, f"/v1/credit_notes/{identifier}/lines")


@endpoint("POST", "/v1/credit_notes/{id}", {"memo": text, "metadata": metadata})
def update(account: Account, params: Params, identifier: str) -> Object:
    found = account.get("credit_note", identifier)
    if "metadata" in params:
        params["metadata"] = merged(found["metadata"], params["metadata"])
    account.change(found, "credit_note.updated", **params)
    return found


@endpoint("POST", "/v1/credit_notes/{id}/void")
def void(account: Account, params: Params, identifier: str) -> Object:
    found = account.get("credit_note", identifier)
    invoice = account.objects[found["invoice"]]
    if found["status"] == "void" or invoice["status"] != "open":
        raise invalid("Only credit notes of open invoices can be voided.")
    before = account.snapshot(invoice)
    invoice["pre_payment_credit_notes_amount"] -= found["amount"]
    invoice["amount_due"] += found["amount"]
    invoice["amount_remaining"] += found["amount"]
    account.objects[invoice["_intent"]]["amount"] = invoice["amount_remaining"]
    account.objects[invoice["_payment"]]["amount_requested"] = invoice["amount_remaining"]
    found.update(status="void", voided_at=account.now)
    account.emit("credit_note.voided", found)
    account.emit("invoice.updated", invoice, before)
    return found
