"""The documents' schema, filled with the same events, and asked in plain SQL."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import psycopg

from flywheel import db
from flywheel.bench.queries.questions import Question
from flywheel.bench.queries.tenants import Tenant

_SQL = db.Queries.load(__package__, "documents.sql")
_QUESTIONS = db.Queries.load(__package__, "documents_questions.sql")
_TABLES = ("users", "products", "campaigns", "events", "campaign_metrics")
_INDEXES = (
    "users",
    "products_category",
    "products_gravity",
    "products_commission",
    "campaigns_user",
    "campaigns_status",
    "events_user",
    "events_campaign",
    "events_type",
    "events_time",
    "events_composite",
    "campaign_metrics",
)

LONGEST_MS = 120_000.0
"""How long an answer is waited for."""

Say = Callable[[str], None]


def make(dsn: str, say: Say) -> None:
    """Make the schema and fill it from our tables; indexes last, so that they are compact."""
    with psycopg.connect(dsn, autocommit=True) as connection:
        connection.execute(_SQL.make_schema)
        for table in _TABLES:
            connection.execute(getattr(_SQL, f"make_{table}"))
        with connection.transaction():
            connection.execute("set local session_replication_role = replica")
            for table in _TABLES:
                say(f"the documents' {table}")
                connection.execute(getattr(_SQL, f"fill_{table}"))
        say("the documents' indexes")
        for index in _INDEXES:
            connection.execute(getattr(_SQL, f"index_{index}"))
        for vacuum in (_SQL.vacuum_events, _SQL.vacuum_metrics, _SQL.vacuum_campaigns):
            connection.execute(vacuum)


def ask(
    connection: psycopg.Connection[Any], question: Question, tenant: Tenant, number: int
) -> float:
    """Ask one question that has a statement, and return the milliseconds to its last row.

    Who has not answered after `LONGEST_MS` has taken that long; the connection says when to stop.
    """
    statement: bytes = getattr(_QUESTIONS, str(question.documents))
    until = tenant.until + timedelta(days=1)
    since = until - timedelta(days=question.days)
    values = {
        "owner": tenant.owner,
        "since": since,
        "until": until,
        "before": since - timedelta(days=question.days),
        "campaign": tenant.campaigns[number % len(tenant.campaigns)],
        "visitor": tenant.visitors[number % len(tenant.visitors)],
    }
    begun = time.perf_counter()
    try:
        connection.execute(statement, values).fetchall()
    except psycopg.errors.QueryCanceled:
        return LONGEST_MS
    return (time.perf_counter() - begun) * 1000
