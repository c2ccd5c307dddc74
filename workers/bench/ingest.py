"""How many events a second are taken in through PostgREST, beside COPY of the same."""

from __future__ import annotations

import asyncio
import json
import statistics
import time
from collections import defaultdict
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import aiohttp
import jwt

from flywheel import db
from flywheel.bench.events.loading import Loader
from flywheel.bench.events.plan import Plan
from flywheel.bench.events.stream import HABITS, TYPES, chunk
from flywheel.bench.events.world import World
from flywheel.bench.queue.cluster import bench_cluster
from flywheel.bench.report import Result
from flywheel.errors import FlywheelError
from flywheel.local.postgrest import postgrest
from flywheel.local.process import free_port
from flywheel.local.tools import find_postgrest
from flywheel.schema.migrations import apply_migrations

AIM = 20_000
"""Events a second through PostgREST, while they are rolled up."""
_SQL = db.Queries.load(__package__, "ingest.sql")
_SECRET = "a secret of this run alone, for PostgREST"  # noqa: S105 - guards made-up events

Say = Callable[[str], None]


@dataclass(frozen=True)
class IngestPlan:
    """What is measured.

    Attributes
    ----------
    world
        Whose events.
    batch
        Events in a request.
    clients
        Connections that send at the same time.
    rounds
        How often; the median counts.
    """

    world: Plan
    batch: int = 100
    clients: int = 8
    rounds: int = 3


async def measure_ingest(plan: IngestPlan, *, say: Say) -> list[Result]:
    """Measure on a cluster of its own, which is gone afterwards.

    Parameters
    ----------
    say
        Told what is going on.

    Raises
    ------
    FlywheelError
        If events are not taken.
    """
    rates: dict[str, list[float]] = defaultdict(list)
    async with bench_cluster() as cluster:
        await cluster.create_supabase("world")
        await apply_migrations(cluster.dsn("world"))
        loader = Loader(cluster.admin_dsn("world"), plan.world, say)
        loader.load_world()
        for number in range(1, plan.rounds + 1):
            say(f"round {number} of {plan.rounds}: COPY")
            cluster.copy("world", "copied")
            copied = Loader(cluster.admin_dsn("copied"), plan.world, lambda _: None)
            rates["copied"].append(await asyncio.to_thread(copied.load_events))
            say(f"round {number} of {plan.rounds}: rolling up alone")
            rates["rolled_up"].append(await asyncio.to_thread(copied.roll_up))
            cluster.drop("copied")
            for name in ("taken", "taken_and_rolled_up"):
                say(f"round {number} of {plan.rounds}: {name.replace('_', ' ')}")
                cluster.copy("world", "taken")
                async with _rest(cluster.cluster.dsn("authenticator", "taken")) as url:
                    rates[name].append(
                        await _sent(plan, url, cluster.dsn("taken"), name != "taken")
                    )
                cluster.drop("taken")
    found = {name: statistics.median(values) for name, values in rates.items()}
    return _results(found)


def _results(rates: dict[str, float]) -> list[Result]:
    return [
        Result("ingest.copied", rates["copied"], "1/s"),
        Result("ingest.rolled_up", rates["rolled_up"], "1/s"),
        Result(
            "ingest.taken",
            rates["taken"],
            "1/s",
            versus="COPY of the same events",
            ratio=rates["taken"] / rates["copied"],
        ),
        Result(
            "ingest.taken_and_rolled_up",
            rates["taken_and_rolled_up"],
            "1/s",
            versus="COPY of the same events",
            ratio=rates["taken_and_rolled_up"] / rates["copied"],
            aim=AIM,
            at_least=True,
        ),
    ]


def _bodies(plan: IngestPlan) -> list[bytes]:
    """Return the requests: events of the large tenant that happen now."""
    events: list[dict[str, Any]] = []
    world = World(plan.world)
    made = chunk(plan.world, 0)
    sources = HABITS["sources"]
    now = datetime.now(UTC).isoformat()
    for place in range(plan.world.events):
        at = place % len(made)
        source, medium = sources[int(made.source[at])]
        event = {
            "event_type": TYPES[int(made.kind[at])],
            "occurred_at": now,
            "visitor_id": f"v{place // 12}",
            "session_id": f"s{place // 5}",
            "page": f"/p/{int(made.page[at])}",
            "utm_source": source,
            "utm_medium": medium,
            "country": HABITS["countries"][int(made.country[at])],
        }
        if made.product[at] >= 0 and made.tenant[at] == 0:
            event["product_id"] = world.products[int(made.product[at])]
        if made.campaign[at] >= 0 and made.tenant[at] == 0:
            event["campaign_id"] = world.campaigns[int(made.campaign[at])]
        events.append(event)
    size = plan.batch
    return [
        json.dumps({"workspace_id": world.workspaces[0], "events": events[at : at + size]}).encode()
        for at in range(0, len(events), size)
    ]


async def _sent(plan: IngestPlan, url: str, dsn: str, rolls_up: bool) -> float:
    """Send all requests; return events a second, until the last is taken (and rolled up)."""
    bodies = _bodies(plan)
    waiting = iter(bodies)
    token = jwt.encode({"role": "service_role"}, _SECRET, algorithm="HS256")
    headers = {"authorization": f"Bearer {token}", "content-type": "application/json"}
    taken = 0

    async def client(session: aiohttp.ClientSession) -> None:
        nonlocal taken
        for body in waiting:
            async with session.post(
                f"{url}/rpc/track_events", data=body, headers=headers
            ) as answer:
                text = await answer.text()
                if answer.status >= 300:
                    raise FlywheelError(f"PostgREST answered {answer.status}: {text[:300]}")
                done = json.loads(text)
                if done["rejected"]:
                    raise FlywheelError(f"an event was refused: {done['rejected'][0]}")
                taken += done["accepted"]

    async with db.connect(dsn) as connection:
        rolling = asyncio.create_task(_roll_up(connection)) if rolls_up else None
        connector = aiohttp.TCPConnector(limit=plan.clients)
        begun = time.monotonic()
        async with aiohttp.ClientSession(connector=connector) as session:
            await asyncio.gather(*(client(session) for _ in range(plan.clients)))
        passed = time.monotonic() - begun
        if rolling is not None:
            rolling.cancel()
            with suppress(asyncio.CancelledError):
                await rolling
    return taken / passed


async def _roll_up(connection: db.Connection) -> None:
    """Do what the job analytics.roll_up does, until cancelled."""
    while True:
        row = await (await connection.execute(_SQL.roll_up)).fetchone()
        if row is None or not row["done"]["batches"]:
            await asyncio.sleep(1)


@asynccontextmanager
async def _rest(dsn: str) -> AsyncIterator[str]:
    port = free_port()
    with TemporaryDirectory() as folder:
        server = postgrest(
            find_postgrest(),
            db_uri=dsn,
            jwt_secret=_SECRET,
            port=port,
            admin_port=free_port(),
            log=Path(folder) / "postgrest.log",
        )
        await server.start()
        try:
            yield f"http://127.0.0.1:{port}"
        finally:
            await server.stop()
