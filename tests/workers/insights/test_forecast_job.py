"""The job insights.forecast, over both transports, and the command that does the same."""

from __future__ import annotations

import asyncio
import json
import uuid
from collections.abc import Callable
from typing import Any

import pytest
from typer.testing import CliRunner

from flywheel import db as database
from flywheel.cli import app
from flywheel.config import settings
from flywheel.jobs import Worker, WorkerOptions
from flywheel.jobs.direct import DirectTransport
from flywheel.jobs.edge import EdgeTransport
from flywheel.jobs.registry import load
from flywheel.jobs.transport import Transport
from tests.conftest import Stack

SQL = database.Queries.load(__package__, "forecasts.sql")
# The workspace, its category and its product.
WHOLE = [
    {"horizon_days": days, "days": 3 * days, "is_next": True, "is_whole": True}
    for days in (7, 30, 90)
]


@pytest.fixture
async def workspace(db: database.Connection) -> str:
    """A workspace that sold a rug every day for 40 days."""
    names = {name: str(uuid.uuid4()) for name in ("person", "workspace", "product")}
    for statement in SQL.prepare.split(b";"):
        await db.execute(statement, names)
    return names["workspace"]


async def run(db: database.Connection, connect: Callable[[], Transport], job: Any) -> Any:
    """Work until a job has ended; return what is archived of it."""
    worker = Worker(
        connect(),
        load().only(("insights.forecast",)),
        WorkerOptions(concurrency=1, poll_seconds=0.2, schedules=False),
    )
    running = asyncio.create_task(worker.run())
    async with asyncio.timeout(120):
        while True:
            found = await rows(db, SQL.ended, job=job)
            if found:
                break
            await asyncio.sleep(0.1)
    worker.stop()
    await running
    return found[0]


async def rows(db: database.Connection, statement: bytes, **given: Any) -> list[dict[str, Any]]:
    return await (await db.execute(statement, given)).fetchall()


@pytest.mark.parametrize("transport", ["direct", "edge"])
async def test_a_workspace_gets_its_forecasts(
    stack: Stack, db: database.Connection, workspace: str, transport: str
) -> None:
    (job,) = await rows(db, SQL.enqueue, workspace=workspace)
    connect: Callable[[], Transport] = (
        (lambda: DirectTransport(stack.db_url, connections=4))
        if transport == "direct"
        else (lambda: EdgeTransport(stack.api_url, stack.service_role_key))
    )
    ended = await run(db, connect, job["id"])
    assert ended["status"] == "completed"
    assert ended["result"]["predictions"] == 3 * 127
    assert ended["result"]["counts"]["series"] == 3
    assert ended["progress"]["fraction"] > 0
    assert await rows(db, SQL.predictions, workspace=workspace) == WHOLE


async def test_without_a_workspace_each_that_sells_gets_a_job(
    stack: Stack, db: database.Connection, workspace: str
) -> None:
    (job,) = await rows(db, SQL.enqueue_for_all)
    ended = await run(db, lambda: DirectTransport(stack.db_url, connections=4), job["id"])
    assert ended["result"]["workspaces"] >= 1
    assert await rows(db, SQL.forecast_jobs, workspace=workspace) == [{"jobs": 1}]


async def test_the_command_forecasts_and_shows(
    stack: Stack, db: database.Connection, workspace: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("FLYWHEEL_DB_URL", stack.db_url)
    settings.cache_clear()
    call = CliRunner().invoke

    def ask(*arguments: str) -> Any:
        done = call(app, ["forecasts", *arguments, "-o", "json"])
        assert done.exit_code == 0, done.output
        return json.loads(done.stdout)

    (saved,) = await asyncio.to_thread(ask, "run", "--workspace", workspace)
    assert saved["counts"]["series"] == 3
    shown = await asyncio.to_thread(ask, "show", workspace, "--horizon", "7")
    (forecast,) = shown["forecasts"]
    assert len(forecast["days"]) == 7
    total = sum(day["revenue"] for day in forecast["days"])
    assert forecast["total"]["revenue"] == pytest.approx(total)
    settings.cache_clear()
