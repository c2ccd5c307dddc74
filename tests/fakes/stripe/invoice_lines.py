"""Lines of invoices, the items that wait to become lines, and sums over them."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction
from typing import Any

from tests.fakes.stripe.account import Account
from tests.fakes.stripe.discounts import off
from tests.fakes.stripe.money import rounded
from tests.fakes.stripe.objects import Object
from tests.fakes.stripe.proration import Part, Proration, unit


def pricing(price: Object | None, amount: int, quantity: int) -> Object | None:
    """Return the price of a line; one without a price shows its amount for one."""
    if price is None:
        each = Decimal(amount) / (quantity or 1)
        return {"price_details": None, "type": "price_details", "unit_amount_decimal": str(each)}
    return {
        "price_details": {"price": price["id"], "product": price["product"]},
        "type": "price_details",
        "unit_amount_decimal": price["unit_amount_decimal"],
    }


def line(
    account: Account,
    amount: int,
    currency: str,
    period: tuple[int, int],
    parent: Object,
    price: Object | None,
    quantity: int,
    **more: Any,
) -> Object:
    """Make one line that no invoice holds yet."""
    made = {
        "id": account.new_id("line_item"),
        "object": "line_item",
        "amount": amount,
        "currency": currency,
        "description": None,
        "discount_amounts": [],
        "discountable": True,
        "discounts": [],
        "invoice": None,
        "livemode": account.fake.livemode,
        "metadata": {},
        "parent": parent,
        "period": {"start": period[0], "end": period[1]},
        "pretax_credit_amounts": [],
        "pricing": pricing(price, amount, quantity),
        "quantity": quantity,
        "quantity_decimal": str(quantity),
        "subscription": None,
        "subtotal": amount,
        "taxes": [],
    }
    made.update(more)
    return made


def period_line(
    account: Account,
    subscription: Object,
    part: Part,
    period: tuple[int, int],
    share: Fraction = Fraction(1),
    trial: bool = False,
) -> Object:
    """Make the line of one item for one period, or for a share of it; a trial costs nothing."""
    currency = part.price["currency"]
    amount = 0 if trial else rounded(unit(part.price) * part.quantity * share, currency)
    name = part.price["nickname"] or part.price["product"]
    words = f"Trial period for {name}" if trial else f"{part.quantity} × {name}"
    details = {
        "invoice_item": None,
        "proration": share != 1,
        "proration_details": {"credited_items": None},
        "subscription": subscription["id"],
        "subscription_item": part.item,
    }
    parent = {
        "invoice_item_details": None,
        "subscription_item_details": details,
        "type": "subscription_item_details",
    }
    return line(
        account,
        amount,
        currency,
        period,
        parent,
        part.price,
        part.quantity,
        description=words,
        metadata=dict(subscription["metadata"]),
        subscription=subscription["id"],
    )


def item_line(account: Account, item: Object) -> Object:
    """Make the line that a waiting item becomes."""
    parent = item["parent"] or {}
    subscription = (parent.get("subscription_details") or {}).get("subscription")
    details = {
        "invoice_item": item["id"],
        "proration": item["proration"],
        "proration_details": {"credited_items": None} if item["proration"] else None,
        "subscription": subscription,
    }
    return line(
        account,
        item["amount"],
        item["currency"],
        (item["period"]["start"], item["period"]["end"]),
        {
            "invoice_item_details": details,
            "subscription_item_details": None,
            "type": "invoice_item_details",
        },
        item["_price"],
        item["quantity"],
        description=item["description"],
        discountable=item["discountable"],
        metadata=dict(item["metadata"]),
        subscription=subscription,
    )


def item(
    account: Account,
    customer: str,
    amount: int,
    currency: str,
    price: Object | None,
    quantity: int = 1,
    **more: Any,
) -> Object:
    """Return the fields of an item that waits for an invoice."""
    found = {
        "amount": amount,
        "currency": currency,
        "customer": customer,
        "customer_account": None,
        "date": account.now,
        "description": None,
        "discountable": True,
        "discounts": [],
        "invoice": None,
        "livemode": account.fake.livemode,
        "metadata": {},
        "net_amount": amount,
        "parent": None,
        "period": {"start": account.now, "end": account.now},
        "pricing": pricing(price, amount, quantity),
        "proration": False,
        "quantity": quantity,
        "quantity_decimal": str(quantity),
        "tax_rates": [],
        "test_clock": account.objects[customer]["test_clock"],
        "_price": price,
    }
    found.update(more)
    return found


def proration_item(account: Account, subscription: Object, one: Proration) -> Object:
    """Return the fields of the item of a proration, which no discount touches again."""
    details = {"subscription": subscription["id"], "subscription_item": one.part.item}
    return item(
        account,
        subscription["customer"],
        one.amount,
        one.part.price["currency"],
        one.part.price,
        one.part.quantity,
        description=one.description,
        discountable=False,
        metadata=dict(subscription["metadata"]),
        parent={"subscription_details": details, "type": "subscription_details"},
        period={"start": one.start, "end": one.end},
        proration=True,
        proration_details={"credited_items": None, "discount_amounts": []},
    )


def discount(account: Account, lines: Sequence[Object], discounts: Sequence[str]) -> None:
    """Set what each line loses to each discount, in their order."""
    for one in lines:
        one["discount_amounts"] = []
    for identifier in discounts:
        coupon = account.objects[identifier]["_coupon"]
        wanted = (coupon.get("applies_to") or {}).get("products")
        fitting = [
            one
            for one in lines
            if one["discountable"] and one["amount"] > 0 and (not wanted or _product(one) in wanted)
        ]
        rests = [one["amount"] - _lost(one) for one in fitting]
        for one, amount in zip(fitting, _shares(coupon, rests, lines), strict=True):
            one["discount_amounts"].append({"amount": amount, "discount": identifier})


def _product(one: Object) -> str | None:
    details = (one["pricing"] or {}).get("price_details") or {}
    product: str | None = details.get("product")
    return product


def _lost(one: Object) -> int:
    return sum(entry["amount"] for entry in one["discount_amounts"])


def _shares(coupon: Object, rests: list[int], lines: Sequence[Object]) -> list[int]:
    """Return a coupon's part on each line: percentages line by line, an amount spread over all."""
    currency = lines[0]["currency"] if lines else ""
    if coupon["percent_off"] is not None:
        return [off(coupon, rest, currency) for rest in rests]
    whole = sum(rests)
    left = off(coupon, whole, currency)
    shares = []
    for rest in rests:
        share = left if whole == rest else rounded(Fraction(left * rest, whole or 1), currency)
        shares.append(min(share, rest))
        left -= shares[-1]
        whole -= rest
    return shares


def totals(lines: Sequence[Object]) -> Object:
    """Return the sums an invoice shows over its lines, before any balance."""
    subtotal = sum(one["amount"] for one in lines)
    lost: dict[str, int] = {}
    for one in lines:
        for entry in one["discount_amounts"]:
            lost[entry["discount"]] = lost.get(entry["discount"], 0) + entry["amount"]
    total = subtotal - sum(lost.values())
    return {
        "subtotal": subtotal,
        "subtotal_excluding_tax": subtotal,
        "total": total,
        "total_excluding_tax": total,
        "total_discount_amounts": [
            {"amount": amount, "discount": identifier} for identifier, amount in lost.items()
        ],
        "total_pretax_credit_amounts": [
            {"amount": amount, "discount": identifier, "type": "discount"}
            for identifier, amount in lost.items()
        ],
        "total_taxes": [],
        "amount_due": max(0, total),
        "amount_remaining": max(0, total),
    }
