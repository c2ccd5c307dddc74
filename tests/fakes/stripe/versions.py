"""Objects as older versions of the API showed them, made from the newest form."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from tests.fakes.stripe.objects import Object

if TYPE_CHECKING:
    from tests.fakes.stripe.account import Account

NEWEST = "2026-10-28.endive"
BASIL = "2025-03-31"
"""Periods moved to items and payments of invoices to a list of their own."""
CLOVER = "2025-09-30"
"""Coupons moved into the source of discounts."""
DAHLIA = "2026"
"""Before it, hosted pages of the checkout had the mode `hosted`."""

Rule = Callable[["Account", Object], None]


def older(account: Account, body: Object, version: str) -> Object:
    """Change a newest form in place into that of a version, and return it."""
    kind = body.get("object")
    # Events keep the version they were made with; of what is deleted little is left to change.
    if version >= NEWEST or kind == "event" or body.get("deleted"):
        return body
    if kind == "list":
        for one in body["data"]:
            older(account, one, version)
        return body
    for nested in ("items", "lines"):
        if isinstance(body.get(nested), dict):
            older(account, body[nested], version)
    for before, rules in RULES:
        if version < before and kind in rules:
            rules[kind](account, body)
    return body


def _coupon_of(account: Account, identifier: str | None) -> Object | None:
    found = account.objects.get(identifier or "")
    return {key: value for key, value in found.items() if key[0] != "_"} if found else None


def _discount(account: Account, body: Object) -> None:
    source = body.pop("source")
    body["coupon"] = _coupon_of(account, source["coupon"])


def _promotion_code(account: Account, body: Object) -> None:
    promotion = body.pop("promotion")
    body["coupon"] = _coupon_of(account, promotion["coupon"])


def _session(account: Account, body: Object) -> None:
    modes = {"hosted_page": "hosted", "embedded_page": "embedded"}
    body["ui_mode"] = modes.get(body["ui_mode"], body["ui_mode"])


def _subscription(account: Account, body: Object) -> None:
    items = body["items"]["data"]
    # Rendering of items runs first and leaves the periods here.
    starts = [item.pop("current_period_start") for item in items]
    ends = [item.pop("current_period_end") for item in items]
    body["current_period_start"] = max(starts, default=body["start_date"])
    body["current_period_end"] = min(ends, default=body["start_date"])
    discounts = [account.objects.get(one) for one in body["discounts"] if isinstance(one, str)]
    first = discounts[0] if discounts else None
    body["discount"] = account.render(first, "2024-06-20") if first else None
    single = items[0] if len(items) == 1 else None
    body["plan"] = single["plan"] if single else None
    body["quantity"] = single["quantity"] if single else None


def _line(account: Account, body: Object) -> None:
    parent = body.pop("parent") or {"type": "invoice_item_details"}
    details = parent.get(parent["type"]) or {}
    pricing = body.pop("pricing") or {}
    price = account.objects.get((pricing.get("price_details") or {}).get("price") or "")
    body["price"] = account.render(price) if price else None
    body["proration"] = details.get("proration", False)
    body["subscription"] = details.get("subscription")
    body["type"] = "subscription" if "subscription_item" in details else "invoiceitem"
    if "subscription_item" in details:
        body["subscription_item"] = details["subscription_item"]
    if details.get("invoice_item"):
        body["invoice_item"] = details["invoice_item"]
    body["amount_excluding_tax"] = body["amount"]


def _invoice(account: Account, body: Object) -> None:
    parent = body.pop("parent", None) or {}
    details = parent.get("subscription_details") or {}
    body["subscription"] = details.get("subscription")
    body["subscription_details"] = {"metadata": details.get("metadata")}
    body["paid"] = body["status"] == "paid"
    body["paid_out_of_band"] = False
    body["tax"] = None
    kept = account.objects.get(body.get("id") or "", {})
    intent = account.objects.get(kept.get("_intent") or "")
    body["payment_intent"] = intent["id"] if intent else None
    body["charge"] = intent["latest_charge"] if intent else None


def _charge(account: Account, body: Object) -> None:
    intent = account.objects.get(body["payment_intent"] or "")
    body["invoice"] = intent.get("_invoice") if intent else None


def _payment_intent(account: Account, body: Object) -> None:
    body["invoice"] = account.objects.get(body["id"], {}).get("_invoice")


def _credit_note(account: Account, body: Object) -> None:
    refunds = body.pop("refunds")
    body["refund"] = refunds[0]["refund"] if refunds else None


def _item(account: Account, body: Object) -> None:
    pricing = body.pop("pricing", None) or {}
    price = account.objects.get((pricing.get("price_details") or {}).get("price") or "")
    parent = (body.pop("parent", None) or {}).get("subscription_details") or {}
    body["price"] = account.render(price) if price else None
    body["subscription"] = parent.get("subscription")


RULES: list[tuple[str, dict[str, Rule]]] = [
    (DAHLIA, {"checkout.session": _session}),
    (CLOVER, {"discount": _discount, "promotion_code": _promotion_code}),
    (
        BASIL,
        {
            "subscription": _subscription,
            "line_item": _line,
            "invoice": _invoice,
            "invoiceitem": _item,
            "charge": _charge,
            "payment_intent": _payment_intent,
            "credit_note": _credit_note,
        },
    ),
]
