"""No sequence of updates, by any role, breaks a guardrail of prices; nor do two sessions."""

from __future__ import annotations

import asyncio
import json
import uuid
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

import psycopg
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from psycopg import sql

from flywheel import db as database
from flywheel.local.postgres import SUPERUSER
from tests.db.price_model import FORMS, Item, Rule, Shop, switched
from tests.db.test_experiments_races import until_waiting
from tests.workers.databases import copies_of_one

OWNER, PRODUCT = uuid.uuid4(), uuid.uuid4()
MEMBER = json.dumps({"sub": str(OWNER), "role": "authenticated"})
UPDATE = """
update public.products set current_price = %s, base_cost = %s, currency = %s, category = %s
where id = %s
"""
INSERT = """
insert into public.products
    (current_price, base_price, base_cost, currency, category, id, workspace_id, name)
values (%s, %s, %s, %s, %s, %s, %s, 'Another')
"""
ADD_RULE = """
insert into public.price_rules (
    id, workspace_id, name, category, currency, floor_price, minimum_advertised_price,
    ceiling_price, minimum_margin, maximum_step, maximum_changes_per_day, competitor_band_low,
    competitor_band_high, rounding, quiet_from, quiet_until, created_at
)
values (%s, %s, 'Rule', %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s,
    now() + %s * interval '1 second')
"""
ADD_COMPETITOR = """
insert into public.competitor_prices
    (workspace_id, product_id, competitor, price, currency, observed_at)
values (%s, %s, 'Suds', %s, 'USD', clock_timestamp())
"""

cents = st.one_of(
    st.integers(1700, 2400),
    st.sampled_from([0, 1, 1999, 2000, 2050, 2099, 1899, 2199, 1800, 2200]),
    st.integers(0, 9999),
)
currencies = st.sampled_from(["USD", "USD", "USD", "SAR"])
categories = st.sampled_from([None, "bath"])
roles = st.sampled_from(["authenticated", "service_role", "postgres", "replica"])


def maybe(values: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    """Return a strategy that mostly gives None, as most columns of most rules do."""
    return st.one_of(st.none(), st.none(), values)


bands = st.sampled_from([(None, None), (None, None), (90, 110), (95, None), (None, 105)])
rules = st.builds(
    lambda band, bounds, **rest: Rule(
        0,
        band_low=band[0],
        band_high=band[1],
        floor=bounds[0],
        ceiling=bounds[1],
        **rest,
    ),
    bands,
    st.sampled_from([(None, None), (1900, None), (None, 2100), (1800, 2200), (2500, None)]),
    category=categories,
    currency=currencies,
    advertised=maybe(st.integers(1700, 2200)),
    margin=maybe(st.integers(-20, 60)),
    step=maybe(st.sampled_from([1, 5, 10, 100])),
    changes=maybe(st.integers(0, 4)),
    rounding=st.sampled_from(["none", "none", *FORMS]),
    is_quiet=st.sampled_from([False] * 9 + [True]),
)
steps = st.one_of(
    st.tuples(st.just("price"), cents, roles),
    st.tuples(st.just("price"), cents, roles),
    st.tuples(st.just("cost"), st.one_of(st.none(), st.integers(0, 2500)), roles),
    st.tuples(st.just("currency"), currencies, roles),
    st.tuples(st.just("category"), categories, roles),
    st.tuples(st.just("all"), st.builds(Item, cents, maybe(cents), currencies, categories), roles),
    st.tuples(st.just("new"), st.builds(Item, cents, maybe(cents), currencies, categories), roles),
    st.tuples(st.just("rule"), rules, roles),
    st.tuples(st.just("switch"), st.integers(0, 9), roles),
    st.tuples(st.just("competitor"), st.integers(1500, 2500), roles),
)


def money(amount: int | None) -> Decimal | None:
    """Return an amount of cents as the database has it."""
    return None if amount is None else Decimal(amount) / 100


@dataclass
class Database:
    """A connection of the superuser, who may be any role, and the workspace of the shop."""

    connection: psycopg.Connection
    workspace_id: uuid.UUID

    def does(self, role: str, query: str, values: tuple[object, ...]) -> bool:
        """Run a statement as a role; False if a guardrail refuses it."""
        try:
            with self.connection.transaction():
                if role == "replica":
                    self.connection.execute("set local session_replication_role = replica")
                else:
                    self.connection.execute(
                        sql.SQL("set local role {}").format(sql.Identifier(role))
                    )
                self.connection.execute(
                    "select set_config('request.jwt.claims', %s, true)", [MEMBER]
                )
                self.connection.execute(query.encode(), values)
                self.connection.execute("reset role")
                self.connection.execute("set local session_replication_role = origin")
        except psycopg.Error as error:
            if error.sqlstate != "PT422":
                raise
            return False
        return True

    def write(self, role: str, item: Item) -> bool:
        """Make the product this; False if a guardrail refuses it."""
        values = (money(item.price), money(item.cost), item.currency, item.category, PRODUCT)
        return self.does(role, UPDATE, values)

    def insert(self, role: str, item: Item) -> bool:
        """Add another product; False if a guardrail refuses it."""
        price, cost = money(item.price), money(item.cost)
        values = (price, price, cost, item.currency, item.category, uuid.uuid4(), self.workspace_id)
        return self.does(role, INSERT, values)

    def add(self, role: str, rule: Rule) -> bool:
        """Add a rule."""
        hour = "00:00" if rule.is_quiet else None
        return self.does(
            role,
            ADD_RULE,
            (
                uuid.UUID(int=rule.number),
                self.workspace_id,
                rule.category,
                rule.currency,
                money(rule.floor),
                money(rule.advertised),
                money(rule.ceiling),
                rule.margin,
                rule.step,
                rule.changes,
                rule.band_low,
                rule.band_high,
                rule.rounding,
                hour,
                hour,
                rule.number,
            ),
        )


def open_shop(url: str) -> tuple[str, uuid.UUID]:
    """Make a workspace with a product of 20 USD; returns the superuser's URL and its id."""
    admin = psycopg.conninfo.make_conninfo(url, user=SUPERUSER)
    with psycopg.connect(admin, autocommit=True) as connection:
        connection.execute(
            "insert into auth.users (id, email, email_confirmed_at)"
            " values (%s, 'a@b.example', now())",
            (OWNER,),
        )
        row = connection.execute(
            "insert into public.workspaces (owner_id, name) values (%s, 'Shop') returning id",
            (OWNER,),
        ).fetchone()
        assert row
        connection.execute(INSERT.encode(), (20, 20, 10, "USD", None, PRODUCT, row[0]))
    return admin, row[0]


@pytest.fixture(scope="module")
def new_database() -> Iterator[Callable[[], str]]:
    with copies_of_one("guard") as copy:
        yield copy


@pytest.fixture(scope="module")
def opened(new_database: Callable[[], str]) -> Iterator[Database]:
    admin, workspace_id = open_shop(new_database())
    with psycopg.connect(admin) as connection:
        yield Database(connection, workspace_id)


def begin(opened: Database) -> None:
    """Begin what the test rolls back: without it, each statement would be kept."""
    opened.connection.execute("select 1")


@settings(max_examples=150, deadline=None)
@given(
    given_rules=st.lists(rules, max_size=3),
    sells_abroad=st.booleans(),
    taken=st.lists(steps, min_size=3, max_size=15),
)
@example(
    given_rules=[],
    sells_abroad=True,
    taken=[
        ("currency", "SAR", "service_role"),
        ("price", 100, "service_role"),
        ("all", Item(100, 1000, "USD", None), "service_role"),
        ("all", Item(2200, 1000, "USD", None), "service_role"),
    ],
)
@example(
    given_rules=[Rule(0, margin=-20)],
    sells_abroad=False,
    taken=[("cost", 2400, "postgres"), ("price", 1999, "replica"), ("price", 2001, "replica")],
)
def test_what_is_accepted_keeps_every_guardrail_and_what_keeps_them_is_accepted(
    opened: Database,
    given_rules: list[Rule],
    sells_abroad: bool,
    taken: list[tuple[str, Any, str]],
) -> None:
    shop = Shop(Item(2000, 1000, "USD", None))
    # Without rules there, nothing goes there.
    abroad = [Rule(0, currency="SAR", changes=5), Rule(0, step=10)] if sells_abroad else []
    begun = [("rule", rule, "postgres") for rule in given_rules + abroad]
    begin(opened)
    try:
        for what, value, role in begun + taken:
            step(opened, shop, what, value, role)
    finally:
        opened.connection.rollback()


def step(opened: Database, shop: Shop, what: str, value: Any, role: str) -> None:
    """Do one step to the shop and to its model, and compare what they say to it."""
    if what == "rule":
        rule = replace(value, number=len(shop.rules) + 1)
        if opened.add(role, rule):
            shop.rules.append(rule)
    elif what == "switch":
        if shop.rules:
            number = value % len(shop.rules)
            shop.rules[number] = switched(shop.rules[number])
            opened.does(
                role,
                "update public.price_rules set is_active = %s where id = %s",
                (shop.rules[number].is_active, uuid.UUID(int=number + 1)),
            )
    elif what == "competitor":
        if opened.does(role, ADD_COMPETITOR, (opened.workspace_id, PRODUCT, money(value))):
            shop.competitor = value
    elif what == "new":
        # It has no competitors.
        alone = Shop(value, shop.rules)
        assert opened.insert(role, value) == alone.allows(value, is_new=True), (value, shop)
    else:
        changed = value if what == "all" else replace(shop.item, **{what: value})
        is_allowed = shop.allows(changed)
        assert opened.write(role, changed) == is_allowed, (changed, shop, role)
        if is_allowed:
            shop.accept(changed)


@pytest.mark.parametrize("isolation", ["read committed", "repeatable read"])
async def test_two_sessions_do_not_both_use_the_last_change_of_the_day(
    new_database: Callable[[], str], isolation: str
) -> None:
    admin, workspace_id = await asyncio.to_thread(open_shop, new_database())
    change = "update public.products set current_price = current_price + 1 where id = %s"
    async with database.connect(admin) as one, database.connect(admin) as two:
        await one.execute(
            "insert into public.price_rules (workspace_id, name, currency, maximum_changes_per_day)"
            " values (%s, 'Once', 'USD', 1)",
            (workspace_id,),
        )
        for connection in (one, two):
            await connection.execute(f"begin isolation level {isolation}".encode())
            await connection.execute("select from public.price_history")
        await one.execute(change, (PRODUCT,))
        second = asyncio.create_task(two.execute(change, (PRODUCT,)))
        await until_waiting(two, admin)
        await one.execute("commit")
        with pytest.raises(psycopg.Error) as refused:
            await second
        await two.execute("rollback")
        assert refused.value.sqlstate in {"PT422", "40001"}
        found = await (await one.execute("select new_price from public.price_history")).fetchall()
    assert [row["new_price"] for row in found] == [21]


def test_what_the_window_says_is_what_the_trigger_does(opened: Database) -> None:
    bounds = "select low, high, rounding from private.price_bounds(%s, %s) where blocked is null"
    begin(opened)
    try:
        for number, rule in enumerate(
            [
                Rule(0, margin=37, step=7),
                Rule(0, ceiling=2111, rounding="ends_99"),
                Rule(0, floor=1903),
            ]
        ):
            opened.add("postgres", replace(rule, number=number + 1))
            row = opened.connection.execute(bounds, (opened.workspace_id, [PRODUCT])).fetchone()
            assert row
            low, high, rounding = row
            for price in range(1500, 2500):
                is_inside = (low is None or price >= low * 100) and (
                    high is None or price <= high * 100
                )
                step_size, start = FORMS[rounding]
                expected = price == 2000 or (is_inside and (price - start) % step_size == 0)
                assert accepts(opened, Item(price, 1000, "USD", None)) == expected, (price, row)
    finally:
        opened.connection.rollback()


def accepts(opened: Database, item: Item) -> bool:
    """Return whether the guardrails would accept it, and leave everything as it was."""
    with opened.connection.transaction(force_rollback=True):
        return opened.write("postgres", item)
