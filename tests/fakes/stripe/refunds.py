"""Refunds, whole and in parts, and those that fail in the end."""

from __future__ import annotations

from tests.fakes.stripe.account import DAY, Account, task
from tests.fakes.stripe.errors import invalid
from tests.fakes.stripe.listing import LISTED, page
from tests.fakes.stripe.money import check_amount
from tests.fakes.stripe.objects import Object
from tests.fakes.stripe.parameters import Params, flag, integer, merged, metadata, text
from tests.fakes.stripe.routes import endpoint

REASONS = ("duplicate", "fraudulent", "requested_by_customer")


@endpoint(
    "POST",
    "/v1/refunds",
    {
        "amount": integer,
        "charge": text,
        "metadata": metadata,
        "payment_intent": text,
        "reason": text,
        "reverse_transfer": flag,
        "refund_application_fee": flag,
    },
)
def create(account: Account, params: Params) -> Object:
    charge = _charge(account, params)
    left = charge["amount"] - charge["amount_refunded"]
    amount: int = left if params.get("amount") is None else params["amount"]
    if charge["refunded"] or left <= 0:
        message = f"Charge {charge['id']} has already been refunded."
        raise invalid(message, code="charge_already_refunded")
    check_amount(amount, charge["currency"])
    if amount > left:
        message = f"Refund amount ({amount}) is greater than unrefunded amount on charge ({left})"
        raise invalid(message, "amount", "charge_already_refunded" if left == 0 else None)
    if params.get("reason") not in (None, *REASONS):
        raise invalid(f"Invalid reason: must be one of {', '.join(REASONS)}", "reason")
    return give(account, charge, amount, params.get("reason"), params.get("metadata"))


def _charge(account: Account, params: Params) -> Object:
    identifier = params.get("charge")
    if params.get("payment_intent"):
        intent = account.get("payment_intent", params["payment_intent"], "payment_intent")
        identifier = intent["latest_charge"]
        if intent["status"] != "succeeded":
            raise invalid("This PaymentIntent does not have a successful charge to refund.")
    if not identifier:
        message = "One of the following params should be provided for this request: "
        raise invalid(message + "payment_intent or charge.", code="parameter_missing")
    charge = account.get("charge", identifier, "charge")
    if charge["status"] != "succeeded" or not charge["captured"]:
        raise invalid(f"Charge {identifier} cannot be refunded.", "charge")
    if charge["disputed"]:
        message = f"Charge {identifier} has been charged back; cannot issue a refund."
        raise invalid(message, code="charge_disputed")
    return charge


def give(
    account: Account,
    charge: Object,
    amount: int,
    reason: str | None = None,
    extra: dict[str, str | None] | None = None,
) -> Object:
    """Refund a part of a charge that is known to be there."""
    end = charge["_conduct"].get("refund")
    made = account.add(
        "refund",
        amount=amount,
        balance_transaction=account.new_id("balance_transaction"),
        charge=charge["id"],
        created=account.now,
        currency=charge["currency"],
        destination_details={
            "card": {"reference": None, "reference_status": "pending"}
            | {"reference_type": "acquirer_reference_number", "type": "refund"},
            "type": "card",
        },
        metadata=merged({}, extra or {}),
        payment_intent=charge["payment_intent"],
        reason=reason,
        receipt_number=None,
        source_transfer_reversal=None,
        status="pending" if end == "pending" else "succeeded",
        transfer_reversal=None,
        _customer=charge["customer"],
    )
    total = charge["amount_refunded"] + amount
    before = account.snapshot(charge)
    charge.update(amount_refunded=total, refunded=total >= charge["amount"])
    account.emit("refund.created", made)
    account.emit("charge.refunded", charge, before)
    if end:
        account.schedule(account.now + DAY, f"refund_{end}", made)
    return made


@task("refund_pending")
def _clear(account: Account, found: Object) -> None:
    if found["status"] == "pending":
        before = account.snapshot(found)
        found["status"] = "succeeded"
        _updated(account, found, before)


@task("refund_failed")
def _bounce(account: Account, found: Object) -> None:
    if found["status"] in ("pending", "succeeded"):
        fail(account, found["id"])


def fail(account: Account, identifier: str, reason: str = "expired_or_canceled_card") -> Object:
    """Have a bank send a refund back, as happens days after it seemed done."""
    found = account.get("refund", identifier)
    with account.operation():
        before = account.snapshot(found)
        found.update(
            failure_balance_transaction=account.new_id("balance_transaction"),
            failure_reason=reason,
            status="failed",
        )
        account.emit("refund.failed", found)
        _updated(account, found, before)
        _take_back(account, found)
    return found


@endpoint("POST", "/v1/refunds/{id}/cancel")
def cancel(account: Account, params: Params, identifier: str) -> Object:
    found = account.get("refund", identifier)
    if found["status"] not in ("pending", "requires_action"):
        raise invalid(f"Refund {identifier} cannot be canceled: it is {found['status']}.")
    before = account.snapshot(found)
    found["status"] = "canceled"
    _updated(account, found, before)
    _take_back(account, found)
    return found


def _take_back(account: Account, found: Object) -> None:
    charge = account.objects[found["charge"]]
    total = charge["amount_refunded"] - found["amount"]
    follows = "charge.updated" if account.settings.charge_follows else None
    account.change(charge, follows, amount_refunded=total, refunded=False)


def _updated(account: Account, found: Object, before: Object) -> None:
    account.emit("refund.updated", found, before)
    account.emit("charge.refund.updated", found, before)


@endpoint("GET", "/v1/refunds", {**LISTED, "charge": text, "payment_intent": text})
def listed(account: Account, params: Params) -> Object:
    return page(account, "refund", params, "/v1/refunds", ("charge", "payment_intent"))


@endpoint("GET", "/v1/charges/{id}/refunds", LISTED)
def listed_of(account: Account, params: Params, charge: str) -> Object:
    account.get("charge", charge)
    params["charge"] = charge
    return page(account, "refund", params, f"/v1/charges/{charge}/refunds", ("charge",))


@endpoint("GET", "/v1/refunds/{id}")
def retrieve(account: Account, params: Params, identifier: str) -> Object:
    return account.get("refund", identifier)


@endpoint("POST", "/v1/refunds/{id}", {"metadata": metadata})
def update(account: Account, params: Params, identifier: str) -> Object:
    found = account.get("refund", identifier)
    before = account.snapshot(found)
    found["metadata"] = merged(found["metadata"], params.get("metadata", {}))
    if account.snapshot(found) != before:
        _updated(account, found, before)
    return found
