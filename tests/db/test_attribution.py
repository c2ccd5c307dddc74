"""The ledger of attribution says what it has to, to the cent, whatever happened before."""

from __future__ import annotations

import asyncio
import datetime as dt
import uuid
from collections import defaultdict
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import psycopg
from hypothesis import given, settings
from hypothesis import strategies as st

from flywheel import db as database
from tests.conftest import Stack
from tests.db import test_revenue as revenue
from tests.db.attribution_reference import Credits, Tables, credits_of
from tests.db.test_revenue import FIRST, ORDERS, SHOP, STATUSES, begin, rows
from tests.db.test_sales_races import PAY, open_shop, until_waiting

CUSTOMERS = [uuid.UUID(int=(0xDA7 << 112) + 200 + number) for number in range(2)]
CAMPAIGN = uuid.UUID(int=(0xDA7 << 112) + 300)
DIGITS = revenue.DIGITS
TYPES = ["page_view", "page_view", "click", "link_click", "email_click", "email_open", "impression"]


@dataclass(frozen=True)
class Event:
    """Something that a visitor did, perhaps heard of late."""

    event_type: str
    visitor: str | None
    session: str | None
    customer: int | None
    order: int | None
    source: str | None
    medium: str | None
    platform: str | None
    has_campaign: bool
    hour: int

    def run(self, connection: psycopg.Connection) -> None:
        connection.execute(
            b"""
            insert into events (
                workspace_id, batch, event_type, visitor_id, session_id, customer_id, order_id,
                source, medium, platform, campaign_id, occurred_at
            )
            select %(shop)s, private.open_batch(%(shop)s), %(type)s, %(visitor)s, %(session)s,
                %(customer)s, %(order)s, %(source)s, %(medium)s, %(platform)s, %(campaign)s, %(at)s
            """,
            {
                "shop": SHOP,
                "type": self.event_type,
                "visitor": self.visitor,
                "session": self.session,
                "customer": None if self.customer is None else CUSTOMERS[self.customer],
                "order": None if self.order is None else ORDERS[self.order],
                "source": self.source,
                "medium": self.medium,
                "platform": self.platform,
                "campaign": CAMPAIGN if self.has_campaign else None,
                "at": FIRST + dt.timedelta(hours=self.hour),
            },
        )


@dataclass(frozen=True)
class Step(revenue.Step):
    """One thing that happens to an order, or a job that runs."""

    def run(self, connection: psycopg.Connection) -> None:
        if self.verb in MORE:
            values = {
                "shop": SHOP,
                "order": ORDERS[self.order],
                "customer": [*CUSTOMERS, None][self.number % 3],
                "data": ['{"visitor_id": "v0"}', '{"session_id": "s1"}', "{}"][self.day % 3],
            }
            connection.execute(MORE[self.verb].encode(), values)
        else:
            super().run(connection)


# To take batches into the rollups is, to attribution, to delete them.
ROLL_UP = "delete from private.event_batches where workspace_id = %(shop)s"
ATTRIBUTE = "select attribute_orders(%(shop)s, 3)"
MORE = {
    "meet": "update orders set customer_id = %(customer)s where id = %(order)s",
    "track": "update orders set attribution_data = %(data)s where id = %(order)s",
    "roll up events": ROLL_UP,
    "attribute": ATTRIBUTE,
    "learn": """
        select learn_attribution(%(shop)s, '2026-05-01', '2026-05-31', (
            select jsonb_agg(jsonb_build_object(
                'model', m, 'channel', c, 'weight', w, 'paths', 9, 'conversions', 3
            ))
            from unnest(array['markov', 'shapley']) as m,
                (values ('email', 0.6), ('google / cpc', 0.3), ('meta', 0.1)) as k (c, w)
        ))
    """,
}
EVENT = st.builds(
    Event,
    st.sampled_from([*TYPES, "conversion"]),
    st.sampled_from(["v0", "v0", "v1", None]),
    st.sampled_from(["s0", "s1", "s2", None]),
    st.sampled_from([0, 1, None, None]),
    st.sampled_from([0, 1, None, None, None]),
    st.sampled_from(["google", "News", "direct", None]),
    st.sampled_from(["cpc", "email", None, None]),
    st.sampled_from(["meta", None, None, None]),
    st.booleans(),
    st.integers(-200, 110),
)
CHANGE = st.builds(
    Step,
    st.sampled_from([*revenue.VERBS, *MORE, "move", "refund", "refund", "attribute", "attribute"]),
    st.integers(0, 1),
    st.integers(1, 99_999),
    st.integers(0, 12),
    st.sampled_from([*STATUSES, "paid", "paid", "paid", "refunded"]),
    st.sampled_from(sorted(DIGITS)),
)


@st.composite
def histories(draw: st.DrawFn) -> list[Event | Step]:
    """Return events of buyers and two orders of theirs, and then whatever happens."""
    steps: list[Event | Step] = draw(st.lists(EVENT, min_size=4, max_size=9))
    for order in range(2):
        number, day = draw(st.integers(1, 99_999)), draw(st.integers(8, 12))
        currency = draw(st.sampled_from(sorted(DIGITS)))
        for verb in ("order", "track", "meet"):
            steps.append(Step(verb, order, number, day, "paid", currency))
    return [*steps, *draw(st.lists(st.one_of(EVENT, CHANGE, CHANGE), min_size=3, max_size=25))]


SETTINGS = st.fixed_dictionaries(
    {
        "touches": st.sampled_from(["clicks", "clicks_and_views"]),
        "look_back_days": st.sampled_from([4, 30]),
        "view_through_days": st.sampled_from([0, 1, 3]),
        "half_life_days": st.sampled_from([Decimal("0.5"), Decimal(7)]),
        "first_weight": st.sampled_from([Decimal("0.4"), Decimal("0.3")]),
    }
)


def prepare(connection: psycopg.Connection, chosen: dict[str, Any]) -> dict[str, Any]:
    begin(connection)
    for customer in CUSTOMERS:
        connection.execute(
            "insert into customers (id, workspace_id) values (%s, %s)", (customer, SHOP)
        )
    connection.execute(
        b"""
        insert into attribution_settings (
            workspace_id, touches, look_back_days, view_through_days, half_life_days, first_weight,
            middle_weight, last_weight
        )
        values (
            %(shop)s, %(touches)s, %(look_back_days)s, %(view_through_days)s, %(half_life_days)s,
            %(first_weight)s, 0.6 - %(first_weight)s, 0.4
        )
        """,
        {"shop": SHOP, **chosen},
    )
    (found,) = rows(connection, "select * from attribution_settings where workspace_id = %(shop)s")
    return found


def finish(connection: psycopg.Connection) -> None:
    rows(connection, "delete from private.event_batches where workspace_id = %(shop)s returning id")
    while rows(connection, f"{ATTRIBUTE} as taken")[0]["taken"]:
        pass
    connection.execute("select roll_up_revenue(%s)", (SHOP,))


def read(connection: psycopg.Connection, chosen: dict[str, Any]) -> Tables:
    shop = {
        table: rows(connection, f"select * from {table} where workspace_id = %(shop)s")
        for table in ("events", "orders", "payments", "refunds")
    }
    weights: dict[tuple[Any, str], dict[str, Decimal]] = defaultdict(dict)
    for one in rows(connection, LEARNED):
        weights[one["id"], one["model"]][one["channel"]] = one["weight"]
    return Tables(**shop, digits=DIGITS, settings=chosen, weights=weights)


LEARNED = """
select o.id, m.model, m.channel, m.weight
from private.attribution_orders as o
join attribution_models as m on m.workspace_id = o.workspace_id and m.computed_at = o.weights_at
where o.workspace_id = %(shop)s
"""
LEDGER = """
select order_id, model, fact, event_id, channel, currency, credited_at, sum(amount) as amount
from attribution_credits where workspace_id = %(shop)s
group by 1, 2, 3, 4, 5, 6, 7 having sum(amount) <> 0
"""
SHARES = """
select order_id, model, event_id, channel, sum(share) as share
from attribution_credits where workspace_id = %(shop)s
group by 1, 2, 3, 4 having sum(share) <> 0
"""
BY_DAY = """
select model, (credited_at at time zone 'UTC')::date as date, currency, sum(amount) as net
from attribution_credits where workspace_id = %(shop)s
group by 1, 2, 3 having sum(amount) <> 0
"""
REVENUE = """
select date, currency, net_revenue as net from revenue_daily
where workspace_id = %(shop)s and net_revenue <> 0
"""
SUMS = """
select dimension, model, date_trunc('month', date)::date as month, currency, key,
    sum(orders) as orders, sum(revenue) as revenue, sum(refunds) as refunds
from attribution_daily where workspace_id = %(shop)s
group by 1, 2, 3, 4, 5 order by 1, 2, 3, 4, 5
"""
MONTHS = """
select dimension, model, month, currency, key, orders, revenue, refunds
from private.attribution_months where workspace_id = %(shop)s order by 1, 2, 3, 4, 5
"""
DAYS = """
select dimension, model, date, currency, key, orders, revenue, refunds
from attribution_daily
where workspace_id = %(shop)s and (orders, revenue, refunds) <> (0, 0, 0)
"""
DAYS_AGAIN = """
select d.dimension, c.model, (c.credited_at at time zone 'UTC')::date as date, c.currency, d.key,
    sum(c.share) as orders,
    coalesce(sum(c.amount) filter (where c.fact = 'sale'), 0) as revenue,
    coalesce(-sum(c.amount) filter (where c.fact = 'refund'), 0) as refunds
from attribution_credits as c
cross join lateral (
    values ('channel', c.channel), ('campaign', coalesce(c.campaign_id::text, '')),
        ('ad', coalesce(c.ad_id::text, ''))
) as d (dimension, key)
where c.workspace_id = %(shop)s
group by 1, 2, 3, 4, 5
having sum(c.share) <> 0 or coalesce(sum(c.amount) filter (where c.fact = 'sale'), 0) <> 0
    or coalesce(sum(c.amount) filter (where c.fact = 'refund'), 0) <> 0
"""


def ledger(connection: psycopg.Connection, query: str) -> Credits:
    return {tuple(row.values())[:-1]: [*row.values()][-1] for row in rows(connection, query)}


def by_key(found: list[dict[str, Any]]) -> list[tuple[Any, ...]]:
    return sorted(tuple(row.values()) for row in found)


@settings(max_examples=25, deadline=None)
@given(chosen=SETTINGS, steps=histories())
def test_the_ledger_is_what_plain_python_makes_of_the_tables(
    stack: Stack, chosen: dict[str, Any], steps: list[Event | Step]
) -> None:
    with psycopg.connect(stack.db_url) as connection:
        found_settings = prepare(connection, chosen)
        for step in steps:
            step.run(connection)
        finish(connection)
        tables = read(connection, found_settings)
        amounts: Credits = {}
        shares: Credits = {}
        for order in tables.orders:
            one, other = credits_of(order, tables)
            amounts |= one
            shares |= other
        assert ledger(connection, LEDGER) == amounts
        assert ledger(connection, SHARES) == shares
        assert by_key(rows(connection, DAYS)) == by_key(rows(connection, DAYS_AGAIN))
        assert rows(connection, MONTHS) == rows(connection, SUMS)
        # What was given back of an order that is gone is a refund of nobody's order.
        if all(one["order_id"] for one in (*tables.payments, *tables.refunds)):
            revenue_of = {(r["date"], r["currency"]): r["net"] for r in rows(connection, REVENUE)}
            by_model: dict[str, dict[Any, Decimal]] = defaultdict(dict)
            for row in rows(connection, BY_DAY):
                by_model[row["model"]][row["date"], row["currency"]] = row["net"]
            for model in ("first_touch", "last_touch", "linear", "time_decay", "position_based"):
                assert by_model[model] == revenue_of
        connection.rollback()


async def test_of_two_runs_the_later_one_sees_what_the_earlier_one_wrote(stack: Stack) -> None:
    shop = await open_shop(stack.db_url)
    orders = [await shop.order(1) for _ in range(2)]
    attribute = ("select attribute_orders(%s)", (shop.workspace_id,))
    async with database.connect(shop.db_url) as one, database.connect(shop.db_url) as two:
        for order in orders:
            await one.execute(PAY, (order,))
        await one.execute("begin")
        await one.execute(*attribute)
        await two.execute("update orders set total_amount = 70 where id = %s", (orders[0],))
        second = asyncio.create_task(two.execute(*attribute))
        await until_waiting(two, shop.db_url)
        await one.execute("commit")
        await second
        found = await two.execute(
            "select sum(c.amount) as credited, (select sum(total_amount) from orders as o"
            " where o.workspace_id = %(shop)s) as sold from attribution_credits as c"
            " where c.workspace_id = %(shop)s and c.model = 'linear'",
            {"shop": shop.workspace_id},
        )
        row = await found.fetchone()
        assert row
        assert row["credited"] == row["sold"] == Decimal(80)


async def test_a_run_that_dies_leaves_its_work_to_the_next_one(stack: Stack) -> None:
    shop = await open_shop(stack.db_url)
    attribute = ("select attribute_orders(%s) as taken", (shop.workspace_id,))
    async with database.connect(shop.db_url) as one, database.connect(shop.db_url) as two:
        await one.execute(PAY, (await shop.order(1),))
        await two.execute("begin")
        await two.execute(*attribute)
        await two.execute("rollback")
        first = await (await one.execute(*attribute)).fetchone()
        again = await (await one.execute(*attribute)).fetchone()
        assert first
        assert again
        assert first["taken"] > 0
        assert again["taken"] == 0
