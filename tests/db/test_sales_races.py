"""Buyers and the roll-up at one moment: sales_count misses nothing, and no sale waits."""

from __future__ import annotations

import asyncio
import uuid
from dataclasses import dataclass

import pytest

from flywheel import db as database
from tests.conftest import Stack

PAY = "update orders set status = 'paid' where id = %s"
ADD_LINE = """
insert into order_items (workspace_id, order_id, product_id, quantity, unit_price)
select o.workspace_id, o.id, %s, 3, 1 from orders as o where o.id = %s
"""
SOLD = "select sales_count(p) as sold from products as p where p.id = %s"


@dataclass(frozen=True)
class Shop:
    """A workspace with one product, and how to reach it."""

    db_url: str
    workspace_id: uuid.UUID
    product_id: uuid.UUID

    async def order(self, quantity: int = 0) -> uuid.UUID:
        """Place a pending order, with one line if there is a quantity."""
        order_id = uuid.uuid4()
        async with database.connect(self.db_url) as connection:
            await connection.execute(
                "insert into orders (id, workspace_id, total_amount) values (%s, %s, 10)",
                (order_id, self.workspace_id),
            )
            if quantity:
                await connection.execute(ADD_LINE, (self.product_id, order_id))
                await connection.execute(
                    "update order_items set quantity = %s where order_id = %s", (quantity, order_id)
                )
        return order_id

    async def sold(self) -> int:
        """Return sales_count of the product."""
        async with database.connect(self.db_url) as connection:
            row = await (await connection.execute(SOLD, (self.product_id,))).fetchone()
        assert row
        return int(row["sold"])


@pytest.fixture
async def shop(stack: Stack) -> Shop:
    return await open_shop(stack.db_url)


async def open_shop(db_url: str) -> Shop:
    """Make a workspace with an owner and a product."""
    owner, product_id = uuid.uuid4(), uuid.uuid4()
    async with database.connect(db_url) as connection:
        await connection.execute(
            "insert into auth.users (id, email, email_confirmed_at) values (%s, %s, now())",
            (owner, f"{owner}@example.com"),
        )
        made = await connection.execute(
            "insert into workspaces (owner_id, name) values (%s, 'Races') returning id", (owner,)
        )
        row = await made.fetchone()
        assert row
        await connection.execute(
            "insert into products (id, workspace_id, name, base_price, current_price)"
            " values (%s, %s, 'Soap', 1, 1)",
            (product_id, row["id"]),
        )
    return Shop(db_url, row["id"], product_id)


async def until_waiting(connection: database.Connection, db_url: str) -> None:
    """Return as soon as the session of `connection` waits for a lock."""
    query = "select wait_event_type = 'Lock' as waits from pg_stat_activity where pid = %s"
    async with database.connect(db_url) as watcher, asyncio.timeout(10):
        while True:
            row = await (await watcher.execute(query, (connection.info.backend_pid,))).fetchone()
            if row and row["waits"]:
                return
            await asyncio.sleep(0.01)


@pytest.mark.parametrize("first", ["payment", "line"])
async def test_a_line_that_meets_the_payment_of_its_order_is_counted(
    shop: Shop, first: str
) -> None:
    order_id = await shop.order()
    statements = [(PAY, (order_id,)), (ADD_LINE, (shop.product_id, order_id))]
    if first == "line":
        statements.reverse()
    async with database.connect(shop.db_url) as one, database.connect(shop.db_url) as two:
        await one.execute("begin")
        await one.execute(*statements[0])
        second = asyncio.create_task(two.execute(*statements[1]))
        await until_waiting(two, shop.db_url)
        await one.execute("commit")
        await second
    assert await shop.sold() == 3


async def test_sales_of_one_product_do_not_wait_for_each_other(shop: Shop) -> None:
    orders = [await shop.order(quantity) for quantity in (2, 5)]
    async with database.connect(shop.db_url) as one, database.connect(shop.db_url) as two:
        for connection, order_id in zip((one, two), orders, strict=True):
            await connection.execute("set lock_timeout = '1s'")
            await connection.execute("begin")
            await connection.execute(PAY, (order_id,))
        assert await shop.sold() == 0
        await one.execute("commit")
        await two.execute("commit")
    assert await shop.sold() == 7


async def test_the_roll_up_loses_no_sale_and_shows_none_twice(shop: Shop) -> None:
    orders = [await shop.order(1) for _ in range(40)]
    seen: list[int] = []
    done = asyncio.Event()

    async def pay(some: list[uuid.UUID]) -> None:
        async with database.connect(shop.db_url) as connection:
            for order_id in some:
                await connection.execute(PAY, (order_id,))

    async def roll_up() -> None:
        async with database.connect(shop.db_url) as connection:
            while not done.is_set():
                await connection.execute("select private.roll_up_product_sales()")

    async def watch() -> None:
        while not done.is_set():
            seen.append(await shop.sold())

    helpers = [asyncio.create_task(task()) for task in (roll_up, roll_up, watch)]
    await asyncio.gather(pay(orders[:20]), pay(orders[20:]))
    done.set()
    await asyncio.gather(*helpers)
    assert seen == sorted(seen)
    assert await shop.sold() == 40
