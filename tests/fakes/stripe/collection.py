"""From a draft to money: finalizing invoices, paying them, dunning."""

from __future__ import annotations

from collections.abc import Callable

from tests.fakes.stripe import customers, invoice_lines, payments
from tests.fakes.stripe.account import DAY, Account, task
from tests.fakes.stripe.errors import ApiError, invalid
from tests.fakes.stripe.objects import Object

# Called with an invoice that was paid; that failed, with whether retries are left; or that ended.
when_paid: list[Callable[[Account, Object], None]] = []
when_failed: list[Callable[[Account, Object, bool], None]] = []
when_voided: list[Callable[[Account, Object], None]] = []


def sum_up(account: Account, invoice: Object) -> None:
    """Set all amounts of a draft by its lines."""
    invoice_lines.discount(account, invoice["_lines"], invoice["discounts"])
    invoice.update(invoice_lines.totals(invoice["_lines"]))
    customer = account.get("customer", invoice["customer"], "customer")
    invoice["starting_balance"] = customers.owed(customer, invoice["currency"])


def method_for(account: Account, invoice: Object) -> str | None:
    """Return the method an invoice is charged to: its own, its subscription's, its customer's."""
    subscription = account.objects.get(invoice["_subscription"] or "", {})
    customer = account.objects.get(invoice["customer"])
    chosen: str | None = (
        invoice["default_payment_method"]
        or subscription.get("default_payment_method")
        or (customer["invoice_settings"]["default_payment_method"] if customer else None)
    )
    return chosen


def finalize(account: Account, invoice: Object) -> None:
    """Close a draft: fix its number and sums, settle the balance, ask for what is due."""
    customer = account.get("customer", invoice["customer"], "customer")
    sum_up(account, invoice)
    customer["_invoices"] += 1
    start = customers.owed(customer, invoice["currency"])
    rest = invoice["total"] + start
    due = max(0, rest)
    end = min(0, rest)
    invoice.update(
        amount_due=due,
        amount_remaining=due,
        automatically_finalizes_at=None,
        effective_at=account.now,
        ending_balance=end,
        hosted_invoice_url=f"https://invoice.stripe.com/i/{account.id}/{invoice['id']}",
        invoice_pdf=f"https://pay.stripe.com/invoice/{account.id}/{invoice['id']}/pdf",
        number=f"{customer['invoice_prefix']}-{customer['_invoices']:04}",
        starting_balance=start,
        status="open",
    )
    invoice["status_transitions"]["finalized_at"] = account.now
    if invoice["collection_method"] == "send_invoice":
        invoice["due_date"] = account.now + (invoice["_days_until_due"] or 30) * DAY
        account.schedule(invoice["due_date"], "overdue", invoice)
    if due:
        _ask(account, invoice, due)
    account.emit("invoice.finalized", invoice)
    if end != start:
        customers.credit(account, customer, invoice["currency"], end)
    if not due:
        settle(account, invoice, 0)


def _ask(account: Account, invoice: Object, due: int) -> None:
    intent = payments.new(
        account,
        due,
        invoice["currency"],
        customer=invoice["customer"],
        description=f"Invoice {invoice['number']}",
        payment_method=method_for(account, invoice),
        setup_future_usage="off_session" if invoice["_subscription"] else None,
        _invoice=invoice["id"],
    )
    part = account.add(
        "invoice_payment",
        amount_paid=None,
        amount_requested=due,
        created=account.now,
        currency=invoice["currency"],
        invoice=invoice["id"],
        is_default=True,
        livemode=account.fake.livemode,
        payment={"payment_intent": intent["id"], "type": "payment_intent"},
        status="open",
        status_transitions={"canceled_at": None, "paid_at": None},
        _customer=invoice["customer"],
    )
    invoice["_intent"] = intent["id"]
    invoice["_payment"] = part["id"]


def charge(account: Account, invoice: Object, method: str | None = None) -> None:
    """Try to pay an open invoice now; raise the card error if that fails."""
    intent = account.objects[invoice["_intent"]]
    chosen = method or method_for(account, invoice)
    if chosen is None:
        message = "There is no `default_payment_method` set on this Customer or Invoice."
        raise invalid(message, code="resource_missing")
    intent["payment_method"] = chosen
    payments.pay(account, intent, off_session=True)


def charge_automatically(account: Account, invoice: Object) -> None:
    """Try to pay an open invoice without anybody there; on failure plan the next attempt."""
    invoice["_automatic"] = True
    try:
        charge(account, invoice)
    except ApiError as wrong:
        # A declined card has reported itself through its intent.
        if wrong.status != 402:
            _failed(account, invoice)
    finally:
        invoice["_automatic"] = False


def settle(account: Account, invoice: Object, paid: int, off_stripe: int = 0) -> None:
    """Mark an invoice as paid."""
    before = account.snapshot(invoice)
    invoice.update(
        amount_paid=paid,
        amount_remaining=0,
        attempted=True,
        next_payment_attempt=None,
        status="paid",
    )
    if off_stripe:
        invoice["amount_paid_off_stripe"] = off_stripe
    invoice["status_transitions"]["paid_at"] = account.now
    account.emit("invoice.updated", invoice, before)
    account.emit("invoice.paid", invoice)
    account.emit("invoice.payment_succeeded", invoice)
    customer = account.objects.get(invoice["customer"])
    if customer and customer["delinquent"] and paid:
        account.change(customer, "customer.updated", delinquent=False)
    for each in when_paid:
        each(account, invoice)


def drop_payment(account: Account, invoice: Object, reason: str) -> None:
    """Stop asking for an invoice's money."""
    intent = account.objects.get(invoice["_intent"] or "")
    if intent and intent["status"] not in ("succeeded", "canceled"):
        payments.abandon(account, intent, reason)
        part = account.objects[invoice["_payment"]]
        part["status"] = "canceled"
        part["status_transitions"]["canceled_at"] = account.now


def void(account: Account, invoice: Object) -> None:
    """Void an invoice, as if it had never been."""
    before = account.snapshot(invoice)
    invoice.update(next_payment_attempt=None, status="void")
    invoice["status_transitions"]["voided_at"] = account.now
    drop_payment(account, invoice, "void_invoice")
    account.emit("invoice.voided", invoice, before)
    for each in when_voided:
        each(account, invoice)


def give_up(account: Account, invoice: Object) -> None:
    """Mark an invoice as uncollectible."""
    before = account.snapshot(invoice)
    invoice.update(next_payment_attempt=None, status="uncollectible")
    invoice["status_transitions"]["marked_uncollectible_at"] = account.now
    account.emit("invoice.marked_uncollectible", invoice, before)


def _paid(account: Account, intent: Object) -> None:
    """Book the payment of an intent on its invoice."""
    invoice = account.objects.get(intent.get("_invoice") or "")
    if invoice is None:
        return
    part = account.objects[invoice["_payment"]]
    part.update(amount_paid=intent["amount_received"], status="paid")
    part["status_transitions"]["paid_at"] = account.now
    account.emit("invoice_payment.paid", part)
    invoice["attempt_count"] += 1
    settle(account, invoice, intent["amount_received"])


def _intent_failed(account: Account, intent: Object) -> None:
    invoice = account.objects.get(intent.get("_invoice") or "")
    if invoice is not None:
        _failed(account, invoice)


def _failed(account: Account, invoice: Object) -> None:
    """Count a failed attempt, plan the next, tell everybody."""
    before = account.snapshot(invoice)
    invoice.update(attempt_count=invoice["attempt_count"] + 1, attempted=True)
    automatic = invoice["_automatic"] and invoice["billing_reason"] != "subscription_create"
    left = True
    if automatic:
        days = account.settings.retry_days
        left = invoice["_retries"] < len(days)
        after = account.now + days[invoice["_retries"]] * DAY if left else None
        invoice["_retries"] += 1
        invoice["next_payment_attempt"] = after
        if after:
            account.schedule(after, "retry", invoice)
    account.emit("invoice.updated", invoice, before)
    account.emit("invoice.payment_failed", invoice)
    customer = account.objects.get(invoice["customer"])
    if customer and automatic and not customer["delinquent"]:
        account.change(customer, "customer.updated", delinquent=True)
    for each in when_failed:
        each(account, invoice, left)


@task("retry")
def _retry(account: Account, invoice: Object) -> None:
    if invoice["status"] == "open" and invoice["next_payment_attempt"] == account.now:
        charge_automatically(account, invoice)


@task("finalize")
def _finalize(account: Account, invoice: Object) -> None:
    alive = invoice["customer"] in account.objects
    if alive and invoice["status"] == "draft" and invoice["auto_advance"]:
        advance(account, invoice)


def advance(account: Account, invoice: Object) -> None:
    """Finalize a draft and collect it the way it says."""
    finalize(account, invoice)
    subscription = account.objects.get(invoice["_subscription"] or "", {})
    pause = (subscription.get("pause_collection") or {}).get("behavior")
    if invoice["status"] != "open":
        return
    if pause == "void":
        void(account, invoice)
    elif pause == "mark_uncollectible":
        give_up(account, invoice)
    elif invoice["collection_method"] == "send_invoice":
        account.emit("invoice.sent", invoice)
    else:
        charge_automatically(account, invoice)


@task("overdue")
def _overdue(account: Account, invoice: Object) -> None:
    if invoice["status"] == "open":
        account.emit("invoice.overdue", invoice)
        for each in when_failed:
            each(account, invoice, True)


payments.when_paid.append(_paid)
payments.when_failed.append(_intent_failed)
