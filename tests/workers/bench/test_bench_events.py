"""The data that speed is measured on is the same for one seed, and written once."""

from __future__ import annotations

from collections import Counter
from datetime import date
from typing import Any

import numpy as np
import psycopg
import pytest

from flywheel.bench.events import loading
from flywheel.bench.events.loading import Loader
from flywheel.bench.events.plan import Plan
from flywheel.bench.events.rows import ChunkRows
from flywheel.bench.events.stream import CONVERSION, chunk
from flywheel.bench.events.world import World
from flywheel.bench.queue.cluster import bench_cluster
from flywheel.schema.migrations import apply_migrations

PLAN = Plan(events=4_000, products=200, users=50, tenants=10, days=40, until=date(2026, 6, 1))


class _KilledError(Exception):
    """Stands for the end of the loader."""


def test_the_same_seed_makes_the_same_events() -> None:
    first, again = chunk(PLAN, 0), chunk(PLAN, 0)
    assert all(np.array_equal(getattr(first, name), getattr(again, name)) for name in vars(first))
    other = chunk(Plan(**{**vars_of(PLAN), "seed": 8}), 0)
    assert not np.array_equal(first.moment, other.moment)


def vars_of(plan: Plan) -> dict[str, object]:
    return {name: getattr(plan, name) for name in Plan.__dataclass_fields__}


def test_chunks_have_all_events_and_the_large_tenant_two_fifths() -> None:
    plan = Plan(**{**vars_of(PLAN), "events": 300_000})
    assert plan.chunks == 3
    chunks = [chunk(plan, number) for number in range(plan.chunks)]
    assert sum(map(len, chunks)) == plan.events
    tenants = Counter(np.concatenate([one.tenant for one in chunks]).tolist())
    assert tenants[0] / plan.events == pytest.approx(0.4, abs=0.02)
    sold = sum(int((one.kind == CONVERSION).sum()) for one in chunks)
    sessions = sum(int(one.session.max()) + 1 for one in chunks)
    assert sold / sessions == pytest.approx(0.01, abs=0.003)


def test_ids_of_a_plan_differ() -> None:
    world = World(PLAN)
    rows = ChunkRows(world, chunk(PLAN, 0), 0)
    batches = dict.fromkeys(world.workspaces.tolist(), 1)
    found = [row[0] for row in rows.event_rows(batches)]
    found += [*world.products, *world.users, *world.workspaces, *world.campaigns]
    assert len(set(found)) == len(found)


async def test_a_killed_loader_goes_on_and_writes_nothing_twice(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("flywheel.bench.events.plan.EVENTS_PER_CHUNK", 1_000)
    whole = loading.as_text
    copies = 0

    def dying(rows: Any) -> Any:
        nonlocal copies
        copies += 1
        if copies % 3 == 0:
            raise _KilledError
        return whole(rows)

    async with bench_cluster() as cluster:
        await cluster.create_supabase("loaded")
        await apply_migrations(cluster.dsn("loaded"))
        loader = Loader(cluster.admin_dsn("loaded"), PLAN, lambda _: None)
        monkeypatch.setattr(loading, "as_text", dying)
        for _ in range(100):
            try:
                loader.load_world()
                loader.load_events()
            except _KilledError:
                if copies > 30:
                    monkeypatch.setattr(loading, "as_text", whole)
                continue
            break
        loader.roll_up()
        with psycopg.connect(cluster.dsn("loaded")) as connection:
            counted = connection.execute(
                "select (select count(*) from public.events),"
                " (select count(*) from public.products),"
                " (select count(*) from public.orders) = (select count(*) from public.payments),"
                " (select count(*) from private.event_batches),"
                " (select sum(page_views) from public.traffic_daily) ="
                " (select count(*) from public.events where event_type = 'page_view')"
            ).fetchone()
    assert counted == (4_000, 200, True, 0, True)
