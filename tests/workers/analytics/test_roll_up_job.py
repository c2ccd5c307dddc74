"""The job `analytics.roll_up` goes on in rounds, and ends when its worker is to stop."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable

from psycopg.types.json import Jsonb

from flywheel import db
from flywheel.jobs import Worker, WorkerOptions
from flywheel.jobs.direct import DirectTransport
from flywheel.jobs.registry import load

SQL = db.Queries.load(__package__, "rollups.sql")
WORKSPACE = "00000000-0000-4000-8000-0000000000aa"
WRITE_KEY = "fwp_" + WORKSPACE.replace("-", "")
STATUS = b"select status::text as status from jobs.job_archive where job_type = 'analytics.roll_up'"


async def test_events_are_rolled_up_while_it_runs_and_a_stop_does_not_wait_for_its_minute(
    new_database: Callable[[], str],
) -> None:
    url = new_database()
    async with db.connect(url) as connection:
        await connection.execute(SQL.prepare)
        await connection.execute(b"select jobs.enqueue('analytics.roll_up')")
        worker = Worker(
            DirectTransport(url, connections=4),
            load().only(("analytics.roll_up",)),
            WorkerOptions(concurrency=2, poll_seconds=0.2, grace_seconds=30, schedules=False),
        )
        running = asyncio.create_task(worker.run())
        payload = {"write_key": WRITE_KEY, "events": [{"event_type": "page_view", "page": "/"}]}
        for sent in (1, 2):
            await connection.execute(SQL.track, {"payload": Jsonb(payload)})
            assert await counted(connection) == sent
        begun = time.monotonic()
        worker.stop()
        await running
        assert time.monotonic() - begun < 10
        row = await (await connection.execute(STATUS)).fetchone()
        assert row == {"status": "completed"}


async def counted(connection: db.Connection) -> int:
    """Wait until nothing waits any more; return how many events the rollups have."""
    while True:
        found = await (await connection.execute(SQL.counted, {"workspace": WORKSPACE})).fetchone()
        assert found is not None
        if not found["waiting"]:
            return int(found["rolled_up"])
        await asyncio.sleep(0.05)
