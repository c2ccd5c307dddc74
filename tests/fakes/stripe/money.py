"""Amounts in minor units, per currency."""

from __future__ import annotations

from fractions import Fraction

from tests.fakes.stripe.errors import invalid

ZERO_DECIMAL = frozenset(
    {
        "bif",
        "clp",
        "djf",
        "gnf",
        "jpy",
        "kmf",
        "krw",
        "mga",
        "pyg",
        "rwf",
        "ugx",
        "vnd",
        "vuv",
        "xaf",
        "xof",
        "xpf",
    }
)
THREE_DECIMAL = frozenset(
    {
        "bhd",
        "jod",
        "kwd",
        "omr",
        "tnd",
    }
)


def check_currency(currency: str) -> str:
    """Return a currency in lowercase, or raise if it is none."""
    if len(currency) != 3 or not currency.isalpha():
        raise invalid(f"Invalid currency: {currency}", "currency")
    return currency.lower()


def check_amount(amount: int, currency: str, param: str = "amount", least: int = 1) -> None:
    """Raise unless an amount can be charged; three-decimal ones must end in 0."""
    if amount < least:
        message = f"This value must be greater than or equal to {least}."
        raise invalid(message, param, "parameter_invalid_integer")
    if currency in THREE_DECIMAL and amount % 10:
        message = f"Invalid amount: {currency} amounts must be evenly divisible by 10."
        raise invalid(message, param, "parameter_invalid_integer")


def rounded(exact: Fraction, currency: str) -> int:
    """Round half away from zero to what a currency can charge."""
    step = 10 if currency in THREE_DECIMAL else 1
    units = abs(exact) / step
    whole = (2 * units.numerator + units.denominator) // (2 * units.denominator)
    return step * whole if exact >= 0 else -step * whole
