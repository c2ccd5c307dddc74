"""Customers, their deletion and their credit."""

from __future__ import annotations

from typing import Any

from tests.fakes.stripe import payment_methods
from tests.fakes.stripe.account import Account
from tests.fakes.stripe.errors import invalid
from tests.fakes.stripe.listing import LISTED, page
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

ADDRESS = dict.fromkeys(("city", "country", "line1", "line2", "postal_code", "state"), text)
FIELDS: dict[str, Any] = {
    "name": text,
    "email": text,
    "description": text,
    "phone": text,
    "metadata": metadata,
    "address": ADDRESS,
    "shipping": {"address!": ADDRESS, "name!": text, "phone": text},
    "balance": integer,
    "business_name": text,
    "individual_name": text,
    "invoice_prefix": text,
    "invoice_settings": {
        "default_payment_method": text,
        "footer": text,
        "custom_fields": anything,
        "rendering_options": anything,
    },
    "preferred_locales": [text],
    "tax_exempt": text,
    "tax": anything,
    "validate": flag,
}
IGNORED = ("tax", "validate")


@endpoint("POST", "/v1/customers", {**FIELDS, "payment_method": text, "test_clock": text})
def create(account: Account, params: Params) -> Object:
    method = params.pop("payment_method", None)
    if params.get("test_clock"):
        account.get("test_helpers.test_clock", params["test_clock"], "test_clock")
    made = account.add(
        "customer",
        address=None,
        balance=0,
        created=account.now,
        currency=None,
        customer_account=None,
        default_source=None,
        delinquent=False,
        description=None,
        email=None,
        invoice_prefix="".join(account.chance.choices("ABCDEFGHJKMNPQRSTUVWXYZ23456789", k=8)),
        invoice_settings={
            "custom_fields": None,
            "default_payment_method": None,
            "footer": None,
            "rendering_options": None,
        },
        livemode=account.fake.livemode,
        metadata={},
        name=None,
        phone=None,
        preferred_locales=[],
        shipping=None,
        tax_exempt="none",
        test_clock=None,
        _balances={},
        _invoices=0,
        _pending=[],
    )
    # The default method may be one that comes with this very call.
    wanted = (params.get("invoice_settings") or {}).pop("default_payment_method", None)
    _set(account, made, params)
    account.emit("customer.created", made)
    if method:
        attached = payment_methods.attach_to(account, method, made)
        if wanted in (method, attached["id"]):
            wanted = attached["id"]
    if wanted:
        _choose(account, made, wanted)
    return made


@endpoint("GET", "/v1/customers", {**LISTED, "email": text, "test_clock": text})
def listed(account: Account, params: Params) -> Object:
    return page(account, "customer", params, "/v1/customers", ("email", "test_clock"))


@endpoint("GET", "/v1/customers/{id}")
def retrieve(account: Account, params: Params, identifier: str) -> Object:
    if account.deleted.get(identifier) == "customer":
        return {"id": identifier, "object": "customer", "deleted": True, "_done": True}
    return account.get("customer", identifier)


@endpoint("POST", "/v1/customers/{id}", FIELDS)
def update(account: Account, params: Params, identifier: str) -> Object:
    found = account.get("customer", identifier)
    before = account.snapshot(found)
    wanted = (params.get("invoice_settings") or {}).get("default_payment_method")
    if wanted:
        method = account.get("payment_method", wanted, "invoice_settings[default_payment_method]")
        if method["customer"] != identifier:
            raise invalid("The customer does not have a payment method with the ID " + wanted)
    _set(account, found, params)
    after = account.snapshot(found)
    if after != before:
        account.emit("customer.updated", found, before)
    return found


@endpoint("DELETE", "/v1/customers/{id}")
def delete(account: Account, params: Params, identifier: str) -> Object:
    from tests.fakes.stripe import subscription_state

    found = account.get("customer", identifier)
    for one in account.all("subscription"):
        if one["customer"] == identifier and not subscription_state.ended(one):
            subscription_state.end(account, one, "cancellation_requested")
    for one in payment_methods.of_customer(account, identifier):
        account.change(one, "payment_method.detached", customer=None)
    account.emit("customer.deleted", found)
    account.remove(found)
    return {"id": identifier, "object": "customer", "deleted": True, "_done": True}


def exists(account: Account, identifier: str) -> Object:
    """Return a customer named in a parameter."""
    return account.get("customer", identifier, "customer")


def owed(customer: Object, currency: str) -> int:
    """Return what a customer owes in a currency; below 0: what they have to their credit."""
    if customer["currency"] in (None, currency):
        return int(customer["balance"])
    return int(customer["_balances"].get(currency, 0))


def credit(account: Account, customer: Object, currency: str, balance: int) -> None:
    """Set what a customer owes in a currency. Only their own currency's balance is shown."""
    if customer["currency"] in (None, currency):
        account.change(customer, "customer.updated", balance=balance)
    else:
        customer["_balances"][currency] = balance


def _choose(account: Account, found: Object, method: str) -> None:
    account.get("payment_method", method, "invoice_settings[default_payment_method]")
    settings = {**found["invoice_settings"], "default_payment_method": method}
    account.change(found, "customer.updated", invoice_settings=settings)


def _set(account: Account, found: Object, params: Params) -> None:
    for name, value in params.items():
        if name in IGNORED:
            continue
        if name == "metadata":
            found["metadata"] = merged(found["metadata"], value)
        elif name == "invoice_settings":
            found[name] = {**found[name], **(value or {})}
        elif name in ("address", "shipping") and value is not None:
            found[name] = _filled(value)
        else:
            found[name] = value


def _filled(value: Object) -> Object:
    """Return an address with all its fields, alone or inside a shipping."""
    if "address" not in value:
        return {**dict.fromkeys(ADDRESS), **value}
    return {
        "carrier": None,
        "phone": None,
        "tracking_number": None,
        **value,
        "address": {**dict.fromkeys(ADDRESS), **value["address"]},
    }
