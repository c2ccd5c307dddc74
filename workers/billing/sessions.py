"""The job that opens the pages at Stripe that people ask for."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from pydantic import BaseModel, ConfigDict

from flywheel.billing.client import request
from flywheel.billing.errors import StripeRefusedError
from flywheel.jobs.context import Context
from flywheel.jobs.errors import GiveUpError
from flywheel.jobs.registry import Effect, handler

PORTAL_TIME = timedelta(minutes=5)
"""How long Stripe lets somebody begin with the address of the portal."""


class SessionPayload(BaseModel):
    """Which row of billing_sessions to open."""

    model_config = ConfigDict(extra="forbid")

    session_id: UUID


class Wanted(BaseModel):
    """What a page is opened with, as `begin_billing_session` says it.

    Attributes
    ----------
    customer_key, connected_key
        Idempotency keys: of the customer, and of the account, that a workspace has once.
    superseded
        Pages that sell the same plan, and are to be closed.
    lines
        Of a bundle order: name, amount in the minor unit, currency.
    """

    kind: str
    workspace_id: UUID
    user_id: UUID | None
    email: str | None
    workspace_name: str
    customer_id: str | None
    customer_key: str
    connected_id: str | None
    connected_key: str
    price_id: str | None
    quantity: int
    options: dict[str, Any]
    bundle_order_id: UUID | None
    lines: list[dict[str, Any]] | None
    superseded: list[str]


@handler("stripe.open_session", payload=SessionPayload, effect=Effect.AT_LEAST_ONCE)
async def open_session(payload: SessionPayload, context: Context) -> dict[str, Any]:
    """Open a page, and write its address where only who asked can read it.

    Opening it twice gives the same page: all requests carry idempotency keys.

    Raises
    ------
    StripeUnavailableError
        If Stripe does not answer; the job is tried again.
    StripeRefusedError, GiveUpError
        If there can be no such page.
    """
    begun = await context.call("begin_billing_session", session_id=payload.session_id)
    if begun is None:
        return {"opened": False}
    wanted = Wanted.model_validate(begun)
    key = context.idempotency_key
    if wanted.kind == "onboarding":
        page = await _open_onboarding(wanted, context, key)
    elif wanted.kind == "portal":
        page = await _open_portal(await _customer(wanted, context), wanted, key)
    else:
        page = await _open_checkout(
            await _customer(wanted, context), wanted, str(payload.session_id), key
        )
    await context.call("finish_billing_session", session_id=payload.session_id, **page)
    return {"opened": True}


async def _customer(wanted: Wanted, context: Context) -> str:
    """Return the workspace's customer, made now if there is none."""
    if wanted.customer_id is not None:
        return wanted.customer_id
    # Only what never changes: with the same key, Stripe refuses another request.
    made = await request(
        "post",
        "/v1/customers",
        {"metadata": {"workspace_id": str(wanted.workspace_id)}},
        idempotency_key=wanted.customer_key,
    )
    known = {"name": wanted.workspace_name}
    if wanted.email is not None:
        known["email"] = wanted.email
    await request("post", f"/v1/customers/{made['id']}", known)
    kept: str = await context.call(
        "keep_stripe_customer",
        workspace_id=wanted.workspace_id,
        stripe_customer_id=made["id"],
        email=wanted.email,
    )
    return kept


async def _open_checkout(
    customer: str, wanted: Wanted, session_id: str, key: str
) -> dict[str, Any]:
    for earlier in wanted.superseded:
        await _expire(earlier)
    parameters = {
        "customer": customer,
        "client_reference_id": str(wanted.workspace_id),
        "success_url": wanted.options["success_url"],
        "cancel_url": wanted.options["cancel_url"],
        "metadata": _metadata(wanted, billing_session_id=session_id),
    }
    if wanted.bundle_order_id is None:
        parameters |= await _subscription(wanted)
    else:
        parameters |= _payment(wanted)
    made = await request("post", "/v1/checkout/sessions", parameters, idempotency_key=key)
    return {
        "stripe_session_id": made["id"],
        "url": made["url"],
        "expires_at": _moment(made["expires_at"]),
    }


async def _subscription(wanted: Wanted) -> dict[str, Any]:
    subscription: dict[str, Any] = {"metadata": _metadata(wanted)}
    if "trial_days" in wanted.options:
        subscription["trial_period_days"] = wanted.options["trial_days"]
    code = wanted.options.get("promotion_code")
    return {
        "mode": "subscription",
        "line_items": [{"price": wanted.price_id, "quantity": wanted.quantity}],
        "subscription_data": subscription,
        **(
            {"allow_promotion_codes": True}
            if code is None
            else {"discounts": [{"promotion_code": await _promotion_code(code)}]}
        ),
    }


def _payment(wanted: Wanted) -> dict[str, Any]:
    """Return one line for each of the order, at its whole price: so they add up exactly."""
    return {
        "mode": "payment",
        "line_items": [
            {
                "quantity": 1,
                "price_data": {
                    "currency": line["currency"],
                    "unit_amount": line["amount"],
                    "product_data": {"name": line["name"]},
                },
            }
            for line in wanted.lines or ()
        ],
        "payment_intent_data": {"metadata": _metadata(wanted)},
    }


def _metadata(wanted: Wanted, **more: str) -> dict[str, str]:
    given = {
        "workspace_id": wanted.workspace_id,
        "user_id": wanted.user_id,
        "bundle_order_id": wanted.bundle_order_id,
    }
    return {**{name: str(value) for name, value in given.items() if value is not None}, **more}


async def _promotion_code(code: str) -> str:
    """Return the id of the code that somebody typed.

    Raises
    ------
    GiveUpError
        If no such code is valid.
    """
    found = await request("get", "/v1/promotion_codes", {"code": code, "active": True, "limit": 1})
    if not found["data"]:
        raise GiveUpError(f"the promotion code {code} is not valid", "Check it, or leave it out.")
    promotion_code: str = found["data"][0]["id"]
    return promotion_code


async def _expire(stripe_session_id: str) -> None:
    """Close a page; one that has ended already stays as it is."""
    try:
        await request("post", f"/v1/checkout/sessions/{stripe_session_id}/expire")
    except StripeRefusedError:
        # Paid or expired meanwhile: its own events say which.
        return


async def _open_portal(customer: str, wanted: Wanted, key: str) -> dict[str, Any]:
    made = await request(
        "post",
        "/v1/billing_portal/sessions",
        {"customer": customer, "return_url": wanted.options["return_url"]},
        idempotency_key=key,
    )
    return {
        "stripe_session_id": made["id"],
        "url": made["url"],
        "expires_at": (datetime.now(UTC) + PORTAL_TIME).isoformat(),
    }


async def _open_onboarding(wanted: Wanted, context: Context, key: str) -> dict[str, Any]:
    account = wanted.connected_id
    if account is None:
        # As with the customer: country and address are asked for on the page, or set once here.
        parameters: dict[str, Any] = {
            "type": "standard",
            "metadata": {"workspace_id": str(wanted.workspace_id)},
        }
        country = wanted.options.get("country")
        if country is not None:
            parameters["country"] = country
        made = await request(
            "post",
            "/v1/accounts",
            parameters,
            idempotency_key=f"{wanted.connected_key}-{country or 'any'}",
        )
        account = await context.call(
            "keep_stripe_account", workspace_id=wanted.workspace_id, account_id=made["id"]
        )
    link = await request(
        "post",
        "/v1/account_links",
        {
            "account": account,
            "return_url": wanted.options["return_url"],
            "refresh_url": wanted.options["refresh_url"],
            "type": "account_onboarding",
        },
        idempotency_key=key,
    )
    return {
        "stripe_session_id": account,
        "url": link["url"],
        "expires_at": _moment(link["expires_at"]),
    }


def _moment(seconds: int) -> str:
    return datetime.fromtimestamp(seconds, UTC).isoformat()
