"""Reading objects from Stripe, whole: with all their lines, and without secrets."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl

from flywheel.billing.client import request
from flywheel.billing.errors import StripeObjectMissingError
from flywheel.billing.kinds import KINDS, SECRETS, Kind

PAGE = 100
"""Objects in a page: the most that Stripe gives."""
_SUMMARY = "entitlements.active_entitlement_summary"


@dataclass(frozen=True)
class Page:
    """A part of a list.

    Attributes
    ----------
    objects
        As `read_object` returns them; those with more lines than a list shows are left cut off.
    cut_off
        The ids of these.
    has_more
        Whether the list goes on.
    """

    objects: list[dict[str, Any]]
    cut_off: frozenset[str]
    has_more: bool


async def read_object(object_kind: str, object_id: str, account: str) -> dict[str, Any] | None:
    """Return an object as it is now, or None when it is deleted or was never there.

    Raises
    ------
    StripeUnavailableError, StripeRefusedError
        If Stripe does not say.
    """
    kind = KINDS[object_kind]
    if object_kind == _SUMMARY:
        return await _read_summary(kind, object_id, account)
    path = (
        "/v1/account"
        if _is_own(object_kind, object_id, account)
        else kind.path.format(id=object_id)
    )
    try:
        found = await request("get", path, _expansions(kind.expand), account=account)
    except StripeObjectMissingError:
        return None
    if found.get("deleted"):
        return None
    for field, rest in kind.nested.items():
        if _is_cut_off(found, field):
            found[field]["data"] += [
                line async for line in _rest(found[field], rest.format(id=object_id), account)
            ]
            found[field]["has_more"] = False
    return cleaned(found, kind)


async def read_page(
    object_kind: str,
    account: str,
    *,
    after: str | None = None,
    created_since: int | None = None,
) -> Page:
    """Return the next page of all objects of a kind, newest first.

    Parameters
    ----------
    after
        Id of the last object of the page before.
    created_since
        Unix time; only what was made then or later.

    Raises
    ------
    StripeUnavailableError, StripeRefusedError
        If Stripe does not say.
    """
    kind = KINDS[object_kind]
    assert kind.list_path is not None, f"Stripe has no list of {object_kind}"
    parameters: dict[str, Any] = {
        "limit": PAGE,
        **kind.parameters,
        **_expansions(tuple(f"data.{field}" for field in kind.expand)),
    }
    if after is not None:
        parameters["starting_after"] = after
    if created_since is not None:
        parameters["created"] = {"gte": created_since}
    answer = await request("get", kind.list_path, parameters, account=account)
    objects = answer["data"]
    return Page(
        [cleaned(found, kind) for found in objects],
        frozenset(
            found["id"]
            for found in objects
            if any(_is_cut_off(found, field) for field in kind.nested)
        ),
        bool(answer["has_more"]),
    )


def cleaned(found: dict[str, Any], kind: Kind) -> dict[str, Any]:
    """Return an object without secrets and without what is made anew at each reading."""
    kept = {name: value for name, value in found.items() if name not in kind.made_anew}
    cleaned_object: dict[str, Any] = _without_secrets(kept)
    return cleaned_object


def _without_secrets(value: Any) -> Any:
    if isinstance(value, dict):
        return {
            name: _without_secrets(inner) for name, inner in value.items() if name not in SECRETS
        }
    if isinstance(value, list):
        return [_without_secrets(inner) for inner in value]
    return value


def _is_own(object_kind: str, object_id: str, account: str) -> bool:
    """Tell whether an account is the one that is asked as: it reads itself without an id."""
    return object_kind == "account" and object_id == account


def _expansions(fields: tuple[str, ...]) -> dict[str, list[str]]:
    return {"expand": list(fields)} if fields else {}


def _is_cut_off(found: dict[str, Any], field: str) -> bool:
    nested = found.get(field)
    return isinstance(nested, dict) and bool(nested.get("has_more"))


async def _rest(nested: dict[str, Any], path: str, account: str) -> AsyncIterator[dict[str, Any]]:
    """Yield what a nested list leaves out."""
    last = nested["data"][-1]["id"] if nested["data"] else None
    has_more = True
    while has_more:
        place, _, query = path.partition("?")
        parameters: dict[str, Any] = {"limit": PAGE, **dict(parse_qsl(query))}
        if last is not None:
            parameters["starting_after"] = last
        answer = await request("get", place, parameters, account=account)
        for line in answer["data"]:
            yield line
        has_more = bool(answer["has_more"]) and bool(answer["data"])
        last = answer["data"][-1]["id"] if answer["data"] else last


async def _read_summary(kind: Kind, customer: str, account: str) -> dict[str, Any] | None:
    """Return what a customer is entitled to, as one object."""
    empty: dict[str, Any] = {"data": []}
    try:
        active = [line async for line in _rest(empty, kind.path.format(id=customer), account)]
    except StripeObjectMissingError:
        return None
    return {
        "id": customer,
        "object": _SUMMARY,
        "customer": customer,
        "entitlements": [
            {"id": one["id"], "feature": one["feature"], "lookup_key": one["lookup_key"]}
            for one in active
        ],
    }
