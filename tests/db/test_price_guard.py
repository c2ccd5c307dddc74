"""No sequence of updates, by any role, breaks a guardrail of prices; nor do two sessions."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

import psycopg
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from flywheel import db as database
from tests.db.price_database import PRODUCT, Database, money, open_shop, origin_of
from tests.db.price_model import FORMS, Item, Rule, Shop, switched
from tests.db.price_steps import (
    Step,
    cost_steps,
    margin_rules,
    rollback_steps,
    rules,
    steps,
)
from tests.db.test_experiments_races import until_waiting
from tests.workers.databases import copies_of_one


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
    taken: list[Step],
) -> None:
    # Without rules there, nothing goes there.
    abroad = [Rule(0, currency="SAR", changes=5), Rule(0, step=10)] if sells_abroad else []
    follow(opened, given_rules + abroad, taken)


@settings(max_examples=60, deadline=None)
@given(
    given_rules=st.lists(margin_rules, min_size=1, max_size=3),
    taken=st.lists(cost_steps, min_size=4, max_size=12),
)
@example(
    given_rules=[Rule(0, margin=40, is_own=True)],
    taken=[
        ("cost", None, "authenticated"),
        ("price", 1999, "authenticated"),
        ("cost", 1500, "authenticated"),
        ("price", 2001, "postgres"),
        ("price", 2000, "postgres"),
        ("cost", 500, "service_role"),
        ("price", 834, "replica"),
        ("price", 833, "replica"),
    ],
)
@example(
    given_rules=[Rule(0, margin=0), Rule(0, margin=25, category="bath")],
    taken=[
        ("all", Item(1000, 500, "USD", None), "postgres"),
        ("all", Item(999, None, "USD", None), "postgres"),
        ("all", Item(1000, 1000, "USD", None), "postgres"),
        ("all", Item(999, None, "USD", None), "postgres"),
        ("category", "bath", "postgres"),
        ("edit", (1, Rule(0, margin=-20, is_own=True)), "authenticated"),
        ("category", "bath", "postgres"),
        ("price", 999, "postgres"),
    ],
)
def test_margins_hold_while_costs_are_forgotten_and_rules_are_edited(
    opened: Database, given_rules: list[Rule], taken: list[Step]
) -> None:
    follow(opened, given_rules, taken)


@settings(max_examples=100, deadline=None)
@given(
    given_rules=st.lists(rules, max_size=2),
    taken=st.lists(rollback_steps, min_size=4, max_size=14),
)
# Back under its name or none, and the way up again by what the rules allow: once is all.
@example(
    given_rules=[],
    taken=[
        ("recommend", 2400, "service_role"),
        ("rule", Rule(0, step=10), "postgres"),
        ("take back", (0, "no name"), "authenticated"),
        ("take back", (0, "other price"), "authenticated"),
        ("take back", (0, "claim"), "authenticated"),
        ("price", 2200, "postgres"),
        ("price", 2400, "postgres"),
        ("take back", (0, "claim"), "authenticated"),
        ("take back", (0, "no name"), "authenticated"),
        ("take back", (0, "function"), "authenticated"),
    ],
)
# What moved since is not what was applied; where it came back, it is.
@example(
    given_rules=[],
    taken=[
        ("recommend", 2400, "service_role"),
        ("rule", Rule(0, step=5), "postgres"),
        ("price", 2300, "postgres"),
        ("take back", (0, "claim"), "replica"),
        ("take back", (0, "function"), "postgres"),
        ("price", 2400, "postgres"),
        ("take back", (0, "function"), "postgres"),
    ],
)
# A bound holds for rollbacks, and lets go when the rule is edited.
@example(
    given_rules=[Rule(0, margin=40)],
    taken=[
        ("recommend", 2400, "service_role"),
        ("cost", 1400, "postgres"),
        ("rule", Rule(0, step=5), "postgres"),
        ("take back", (0, "function"), "authenticated"),
        ("edit", (0, Rule(0, margin=30, changes=0, rounding="ends_99")), "postgres"),
        ("take back", (0, "function"), "authenticated"),
        ("take back", (0, "claim"), "authenticated"),
    ],
)
def test_a_rollback_restores_exactly_or_is_refused_for_a_bound_and_works_once(
    opened: Database, given_rules: list[Rule], taken: list[Step]
) -> None:
    follow(opened, given_rules, taken)


def follow(opened: Database, given_rules: list[Rule], taken: list[Step]) -> None:
    """Do the steps to a product of 20 USD that costs 10, and to its model; keep nothing."""
    shop = Shop(Item(2000, 1000, "USD", None))
    begun: list[Step] = [("rule", rule, "postgres") for rule in given_rules]
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
    elif what in ("switch", "edit"):
        if shop.rules:
            change_rule(opened, shop, value, role)
    elif what == "competitor":
        if opened.watch(role, value):
            shop.competitor = value
    elif what == "new":
        # It has no competitors, and no rule of its own.
        alone = Shop(value, [rule for rule in shop.rules if not rule.is_own])
        assert opened.insert(role, value) == alone.allows(value, is_new=True), (value, shop)
    elif what == "recommend":
        recommend(opened, shop, value, role)
    elif what == "take back":
        if shop.applied:
            ago, how = value
            take_back(opened, shop, ago, how, role)
    else:
        changed = value if what == "all" else replace(shop.item, **{what: value})
        is_allowed = shop.allows(changed)
        assert opened.write(role, changed) == is_allowed, (changed, shop, role)
        if is_allowed:
            shop.accept(changed)


def change_rule(opened: Database, shop: Shop, value: int | tuple[int, Rule], role: str) -> None:
    """Switch a rule, or make it another, as new as it was."""
    place = (value if isinstance(value, int) else value[0]) % len(shop.rules)
    rule = shop.rules[place]
    if isinstance(value, int):
        changed = switched(rule)
        is_done = opened.switch(role, changed)
    else:
        changed = replace(value[1], number=rule.number, is_active=rule.is_active)
        is_done = opened.edit(role, changed)
    assert is_done, changed
    shop.rules[place] = changed


def recommend(opened: Database, shop: Shop, price: int, role: str) -> None:
    """Apply a recommendation: it is held to what everybody is."""
    number, old, new = len(shop.past) + 1, shop.item, replace(shop.item, price=price)
    is_allowed = shop.allows(new)
    if old == new or not is_allowed:
        assert opened.write(role, new, origin_of("recommendation", None)) == is_allowed, (new, shop)
        return
    opened.recommend(number, old, price)
    assert opened.write(role, new, origin_of("recommendation", number)), (new, shop)
    shop.accept(new, number=number, is_applied=True)


def take_back(opened: Database, shop: Shop, ago: int, how: str, role: str) -> None:
    """Take an applied recommendation back, the newest or one before it."""
    applied = shop.applied[-1 - ago % len(shop.applied)]
    price = applied.before[0] + (1 if how == "other price" else 0)
    new = replace(shop.item, price=price)
    number = None if how == "no name" else applied.number
    is_allowed = shop.allows(new, takes_back=number)
    if how == "function":
        is_allowed &= applied.number not in shop.closed
        is_allowed &= applied.after == (shop.item.price, shop.item.currency)
        was_done = opened.roll_back(role, applied.number)
        if is_allowed:
            shop.closed.add(applied.number)
    else:
        was_done = opened.write(role, new, origin_of("rollback", number))
    assert was_done == is_allowed, (new, how, shop, role)
    if is_allowed:
        shop.accept(new, number=number)
    kept = opened.connection.execute(
        "select current_price from public.products where id = %s", (PRODUCT,)
    ).fetchone()
    assert kept == (money(shop.item.price),)


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
