"""Coupons, promotion codes and the discounts they become."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from tests.fakes.stripe.account import Account
from tests.fakes.stripe.calendars import added
from tests.fakes.stripe.errors import invalid
from tests.fakes.stripe.listing import LISTED, page
from tests.fakes.stripe.money import check_currency, rounded
from tests.fakes.stripe.objects import ABC, Object
from tests.fakes.stripe.parameters import (
    Params,
    flag,
    integer,
    merged,
    metadata,
    number,
    text,
)
from tests.fakes.stripe.routes import endpoint

CHOSEN: Any = [{"coupon": text, "promotion_code": text, "discount": text}]
"""How a request names discounts."""


@endpoint(
    "POST",
    "/v1/coupons",
    {
        "id": text,
        "amount_off": integer,
        "percent_off": number,
        "currency": text,
        "duration": text,
        "duration_in_months": integer,
        "max_redemptions": integer,
        "redeem_by": integer,
        "name": text,
        "metadata": metadata,
        "applies_to": {"products": [text]},
    },
)
def create_coupon(account: Account, params: Params) -> Object:
    amount, percent = params.get("amount_off"), params.get("percent_off")
    duration = params.get("duration") or "once"
    if (amount is None) == (percent is None):
        raise invalid("You must pass either amount_off or percent_off.", "percent_off")
    if percent is not None and not 0 < percent <= 100:
        raise invalid("Invalid percent_off: must be between 0 and 100.", "percent_off")
    if amount is not None and not params.get("currency"):
        raise invalid("You must pass currency when passing amount_off.", "currency")
    if (duration == "repeating") != bool(params.get("duration_in_months")):
        raise invalid("You must pass duration_in_months with duration repeating only.")
    identifier = params.get("id") or "".join(account.chance.choices(ABC, k=8))
    if identifier in account.objects:
        raise invalid("Coupon already exists.", "id", "resource_already_exists")
    made = account.add(
        "coupon",
        identifier,
        amount_off=amount,
        created=account.now,
        currency=check_currency(params["currency"]) if amount is not None else None,
        duration=duration,
        duration_in_months=params.get("duration_in_months"),
        livemode=account.fake.livemode,
        max_redemptions=params.get("max_redemptions"),
        metadata=merged({}, params.get("metadata") or {}),
        name=params.get("name"),
        percent_off=percent,
        redeem_by=params.get("redeem_by"),
        times_redeemed=0,
        valid=True,
    )
    if params.get("applies_to"):
        made["applies_to"] = params["applies_to"]
    account.emit("coupon.created", made)
    return made


@endpoint("GET", "/v1/coupons", LISTED)
def list_coupons(account: Account, params: Params) -> Object:
    return page(account, "coupon", params, "/v1/coupons")


@endpoint("GET", "/v1/coupons/{id}")
def retrieve_coupon(account: Account, params: Params, identifier: str) -> Object:
    return account.get("coupon", identifier)


@endpoint("POST", "/v1/coupons/{id}", {"name": text, "metadata": metadata})
def update_coupon(account: Account, params: Params, identifier: str) -> Object:
    found = account.get("coupon", identifier)
    if "metadata" in params:
        params["metadata"] = merged(found["metadata"], params["metadata"])
    account.change(found, "coupon.updated", **params)
    return found


@endpoint("DELETE", "/v1/coupons/{id}")
def delete_coupon(account: Account, params: Params, identifier: str) -> Object:
    found = account.get("coupon", identifier)
    account.emit("coupon.deleted", found)
    account.remove(found)
    return {"id": identifier, "object": "coupon", "deleted": True, "_done": True}


@endpoint(
    "POST",
    "/v1/promotion_codes",
    {
        "promotion": {"type!": text, "coupon": text},
        # Its name before 2025-09-30.
        "coupon": text,
        "code": text,
        "active": flag,
        "customer": text,
        "expires_at": integer,
        "max_redemptions": integer,
        "metadata": metadata,
        "restrictions": {"first_time_transaction": flag, "minimum_amount": integer}
        | {"minimum_amount_currency": text},
    },
)
def create_code(account: Account, params: Params) -> Object:
    coupon = (params.get("promotion") or {}).get("coupon") or params.get("coupon")
    if not coupon:
        raise invalid("Missing required param: promotion.", "promotion", "parameter_missing")
    account.get("coupon", coupon, "promotion[coupon]")
    code = params.get("code") or "".join(account.chance.choices(ABC[:36], k=8))
    for one in account.all("promotion_code"):
        if one["code"].lower() == code.lower() and one["active"]:
            raise invalid("An active promotion code with this code exists already.", "code")
    limits = params.get("restrictions") or {}
    made = account.add(
        "promotion_code",
        active=params.get("active", True),
        code=code,
        created=account.now,
        customer=params.get("customer"),
        customer_account=None,
        expires_at=params.get("expires_at"),
        livemode=account.fake.livemode,
        max_redemptions=params.get("max_redemptions"),
        metadata=merged({}, params.get("metadata") or {}),
        promotion={"coupon": coupon, "type": "coupon"},
        restrictions={
            "first_time_transaction": limits.get("first_time_transaction", False),
            "minimum_amount": limits.get("minimum_amount"),
            "minimum_amount_currency": limits.get("minimum_amount_currency"),
        },
        times_redeemed=0,
    )
    account.emit("promotion_code.created", made)
    return made


@endpoint(
    "GET",
    "/v1/promotion_codes",
    {**LISTED, "active": flag, "code": text, "coupon": text, "customer": text},
)
def list_codes(account: Account, params: Params) -> Object:
    coupon = params.get("coupon")
    where = (lambda one: one["promotion"]["coupon"] == coupon) if coupon else None
    filters = ("active", "code", "customer")
    return page(account, "promotion_code", params, "/v1/promotion_codes", filters, where)


@endpoint("GET", "/v1/promotion_codes/{id}")
def retrieve_code(account: Account, params: Params, identifier: str) -> Object:
    return account.get("promotion_code", identifier)


@endpoint("POST", "/v1/promotion_codes/{id}", {"active": flag, "metadata": metadata})
def update_code(account: Account, params: Params, identifier: str) -> Object:
    found = account.get("promotion_code", identifier)
    if "metadata" in params:
        params["metadata"] = merged(found["metadata"], params["metadata"])
    account.change(found, "promotion_code.updated", **params)
    return found


def choose(account: Account, wanted: list[Params]) -> list[tuple[Object, Object | None]]:
    """Return the coupons, and the codes they came by, that a request names."""
    chosen: list[tuple[Object, Object | None]] = []
    for one in wanted:
        code = None
        if one.get("promotion_code"):
            code = account.get("promotion_code", one["promotion_code"], "promotion_code")
            spent = code["max_redemptions"] and code["times_redeemed"] >= code["max_redemptions"]
            late = code["expires_at"] and code["expires_at"] <= account.now
            if not code["active"] or spent or late:
                raise invalid("This promotion code cannot be redeemed.", "promotion_code")
        identifier = code["promotion"]["coupon"] if code else one.get("coupon")
        coupon = account.get("coupon", identifier, "coupon")
        late = coupon["redeem_by"] and coupon["redeem_by"] <= account.now
        if not coupon["valid"] or late:
            raise invalid(f"Coupon expired: {coupon['id']}", "coupon", "coupon_expired")
        chosen.append((coupon, code))
    return chosen


def redeem(
    account: Account,
    chosen: list[tuple[Object, Object | None]],
    customer: str | None,
    subscription: str | None = None,
    invoice: str | None = None,
    session: str | None = None,
) -> list[str]:
    """Make discounts of coupons and return their ids."""
    made = []
    for coupon, code in chosen:
        months = coupon["duration_in_months"]
        end = added(account.now, "month", months) if months else None
        discount = account.add(
            "discount",
            checkout_session=session,
            customer=customer,
            customer_account=None,
            end=end,
            invoice=invoice,
            invoice_item=None,
            promotion_code=code["id"] if code else None,
            source={"coupon": coupon["id"], "type": "coupon"},
            start=account.now,
            subscription=subscription,
            subscription_item=None,
            _coupon=coupon,
        )
        made.append(discount["id"])
        times = coupon["times_redeemed"] + 1
        left = coupon["max_redemptions"] is None or times < coupon["max_redemptions"]
        account.change(coupon, "coupon.updated", times_redeemed=times, valid=left)
        if code:
            used = code["times_redeemed"] + 1
            limit = code["max_redemptions"]
            live = code["active"] and left and (limit is None or used < limit)
            account.change(code, "promotion_code.updated", times_redeemed=used, active=live)
        if subscription:
            account.emit("customer.discount.created", discount)
    return made


def off(coupon: Object, amount: int, currency: str) -> int:
    """Return what a coupon takes off an amount, never more than all of it."""
    if amount <= 0:
        return 0
    if coupon["percent_off"] is not None:
        percent = Fraction(str(coupon["percent_off"]))
        return min(amount, rounded(Fraction(amount) * percent / 100, currency))
    return min(amount, coupon["amount_off"]) if coupon["currency"] == currency else 0
