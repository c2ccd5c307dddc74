"""What happens when somebody pays on the page of a checkout session."""

from __future__ import annotations

from tests.fakes.stripe import (
    customers,
    discounts,
    invoice_lines,
    payment_methods,
    payments,
    setup_intents,
    subscriptions,
)
from tests.fakes.stripe.account import Account
from tests.fakes.stripe.errors import ApiError, decline, invalid
from tests.fakes.stripe.objects import Object
from tests.fakes.stripe.parameters import (
    merged,
)


def complete(
    account: Account,
    identifier: str,
    payment_method: str = "pm_card_visa",
    email: str | None = None,
    name: str | None = None,
) -> Object:
    """Do what a customer does on a session's page: enter a card and pay.

    Raises the card error if the card is declined; the session then stays open.
    """
    found = account.get("checkout.session", identifier)
    if found["status"] != "open":
        raise invalid(f"This session is {found['status']}.", code="checkout_session_not_open")
    with account.operation(at=_moment(account, found)):
        _pay(account, found, payment_method, email, name)
    return found


def _moment(account: Account, found: Object) -> int | None:
    clock = account.clock_of(found)
    return account.objects[clock]["frozen_time"] if clock else None


def _pay(account: Account, found: Object, token: str, email: str | None, name: str | None) -> None:
    method = payment_methods.resolve(account, token)
    reason = method["_conduct"].get("decline")
    due = found["amount_total"] or 0
    if reason and (due or method["_conduct"].get("attach")):
        raise ApiError(402, {"error": decline(reason)})
    customer = account.objects.get(found["customer"] or "")
    email = email or found["customer_email"] or (customer or {}).get("email")
    email = email or "customer@example.com"
    if customer is None and found["customer_creation"] == "always":
        customer = customers.create(account, {"email": email, "name": name})
    chosen = discounts.choose(
        account, [{key: one[key] for key in one if one[key]} for one in found["discounts"]]
    )
    if found["mode"] == "setup":
        _save(account, found, method, customer)
    elif found["mode"] == "subscription" and customer:
        _subscribe(account, found, method, customer)
    else:
        discounts.redeem(account, chosen, customer["id"] if customer else None, session=found["id"])
        _charge(account, found, method, customer, due)
    paid = "paid" if due else "no_payment_required"
    found.update(
        customer=customer["id"] if customer else None,
        customer_details={
            "address": None,
            "business_name": None,
            "email": email,
            "individual_name": None,
            "name": name or (customer or {}).get("name"),
            "phone": None,
            "tax_exempt": "none",
            "tax_ids": [],
        },
        payment_status=paid,
        status="complete",
        url=None,
    )
    account.emit("checkout.session.completed", found)


def _charge(
    account: Account, found: Object, method: Object, customer: Object | None, due: int
) -> None:
    if not due:
        return
    data = found["_data"]["payment"]
    made = payments.new(
        account,
        due,
        found["currency"],
        capture_method=data.get("capture_method") or "automatic_async",
        customer=customer["id"] if customer else None,
        description=data.get("description"),
        metadata=merged({}, data.get("metadata") or {}),
        payment_method=method["id"],
        receipt_email=data.get("receipt_email"),
        setup_future_usage=data.get("setup_future_usage"),
        _authenticated=True,
    )
    found["payment_intent"] = made["id"]
    payments.pay(account, made, off_session=False)


def _subscribe(account: Account, found: Object, method: Object, customer: Object) -> None:
    payment_methods.attach_to(account, method["id"], customer)
    items = [one for one in found["_items"] if one["price"]["recurring"]]
    data = {key: value for key, value in found["_data"]["subscription"].items() if value}
    wanted = [{key: one[key] for key in one if one[key]} for one in found["discounts"]]
    for one in found["_items"]:
        if not one["price"]["recurring"]:
            item = invoice_lines.item(
                account,
                customer["id"],
                one["amount_subtotal"],
                one["currency"],
                one["price"],
                one["quantity"],
                description=one["description"],
            )
            made = account.add("invoiceitem", **item)
            customer["_pending"].append(made["id"])
            account.emit("invoiceitem.created", made)
    for one in items:
        # Prices made for this session alone are not active, yet may be bought here.
        account.objects[one["price"]["id"]]["_once"] = True
    made = subscriptions.create(
        account,
        {
            "customer": customer["id"],
            "items": [{"price": one["price"]["id"], "quantity": one["quantity"]} for one in items],
            "default_payment_method": method["id"],
            "discounts": wanted,
            **data,
        },
    )
    found["subscription"] = made["id"]
    found["invoice"] = made["latest_invoice"]


def _save(account: Account, found: Object, method: Object, customer: Object | None) -> None:
    data = found["_data"]["setup"]
    made = setup_intents.create(
        account,
        {
            "confirm": True,
            "customer": customer["id"] if customer else None,
            "metadata": data.get("metadata"),
            "payment_method": method["id"],
        },
    )
    found["setup_intent"] = made["id"]
