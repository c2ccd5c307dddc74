"""What is asked: as a request to PostgREST, and in the documents' SQL where they can be asked."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Literal
from urllib.parse import quote

from flywheel.bench.queries.tenants import Tenant

DAYS = (30, 90, 365)
DIMENSIONS = ("product", "campaign", "component", "country", "page", "source")
_PAGE = 50

Kind = Literal["dashboard", "list", "detail", "search"]


@dataclass(frozen=True)
class Request:
    """A request to PostgREST; a GET without a body, else a call of a function."""

    path: str
    body: Mapping[str, Any] | None = None


@dataclass(frozen=True)
class Question:
    """One question.

    Attributes
    ----------
    name
        With the number of days at the end, where there are some.
    request
        Makes the request of a tenant; the number says which of its rows to ask for.
    documents
        The statement of `documents_questions.sql` that asks their schema the same, if one can.
    days
        The length of time it is about.
    needs_orders
        Whether it is about an order: who has none is not asked.
    """

    name: str
    kind: Kind
    request: Callable[[Tenant, int], Request]
    documents: str | None = None
    days: int = 0
    needs_orders: bool = False


def questions() -> list[Question]:
    """Return all questions, in the order of the report."""
    return [*_dashboards(), *_lists(), *_details(), *_searches()]


def _dashboards() -> list[Question]:
    found = []
    for days in DAYS:
        found += [
            _rpc("dashboard_overview", days, "overview", compare="previous"),
            _rpc("dashboard_series", days, "series", grain="day"),
            *(
                _rpc("dashboard_top", days, f"top_{dimension}", dimension, dimension=dimension)
                for dimension in DIMENSIONS
            ),
            _rpc("dashboard_top", days, None, "link", dimension="link"),
            _rpc("dashboard_funnel", days, "funnel"),
            _rpc("dashboard_retention", days, "retention"),
            _rpc("campaign_profit", days, "profit"),
            _rpc("attribution_report", days, "attribution", by="campaign"),
        ]
    live = Question(
        "dashboard_live",
        "dashboard",
        lambda tenant, _: Request("/rpc/dashboard_live", {"workspace_id": tenant.id}),
        "live",
    )
    return [*found, live]


def _rpc(
    function: str, days: int, documents: str | None, part: str | None = None, **arguments: Any
) -> Question:
    def request(tenant: Tenant, _: int) -> Request:
        return Request(
            f"/rpc/{function}",
            {
                "workspace_id": tenant.id,
                "since": str(tenant.until - timedelta(days=days - 1)),
                "until": str(tenant.until),
                **arguments,
            },
        )

    name = ".".join(filter(None, (function, part, f"{days}d")))
    return Question(name, "dashboard", request, documents, days)


def _lists() -> list[Question]:
    return [
        *_pages("orders", "ordered_at", "id,status,total_amount,currency,ordered_at"),
        *_pages("products", "created_at", "id,name,category,current_price,currency,created_at"),
        *_pages("campaigns", "created_at", "id,name,status,created_at"),
        *_pages("customers", "created_at", "id,email,created_at"),
        *_pages("events", "occurred_at", "id,event_type,page,visitor_id,occurred_at"),
        Question(
            "list.events_of_campaign",
            "list",
            lambda tenant, number: _get(
                tenant,
                "events",
                "select=id,event_type,page,visitor_id,occurred_at"
                f"&campaign_id=eq.{_of(tenant.campaigns, number)}"
                f"&order=occurred_at.desc&limit={_PAGE}",
            ),
            "events_of_campaign",
        ),
    ]


def _pages(table: str, key: str, columns: str) -> list[Question]:
    """Return the first page, newest first, and one further back: what follows a known row."""
    asked = f"select={columns}&order={key}.desc&limit={_PAGE}"

    def back(tenant: Tenant, number: int) -> Request:
        moment = tenant.moments[table][number % len(tenant.moments[table])]
        return _get(tenant, table, f"{asked}&{key}=lt.{quote(moment)}")

    return [
        Question(f"list.{table}", "list", lambda tenant, _: _get(tenant, table, asked)),
        Question(f"list.{table}.further", "list", back),
    ]


def _details() -> list[Question]:
    since = "campaign_metrics.date=gte."
    return [
        Question(
            "detail.product",
            "detail",
            lambda tenant, number: _get(
                tenant, "products", f"id=eq.{_of(tenant.products, number)}"
            ),
        ),
        Question(
            "detail.campaign",
            "detail",
            lambda tenant, number: _get(
                tenant,
                "campaigns",
                "select=*,campaign_metrics(date,clicks,conversions,spend,revenue)"
                f"&{since}{tenant.until - timedelta(days=30)}"
                f"&id=eq.{_of(tenant.campaigns, number)}",
            ),
        ),
        Question(
            "detail.order",
            "detail",
            lambda tenant, number: _get(
                tenant,
                "orders",
                f"select=*,order_items(*)&id=eq.{_of(tenant.orders, number)}",
            ),
            needs_orders=True,
        ),
        Question(
            "detail.visitor",
            "detail",
            lambda tenant, number: _get(
                tenant,
                "events",
                f"visitor_id=eq.{_of(tenant.visitors, number)}&order=occurred_at.desc&limit=100",
            ),
            "visitor",
        ),
        Question(
            "detail.order_attribution",
            "detail",
            lambda tenant, number: Request(
                "/rpc/order_attribution", {"order_id": _of(tenant.orders, number)}
            ),
            needs_orders=True,
        ),
    ]


def _searches() -> list[Question]:
    return [_search(kind) for kind in ("word", "two words", "rare word", "prefix", "typo")]


def _search(kind: str) -> Question:
    def request(tenant: Tenant, number: int) -> Request:
        query = _of(tenant.words[kind], number)
        return Request("/rpc/search_workspace", {"query": query, "workspace": tenant.id})

    return Question(f"search.{kind.replace(' ', '_')}", "search", request)


def _get(tenant: Tenant, table: str, query: str) -> Request:
    return Request(f"/{table}?workspace_id=eq.{tenant.id}&{query}")


def _of(values: list[str], number: int) -> str:
    return values[number % len(values)]
