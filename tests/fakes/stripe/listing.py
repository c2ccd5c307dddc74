"""Lists: pages, filters and expansion."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any

from tests.fakes.stripe.errors import invalid, missing
from tests.fakes.stripe.objects import Object
from tests.fakes.stripe.parameters import Params, Schema, integer, span, text

if TYPE_CHECKING:
    from tests.fakes.stripe.account import Account

PAGED: Schema = {"limit": integer, "starting_after": text, "ending_before": text}
LISTED: Schema = {**PAGED, "created": span}

Test = Callable[[Object], bool]


def page(
    account: Account,
    kind: str,
    params: Params,
    url: str,
    filters: Iterable[str] = (),
    where: Test | None = None,
) -> Object:
    """Return one page of a type, newest first."""
    found = list(account.kinds.get(kind, {}).values())
    found.reverse()
    return paged(found, params, url, tests(params, filters, where), kind)


def tests(params: Params, filters: Iterable[str], where: Test | None) -> list[Test]:
    """Turn filters of a request into tests of an object."""
    found: list[Test] = [where] if where else []
    for name in filters:
        if params.get(name) is not None:
            found.append(_equals(name, params[name]))
    bounds = params.get("created")
    if bounds:
        # Items that wait for an invoice call it `date`.
        found.append(
            lambda one: within(one["created"] if "created" in one else one["date"], bounds)
        )
    return found


def _equals(name: str, wanted: Any) -> Test:
    return lambda one: bool(one.get(name) == wanted)


def within(value: int, bounds: dict[str, int]) -> bool:
    """Tell whether a second lies in bounds."""
    return (
        ("gt" not in bounds or value > bounds["gt"])
        and ("gte" not in bounds or value >= bounds["gte"])
        and ("lt" not in bounds or value < bounds["lt"])
        and ("lte" not in bounds or value <= bounds["lte"])
    )


def paged(
    found: list[Object], params: Params, url: str, checks: Iterable[Test] = (), kind: str = "object"
) -> Object:
    """Cut a page out of objects that are in the order of the list."""
    limit = 10 if params.get("limit") is None else params["limit"]
    if not 1 <= limit <= 100:
        raise invalid("Invalid limit: must be between 1 and 100", "limit")
    after, before = params.get("starting_after"), params.get("ending_before")
    if after and before:
        raise invalid("You cannot parameterize both starting_after and ending_before.")
    start, stop = 0, len(found)
    if after:
        start = _place(found, after, "starting_after", kind) + 1
    if before:
        stop = _place(found, before, "ending_before", kind)
    checks = list(checks)
    data: list[Object] = []
    places: Iterable[int] = range(stop - 1, -1, -1) if before else range(start, stop)
    more = False
    for place in places:
        one = found[place]
        if all(check(one) for check in checks):
            if len(data) == limit:
                more = True
                break
            data.append(one)
    if before:
        data.reverse()
    return {"object": "list", "data": data, "has_more": more, "url": url}


def _place(found: list[Object], identifier: str, param: str, kind: str) -> int:
    for place, one in enumerate(found):
        if one["id"] == identifier:
            return place
    raise missing(kind, identifier, param, 400)


def expand(account: Account, body: Any, path: str, version: str) -> None:
    """Put whole objects in place of ids along a path such as `data.customer`."""
    parts = path.split(".")
    if len(parts) > 4:
        raise invalid(f"You cannot expand more than 4 levels of a property ({path}).", "expand")
    _walk(account, body, parts, path, version)


def _walk(account: Account, body: Any, parts: list[str], path: str, version: str) -> None:
    if body is None:
        return
    if isinstance(body, list):
        for one in body:
            _walk(account, one, parts, path, version)
        return
    if not isinstance(body, dict):
        raise _unexpandable(path)
    name, *rest = parts
    if name not in body:
        extra = included(account, body, name)
        if extra is None:
            # A list may hold objects of several types, only some of which have the property.
            raise _unexpandable(path)
        body[name] = {**extra, "data": [account.render(one, version) for one in extra["data"]]}
    value = body[name]
    if isinstance(value, str):
        body[name] = _whole(account, value, path, version)
    elif isinstance(value, list):
        body[name] = [
            _whole(account, one, path, version) if isinstance(one, str) else one for one in value
        ]
    if rest:
        _walk(account, body[name], rest, path, version)


def _whole(account: Account, identifier: str, path: str, version: str) -> Object:
    found = account.objects.get(identifier)
    if found:
        return account.render(found, version)
    if identifier in account.deleted:
        return {"id": identifier, "object": account.deleted[identifier], "deleted": True}
    raise _unexpandable(path)


def included(account: Account, body: Object, name: str) -> Object | None:
    """Return the list behind a property that is shown only when asked for."""
    identifier = body.get("id", "")
    kind = body.get("object")
    if (kind, name) == ("charge", "refunds"):
        found = [one for one in account.all("refund") if one["charge"] == identifier]
        return paged(found[::-1], {}, f"/v1/charges/{identifier}/refunds")
    if (kind, name) == ("invoice", "payments"):
        found = [one for one in account.all("invoice_payment") if one["invoice"] == identifier]
        return paged(found[::-1], {}, f"/v1/invoice_payments?invoice={identifier}")
    if (kind, name) == ("customer", "subscriptions"):
        found = [
            one
            for one in account.all("subscription")
            if one["customer"] == identifier and one["status"] != "canceled"
        ]
        return paged(found[::-1], {}, f"/v1/customers/{identifier}/subscriptions")
    if (kind, name) == ("checkout.session", "line_items"):
        items = account.objects[identifier]["_items"]
        return paged(items, {}, f"/v1/checkout/sessions/{identifier}/line_items")
    return None


def _unexpandable(path: str) -> Exception:
    return invalid(f"This property cannot be expanded ({path}).", "expand")
