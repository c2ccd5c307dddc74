"""Whatever happens in a workspace's Stripe account, commerce adds up to the mirror."""

from __future__ import annotations

import random

import psycopg
import pytest

from tests.conftest import Stack
from tests.db.stripe_sales import faults, open_shop, store, uneven, written
from tests.fakes.stripe import FakeStripe, histories

KINDS = (
    "customer",
    "payment_intent",
    "charge",
    "refund",
    "dispute",
    "checkout.session",
    "invoice",
    "price",
    "product",
)


@pytest.mark.parametrize(("seed", "version"), [(0, None), (1, "2024-06-20"), (2, None)])
def test_a_history_adds_up_in_any_order(stack: Stack, seed: int, version: str | None) -> None:
    chance = random.Random(seed)
    fake = FakeStripe(key="sk_test_fake", seed=seed)
    account = fake.platform
    # Parts of KWD that do not end in 0 are refused, and tested by themselves.
    histories.live(account, chance, 150, ("usd", "jpy", "eur"))
    readings = [one for kind in KINDS for one in account.current(kind, version)]
    with psycopg.connect(stack.db_url) as connection:
        open_shop(connection)
        results = []
        for _ in range(2):
            chance.shuffle(readings)
            with connection.transaction(force_rollback=True):
                for one in readings:
                    store(connection, [one])
                assert not faults(connection)
                assert not uneven(connection)
                results.append(written(connection))
        assert results[0]["orders"]
        assert results[0]["refunds"]
        assert results[0] == results[1]
        connection.rollback()
