"""The guardrails of prices in plain Python, written from their descriptions, not from the SQL."""

from __future__ import annotations

import math
from dataclasses import dataclass, field, replace
from fractions import Fraction

FORMS = {"none": (1, 0), "ends_99": (100, 99), "whole": (100, 0), "half": (50, 0)}
"""Prices of a form, in cents: the second number plus multiples of the first."""


@dataclass(frozen=True)
class Rule:
    """A row of price_rules, money in cents; None where it says nothing."""

    number: int
    category: str | None = None
    is_own: bool = False
    """For this product alone, and then for no category."""
    currency: str = "USD"
    floor: int | None = None
    advertised: int | None = None
    ceiling: int | None = None
    margin: int | None = None
    step: int | None = None
    changes: int | None = None
    band_low: int | None = None
    band_high: int | None = None
    rounding: str = "none"
    is_quiet: bool = False
    is_active: bool = True


@dataclass(frozen=True)
class Item:
    """What the rules look at in a product, money in cents."""

    price: int
    cost: int | None
    currency: str
    category: str | None


@dataclass(frozen=True)
class Applied:
    """A recommendation that became the price: amount and currency before and after it."""

    number: int
    before: tuple[int, str]
    after: tuple[int, str]


@dataclass
class Shop:
    """A product, the rules around it, and what it went through today."""

    item: Item
    rules: list[Rule] = field(default_factory=list)
    competitor: int | None = None
    past: list[tuple[int, str]] = field(default_factory=list)
    """Prices that the product left, with their currencies, oldest first."""
    applied: list[Applied] = field(default_factory=list)
    """Recommendations that became prices, oldest first."""
    named: list[int] = field(default_factory=list)
    """The numbers of recommendations under whose names prices changed, with or without right."""
    closed: set[int] = field(default_factory=set)
    """The numbers of those that roll_back_price has taken back."""

    def applying(self, item: Item) -> list[Rule]:
        """Return the rules that count for the product, the most specific and newest first."""
        found = [
            rule
            for rule in self.rules
            if rule.is_active
            and rule.currency == item.currency
            and rule.category in (None, item.category)
        ]
        return sorted(
            found, key=lambda rule: (not rule.is_own, rule.category is None, -rule.number)
        )

    def least(self, item: Item, before: int | None) -> int:
        """Return the lowest price that the rules allow, were there no price to come from."""
        bounds = [Fraction(0)]
        for rule in self.applying(item):
            bounds += [Fraction(bound) for bound in (rule.floor, rule.advertised) if bound]
            if rule.margin is not None and item.cost is not None:
                bounds.append(Fraction(item.cost * 100, 100 - rule.margin))
            if rule.margin is not None and item.cost is None and before is not None:
                bounds.append(Fraction(before))
            if rule.band_low is not None and self._competitor(item) is not None:
                bounds.append(Fraction((self._competitor(item) or 0) * rule.band_low, 100))
        return math.ceil(max(bounds))

    def most(self, item: Item) -> float:
        """Return the highest price that the rules allow, were there no price to come from."""
        bounds: list[Fraction | float] = [math.inf]
        for rule in self.applying(item):
            if rule.ceiling is not None:
                bounds.append(Fraction(rule.ceiling))
            if rule.band_high is not None and self._competitor(item) is not None:
                bounds.append(Fraction((self._competitor(item) or 0) * rule.band_high, 100))
        return min(bounds) if min(bounds) == math.inf else math.floor(min(bounds))

    def is_rollback(self, new: Item, number: int | None) -> bool:
        """Return whether it takes the newest applied recommendation back, by name, at first."""
        if not self.applied or self.applied[-1].number != number:
            return False
        newest = self.applied[-1]
        return (
            (self.item.price, self.item.currency) == newest.after
            and (new.price, new.currency) == newest.before
            and self.named.count(number) == 1
        )

    def allows(self, new: Item, *, is_new: bool = False, takes_back: int | None = None) -> bool:
        """Return whether every guardrail is kept when the product becomes `new`.

        `takes_back` is the number of the recommendation that the change says to take back.
        """
        old, rules = self.item, self.applying(new)
        same_money = is_new or old.currency == new.currency
        moved = is_new or not same_money or old.price != new.price
        if not moved and old.category == new.category:
            return True
        form = rules[0].rounding if rules else "none"
        if is_new:
            return self.least(new, None) <= new.price <= self.most(new) and has_form(
                new.price, form
            )
        if not same_money and self.applying(old) and not rules:
            return False
        timed = rules + ([] if same_money else self.applying(old))
        if self.is_rollback(new, takes_back):
            return self._is_within(new, old.price, old.price)
        if moved and any(rule.is_quiet for rule in timed):
            return False
        if moved and any(
            rule.changes is not None and len(self.past) >= rule.changes for rule in timed
        ):
            return False
        left = [price for price, currency in self.past if currency == new.currency]
        before = old.price if same_money else (left[-1] if left else None)
        for rule in rules:
            if (
                rule.step is not None
                and before
                and abs(new.price - before) * 100 > (before * rule.step)
            ):
                return False
        old_forms = [rule.rounding for rule in self.applying(old)] or ["none"]
        if (moved or form != old_forms[0]) and not has_form(new.price, form):
            return False
        return self._is_within(new, before if same_money else None, before)

    def accept(self, new: Item, *, number: int | None = None, is_applied: bool = False) -> None:
        """Note that the product became `new`, by recommendation `number` or taking it back."""
        before, after = (self.item.price, self.item.currency), (new.price, new.currency)
        if before != after:
            self.past.append(before)
            if number is not None:
                self.named.append(number)
                if is_applied:
                    self.applied.append(Applied(number, before, after))
        self.item = new

    def _is_within(self, new: Item, stays: int | None, before: int | None) -> bool:
        """Return whether the price is within the bounds, or outside with leave, and no further."""
        least, most = self.least(new, before), self.most(new)
        # Leave to stay outside has a price that broke bounds as tight before this change.
        old = self.item
        was_low, was_high = self.least(old, old.price), self.most(old)
        may_be_low = stays is not None and (
            old.category == new.category or (old.price < was_low and least <= was_low)
        )
        may_be_high = stays is not None and (
            old.category == new.category or (old.price > was_high and most >= was_high)
        )
        return new.price >= (min(least, stays or 0) if may_be_low else least) and new.price <= (
            max(most, stays or 0) if may_be_high else most
        )

    def _competitor(self, item: Item) -> int | None:
        return self.competitor if item.currency == "USD" else None


def has_form(price: int, form: str) -> bool:
    """Return whether a price in cents has a rounding form."""
    step, start = FORMS[form]
    return price >= start and (price - start) % step == 0


def switched(rule: Rule) -> Rule:
    """Return the rule, switched off or on."""
    return replace(rule, is_active=not rule.is_active)
