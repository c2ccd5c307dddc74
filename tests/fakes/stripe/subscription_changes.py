"""Changes of subscriptions: upgrades, quantities, trials, pauses, cancellations."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from tests.fakes.stripe import catalogue, collection, discounts, drafts, invoice_lines
from tests.fakes.stripe.account import Account
from tests.fakes.stripe.calendars import next_boundary
from tests.fakes.stripe.errors import invalid
from tests.fakes.stripe.objects import Object
from tests.fakes.stripe.parameters import Params, flag, integer, merged, moment, text
from tests.fakes.stripe.proration import Part, Proration, prorate
from tests.fakes.stripe.routes import endpoint
from tests.fakes.stripe.subscription_state import (
    add_item,
    bill,
    check_prices,
    end,
    ended,
    parts,
    period,
    plan_end,
    set_period,
)
from tests.fakes.stripe.subscriptions import FIELDS, ITEM

CHANGED_ITEM: dict[str, Any] = {**ITEM, "id": text, "deleted": flag, "clear_usage": flag}
DETAILS = {"comment": text, "feedback": text}
PLAIN = ("collection_method", "days_until_due", "default_payment_method", "description")


@dataclass(frozen=True)
class Change:
    """Items of a subscription before and after, and where in its period that happens."""

    before: list[Part]
    after: list[Part]
    new_cycle: bool
    """Whether a new period begins with the change, as with a new interval."""
    prorations: list[Proration]


def work_out(account: Account, found: Object, wanted: Sequence[Params], params: Params) -> Change:
    """Return what changes of items come to; nothing is changed."""
    before = parts(account, found)
    after = {part.item: part for part in before}
    for place, one in enumerate(wanted):
        name = f"items[{place}]"
        identifier = one.get("id")
        if identifier and identifier not in after:
            raise invalid(f"No such subscription item: '{identifier}'", f"{name}[id]")
        if one.get("deleted"):
            after.pop(identifier or "", None)
            continue
        old = after.get(identifier or "")
        if one.get("price") or one.get("price_data"):
            price = catalogue.price_from(account, one, name)
        elif old:
            price = old.price
        else:
            raise invalid(f"Missing required param: {name}[price].", f"{name}[price]")
        quantity = one.get("quantity")
        if quantity is None:
            quantity = old.quantity if old else 1
        key = identifier or f"new {place}"
        after[key] = Part(key, price, quantity)
    if not after:
        raise invalid("A subscription must have at least one item.", "items")
    check_prices([part.price for part in after.values()])
    if any(part.price["currency"] != found["currency"] for part in after.values()):
        raise invalid("The price's currency differs from the subscription's.", "items")
    step = before[0].price["recurring"]
    other = next(iter(after.values())).price["recurring"]
    names = ("interval", "interval_count")
    new_cycle = params.get("billing_cycle_anchor") == "now" or any(
        step[name] != other[name] for name in names
    )
    new_cycle = new_cycle and found["status"] != "trialing"
    changes: list[Proration] = []
    # A trial costs nothing, so nothing is given back for it.
    skipped = params.get("proration_behavior") == "none" or found["status"] == "trialing"
    if not skipped:
        at = params.get("proration_date") or account.now
        bounds = period(account, found)
        if not bounds[0] <= at <= bounds[1]:
            message = "Cannot specify a proration date outside of the current period."
            raise invalid(message, "proration_date")
        left = _left(account, found)
        new = [] if new_cycle else list(after.values())
        changes = prorate(before, new, bounds, at, left)
    return Change(before, list(after.values()), new_cycle, changes)


def _left(account: Account, found: Object) -> Fraction:
    left = Fraction(1)
    for identifier in found["discounts"]:
        percent = account.objects[identifier]["_coupon"]["percent_off"]
        if percent is not None:
            left *= 1 - Fraction(str(percent)) / 100
    return left


@endpoint(
    "POST",
    "/v1/subscriptions/{id}",
    {
        **FIELDS,
        "billing_cycle_anchor": moment,
        "cancellation_details": DETAILS,
        "items": [CHANGED_ITEM],
        "pause_collection": {"behavior!": text, "resumes_at": integer},
        "proration_date": integer,
    },
)
def update(account: Account, params: Params, identifier: str) -> Object:
    found = account.get("subscription", identifier)
    if ended(found) and set(params) - {"metadata", "cancellation_details"}:
        message = "A canceled subscription can only update its cancellation_details and metadata."
        raise invalid(message)
    before = account.snapshot(found)
    chosen = discounts.choose(account, params.get("discounts") or [])
    change = None
    if params.get("items") or params.get("billing_cycle_anchor") == "now":
        change = work_out(account, found, params.get("items") or [], params)
    if params.get("default_payment_method"):
        card = account.get(
            "payment_method", params["default_payment_method"], "default_payment_method"
        )
        if card["customer"] != found["customer"]:
            raise invalid("The customer does not have a payment method with the ID " + card["id"])
    _set(account, found, params)
    if "discounts" in params:
        made = discounts.redeem(account, chosen, found["customer"], identifier)
        for one in found["discounts"]:
            account.emit("customer.discount.deleted", account.objects[one])
        found["discounts"] = made
    if params.get("trial_end") is not None:
        _move_trial(account, found, params["trial_end"])
    if change:
        _apply(account, found, change, params)
    ended_trial = params.get("trial_end") == "now" and before["status"] == "trialing"
    if ended_trial or (change and change.new_cycle):
        bill_new_cycle(account, found)
    elif change and params.get("proration_behavior") == "always_invoice":
        bill_changes(account, found)
    if account.snapshot(found) != before:
        account.emit("customer.subscription.updated", found, before)
    return found


def _set(account: Account, found: Object, params: Params) -> None:
    """Set what is no more than a field."""
    found.update({name: params[name] for name in PLAIN if name in params})
    if "metadata" in params:
        found["metadata"] = merged(found["metadata"], params["metadata"])
    for name in ("payment_settings", "trial_settings"):
        if params.get(name):
            found[name] = {**found[name], **params[name]}
    if params.get("cancellation_details"):
        found["cancellation_details"] = {
            **found["cancellation_details"],
            **params["cancellation_details"],
        }
    if params.get("cancel_at_period_end") is not None:
        wanted = params["cancel_at_period_end"]
        found.update(
            cancel_at_period_end=wanted,
            cancel_at=period(account, found)[1] if wanted else None,
            canceled_at=account.now if wanted else None,
        )
        found["cancellation_details"]["reason"] = "cancellation_requested" if wanted else None
    if "cancel_at" in params:
        found.update(cancel_at_period_end=False, canceled_at=None)
        plan_end(account, found, params["cancel_at"])
    if "pause_collection" in params:
        pause = params["pause_collection"]
        found["pause_collection"] = pause and {
            "behavior": pause["behavior"],
            "resumes_at": pause.get("resumes_at"),
        }
        if pause and pause.get("resumes_at"):
            account.schedule(pause["resumes_at"], "resume_collection", found)


def _move_trial(account: Account, found: Object, to: int | str) -> None:
    if to == "now":
        if found["status"] == "trialing":
            found.update(status="active", trial_end=account.now, billing_cycle_anchor=account.now)
        return
    found.update(
        billing_cycle_anchor=to,
        status="trialing",
        trial_end=to,
        trial_start=found["trial_start"] or account.now,
    )
    set_period(account, found, account.now, int(to))


def _apply(account: Account, found: Object, change: Change, params: Params) -> None:
    """Put changed items in place and let prorations wait for an invoice."""
    bounds = period(account, found)
    kept = {part.item for part in change.after}
    for identifier in [one for one in found["_items"] if one not in kept]:
        found["_items"].remove(identifier)
        account.remove(account.objects[identifier])
    names: dict[str, str] = {}
    wanted = params.get("items") or []
    for part in change.after:
        item = account.objects.get(part.item)
        if item is None:
            extra = wanted[int(part.item.split()[1])].get("metadata")
            item = add_item(account, found, part.price, part.quantity, extra)
            item.update(current_period_start=bounds[0], current_period_end=bounds[1])
            names[part.item] = item["id"]
        item.update(quantity=part.quantity, _price=part.price)
    for one in wanted:
        item = account.objects.get(one.get("id") or "")
        if item and "metadata" in one:
            item["metadata"] = merged(item["metadata"], one["metadata"])
    for one in change.prorations:
        item = invoice_lines.proration_item(account, found, one)
        details = item["parent"]["subscription_details"]
        details["subscription_item"] = names.get(one.part.item, one.part.item)
        drafts.wait(account, item)


def bill_changes(account: Account, found: Object) -> None:
    """Invoice what waits for a subscription, now."""
    customer = account.objects[found["customer"]]
    if drafts.pending(account, customer, found, found["currency"]):
        made = bill(account, found, customer, [], "subscription_update", announced=False)
        collection.advance(account, made)


def bill_new_cycle(account: Account, found: Object) -> None:
    """Begin a period now and invoice it with all that waits."""
    found["billing_cycle_anchor"] = account.now
    items = parts(account, found)
    step = items[0].price["recurring"]
    following = next_boundary(account.now, step["interval"], step["interval_count"], account.now)
    set_period(account, found, account.now, following)
    if found["cancel_at_period_end"]:
        found["cancel_at"] = following
    lines = [
        invoice_lines.period_line(account, found, one, (account.now, following)) for one in items
    ]
    customer = account.objects[found["customer"]]
    made = bill(account, found, customer, lines, "subscription_update", announced=False)
    collection.advance(account, made)


@endpoint(
    "DELETE",
    "/v1/subscriptions/{id}",
    {"cancellation_details": DETAILS, "invoice_now": flag, "prorate": flag},
)
def cancel(account: Account, params: Params, identifier: str) -> Object:
    found = account.get("subscription", identifier)
    if ended(found):
        raise invalid(f"No such subscription: '{identifier}'", "id", "resource_missing")
    incomplete = found["status"] == "incomplete"
    if params.get("prorate") and found["status"] not in ("trialing", "incomplete"):
        bounds = period(account, found)
        left = _left(account, found)
        for one in prorate(parts(account, found), [], bounds, account.now, left):
            drafts.wait(account, invoice_lines.proration_item(account, found, one))
    if params.get("invoice_now"):
        bill_changes(account, found)
    end(account, found, "cancellation_requested", params.get("cancellation_details"))
    first = account.objects.get(found["latest_invoice"] or "")
    if incomplete and first and first["status"] == "open":
        collection.void(account, first)
    return found


@endpoint(
    "POST",
    "/v1/subscriptions/{id}/resume",
    {"billing_cycle_anchor": moment, "proration_behavior": text, "proration_date": integer}
    | {"payment_behavior": text},
)
def resume(account: Account, params: Params, identifier: str) -> Object:
    found = account.get("subscription", identifier)
    if found["status"] != "paused":
        raise invalid("Only a paused subscription can be resumed.")
    before = account.snapshot(found)
    found["status"] = "active"
    found["status_details"] = None
    bill_new_cycle(account, found)
    account.emit("customer.subscription.resumed", found)
    account.emit("customer.subscription.updated", found, before)
    return found
