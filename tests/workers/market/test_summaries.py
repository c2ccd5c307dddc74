"""The job puts numbers into words where it is wanted, under the budget, and once."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from flywheel.db import Connection
from tests.workers.market.shop import NOW, SHOP, SQL, rows, work

JOBS = ("insights.analyse_market", "ai.generate")


async def open_market(shop: Connection, *, summaries: bool = True) -> None:
    values = {"shop": SHOP, "product": UUID(int=1), "currency": "SAR"}
    await shop.execute(
        SQL.product,
        {**values, "id": UUID(int=1), "name": "Gift box", "category": "gifts", "price": 115},
    )
    await seen(shop, "Bateel", 100)
    for day in range(84):
        await shop.execute(
            SQL.sale,
            {
                **values,
                "date": (NOW - timedelta(days=84 - day)).date(),
                "units": 5 + day // 7,
                "revenue": 1,
            },
        )
    if summaries:
        await shop.execute(SQL.summaries_on, {"shop": SHOP})


async def seen(shop: Connection, competitor: str, price: int) -> None:
    await shop.execute(
        SQL.price,
        {
            "shop": SHOP,
            "product": UUID(int=1),
            "competitor": competitor,
            "price": price,
            "currency": "SAR",
            "in_stock": True,
            "at": NOW - timedelta(hours=price),
        },
    )


async def run(dsn: str, shop: Connection) -> None:
    await rows(shop, SQL.request_analysis)
    await work(dsn, shop, *JOBS)
    assert await rows(shop, SQL.failures) == []


async def test_numbers_are_summed_up_once_and_anew_when_they_change(
    dsn: str, shop: Connection
) -> None:
    await open_market(shop)
    await shop.execute(SQL.business, {"shop": SHOP})
    await run(dsn, shop)
    (whole,) = [each for each in await rows(shop, SQL.analyses) if each["product_id"] is None]
    (trends,) = await rows(shop, SQL.trends)
    assert "115" in whole["summary"]
    assert "Bateel" in whole["summary"]
    assert "(15.0 %)" in whole["summary"]
    assert "Gift box" in trends["summary"]
    generations = await rows(shop, SQL.generations)
    assert {each["id"] for each in generations} == {
        whole["generation_id"],
        trends["generation_id"],
    }
    assert {each["status"] for each in generations} == {"completed"}
    assert {each["status"] for each in await rows(shop, SQL.reservations)} == {"settled"}

    await run(dsn, shop)
    assert len(await rows(shop, SQL.generations)) == 2, "the same numbers are not paid for twice"

    await seen(shop, "Acme", 90)
    await run(dsn, shop)
    assert len(await rows(shop, SQL.generations)) == 3
    newest = [each for each in await rows(shop, SQL.analyses) if each["product_id"] is None][-1]
    assert "Acme" in newest["summary"]


async def test_with_a_budget_that_is_used_up_the_numbers_stay_and_the_reason_is_said(
    dsn: str, shop: Connection
) -> None:
    await open_market(shop)
    await shop.execute(SQL.business, {"shop": SHOP})
    await shop.execute(SQL.small_budget, {"shop": SHOP, "cap": 0.000001})
    await run(dsn, shop)
    (whole,) = [each for each in await rows(shop, SQL.analyses) if each["product_id"] is None]
    assert whole["analysis"]["currencies"][0]["products"] == 1
    assert whole["summary"] is whole["generation_id"] is None
    assert "budget" in whole["summary_note"]
    (trends,) = await rows(shop, SQL.trends)
    assert trends["trends"]["found"][0]["key"] == str(UUID(int=1))
    assert "budget" in trends["summary_note"]
    assert await rows(shop, SQL.generations) == await rows(shop, SQL.reservations) == []

    await shop.execute(SQL.small_budget, {"shop": SHOP, "cap": 5})
    await run(dsn, shop)
    (whole,) = [each for each in await rows(shop, SQL.analyses) if each["product_id"] is None]
    assert "Bateel" in whole["summary"]
    assert whole["summary_note"] is None


async def test_nobody_is_asked_where_summaries_are_not_wanted_or_there_is_no_business(
    dsn: str, shop: Connection
) -> None:
    await open_market(shop, summaries=False)
    await run(dsn, shop)
    analyses = await rows(shop, SQL.analyses)
    assert len(analyses) == 2
    assert {each["summary_note"] for each in analyses} == {None}
    await shop.execute(SQL.summaries_on, {"shop": SHOP})
    await run(dsn, shop)
    (whole,) = [each for each in await rows(shop, SQL.analyses) if each["product_id"] is None]
    assert whole["summary_note"] == "there is no business profile to write it for"
    assert await rows(shop, SQL.generations) == []
