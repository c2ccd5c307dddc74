"""Charges and disputes."""

from __future__ import annotations

from typing import Any

from tests.fakes.stripe.account import DAY, Account
from tests.fakes.stripe.errors import decline, invalid
from tests.fakes.stripe.listing import LISTED, page
from tests.fakes.stripe.objects import Object, copied
from tests.fakes.stripe.parameters import Params, anything, flag, merged, metadata, text
from tests.fakes.stripe.routes import endpoint

EVIDENCE = (
    "access_activity_log",
    "billing_address",
    "cancellation_policy",
    "cancellation_policy_disclosure",
    "cancellation_rebuttal",
    "customer_communication",
    "customer_email_address",
    "customer_name",
    "customer_purchase_ip",
    "customer_signature",
    "duplicate_charge_documentation",
    "duplicate_charge_explanation",
    "duplicate_charge_id",
    "product_description",
    "receipt",
    "refund_policy",
    "refund_policy_disclosure",
    "refund_refusal_explanation",
    "service_date",
    "service_documentation",
    "shipping_address",
    "shipping_carrier",
    "shipping_date",
    "shipping_documentation",
    "shipping_tracking_number",
    "uncategorized_file",
    "uncategorized_text",
)


def succeed(account: Account, intent: Object, method: Object, captured: bool) -> Object:
    """Make the charge of a payment that went through."""
    outcome = {
        "advice_code": None,
        "network_advice_code": None,
        "network_decline_code": None,
        "network_status": "approved_by_network",
        "reason": None,
        "risk_level": "normal",
        "risk_score": 12,
        "seller_message": "Payment complete.",
        "type": "authorized",
    }
    made = _new(account, intent, method, outcome)
    made.update(
        captured=captured,
        amount_captured=intent["amount"] if captured else 0,
        paid=True,
        status="succeeded",
        receipt_url=f"https://pay.stripe.com/receipts/{made['id']}",
    )
    account.emit("charge.succeeded", made)
    return made


def fail(account: Account, intent: Object, method: Object, reason: str) -> Object:
    """Make the charge of a payment that was declined."""
    wrong = decline(reason)
    outcome = {
        "advice_code": "try_again_later",
        "network_advice_code": None,
        "network_decline_code": "05",
        "network_status": "declined_by_network",
        "reason": reason,
        "risk_level": "normal",
        "risk_score": 44,
        "seller_message": "The bank did not return any further details with this decline.",
        "type": "issuer_declined",
    }
    made = _new(account, intent, method, outcome)
    made.update(
        captured=False,
        failure_code=wrong["code"],
        failure_message=wrong["message"],
        paid=False,
        status="failed",
    )
    account.emit("charge.failed", made)
    return made


def settle(account: Account, charge: Object) -> None:
    """Book a captured charge, which Stripe does a moment after it."""
    if charge["balance_transaction"] is None:
        booked = account.new_id("balance_transaction")
        account.change(charge, "charge.updated", balance_transaction=booked)


def capture(account: Account, charge: Object, amount: int) -> None:
    """Take what was held, or a part of it; the rest is let go."""
    charge.update(
        amount_captured=amount,
        amount_refunded=charge["amount"] - amount,
        balance_transaction=account.new_id("balance_transaction"),
        captured=True,
    )
    account.emit("charge.captured", charge)


def release(account: Account, charge: Object) -> None:
    """Let go what was held."""
    charge.update(amount_refunded=charge["amount"], refunded=True)
    account.emit("charge.refunded", charge)


def _new(account: Account, intent: Object, method: Object, outcome: Object) -> Object:
    card = method["card"]
    details: dict[str, Any] = {
        "brand": card["brand"],
        "checks": copied(card["checks"]),
        "country": card["country"],
        "exp_month": card["exp_month"],
        "exp_year": card["exp_year"],
        "fingerprint": card["fingerprint"],
        "funding": card["funding"],
        "installments": None,
        "last4": card["last4"],
        "mandate": None,
        "network": card["brand"],
        "three_d_secure": None,
        "wallet": None,
    }
    return account.add(
        "charge",
        amount=intent["amount"],
        amount_captured=0,
        amount_refunded=0,
        application=None,
        application_fee=None,
        application_fee_amount=None,
        balance_transaction=None,
        billing_details=copied(method["billing_details"]),
        calculated_statement_descriptor="FLYWHEEL",
        captured=False,
        created=account.now,
        currency=intent["currency"],
        customer=intent["customer"],
        description=intent["description"],
        disputed=False,
        failure_balance_transaction=None,
        failure_code=None,
        failure_message=None,
        fraud_details={},
        livemode=account.fake.livemode,
        metadata=dict(intent["metadata"]),
        on_behalf_of=None,
        outcome=outcome,
        paid=False,
        payment_intent=intent["id"],
        payment_method=method["id"],
        payment_method_details={"card": details, "type": "card"},
        receipt_email=intent["receipt_email"],
        receipt_number=None,
        receipt_url=None,
        refunded=False,
        review=None,
        shipping=None,
        source=None,
        source_transfer=None,
        statement_descriptor=None,
        statement_descriptor_suffix=None,
        status="pending",
        transfer_data=None,
        transfer_group=intent["transfer_group"],
        _conduct=method["_conduct"],
    )


@endpoint("GET", "/v1/charges", {**LISTED, "customer": text, "payment_intent": text})
def listed(account: Account, params: Params) -> Object:
    return page(account, "charge", params, "/v1/charges", ("customer", "payment_intent"))


@endpoint("GET", "/v1/charges/{id}")
def retrieve(account: Account, params: Params, identifier: str) -> Object:
    return account.get("charge", identifier)


@endpoint(
    "POST",
    "/v1/charges/{id}",
    {"description": text, "metadata": metadata, "receipt_email": text, "customer": text},
)
def update(account: Account, params: Params, identifier: str) -> Object:
    found = account.get("charge", identifier)
    if "metadata" in params:
        params["metadata"] = merged(found["metadata"], params["metadata"])
    account.change(found, "charge.updated", **params)
    return found


def dispute(
    account: Account, charge: str, reason: str = "fraudulent", amount: int | None = None
) -> Object:
    """Have a customer dispute a charge."""
    found = account.get("charge", charge)
    if found["status"] != "succeeded" or not found["captured"]:
        raise invalid("Only a charge that was captured can be disputed.")
    with account.operation():
        made = account.add(
            "dispute",
            amount=amount or found["amount"],
            balance_transactions=[],
            charge=charge,
            created=account.now,
            currency=found["currency"],
            enhanced_eligibility_types=[],
            evidence={**dict.fromkeys(EVIDENCE), "enhanced_evidence": {}},
            evidence_details={
                "due_by": account.now + 7 * DAY,
                "enhanced_eligibility": {},
                "has_evidence": False,
                "past_due": False,
                "submission_count": 0,
                "submission_method": "not_submitted",
            },
            is_charge_refundable=False,
            livemode=account.fake.livemode,
            metadata={},
            payment_intent=found["payment_intent"],
            payment_method_details={
                "card": {"brand": "visa", "case_type": "chargeback"}
                | {"network": "visa", "network_reason_code": "10.4"},
                "type": "card",
            },
            reason=reason,
            status="needs_response",
            _customer=found["customer"],
        )
        account.emit("charge.dispute.created", made)
        account.emit("charge.dispute.funds_withdrawn", made)
        follows = "charge.updated" if account.settings.charge_follows else None
        account.change(found, follows, disputed=True)
    return made


def close_dispute(account: Account, identifier: str, won: bool) -> Object:
    """Have a bank decide a dispute."""
    found = account.get("dispute", identifier)
    if found["status"] in ("won", "lost"):
        raise invalid("This dispute is already closed.")
    with account.operation():
        found["status"] = "won" if won else "lost"
        account.emit("charge.dispute.closed", found)
        if won:
            account.emit("charge.dispute.funds_reinstated", found)
    return found


@endpoint("GET", "/v1/disputes", {**LISTED, "charge": text, "payment_intent": text})
def list_disputes(account: Account, params: Params) -> Object:
    return page(account, "dispute", params, "/v1/disputes", ("charge", "payment_intent"))


@endpoint("GET", "/v1/disputes/{id}")
def retrieve_dispute(account: Account, params: Params, identifier: str) -> Object:
    return account.get("dispute", identifier)


@endpoint("POST", "/v1/disputes/{id}", {"evidence": anything, "metadata": metadata, "submit": flag})
def update_dispute(account: Account, params: Params, identifier: str) -> Object:
    found = account.get("dispute", identifier)
    before = account.snapshot(found)
    evidence = params.get("evidence") or {}
    if "metadata" in params:
        found["metadata"] = merged(found["metadata"], params["metadata"])
    if evidence:
        found["evidence"] = {**found["evidence"], **evidence}
        found["evidence_details"]["has_evidence"] = True
        # Stripe sends evidence on to the bank unless told to wait.
        if params.get("submit", True):
            found["evidence_details"]["submission_count"] += 1
            found["evidence_details"]["submission_method"] = "manual"
            found["status"] = "under_review"
    if account.snapshot(found) != before:
        account.emit("charge.dispute.updated", found, before)
    return found


@endpoint("POST", "/v1/disputes/{id}/close")
def concede(account: Account, params: Params, identifier: str) -> Object:
    return close_dispute(account, identifier, won=False)
