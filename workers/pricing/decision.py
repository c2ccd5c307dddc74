"""What the engine decides of a product's price."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from decimal import Decimal
from enum import StrEnum
from typing import Any


class Kind(StrEnum):
    """What becomes of a decision."""

    change = "change"
    """Another price is proposed."""
    keep = "keep"
    """The present price is the best one known."""
    hold = "hold"
    """The price is left alone for now: the data do not allow to judge, or it may not move."""
    skip = "skip"
    """The product cannot be priced until somebody repairs its data."""


class Code(StrEnum):
    """Why, for machines; a product's block (`quiet_hours`, `frozen`, …) is a code as well."""

    better_price = "better_price"
    """change: more profit is expected."""
    tries_price = "tries_price"
    """change: data are thin, so a price was drawn to learn from, at little expected cost."""
    into_bounds = "into_bounds"
    """change: the present price is outside of what the rules allow."""
    short_stock = "short_stock"
    """change: stock would run out before a delivery."""
    best_already = "best_already"
    interval_too_wide = "interval_too_wide"
    no_room = "no_room"
    out_of_stock = "out_of_stock"
    no_sales = "no_sales"
    currency_mismatch = "currency_mismatch"
    negative_margin = "negative_margin"
    missing_cost = "missing_cost"
    no_price = "no_price"
    bad_number = "bad_number"


@dataclass(frozen=True, slots=True)
class Decision:
    """One product's decision.

    Attributes
    ----------
    product_id
        As it was given.
    kind
        One of `Kind`.
    code
        One of `Code`, or what blocks the product.
    price
        The new price, in units of the currency, where `kind` is change; else None.
    expected_units_change, expected_profit_change
        Relative to what the present price brings: 0.05 is 5 % more.
    expected_profit_low, expected_profit_high
        95 % interval of `expected_profit_change`; holds it always.
    confidence
        Chance that the new price earns more than the present one, 0 to 1.
    reasons
        In words, most important first.
    """

    product_id: str
    kind: Kind
    code: str
    price: Decimal | None = None
    expected_units_change: float | None = None
    expected_profit_change: float | None = None
    expected_profit_low: float | None = None
    expected_profit_high: float | None = None
    confidence: float | None = None
    reasons: list[str] = field(default_factory=list)

    def as_json(self) -> dict[str, Any]:
        """Return it as `save_price_decisions` takes it; the price is text, so no digit is lost."""
        answer = asdict(self)
        answer["kind"] = self.kind.value
        answer["code"] = str(self.code)
        answer["price"] = None if self.price is None else str(self.price)
        return answer
