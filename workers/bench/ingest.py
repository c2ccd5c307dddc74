"""How fast events come in through PostgREST, with rollups running, beside COPY of the same."""

from __future__ import annotations

import asyncio
import datetime as dt
import json
import random
import secrets
import statistics
import time
import uuid
from collections import defaultdict
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

import aiohttp

from flywheel import db
from flywheel.bench.queue.cluster import BenchCluster, bench_cluster
from flywheel.bench.report import Result
from flywheel.bench.rest import rest_before
from flywheel.errors import FlywheelError
from flywheel.schema.migrations import apply_migrations

AIM_PER_SECOND = 20_000
"""Events a second that should come in with rollups running, in batches of 100."""
_VERSUS = "COPY of the same events into the same table"
_KEY = "fwp_00000000000000000000000000000000"
_SQL = db.Queries.load(__package__, "ingest.sql")
_JSON = {
    "content-type": "application/json",
    "user-agent": "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0",
}

Say = Callable[[str], None]


@dataclass(frozen=True)
class IngestPlan:
    """What is measured.

    Attributes
    ----------
    events
        How many events, in each measurement.
    batch
        Events in a request.
    clients
        Connections that send at the same time.
    rounds
        How often; the median counts.
    """

    events: int = 200_000
    batch: int = 100
    clients: int = 8
    rounds: int = 3


class _Bench:
    """A database with the schema, and PostgREST before it."""

    def __init__(self, rest: str, dsn: str, database: db.Connection) -> None:
        self._url = f"{rest}/rpc/track_events"
        self._dsn = dsn
        self._database = database

    async def prepare(self) -> None:
        await self._database.execute(_SQL.prepare)

    async def empty(self) -> None:
        await self._database.execute(_SQL.empty)

    async def number(self, statement: bytes) -> int:
        row = await (await self._database.execute(statement)).fetchone()
        return 0 if row is None else int(row["n"])

    async def tracked_per_second(self, bodies: Sequence[bytes], plan: IngestPlan) -> float:
        """Send all of them, and return how many events a second were taken."""
        waiting = iter(bodies)

        async def client(session: aiohttp.ClientSession) -> None:
            for body in waiting:
                async with session.post(self._url, data=body, headers=_JSON) as answer:
                    text = await answer.text()
                    if answer.status != 200 or '"rejected": []' not in text:
                        raise FlywheelError(f"PostgREST answered {answer.status}: {text[:300]}")

        connector = aiohttp.TCPConnector(limit=plan.clients)
        async with aiohttp.ClientSession(connector=connector) as session:
            begun = time.monotonic()
            await asyncio.gather(*(client(session) for _ in range(plan.clients)))
            taken = time.monotonic() - begun
        if (found := await self.number(_SQL.count_events)) != len(bodies) * plan.batch:
            raise FlywheelError(f"{found} of {len(bodies) * plan.batch} events came in")
        return len(bodies) * plan.batch / taken

    @asynccontextmanager
    async def rolling_up(self) -> AsyncIterator[None]:
        """Let rounds of the roll-up follow each other, as a worker does."""
        done = asyncio.Event()

        async def work() -> None:
            async with db.connect(self._dsn) as connection:
                while not done.is_set():
                    row = await (await connection.execute(_SQL.roll_up)).fetchone()
                    if row is not None and not row["done"]["batches"]:
                        await asyncio.sleep(0.5)

        rolling = asyncio.create_task(work())
        try:
            yield
        finally:
            done.set()
            await rolling

    async def rolled_up_per_second(self) -> float:
        """Roll up all that waits; return how many events a second that were."""
        events = await self.number(_SQL.waiting)
        begun = time.monotonic()
        while await self.number(_SQL.waiting):
            await self._database.execute(_SQL.roll_up)
        return events / (time.monotonic() - begun)

    async def copied_per_second(self, events: int) -> float:
        """Write the events that are there once more by COPY, into the empty table."""
        async with self._database.cursor() as cursor, cursor.copy(_SQL.copy_out) as out:
            parts = [bytes(part) async for part in out]
        await self.empty()
        begun = time.monotonic()
        async with self._database.cursor() as cursor, cursor.copy(_SQL.copy_in) as copy:
            for part in parts:
                await copy.write(part)
        return events / (time.monotonic() - begun)


def batches(count: int, size: int, seed: int = 1) -> list[bytes]:
    """Return bodies of `track_events`, with `size` events each of visits of some pages.

    Parameters
    ----------
    count
        How many bodies.
    size
        Events in each.
    """
    chance = random.Random(seed)  # noqa: S311 - visits, no secrets
    now = dt.datetime.now(dt.UTC)
    return [
        json.dumps(
            {
                "write_key": _KEY,
                "events": [
                    event
                    for _ in range(size // 5)
                    for event in _visit(chance, now - dt.timedelta(seconds=chance.random() * 3600))
                ][:size],
            }
        ).encode()
        for _ in range(count)
    ]


def _visit(chance: random.Random, begun: dt.datetime) -> list[dict[str, Any]]:
    """Return five events of one visit: pages, a product, a cart, now and then a sale."""
    visitor = f"v-{chance.randrange(50_000)}"
    session = uuid.UUID(int=chance.getrandbits(128), version=4).hex
    campaign = chance.randrange(20)
    product = min(int(chance.paretovariate(1)), 999)
    common = {"visitor_id": visitor, "session_id": session}
    landing = f"https://shop.example/p/{product}"
    events: list[dict[str, Any]] = [
        {
            "event_type": "page_view",
            "url": f"{landing}?utm_source=newsletter&utm_medium=email&utm_campaign=c{campaign}",
            "referrer": "https://www.google.com/",
            "campaign_id": f"20000000-0000-4000-8000-{campaign:012d}",
        },
        {"event_type": "view", "product_id": f"10000000-0000-4000-8000-{product:012d}"},
        {"event_type": "page_view", "url": f"https://shop.example/page/{chance.randrange(200)}"},
        {
            "event_type": "cart_add",
            "product_id": f"10000000-0000-4000-8000-{product:012d}",
            "color": "blue",
        },
        {"event_type": "click", "action": "zoom"},
    ]
    if chance.random() < 0.1:
        events[4] = {"event_type": "conversion", "revenue": 18.5, "currency": "USD"}
    for place, event in enumerate(events):
        event |= common
        event["id"] = str(uuid.UUID(int=chance.getrandbits(128), version=4))
        event["occurred_at"] = (begun + dt.timedelta(seconds=20 * place)).isoformat()
    return events


async def measure_ingest(plan: IngestPlan, *, say: Say) -> list[Result]:
    """Measure on a cluster of its own, which is gone afterwards.

    Parameters
    ----------
    say
        Told what is going on.

    Raises
    ------
    FlywheelError
        If PostgREST does not take what it should.
    """
    rates: dict[str, list[float]] = defaultdict(list)
    say(f"making {plan.events:,} events")
    bodies = batches(plan.events // plan.batch, plan.batch)
    async with bench_cluster() as cluster, _bench(cluster) as bench:
        for number in range(1, plan.rounds + 1):
            say(f"round {number} of {plan.rounds}: alone")
            await bench.empty()
            cluster.checkpoint()
            rates["alone"].append(await bench.tracked_per_second(bodies, plan))
            rates["roll_up"].append(await bench.rolled_up_per_second())
            say(f"round {number} of {plan.rounds}: COPY")
            rates["copy"].append(await bench.copied_per_second(plan.events))
            say(f"round {number} of {plan.rounds}: with rollups")
            await bench.empty()
            cluster.checkpoint()
            async with bench.rolling_up():
                rates["rolling"].append(await bench.tracked_per_second(bodies, plan))
                rates["behind"].append(float(await bench.number(_SQL.waiting)))
            await bench.rolled_up_per_second()
            if (counted := await bench.number(_SQL.counted)) != plan.events:
                raise FlywheelError(f"{counted} of {plan.events} events are in the rollups")
    return _results({name: statistics.median(found) for name, found in rates.items()})


def _results(rates: dict[str, float]) -> list[Result]:
    return [
        Result("ingest.copy", rates["copy"], "1/s"),
        Result(
            "ingest.alone",
            rates["alone"],
            "1/s",
            versus=_VERSUS,
            ratio=rates["alone"] / rates["copy"],
        ),
        Result(
            "ingest.with_rollups",
            rates["rolling"],
            "1/s",
            versus=_VERSUS,
            ratio=rates["rolling"] / rates["copy"],
            aim=AIM_PER_SECOND,
            at_least=True,
        ),
        Result(
            "ingest.rolled_up",
            rates["roll_up"],
            "1/s",
            versus=_VERSUS,
            ratio=rates["roll_up"] / rates["copy"],
        ),
        Result("ingest.behind", rates["behind"], "events"),
    ]


@asynccontextmanager
async def _bench(cluster: BenchCluster) -> AsyncIterator[_Bench]:
    await cluster.create_supabase("ingest")
    await apply_migrations(cluster.dsn("ingest"))
    async with (
        rest_before(cluster, "ingest", secrets.token_hex(32)) as rest,
        db.connect(cluster.admin_dsn("ingest")) as database,
    ):
        bench = _Bench(rest, cluster.dsn("ingest"), database)
        await bench.prepare()
        yield bench
