"""Items of subscriptions as endpoints of their own."""

from __future__ import annotations

from typing import Any

from tests.fakes.stripe import subscription_changes
from tests.fakes.stripe.account import Account
from tests.fakes.stripe.listing import PAGED, paged
from tests.fakes.stripe.objects import Object
from tests.fakes.stripe.parameters import Params, flag, integer, text
from tests.fakes.stripe.routes import endpoint
from tests.fakes.stripe.subscriptions import ITEM

HOW: dict[str, Any] = {
    "payment_behavior": text,
    "proration_behavior": text,
    "proration_date": integer,
}
NAMES = tuple(HOW)


def _change(account: Account, subscription: str, item: Params, params: Params) -> None:
    how = {name: params[name] for name in NAMES if name in params}
    subscription_changes.update(account, {"items": [item], **how}, subscription)


@endpoint("GET", "/v1/subscription_items", {**PAGED, "subscription!": text})
def listed(account: Account, params: Params) -> Object:
    owner = account.get("subscription", params["subscription"], "subscription")
    found = [account.objects[one] for one in owner["_items"]]
    return paged(found, params, "/v1/subscription_items")


@endpoint("GET", "/v1/subscription_items/{id}")
def retrieve(account: Account, params: Params, identifier: str) -> Object:
    return account.get("subscription_item", identifier)


@endpoint("POST", "/v1/subscription_items", {**ITEM, **HOW, "subscription!": text})
def create(account: Account, params: Params) -> Object:
    owner = account.get("subscription", params["subscription"], "subscription")
    item = {name: params[name] for name in ITEM if name in params}
    _change(account, owner["id"], item, params)
    return account.objects[owner["_items"][-1]]


@endpoint("POST", "/v1/subscription_items/{id}", {**ITEM, **HOW})
def update(account: Account, params: Params, identifier: str) -> Object:
    found = account.get("subscription_item", identifier)
    item = {name: params[name] for name in ITEM if name in params}
    _change(account, found["subscription"], {"id": identifier, **item}, params)
    return found


@endpoint("DELETE", "/v1/subscription_items/{id}", {**HOW, "clear_usage": flag})
def delete(account: Account, params: Params, identifier: str) -> Object:
    found = account.get("subscription_item", identifier)
    _change(account, found["subscription"], {"id": identifier, "deleted": True}, params)
    return {"id": identifier, "object": "subscription_item", "deleted": True, "_done": True}
