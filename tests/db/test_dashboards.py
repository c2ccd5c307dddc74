"""Dashboards say what a count over the raw events says, rolled up or not."""

from __future__ import annotations

import datetime as dt
import random
import uuid
from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import psycopg
import pytest

from tests.conftest import Stack

OWNER, SHOP, BUSINESS = (uuid.UUID(int=(0xDA5B << 112) + number) for number in range(3))
FIRST = dt.datetime(2026, 3, 25, tzinfo=dt.UTC)
PERIODS = [
    (dt.date(2026, 4, 3), dt.date(2026, 4, 3)),
    (dt.date(2026, 4, 1), dt.date(2026, 4, 30)),
    (dt.date(2026, 3, 28), dt.date(2026, 5, 3)),
    (dt.date(2025, 12, 30), dt.date(2026, 6, 2)),
]
TYPES = [
    *["page_view", "page_view", "view", "impression", "click", "link_click", "cart_add"],
    *["checkout", "conversion", "rebill", "refund", "email_open"],
]
VIEWS, CLICKS = {"page_view", "view"}, {"click", "link_click", "email_click"}
STEPS = ["page_view", "cart_add", "stage:lead", "conversion"]


def key(kind: str, number: int) -> uuid.UUID:
    return uuid.uuid5(SHOP, f"{kind} {number}")


@dataclass(frozen=True)
class Event:
    """A row of events, as far as dashboards look."""

    id: uuid.UUID
    occurred_at: dt.datetime
    event_type: str
    visitor_id: str | None
    session_id: str | None
    product_id: uuid.UUID | None
    campaign_id: uuid.UUID | None
    component_id: uuid.UUID | None
    managed_url_id: uuid.UUID | None
    page: str | None
    source: str | None
    medium: str | None
    country: str | None
    stage: str | None
    quantity: int
    revenue: int | None
    currency: str | None

    @property
    def day(self) -> dt.date:
        return self.occurred_at.date()

    def count(self, types: set[str]) -> int:
        return self.quantity if self.event_type in types else 0

    def money(self, types: set[str], currency: str = "USD") -> int:
        return (self.revenue or 0) if self.event_type in types and self.currency == currency else 0


def stream(seed: int, size: int) -> list[Event]:
    """Events of 50 days in no order, skewed as real ones are."""
    draw = random.Random(seed)

    def some(kind: str, most: int, chance: float) -> uuid.UUID | None:
        return key(kind, int(most * draw.random() ** 3)) if draw.random() < chance else None

    events = []
    for _ in range(size):
        visit = draw.randrange(90)
        kind = draw.choice(TYPES)
        paid = kind in {"conversion", "rebill", "refund"} and draw.random() < 0.8
        started = FIRST + dt.timedelta(hours=13 * visit)
        events.append(
            Event(
                id=uuid.UUID(int=draw.getrandbits(128)),
                occurred_at=started + dt.timedelta(minutes=draw.randrange(200)),
                event_type=kind,
                visitor_id=f"visitor {visit % 37}" if draw.random() < 0.9 else None,
                session_id=f"session {visit}" if draw.random() < 0.9 else None,
                product_id=some("product", 60, 0.6),
                campaign_id=some("campaign", 5, 0.5),
                component_id=some("component", 5, 0.3),
                managed_url_id=some("link", 4, 0.7),
                page=f"/{int(60 * draw.random() ** 3)}" if draw.random() < 0.8 else None,
                source=draw.choice(["google", "meta", None]),
                medium=draw.choice(["cpc", None]),
                country=draw.choice(["SA", "DE", "US", None]),
                stage=draw.choice(["lead", None, None]),
                quantity=draw.choice([1, 1, 1, 3]),
                revenue=draw.randrange(1, 200) if paid else None,
                currency=draw.choice(["USD", "USD", "EUR"]) if paid else None,
            )
        )
    return events


class Numbers:
    """What is to be said of some events: counted one by one."""

    def __init__(self, events: list[Event]) -> None:
        self.events = events
        self.visits: dict[str, list[Event]] = defaultdict(list)
        for event in sorted(events, key=lambda one: (one.occurred_at, one.id)):
            if event.session_id:
                self.visits[event.session_id].append(event)

    def within(self, since: dt.date, until: dt.date) -> list[Event]:
        return [event for event in self.events if since <= event.day <= until]

    def visits_of(self, since: dt.date, until: dt.date) -> list[list[Event]]:
        return [visit for visit in self.visits.values() if since <= visit[0].day <= until]

    def overview(self, since: dt.date, until: dt.date) -> dict[str, Any]:
        events, visits = self.within(since, until), self.visits_of(since, until)
        conversions = sum(event.event_type in {"conversion", "rebill"} for event in events)
        seconds = sum((v[-1].occurred_at - v[0].occurred_at).total_seconds() for v in visits)
        return {
            "visitors": visitors(events),
            "sessions": len(visits),
            "page_views": sum(event.count({"page_view"}) for event in events),
            "conversions": conversions,
            "bounce_rate": percent(sum(len(visit) == 1 for visit in visits), len(visits)),
            "conversion_rate": percent(conversions, len(visits)),
            "session_seconds": round(seconds / len(visits), 1) if visits else None,
        }

    def top(self, dimension: str, metric: str, since: dt.date, until: dt.date) -> dict[str, int]:
        sums: dict[str, int] = defaultdict(int)
        if metric in {"sessions", "entries"}:
            for visit in self.visits.values():
                seen = [one for one in visit if one.event_type == "page_view" and one.page]
                first = visit[0] if metric == "sessions" else next(iter(seen), None)
                if first and since <= first.day <= until:
                    sums[KEYS[dimension](first) or ""] += 1
            return sums
        for event in self.within(since, until):
            name = KEYS[dimension](event)
            if name is not None:
                sums[name] += MEASURES[metric](event)
        return {name: value for name, value in sums.items() if value > 0}

    def funnel(self, since: dt.date, until: dt.date) -> list[int]:
        reached = [
            {event.event_type for event in visit}
            | {f"stage:{event.stage}" for event in visit if event.stage}
            for visit in self.visits_of(since, until)
        ]
        return [
            sum(set(STEPS[:place]) <= one for one in reached) for place in range(1, len(STEPS) + 1)
        ]

    def retention(self, until: dt.date) -> dict[str, list[int]]:
        weeks: dict[str, set[dt.date]] = defaultdict(set)
        for event in self.events:
            if event.visitor_id:
                weeks[event.visitor_id].add(event.day - dt.timedelta(days=event.day.weekday()))
        cohorts: dict[str, list[int]] = {}
        for seen in weeks.values():
            first = min(seen)
            places = (until - first).days // 7 + 1
            row = cohorts.setdefault(first.isoformat(), [0] * places)
            for place in range(places):
                row[place] += first + dt.timedelta(weeks=place) in seen
        return dict(sorted(cohorts.items()))


def visitors(events: list[Event]) -> int:
    return len({event.visitor_id for event in events if event.visitor_id})


def percent(part: int, whole: int) -> float | None:
    return round(100 * part / whole, 2) if whole else None


def named(value: object) -> str | None:
    return str(value) if value else None


KEYS: dict[str, Callable[[Event], str | None]] = {
    "product": lambda event: named(event.product_id),
    "campaign": lambda event: named(event.campaign_id),
    "component": lambda event: named(event.component_id),
    "country": lambda event: event.country or "ZZ",
    "source": lambda event: f"{event.source or 'direct'}\t{event.medium or 'none'}",
    "page": lambda event: event.page if event.event_type == "page_view" else None,
    "link": lambda event: named(event.managed_url_id) if event.event_type == "link_click" else None,
}
MEASURES: dict[str, Callable[[Event], int]] = {
    "views": lambda event: event.count(VIEWS),
    "impressions": lambda event: event.count({"impression"}),
    "clicks": lambda event: event.count(CLICKS),
    "cart_adds": lambda event: event.count({"cart_add"}),
    "conversions": lambda event: int(event.event_type in {"conversion", "rebill"}),
    "revenue": lambda event: event.money({"conversion", "rebill"}),
    "refunds": lambda event: event.money({"refund"}),
}
RANKS = [
    *[("product", "views"), ("product", "cart_adds"), ("page", "views"), ("page", "entries")],
    *[("campaign", "impressions"), ("campaign", "revenue"), ("component", "clicks")],
    *[("country", "refunds"), ("country", "views"), ("source", "sessions"), ("link", "clicks")],
]

SETUP = """
insert into auth.users (id, email) values (%(owner)s, 'dashboards@example.com');
set local session_replication_role = replica;
insert into workspaces (id, owner_id, name, slug) values (%(shop)s, %(owner)s, 'Dash', 'dash-x');
insert into products (id, workspace_id, name, base_price, current_price)
select id, %(shop)s, 'Product', 1, 1 from unnest(%(products)s::uuid[]) as id;
insert into campaigns (id, workspace_id, name)
select id, %(shop)s, 'Campaign' from unnest(%(campaigns)s::uuid[]) as id;
insert into campaign_components (id, workspace_id, campaign_id, name, component_type)
select id, %(shop)s, %(campaign)s, 'Hero', 'hero_section' from unnest(%(components)s::uuid[]) as id;
insert into managed_urls (id, workspace_id, business_id, blog_post_id, url)
select id, %(shop)s, %(business)s, id, 'https://example.com/' from unnest(%(links)s::uuid[]) as id;
set local session_replication_role = origin
"""


@pytest.fixture
def shop(stack: Stack) -> Iterator[psycopg.Connection]:
    """A connection to a workspace that is gone after the test."""
    kinds = {"products": 60, "campaigns": 5, "components": 5, "links": 4}
    values: dict[str, Any] = {
        name: [key(name.removesuffix("s"), number) for number in range(count)]
        for name, count in kinds.items()
    }
    values |= {"owner": OWNER, "shop": SHOP, "business": BUSINESS, "campaign": key("campaign", 0)}
    with psycopg.connect(stack.admin_db_url) as connection:
        for statement in SETUP.split(";"):
            connection.execute(statement.encode(), values)
        connection.execute('set local request.jwt.claims = \'{"role": "service_role"}\'')
        yield connection
        connection.rollback()


def append(connection: psycopg.Connection, events: list[Event]) -> None:
    """Take events in, in a batch."""
    fields = list(Event.__dataclass_fields__)
    batch = ask(connection, "select private.open_batch(%s, %s)", SHOP, len(events))
    with connection.cursor() as cursor:
        cursor.executemany(
            f"insert into events (workspace_id, batch, {', '.join(fields)}) "
            f"values (%s, %s{', %s' * len(fields)})".encode(),
            [(SHOP, batch, *(getattr(event, name) for name in fields)) for event in events],
        )


def ask(connection: psycopg.Connection, query: str, *values: object) -> Any:
    row = connection.execute(query.encode(), values).fetchone()
    return row and row[0]


def check(connection: psycopg.Connection, numbers: Numbers) -> None:
    """Every dashboard says what counting says."""
    for since, until in PERIODS:
        report = ask(
            connection, "select dashboard_overview(%s, %s, %s, 'none')", SHOP, since, until
        )
        expected = numbers.overview(since, until)
        assert {name: report["numbers"][name]["now"] for name in expected} == pytest.approx(
            expected, abs=0.051
        )
        for dimension, metric in RANKS:
            check_top(connection, numbers, dimension, metric, since, until)
        funnel = ask(
            connection, "select dashboard_funnel(%s, %s, %s, %s)", SHOP, STEPS, since, until
        )
        assert [step["sessions"] for step in funnel["steps"]] == numbers.funnel(since, until)
    for grain in ("hour", "day", "week", "month"):
        check_series(connection, numbers, grain)
    since, until = dt.date(2026, 3, 1), dt.date(2026, 6, 2)
    cohorts = ask(connection, "select dashboard_retention(%s, %s, %s)", SHOP, since, until)
    found = {row["week"]: [week["visitors"] for week in row["weeks"]] for row in cohorts["cohorts"]}
    assert found == numbers.retention(until)


def check_top(
    connection: psycopg.Connection,
    numbers: Numbers,
    dimension: str,
    metric: str,
    since: dt.date,
    until: dt.date,
) -> None:
    question = "select dashboard_top(%s, %s, %s, %s, %s, 3)"
    report = ask(connection, question, SHOP, dimension, metric, since, until)
    sums = numbers.top(dimension, metric, since, until)
    rows = report["rows"]
    assert report["exact"]
    # Which of those that are alike is last does not matter.
    assert [row[metric] for row in rows] == sorted(sums.values(), reverse=True)[:3], dimension
    assert all(sums[row["key"]] == row[metric] for row in rows)
    of_key = defaultdict(list)
    for event in numbers.within(since, until):
        of_key[KEYS[dimension](event)].append(event)
    assert [row["visitors"] for row in rows] == [visitors(of_key[row["key"]]) for row in rows]


def check_series(connection: psycopg.Connection, numbers: Numbers, grain: str) -> None:
    since, until = PERIODS[2]
    metrics = ["visitors", "sessions", "page_views", "conversions"]
    report = ask(
        connection,
        "select dashboard_series(%s, %s, %s, %s, %s)",
        *(SHOP, metrics, since, until, grain),
    )
    cut: Callable[[dt.datetime], dt.datetime] = {
        "hour": lambda at: at.replace(minute=0),
        "day": lambda at: at.replace(hour=0, minute=0),
        "week": lambda at: at.replace(hour=0, minute=0) - dt.timedelta(days=at.weekday()),
        "month": lambda at: at.replace(day=1, hour=0, minute=0),
    }[grain]
    buckets: dict[dt.datetime, list[Event]] = defaultdict(list)
    begun: dict[dt.datetime, int] = defaultdict(int)
    for event in numbers.within(since, until):
        buckets[cut(event.occurred_at)].append(event)
    for visit in numbers.visits_of(since, until):
        begun[cut(visit[0].occurred_at)] += 1
    for point in report["points"]:
        at = dt.datetime.fromisoformat(point["at"])
        assert [point[name] for name in metrics] == [
            visitors(buckets[at]),
            begun.pop(at, 0),
            sum(event.count({"page_view"}) for event in buckets[at]),
            sum(event.event_type in {"conversion", "rebill"} for event in buckets[at]),
        ], (grain, at)
        del buckets[at]
    assert not buckets
    assert not begun


def test_dashboards_say_what_the_raw_events_say(shop: psycopg.Connection) -> None:
    events = stream(1, 700)
    # Late ones among them: the stream has no order. First all of it is the tail, then half.
    append(shop, events[:400])
    check(shop, Numbers(events[:400]))
    shop.execute("select private.roll_up_events()")
    append(shop, events[400:650])
    append(shop, events[650:])
    check(shop, Numbers(events))
    shop.execute("select private.roll_up_events()")
    check(shop, Numbers(events))


def test_the_best_of_very_many_are_those_of_a_sum_over_all(shop: psycopg.Connection) -> None:
    draw = random.Random(5)
    for skew in (1.0, 3.0):
        shop.execute("delete from page_metrics where workspace_id = %s", (SHOP,))
        shop.execute("delete from private.metric_months where workspace_id = %s", (SHOP,))
        rows = {
            (day, f"/{int(2000 * draw.random() ** skew)}"): draw.randrange(1, 9)
            for day in range(75)
            for _ in range(150)
        }
        with shop.cursor() as cursor:
            cursor.executemany(
                "insert into page_metrics (workspace_id, date, page, views) "
                "values (%s, %s, %s, %s)",
                [(SHOP, FIRST.date() + dt.timedelta(days=d), p, n) for (d, p), n in rows.items()],
            )
        shop.execute(MONTHS, (SHOP,))
        shop.execute(DAYS, (SHOP,))
        for since, until, most in ((0, 29, 10), (3, 70, 1), (0, 74, 100)):
            sums: dict[str, int] = defaultdict(int)
            for (day, page), views in rows.items():
                sums[page] += views if since <= day <= until else 0
            report = ask(
                shop,
                "select dashboard_top(%s, 'page', 'views', %s, %s, %s)",
                SHOP,
                *(FIRST.date() + dt.timedelta(days=day) for day in (since, until)),
                most,
            )
            assert report["exact"]
            found = [row["views"] for row in report["rows"]]
            assert found == sorted(sums.values(), reverse=True)[:most]


MONTHS = b"""
insert into private.metric_months (workspace_id, dimension, key, month, currency, views)
select workspace_id, 'page', page, date_trunc('month', date), 'USD', sum(views)
from page_metrics where workspace_id = %s group by 1, 2, 3, 4
"""
DAYS = b"""
insert into traffic_daily (workspace_id, date, currency)
select distinct workspace_id, date, 'USD' from page_metrics where workspace_id = %s
on conflict do nothing
"""
