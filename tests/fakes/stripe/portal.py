"""Sessions of the billing portal and their configurations."""

from __future__ import annotations

from typing import Any

from tests.fakes.stripe.account import Account
from tests.fakes.stripe.errors import invalid
from tests.fakes.stripe.listing import PAGED, page
from tests.fakes.stripe.objects import Object
from tests.fakes.stripe.parameters import Params, anything, flag, merged, metadata, text
from tests.fakes.stripe.routes import endpoint

CONFIGURATION: dict[str, Any] = {
    "business_profile": {
        "headline": text,
        "privacy_policy_url": text,
        "terms_of_service_url": text,
    },
    "default_return_url": text,
    "features": anything,
    "login_page": {"enabled!": flag},
    "metadata": metadata,
    "name": text,
}
KIND = "billing_portal.configuration"


def _features(wanted: Object) -> Object:
    """Return all features with those that were asked for switched on."""
    base: Object = {
        "customer_update": {"allowed_updates": [], "enabled": False},
        "invoice_history": {"enabled": False},
        "payment_method_update": {"enabled": False, "payment_method_configuration": None},
        "subscription_cancel": {
            "cancellation_reason": {"enabled": False, "options": []},
            "enabled": False,
            "mode": "at_period_end",
            "proration_behavior": "none",
        },
        "subscription_pause": {
            "duration": {"interval_options": [], "type": "indefinite"},
            "enabled": False,
        },
        "subscription_update": {
            "billing_cycle_anchor": None,
            "default_allowed_updates": [],
            "enabled": False,
            "products": [],
            "proration_behavior": "none",
            "schedule_at_period_end": {"conditions": []},
            "trial_update_behavior": "end_trial",
        },
    }
    for name, value in wanted.items():
        if name not in base:
            raise invalid(f"Received unknown parameter: features[{name}]", f"features[{name}]")
        given = {
            key: one in (True, "true") if key == "enabled" else one for key, one in value.items()
        }
        base[name] = {**base[name], **given}
    return base


@endpoint("POST", "/v1/billing_portal/configurations", {**CONFIGURATION, "features!": anything})
def create_configuration(account: Account, params: Params) -> Object:
    made = _new(account, params, default=False)
    account.emit("billing_portal.configuration.created", made)
    return made


def _new(account: Account, params: Params, default: bool) -> Object:
    profile = params.get("business_profile") or {}
    names = ("headline", "privacy_policy_url", "terms_of_service_url")
    return account.add(
        KIND,
        active=True,
        application=None,
        business_profile={name: profile.get(name) for name in names},
        created=account.now,
        default_return_url=params.get("default_return_url"),
        features=_features(params.get("features") or {}),
        is_default=default,
        livemode=account.fake.livemode,
        login_page={"enabled": False, "url": None},
        metadata=merged({}, params.get("metadata") or {}),
        name=params.get("name"),
        updated=account.now,
    )


@endpoint("GET", "/v1/billing_portal/configurations", {**PAGED, "active": flag, "is_default": flag})
def list_configurations(account: Account, params: Params) -> Object:
    url = "/v1/billing_portal/configurations"
    return page(account, KIND, params, url, ("active", "is_default"))


@endpoint("GET", "/v1/billing_portal/configurations/{id}")
def retrieve_configuration(account: Account, params: Params, identifier: str) -> Object:
    return account.get(KIND, identifier)


@endpoint("POST", "/v1/billing_portal/configurations/{id}", {**CONFIGURATION, "active": flag})
def update_configuration(account: Account, params: Params, identifier: str) -> Object:
    found = account.get(KIND, identifier)
    params.pop("login_page", None)
    if "metadata" in params:
        params["metadata"] = merged(found["metadata"], params["metadata"])
    if "features" in params:
        params["features"] = {**found["features"], **_features(params["features"] or {})}
    if params.get("business_profile"):
        params["business_profile"] = {**found["business_profile"], **params["business_profile"]}
    account.change(found, "billing_portal.configuration.updated", updated=account.now, **params)
    return found


def _default(account: Account) -> Object:
    for one in account.all(KIND):
        if one["is_default"] and one["active"]:
            return one
    usual = ("invoice_history", "payment_method_update", "subscription_cancel")
    return _new(account, {"features": {name: {"enabled": True} for name in usual}}, default=True)


@endpoint(
    "POST",
    "/v1/billing_portal/sessions",
    {"configuration": text, "customer!": text, "locale": text, "return_url": text},
)
def create(account: Account, params: Params) -> Object:
    account.get("customer", params["customer"], "customer")
    configuration = params.get("configuration") or _default(account)["id"]
    account.get(KIND, configuration, "configuration")
    made = account.add(
        "billing_portal.session",
        configuration=configuration,
        created=account.now,
        customer=params["customer"],
        customer_account=None,
        flow=None,
        livemode=account.fake.livemode,
        locale=params.get("locale"),
        on_behalf_of=None,
        return_url=params.get("return_url"),
        url="",
    )
    made["url"] = f"{account.fake.url}/p/session/{made['id']}"
    return made
