"""How many short links redirect in a second, beside a service that adds one to a row."""

from __future__ import annotations

import asyncio
import os
import random
import statistics
import sys
import time
import uuid
from collections import defaultdict
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Literal

from flywheel import db
from flywheel.bench.queue.cluster import BenchCluster, bench_cluster
from flywheel.bench.report import Result, percentile
from flywheel.errors import FlywheelError
from flywheel.local.process import free_port
from flywheel.schema.migrations import apply_migrations

AIM_OF_UPDATES = 1.5
"""How many times the redirects of one-row updates should be answered where a link is hot."""
_VERSUS = "a service that adds one to the link's row, a commit for each click"
_SQL = db.Queries.load(__package__, "links.sql")
_ROLL_UP_EVERY = 1.0  # seconds
_PATIENCE = 30.0  # seconds

Say = Callable[[str], None]
Design = Literal["append", "update"]


@dataclass(frozen=True)
class LinksPlan:
    """What is measured.

    Attributes
    ----------
    seconds
        How long each rate is measured.
    clients
        Connections that click at the same time.
    links
        How many links are clicked on, where it is not one.
    rounds
        How often; the median counts.
    """

    seconds: float = 5.0
    clients: int = 64
    links: int = 1000
    rounds: int = 3


@dataclass(frozen=True)
class _Run:
    """What one measurement found: clicks a second, and the delays of answers in ms."""

    rate: float
    delays: Sequence[float]


class _Bench:
    """A database with links, and the services before it."""

    def __init__(
        self, plan: LinksPlan, dsn: str, database: db.Connection, ports: dict[Design, int]
    ) -> None:
        self._plan = plan
        self._ports = ports
        self._dsn = dsn
        self._database = database

    async def run(self, design: Design, links: int) -> _Run:
        """Click on so many links for a while, and see that every click is counted."""
        before = await self._clicks(design)
        port = self._ports[design]
        async with self._rolling_up(design):
            until = time.monotonic() + self._plan.seconds
            delays = await asyncio.gather(
                *(self._click(port, links, until) for _ in range(self._plan.clients))
            )
        answered = sum(map(len, delays))
        counted = await self._clicks(design) - before
        if counted != answered:
            raise FlywheelError(f"{design}: {answered} redirects, and {counted} clicks counted")
        return _Run(answered / self._plan.seconds, [delay for some in delays for delay in some])

    async def _clicks(self, design: Design) -> int:
        statement = _SQL.appended if design == "append" else _SQL.updated
        row = await (await self._database.execute(statement)).fetchone()
        return 0 if row is None else int(row["clicks"])

    async def _click(self, port: int, links: int, until: float) -> list[float]:
        """Click like a browser that has been here before, one click after the other."""
        visitor = uuid.uuid4()
        codes = random.Random(visitor.int)  # noqa: S311 - which link is no secret
        delays = []
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        while (begun := time.monotonic()) < until:
            writer.write(
                f"GET /link-{codes.randint(1, links)} HTTP/1.1\r\n"
                f"Host: go.shop.example\r\nCookie: flywheel_visitor={visitor}\r\n"
                "User-Agent: Mozilla/5.0 (Windows NT 10.0; rv:140.0) Firefox/140.0\r\n"
                "Referer: https://news.example/today\r\nCF-IPCountry: SA\r\n\r\n".encode()
            )
            answer = await reader.readuntil(b"\r\n\r\n")
            if not answer.startswith(b"HTTP/1.1 302 "):
                raise FlywheelError(f"the service answered {answer[:100]!r}")
            delays.append((time.monotonic() - begun) * 1000)
        writer.close()
        return delays

    @asynccontextmanager
    async def _rolling_up(self, design: Design) -> AsyncIterator[None]:
        """Fold clicks meanwhile, as a worker does."""

        async def fold() -> None:
            async with db.connect(self._dsn) as connection:
                while True:
                    await connection.execute(_SQL.roll_up)
                    await asyncio.sleep(_ROLL_UP_EVERY)

        folding = asyncio.create_task(fold()) if design == "append" else None
        try:
            yield
        finally:
            if folding is not None:
                folding.cancel()
                (fault,) = await asyncio.gather(folding, return_exceptions=True)
                if isinstance(fault, Exception):
                    raise fault


@asynccontextmanager
async def _service(design: Design, dsn: str) -> AsyncIterator[int]:
    """Run the service with a design, and return its port."""
    port = free_port()
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "flywheel.bench.links_service"),
        *("--design", design, "--port", str(port)),
        env={**os.environ, "FLYWHEEL_DB_URL": dsn},
    )
    try:
        await _until_open(port, process)
        yield port
    finally:
        if process.returncode is None:
            process.terminate()
        await process.wait()


async def _until_open(port: int, process: asyncio.subprocess.Process) -> None:
    async with asyncio.timeout(_PATIENCE):
        while process.returncode is None:
            try:
                _, writer = await asyncio.open_connection("127.0.0.1", port)
            except OSError:
                await asyncio.sleep(0.05)
            else:
                writer.close()
                return
    raise FlywheelError("the service has ended before it was asked anything")


async def measure_links(plan: LinksPlan, *, say: Say) -> list[Result]:
    """Measure on a cluster of its own, which is gone afterwards.

    Parameters
    ----------
    say
        Told what is going on.

    Raises
    ------
    FlywheelError
        If a click is not counted, or a link leads nowhere.
    """
    runs: dict[tuple[str, Design], list[_Run]] = defaultdict(list)
    designs: tuple[Design, ...] = ("append", "update")
    async with bench_cluster() as cluster, _bench(cluster, plan) as bench:
        for number in range(1, plan.rounds + 1):
            for shape, links in (("hot", 1), ("many", plan.links)):
                for design in designs:
                    say(f"round {number} of {plan.rounds}: {shape}, {design}")
                    cluster.checkpoint()
                    runs[shape, design].append(await bench.run(design, links))
    return [result for shape in ("hot", "many") for result in _results(shape, runs)]


def _results(shape: str, runs: dict[tuple[str, Design], list[_Run]]) -> list[Result]:
    ours, theirs = runs[shape, "append"], runs[shape, "update"]
    rate, other_rate = (statistics.median(run.rate for run in some) for some in (ours, theirs))
    delay, other_delay = (
        statistics.median(percentile(run.delays, 0.99) for run in some) for some in (ours, theirs)
    )
    return [
        Result(
            f"links.{shape}.redirects",
            rate,
            "1/s",
            versus=_VERSUS,
            ratio=rate / other_rate,
            aim=AIM_OF_UPDATES if shape == "hot" else None,
            at_least=True,
            aim_on="ratio",
        ),
        Result(f"links.{shape}.updates", other_rate, "1/s"),
        Result(f"links.{shape}.p99", delay, "ms", versus=_VERSUS, ratio=delay / other_delay),
    ]


@asynccontextmanager
async def _bench(cluster: BenchCluster, plan: LinksPlan) -> AsyncIterator[_Bench]:
    await cluster.create_supabase("links")
    await apply_migrations(cluster.dsn("links"))
    person, workspace = uuid.uuid4(), uuid.uuid4()
    async with db.connect(cluster.admin_dsn("links")) as admin:
        await admin.execute(_SQL.add_person, {"person": person})
    async with db.connect(cluster.dsn("links")) as database:
        for statement, given in (
            (_SQL.add_workspace, {"workspace": workspace, "person": person}),
            (_SQL.add_links, {"workspace": workspace, "links": plan.links}),
            (_SQL.create_counters, {}),
            (_SQL.fill_counters, {}),
        ):
            await database.execute(statement, given)
        dsn = cluster.dsn("links")
        async with _service("append", dsn) as append, _service("update", dsn) as update:
            yield _Bench(plan, dsn, database, {"append": append, "update": update})
