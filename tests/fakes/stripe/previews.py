"""Invoices that do not exist: what the next one would be, as things are or after a change."""

from __future__ import annotations

from typing import Any

from tests.fakes.stripe import catalogue, customers, discounts, drafts, invoice_lines
from tests.fakes.stripe import subscription_changes as changes
from tests.fakes.stripe import subscription_state as state
from tests.fakes.stripe.account import Account
from tests.fakes.stripe.calendars import next_boundary
from tests.fakes.stripe.errors import invalid
from tests.fakes.stripe.objects import Object
from tests.fakes.stripe.parameters import Params, anything, flag, integer, moment, text
from tests.fakes.stripe.proration import Part, prorate
from tests.fakes.stripe.routes import endpoint

DETAILS: dict[str, Any] = {
    "billing_cycle_anchor": moment,
    "cancel_at": moment,
    "cancel_at_period_end": flag,
    "cancel_now": flag,
    "default_tax_rates": anything,
    "items": [changes.CHANGED_ITEM],
    "proration_behavior": text,
    "proration_date": integer,
    "trial_end": moment,
}


@endpoint(
    "POST",
    "/v1/invoices/create_preview",
    {"automatic_tax": anything, "currency": text, "customer": text, "subscription": text}
    | {"discounts": discounts.CHOSEN, "preview_mode": text, "subscription_details": DETAILS},
)
def create_preview(account: Account, params: Params) -> Object:
    details = params.get("subscription_details") or {}
    if params.get("subscription"):
        found = account.get("subscription", params["subscription"], "subscription")
        return upcoming(account, found, details)
    if not params.get("customer"):
        raise invalid("You must pass customer or subscription.", "customer", "parameter_missing")
    customer = account.get("customer", params["customer"], "customer")
    if details.get("items"):
        chosen = discounts.choose(account, params.get("discounts") or [])
        return _first(account, customer, details, chosen)
    live = [
        one
        for one in account.all("subscription")
        if one["customer"] == customer["id"] and not state.ended(one)
    ]
    if not live:
        raise none_upcoming(customer["id"])
    soonest = min(live, key=lambda one: state.period(account, one)[1])
    return upcoming(account, soonest, details)


def none_upcoming(customer: str) -> Exception:
    """Build the error for a customer without a next invoice."""
    message = f"No upcoming invoices for customer: {customer}"
    return invalid(message, code="invoice_upcoming_none")


def upcoming(account: Account, found: Object, details: Params | None = None) -> Object:
    """Return a subscription's next invoice, after the changes that details ask for."""
    details = details or {}
    ending = details.get("cancel_at_period_end", found["cancel_at_period_end"])
    ending = ending or details.get("cancel_now") or state.ended(found)
    customer = account.objects.get(found["customer"])
    if customer is None:
        raise none_upcoming(found["customer"])
    change = changes.work_out(account, found, details.get("items") or [], details)
    lines = [
        invoice_lines.item_line(account, one)
        for one in drafts.pending(account, customer, found, found["currency"])
    ]
    prorations = change.prorations
    if details.get("cancel_now") and details.get("proration_behavior") != "none":
        at = details.get("proration_date") or account.now
        prorations = prorate(change.before, [], state.period(account, found), at)
    for one in prorations:
        item = invoice_lines.proration_item(account, found, one)
        lines.append(invoice_lines.item_line(account, {**item, "id": "ii_preview"}))
    at_once = details.get("proration_behavior") == "always_invoice" and details.get("items")
    start, at = state.period(account, found)
    if change.new_cycle:
        at = account.now
    if change.new_cycle or not (ending or at_once):
        step = change.after[0].price["recurring"]
        anchor = at if change.new_cycle else found["billing_cycle_anchor"]
        end = next_boundary(anchor, step["interval"], step["interval_count"], at)
        lines += [invoice_lines.period_line(account, found, one, (at, end)) for one in change.after]
    elif not lines:
        raise none_upcoming(found["customer"])
    reason = "subscription_update" if at_once or change.new_cycle else "upcoming"
    body = _body(account, customer, found["currency"], lines, reason, found)
    moment_of = account.now if at_once else at
    body.update(created=moment_of, period_start=start, period_end=moment_of)
    if not at_once:
        body["next_payment_attempt"] = at + account.settings.draft_seconds
    return body


def _first(
    account: Account,
    customer: Object,
    details: Params,
    chosen: list[tuple[Object, Object | None]],
) -> Object:
    """Return the first invoice of a subscription that might be."""
    wanted = details["items"]
    prices = [
        catalogue.price_from(account, one, f"subscription_details[items][{place}]")
        for place, one in enumerate(wanted)
    ]
    state.check_prices(prices)
    counts = [1 if one.get("quantity") is None else one["quantity"] for one in wanted]
    step = prices[0]["recurring"]
    trial = details.get("trial_end")
    free = trial not in (None, "now")
    now = account.now
    end = next_boundary(now, step["interval"], step["interval_count"], now)
    if trial is not None and free:
        end = int(trial)
    guess: Object = {"id": "sub_preview", "metadata": {}}
    lines = [
        invoice_lines.period_line(
            account, guess, Part("si_preview", price, count), (now, end), trial=free
        )
        for price, count in zip(prices, counts, strict=True)
    ]
    currency = prices[0]["currency"]
    body = _body(account, customer, currency, lines, "subscription_create", None)
    # A coupon that is only looked at is not redeemed.
    for coupon, _ in chosen:
        name = account.new_id("discount")
        account.objects[name] = {"_coupon": coupon}
        body["discounts"].append(name)
    try:
        _sum(account, customer, body)
    finally:
        for name in body["discounts"]:
            del account.objects[name]
    return body


def _body(
    account: Account,
    customer: Object,
    currency: str,
    lines: list[Object],
    reason: str,
    found: Object | None,
) -> Object:
    body = {
        "id": "upcoming_" + account.new_id("invoice"),
        "object": "invoice",
        **drafts.fields(account, customer, currency, reason, found),
    }
    body["_lines"] = lines
    for one in lines:
        one["invoice"] = body["id"]
    _sum(account, customer, body)
    return body


def _sum(account: Account, customer: Object, body: Object) -> None:
    invoice_lines.discount(account, body["_lines"], body["discounts"])
    body.update(invoice_lines.totals(body["_lines"]))
    start = customers.owed(customer, body["currency"])
    rest = body["total"] + start
    body.update(
        amount_due=max(0, rest),
        amount_remaining=max(0, rest),
        ending_balance=min(0, rest),
        starting_balance=start,
    )
