"""Random but valid histories of an account, as its owner, its customers and time make them."""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence

from tests.fakes.stripe import events
from tests.fakes.stripe.account import DAY, Account
from tests.fakes.stripe.errors import ApiError
from tests.fakes.stripe.history_payments import PaymentDeeds
from tests.fakes.stripe.history_subscriptions import SubscriptionDeeds

CURRENCIES = ("usd", "jpy", "kwd", "eur", "sar")
SHORT = (60, 3600, 2 * 3600)
LONG = (DAY, 3 * DAY, 7 * DAY, 14 * DAY)
# The codes of refusals an honest history may run into; any other is a bug in it.
EXPECTED = frozenset(
    {"charge_already_refunded", "charge_disputed", "coupon_expired", "resource_missing"}
)


def live(
    account: Account,
    chance: random.Random,
    steps: int,
    currencies: Sequence[str] = CURRENCIES,
) -> None:
    """Make a history of so many steps; each is one deed and what follows from it."""
    life = _Life(account, chance, currencies)
    life.begin()
    deeds, weights = zip(*life.deeds, strict=True)
    for _ in range(steps):
        deed: Callable[[], None] = chance.choices(deeds, weights)[0]
        try:
            deed()
        except ApiError as wrong:
            if wrong.status != 402 and wrong.code not in EXPECTED:
                raise


class _Life(SubscriptionDeeds, PaymentDeeds):
    """All deeds of a history, and how often each is done."""

    def __init__(self, account: Account, chance: random.Random, currencies: Sequence[str]) -> None:
        super().__init__(account, chance, currencies)
        self.deeds: list[tuple[Callable[[], None], int]] = [
            (self.make_customer, 10),
            (self.edit_customer, 8),
            (self.delete_customer, 1),
            (self.make_product, 2),
            (self.edit_product, 2),
            (self.delete_product, 1),
            (self.make_price, 2),
            (self.edit_price, 2),
            (self.delete_price, 1),
            (self.make_coupon, 1),
            (self.subscribe, 14),
            (self.change_subscription, 12),
            (self.edit_subscription, 6),
            (self.cancel_subscription, 5),
            (self.mend_card, 4),
            (self.break_card, 5),
            (self.bill_by_hand, 6),
            (self.end_invoice, 5),
            (self.pay_once, 12),
            (self.refund, 8),
            (self.fail_refund, 2),
            (self.dispute, 2),
            (self.close_dispute, 2),
            (self.check_out, 8),
            (self.credit, 3),
            (self.rare, 2),
            (self.wait, 12),
        ]

    def rare(self) -> None:
        """Do what leads to events few people handle."""
        kind = self.chance.choice(("payout", "warning", "setup"))
        charge = self._charge(lambda one: True)
        if kind == "payout":
            currency = self.chance.choice(self.currencies)
            events.pay_out(self.account, self.amount(currency), currency)
        elif kind == "warning" and charge:
            events.warn_of_fraud(self.account, charge["id"])
        else:
            self.call("POST", "/v1/setup_intents", {"customer": self.customer()["id"]})

    def wait(self) -> None:
        steps = SHORT if self.chance.random() < 0.6 else LONG
        self.account.advance(self.chance.choice(steps) + self.chance.randrange(50))
