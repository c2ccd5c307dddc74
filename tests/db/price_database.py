"""A shop in a database whose prices are guarded: what its tests do to it, as any role."""

from __future__ import annotations

import json
import uuid
from dataclasses import dataclass
from decimal import Decimal

import psycopg
from psycopg import sql

from flywheel.local.postgres import SUPERUSER
from tests.db.price_model import Item, Rule

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
    category, product_id, currency, floor_price, minimum_advertised_price, ceiling_price,
    minimum_margin, maximum_step, maximum_changes_per_day, competitor_band_low,
    competitor_band_high, rounding, quiet_from, quiet_until, id, workspace_id, name, created_at
)
values (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, 'Rule',
    now() + %s * interval '1 second')
"""
EDIT_RULE = """
update public.price_rules
set (
    category, product_id, currency, floor_price, minimum_advertised_price, ceiling_price,
    minimum_margin, maximum_step, maximum_changes_per_day, competitor_band_low,
    competitor_band_high, rounding, quiet_from, quiet_until
) = (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s)
where id = %s
"""
RECOMMEND = """
insert into public.price_recommendations (
    id, workspace_id, product_id, current_price, recommended_price, currency, model, status,
    applied_at
)
values (%s, %s, %s, %s, %s, %s, 'm', 'applied', now())
"""
ADD_COMPETITOR = """
insert into public.competitor_prices
    (workspace_id, product_id, competitor, price, currency, observed_at)
values (%s, %s, 'Suds', %s, 'USD', clock_timestamp())
"""


def money(amount: int | None) -> Decimal | None:
    """Return an amount of cents as the database has it."""
    return None if amount is None else Decimal(amount) / 100


@dataclass
class Database:
    """A connection of the superuser, who may be any role, and the workspace of the shop."""

    connection: psycopg.Connection
    workspace_id: uuid.UUID

    def does(
        self, role: str, query: str, values: tuple[object, ...], origin: str | None = None
    ) -> bool:
        """Run a statement as a role, which says why; False if it is refused."""
        try:
            with self.connection.transaction():
                if role == "replica":
                    self.connection.execute("set local session_replication_role = replica")
                else:
                    self.connection.execute(
                        sql.SQL("set local role {}").format(sql.Identifier(role))
                    )
                self.connection.execute(
                    "select set_config('request.jwt.claims', %s, true),"
                    " set_config('flywheel.price_origin', %s, true)",
                    [MEMBER, origin or ""],
                )
                self.connection.execute(query.encode(), values)
                self.connection.execute("reset role")
                self.connection.execute("set local session_replication_role = origin")
        except psycopg.Error as error:
            # 409: what roll_back_price says where there is nothing to take back.
            if error.sqlstate not in {"PT422", "PT409"}:
                raise
            return False
        return True

    def write(self, role: str, item: Item, origin: str | None = None) -> bool:
        """Make the product this; False if a guardrail refuses it."""
        values = (money(item.price), money(item.cost), item.currency, item.category, PRODUCT)
        return self.does(role, UPDATE, values, origin)

    def insert(self, role: str, item: Item) -> bool:
        """Add another product; False if a guardrail refuses it."""
        price, cost = money(item.price), money(item.cost)
        values = (price, price, cost, item.currency, item.category, uuid.uuid4(), self.workspace_id)
        return self.does(role, INSERT, values)

    def add(self, role: str, rule: Rule) -> bool:
        """Add a rule."""
        number = uuid.UUID(int=rule.number)
        values = (*columns(rule), number, self.workspace_id, rule.number)
        return self.does(role, ADD_RULE, values)

    def edit(self, role: str, rule: Rule) -> bool:
        """Make the rule of this number this one."""
        return self.does(role, EDIT_RULE, (*columns(rule), uuid.UUID(int=rule.number)))

    def switch(self, role: str, rule: Rule) -> bool:
        """Switch the rule of this number on or off, as this one is."""
        query = "update public.price_rules set is_active = %s where id = %s"
        return self.does(role, query, (rule.is_active, uuid.UUID(int=rule.number)))

    def watch(self, role: str, price: int) -> bool:
        """Note a competitor's price."""
        return self.does(role, ADD_COMPETITOR, (self.workspace_id, PRODUCT, money(price)))

    def recommend(self, number: int, item: Item, price: int) -> None:
        """Write down that a price was recommended and applied, without applying it."""
        prices = (money(item.price), money(price), item.currency)
        values = (uuid.UUID(int=number), self.workspace_id, PRODUCT, *prices)
        assert self.does("postgres", RECOMMEND, values)

    def roll_back(self, role: str, number: int) -> bool:
        """Take a recommendation back by the function for it; False if that is refused."""
        return self.does(role, "select public.roll_back_price(%s)", (uuid.UUID(int=number),))


def columns(rule: Rule) -> tuple[object, ...]:
    """Return what a rule has in the columns that may be edited."""
    hour = "00:00" if rule.is_quiet else None
    return (
        rule.category,
        PRODUCT if rule.is_own else None,
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
    )


def origin_of(reason: str, number: int | None) -> str:
    """Return what set_price_origin would set."""
    name = None if number is None else str(uuid.UUID(int=number))
    return json.dumps({"reason": reason, "recommendation_id": name})


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
