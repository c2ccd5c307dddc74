"""Features, the products that bring them, and what customers may therefore use."""

from __future__ import annotations

from tests.fakes.stripe.account import Account, at_end
from tests.fakes.stripe.errors import invalid
from tests.fakes.stripe.listing import PAGED, page, paged
from tests.fakes.stripe.objects import Object
from tests.fakes.stripe.parameters import Params, flag, merged, metadata, text
from tests.fakes.stripe.routes import endpoint

ENTITLED = ("active", "trialing", "past_due")


@endpoint(
    "POST",
    "/v1/entitlements/features",
    {"lookup_key!": text, "metadata": metadata, "name!": text},
)
def create(account: Account, params: Params) -> Object:
    key = params["lookup_key"]
    if any(one["lookup_key"] == key for one in account.all("entitlements.feature")):
        raise invalid(f"A feature already uses the lookup key {key}.", "lookup_key")
    return account.add(
        "entitlements.feature",
        active=True,
        livemode=account.fake.livemode,
        lookup_key=key,
        metadata=merged({}, params.get("metadata") or {}),
        name=params["name"],
    )


@endpoint("GET", "/v1/entitlements/features", {**PAGED, "archived": flag, "lookup_key": text})
def listed(account: Account, params: Params) -> Object:
    wanted = params.get("archived")
    where = None if wanted is None else (lambda one: one["active"] != wanted)
    url = "/v1/entitlements/features"
    return page(account, "entitlements.feature", params, url, ("lookup_key",), where)


@endpoint("GET", "/v1/entitlements/features/{id}")
def retrieve(account: Account, params: Params, identifier: str) -> Object:
    return account.get("entitlements.feature", identifier)


@endpoint(
    "POST",
    "/v1/entitlements/features/{id}",
    {"active": flag, "metadata": metadata, "name": text},
)
def update(account: Account, params: Params, identifier: str) -> Object:
    found = account.get("entitlements.feature", identifier)
    if "metadata" in params:
        params["metadata"] = merged(found["metadata"], params["metadata"])
    found.update(params)
    return found


@endpoint("POST", "/v1/products/{id}/features", {"entitlement_feature!": text})
def add(account: Account, params: Params, product: str) -> Object:
    account.get("product", product)
    feature = account.get(
        "entitlements.feature", params["entitlement_feature"], "entitlement_feature"
    )
    made = account.add(
        "product_feature",
        livemode=account.fake.livemode,
        _feature=feature["id"],
        _product=product,
    )
    _touch(account)
    return made


@endpoint("GET", "/v1/products/{id}/features", PAGED)
def of_product(account: Account, params: Params, product: str) -> Object:
    found = [one for one in account.all("product_feature") if one["_product"] == product]
    return paged(found[::-1], params, f"/v1/products/{product}/features")


@endpoint("GET", "/v1/products/{id}/features/{feature}")
def retrieve_of_product(account: Account, params: Params, product: str, feature: str) -> Object:
    return account.get("product_feature", feature)


@endpoint("DELETE", "/v1/products/{id}/features/{feature}")
def remove(account: Account, params: Params, product: str, feature: str) -> Object:
    found = account.get("product_feature", feature)
    account.remove(found)
    _touch(account)
    return {"id": feature, "object": "product_feature", "deleted": True, "_done": True}


@endpoint("GET", "/v1/entitlements/active_entitlements", {**PAGED, "customer!": text})
def active(account: Account, params: Params) -> Object:
    account.get("customer", params["customer"], "customer")
    found = _of(account, params["customer"])
    return paged(found, params, "/v1/entitlements/active_entitlements")


@endpoint("GET", "/v1/entitlements/active_entitlements/{id}")
def retrieve_active(account: Account, params: Params, identifier: str) -> Object:
    return account.get("entitlements.active_entitlement", identifier)


def _of(account: Account, customer: str) -> list[Object]:
    found = account.all("entitlements.active_entitlement")
    return [one for one in found if one["_customer"] == customer]


def _touch(account: Account) -> None:
    """Have all subscribers looked at again, as a product has changed."""
    for one in account.all("subscription"):
        account.touched[one["customer"]] = None


def _refresh(account: Account) -> None:
    """Bring the entitlements of touched customers up to date; tell what changed."""
    touched = list(account.touched)
    account.touched.clear()
    if not account.kinds.get("product_feature") and not account.kinds.get(
        "entitlements.active_entitlement"
    ):
        return
    for customer in touched:
        _refresh_one(account, customer)


def _refresh_one(account: Account, customer: str) -> None:
    products = {
        account.objects[item]["_price"]["product"]
        for one in account.all("subscription")
        if one["customer"] == customer and one["status"] in ENTITLED
        for item in one["_items"]
    }
    wanted = {
        one["_feature"]: None
        for one in account.all("product_feature")
        if one["_product"] in products
    }
    held = {one["feature"]: one for one in _of(account, customer)}
    if wanted.keys() == held.keys():
        return
    for feature, one in held.items():
        if feature not in wanted:
            account.remove(one)
    for feature in wanted:
        if feature not in held:
            account.add(
                "entitlements.active_entitlement",
                feature=feature,
                livemode=account.fake.livemode,
                lookup_key=account.objects[feature]["lookup_key"],
                _customer=customer,
            )
    account.emit_raw("entitlements.active_entitlement_summary.updated", summary(account, customer))


def summary(account: Account, customer: str) -> Object:
    """Return the summary of what a customer may use, at most ten features of it."""
    found = [account.snapshot(one) for one in _of(account, customer)]
    return {
        "object": "entitlements.active_entitlement_summary",
        "customer": customer,
        "entitlements": {
            "object": "list",
            "data": found[:10],
            "has_more": len(found) > 10,
            "url": f"/v1/customer/{customer}/entitlements",
        },
        "livemode": account.fake.livemode,
    }


at_end.append(_refresh)
