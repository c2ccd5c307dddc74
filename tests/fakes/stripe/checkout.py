"""Checkout sessions, and what happens when somebody pays on their page."""

from __future__ import annotations

from typing import Any

from tests.fakes.stripe import (
    catalogue,
    customers,
    discounts,
    invoice_lines,
    subscription_state,
)
from tests.fakes.stripe.account import DAY, Account, task
from tests.fakes.stripe.errors import invalid
from tests.fakes.stripe.listing import LISTED, PAGED, page, paged
from tests.fakes.stripe.money import check_amount, rounded
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
from tests.fakes.stripe.proration import unit
from tests.fakes.stripe.routes import endpoint

CREATE: dict[str, Any] = {
    "allow_promotion_codes": flag,
    "automatic_tax": anything,
    "billing_address_collection": text,
    "cancel_url": text,
    "client_reference_id": text,
    "currency": text,
    "customer": text,
    "customer_creation": text,
    "customer_email": text,
    "customer_update": anything,
    "discounts": discounts.CHOSEN,
    "expires_at": integer,
    "line_items": [
        {
            "price": text,
            "price_data": {
                "currency!": text,
                "product": text,
                "product_data": {
                    "name!": text,
                    "description": text,
                    "images": [text],
                    "metadata": metadata,
                },
                "recurring": catalogue.RECURRING,
                "unit_amount": integer,
                "unit_amount_decimal": text,
                "tax_behavior": text,
            },
            "quantity": integer,
            "adjustable_quantity": anything,
        }
    ],
    "locale": text,
    "metadata": metadata,
    "mode": text,
    "payment_intent_data": {
        "capture_method": text,
        "description": text,
        "metadata": metadata,
        "setup_future_usage": text,
        "receipt_email": text,
    },
    "payment_method_collection": text,
    "payment_method_types": [text],
    "phone_number_collection": anything,
    "return_url": text,
    "setup_intent_data": {"metadata": metadata, "description": text},
    "submit_type": text,
    "subscription_data": {
        "description": text,
        "metadata": metadata,
        "trial_end": integer,
        "trial_period_days": integer,
        "trial_settings": {"end_behavior": {"missing_payment_method!": text}},
    },
    "success_url": text,
    "tax_id_collection": anything,
    "ui_mode": text,
}


@endpoint("POST", "/v1/checkout/sessions", CREATE)
def create(account: Account, params: Params) -> Object:
    mode = params.get("mode")
    if mode not in ("payment", "setup", "subscription"):
        raise invalid("Missing required param: mode.", "mode", "parameter_missing")
    hosted = params.get("ui_mode") in (None, "hosted", "hosted_page")
    if hosted and not params.get("success_url"):
        raise invalid("Missing required param: success_url.", "success_url", "parameter_missing")
    wanted = params.get("line_items") or []
    if mode != "setup" and not wanted:
        raise invalid("Missing required param: line_items.", "line_items", "parameter_missing")
    customer = None
    if params.get("customer"):
        customer = customers.exists(account, params["customer"])
    expires = params.get("expires_at") or account.now + DAY
    if not account.now + 1800 <= expires <= account.now + DAY:
        raise invalid("expires_at must be 30 minutes to 24 hours from now.", "expires_at")
    chosen = discounts.choose(account, params.get("discounts") or [])
    prices = [
        catalogue.price_from(account, one, f"line_items[{place}]")
        for place, one in enumerate(wanted)
    ]
    recurring = [one for one in prices if one["recurring"]]
    if mode == "payment" and recurring:
        raise invalid("You specified `payment` mode but passed a recurring price.", "mode")
    if mode == "subscription" and not recurring:
        raise invalid("You must provide at least one recurring price in `subscription` mode")
    subscription_state.check_prices(recurring)
    made = _new(account, params, customer, expires)
    counts = [1 if one.get("quantity") is None else one["quantity"] for one in wanted]
    _price(account, made, list(zip(prices, counts, strict=True)), chosen)
    if made["amount_total"] and mode == "payment":
        check_amount(made["amount_total"], made["currency"], "line_items")
    account.schedule(expires, "expire_session", made)
    return made


def _new(account: Account, params: Params, customer: Object | None, expires: int) -> Object:
    mode = params["mode"]
    kinds = {"hosted": "hosted_page", "embedded": "embedded_page", None: "hosted_page"}
    ui_mode = kinds.get(params.get("ui_mode"), params.get("ui_mode"))
    made = account.add(
        "checkout.session",
        adaptive_pricing={"enabled": False},
        after_expiration=None,
        allow_promotion_codes=params.get("allow_promotion_codes"),
        amount_subtotal=None,
        amount_total=None,
        automatic_tax={"enabled": False, "liability": None, "provider": None, "status": None},
        billing_address_collection=params.get("billing_address_collection"),
        cancel_url=params.get("cancel_url"),
        client_reference_id=params.get("client_reference_id"),
        client_secret=None,
        collected_information=None,
        consent=None,
        consent_collection=None,
        created=account.now,
        currency=params.get("currency"),
        currency_conversion=None,
        custom_fields=[],
        custom_text=dict.fromkeys(
            ("after_submit", "shipping_address", "submit", "terms_of_service_acceptance")
        ),
        customer=customer["id"] if customer else None,
        customer_account=None,
        customer_creation=None
        if customer
        else params.get("customer_creation") or ("always" if mode != "payment" else "if_required"),
        customer_details=None,
        customer_email=params.get("customer_email"),
        discounts=[],
        expires_at=expires,
        invoice=None,
        invoice_creation=None,
        livemode=account.fake.livemode,
        locale=params.get("locale"),
        metadata=merged({}, params.get("metadata") or {}),
        mode=mode,
        payment_intent=None,
        payment_link=None,
        payment_method_collection=params.get("payment_method_collection") or "always",
        payment_method_configuration_details=None,
        payment_method_options={},
        payment_method_types=["card"],
        payment_status="unpaid" if mode != "setup" else "no_payment_required",
        permissions=None,
        phone_number_collection={"enabled": False},
        recovered_from=None,
        saved_payment_method_options=None,
        setup_intent=None,
        shipping_address_collection=None,
        shipping_cost=None,
        shipping_options=[],
        status="open",
        submit_type=params.get("submit_type"),
        subscription=None,
        success_url=params.get("success_url"),
        total_details={"amount_discount": 0, "amount_shipping": 0, "amount_tax": 0},
        ui_mode=ui_mode,
        url=None,
        _data={
            "payment": params.get("payment_intent_data") or {},
            "subscription": params.get("subscription_data") or {},
            "setup": params.get("setup_intent_data") or {},
        },
        _items=[],
    )
    if ui_mode == "hosted_page":
        made["url"] = f"{account.fake.url}/c/pay/{made['id']}"
    else:
        made["client_secret"] = f"{made['id']}_secret_{made['id'][-12:]}"
    return made


def _price(
    account: Account,
    made: Object,
    bought: list[tuple[Object, int]],
    chosen: list[tuple[Object, Object | None]],
) -> None:
    """Set the items and sums of a session. Its coupons are redeemed when it is paid."""
    lines = []
    trial = made["_data"]["subscription"]
    free = bool(trial.get("trial_period_days") or trial.get("trial_end"))
    for price, count in bought:
        amount = rounded(unit(price) * count, price["currency"])
        if free and price["recurring"]:
            amount = 0
        bounds = (account.now, account.now)
        lines.append(
            invoice_lines.line(account, amount, price["currency"], bounds, {}, price, count)
        )
    names = []
    for coupon, _ in chosen:
        names.append(account.new_id("discount"))
        account.objects[names[-1]] = {"_coupon": coupon}
    invoice_lines.discount(account, lines, names)
    for name in names:
        del account.objects[name]
    sums = invoice_lines.totals(lines)
    for line, (price, count) in zip(lines, bought, strict=True):
        lost = sum(one["amount"] for one in line["discount_amounts"])
        product = account.objects.get(price["product"]) or {}
        made["_items"].append(
            {
                "id": account.new_id("item"),
                "object": "item",
                "amount_discount": lost,
                "amount_subtotal": line["amount"],
                "amount_tax": 0,
                "amount_total": line["amount"] - lost,
                "currency": price["currency"],
                "description": product.get("name"),
                "metadata": {},
                "price": account.snapshot(price),
                "quantity": count,
            }
        )
    made["discounts"] = [
        {
            "coupon": None if code else coupon["id"],
            "promotion_code": code["id"] if code else None,
        }
        for coupon, code in chosen
    ]
    if bought:
        made["currency"] = bought[0][0]["currency"]
        made["amount_subtotal"] = sums["subtotal"]
        made["amount_total"] = sums["total"]
        made["total_details"]["amount_discount"] = sums["subtotal"] - sums["total"]


@endpoint(
    "GET",
    "/v1/checkout/sessions",
    {**LISTED, "customer": text, "payment_intent": text, "status": text, "subscription": text}
    | {"customer_details": {"email!": text}},
)
def listed(account: Account, params: Params) -> Object:
    filters = ("customer", "payment_intent", "status", "subscription")
    return page(account, "checkout.session", params, "/v1/checkout/sessions", filters)


@endpoint("GET", "/v1/checkout/sessions/{id}")
def retrieve(account: Account, params: Params, identifier: str) -> Object:
    return account.get("checkout.session", identifier)


@endpoint("POST", "/v1/checkout/sessions/{id}", {"metadata": metadata})
def update(account: Account, params: Params, identifier: str) -> Object:
    found = account.get("checkout.session", identifier)
    found["metadata"] = merged(found["metadata"], params.get("metadata", {}))
    return found


@endpoint("GET", "/v1/checkout/sessions/{id}/line_items", PAGED)
def line_items(account: Account, params: Params, identifier: str) -> Object:
    found = account.get("checkout.session", identifier)
    return paged(found["_items"], params, f"/v1/checkout/sessions/{identifier}/line_items")


@endpoint("POST", "/v1/checkout/sessions/{id}/expire")
def expire(account: Account, params: Params, identifier: str) -> Object:
    found = account.get("checkout.session", identifier)
    if found["status"] != "open":
        raise invalid(f"Only open sessions can be expired; this one is {found['status']}.")
    _expire(account, found)
    return found


@task("expire_session")
def _expire(account: Account, found: Object) -> None:
    if found["status"] == "open":
        found.update(status="expired", url=None)
        account.emit("checkout.session.expired", found)
