"""Payment intents."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from tests.fakes.stripe import charges, payment_methods
from tests.fakes.stripe.account import Account
from tests.fakes.stripe.errors import ApiError, decline, invalid
from tests.fakes.stripe.listing import LISTED, page
from tests.fakes.stripe.money import check_amount, check_currency
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

# Called with each intent that was paid, or that failed.
when_paid: list[Callable[[Account, Object], None]] = []
when_failed: list[Callable[[Account, Object], None]] = []

FIELDS: dict[str, Any] = {
    "amount": integer,
    "currency": text,
    "customer": text,
    "description": text,
    "metadata": metadata,
    "payment_method": text,
    "payment_method_types": [text],
    "receipt_email": text,
    "setup_future_usage": text,
    "shipping": anything,
    "statement_descriptor": text,
    "statement_descriptor_suffix": text,
    "transfer_group": text,
}
CONFIRM: dict[str, Any] = {
    "error_on_requires_action": flag,
    "mandate_data": anything,
    "off_session": flag,
    "payment_method": text,
    "payment_method_options": anything,
    "receipt_email": text,
    "return_url": text,
    "setup_future_usage": text,
    "use_stripe_sdk": flag,
}
CREATE = {
    **CONFIRM,
    **FIELDS,
    "amount!": integer,
    "currency!": text,
    "automatic_payment_methods": {"enabled!": flag, "allow_redirects": text},
    "capture_method": text,
    "confirm": flag,
    "confirmation_method": text,
}
CREATE = {key: value for key, value in CREATE.items() if key + "!" not in CREATE}
SETTLED = ("succeeded", "canceled", "requires_capture", "processing")


def new(account: Account, amount: int, currency: str, **fields: Any) -> Object:
    """Make an intent that waits for a method, and record its creation."""
    made = account.add(
        "payment_intent",
        amount=amount,
        amount_capturable=0,
        amount_details={"tip": {}},
        amount_received=0,
        application=None,
        application_fee_amount=None,
        automatic_payment_methods=None,
        canceled_at=None,
        cancellation_reason=None,
        capture_method="automatic_async",
        client_secret=None,
        confirmation_method="automatic",
        created=account.now,
        currency=currency,
        customer=None,
        customer_account=None,
        description=None,
        last_payment_error=None,
        latest_charge=None,
        livemode=account.fake.livemode,
        metadata={},
        next_action=None,
        on_behalf_of=None,
        payment_method=None,
        payment_method_configuration_details=None,
        payment_method_options={},
        payment_method_types=["card"],
        processing=None,
        receipt_email=None,
        review=None,
        setup_future_usage=None,
        shipping=None,
        source=None,
        statement_descriptor=None,
        statement_descriptor_suffix=None,
        status="requires_payment_method",
        transfer_data=None,
        transfer_group=None,
    )
    made["client_secret"] = f"{made['id']}_secret_{made['id'][-12:]}"
    made.update(fields)
    if made["payment_method"]:
        made["status"] = "requires_confirmation"
    account.emit("payment_intent.created", made)
    return made


@endpoint("POST", "/v1/payment_intents", CREATE)
def create(account: Account, params: Params) -> Object:
    currency = check_currency(params.pop("currency"))
    amount = params.pop("amount")
    check_amount(amount, currency)
    if params.get("customer"):
        account.get("customer", params["customer"], "customer")
    confirmed = params.pop("confirm", False)
    if confirmed and not params.get("payment_method"):
        raise invalid("You must provide a payment method to confirm.", "payment_method")
    if params.get("payment_method"):
        params["payment_method"] = payment_methods.resolve(account, params["payment_method"])["id"]
    if params.get("automatic_payment_methods"):
        params["automatic_payment_methods"].setdefault("allow_redirects", "always")
    params["metadata"] = merged({}, params.get("metadata") or {})
    off_session = params.get("off_session") or False
    kept = {key: value for key, value in params.items() if key in {**FIELDS, **CREATE}}
    for name in ("off_session", "error_on_requires_action", "return_url", "mandate_data"):
        kept.pop(name, None)
    kept.pop("use_stripe_sdk", None)
    made = new(account, amount, currency, **kept)
    if confirmed:
        pay(account, made, off_session, params.get("error_on_requires_action") or False)
    return made


@endpoint("GET", "/v1/payment_intents", {**LISTED, "customer": text})
def listed(account: Account, params: Params) -> Object:
    return page(account, "payment_intent", params, "/v1/payment_intents", ("customer",))


@endpoint("GET", "/v1/payment_intents/{id}", {"client_secret": text})
def retrieve(account: Account, params: Params, identifier: str) -> Object:
    return account.get("payment_intent", identifier)


@endpoint("POST", "/v1/payment_intents/{id}", FIELDS)
def update(account: Account, params: Params, identifier: str) -> Object:
    found = account.get("payment_intent", identifier)
    if found["status"] in SETTLED and set(params) - {"metadata", "description"}:
        raise _unexpected(found, "updated")
    if "metadata" in params:
        params["metadata"] = merged(found["metadata"], params["metadata"])
    if params.get("payment_method"):
        params["payment_method"] = payment_methods.resolve(account, params["payment_method"])["id"]
        found["status"] = "requires_confirmation"
    if params.get("amount") is not None:
        check_amount(params["amount"], found["currency"])
    # Stripe has no event for edits of an intent.
    found.update(params)
    return found


@endpoint("POST", "/v1/payment_intents/{id}/confirm", CONFIRM)
def confirm(account: Account, params: Params, identifier: str) -> Object:
    found = account.get("payment_intent", identifier)
    if found["status"] in SETTLED:
        raise _unexpected(found, "confirmed")
    if params.get("payment_method"):
        found["payment_method"] = payment_methods.resolve(account, params["payment_method"])["id"]
    if not found["payment_method"]:
        message = "You cannot confirm this PaymentIntent because it's missing a payment method."
        raise invalid(message, code="payment_intent_unexpected_state")
    off_session = params.get("off_session") or False
    pay(account, found, off_session, params.get("error_on_requires_action") or False)
    return found


@endpoint(
    "POST",
    "/v1/payment_intents/{id}/capture",
    {"amount_to_capture": integer, "metadata": metadata},
)
def capture(account: Account, params: Params, identifier: str) -> Object:
    found = account.get("payment_intent", identifier)
    if found["status"] != "requires_capture":
        raise _unexpected(found, "captured")
    amount = params.get("amount_to_capture") or found["amount_capturable"]
    if amount > found["amount_capturable"]:
        raise invalid("The amount to capture is more than can be captured.", "amount_to_capture")
    check_amount(amount, found["currency"], "amount_to_capture")
    charges.capture(account, account.objects[found["latest_charge"]], amount)
    _succeed(account, found, amount)
    return found


@endpoint("POST", "/v1/payment_intents/{id}/cancel", {"cancellation_reason": text})
def cancel(account: Account, params: Params, identifier: str) -> Object:
    found = account.get("payment_intent", identifier)
    if found["status"] in ("succeeded", "canceled"):
        raise _unexpected(found, "canceled")
    abandon(account, found, params.get("cancellation_reason"))
    return found


def abandon(account: Account, found: Object, reason: str | None) -> None:
    """Cancel an intent; what it holds on a card is let go."""
    if found["status"] == "requires_capture":
        charges.release(account, account.objects[found["latest_charge"]])
    account.change(
        found,
        amount_capturable=0,
        canceled_at=account.now,
        cancellation_reason=reason,
        next_action=None,
        status="canceled",
    )
    account.emit("payment_intent.canceled", found)


def pay(account: Account, found: Object, off_session: bool, strict: bool = False) -> None:
    """Charge an intent's method; raise the card error if it is declined."""
    method = account.objects[found["payment_method"]]
    conduct = method["_conduct"]
    action = conduct.get("action")
    if action and not found.get("_authenticated"):
        if off_session or strict:
            if action is True or strict:
                _fail(account, found, "authentication_required")
        else:
            url = f"{account.fake.url}/c/authenticate/{found['id']}"
            step = {"redirect_to_url": {"return_url": None, "url": url}, "type": "redirect_to_url"}
            account.change(found, status="requires_action", next_action=step)
            account.emit("payment_intent.requires_action", found)
            return
    if conduct.get("decline"):
        _fail(account, found, conduct["decline"])
    hold = found["capture_method"] == "manual"
    charge = charges.succeed(account, found, method, captured=not hold)
    account.change(found, last_payment_error=None, next_action=None, latest_charge=charge["id"])
    if hold:
        account.change(found, amount_capturable=found["amount"], status="requires_capture")
        account.emit("payment_intent.amount_capturable_updated", found)
        return
    _succeed(account, found, found["amount"])
    charges.settle(account, charge)
    if conduct.get("dispute"):
        charges.dispute(account, charge["id"], conduct["dispute"])


def authenticate(account: Account, identifier: str) -> None:
    """Do what a customer does on their bank's page, and pay."""
    found = account.get("payment_intent", identifier)
    if found["status"] != "requires_action":
        raise _unexpected(found, "authenticated")
    with account.operation():
        found["_authenticated"] = True
        pay(account, found, off_session=False)


def _succeed(account: Account, found: Object, amount: int) -> None:
    account.change(found, amount_received=amount, amount_capturable=0, status="succeeded")
    account.emit("payment_intent.succeeded", found)
    for each in when_paid:
        each(account, found)


def _fail(account: Account, found: Object, reason: str) -> None:
    method = account.objects[found["payment_method"]]
    charge = charges.fail(account, found, method, reason)
    wrong = {"charge": charge["id"], **decline(reason), "payment_method": account.render(method)}
    account.change(
        found,
        last_payment_error=wrong,
        latest_charge=charge["id"],
        next_action=None,
        payment_method=None,
        status="requires_payment_method",
    )
    account.emit("payment_intent.payment_failed", found)
    for each in when_failed:
        each(account, found)
    raise ApiError(402, {"error": {**wrong, "payment_intent": account.render(found)}})


def _unexpected(found: Object, verb: str) -> ApiError:
    message = (
        f"This PaymentIntent could not be {verb} because it has a status of {found['status']}."
    )
    return invalid(message, code="payment_intent_unexpected_state")
