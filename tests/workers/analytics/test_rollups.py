"""The rollups are a recount of the events, whatever order they came in and whoever was killed."""

from __future__ import annotations

import asyncio
import datetime as dt
import random
import uuid
from collections import Counter, defaultdict
from collections.abc import AsyncIterator, Callable
from typing import Any

import psycopg
import pytest
from psycopg.types.json import Jsonb

from flywheel import db

from .recount import Recount, Row, day_of, hour_of, month_of

SQL = db.Queries.load(__package__, "rollups.sql")
WORKSPACE = "00000000-0000-4000-8000-0000000000aa"
WRITE_KEY = "fwp_" + WORKSPACE.replace("-", "")
HOME = "USD"


@pytest.fixture
def url(new_database: Callable[[], str]) -> str:
    return new_database()


@pytest.fixture
async def database(url: str) -> AsyncIterator[db.Connection]:
    async with db.connect(url) as connection:
        await connection.execute(SQL.prepare)
        yield connection


def stream(chance: random.Random, events: int) -> list[Row]:
    """Make up events of a quarter: sessions that cross midnight, few visitors, three currencies."""
    begin = dt.datetime.now(dt.UTC).replace(microsecond=0) - dt.timedelta(days=90)
    visits = [
        {
            "session_id": f"s-{number}" if chance.random() < 0.9 else None,
            "visitor_id": f"v-{chance.randrange(events // 6 + 1)}",
            "at": begin + dt.timedelta(seconds=chance.randrange(89 * 86400)),
            "source": chance.choice([None, "google", "newsletter"]),
        }
        for number in range(events // 5 + 1)
    ]
    made: list[Row] = []
    for _ in range(events):
        visit = chance.choice(visits)
        kind = chance.choice(
            ["page_view", "page_view", "view", "click", "impression", "cart_add", "conversion",
             "refund", "custom"]
        )  # fmt: skip
        event: Row = {
            "id": str(uuid.UUID(int=chance.getrandbits(128), version=4)),
            "event_type": kind,
            "occurred_at": (
                visit["at"] + dt.timedelta(seconds=chance.choice([0, 1, 1, 600, 40000]))
            ).isoformat(),
            "visitor_id": visit["visitor_id"],
            "session_id": visit["session_id"],
            "source": visit["source"],
            "page": chance.choice(["/", "/soap", "/towel", None]),
            "quantity": chance.choice([1, 1, 3]),
            "stage": chance.choice([None, None, None, "lead"]),
        }
        if chance.random() < 0.5:
            event["product_id"] = f"10000000-0000-4000-8000-00000000000{chance.randint(1, 4)}"
        if chance.random() < 0.5:
            event["campaign_id"] = f"20000000-0000-4000-8000-00000000000{chance.randint(1, 3)}"
        if kind in {"conversion", "refund"}:
            event["revenue"] = chance.randrange(10000) / 100
            event["currency"] = chance.choice(["USD", "USD", "SAR", "JPY"])
        made.append({name: value for name, value in event.items() if value is not None})
    return made


async def one(connection: db.Connection, statement: bytes, **values: Any) -> Row:
    row = await (await connection.execute(statement, values)).fetchone()
    assert row is not None
    return row


async def rows(connection: db.Connection, statement: bytes, **values: Any) -> list[Row]:
    found = await connection.execute(statement, {"workspace": WORKSPACE, **values})
    return await found.fetchall()


async def killed_roll_up(url: str, connection: db.Connection, after: float) -> None:
    """Let a worker roll up, and kill it at some moment: before, in, or after its transaction."""
    worker = await psycopg.AsyncConnection.connect(url)
    pid = worker.info.backend_pid

    async def work() -> None:
        try:
            await worker.execute(SQL.roll_up, {"events": 200})
            await worker.commit()
        except psycopg.OperationalError:
            pass

    running = asyncio.create_task(work())
    await asyncio.sleep(after)
    await connection.execute("select pg_terminate_backend(%s)", [pid])
    await running
    await worker.close()


def ours(row: Row, key: tuple[Any, ...], *measures: str) -> tuple[Any, Counter[str]]:
    return key, +Counter({name: row[name] for name in measures})


def assert_equal(
    held: list[tuple[Any, Counter[str]]], counted: dict[Any, Counter[str]], *measures: str
) -> None:
    """Rows that are all zero may be there or not."""
    expected = {
        key: +Counter({name: row[name] for name in measures}) for key, row in counted.items()
    }
    assert {k: v for k, v in held if v} == {k: v for k, v in expected.items() if v}


async def assert_rollups_are_a_recount(connection: db.Connection) -> None:
    recount = Recount(await rows(connection, SQL.events))
    visits = recount.visits()

    daily = {(day, cur): row for (day, cur), row in recount.sums(day_of).items()}
    hourly = dict(recount.sums(hour_of))
    sources = dict(
        recount.sums(lambda e: (e["source"] or "direct", e["medium"] or "none", day_of(e)))
    )
    for visit in visits:
        row = daily[visit["day"], HOME]
        row["sessions"] += 1
        row["bounces"] += visit["bounce"]
        row["session_seconds"] += visit["seconds"]
        hourly[visit["hour"], HOME]["sessions"] += 1
        sources[(visit["source"], visit["medium"], visit["day"]), HOME]["sessions"] += 1
    measures = (
        "events", "page_views", "clicks", "cart_adds", "conversions", "revenue", "refunds",
        "visitors", "sessions", "bounces", "session_seconds",
    )  # fmt: skip
    held = await rows(connection, SQL.traffic_daily)
    assert_equal([ours(r, (r["date"], r["currency"]), *measures) for r in held], daily, *measures)
    measures = ("events", "page_views", "conversions", "revenue", "refunds", "visitors", "sessions")
    held = await rows(connection, SQL.traffic_hourly)
    assert_equal([ours(r, (r["hour"], r["currency"]), *measures) for r in held], hourly, *measures)
    measures = ("conversions", "revenue", "refunds", "visitors", "sessions")
    held = await rows(connection, SQL.sources)
    assert_equal(
        [ours(r, ((r["source"], r["medium"], r["date"]), r["currency"]), *measures) for r in held],
        sources,
        *measures,
    )

    measures = ("views", "cart_adds", "visitors")
    held = await rows(connection, SQL.products)
    assert_equal(
        [ours(r, ((str(r["product_id"]), r["date"]), r["currency"]), *measures) for r in held],
        recount.sums(lambda e: (e["product_id"], day_of(e)), lambda e: e["product_id"]),
        *measures,
    )
    measures = ("views", "impressions", "clicks", "conversions", "revenue", "refunds", "visitors")
    by_campaign = recount.sums(lambda e: (e["campaign_id"], day_of(e)), lambda e: e["campaign_id"])
    held = await rows(connection, SQL.campaigns)
    assert_equal(
        [ours(r, ((str(r["campaign_id"]), r["date"]), r["currency"]), *measures) for r in held],
        by_campaign,
        *measures,
    )
    measures = ("views", "conversions", "revenue", "refunds", "visitors")
    held = await rows(connection, SQL.countries)
    assert_equal(
        [
            ours({**r, "visitors": r["users"]}, ((r["country"], r["date"]), r["currency"]), *measures)
            for r in held
        ],
        recount.sums(lambda e: (e["country"] or "ZZ", day_of(e))),
        *measures,
    )

    pages: dict[Any, Counter[str]] = defaultdict(Counter)
    seen = recount.sums(
        lambda e: (e["page"], day_of(e)), lambda e: e["page"] and e["event_type"] == "page_view"
    )
    for (key, _), row in seen.items():
        pages[key].update({"views": row["page_views"], "visitors": row["visitors"]})
    for visit in visits:
        if visit["pages"]:
            first, last = visit["pages"][0], visit["pages"][-1]
            pages[first["page"], day_of(first)]["entries"] += 1
            pages[last["page"], day_of(last)]["exits"] += 1
    measures = ("views", "visitors", "entries", "exits")
    held = await rows(connection, SQL.pages)
    assert_equal([ours(r, (r["page"], r["date"]), *measures) for r in held], pages, *measures)

    await assert_months_are_a_recount(connection, recount, visits)

    held = await rows(connection, SQL.patterns)
    assert {(r["bucket"], tuple(r["reached"])): r["sessions"] for r in held} == Counter(
        (visit["day"], visit["reached"]) for visit in visits
    )
    held = await rows(connection, SQL.retention)
    assert {(r["cohort_week"], r["week"]): r["visitors"] for r in held} == recount.retention()


async def assert_months_are_a_recount(
    connection: db.Connection, recount: Recount, visits: list[Row]
) -> None:
    traffic = dict(recount.sums(lambda e: month_of(day_of(e))))
    for visit in visits:
        row = traffic[month_of(visit["day"]), HOME]
        row["sessions"] += 1
        row["bounces"] += visit["bounce"]
        row["session_seconds"] += visit["seconds"]
    for row in traffic.values():
        row["views"] = row["page_views"]
    measures = (
        "events", "views", "clicks", "cart_adds", "conversions", "revenue", "refunds", "visitors",
        "sessions", "bounces", "session_seconds",
    )  # fmt: skip
    held = await rows(connection, SQL.months, dimension="traffic")
    assert_equal([ours(r, (r["month"], r["currency"]), *measures) for r in held], traffic, *measures)
    measures = ("views", "impressions", "clicks", "conversions", "revenue", "refunds", "visitors")
    held = await rows(connection, SQL.months, dimension="campaign")
    assert_equal(
        [ours(r, ((r["key"], r["month"]), r["currency"]), *measures) for r in held],
        recount.sums(
            lambda e: (e["campaign_id"], month_of(day_of(e))), lambda e: e["campaign_id"]
        ),
        *measures,
    )
    measures = ("views", "cart_adds", "visitors")
    held = await rows(connection, SQL.months, dimension="product")
    assert_equal(
        [ours(r, ((r["key"], r["month"]), r["currency"]), *measures) for r in held],
        recount.sums(lambda e: (e["product_id"], month_of(day_of(e))), lambda e: e["product_id"]),
        *measures,
    )


@pytest.mark.parametrize("seed", range(4))
async def test_rollups_are_a_recount_of_any_stream(
    url: str, database: db.Connection, seed: int
) -> None:
    chance = random.Random(seed)
    events = stream(chance, 700)
    sent = events + chance.sample(events, 150)  # some twice
    chance.shuffle(sent)
    while sent:
        size = chance.choice([1, 5, 60])
        batch, sent = sent[:size], sent[size:]
        answer = await one(
            database,
            SQL.track,
            payload=Jsonb({"write_key": WRITE_KEY, "events": batch}),
        )
        assert answer["track_events"]["rejected"] == []
        if chance.random() < 0.4:
            await database.execute(SQL.roll_up, {"events": chance.choice([1, 100])})
        if chance.random() < 0.15:
            await killed_roll_up(url, database, chance.random() * 0.1)
        counted = await one(database, SQL.counted, workspace=WORKSPACE)
        assert counted["rolled_up"] + counted["waiting"] == counted["events"]
    while (await one(database, SQL.roll_up, events=20000))["done"]["batches"]:
        pass
    assert (await one(database, SQL.counted, workspace=WORKSPACE))["events"] == len(events)
    await assert_rollups_are_a_recount(database)
    if seed == 0:
        await database.execute(SQL.recount, {"workspace": WORKSPACE})
        while (await one(database, SQL.roll_up, events=300))["done"]["batches"]:
            pass
        await assert_rollups_are_a_recount(database)

