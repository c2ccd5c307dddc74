"""Products and prices."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from tests.fakes.stripe.account import Account
from tests.fakes.stripe.errors import invalid, missing
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

RECURRING = {
    "interval!": text,
    "interval_count": integer,
    "usage_type": text,
    "trial_period_days": integer,
}
PRODUCT: dict[str, Any] = {
    "active": flag,
    "description": text,
    "images": [text],
    "marketing_features": [{"name!": text}],
    "metadata": metadata,
    "name": text,
    "shippable": flag,
    "statement_descriptor": text,
    "tax_code": text,
    "unit_label": text,
    "url": text,
}
NEW_PRICE = {
    "currency!": text,
    "unit_amount": integer,
    "unit_amount_decimal": text,
    "tax_behavior": text,
}


@endpoint(
    "POST",
    "/v1/products",
    {**PRODUCT, "name!": text, "id": text, "type": text}
    | {"default_price_data": {**NEW_PRICE, "recurring": RECURRING, "metadata": metadata}},
)
def create_product(account: Account, params: Params) -> Object:
    identifier = params.pop("id", None)
    if identifier in account.objects:
        raise invalid(f"Product already exists: {identifier}", "id", "resource_already_exists")
    first = params.pop("default_price_data", None)
    made = account.add(
        "product",
        identifier,
        active=True,
        created=account.now,
        default_price=None,
        description=None,
        images=[],
        livemode=account.fake.livemode,
        marketing_features=[],
        metadata={},
        name="",
        package_dimensions=None,
        shippable=None,
        statement_descriptor=None,
        tax_code=None,
        tax_details=None,
        type="service",
        unit_label=None,
        updated=account.now,
        url=None,
    )
    made.update({key: value for key, value in params.items() if key != "metadata"})
    made["metadata"] = merged({}, params.get("metadata") or {})
    account.emit("product.created", made)
    if first:
        price = create_price(account, {**first, "product": made["id"]})
        account.change(made, "product.updated", default_price=price["id"])
    return made


@endpoint("GET", "/v1/products", {**LISTED, "active": flag, "ids": [text], "url": text})
def list_products(account: Account, params: Params) -> Object:
    wanted = params.get("ids")
    where = (lambda one: one["id"] in wanted) if wanted else None
    return page(account, "product", params, "/v1/products", ("active", "url"), where)


@endpoint("GET", "/v1/products/{id}")
def retrieve_product(account: Account, params: Params, identifier: str) -> Object:
    return account.get("product", identifier)


@endpoint("POST", "/v1/products/{id}", {**PRODUCT, "default_price": text})
def update_product(account: Account, params: Params, identifier: str) -> Object:
    found = account.get("product", identifier)
    if params.get("default_price"):
        account.get("price", params["default_price"], "default_price")
    before = account.snapshot(found)
    if "metadata" in params:
        params["metadata"] = merged(found["metadata"], params["metadata"])
    found.update(params)
    if account.snapshot(found) != before:
        found["updated"] = account.now
        account.emit("product.updated", found, before)
    return found


@endpoint("DELETE", "/v1/products/{id}")
def delete_product(account: Account, params: Params, identifier: str) -> Object:
    found = account.get("product", identifier)
    if any(one["product"] == identifier for one in account.all("price")):
        message = "This product cannot be deleted because it has one or more user-created prices."
        raise invalid(message, "id")
    for one in account.all("product_feature"):
        if one["_product"] == identifier:
            account.remove(one)
    account.emit("product.deleted", found)
    account.remove(found)
    return {"id": identifier, "object": "product", "deleted": True, "_done": True}


@endpoint(
    "POST",
    "/v1/prices",
    {
        **NEW_PRICE,
        "active": flag,
        "billing_scheme": text,
        "lookup_key": text,
        "metadata": metadata,
        "nickname": text,
        "product": text,
        "product_data": {"name!": text, "id": text, "active": flag, "metadata": metadata}
        | {"statement_descriptor": text, "unit_label": text, "tax_code": text},
        "recurring": RECURRING,
        "transfer_lookup_key": flag,
        "currency_options": anything,
    },
)
def create_price(account: Account, params: Params) -> Object:
    currency = check_currency(params["currency"])
    amount, exact = _amount(params)
    check_amount(amount or 0, currency, "unit_amount", least=0)
    recurring = _recurring(params.get("recurring"))
    product = params.get("product")
    if product:
        account.get("product", product, "product")
    elif params.get("product_data"):
        product = create_product(account, params["product_data"])["id"]
    else:
        raise invalid("Missing required param: product.", "product", "parameter_missing")
    _take_lookup_key(account, params.get("lookup_key"), params.get("transfer_lookup_key"))
    made = account.add(
        "price",
        active=params.get("active", True),
        billing_scheme="per_unit",
        created=account.now,
        currency=currency,
        custom_unit_amount=None,
        livemode=account.fake.livemode,
        lookup_key=params.get("lookup_key"),
        metadata=merged({}, params.get("metadata") or {}),
        nickname=params.get("nickname"),
        product=product,
        recurring=recurring,
        tax_behavior=params.get("tax_behavior") or "unspecified",
        tiers_mode=None,
        transform_quantity=None,
        type="recurring" if recurring else "one_time",
        unit_amount=amount,
        unit_amount_decimal=exact,
    )
    account.emit("price.created", made)
    return made


def _amount(params: Params) -> tuple[int | None, str]:
    """Return the amount of one unit in whole minor units, if it is whole, and exactly."""
    if params.get("unit_amount") is not None:
        return params["unit_amount"], str(params["unit_amount"])
    exact = params.get("unit_amount_decimal")
    if exact is None:
        raise invalid("Missing required param: unit_amount.", "unit_amount", "parameter_missing")
    value = Decimal(exact)
    return (int(value) if value == value.to_integral_value() else None), str(exact)


def _recurring(wanted: Params | None) -> Object | None:
    if not wanted:
        return None
    if wanted["interval"] not in ("day", "week", "month", "year"):
        raise invalid("Invalid recurring[interval]: must be one of day, month, week, or year")
    return {
        "interval": wanted["interval"],
        "interval_count": wanted.get("interval_count") or 1,
        "meter": None,
        "trial_period_days": wanted.get("trial_period_days"),
        "usage_type": "licensed",
    }


def _take_lookup_key(account: Account, key: str | None, transfer: bool | None) -> None:
    for one in account.all("price") if key else ():
        if one["lookup_key"] == key:
            if not transfer:
                raise invalid(f"A price (`{one['id']}`) already uses that lookup key.")
            account.change(one, "price.updated", lookup_key=None)


@endpoint(
    "GET",
    "/v1/prices",
    {**LISTED, "active": flag, "currency": text, "product": text, "type": text}
    | {"lookup_keys": [text], "recurring": {"interval": text, "usage_type": text}},
)
def list_prices(account: Account, params: Params) -> Object:
    keys, recurring = params.get("lookup_keys"), params.get("recurring") or {}

    def fits(one: Object) -> bool:
        return (not keys or one["lookup_key"] in keys) and all(
            (one["recurring"] or {}).get(name) == value for name, value in recurring.items()
        )

    filters = ("active", "currency", "product", "type")
    return page(account, "price", params, "/v1/prices", filters, fits)


@endpoint("GET", "/v1/prices/{id}")
def retrieve_price(account: Account, params: Params, identifier: str) -> Object:
    return account.get("price", identifier)


@endpoint(
    "POST",
    "/v1/prices/{id}",
    {"active": flag, "lookup_key": text, "metadata": metadata, "nickname": text}
    | {"tax_behavior": text, "transfer_lookup_key": flag},
)
def update_price(account: Account, params: Params, identifier: str) -> Object:
    found = account.get("price", identifier)
    transfer = params.pop("transfer_lookup_key", None)
    if params.get("lookup_key") != found["lookup_key"]:
        _take_lookup_key(account, params.get("lookup_key"), transfer)
    if "metadata" in params:
        params["metadata"] = merged(found["metadata"], params["metadata"])
    account.change(found, "price.updated", **params)
    return found


def delete_price(account: Account, identifier: str) -> None:
    """Delete a price, as the dashboard lets one do while it is unused. The API cannot."""
    found = account.get("price", identifier)
    with account.operation():
        for one in account.all("product"):
            if one["default_price"] == identifier:
                account.change(one, "product.updated", default_price=None)
        account.emit("price.deleted", found)
        account.remove(found)


def price_from(account: Account, item: Params, name: str) -> Object:
    """Return the price of an item: one that exists, or one made from `price_data`."""
    if item.get("price"):
        price = account.get("price", item["price"], f"{name}[price]")
        if not price["active"] and not price.get("_once"):
            raise invalid(f"The price specified is inactive: `{price['id']}`.", f"{name}[price]")
        return price
    data = item.get("price_data")
    if not data:
        raise invalid(f"Missing required param: {name}[price].", f"{name}[price]")
    if data.get("product") in account.deleted:
        raise missing("product", data["product"], "product", 400)
    # Prices made on the fly are not for a second use.
    return create_price(account, {**data, "active": False})
