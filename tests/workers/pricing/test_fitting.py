"""The job `pricing.fit`: from what a shop sold at which price to stored elasticities."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any

import numpy as np
from psycopg.types.json import Jsonb

from flywheel import db
from flywheel.jobs import Worker, WorkerOptions
from flywheel.jobs.direct import DirectTransport
from flywheel.jobs.registry import load

SQL = db.Queries.load(__package__, "fitting.sql")
SOAP, TOWEL, CANDLE, RUG = (f"10000000-0000-4000-8000-00000000000{n}" for n in (1, 2, 3, 4))
DAYS = 84


async def fill(connection: db.Connection) -> None:
    """Sell two products with elasticity -2, whose prices change each week, and one at one price."""
    random = np.random.default_rng(3)
    days, changes = [], []
    for product, level in ((SOAP, 20.0), (TOWEL, 12.0)):
        price = 20.0
        for ago in range(DAYS, 0, -1):
            if ago % 7 == 0:
                new = round(20 * float(np.exp(random.choice([-0.15, -0.1, 0.1, 0.15]))), 2)
                changes.append(
                    {"product_id": product, "ago": ago, "old_price": price, "new_price": new}
                )
                price = new
            units = int(random.poisson(level * (price / 20) ** -2))
            days.append({"product_id": product, "ago": ago, "units": units})
    days += [{"product_id": CANDLE, "ago": ago, "units": 5} for ago in range(1, DAYS)]
    # Rug changed once, at noon: that day has no one price.
    changes.append({"product_id": RUG, "ago": 10, "old_price": 20, "new_price": 25, "hour": 12})
    await connection.execute(SQL.prepare)
    await connection.execute(SQL.sell, {"days": Jsonb(days)})
    await connection.execute(SQL.change, {"changes": Jsonb(changes)})


async def pages(connection: db.Connection, most: int) -> list[dict[str, Any]]:
    """Return all products, page by page."""
    products: list[dict[str, Any]] = []
    after = None
    while True:
        cursor = await connection.execute(SQL.observed, {"after": after, "most": most})
        row = await cursor.fetchone()
        assert row is not None
        products += row["page"]["products"]
        after = row["page"]["after"]
        if after is None:
            return products


async def test_a_shop_is_observed_and_fitted_and_its_levels_are_kept(
    new_database: Callable[[], str],
) -> None:
    url = new_database()
    async with db.connect(url) as connection:
        await fill(connection)
        products = await pages(connection, 500)
        assert await pages(connection, 1) == products
        by_id = {product["product_id"]: product for product in products}
        assert set(by_id) == {SOAP, TOWEL, RUG}, "one price ever says nothing"
        assert len(by_id[SOAP]["days"]) >= DAYS
        # 100 days since it exists, but the first is not whole and one had two prices.
        rug = by_id[RUG]
        assert set(rug["prices"]) == {20, 25}
        assert sum(rug["units"]) == 0
        gap = [day for day in range(rug["days"][0], rug["days"][-1] + 1) if day not in rug["days"]]
        assert len(gap) == 1

        await run_fits(url, connection)
        kept = await (await connection.execute(SQL.kept)).fetchall()
        assert [(row["product_id"], row["category"]) for row in kept] == [
            (SOAP, None),
            (TOWEL, None),
            (None, "soap"),
            (None, None),
        ]
        for row in kept[:2]:
            assert row["interval_low"] < -2 < row["interval_high"]
            assert 0 <= row["shrinkage"] <= 1
        # A newcomer is known less well than those who sold.
        assert kept[3]["standard_error"] > kept[2]["standard_error"] > kept[0]["standard_error"]

        await run_fits(url, connection)
        again = await (await connection.execute(SQL.kept)).fetchall()
        assert len(again) == 4, "the fits of a week replace each other"


async def run_fits(url: str, connection: db.Connection) -> None:
    """Have the job find the shops itself, and wait until they are done."""
    before = len(await (await connection.execute(SQL.finished)).fetchall())
    await connection.execute(b"select jobs.enqueue('pricing.fit')")
    worker = Worker(
        DirectTransport(url, connections=4),
        load().only(("pricing.fit",)),
        WorkerOptions(concurrency=2, poll_seconds=0.2, grace_seconds=30, schedules=False),
    )
    running = asyncio.create_task(worker.run())
    async with asyncio.timeout(60):
        while True:
            done = await (await connection.execute(SQL.finished)).fetchall()
            if len(done) >= before + 2:
                break
            await asyncio.sleep(0.1)
    worker.stop()
    await running
    assert {row["status"] for row in done} == {"completed"}
    assert {"workspaces": 1} in [row["result"] for row in done]
    fitted = next(row["result"] for row in done if "products" in row["result"])
    assert fitted["products"] == 2
    assert fitted["saved"] == 4
    assert fitted["unusable"] == {"too few units": 1}
