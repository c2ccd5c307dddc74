"""Payment methods: cards made from Stripe's test tokens, each with its known conduct."""

from __future__ import annotations

from typing import Any

from tests.fakes.stripe.account import Account
from tests.fakes.stripe.errors import ApiError, decline, invalid
from tests.fakes.stripe.listing import LISTED, page
from tests.fakes.stripe.objects import Object
from tests.fakes.stripe.parameters import (
    Params,
    anything,
    integer,
    merged,
    metadata,
    text,
)
from tests.fakes.stripe.routes import endpoint

# Token -> brand, last four digits, conduct when charged. `attach` conduct: refused already then.
CARDS: dict[str, tuple[str, str, dict[str, Any]]] = {
    "visa": ("visa", "4242", {}),
    "visa_debit": ("visa", "5556", {}),
    "mastercard": ("mastercard", "4444", {}),
    "amex": ("amex", "0005", {}),
    "chargeCustomerFail": ("visa", "0341", {"decline": "generic_decline"}),
    "visa_chargeDeclined": ("visa", "0002", {"decline": "generic_decline", "attach": True}),
    "visa_chargeDeclinedInsufficientFunds": (
        "visa",
        "9995",
        {"decline": "insufficient_funds", "attach": True},
    ),
    "visa_chargeDeclinedLostCard": ("visa", "9987", {"decline": "lost_card", "attach": True}),
    "visa_chargeDeclinedStolenCard": ("visa", "9979", {"decline": "stolen_card", "attach": True}),
    "chargeDeclinedExpiredCard": ("visa", "0069", {"decline": "expired_card", "attach": True}),
    "chargeDeclinedIncorrectCvc": ("visa", "0127", {"decline": "incorrect_cvc", "attach": True}),
    "chargeDeclinedProcessingError": (
        "visa",
        "0119",
        {"decline": "processing_error", "attach": True},
    ),
    "authenticationRequired": ("visa", "3184", {"action": True}),
    "authenticationRequiredOnSetup": ("visa", "3155", {"action": "first"}),
    "createDispute": ("visa", "0259", {"dispute": "fraudulent"}),
    "refundFail": ("visa", "5126", {"refund": "failed"}),
    "pendingRefund": ("visa", "7726", {"refund": "pending"}),
}
CARDS["chargeDeclined"] = CARDS["visa_chargeDeclined"]
CARDS["chargeDeclinedInsufficientFunds"] = CARDS["visa_chargeDeclinedInsufficientFunds"]
NUMBERS = {
    "4242424242424242": "visa",
    "5555555555554444": "mastercard",
    "4000000000000341": "chargeCustomerFail",
    "4000000000000002": "visa_chargeDeclined",
    "4000000000009995": "visa_chargeDeclinedInsufficientFunds",
    "4000002760003184": "authenticationRequired",
    "4000000000000259": "createDispute",
    "4000000000005126": "refundFail",
}
BILLING = {"address": anything, "email": text, "name": text, "phone": text}


def make(account: Account, name: str) -> Object:
    """Make the card behind a test token's name."""
    brand, last4, conduct = CARDS[name]
    return account.add(
        "payment_method",
        allow_redisplay="unspecified",
        billing_details={
            "address": dict.fromkeys(("city", "country", "line1", "line2", "postal_code", "state")),
            "email": None,
            "name": None,
            "phone": None,
            "tax_id": None,
        },
        card={
            "brand": brand,
            "checks": {
                "address_line1_check": None,
                "address_postal_code_check": None,
                "cvc_check": "pass",
            },
            "country": "US",
            "display_brand": brand,
            "exp_month": 12,
            "exp_year": 2034,
            "fingerprint": f"fake{brand}{last4}",
            "funding": "credit",
            "generated_from": None,
            "last4": last4,
            "networks": {"available": [brand], "preferred": None},
            "three_d_secure_usage": {"supported": True},
            "wallet": None,
        },
        created=account.now,
        customer=None,
        customer_account=None,
        livemode=account.fake.livemode,
        metadata={},
        type="card",
        _conduct=conduct,
    )


def resolve(account: Account, identifier: str, param: str = "payment_method") -> Object:
    """Return a payment method; a test token such as pm_card_visa makes a new one."""
    name = identifier.removeprefix("pm_card_")
    if identifier.startswith("pm_card_") and name in CARDS:
        return make(account, name)
    return account.get("payment_method", identifier, param)


def attach_to(account: Account, identifier: str, customer: Object) -> Object:
    """Attach a method or a test token's card to a customer."""
    found = resolve(account, identifier)
    if found["customer"] not in (None, customer["id"]):
        raise invalid("The payment method you provided has already been attached to a customer.")
    if found["_conduct"].get("attach"):
        raise ApiError(402, {"error": decline(found["_conduct"]["decline"])})
    if found["customer"] is None:
        account.change(found, "payment_method.attached", customer=customer["id"])
    return found


def of_customer(account: Account, customer: str) -> list[Object]:
    """Return the methods attached to a customer."""
    return [one for one in account.all("payment_method") if one["customer"] == customer]


@endpoint(
    "POST",
    "/v1/payment_methods",
    {
        "type!": text,
        "card": {
            "token": text,
            "number": text,
            "exp_month": integer,
            "exp_year": integer,
            "cvc": text,
        },
        "billing_details": BILLING,
        "metadata": metadata,
    },
)
def create(account: Account, params: Params) -> Object:
    card = params.get("card") or {}
    token = (card.get("token") or "").removeprefix("tok_")
    name = token if token in CARDS else NUMBERS.get(card.get("number") or "")
    if params["type"] != "card" or name is None:
        raise invalid("The fake knows cards by test tokens and a few test numbers.", "card")
    made = make(account, name)
    made["billing_details"].update(params.get("billing_details") or {})
    made["metadata"] = merged({}, params.get("metadata") or {})
    for field in ("exp_month", "exp_year"):
        made["card"][field] = card.get(field) or made["card"][field]
    return made


@endpoint("GET", "/v1/payment_methods", {**LISTED, "customer": text, "type": text})
def listed(account: Account, params: Params) -> Object:
    return page(account, "payment_method", params, "/v1/payment_methods", ("customer", "type"))


@endpoint("GET", "/v1/customers/{id}/payment_methods", {**LISTED, "type": text})
def listed_of(account: Account, params: Params, customer: str) -> Object:
    account.get("customer", customer)
    params["customer"] = customer
    url = f"/v1/customers/{customer}/payment_methods"
    return page(account, "payment_method", params, url, ("customer", "type"))


@endpoint("GET", "/v1/payment_methods/{id}")
def retrieve(account: Account, params: Params, identifier: str) -> Object:
    name = identifier.removeprefix("pm_card_")
    return make(account, name) if name in CARDS else account.get("payment_method", identifier)


@endpoint("POST", "/v1/payment_methods/{id}", {"metadata": metadata, "billing_details": BILLING})
def update(account: Account, params: Params, identifier: str) -> Object:
    found = account.get("payment_method", identifier)
    if "metadata" in params:
        params["metadata"] = merged(found["metadata"], params["metadata"])
    if params.get("billing_details"):
        params["billing_details"] = {**found["billing_details"], **params["billing_details"]}
    account.change(found, "payment_method.updated", **params)
    return found


@endpoint("POST", "/v1/payment_methods/{id}/attach", {"customer!": text})
def attach(account: Account, params: Params, identifier: str) -> Object:
    customer = account.get("customer", params["customer"], "customer")
    return attach_to(account, identifier, customer)


@endpoint("POST", "/v1/payment_methods/{id}/detach")
def detach(account: Account, params: Params, identifier: str) -> Object:
    found = account.get("payment_method", identifier)
    if found["customer"] is None:
        raise invalid("The payment method you provided is not attached to a customer.")
    owner = account.objects[found["customer"]]
    if owner["invoice_settings"]["default_payment_method"] == identifier:
        settings = {**owner["invoice_settings"], "default_payment_method": None}
        account.change(owner, "customer.updated", invoice_settings=settings)
    for one in account.all("subscription"):
        if one["default_payment_method"] == identifier:
            account.change(one, "customer.subscription.updated", default_payment_method=None)
    account.change(found, "payment_method.detached", customer=None)
    return found
