"""Revenue by day is what a count from scratch gives, whatever happened before."""

from __future__ import annotations

import asyncio
import datetime as dt
import uuid
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import psycopg
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from flywheel import db as database
from tests.conftest import Stack
from tests.db.test_sales_races import PAY, Shop, open_shop, until_waiting

OWNER, SHOP, *PRODUCTS = (uuid.UUID(int=(0xDA7 << 112) + number) for number in range(1, 6))
ORDERS = [uuid.UUID(int=(0xDA7 << 112) + 100 + number) for number in range(4)]
FIRST = dt.datetime(2026, 5, 1, 23, 30, tzinfo=dt.UTC)
DIGITS = {"USD": 2, "JPY": 0, "KWD": 2}  # of what our columns can hold
STATUSES = ["pending", "paid", "failed", "partially_refunded", "refunded", "canceled"]

Sums = dict[tuple[dt.date, str], list[Decimal]]


@dataclass(frozen=True)
class Step:
    """One thing that happens to an order; what the rules refuse does not happen."""

    verb: str
    order: int
    number: int
    day: int
    status: str
    currency: str

    def run(self, connection: psycopg.Connection) -> None:
        amount = Decimal(self.number) / 10 ** DIGITS[self.currency]
        values = {
            "shop": SHOP,
            "order": ORDERS[self.order],
            "product": [*PRODUCTS, None][self.number % 4],
            "amount": amount,
            "part": self.number % 101,
            "moment": FIRST + dt.timedelta(hours=9 * self.day),
            "status": self.status,
            "currency": self.currency,
            "refund_status": ["succeeded", "pending", "failed"][self.number % 3],
            "quantity": self.number % 3 + 1,
        }
        try:
            with connection.transaction():
                connection.execute(VERBS[self.verb].encode(), values)
        except psycopg.Error as error:
            if not (error.sqlstate or "").startswith(("PT4", "23")):
                raise


VERBS = {
    "order": """
        insert into orders (id, workspace_id, total_amount, currency, status, ordered_at)
        values (%(order)s, %(shop)s, %(amount)s, %(currency)s, %(status)s, %(moment)s)
    """,
    "line": """
        insert into order_items (workspace_id, order_id, product_id, quantity, unit_price)
        select workspace_id, id, %(product)s, %(quantity)s, floor(%(amount)s)
        from orders where id = %(order)s
    """,
    "discount": """
        update order_items set discount_amount = floor(unit_price * quantity / 3)
        where order_id = %(order)s
    """,
    "unline": "delete from order_items where order_id = %(order)s and quantity = %(quantity)s",
    "move": "update orders set status = %(status)s where id = %(order)s",
    "pay then": "update orders set paid_at = %(moment)s where id = %(order)s",
    "refund then": "update orders set refunded_at = %(moment)s where id = %(order)s",
    "reprice": "update orders set total_amount = %(amount)s where id = %(order)s",
    "delete": "delete from orders where id = %(order)s",
    "payment": """
        insert into payments (
            workspace_id, order_id, amount, refunded_amount, disputed_amount, currency, status,
            refunded_at, disputed_at, created_at
        )
        select workspace_id, id, total_amount, floor(total_amount * %(part)s / 100),
            case when %(part)s > 70 then floor(total_amount / 2) else 0 end, currency, 'completed',
            %(moment)s, %(moment)s::timestamptz + interval '1 day', %(moment)s
        from orders where id = %(order)s
    """,
    "unpay": "delete from payments where order_id = %(order)s",
    "refund": """
        insert into refunds (workspace_id, order_id, amount, currency, status, refunded_at)
        select workspace_id, id, floor(total_amount * %(part)s / 100), currency, %(refund_status)s,
            %(moment)s
        from orders where id = %(order)s
    """,
    "refund a payment": """
        insert into refunds (workspace_id, payment_id, amount, currency, status, refunded_at)
        select workspace_id, id, refunded_amount, currency, 'succeeded', %(moment)s
        from payments where order_id = %(order)s limit 1
    """,
    "fail refund": "update refunds set status = %(refund_status)s where order_id = %(order)s",
    "unrefund": "delete from refunds where order_id = %(order)s",
    "edit": """
        update orders set metadata = '{"note": "x"}' where id = %(order)s
    """,
    "drop product": "delete from products where id = %(product)s",
    "roll up": "select roll_up_revenue(%(shop)s)",
}
STEP = st.builds(
    Step,
    st.sampled_from([*VERBS, "order", "order", "line", "line", "move", "refund"]),
    st.integers(0, len(ORDERS) - 1),
    st.integers(1, 99_999),
    st.integers(0, 12),
    st.sampled_from([*STATUSES, "paid", "paid", "refunded"]),
    st.sampled_from(sorted(DIGITS)),
)


def begin(connection: psycopg.Connection) -> None:
    connection.execute("insert into auth.users (id, email) values (%s, 'd@example.com')", (OWNER,))
    connection.execute(
        "insert into workspaces (id, owner_id, name) values (%s, %s, 'Days')", (SHOP, OWNER)
    )
    for number, product in enumerate(PRODUCTS):
        connection.execute(
            "insert into products (id, workspace_id, name, category, base_price, current_price)"
            " values (%s, %s, %s, 'Bath', 1, 1)",
            (product, SHOP, f"Soap {number}"),
        )


def rows(connection: psycopg.Connection, query: str) -> list[dict[str, Any]]:
    cursor = connection.cursor(row_factory=psycopg.rows.dict_row)
    return cursor.execute(query.encode(), {"shop": SHOP}).fetchall()


def from_scratch(connection: psycopg.Connection) -> Sums:
    """Return revenue, refunds and orders of each day, counted in Python."""
    orders = {one["id"]: one for one in rows(connection, "select * from orders")}
    payments = rows(connection, "select * from payments where workspace_id = %(shop)s")
    refunds = rows(connection, "select * from refunds where workspace_id = %(shop)s")
    found: Sums = defaultdict(lambda: [Decimal(), Decimal(), Decimal()])

    def add(moment: dt.datetime, currency: str, place: int, amount: Decimal) -> None:
        found[moment.astimezone(dt.UTC).date(), currency][place] += amount

    for one in refunds:
        if one["status"] == "succeeded":
            add(one["refunded_at"], one["currency"], 1, one["amount"])
    for one in payments:
        mine = [
            r
            for r in refunds
            if r["payment_id"] == one["id"]
            or (r["payment_id"] is None and r["order_id"] == one["order_id"] is not None)
        ]
        if one["refunded_amount"] and not mine:
            add(one["refunded_at"], one["currency"], 1, one["refunded_amount"])
        if one["disputed_amount"]:
            add(one["disputed_at"], one["currency"], 1, one["disputed_amount"])
    for one in orders.values():
        if one["workspace_id"] != SHOP:
            continue
        if one["status"] in ("paid", "partially_refunded", "refunded"):
            sold_at = one["paid_at"] or one["ordered_at"]
            add(sold_at, one["currency"], 0, one["total_amount"])
            add(sold_at, one["currency"], 2, Decimal(1))
        told = any(r["order_id"] == one["id"] for r in refunds) or any(
            p["order_id"] == one["id"] and p["refunded_amount"] for p in payments
        )
        if one["status"] == "refunded" and not told:
            back = one["refunded_at"] or one["ordered_at"]
            add(back, one["currency"], 1, one["total_amount"])
    return dict(found)


def stored(connection: psycopg.Connection, query: str) -> Sums:
    return {
        (one["date"], one["currency"]): [one["revenue"], one["refunds"], one["orders_count"]]
        for one in rows(connection, query)
    }


DAILY = "select * from revenue_daily where workspace_id = %(shop)s"
BREAKDOWN = """
select b.date, b.currency, sum(b.revenue) as revenue, sum(b.refunds) as refunds,
    null as orders_count
from revenue_breakdown as b where b.workspace_id = %(shop)s group by 1, 2
"""
# What it would be without a past, deleted products as no product.
AGAIN = """
select private.compute_revenue(%(shop)s, array(
    select d::date from generate_series('2026-01-01'::date, '2027-12-31', interval '1 day') as d
))
"""
PRODUCTS_SOLD = """
select b.date, b.currency, b.product_id, sum(b.units) as units, sum(b.revenue) as revenue,
    sum(b.refunds) as refunds
from revenue_breakdown as b where b.workspace_id = %(shop)s
group by 1, 2, 3 order by 1, 2, 3
"""


@settings(max_examples=60, deadline=None)
@given(steps=st.lists(STEP, min_size=1, max_size=40))
def test_days_are_what_a_count_from_scratch_gives(stack: Stack, steps: list[Step]) -> None:
    with psycopg.connect(stack.db_url) as connection:
        begin(connection)
        for step in steps:
            step.run(connection)
        rows(connection, "select roll_up_revenue(%(shop)s)")
        assert not rows(connection, "select from private.revenue_marks where workspace_id=%(shop)s")
        daily = stored(connection, DAILY)
        assert daily == from_scratch(connection)
        assert {key: sums[:2] for key, sums in stored(connection, BREAKDOWN).items()} == {
            key: sums[:2] for key, sums in daily.items()
        }
        products = rows(connection, PRODUCTS_SOLD)
        rows(connection, AGAIN)
        assert rows(connection, PRODUCTS_SOLD) == products
        assert stored(connection, DAILY) == daily
        connection.rollback()


@pytest.fixture
def days(stack: Stack) -> Iterator[psycopg.Connection]:
    with psycopg.connect(stack.db_url) as connection:
        begin(connection)
        yield connection
        connection.rollback()


def test_a_day_that_nobody_touched_is_left_alone(days: psycopg.Connection) -> None:
    days.execute(
        "insert into revenue_daily (workspace_id, date, currency, revenue)"
        " values (%s, '2026-05-01', 'USD', 7)",
        (SHOP,),
    )
    Step("order", 0, 500, 9, "paid", "USD").run(days)
    days.execute("select roll_up_revenue(%s)", (SHOP,))
    assert dt.date(2026, 5, 1) in {day for day, _ in stored(days, DAILY)}


async def test_an_order_that_commits_during_a_roll_up_is_not_lost(stack: Stack) -> None:
    shop: Shop = await open_shop(stack.db_url)
    orders = [await shop.order(1) for _ in range(2)]
    rolling = ("select roll_up_revenue(%s)", (shop.workspace_id,))
    async with database.connect(shop.db_url) as one, database.connect(shop.db_url) as two:
        await one.execute("begin")
        await one.execute(PAY, (orders[0],))
        await two.execute("begin")
        await two.execute(PAY, (orders[1],))
        await two.execute("commit")
        await two.execute(*rolling)
        await one.execute("commit")
        await two.execute(*rolling)
        assert await sold(two, shop) == (Decimal(20), 2)


async def test_of_two_roll_ups_the_later_one_sees_what_the_earlier_one_did(stack: Stack) -> None:
    shop: Shop = await open_shop(stack.db_url)
    orders = [await shop.order(1) for _ in range(2)]
    rolling = ("select roll_up_revenue(%s)", (shop.workspace_id,))
    async with database.connect(shop.db_url) as one, database.connect(shop.db_url) as two:
        await one.execute(PAY, (orders[0],))
        await one.execute("begin")
        await one.execute(*rolling)
        await two.execute(PAY, (orders[1],))
        second = asyncio.create_task(two.execute(*rolling))
        await until_waiting(two, shop.db_url)
        await one.execute("commit")
        await second
        assert await sold(two, shop) == (Decimal(20), 2)


async def sold(connection: database.Connection, shop: Shop) -> tuple[Decimal, int]:
    """Return revenue and orders of the one day of a shop."""
    answer = await connection.execute(
        "select revenue, orders_count from revenue_daily where workspace_id = %s",
        (shop.workspace_id,),
    )
    row = await answer.fetchone()
    assert row
    return row["revenue"], row["orders_count"]
