"""Objects as the newest version of the API shows them."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from tests.fakes.stripe import listing, versions
from tests.fakes.stripe.objects import Object, copied

if TYPE_CHECKING:
    from tests.fakes.stripe.account import Account

NESTED = 10
"""How many entries a list inside an object holds; the rest have an endpoint of their own."""

Shaper = Callable[["Account", Object, Object], None]
shapers: dict[str, Shaper] = {}


def shaper(kind: str) -> Callable[[Shaper], Shaper]:
    """Register a function that adds what one type shows of other objects."""

    def register(function: Shaper) -> Shaper:
        shapers[kind] = function
        return function

    return register


def render(account: Account, found: Object) -> Object:
    """Return an object of the store in its public form; names with `_` in front stay inside."""
    body = {key: copied(value) for key, value in found.items() if key[0] != "_"}
    shape = shapers.get(found["object"])
    if shape:
        shape(account, found, body)
    return body


def nested(account: Account, entries: list[Object], url: str) -> Object:
    """Return a list as it stands inside another object."""
    return {
        "object": "list",
        "data": [render(account, one) for one in entries[:NESTED]],
        "has_more": len(entries) > NESTED,
        "url": url,
        "total_count": len(entries),
    }


def finish(account: Account, result: Object, version: str, expand: list[str]) -> Any:
    """Turn what a handler returned into the answer: rendered, of a version, expanded."""
    if result["object"] == "list":
        body = {**result, "data": [account.render(one, version) for one in result["data"]]}
    elif result.get("_done"):
        body = {key: value for key, value in result.items() if key != "_done"}
        body = versions.older(account, body, version)
    else:
        body = account.render(result, version)
    for path in expand:
        listing.expand(account, body, path, version)
    return body


@shaper("customer")
def _customer(account: Account, found: Object, body: Object) -> None:
    body["discount"] = None


@shaper("subscription")
def _subscription(account: Account, found: Object, body: Object) -> None:
    items = [account.objects[one] for one in found["_items"]]
    url = f"/v1/subscription_items?subscription={found['id']}"
    body["items"] = nested(account, items, url)


@shaper("subscription_item")
def _subscription_item(account: Account, found: Object, body: Object) -> None:
    # A price that is gone lives on in what was bought at it.
    price = account.objects.get(found["_price"]["id"]) or found["_price"]
    body["price"] = render(account, price)
    body["plan"] = plan(body["price"])


@shaper("invoice")
def _invoice(account: Account, found: Object, body: Object) -> None:
    body["lines"] = nested(account, found["_lines"], f"/v1/invoices/{found['id']}/lines")


@shaper("credit_note")
def _credit_note(account: Account, found: Object, body: Object) -> None:
    body["lines"] = nested(account, found["_lines"], f"/v1/credit_notes/{found['id']}/lines")


@shaper("product_feature")
def _product_feature(account: Account, found: Object, body: Object) -> None:
    body["entitlement_feature"] = render(account, account.objects[found["_feature"]])


def plan(price: Object) -> Object:
    """Return the old name for a recurring price."""
    recurring = price["recurring"]
    return {
        "id": price["id"],
        "object": "plan",
        "active": price["active"],
        "amount": price["unit_amount"],
        "amount_decimal": price["unit_amount_decimal"],
        "billing_scheme": price["billing_scheme"],
        "created": price["created"],
        "currency": price["currency"],
        "interval": recurring["interval"],
        "interval_count": recurring["interval_count"],
        "livemode": price["livemode"],
        "metadata": dict(price["metadata"]),
        "meter": None,
        "nickname": price["nickname"],
        "product": price["product"],
        "tiers_mode": None,
        "transform_usage": None,
        "trial_period_days": None,
        "usage_type": "licensed",
    }
