"""Asking everything, on a cluster of its own, with few events and with many."""

from __future__ import annotations

import secrets
import time
from collections import defaultdict
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import replace

import aiohttp
import psycopg

from flywheel.bench.events.loading import Loader
from flywheel.bench.events.plan import Plan
from flywheel.bench.queries import documents
from flywheel.bench.queries.questions import Question, questions
from flywheel.bench.queries.record import Record, Sizes
from flywheel.bench.queries.tenants import MIX, Tenant, tenants
from flywheel.bench.queue.cluster import BenchCluster, bench_cluster
from flywheel.bench.queue.machine import machine_facts
from flywheel.bench.rest import rest_before
from flywheel.errors import FlywheelError
from flywheel.schema.migrations import apply_migrations

PATIENCE_SECONDS = 20.0
"""How long one question is asked of the documents' schema, once it was answered."""
SLOW_MS = 5000.0
"""A first answer that takes longer counts: it is not the caches that it waits for."""
WARM_UP = 25
"""Answers of each question before those that count; no more than of those that do."""
_WORLD = "world"

Say = Callable[[str], None]
Taken = dict[str, dict[str, list[float]]]


async def measure_queries(
    plan: Plan,
    *,
    events: Sequence[int],
    rounds: int = 3,
    asks: int = 100,
    only: str = "",
    say: Say,
) -> Record:
    """Measure with each number of events in turn.

    Parameters
    ----------
    plan
        What to make besides the events.
    events
        How many, in ascending order.
    rounds, asks
        How often each question is asked: in each round so many times.
    only
        A part of the name of the questions to ask; all without.
    say
        Told what is going on.

    Raises
    ------
    FlywheelError
        If a question is not answered.
    """
    asked = [question for question in questions() if only in question.name]
    sizes = Sizes(
        events=tuple(sorted(events)),
        products=plan.products,
        users=plan.users,
        tenants=plan.tenants,
        days=plan.days,
        until=plan.until,
        rounds=rounds,
        asks=asks,
        documents=max(1, asks // 20),
    )
    async with bench_cluster() as cluster:
        await cluster.create_supabase(_WORLD)
        await apply_migrations(cluster.dsn(_WORLD))
        Loader(cluster.admin_dsn(_WORLD), plan, say).load_world()
        record = Record(
            sizes=sizes,
            machine=machine_facts(cluster.cluster.data),
            postgres=cluster.settings(),
            kinds={question.name: question.kind for question in asked},
        )
        for count in sizes.events:
            name = f"events_{count}"
            cluster.copy(_WORLD, name)
            await _measure(cluster, name, replace(plan, events=count), asked, record, say)
            cluster.drop(name)
    return record


async def _measure(
    cluster: BenchCluster,
    database: str,
    plan: Plan,
    asked: Sequence[Question],
    record: Record,
    say: Say,
) -> None:
    dsn = cluster.admin_dsn(database)
    loader = Loader(dsn, plan, say)
    loader.load_events()
    loader.roll_up()
    loader.attribute()
    documents.make(dsn, say)
    loader.vacuum()
    cluster.checkpoint()
    secret = secrets.token_hex(32)
    known = tenants(dsn, plan, secret)
    sizes = record.sizes
    ours: Taken = defaultdict(lambda: defaultdict(list))
    theirs: Taken = defaultdict(lambda: defaultdict(list))
    async with _rest(cluster, database, secret) as (session, url):
        for number in range(1, sizes.rounds + 1):
            for question in asked:
                say(f"{plan.events:,} events, round {number} of {sizes.rounds}: {question.name}")
                await _ask(session, url, question, known, sizes.asks, ours[question.name])
    with psycopg.connect(dsn, autocommit=True) as connection:
        connection.execute("set search_path = documents")
        connection.execute(f"set statement_timeout = {documents.LONGEST_MS:.0f}")
        for question in asked:
            if question.documents is not None:
                say(f"{plan.events:,} events, the documents' schema: {question.name}")
                _ask_documents(connection, question, known, sizes, theirs[question.name])
    record.ours[plan.events] = {name: dict(taken) for name, taken in ours.items()}
    record.documents[plan.events] = {name: dict(taken) for name, taken in theirs.items()}


async def _ask(
    session: aiohttp.ClientSession,
    url: str,
    question: Question,
    known: dict[str, Tenant],
    asks: int,
    taken: dict[str, list[float]],
) -> None:
    for number in range(-min(WARM_UP, asks), asks):
        tenant = known[MIX[number % len(MIX)]]
        if question.needs_orders and not tenant.orders:
            continue
        request = question.request(tenant, number // len(MIX))
        headers = {"authorization": f"Bearer {tenant.token}"}
        begun = time.perf_counter()
        async with session.request(
            "GET" if request.body is None else "POST",
            url + request.path,
            json=request.body,
            headers=headers,
        ) as answer:
            content = await answer.read()
        milliseconds = (time.perf_counter() - begun) * 1000
        if answer.status >= 300:
            raise FlywheelError(
                f"{question.name}: PostgREST answered {answer.status}: {content[:300]!r}"
            )
        if number >= 0:
            taken[tenant.size].append(milliseconds)


def _ask_documents(
    connection: psycopg.Connection[tuple[object, ...]],
    question: Question,
    known: dict[str, Tenant],
    sizes: Sizes,
    taken: dict[str, list[float]],
) -> None:
    """Ask for the large tenant, the only one that is compared; a slow question less often."""
    begun = time.monotonic()
    for number in range(-1, sizes.documents * sizes.rounds):
        milliseconds = documents.ask(connection, question, known["large"], number)
        if number >= 0 or milliseconds > SLOW_MS:
            taken["large"].append(milliseconds)
        if time.monotonic() - begun > PATIENCE_SECONDS and taken["large"]:
            return


@asynccontextmanager
async def _rest(
    cluster: BenchCluster, database: str, secret: str
) -> AsyncIterator[tuple[aiohttp.ClientSession, str]]:
    async with rest_before(cluster, database, secret) as url, aiohttp.ClientSession() as session:
        yield session, url
