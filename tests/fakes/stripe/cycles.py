"""What time does to subscriptions: renewals, ends of trials, dunning's outcome."""

from __future__ import annotations

from tests.fakes.stripe import collection, invoice_lines, previews
from tests.fakes.stripe.account import Account, task
from tests.fakes.stripe.calendars import next_boundary
from tests.fakes.stripe.objects import Object
from tests.fakes.stripe.subscription_state import bill, end, ended, parts, period, set_period


@task("renew")
def renew(account: Account, found: Object) -> None:
    """Begin the next period, or end what was to end with this one."""
    start, boundary = period(account, found)
    if ended(found) or boundary != account.now or found["status"] == "paused":
        return
    if found["cancel_at_period_end"] or found["cancel_at"] == boundary:
        end(account, found, "cancellation_requested", found["cancellation_details"])
        return
    if found["status"] == "incomplete":
        return
    before = account.snapshot(found)
    if found["status"] == "trialing" and not _end_trial(account, found):
        return
    step = parts(account, found)[0].price["recurring"]
    following = next_boundary(
        found["billing_cycle_anchor"], step["interval"], step["interval_count"], boundary
    )
    set_period(account, found, boundary, following)
    customer = account.objects[found["customer"]]
    drop_discounts(account, found)
    lines = [
        invoice_lines.period_line(account, found, one, (boundary, following))
        for one in parts(account, found)
    ]
    pause = (found["pause_collection"] or {}).get("behavior")
    bill(
        account,
        found,
        customer,
        lines,
        "subscription_cycle",
        announced=False,
        bounds=(start, boundary),
        waits=True,
        auto_advance=pause != "keep_as_draft" and found["status"] != "unpaid",
    )
    account.emit("customer.subscription.updated", found, before)


def drop_discounts(account: Account, found: Object) -> None:
    """Take off discounts that are used up."""
    kept = []
    for identifier in found["discounts"]:
        one = account.objects[identifier]
        once = one["_coupon"]["duration"] == "once"
        late = one["end"] is not None and one["end"] <= account.now
        # A trial's invoice of nothing leaves a coupon for one payment in place.
        used = once and any(
            account.objects[each]["total_discount_amounts"]
            for each in found["_invoices"]
            if each in account.objects
        )
        if used or late:
            account.emit("customer.discount.deleted", one)
        else:
            kept.append(identifier)
    found["discounts"] = kept


def _end_trial(account: Account, found: Object) -> bool:
    """Make a trial the real thing; return whether it goes on."""
    customer = account.objects[found["customer"]]
    method = (
        found["default_payment_method"] or customer["invoice_settings"]["default_payment_method"]
    )
    if not method and found["collection_method"] == "charge_automatically":
        wanted = found["trial_settings"]["end_behavior"]["missing_payment_method"]
        if wanted == "cancel":
            end(account, found, "payment_failed")
            return False
        if wanted == "pause":
            before = account.snapshot(found)
            found["status"] = "paused"
            found["status_details"] = {
                "paused": {
                    "subscription": {"type": "trial_end_without_payment_method"},
                    "transitioned_at": account.now,
                    "type": "subscription",
                }
            }
            account.emit("customer.subscription.paused", found)
            account.emit("customer.subscription.updated", found, before)
            return False
    found["status"] = "active"
    return True


@task("trial_will_end")
def _trial_will_end(account: Account, found: Object) -> None:
    if found["status"] == "trialing" and found["trial_end"] == account.now + 3 * 86_400:
        account.emit("customer.subscription.trial_will_end", found)


@task("upcoming")
def _upcoming(account: Account, found: Object) -> None:
    ending = found["cancel_at_period_end"] or ended(found) or found["status"] == "paused"
    if ending or period(account, found)[1] != account.now + 3 * 86_400:
        return
    body = previews.upcoming(account, found)
    shown = account.snapshot(body)
    del shown["id"]
    account.emit_raw("invoice.upcoming", shown)


@task("incomplete")
def _expire(account: Account, found: Object) -> None:
    """Give up on a first payment nobody made within 23 hours."""
    if found["status"] != "incomplete":
        return
    invoice = account.objects[found["latest_invoice"]]
    if invoice["status"] == "open":
        collection.void(account, invoice)
    else:
        _lapse(account, found)


def _lapse(account: Account, found: Object) -> None:
    change = {"status": "incomplete_expired", "ended_at": account.now}
    account.change(found, "customer.subscription.updated", **change)


@task("cancel")
def _cancel(account: Account, found: Object) -> None:
    if not ended(found) and found["cancel_at"] == account.now:
        end(account, found, "cancellation_requested", found["cancellation_details"])


@task("resume_collection")
def _resume_collection(account: Account, found: Object) -> None:
    pause = found["pause_collection"]
    if pause and pause["resumes_at"] == account.now and not ended(found):
        account.change(found, "customer.subscription.updated", pause_collection=None)


def _of(account: Account, invoice: Object) -> Object | None:
    """Return the live subscription an invoice is the latest of."""
    found = account.objects.get(invoice["_subscription"] or "")
    latest = found is not None and found["latest_invoice"] == invoice["id"]
    return found if found is not None and latest and not ended(found) else None


def _paid(account: Account, invoice: Object) -> None:
    found = _of(account, invoice)
    if found and found["status"] in ("incomplete", "past_due", "unpaid"):
        change: Object = {"status": "active"}
        if found["payment_settings"]["save_default_payment_method"] == "on_subscription":
            intent = account.objects.get(invoice["_intent"] or "", {})
            method = account.objects.get(intent.get("payment_method") or "")
            if method and method["customer"] is None:
                account.change(method, "payment_method.attached", customer=found["customer"])
            if method:
                change["default_payment_method"] = method["id"]
        account.change(found, "customer.subscription.updated", **change)


def _failed(account: Account, invoice: Object, left: bool) -> None:
    found = _of(account, invoice)
    if not found or found["status"] == "incomplete":
        return
    if left:
        if found["status"] == "active":
            account.change(found, "customer.subscription.updated", status="past_due")
        return
    after = account.settings.after_dunning
    if after == "canceled":
        end(account, found, "payment_failed")
    else:
        account.change(found, "customer.subscription.updated", status=after)


def _voided(account: Account, invoice: Object) -> None:
    found = _of(account, invoice)
    if found and found["status"] == "incomplete":
        _lapse(account, found)
    elif found and found["status"] == "past_due":
        account.change(found, "customer.subscription.updated", status="active")


collection.when_paid.append(_paid)
collection.when_failed.append(_failed)
collection.when_voided.append(_voided)
