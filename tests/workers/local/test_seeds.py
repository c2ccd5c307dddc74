"""The demo companies: complete, loaded once, consistent, and seen by the right people."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Any

import pytest
from psycopg import sql

from flywheel.db import Connection
from flywheel.local.demo import DEMO_EMAIL, DEMO_PASSWORD, seed
from flywheel.local.seed import SeedError, load_companies, workspace_id
from flywheel.local.seed.history import History
from flywheel.local.seed.references import Scope
from supabase import Client, create_client
from tests.conftest import Stack

COMPANIES = ["honestgear", "inkwell", "loomwright", "nakheel", "pagewright"]
WORKSPACES = [workspace_id(name) for name in COMPANIES]
EMPTY = {
    "ai_budget_alerts": "thresholds that real spending reaches",
    "ai_budget_balances": "opened when somebody asks for something",
    "ai_budgets": "made from ai.default_budgets when somebody asks for something",
    "ai_reservations": "the ledger of what was really asked for",
    "ai_shut_offs": "nothing is switched off",
    "attribution_models": "learned at night, from paths",
    "attribution_settings": "the defaults hold",
    "billing_sessions": "pages at Stripe that somebody asked for; the demo's purchase makes one",
    "event_dead_letters": "every event of the demo was taken",
    "forecast_coverage": "known once predicted days have come",
    "forecast_settings": "the defaults hold",
    "revenue_backtests": "made at night, with forecasts",
    "link_metrics": "nobody has followed a link yet",
    "entitlement_grants": "what the operator gives beside the plans",
    "competitor_feeds": "addresses that the demo could not fetch from",
    "competitor_price_rejects": "every price of the demo could be imported",
    "market_settings": "the defaults hold",
    "mfa_backup_codes": "a person makes them, and sees them once",
    "price_holds": "nothing was computed yet",
    "pricing_runs": "nothing was computed yet",
    "pricing_settings": "the defaults hold",
    "rate_limits": "requests of the present hour",
    "refunds": "what Stripe itself has paid back",
    "stripe_accounts": "ours alone; workspaces connect theirs",
    "stripe_drift": "what a reconciliation finds",
    "stripe_events": "what Stripe itself has sent",
    "stripe_objects": "what was read from Stripe",
    "stripe_reconciliation_steps": "what a reconciliation does",
    "stripe_reconciliations": "begun every night",
    "subscription_changes": "asked for by admins",
    "subscription_items": "what Stripe itself has sold",
}


@pytest.fixture
async def seeded(stack: Stack) -> Stack:
    await seed(stack.state)
    return stack


@pytest.fixture
def demo_person(seeded: Stack) -> Client:
    client = create_client(seeded.api_url, seeded.anon_key)
    client.auth.sign_in_with_password({"email": DEMO_EMAIL, "password": DEMO_PASSWORD})
    return client


async def rows(db: Connection, query: str) -> list[dict[str, Any]]:
    answer = await db.execute(query.encode(), {"workspaces": WORKSPACES})
    return await answer.fetchall()


async def tables(db: Connection) -> list[str]:
    found = await rows(
        db,
        "select relname from pg_class where relkind in ('r', 'p') "
        "and relnamespace = 'public'::regnamespace order by relname",
    )
    return [row["relname"] for row in found]


async def digests(db: Connection) -> dict[str, Any]:
    """Return what each table holds: the number of its rows and the sum of their hashes."""
    found = {}
    for table in await tables(db):
        answer = await db.execute(
            sql.SQL(
                "select count(*) as rows, sum(hashtextextended(t::text, 0)) as hash from {} as t"
            ).format(sql.Identifier("public", table))
        )
        found[table] = await answer.fetchone()
    return found


async def test_every_table_has_demo_data(seeded: Stack, db: Connection) -> None:
    # By workspace, where there is one: other tests leave rows in this stack, too.
    empty = set()
    for table in await tables(db):
        tenant = await rows(
            db,
            f"select 1 from pg_attribute where attrelid = 'public.{table}'::regclass "
            "and attname = 'workspace_id'",
        )
        of_demo = " where workspace_id = any(%(workspaces)s)" if tenant else ""
        if not await rows(db, f"select 1 from public.{table}{of_demo} limit 1"):
            empty.add(table)
    assert empty <= EMPTY.keys()


async def test_a_second_load_changes_nothing(seeded: Stack, db: Connection) -> None:
    before = await digests(db)
    await seed(seeded.state)
    assert await load_companies(seeded.db_url, DEMO_EMAIL) == []
    after = await digests(db)
    assert {table for table in before if before[table] != after[table]} == set()


async def test_a_company_that_was_deleted_comes_back_the_same(
    seeded: Stack, db: Connection
) -> None:
    ids = (
        "select md5(string_agg(id::text, ' ' order by id)) as ids from public.{} "
        "where workspace_id = any(%(workspaces)s)"
    )
    lasting = ("products", "orders", "events", "revenue_daily", "ad_metrics", "emails")
    before = [await rows(db, ids.format(table)) for table in lasting]
    await db.execute(b"delete from public.workspaces where id = %s", [workspace_id("nakheel")])
    assert await load_companies(seeded.db_url, DEMO_EMAIL) == ["nakheel"]
    assert [await rows(db, ids.format(table)) for table in lasting] == before


async def test_each_company_has_its_own_people_in_every_role(seeded: Stack, db: Connection) -> None:
    found = await rows(
        db,
        "select workspace_id, array_agg(distinct role order by role) as roles, count(*) as people "
        "from public.workspace_members where workspace_id = any(%(workspaces)s) "
        "group by workspace_id",
    )
    assert len(found) == len(COMPANIES)
    assert all({"owner", "member", "viewer"} <= set(row["roles"]) for row in found)
    assert {row["people"] for row in found} == {3, 4}


# What must not be, by what it is.
WRONG_NUMBERS = {
    "an order whose total is not that of its lines": """
        select o.id from public.orders as o
        join public.order_items as i on i.workspace_id = o.workspace_id and i.order_id = o.id
        where o.workspace_id = any(%(workspaces)s)
        group by o.id having o.total_amount <> sum(i.subtotal - i.discount_amount)
    """,
    "an order without lines": """
        select o.id from public.orders as o
        where o.workspace_id = any(%(workspaces)s)
            and not exists (select from public.order_items as i where i.order_id = o.id)
    """,
    "a sale without its payment": """
        select o.id from public.orders as o
        left join public.payments as p
            on p.order_id = o.id and p.amount = o.total_amount
            and p.status in ('completed', 'partially_refunded', 'refunded')
        where o.workspace_id = any(%(workspaces)s) and o.paid_at is not null and p.id is null
    """,
    "a refund before the payment, or in the future": """
        select id from public.payments
        where workspace_id = any(%(workspaces)s)
            and (refunded_at <= completed_at or refunded_at > now())
    """,
    "a bundle order whose total is not that of its lines": """
        select o.id from public.bundle_orders as o
        join public.bundle_order_items as i on i.order_id = o.id
        where o.workspace_id = any(%(workspaces)s)
        group by o.id having o.total_amount <> sum(i.subtotal - i.discount_amount)
    """,
    "a workspace whose days do not add up to its orders": """
        select w.id from public.workspaces as w
        where w.id = any(%(workspaces)s) and (
            select row(sum(d.revenue), sum(d.orders_count))
            from public.revenue_daily as d where d.workspace_id = w.id
        ) is distinct from (
            select row(sum(o.total_amount), count(*)::numeric)
            from public.orders as o where o.workspace_id = w.id and o.paid_at is not null
        )
    """,
    "a day whose products do not add up to its revenue": """
        select d.id from public.revenue_daily as d
        left join (
            select workspace_id, date, sum(revenue) as revenue
            from public.revenue_breakdown group by 1, 2
        ) as b using (workspace_id, date)
        where d.workspace_id = any(%(workspaces)s) and d.revenue <> coalesce(b.revenue, 0)
    """,
    "refunds that differ from what was paid back": """
        select w.id from public.workspaces as w
        where w.id = any(%(workspaces)s) and (
            select sum(d.refunds) from public.revenue_daily as d where d.workspace_id = w.id
        ) <> (
            select sum(p.refunded_amount) from public.payments as p where p.workspace_id = w.id
        )
    """,
    "an ad with more clicks than views, or more sales than clicks": """
        select id from public.ad_metrics
        where workspace_id = any(%(workspaces)s)
            and (clicks > impressions or conversions > clicks)
    """,
    "a campaign with more sales than views": """
        select id from public.campaign_metrics
        where workspace_id = any(%(workspaces)s) and conversions > views
    """,
    "a conversion that is not its order's": """
        select e.id from public.events as e
        left join public.orders as o on o.id = e.order_id and o.paid_at is not null
        where e.workspace_id = any(%(workspaces)s) and e.event_type = 'conversion'
            and (e.revenue, e.currency) is distinct from (o.total_amount, o.currency)
    """,
    "credits that are not the net revenue of their order": """
        select c.order_id from public.attribution_credits as c
        join public.payments as p on p.order_id = c.order_id
        where c.workspace_id = any(%(workspaces)s)
        group by c.order_id, p.id having sum(c.amount) <> p.amount - p.refunded_amount
    """,
    "a product sold below its cost": """
        select id from public.products
        where workspace_id = any(%(workspaces)s) and current_price < base_cost
    """,
    "a price that its history does not end with": """
        select distinct on (p.id) p.id from public.price_history as h
        join public.products as p on p.id = h.product_id
        where h.workspace_id = any(%(workspaces)s) and h.new_price <> p.current_price
            and not exists (
                select from public.price_history as later
                where later.product_id = h.product_id and later.changed_at > h.changed_at
            )
    """,
    "something bought or seen in the future": """
        select id from public.orders
        where workspace_id = any(%(workspaces)s) and ordered_at > now()
        union all
        select id from public.events
        where workspace_id = any(%(workspaces)s) and occurred_at > now()
    """,
}


@pytest.mark.parametrize("wrong", WRONG_NUMBERS)
async def test_there_is_not(wrong: str, seeded: Stack, db: Connection) -> None:
    assert await rows(db, WRONG_NUMBERS[wrong]) == []


async def test_each_dashboard_shows_something_now(seeded: Stack, db: Connection) -> None:
    found = await rows(
        db,
        "select w.id, (select count(*) from public.orders as o where o.workspace_id = w.id "
        "and o.ordered_at > now() - interval '30 days') as orders, "
        "(select count(*) from public.events as e where e.workspace_id = w.id "
        "and e.occurred_at > now() - interval '7 days') as events, "
        "(select count(*) from public.revenue_predictions as p where p.workspace_id = w.id "
        "and p.date >= current_date) as predictions "
        "from public.workspaces as w where w.id = any(%(workspaces)s)",
    )
    assert all(min(row["orders"], row["events"], row["predictions"]) > 0 for row in found)


async def test_a_journey_leads_from_the_post_to_the_emails_and_back(
    seeded: Stack, db: Connection
) -> None:
    (journey,) = await rows(
        db,
        "select b.title, u.title as upgrade, s.name as sequence, back.title as back "
        "from public.social_posts as p "
        "join public.blog_posts as b on b.id = p.next_blog_post_id "
        "join public.content_upgrades as u on u.id = b.next_content_upgrade_id "
        "join public.email_sequences as s on s.id = u.next_email_sequence_id "
        "join public.blog_posts as back on back.id = s.next_blog_post_id "
        "where p.workspace_id = any(%(workspaces)s)",
    )
    assert journey["upgrade"] == "The brewing card"


async def test_one_sign_in_shows_all_companies_each_in_its_role(demo_person: Client) -> None:
    user = demo_person.auth.get_user()
    assert user is not None
    found = (
        demo_person.table("workspace_members")
        .select("workspace_id, role")
        .eq("user_id", user.user.id)
        .in_("workspace_id", [str(workspace) for workspace in WORKSPACES])
        .execute()
        .data
    )
    assert {(row["workspace_id"], row["role"]) for row in found} == {
        (str(workspace_id(company)), role)
        for company, role in {
            "loomwright": "owner",
            "nakheel": "owner",
            "pagewright": "admin",
            "inkwell": "member",
            "honestgear": "viewer",
        }.items()
    }


async def test_colleagues_sign_in_with_the_same_password(seeded: Stack) -> None:
    client = create_client(seeded.api_url, seeded.anon_key)
    client.auth.sign_in_with_password(
        {"email": "isla@loomwright.example", "password": DEMO_PASSWORD}
    )
    found = client.table("products").select("workspace_id").execute().data
    assert {row["workspace_id"] for row in found} == {str(workspace_id("loomwright"))}


async def test_a_stranger_sees_no_company(seeded: Stack) -> None:
    client = create_client(seeded.api_url, seeded.anon_key)
    client.auth.sign_up(
        {"email": f"{uuid.uuid4().hex}@example.com", "password": "correct horse battery"}
    )
    ids = [str(workspace) for workspace in WORKSPACES]
    assert client.table("workspaces").select("id").in_("id", ids).execute().data == []
    for table in ("products", "orders", "campaigns", "events", "revenue_daily", "invoices"):
        found = client.table(table).select("workspace_id").in_("workspace_id", ids).execute()
        assert found.data == []


@pytest.mark.parametrize("query", ["تمر", "دبس", "علبه هدايا", "خلاص الاحساء"])
async def test_arabic_products_are_found(demo_person: Client, query: str) -> None:
    found = demo_person.rpc(
        "search_workspace",
        {"query": query, "kinds": ["product"], "workspace": str(workspace_id("nakheel"))},
    ).execute()
    assert found.data


def test_a_reference_is_the_id_of_the_row_it_names() -> None:
    scope = Scope("loomwright", dt.date(2026, 11, 20))
    assert scope.resolve(["@products.skye"]) == [scope.id_of("products", "skye")]
    assert scope.resolve("@platform/subscription_plans.starter") != scope.resolve(
        "@subscription_plans.starter"
    )


def test_days_count_from_the_day_of_loading() -> None:
    scope = Scope("loomwright", dt.date(2026, 11, 20))
    assert scope.resolve({"date": "@day-20", "due": "@day+11 09:30"}) == {
        "date": "2026-10-31",
        "due": "2026-12-01T09:30:00Z",
    }
    assert scope.resolve("@thetartanblanketco") == "@thetartanblanketco"


def test_a_person_who_is_not_in_the_file_is_an_error() -> None:
    with pytest.raises(SeedError, match="no person 'nobody'"):
        Scope("loomwright", dt.date(2026, 11, 20)).resolve("@people.nobody")


def test_a_company_has_the_same_past_in_every_run() -> None:
    plan = {
        "orders_per_day": 2,
        "visits_per_day": 2,
        "yearly_growth": 0.1,
        "busy_weekdays": [5],
        "busy_factor": 1.5,
        "payment_methods": ["card"],
        "shelf": {"scarf": 1},
        "sources": [{"source": "google", "medium": "organic", "weight": 1}],
    }
    content = {
        "products": [{"ref": "scarf", "name": "Scarf", "current_price": "42.00"}],
        "customers": [{"ref": "ailsa", "email": "ailsa@mail.example", "country": "GB"}],
    }
    first, second = (
        History(company, dt.date(2026, 11, 20), plan, content, "GBP").rows()
        for company in ("mill", "mill")
    )
    assert first == second
    other = History("farm", dt.date(2026, 11, 20), plan, content, "GBP").rows()
    assert other["orders"] != first["orders"]
