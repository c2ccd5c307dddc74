"""What a workspace sells through its own Stripe account becomes its orders, in whatever order."""

from __future__ import annotations

import itertools
import json
import random
from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import Any
from uuid import UUID, uuid4

import psycopg
import pytest
from psycopg.rows import dict_row

from tests.conftest import Stack

ACCOUNT = "acct_shop"
CREATED = 1_790_000_000

CUSTOMER = {
    "id": "cus_1",
    "object": "customer",
    "email": "Noura@example.com",
    "name": "Noura",
    "address": {"country": "sa"},
    "livemode": False,
}
INTENT = {
    "id": "pi_1",
    "object": "payment_intent",
    "status": "succeeded",
    "amount": 9000,
    "amount_received": 9000,
    "currency": "usd",
    "customer": "cus_1",
    "created": CREATED,
    "metadata": {"utm_source": "tiktok"},
}
CHARGE = {
    "id": "ch_1",
    "object": "charge",
    "payment_intent": "pi_1",
    "customer": "cus_1",
    "status": "succeeded",
    "captured": True,
    "amount": 9000,
    "amount_captured": 9000,
    "amount_refunded": 2500,
    "refunded": False,
    "currency": "usd",
    "created": CREATED + 5,
    "payment_method_details": {"type": "card"},
}
REFUND = {
    "id": "re_1",
    "object": "refund",
    "charge": "ch_1",
    "payment_intent": "pi_1",
    "status": "succeeded",
    "amount": 2500,
    "currency": "usd",
    "reason": "requested_by_customer",
    "created": CREATED + 90_000,
}
DISPUTE = {
    "id": "dp_1",
    "object": "dispute",
    "charge": "ch_1",
    "payment_intent": "pi_1",
    "status": "lost",
    "amount": 1000,
    "currency": "usd",
    "created": CREATED + 200_000,
}
SESSION = {
    "id": "cs_1",
    "object": "checkout.session",
    "mode": "payment",
    "status": "complete",
    "payment_status": "paid",
    "payment_intent": "pi_1",
    "invoice": None,
    "amount_total": 9000,
    "currency": "usd",
    "customer": "cus_1",
    "customer_details": {"email": "noura@example.com"},
    "created": CREATED - 60,
    "metadata": {"utm_source": "instagram", "utm_campaign": "spring", "note": "gift"},
    "client_reference_id": "cart-7",
    "line_items": {
        "object": "list",
        "has_more": False,
        "data": [
            {
                "id": "li_1",
                "description": "Soap",
                "quantity": 3,
                "amount_subtotal": 6000,
                "amount_discount": 600,
                "amount_total": 5400,
                "price": {"id": "price_1", "product": "prod_1", "metadata": {}},
            },
            {
                "id": "li_2",
                "description": "Box",
                "quantity": 3,
                "amount_subtotal": 4000,
                "amount_discount": 400,
                "amount_total": 3600,
                "price": {"id": "price_2", "product": "prod_2", "metadata": {}},
            },
        ],
    },
}


def invoice(*, is_new: bool) -> dict[str, Any]:
    """An invoice of a subscription, in one of the two shapes of Stripe's API."""
    shape: dict[str, Any] = (
        {
            "payments": {
                "data": [
                    {
                        "status": "paid",
                        "payment": {"type": "payment_intent", "payment_intent": "pi_1"},
                    }
                ]
            },
            "parent": {"subscription_details": {"subscription": "sub_1"}},
        }
        if is_new
        else {"payment_intent": "pi_1", "subscription": "sub_1", "charge": "ch_1"}
    )
    return {
        "id": "in_1",
        "object": "invoice",
        "status": "paid",
        "total": 9000,
        "amount_paid": 9000,
        "currency": "usd",
        "customer": "cus_1",
        "customer_email": "noura@example.com",
        "created": CREATED - 30,
        "status_transitions": {"paid_at": CREATED + 5},
        "lines": {
            "data": [
                {"id": "il_1", "description": "Soap club", "quantity": 1, "amount": 10_000},
                {"id": "il_2", "description": "Unused time", "quantity": 1, "amount": -1000},
            ]
        },
        **shape,
    }


class Shop:
    """A workspace with a connected account; what is done here is rolled back."""

    def __init__(self, database: psycopg.Connection[dict[str, Any]], workspace: UUID) -> None:
        self.database = database
        self.workspace = workspace

    def take(self, *objects: dict[str, Any]) -> dict[str, Any]:
        """Store objects as read now, one after the other."""
        answer: dict[str, Any] = {}
        for one in objects:
            row = self.database.execute(
                "select public.store_stripe_objects(%s, clock_timestamp(), %s) as answer",
                [ACCOUNT, json.dumps([{"object": one["object"], "id": one["id"], "data": one}])],
            ).fetchone()
            assert row is not None
            answer = row["answer"]
        return answer

    def rows(self, table: str, columns: str) -> list[dict[str, Any]]:
        return self.database.execute(
            f"select {columns} from public.{table} where workspace_id = %s order by 1, 2",
            [self.workspace],
        ).fetchall()

    def picture(self) -> dict[str, Any]:
        """All that follows, without the ids of ours."""
        return {
            "customers": self.rows("customers", "stripe_customer_id, email, full_name, country"),
            "orders": self.rows(
                "orders",
                "stripe_id, total_amount, currency, status, customer_email, ordered_at, paid_at, "
                "refunded_at, attribution_data, metadata, customer_id is not null as has_customer",
            ),
            "items": self.rows(
                "order_items",
                "product_name, quantity, unit_price, discount_amount, external_product_id",
            ),
            "payments": self.rows(
                "payments",
                "stripe_payment_id, amount, refunded_amount, disputed_amount, disputed_at, status, "
                "completed_at, refunded_at, order_id is not null as has_order, "
                "customer_id is not null as has_customer",
            ),
            "refunds": self.rows(
                "refunds",
                "stripe_refund_id, amount, currency, status, refunded_at, "
                "payment_id is not null as has_payment, order_id is not null as has_order",
            ),
        }

    def check(self) -> list[tuple[Any, ...]]:
        found = self.database.execute("select * from private.stripe_sales_check(%s)", [ACCOUNT])
        return [tuple(row.values()) for row in found.fetchall()]


@pytest.fixture
def shop(stack: Stack) -> Iterator[Shop]:
    with psycopg.connect(stack.admin_db_url, row_factory=dict_row) as database:
        person, workspace = uuid4(), uuid4()
        database.execute(
            "insert into auth.users (id, email) values (%s, %s)", [person, f"{person}@example.com"]
        )
        database.execute(
            "insert into public.workspaces (id, name, slug, owner_id) values (%s, 'Shop', %s, %s)",
            [workspace, f"shop-{workspace}", person],
        )
        database.execute(
            "insert into public.stripe_accounts (id, workspace_id) values (%s, %s)",
            [ACCOUNT, workspace],
        )
        yield Shop(database, workspace)
        database.rollback()


def in_any_order(shop: Shop, objects: Sequence[dict[str, Any]], most: int) -> dict[str, Any]:
    """Return what follows from objects, after making sure that their order does not matter."""
    orders = list(itertools.permutations(objects))
    pictures = []
    for order in random.Random(7).sample(orders, min(most, len(orders))):
        shop.database.execute("savepoint before")
        shop.take(*order)
        pictures.append(shop.picture())
        shop.database.execute("rollback to savepoint before")
    for picture in pictures:
        assert picture == pictures[0]
    return pictures[0]


def test_a_sale_by_checkout_is_the_same_in_any_order(shop: Shop) -> None:
    found = in_any_order(shop, [CUSTOMER, INTENT, CHARGE, REFUND, DISPUTE, SESSION], 120)
    (order,) = found["orders"]
    assert (order["stripe_id"], order["status"]) == ("pi_1", "partially_refunded")
    assert (order["total_amount"], order["currency"]) == (Decimal("90.00"), "USD")
    assert order["attribution_data"] == {
        "utm_source": "instagram",
        "utm_campaign": "spring",
        "client_reference_id": "cart-7",
    }
    assert order["metadata"] == {"stripe_session_id": "cs_1"}
    assert order["paid_at"].timestamp() == CHARGE["created"]
    assert order["refunded_at"].timestamp() == REFUND["created"]
    box, soap = found["items"]
    # 40.00 cannot be divided by 3: the line is kept as one.
    assert (box["quantity"], box["unit_price"], box["discount_amount"]) == (
        1,
        Decimal("40.00"),
        Decimal("4.00"),
    )
    assert (soap["quantity"], soap["unit_price"], soap["discount_amount"]) == (
        3,
        Decimal("20.00"),
        Decimal("6.00"),
    )
    (payment,) = found["payments"]
    assert payment["refunded_amount"] == Decimal("25.00")
    assert payment["disputed_amount"] == Decimal("10.00")
    (customer,) = found["customers"]
    assert (customer["email"], customer["country"]) == ("Noura@example.com", "SA")
    (refund,) = found["refunds"]
    assert refund["has_payment"]
    assert refund["has_order"]


@pytest.mark.parametrize("is_new", [False, True])
def test_an_invoice_is_the_order_of_its_payment_intent(shop: Shop, is_new: bool) -> None:
    charge = {**CHARGE, "amount_refunded": 0}
    found = in_any_order(shop, [CUSTOMER, INTENT, charge, invoice(is_new=is_new)], 24)
    (order,) = found["orders"]
    assert (order["stripe_id"], order["status"]) == ("pi_1", "paid")
    assert order["metadata"] == {"stripe_invoice_id": "in_1"}
    (line,) = found["items"]
    assert (line["product_name"], line["unit_price"]) == ("Soap club", Decimal("100.00"))


def test_what_is_paid_out_of_band_is_an_order_of_its_own(shop: Shop) -> None:
    shop.take({**invoice(is_new=True), "payments": {"data": []}})
    (order,) = shop.picture()["orders"]
    assert (order["stripe_id"], order["status"]) == ("in_1", "paid")


def test_a_refund_that_fails_makes_the_order_paid_again(shop: Shop) -> None:
    shop.take(INTENT, {**CHARGE, "amount_refunded": 9000}, {**REFUND, "amount": 9000})
    (order,) = shop.picture()["orders"]
    assert order["status"] == "refunded"
    shop.take({**REFUND, "amount": 9000, "status": "failed"}, {**CHARGE, "amount_refunded": 0})
    found = shop.picture()
    assert found["orders"][0]["status"] == "paid"
    assert found["payments"][0]["status"] == "completed"
    assert found["refunds"][0]["status"] == "failed"
    assert shop.check() == [("payments", "USD", 9000, 9000)]


def test_attempts_that_fail_are_payments_and_no_order_of_their_own(shop: Shop) -> None:
    failed = {**CHARGE, "id": "ch_0", "status": "failed", "amount_refunded": 0}
    waiting = {**INTENT, "status": "requires_payment_method", "amount_received": 0}
    shop.take({**failed, "failure_message": "Your card was declined."}, waiting)
    assert shop.picture()["orders"][0]["status"] == "failed"
    shop.take(INTENT, {**CHARGE, "amount_refunded": 0})
    found = shop.picture()
    assert [order["status"] for order in found["orders"]] == ["paid"]
    assert [payment["status"] for payment in found["payments"]] == ["failed", "completed"]


def test_a_part_that_is_captured_is_what_was_paid(shop: Shop) -> None:
    held = {**CHARGE, "captured": False, "amount_captured": 0, "amount_refunded": 0}
    shop.take({**INTENT, "status": "requires_capture", "amount_received": 0}, held)
    assert shop.picture()["orders"][0]["status"] == "pending"
    # Stripe calls refunded what was never taken.
    taken = {**CHARGE, "amount_captured": 6000, "amount_refunded": 3000}
    shop.take({**INTENT, "amount_received": 6000}, taken)
    found = shop.picture()
    assert (found["orders"][0]["status"], found["orders"][0]["total_amount"]) == (
        "paid",
        Decimal("60.00"),
    )
    assert found["payments"][0]["refunded_amount"] == 0


def test_two_customers_of_one_address_are_one_person(shop: Shop) -> None:
    second = {**CUSTOMER, "id": "cus_2", "name": "Noura again"}
    shop.take(CUSTOMER, second, {**INTENT, "customer": "cus_2"}, {**CHARGE, "customer": "cus_2"})
    found = shop.picture()
    assert [one["stripe_customer_id"] for one in found["customers"]] == ["cus_1"]
    assert found["payments"][0]["has_customer"]


@pytest.mark.parametrize(("currency", "amount"), [("jpy", "500"), ("usd", "5.00"), ("kwd", "0.50")])
def test_amounts_are_exact_in_every_currency(shop: Shop, currency: str, amount: str) -> None:
    shop.take(
        {**INTENT, "currency": currency, "amount": 500, "amount_received": 500},
        {**CHARGE, "currency": currency, "amount": 500, "amount_captured": 500}
        | {"amount_refunded": 0},
    )
    (order,) = shop.picture()["orders"]
    assert order["total_amount"] == Decimal(amount)
    assert shop.check() == [("payments", currency.upper(), 500, 500)]


def test_an_amount_that_cannot_be_kept_exactly_is_an_error_and_not_rounded(shop: Shop) -> None:
    answer = shop.take({**CHARGE, "currency": "kwd", "amount": 505, "amount_captured": 505})
    assert answer["failed"] == 1
    assert shop.picture()["payments"] == []
    row = shop.database.execute(
        "select error_message, data from public.stripe_objects where id = 'ch_1'"
    ).fetchone()
    assert row is not None
    assert row["error_message"] == "0.505 KWD has more decimals than are kept"
    assert row["data"]["amount"] == 505


def test_what_is_said_again_changes_nothing(shop: Shop) -> None:
    everything = [CUSTOMER, INTENT, CHARGE, REFUND, DISPUTE, SESSION]
    shop.take(*everything)
    before = shop.database.execute("select xmin, * from public.order_items order by id").fetchall()
    assert shop.take(*everything) == {"changed": 0, "failed": 0}
    failed = shop.database.execute(
        "select private.derive_stripe_failures(%s, true) as n", [ACCOUNT]
    ).fetchone()
    assert failed == {"n": 0}
    after = shop.database.execute("select xmin, * from public.order_items order by id").fetchall()
    assert before == after
