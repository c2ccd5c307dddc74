"""Proration to the second, as Stripe documents it.

A change in the middle of a period credits what is left of the old price and charges what is left
of the new one, as two amounts that are rounded one by one: half of $10 back, half of $20 due.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from tests.fakes.stripe.money import rounded
from tests.fakes.stripe.objects import Object


@dataclass(frozen=True)
class Part:
    """One item of a subscription: so many of one price."""

    item: str
    price: Object
    quantity: int


@dataclass(frozen=True)
class Proration:
    """One credit or charge for a part of a period, in minor units."""

    part: Part
    amount: int
    start: int
    end: int
    description: str


def unit(price: Object) -> Fraction:
    """Return the exact price of one, in minor units."""
    return Fraction(str(price["unit_amount_decimal"]))


def prorate(
    before: Sequence[Part],
    after: Sequence[Part],
    period: tuple[int, int],
    at: int,
    percent_left: Fraction = Fraction(1),
) -> list[Proration]:
    """Return the credits and charges of a change at one second of a period.

    Parameters
    ----------
    period
        Start and end, in seconds.
    at
        When the change counts from, in seconds.
    percent_left
        The share of prices that percentage discounts leave.
    """
    old = {part.item: part for part in before}
    new = {part.item: part for part in after}
    found = []
    for item in dict.fromkeys([*old, *new]):
        was, is_now = old.get(item), new.get(item)
        if was and is_now and _same(was, is_now):
            continue
        if was:
            found.append(_part(was, period, at, -percent_left, "Unused time on"))
        if is_now:
            found.append(_part(is_now, period, at, percent_left, "Remaining time on"))
    return found


def _same(was: Part, is_now: Part) -> bool:
    return was.price["id"] == is_now.price["id"] and was.quantity == is_now.quantity


def _part(part: Part, period: tuple[int, int], at: int, factor: Fraction, words: str) -> Proration:
    start, end = period
    at = min(max(at, start), end)
    share = Fraction(end - at, end - start)
    currency = part.price["currency"]
    amount = rounded(unit(part.price) * part.quantity * share * factor, currency)
    count = f"{part.quantity} × " if part.quantity != 1 else ""
    name = part.price["nickname"] or part.price["product"]
    return Proration(part, amount, at, end, f"{words} {count}{name}")
