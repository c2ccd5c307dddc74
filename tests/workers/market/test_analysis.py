"""The analysis of competitors says what an independent count of the same prices says."""

from __future__ import annotations

import json
import math
import random
from collections import defaultdict
from datetime import timedelta
from decimal import Decimal
from itertools import pairwise
from statistics import median
from typing import Any
from uuid import UUID

import pytest

from flywheel.db import Connection
from tests.workers.market.shop import NOW, SHOP, SQL, rows

RIVALS = ["Acme", "Bateel", "Corner", "Dunes"]


async def stock(shop: Connection, seed: int) -> tuple[dict[UUID, Any], list[dict[str, Any]]]:
    """Fill the shop at random; return its products, and all that was seen elsewhere."""
    draw = random.Random(seed)
    products: dict[UUID, Any] = {}
    seen: list[dict[str, Any]] = []
    for number in range(40):
        product = {
            "id": UUID(int=number + 1),
            "name": f"Product {number}",
            "category": draw.choice(["dates", "gifts", None]),
            "price": Decimal(draw.randint(500, 5000)) / 100,
            "currency": draw.choice(["SAR", "SAR", "USD"]),
        }
        product["revenue"] = draw.choice([0, 0, draw.randint(1, 1000)])
        products[product["id"]] = product
        await rows_of(shop, SQL.product, product)
        if product["revenue"]:
            await shop.execute(
                SQL.sale,
                {
                    **here(product["id"]),
                    "currency": product["currency"],
                    "date": (NOW - timedelta(days=3)).date(),
                    "units": 1,
                    "revenue": product["revenue"],
                },
            )
        for rival in RIVALS:
            if draw.random() < 0.3:
                continue
            for _ in range(draw.randint(1, 6)):
                one = {
                    **here(product["id"]),
                    "competitor": rival,
                    "price": (
                        product["price"] * draw.choice([80, 95, 100, 105, 130]) / 100
                    ).quantize(Decimal("0.01")),
                    "currency": product["currency"] if draw.random() < 0.9 else "EUR",
                    "in_stock": draw.choice([True, True, None, False]),
                    "at": NOW - timedelta(hours=draw.randint(1, 24 * 40)),
                }
                if all(one["at"] != each["at"] for each in seen):
                    seen.append(one)
                    await shop.execute(SQL.price, one)
    return products, seen


def here(product: UUID) -> dict[str, Any]:
    return {"shop": SHOP, "product": product}


async def rows_of(shop: Connection, statement: bytes, product: dict[str, Any]) -> None:
    await shop.execute(statement, {**here(product["id"]), **product})


def newest(seen: list[dict[str, Any]]) -> dict[tuple[UUID, str], dict[str, Any]]:
    found: dict[tuple[UUID, str], dict[str, Any]] = {}
    for one in sorted(seen, key=lambda one: one["at"]):
        found[one["product"], one["competitor"]] = one
    return found


def compared(
    products: dict[UUID, Any], seen: list[dict[str, Any]]
) -> dict[UUID, dict[str, Decimal]]:
    """Return what each product is compared with: fresh, in stock, in its currency."""
    found: dict[UUID, dict[str, Decimal]] = defaultdict(dict)
    for (product, rival), one in newest(seen).items():
        fresh = one["at"] > NOW - timedelta(days=14)
        same = one["currency"] == products[product]["currency"]
        if fresh and same and one["in_stock"] is not False:
            found[product][rival] = one["price"]
    return found


def index(relatives: list[tuple[float, float]]) -> float | None:
    """Return the weighted geometric mean of (relative, weight), in percent."""
    whole = sum(weight for _, weight in relatives)
    if not whole:
        return None
    return 100 * math.prod(relative ** (weight / whole) for relative, weight in relatives)


@pytest.mark.parametrize("seed", [1, 2])
async def test_gaps_and_indices_are_those_of_a_recount(shop: Connection, seed: int) -> None:
    products, seen = await stock(shop, seed)
    theirs = compared(products, seen)
    gaps = {gap["product_id"]: gap for gap in await rows(shop, SQL.gaps)}
    assert gaps.keys() == {one["product"] for one in seen}
    for product, gap in gaps.items():
        prices, ours = sorted(theirs[product].values()), products[product]["price"]
        assert gap["competitors"] == len(prices)
        if not prices:
            assert gap["lowest"] is gap["rank"] is gap["gap_to_lowest"] is None
            continue
        assert (gap["lowest"], gap["highest"]) == (prices[0], prices[-1])
        assert abs(gap["median"] - median(prices)) <= Decimal("0.005")
        assert gap["gap_to_lowest"] == ours - prices[0]
        assert float(gap["gap_to_lowest_percent"]) == pytest.approx(
            float(ours / prices[0] - 1) * 100, abs=0.0051
        )
        assert gap["rank"] == 1 + sum(price < ours for price in prices)
        assert theirs[product][gap["lowest_competitor"]] == prices[0]
        assert gap["stale"] == sum(
            one["at"] <= NOW - timedelta(days=14)
            and one["currency"] == products[product]["currency"]
            for (which, _), one in newest(seen).items()
            if which == product
        )

    await rows(shop, SQL.analyse)
    (whole,) = [each for each in await rows(shop, SQL.analyses) if each["product_id"] is None]
    for numbers in whole["analysis"]["currencies"]:
        mine = [
            (products[product], prices)
            for product, prices in theirs.items()
            if prices and products[product]["currency"] == numbers["currency"]
        ]
        assert numbers["products"] == len(mine)
        assert numbers["cheapest"] == sum(p["price"] <= min(t.values()) for p, t in mine)
        assert numbers["dearest"] == sum(p["price"] > max(t.values()) for p, t in mine)
        for name, weigh in (("index_to_lowest", False), ("weighted_index_to_lowest", True)):
            expected = index(
                [
                    (float(p["price"] / min(t.values())), p["revenue"] if weigh else 1)
                    for p, t in mine
                ]
            )
            assert numbers.get(name) == (expected and pytest.approx(expected, abs=0.0051))
        for rival in numbers["competitors"]:
            pairs = [
                (float(p["price"] / t[rival["competitor"]]), 1.0)
                for p, t in mine
                if rival["competitor"] in t
            ]
            assert rival["products"] == len(pairs)
            assert rival["cheaper"] == sum(relative > 1 for relative, _ in pairs)
            assert rival["index"] == pytest.approx(index(pairs), abs=0.0051)


async def test_changes_in_30_days_are_those_of_a_recount(shop: Connection) -> None:
    products, seen = await stock(shop, 3)
    expected: dict[str, list[int]] = defaultdict(lambda: [0, 0])
    series: dict[tuple[UUID, str], list[dict[str, Any]]] = defaultdict(list)
    for one in sorted(seen, key=lambda one: one["at"]):
        if one["currency"] == products[one["product"]]["currency"]:
            series[one["product"], one["competitor"]].append(one)
    for (_, rival), observed in series.items():
        for before, after in pairwise(observed):
            if after["at"] >= NOW - timedelta(days=30) and before["price"] != after["price"]:
                expected[rival][before["price"] > after["price"]] += 1
    await rows(shop, SQL.analyse)
    (whole,) = [each for each in await rows(shop, SQL.analyses) if each["product_id"] is None]
    changes = {
        each["competitor"]: [each["up"], each["down"]] for each in whole["analysis"]["changes"]
    }
    assert changes == expected


async def test_who_moved_first_led_and_the_others_followed(shop: Connection) -> None:
    product = {
        "id": UUID(int=1),
        "name": "Soap",
        "category": None,
        "price": 20,
        "currency": "SAR",
    }
    await rows_of(shop, SQL.product, product)
    # Days ago and price: Acme falls first and once more, Bateel follows; Corner comes too late.
    for rival, moves in {
        "Acme": [(29, 20), (20, 18), (18, 17)],
        "Bateel": [(29, 20), (16, 18)],
        "Corner": [(29, 20), (5, 18)],
    }.items():
        for days, price in moves:
            one = {
                **here(UUID(int=1)),
                "competitor": rival,
                "price": price,
                "currency": "SAR",
                "in_stock": True,
                "at": NOW - timedelta(days=days),
            }
            await shop.execute(SQL.price, one)
    await rows(shop, SQL.analyse)
    found = {
        each["competitor"]: (each["down"], each["led"], each["followed"])
        for each in (await rows(shop, SQL.analyses))[0]["analysis"]["changes"]
    }
    assert found == {"Acme": (2, 1, 0), "Bateel": (1, 0, 1), "Corner": (1, 0, 0)}


async def test_numbers_that_are_as_before_add_no_row(shop: Connection) -> None:
    await stock(shop, 4)
    (first,) = await rows(shop, SQL.analyse)
    before = await rows(shop, SQL.analyses)
    (again,) = await rows(shop, SQL.analyse)
    assert first["answer"]["changed"] == len(before)
    assert again["answer"]["changed"] == 0
    assert len(await rows(shop, SQL.analyses)) == len(before)
    await shop.execute(
        SQL.price,
        {
            **here(UUID(int=1)),
            "competitor": "Acme",
            "price": 7,
            "currency": "SAR",
            "in_stock": True,
            "at": NOW,
        },
    )
    (after,) = await rows(shop, SQL.analyse)
    assert after["answer"]["changed"] == 2, "the product's, and the whole"


async def test_searches_are_counted_by_day_and_rare_terms_are_left_out(shop: Connection) -> None:
    async def search(term: Any, visitor: str, days: int, quantity: int = 1, key: str = "q") -> None:
        await shop.execute(
            SQL.search,
            {
                **here(UUID(int=1)),
                "visitor": visitor,
                "quantity": quantity,
                "properties": json.dumps({key: term}),
                "at": NOW - timedelta(days=days),
            },
        )

    for number, key in enumerate(["q", "query", "term", "search_term", "q"]):
        await search("  Ajwa  DATES ", f"v{number}", days=1 + number, key=key)
    await search("ajwa dates", "v0", days=1, quantity=3)
    await search("ajwa dates", "v0", days=0)
    for _ in range(9):
        await search("me@example.com", "v1", days=2)
    (found,) = await rows(shop, SQL.series)
    assert [term["term"] for term in found["answer"]["terms"]] == ["ajwa dates"]
    assert found["answer"]["terms"][0]["searches"][-6:] == [0, 1, 1, 1, 1, 4]
    assert len(found["answer"]["terms"][0]["searches"]) == 84


async def test_the_index_of_prices_is_chained(shop: Connection) -> None:
    for number in (1, 2):
        product = {
            "id": UUID(int=number),
            "name": f"P{number}",
            "category": "dates",
            "price": 10,
            "currency": "SAR",
        }
        await rows_of(shop, SQL.product, product)
    # One rises from 10 to 11; the other is first seen later, dearer, which moves nothing.
    for product_number, days, price in ((1, 50, 10), (1, 20, 11), (2, 30, 90)):
        one = {
            **here(UUID(int=product_number)),
            "competitor": "Acme",
            "price": price,
            "currency": "SAR",
            "in_stock": True,
            "at": NOW - timedelta(days=days),
        }
        await shop.execute(SQL.price, one)
    (found,) = await rows(shop, SQL.series)
    for series in found["answer"]["prices"]:
        assert series["index"][-1] == pytest.approx(100 * 1.1**0.5, abs=1e-3)
        assert series["index"][0] == 100
    assert [series["category"] for series in found["answer"]["prices"]] == [None, "dates"]
