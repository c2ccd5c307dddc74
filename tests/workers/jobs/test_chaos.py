"""Workers, Postgres, the network and the clock fail at random: every effect happens once.

`FLYWHEEL_CHAOS_JOBS=50000 pytest tests/workers/jobs/test_chaos.py -s` runs the large version;
`FLYWHEEL_CHAOS_SEED` repeats a run's choices.
"""

from __future__ import annotations

import asyncio
import dataclasses
import os
import random
import signal
import sys
import time
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from pathlib import Path

import psycopg
import pytest
from psycopg.types.json import Jsonb

from flywheel import db
from flywheel.local.postgres import Cluster
from flywheel.local.process import ManagedProcess
from flywheel.local.tools import find_fake_clock
from flywheel.schema.migrations import apply_migrations
from flywheel.schema.scratch import ScratchCluster, scratch_cluster
from tests.fakes.proxy import Proxy

JOBS = int(os.environ.get("FLYWHEEL_CHAOS_JOBS", "8000"))
SEED = int(os.environ.get("FLYWHEEL_CHAOS_SEED", "0")) or random.randrange(1, 10**6)
WORKERS = 3
RECOVERY_SECONDS = 30
KINDS = ["at once"] * 12 + ["slowly"] * 6 + ["at the second try", "in its transaction"]


class Server:
    """A Postgres that is killed and started again, and whose clock can be set."""

    def __init__(self, cluster: Cluster, clock: Path) -> None:
        self._cluster = cluster
        self._clock = clock
        self._process: ManagedProcess | None = None

    async def start(self) -> None:
        server = self._cluster.server()
        fake = {
            "LD_PRELOAD": str(find_fake_clock()),
            "FAKETIME_TIMESTAMP_FILE": str(self._clock),
            "FAKETIME_CACHE_DURATION": "1",
            "FAKETIME_DONT_FAKE_MONOTONIC": "1",
            "FAKETIME_DONT_RESET": "1",
        }
        self._process = dataclasses.replace(server, env={**server.env, **fake})
        await self._process.start()

    async def crash(self) -> None:
        """Kill the whole server and start it again at once."""
        assert self._process is not None
        pid = self._process.pid
        assert pid is not None
        os.kill(pid, signal.SIGKILL)
        await self._process.wait()
        self._cluster.end_leftover()
        for _ in range(50):  # until the last backend has noticed, the data are in use
            try:
                await self.start()
            except Exception:
                await asyncio.sleep(0.1)
            else:
                return
        raise AssertionError("Postgres did not start again")

    async def stop(self) -> None:
        if self._process is not None:
            await self._process.stop()

    def set_clock(self, hours: int) -> None:
        self._clock.write_text(f"{hours:+d}h\n" if hours else "+0\n")


class Workers:
    """Worker processes that are killed and replaced."""

    def __init__(self, dsn: str) -> None:
        self._environment = {**os.environ, "FLYWHEEL_DB_URL": dsn}
        self._running: list[asyncio.subprocess.Process] = []

    async def start(self) -> None:
        self._running.append(
            await asyncio.create_subprocess_exec(
                *(sys.executable, "-m", "flywheel.cli", "worker", "--types", "chaos.work"),
                *("--import", "tests.workers.jobs.chaos_handlers", "--no-schedules"),
                *("--log-level", "warning"),
                env=self._environment,
                stderr=asyncio.subprocess.DEVNULL,
                cwd=Path(__file__).parents[3],
            )
        )

    async def kill_one(self) -> None:
        process = self._running.pop(random.randrange(len(self._running)))
        await _kill(process)
        await self.replace_dead()

    async def replace_dead(self) -> None:
        self._running = [process for process in self._running if process.returncode is None]
        while len(self._running) < WORKERS:
            await self.start()

    async def stop(self) -> None:
        for process in self._running:
            await _kill(process)


async def _kill(process: asyncio.subprocess.Process) -> None:
    with suppress(ProcessLookupError):
        process.kill()
    await process.wait()


@asynccontextmanager
async def world(clock: Path) -> AsyncIterator[tuple[Server, Proxy, Workers, str]]:
    """A Postgres of its own with the schema, a network before it, and workers behind that."""
    async with AsyncExitStack() as exits:
        scratch: ScratchCluster = await exits.enter_async_context(scratch_cluster())
        dsn = await scratch.create_database("chaos")
        await apply_migrations(dsn)
        with psycopg.connect(dsn, autocommit=True) as connection:
            connection.execute(Path(__file__).with_name("chaos.sql").read_bytes())
        scratch.cluster.end_leftover()  # from now on it is ours
        server = Server(scratch.cluster, clock)
        server.set_clock(0)
        await server.start()
        exits.push_async_callback(server.stop)
        proxy = await exits.enter_async_context(Proxy(scratch.cluster.port))
        workers = Workers(dsn.replace(f":{scratch.cluster.port}/", f":{proxy.port}/"))
        exits.push_async_callback(workers.stop)
        yield server, proxy, workers, dsn


async def ask(dsn: str, question: str) -> list[dict[str, object]]:
    """Ask the database, however often it takes."""
    while True:
        try:
            async with db.connect(dsn) as connection:
                return await (await connection.execute(question.encode())).fetchall()
        except (db.DatabaseDownError, psycopg.Error):
            await asyncio.sleep(0.2)


async def disturb(server: Server, proxy: Proxy, workers: Workers) -> str:
    """Let one thing fail; return which."""
    what = random.choice(["worker", "worker", "network", "network", "silence", "server", "clock"])
    match what:
        case "worker":
            await workers.kill_one()
        case "network":
            proxy.cut()
        case "silence":
            proxy.fall_silent()
            await asyncio.sleep(random.uniform(0.2, 1.5))
            proxy.speak()
        case "server":
            await server.crash()
        case "clock":
            server.set_clock(random.choice([-1, 0, 1]))
    return what


@pytest.mark.alone
@pytest.mark.timeout(600)
async def test_every_effect_happens_once_whatever_fails(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    random.seed(SEED)
    clock = Path("/tmp") / f"flywheel-clock-{os.getpid()}"
    clock.touch(mode=0o644)
    try:
        async with world(clock) as (server, proxy, workers, dsn):
            await enqueue(dsn, JOBS)
            begun = time.monotonic()
            await workers.replace_dead()
            failures = await disturb_until_most_are_done(server, proxy, workers, dsn)
            quiet = time.monotonic()
            server.set_clock(0)
            await workers.replace_dead()
            left = await wait_until_nothing_is_left(dsn)
            recovered = time.monotonic() - quiet
            await check(dsn)
    finally:
        clock.unlink()
    with capsys.disabled():
        print(
            f"\n{JOBS} jobs, seed {SEED}: {dict(failures)} in {quiet - begun:.0f} s, "
            f"all done {recovered:.0f} s later"
        )
    assert left == 0
    assert recovered < RECOVERY_SECONDS + 15  # and a backlog may be left to work on


async def enqueue(dsn: str, count: int) -> None:
    batches = []
    for start in range(0, count, 1000):
        batch = [
            {"job_type": "chaos.work", "payload": {"how": random.choice(KINDS)}}
            for _ in range(start, min(start + 1000, count))
        ]
        for place in range(50, len(batch), 50):
            batch[place]["after"] = [place - 1, place - 7, place - 50]
        batches.append(batch)
    async with db.connect(dsn) as connection:
        for batch in batches:
            await connection.execute(b"select count(*) from jobs.enqueue_many(%s)", (Jsonb(batch),))


async def disturb_until_most_are_done(
    server: Server, proxy: Proxy, workers: Workers, dsn: str
) -> Counter[str]:
    """Let things fail for as long as there is work to speak of; all kinds at least once."""
    failures: Counter[str] = Counter()
    share = JOBS // 10
    while True:
        await asyncio.sleep(random.uniform(0.3, 1.2))
        failures[await disturb(server, proxy, workers)] += 1
        await workers.replace_dead()
        (row,) = await ask(dsn, "select count(*) as left from jobs.job_queue")
        if len(failures) == 5 and row["left"] < share:
            return failures


async def wait_until_nothing_is_left(dsn: str) -> int:
    deadline = time.monotonic() + RECOVERY_SECONDS + 60
    while True:
        (row,) = await ask(dsn, "select count(*) as left from jobs.job_queue")
        if row["left"] == 0 or time.monotonic() > deadline:
            if row["left"]:
                stuck = await ask(
                    dsn,
                    "select status, attempts, crashes, waits_for, is_ready, error_message, "
                    "lease_expires_at - now() as lease, scheduled_at - now() as due, count(*) "
                    "from jobs.job_queue group by 1, 2, 3, 4, 5, 6, 7, 8 limit 20",
                )
                print(*stuck, sep="\n")
            return int(str(row["left"]))
        await asyncio.sleep(0.2)


async def check(dsn: str) -> None:
    (ended,) = await ask(
        dsn,
        "select count(*) as rows, count(distinct id) as jobs, "
        "count(*) filter (where status = 'completed') as completed from jobs.job_archive "
        "where job_type = 'chaos.work'",
    )
    if ended["completed"] != JOBS:
        odd = await ask(
            dsn,
            "select status, failure_kind, error_message, attempts, crashes, count(*) "
            "from jobs.job_archive where status <> 'completed' group by 1, 2, 3, 4, 5 limit 20",
        )
        print(*odd, sep="\n")
    assert ended == {"rows": JOBS, "jobs": JOBS, "completed": JOBS}
    (effects,) = await ask(
        dsn, "select count(*) as written, count(distinct job_id) as jobs from chaos.effects"
    )
    assert effects == {"written": JOBS, "jobs": JOBS}
