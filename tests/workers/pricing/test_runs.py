"""Runs: what cannot be priced is explained, what is cut off goes on, what was done is undone."""

from __future__ import annotations

import asyncio
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from decimal import Decimal
from typing import Any

import pytest

from flywheel.pricing.replay import Outcome, replay
from flywheel.pricing.repricing import reprice
from tests.workers.databases import copies_of_one
from tests.workers.pricing.shop import Shop, product, sales, silent


@pytest.fixture(scope="module")
def new_database() -> Iterator[Callable[[], str]]:
    """What makes a database with the schema, and returns its URL."""
    with copies_of_one("pricing_runs") as make:
        yield make


@pytest.fixture(scope="module")
def database(new_database: Callable[[], str]) -> str:
    return new_database()


@pytest.fixture
def shop(database: str) -> Iterator[Shop]:
    made = Shop(database)
    yield made
    made.close()


def stock(shop: Shop, count: int, *, days: int = 40) -> list[dict[str, Any]]:
    """Put products in that sell, and return them."""
    products = [product(f"Tea {number}") for number in range(count)]
    shop.add(products, [sale for one in products for sale in sales(one, days=days)])
    return products


async def test_bad_products_are_explained_skipped_and_counted_and_the_others_priced(
    shop: Shop,
) -> None:
    good = [product(f"Good {number}") for number in range(4)]
    bad = {
        "missing_cost": product("No cost", base_cost=None),
        "negative_margin": product("Cost above price", base_cost="25.00"),
        "no_price": product("Free", current_price="0.00"),
        "out_of_stock": product("Sold out", tracks_stock=True, inventory_count=0),
    }
    unsold = product("Nobody wants it")
    abroad = product("Sold in riyals")
    shop.add(
        [*good, *bad.values(), unsold, abroad],
        [
            *(sale for one in [*good, *bad.values()] for sale in sales(one)),
            *sales(abroad, currency="SAR"),
        ],
    )
    run = shop.run(await shop.reprice())
    held = {str(row["product_id"]): row for row in shop.execute("holds")}
    assert {code: held[one["id"]]["code"] for code, one in bad.items()} == {
        code: code for code in bad
    }
    assert held[unsold["id"]]["code"] == "no_sales"
    assert held[abroad["id"]]["code"] == "currency_mismatch"
    assert all(row["reasons"] for row in held.values())
    assert not held.keys() & {one["id"] for one in good}
    prices = shop.prices()
    assert all(prices[one["id"]] != Decimal(20) for one in good)
    assert run["status"] == "finished"
    assert (run["products"], run["held"] + run["skipped"]) == (10, 6)
    assert sum(run["codes"].values()) == 10
    assert run["applied"] == run["changed"] == 4


async def test_a_hold_goes_once_the_product_is_priced_again(shop: Shop) -> None:
    one = product("No cost yet", base_cost=None)
    shop.add([one], sales(one))
    await shop.reprice()
    assert [row["code"] for row in shop.execute("holds")] == ["missing_cost"]
    shop.execute_text("update public.products set base_cost = 8 where id = %(id)s", id=one["id"])
    await shop.reprice()
    assert shop.execute("holds") == []


class Cut:
    """Calls of the database, one of which is lost: on the way there, or its answer."""

    def __init__(self, shop: Shop, at: int, *, is_answer_lost: bool) -> None:
        self._shop = shop
        self._left = at
        self._is_answer_lost = is_answer_lost

    async def __call__(self, function: str, /, **arguments: Any) -> Any:
        self._left -= 1
        if self._left == -1 and not self._is_answer_lost:
            raise ConnectionError
        answer = await self._shop.call(function, **arguments)
        if self._left == -1:
            raise ConnectionError
        return answer


@pytest.mark.parametrize("is_answer_lost", [False, True])
@pytest.mark.parametrize("at", range(8))
async def test_a_run_that_is_cut_off_anywhere_goes_on_and_does_nothing_twice(
    shop: Shop, at: int, is_answer_lost: bool
) -> None:
    products = stock(shop, 7)
    run = shop.ask()
    call = Cut(shop, at, is_answer_lost=is_answer_lost)
    with pytest.raises(ConnectionError):
        await reprice(call, run, silent, chunk=2)
    await reprice(call, run, silent, chunk=2)
    ended = shop.run(run)
    assert (ended["status"], ended["products"]) == ("finished", len(products))
    assert len(shop.execute("changes")) == ended["applied"] == len(products)
    assert len(shop.execute("recommendations")) == len(products)


async def test_two_workers_on_one_run_do_nothing_twice(shop: Shop) -> None:
    products = stock(shop, 20)
    run = shop.ask()
    await asyncio.gather(*(reprice(shop.call, run, silent, chunk=3) for _ in range(3)))
    assert shop.run(run)["products"] == len(products)
    assert len(shop.execute("changes")) == len(products)


async def test_a_killed_worker_loses_nothing(new_database: Callable[[], str]) -> None:
    dsn = new_database()
    shop = Shop(dsn)
    products = stock(shop, 1000, days=3)
    run = shop.ask()
    first = worker(dsn)
    try:
        await until(lambda: shop.execute("progress", run=run)[0]["products"] > 0)
    finally:
        first.kill()
        first.wait()
    assert shop.execute("progress", run=run)[0]["products"] < len(products)
    shop.execute("end_lease")
    second = worker(dsn)
    try:
        await until(lambda: shop.execute("progress", run=run)[0]["status"] != "running")
    finally:
        second.terminate()
        second.wait()
    assert shop.run(run)["products"] == len(products)
    assert len(shop.execute("changes")) == len(products)
    shop.close()


async def until(is_so: Callable[[], bool]) -> None:
    for _ in range(3000):
        if is_so():
            return
        await asyncio.sleep(0.02)
    raise TimeoutError


def worker(dsn: str) -> subprocess.Popen[bytes]:
    """Start a worker as an operator does."""
    return subprocess.Popen(
        [
            *(sys.executable, "-m", "flywheel.cli", "worker", "--no-schedules"),
            *("--types", "pricing.reprice", "--poll", "0.2", "--concurrency", "1"),
        ],
        env={**os.environ, "FLYWHEEL_DB_URL": dsn},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )


async def test_a_refused_price_does_not_lose_the_others(shop: Shop) -> None:
    products = stock(shop, 6)
    refused = products[2]["id"]
    shop.execute_text(
        "create function pg_temp.refuse() returns trigger language plpgsql as "
        "$$ begin raise exception 'the till is closed'; end $$"
    )
    shop.execute_text(
        "create trigger refuse before update on public.products for each row "
        f"when (new.id = '{refused}') execute function pg_temp.refuse()"
    )
    try:
        run = shop.run(await shop.reprice(chunk=6))
    finally:
        shop.execute_text("drop trigger refuse on public.products")
    assert (run["applied"], run["refused"]) == (5, 1)
    notes = {str(row["product_id"]): row["status_note"] for row in shop.execute("recommendations")}
    assert notes[refused] == "the till is closed"
    assert len(shop.execute("changes")) == 5


async def test_what_is_held_out_is_recorded_and_never_applied(database: str) -> None:
    shop = Shop(database, holdout_share=0.5)
    products = stock(shop, 30)
    await shop.reprice(chunk=30)
    rows = shop.execute("recommendations")
    held_out = {str(row["product_id"]) for row in rows if row["is_holdout"]}
    assert 5 <= len(held_out) <= 25
    prices = shop.prices()
    assert {one["id"] for one in products if prices[one["id"]] == Decimal(20)} == held_out
    assert all(row["status"] == "expired" for row in rows if row["is_holdout"])
    shop.execute_text(
        "update public.price_rules set holdout_share = 0.8 where workspace_id = %(workspace)s"
    )
    inputs = await shop.call("pricing_inputs", workspace=shop.workspace)
    assert held_out < {one["product_id"] for one in inputs if one["is_holdout"]}
    shop.close()


async def test_a_run_is_taken_back_to_exactly_the_prices_before(shop: Shop) -> None:
    stock(shop, 12)
    before = shop.prices()
    run = await shop.reprice(chunk=5)
    assert shop.prices() != before
    assert shop.execute("roll_back", run=run)[0]["done"]["rolled_back"] == 12
    assert shop.prices() == before
    again = await shop.reprice()
    assert shop.run(again)["applied"] == 0, "a person took it back: it waits for one"
    assert {
        row["mode"] for row in shop.execute("recommendations") if row["status"] == "pending"
    } == {"approve"}


async def test_stored_recommendations_give_the_same_price_again(shop: Shop) -> None:
    stock(shop, 9)
    await shop.reprice()
    rows = shop.execute("recommendations")
    assert [one.outcome for one in replay(rows)] == [Outcome.same] * 9
    rows[0]["inputs"]["current_price"] = 31.0
    rows[1]["model"] = "another-1"
    assert [one.outcome for one in replay(rows)][:3] == [
        Outcome.differs,
        Outcome.other_model,
        Outcome.same,
    ]


async def test_a_suggestion_that_says_the_same_is_not_written_again(database: str) -> None:
    shop = Shop(database, mode="suggest")
    stock(shop, 3)
    await shop.reprice()
    first = shop.execute("recommendations")
    # Trials are drawn anew each day; here the same day, so the same.
    await shop.reprice()
    assert [row["id"] for row in shop.execute("recommendations")] == [row["id"] for row in first]
    assert set(shop.prices().values()) == {Decimal(20)}
    shop.close()
