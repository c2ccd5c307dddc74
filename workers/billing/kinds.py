"""The kinds of Stripe's objects that we keep, and how each is read."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

ACCOUNT = "account"
ENTITLEMENTS = "entitlements.active_entitlement_summary"


@dataclass(frozen=True, slots=True)
class Kind:
    """How objects of a kind are read.

    Attributes
    ----------
    name
        In Stripe's words: the object's field `object`.
    path
        Where they are listed; one is below, by its id.
    expand
        Fields that Stripe sends only when asked to.
    nested
        Lists inside the object that Stripe cuts short, and where the rest is; `{id}` is the
        object's.
    left_out
        Fields that Stripe makes anew for each reading.
    listing
        Parameters without which the list leaves some out.
    lists_since
        Whether the list takes `created`.
    """

    name: str
    path: str
    expand: tuple[str, ...] = ()
    nested: Mapping[str, str] = field(default_factory=dict)
    left_out: tuple[str, ...] = ()
    listing: Mapping[str, str] = field(default_factory=dict)
    lists_since: bool = True


KINDS = {
    kind.name: kind
    for kind in (
        # Read without an id: the one that the key, or the header Stripe-Account, is of.
        Kind(
            ACCOUNT,
            "/v1/account",
            nested={"external_accounts": "/v1/accounts/{id}/external_accounts"},
            lists_since=False,
        ),
        Kind("charge", "/v1/charges", left_out=("receipt_url",)),
        Kind(
            "checkout.session",
            "/v1/checkout/sessions",
            expand=("line_items",),
            nested={"line_items": "/v1/checkout/sessions/{id}/line_items"},
        ),
        Kind("coupon", "/v1/coupons"),
        Kind(
            "credit_note",
            "/v1/credit_notes",
            nested={"lines": "/v1/credit_notes/{id}/lines"},
            left_out=("pdf",),
        ),
        Kind("customer", "/v1/customers"),
        Kind("dispute", "/v1/disputes"),
        # One for each customer, put together from a list.
        Kind(ENTITLEMENTS, "/v1/entitlements/active_entitlements", lists_since=False),
        Kind("entitlements.feature", "/v1/entitlements/features", lists_since=False),
        Kind(
            "invoice",
            "/v1/invoices",
            expand=("payments",),
            nested={
                "lines": "/v1/invoices/{id}/lines",
                "payments": "/v1/invoice_payments?invoice={id}",
            },
            left_out=("hosted_invoice_url", "invoice_pdf"),
        ),
        Kind("payment_intent", "/v1/payment_intents"),
        Kind("price", "/v1/prices"),
        Kind("product", "/v1/products"),
        Kind("promotion_code", "/v1/promotion_codes"),
        Kind("refund", "/v1/refunds"),
        Kind(
            "subscription",
            "/v1/subscriptions",
            nested={"items": "/v1/subscription_items?subscription={id}"},
            listing={"status": "all"},
        ),
    )
}
"""By name. `private.stripe_kinds()` has the same names."""


def mirrored(kind: Kind, data: Mapping[str, Any]) -> dict[str, Any]:
    """Return an object as it is kept: without client secrets and without what is never the same.

    Characters that Postgres cannot hold become U+FFFD.
    """
    return {
        name: _kept(value)
        for name, value in data.items()
        if name not in kind.left_out and name != "client_secret"
    }


def _kept(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _kept(inner) for name, inner in value.items() if name != "client_secret"}
    if isinstance(value, list):
        return [_kept(inner) for inner in value]
    if isinstance(value, str) and not (value.isascii() and value.isprintable()):
        return value.replace("\0", "\ufffd").encode("utf-8", "replace").decode("utf-8")
    return value
