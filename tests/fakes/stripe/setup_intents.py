"""Setup intents: cards saved for later."""

from __future__ import annotations

from tests.fakes.stripe import payment_methods
from tests.fakes.stripe.account import Account
from tests.fakes.stripe.errors import invalid
from tests.fakes.stripe.listing import LISTED, page
from tests.fakes.stripe.objects import Object
from tests.fakes.stripe.parameters import Params, anything, flag, merged, metadata, text
from tests.fakes.stripe.routes import endpoint


@endpoint(
    "POST",
    "/v1/setup_intents",
    {
        "automatic_payment_methods": anything,
        "confirm": flag,
        "customer": text,
        "description": text,
        "metadata": metadata,
        "payment_method": text,
        "payment_method_types": [text],
        "usage": text,
    },
)
def create(account: Account, params: Params) -> Object:
    if params.get("customer"):
        account.get("customer", params["customer"], "customer")
    made = account.add(
        "setup_intent",
        application=None,
        automatic_payment_methods=None,
        cancellation_reason=None,
        client_secret=None,
        created=account.now,
        customer=params.get("customer"),
        customer_account=None,
        description=params.get("description"),
        flow_directions=None,
        last_setup_error=None,
        latest_attempt=None,
        livemode=account.fake.livemode,
        mandate=None,
        metadata=merged({}, params.get("metadata") or {}),
        next_action=None,
        on_behalf_of=None,
        payment_method=None,
        payment_method_options={},
        payment_method_types=["card"],
        single_use_mandate=None,
        status="requires_payment_method",
        usage=params.get("usage") or "off_session",
    )
    made["client_secret"] = f"{made['id']}_secret_{made['id'][-12:]}"
    account.emit("setup_intent.created", made)
    if params.get("confirm"):
        confirm(account, {"payment_method": params.get("payment_method")}, made["id"])
    return made


@endpoint("GET", "/v1/setup_intents", {**LISTED, "customer": text, "payment_method": text})
def listed(account: Account, params: Params) -> Object:
    filters = ("customer", "payment_method")
    return page(account, "setup_intent", params, "/v1/setup_intents", filters)


@endpoint("GET", "/v1/setup_intents/{id}")
def retrieve(account: Account, params: Params, identifier: str) -> Object:
    return account.get("setup_intent", identifier)


@endpoint("POST", "/v1/setup_intents/{id}/confirm", {"payment_method": text, "return_url": text})
def confirm(account: Account, params: Params, identifier: str) -> Object:
    found = account.get("setup_intent", identifier)
    if not params.get("payment_method"):
        raise invalid("You must provide a payment method to confirm.", "payment_method")
    if found["customer"]:
        owner = account.objects[found["customer"]]
        method = payment_methods.attach_to(account, params["payment_method"], owner)
    else:
        method = payment_methods.resolve(account, params["payment_method"])
    found.update(payment_method=method["id"], status="succeeded")
    account.emit("setup_intent.succeeded", found)
    return found
