"""Connected accounts and the links that onboard them."""

from __future__ import annotations

from tests.fakes.stripe.account import Account
from tests.fakes.stripe.errors import invalid
from tests.fakes.stripe.listing import LISTED, page
from tests.fakes.stripe.objects import ABC, Object
from tests.fakes.stripe.parameters import Params, anything, merged, metadata, text
from tests.fakes.stripe.routes import endpoint

FIELDS = {
    "business_profile": anything,
    "business_type": text,
    "capabilities": anything,
    "company": anything,
    "email": text,
    "individual": anything,
    "metadata": metadata,
    "settings": anything,
    "tos_acceptance": anything,
}
CURRENCIES = {"US": "usd", "JP": "jpy", "KW": "kwd", "SA": "sar", "GB": "gbp", "AE": "aed"}


@endpoint(
    "POST",
    "/v1/accounts",
    {**FIELDS, "controller": anything, "country": text, "default_currency": text, "type": text},
)
def create(account: Account, params: Params) -> Object:
    country = params.get("country") or "US"
    made = account.add(
        "account",
        business_profile={"name": None, "url": None},
        business_type=params.get("business_type"),
        capabilities={"card_payments": "active", "transfers": "active"},
        charges_enabled=False,
        controller={"type": "application", "is_controller": True},
        country=country,
        created=account.now,
        default_currency=CURRENCIES.get(country, "eur"),
        details_submitted=False,
        email=params.get("email"),
        future_requirements=None,
        metadata=merged({}, params.get("metadata") or {}),
        payouts_enabled=False,
        requirements={
            "alternatives": [],
            "current_deadline": None,
            "currently_due": ["external_account", "tos_acceptance.date"],
            "disabled_reason": None,
            "errors": [],
            "eventually_due": ["external_account", "tos_acceptance.date"],
            "past_due": [],
            "pending_verification": [],
        },
        tos_acceptance={"date": None, "ip": None, "user_agent": None},
        type=params.get("type") or "express",
    )
    fake = account.fake
    fake.accounts[made["id"]] = Account(fake, made["id"], account.frozen)
    return made


@endpoint("GET", "/v1/accounts", LISTED)
def listed(account: Account, params: Params) -> Object:
    return page(account, "account", params, "/v1/accounts")


@endpoint("GET", "/v1/account")
def own(account: Account, params: Params) -> Object:
    held = account.fake.platform.objects.get(account.id)
    if held:
        return held
    return {
        "id": account.id,
        "object": "account",
        "charges_enabled": True,
        "country": "US",
        "default_currency": "usd",
        "details_submitted": True,
        "email": None,
        "metadata": {},
        "payouts_enabled": True,
        "type": "standard",
    }


@endpoint("GET", "/v1/accounts/{id}")
def retrieve(account: Account, params: Params, identifier: str) -> Object:
    return account.get("account", identifier)


@endpoint("POST", "/v1/accounts/{id}", FIELDS)
def update(account: Account, params: Params, identifier: str) -> Object:
    found = account.get("account", identifier)
    if "metadata" in params:
        params["metadata"] = merged(found["metadata"], params["metadata"])
    _change(account, found, params)
    return found


def _change(account: Account, found: Object, fields: Object) -> None:
    """Change an account; its event belongs to itself, so endpoints of Connect get it."""
    before = account.snapshot(found)
    found.update(fields)
    if account.snapshot(found) != before:
        owner = account.fake.accounts[found["id"]]
        owner.emit("account.updated", found, before)


def onboard(account: Account, identifier: str) -> None:
    """Do what a business does on the pages of an account link."""
    found = account.get("account", identifier)
    cleared = {**found["requirements"], "currently_due": [], "eventually_due": []}
    done = {"charges_enabled": True, "details_submitted": True, "payouts_enabled": True}
    _change(account, found, {**done, "requirements": cleared})


@endpoint(
    "POST",
    "/v1/account_links",
    {
        "account!": text,
        "collect": text,
        "collection_options": anything,
        "refresh_url": text,
        "return_url": text,
        "type!": text,
    },
)
def create_link(account: Account, params: Params) -> Object:
    account.get("account", params["account"], "account")
    if not params.get("refresh_url") or not params.get("return_url"):
        raise invalid("You must pass refresh_url and return_url.", "return_url")
    code = "".join(account.chance.choices(ABC, k=12))
    account.links[code] = (params["account"], params["return_url"])
    return {
        "object": "account_link",
        "created": account.now,
        "expires_at": account.now + 300,
        "url": f"{account.fake.url}/c/onboarding/{code}",
        "_done": True,
    }
