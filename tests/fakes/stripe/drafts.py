"""Drafts of invoices, and the items that wait to go onto one."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from tests.fakes.stripe import collection, invoice_lines
from tests.fakes.stripe.account import Account
from tests.fakes.stripe.objects import Object


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
