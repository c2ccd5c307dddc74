"""How each kind of object is read from Stripe."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType


@dataclass(frozen=True)
class Kind:
    """A kind of object, in Stripe's words.

    Attributes
    ----------
    path
        Where one is: {id} stands for its id.
    list_path
        Where all are; None for what Stripe does not list.
    parameters
        What a list must be asked for so that it is of all.
    expand
        Fields to be sent whole, not as ids.
    nested
        Lists inside, which Stripe cuts off at ten: field → where the rest is.
    made_anew
        Fields that are made anew at each reading, and say nothing.
    """

    path: str
    list_path: str | None = None
    parameters: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    expand: tuple[str, ...] = ()
    nested: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    made_anew: frozenset[str] = frozenset()


KINDS: Mapping[str, Kind] = MappingProxyType(
    {
        "customer": Kind("/v1/customers/{id}", "/v1/customers"),
        "product": Kind("/v1/products/{id}", "/v1/products"),
        "price": Kind("/v1/prices/{id}", "/v1/prices"),
        "coupon": Kind("/v1/coupons/{id}", "/v1/coupons"),
        "promotion_code": Kind("/v1/promotion_codes/{id}", "/v1/promotion_codes"),
        "payment_intent": Kind("/v1/payment_intents/{id}", "/v1/payment_intents"),
        "charge": Kind("/v1/charges/{id}", "/v1/charges"),
        "refund": Kind("/v1/refunds/{id}", "/v1/refunds"),
        "dispute": Kind("/v1/disputes/{id}", "/v1/disputes"),
        "checkout.session": Kind(
            "/v1/checkout/sessions/{id}",
            "/v1/checkout/sessions",
            expand=("line_items",),
            nested={"line_items": "/v1/checkout/sessions/{id}/line_items"},
            # The address of the page moves its fragment, and ends with the session.
            made_anew=frozenset({"url"}),
        ),
        "subscription": Kind(
            "/v1/subscriptions/{id}",
            "/v1/subscriptions",
            parameters={"status": "all"},
            nested={"items": "/v1/subscription_items?subscription={id}"},
        ),
        "invoice": Kind(
            "/v1/invoices/{id}",
            "/v1/invoices",
            expand=("payments",),
            nested={"lines": "/v1/invoices/{id}/lines"},
            made_anew=frozenset({"hosted_invoice_url", "invoice_pdf"}),
        ),
        "credit_note": Kind(
            "/v1/credit_notes/{id}",
            "/v1/credit_notes",
            nested={"lines": "/v1/credit_notes/{id}/lines"},
            made_anew=frozenset({"pdf"}),
        ),
        "entitlements.feature": Kind("/v1/entitlements/features/{id}", "/v1/entitlements/features"),
        # Of a customer, whose id it goes by; Stripe lists what it sums up.
        "entitlements.active_entitlement_summary": Kind(
            "/v1/entitlements/active_entitlements?customer={id}"
        ),
        # Whose account is read, ours or a connected one, is said beside the path.
        "account": Kind("/v1/account"),
    }
)
"""All that private.is_stripe_mirrored names."""

SECRETS = frozenset({"client_secret"})
"""Fields that nobody may read later, whatever they are in."""
