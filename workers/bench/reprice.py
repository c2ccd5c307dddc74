"""How long it takes to price a million products in one run, and what readers feel of it."""

from __future__ import annotations

import asyncio
import contextlib
import itertools
import os
import secrets
import sys
import tempfile
import time
import uuid
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any, Literal

import aiohttp
import jwt
import psutil

from flywheel import db
from flywheel.bench import reprice_rows as rows_of
from flywheel.bench.queue.cluster import BenchCluster, bench_cluster
from flywheel.bench.report import Result, percentile
from flywheel.bench.rest import rest_before
from flywheel.errors import FlywheelError
from flywheel.schema.migrations import apply_migrations

AIM_READERS = 3.0
"""How many times the p99 of readers alone it may be beside the run."""
AIM_TRANSACTION_SECONDS = 2.0
"""The longest transaction, and so the longest that a row of a product is locked."""
_SQL = db.Queries.load(__package__, "reprice.sql")
_DATABASE = "reprice"
_POLL = 0.05  # seconds
_READ_EVERY = 0.1  # seconds: a reader who looks at something ten times a second
_WARM_UP = 5
"""Answers of each reader before those that count: PostgREST opens its connections."""
_PATIENCE = 120.0  # seconds until the run begins

Say = Callable[[str], None]


@dataclass(frozen=True)
class RepricePlan:
    """What is measured.

    Attributes
    ----------
    products
        How many, in one workspace.
    mode
        What the rule says: prices are applied, or only recommended.
    seconds
        How long readers are measured alone.
    readers
        Who read at the same time, each ten times a second.
    """

    products: int = 1_000_000
    mode: Literal["automatic", "approve", "suggest"] = "automatic"
    seconds: float = 20.0
    readers: int = 4


@dataclass
class _Watched:
    """What was seen while the worker was at it."""

    transaction: float = 0.0
    wait: float = 0.0
    memory: int = 0
    delays: list[float] = field(default_factory=list)


class _Bench:
    """A database with products, and PostgREST before it."""

    def __init__(
        self, plan: RepricePlan, dsn: str, database: db.Connection, rest: str, token: str
    ) -> None:
        self.plan = plan
        self.workspace = str(uuid.uuid4())
        self._dsn = dsn
        self._database = database
        self._rest = rest
        self._headers = {"authorization": f"Bearer {token}"}

    async def one(self, statement: bytes, **values: Any) -> dict[str, Any]:
        cursor = await self._database.execute(statement, {"workspace": self.workspace, **values})
        found = await cursor.fetchone()
        assert found is not None
        return found

    async def fill(self, person: str, say: Say) -> None:
        """Put products, their sales and competitors in."""
        values = {"workspace": self.workspace, "person": person, "mode": self.plan.mode}
        await self._database.execute(_SQL.add_workspace, values)
        ids = rows_of.ids(self.plan.products)
        for words, statement, rows in (
            ("products", _SQL.copy_products, rows_of.products(self.workspace, ids)),
            ("sales", _SQL.copy_sales, rows_of.sales(self.workspace, ids)),
            (
                "competitors' prices",
                _SQL.copy_competitors,
                rows_of.competitors(self.workspace, ids),
            ),
        ):
            say(f"filling in {words}")
            async with self._database.cursor() as cursor, cursor.copy(statement) as copy:
                for row in rows:
                    await copy.write_row(row)
        await self._database.execute(_SQL.add_rule, values)
        await self._database.execute(_SQL.add_elasticities, values)
        await self._database.execute(_SQL.forget_marks)
        await self._database.execute(_SQL.settle)

    async def read(self, until: Callable[[], bool]) -> list[float]:
        """Read products as a frontend does, until told to end; return the delays in ms."""
        cursor = await self._database.execute(_SQL.some_products, {"workspace": self.workspace})
        ids = [str(row["id"]) for row in await cursor.fetchall()]
        delays: list[float] = []

        async def reader(session: aiohttp.ClientSession, number: int) -> None:
            for turn in itertools.count(number):
                if until():
                    return
                query = (
                    f"id=eq.{ids[turn * 7 % len(ids)]}"
                    if turn % 2
                    else "select=id,name,current_price,currency&order=created_at.desc&limit=50"
                )
                begun = time.perf_counter()
                async with session.get(
                    f"{self._rest}/products?workspace_id=eq.{self.workspace}&{query}",
                    headers=self._headers,
                ) as answer:
                    content = await answer.read()
                if answer.status != 200:
                    raise FlywheelError(f"PostgREST answered {answer.status}: {content[:300]!r}")
                if turn >= number + _WARM_UP:
                    delays.append((time.perf_counter() - begun) * 1000)
                await asyncio.sleep(_READ_EVERY)

        async with aiohttp.ClientSession() as session:
            await asyncio.gather(*(reader(session, n) for n in range(self.plan.readers)))
        return delays

    async def read_alone(self) -> list[float]:
        ends = time.monotonic() + self.plan.seconds
        return await self.read(lambda: time.monotonic() > ends)

    async def reprice(self, say: Say) -> tuple[dict[str, Any], _Watched]:
        """Let a worker go through a run; return what came of it and what was seen meanwhile."""
        run = (await self.one(_SQL.ask))["run"]
        watched = _Watched()
        async with _worker(self._dsn) as process:
            memory = psutil.Process(process.pid)
            reading: asyncio.Task[list[float]] | None = None
            over = asyncio.Event()
            begun = told = time.monotonic()
            while True:
                state = await self.one(_SQL.run, run=run)
                if state["status"] in ("finished", "failed") or process.returncode is not None:
                    break
                if state["products"] and reading is None:
                    reading = asyncio.create_task(self.read(over.is_set))
                if not state["products"] and time.monotonic() - begun > _PATIENCE:
                    break
                seen = await self.one(_SQL.longest)
                watched.transaction = max(watched.transaction, seen["transaction"])
                watched.wait = max(watched.wait, seen["wait"])
                with contextlib.suppress(psutil.NoSuchProcess):
                    watched.memory = max(watched.memory, memory.memory_info().rss)
                if time.monotonic() - told > 10:
                    told = time.monotonic()
                    say(f"{state['products']:,} products priced")
                await asyncio.sleep(_POLL)
            over.set()
            if reading is not None:
                watched.delays = await reading
        if state["status"] != "finished" or state["products"] != self.plan.products:
            raise FlywheelError(f"the run ended with {state}")
        return state, watched


@asynccontextmanager
async def _worker(dsn: str) -> AsyncIterator[asyncio.subprocess.Process]:
    """Run a worker as an operator does."""
    with tempfile.TemporaryFile() as log:
        process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "flywheel.cli", "worker", "--types", "pricing.reprice"),
            *("--no-schedules", "--concurrency", "1", "--poll", "0.5"),
            env={**os.environ, "FLYWHEEL_DB_URL": dsn},
            stdout=log,
            stderr=log,
        )
        try:
            yield process
        finally:
            if process.returncode is None:
                process.terminate()
            await process.wait()


async def measure_reprice(plan: RepricePlan, *, say: Say) -> list[Result]:
    """Measure on a cluster of its own, which is gone afterwards.

    Parameters
    ----------
    say
        Told what is going on.

    Raises
    ------
    FlywheelError
        If not every product is gone through, or PostgREST refuses to answer.
    """
    async with bench_cluster() as cluster, _bench(cluster, plan, say) as bench:
        cluster.checkpoint()
        say("reading alone")
        alone = await bench.read_alone()
        say("reading beside the run")
        state, watched = await bench.reprice(say)
    return _results(plan, state, watched, alone)


def _results(
    plan: RepricePlan, state: dict[str, Any], watched: _Watched, alone: Sequence[float]
) -> list[Result]:
    before = percentile(alone, 0.99)
    beside = percentile(watched.delays, 0.99) if watched.delays else before
    return [
        Result("reprice.products", float(plan.products), "products"),
        Result("reprice.applied", float(state["applied"]), "products"),
        Result("reprice.time", state["seconds"], "s"),
        Result("reprice.rate", plan.products / state["seconds"], "1/s"),
        Result("reprice.memory", watched.memory / 2**20, "MiB"),
        Result(
            "reprice.longest_transaction", watched.transaction, "s", aim=AIM_TRANSACTION_SECONDS
        ),
        Result("reprice.longest_wait", watched.wait, "s"),
        Result("reprice.readers_alone.p99", before, "ms"),
        Result(
            "reprice.readers_beside.p99",
            beside,
            "ms",
            versus="the same readers alone",
            ratio=beside / before,
            aim=AIM_READERS,
            aim_on="ratio",
        ),
    ]


@asynccontextmanager
async def _bench(cluster: BenchCluster, plan: RepricePlan, say: Say) -> AsyncIterator[_Bench]:
    await cluster.create_supabase(_DATABASE)
    await apply_migrations(cluster.dsn(_DATABASE))
    secret = secrets.token_hex(32)
    person = str(uuid.uuid4())
    async with db.connect(cluster.admin_dsn(_DATABASE)) as admin:
        await admin.execute(_SQL.add_person, {"person": person})
        token = jwt.encode(
            {"role": "authenticated", "aud": "authenticated", "sub": person},
            secret,
            algorithm="HS256",
        )
        async with rest_before(cluster, _DATABASE, secret) as rest:
            bench = _Bench(plan, cluster.dsn(_DATABASE), admin, rest, token)
            await bench.fill(person, say)
            yield bench
