"""What a subscription consists of, its periods, its invoices and its end."""

from __future__ import annotations

from typing import Any

from tests.fakes.stripe import drafts
from tests.fakes.stripe.account import DAY, Account
from tests.fakes.stripe.errors import invalid
from tests.fakes.stripe.objects import Object
from tests.fakes.stripe.parameters import (
    Params,
    merged,
)
from tests.fakes.stripe.proration import Part

ENDED = ("canceled", "incomplete_expired")


def ended(found: Object) -> bool:
    """Tell whether a subscription is over for good."""
    return found["status"] in ENDED


def parts(account: Account, found: Object) -> list[Part]:
    """Return what a subscription consists of."""
    items = [account.objects[one] for one in found["_items"]]
    return [Part(one["id"], one["_price"], one["quantity"]) for one in items]


def period(account: Account, found: Object) -> tuple[int, int]:
    """Return the start and end of the current period."""
    first = account.objects[found["_items"][0]]
    return first["current_period_start"], first["current_period_end"]


def set_period(account: Account, found: Object, start: int, end: int) -> None:
    """Move all items of a subscription to a period, and plan what happens at its end."""
    for identifier in found["_items"]:
        account.objects[identifier].update(current_period_start=start, current_period_end=end)
    account.schedule(end, "renew", found)
    if end - start > 3 * DAY:
        trial = found["trial_end"] == end
        account.schedule(end - 3 * DAY, "trial_will_end" if trial else "upcoming", found)


def add_item(
    account: Account, found: Object, price: Object, quantity: int, extra: Params | None
) -> Object:
    """Put one more item on a subscription."""
    made = account.add(
        "subscription_item",
        billing_thresholds=None,
        created=account.now,
        current_period_end=0,
        current_period_start=0,
        discounts=[],
        metadata=merged({}, extra or {}),
        quantity=quantity,
        subscription=found["id"],
        tax_rates=[],
        _price=price,
        _customer=found["customer"],
    )
    found["_items"].append(made["id"])
    return made


def check_prices(prices: list[Object]) -> None:
    """Raise unless prices can stand on one subscription."""
    for one in prices:
        if one["recurring"] is None:
            message = "The price specified is set to `type=one_time` but this field only accepts"
            raise invalid(f"{message} prices with `type=recurring`.", "items[0][price]")
    steps = {(one["recurring"]["interval"], one["recurring"]["interval_count"]) for one in prices}
    if len(steps) > 1:
        raise invalid("The fake bills all items of a subscription at one interval.", "items")
    if len({one["currency"] for one in prices}) > 1:
        raise invalid("All prices on a subscription must have the same currency.", "items")


def bill(
    account: Account,
    found: Object,
    customer: Object,
    lines: list[Object],
    reason: str,
    announced: bool = True,
    bounds: tuple[int, int] | None = None,
    waits: bool = False,
    auto_advance: bool = True,
) -> Object:
    """Make a subscription's draft and name it the latest; one that waits is closed later."""
    start, end = bounds or (account.now, account.now)
    at = account.now + account.settings.draft_seconds if waits and auto_advance else None
    made = drafts.draft(
        account,
        customer,
        found["currency"],
        lines,
        reason,
        found,
        period_start=start,
        period_end=end,
        auto_advance=auto_advance,
        automatically_finalizes_at=at,
    )
    if at:
        account.schedule(at, "finalize", made)
    found["_invoices"].append(made["id"])
    event = "customer.subscription.updated" if announced else None
    account.change(found, event, latest_invoice=made["id"])
    return made


def plan_end(account: Account, found: Object, at: Any) -> None:
    """Have a subscription end at a second, or at the end of its period."""
    if at in ("min_period_end", "max_period_end"):
        at = period(account, found)[1]
    found["cancel_at"] = at
    if at is not None:
        found["canceled_at"] = account.now
        account.schedule(at, "cancel", found)


def end(
    account: Account,
    found: Object,
    reason: str,
    details: Object | None = None,
) -> None:
    """End a subscription now; nobody asks for its open invoices any more."""
    found.update(
        canceled_at=found["canceled_at"] or account.now,
        cancellation_details={
            "comment": (details or {}).get("comment"),
            "feedback": (details or {}).get("feedback"),
            "reason": reason,
        },
        ended_at=account.now,
        status="canceled",
    )
    for identifier in found["_invoices"]:
        one = account.objects.get(identifier)
        if one and one["status"] in ("draft", "open") and one["auto_advance"]:
            account.change(one, "invoice.updated", auto_advance=False, next_payment_attempt=None)
    account.emit("customer.subscription.deleted", found)
