"""`flywheel jobs` and the errors that people meet."""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
import pty
import signal
import subprocess
import sys
import uuid
from collections.abc import Callable
from typing import Any

import pytest

from tests.conftest import Stack

from .conftest import Payload, Queue, registry, running

Run = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture
def flywheel(stack: Stack) -> Run:
    """Runs `flywheel …` against the stack."""

    def run(*arguments: str, **changes: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-m", "flywheel.cli", *arguments],
            env={**os.environ, **stack.environment(), "COLUMNS": "200", **changes},
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )

    return run


def listed(flywheel: Run, *arguments: str) -> list[dict[str, Any]]:
    done = flywheel("jobs", "list", "-o", "json", *arguments)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


async def test_a_job_that_nobody_handles_stays_and_is_reported(
    queue: Queue, flywheel: Run, connect_direct: Callable[[], Any]
) -> None:
    async def work(payload: Payload, context: object) -> None:
        """Handle another type."""

    stranded, handled = await queue.register("stranded"), await queue.register("handled")
    async with running(queue, connect_direct(), registry(handled, work)):
        job_id = await queue.enqueue(stranded)
        await queue.reaches(await queue.enqueue(handled), "completed")
        (row,) = await asyncio.to_thread(listed, flywheel, "--type", stranded)
        assert (row["id"], row["status"], row["has_no_handler"]) == (str(job_id), "pending", True)
        (row,) = await asyncio.to_thread(listed, flywheel, "--type", handled)
        assert (row["status"], row["has_no_handler"]) == ("completed", False)
        done = await asyncio.to_thread(flywheel, "jobs", "list", "--type", stranded)
        assert str(job_id) in done.stdout
        assert "no handler" in done.stdout
        done = await asyncio.to_thread(flywheel, "jobs", "types")
        assert "no handler" in next(line for line in done.stdout.splitlines() if stranded in line)
        done = await asyncio.to_thread(flywheel, "jobs", "workers")
        assert str(os.getpid()) in done.stdout


async def test_jobs_are_enqueued_shown_cancelled_and_retried(queue: Queue, flywheel: Run) -> None:
    job_type = await queue.register()
    done = flywheel("jobs", "enqueue", job_type, "--payload", '{"a": "[bold]"}')
    job_id = uuid.UUID(done.stdout.strip())
    shown = flywheel("jobs", "show", str(job_id))
    assert '{"a": "[bold]"}' in shown.stdout
    assert "is cancelled" in flywheel("jobs", "cancel", str(job_id)).stdout
    assert (await queue.job(job_id))["status"] == "cancelled"
    assert "back in the queue" in flywheel("jobs", "retry", str(job_id)).stdout
    assert (await queue.job(job_id))["status"] == "pending"

    await queue.rows(
        "select jobs.fail(id, lease, 'broken', may_retry => false) "
        "from jobs.claim(gen_random_uuid(), array[%(t)s])",
        t=job_type,
    )
    assert [row["status"] for row in listed(flywheel, "--status", "failed", "--type", job_type)]
    done = flywheel("jobs", "retry", "--failed", "--type", job_type)
    assert done.stdout.startswith("1 jobs are back")
    assert (await queue.job(job_id))["status"] == "pending"


async def test_schedules_are_made_and_deleted(queue: Queue, flywheel: Run) -> None:
    job_type = await queue.register()
    name = job_type.replace(".", "-")
    made = flywheel(
        *("jobs", "schedule", name, "--type", job_type),
        *("--cron", "30 6 * * 1-5", "--zone", "Asia/Riyadh"),
    )
    assert "03:30 UTC" in made.stdout, made.stderr
    assert name in flywheel("jobs", "schedules").stdout
    assert flywheel("jobs", "unschedule", name).returncode == 0
    assert flywheel("jobs", "unschedule", name).returncode == 1


@pytest.mark.parametrize(
    ("arguments", "message", "hint"),
    [
        (("enqueue", "no.such.type"), 'Unknown job type "no.such.type"', "register_type"),
        (("enqueue", "jobs.maintain", "--payload", "[1]"), "must be a JSON object", "--payload"),
        (("enqueue", "jobs.maintain", "--payload", "{"), "not JSON", None),
        (("enqueue", "jobs.maintain", "--priority", "500"), "not between -100 and 100", "higher"),
        (("show", str(uuid.UUID(int=1))), "there is no job", "jobs list"),
        (("cancel", str(uuid.UUID(int=1))), "There is no job", None),
        (("retry",), "name one job", None),
        (
            ("schedule", "x", "--type", "jobs.maintain", "--cron", "bad line"),
            "has 2 fields, not five",
            "minute hour",
        ),
        (
            ("schedule", "x", "--type", "jobs.maintain", "--cron", "0 0 * * *", "--zone", "Mars"),
            "'Mars' is not a time zone",
            "IANA",
        ),
    ],
)
def test_mistakes_get_a_message_and_a_hint(
    flywheel: Run, arguments: tuple[str, ...], message: str, hint: str | None
) -> None:
    done = flywheel("jobs", *arguments)
    assert done.returncode == 1
    assert message in done.stderr
    assert "Traceback" not in done.stderr
    if hint is not None:
        assert hint in done.stderr


NOWHERE = "127.0.0.1:1"


@pytest.mark.parametrize(
    ("arguments", "changes", "message"),
    [
        (("--types", "no.such"), {}, "no handler for job type 'no.such'"),
        (("--import", "no_such_module"), {}, "'no_such_module' cannot be imported"),
        (
            ("--transport", "direct"),
            {"FLYWHEEL_DB_URL": f"postgresql://postgres@{NOWHERE}/postgres"},
            "the database did not accept a connection",
        ),
        (
            ("--transport", "direct"),
            {"FLYWHEEL_DB_URL": "no url at all"},
            "the database URL cannot be read",
        ),
        (
            ("--transport", "edge"),
            {"FLYWHEEL_API_URL": "no url at all"},
            "the edge transport cannot use 'no url at all'",
        ),
        (
            ("--transport", "edge"),
            {"FLYWHEEL_API_URL": f"http://{NOWHERE}"},
            "the API did not answer",
        ),
        (
            ("--transport", "edge"),
            {"FLYWHEEL_SERVICE_ROLE_KEY": "a-wrong-key"},
            "Invalid authentication credentials",
        ),
    ],
)
def test_a_worker_that_cannot_start_says_why(
    flywheel: Run, arguments: tuple[str, ...], changes: dict[str, str], message: str
) -> None:
    done = flywheel("worker", *arguments, **changes)
    assert done.returncode == 1
    assert message in done.stderr
    assert "Traceback" not in done.stderr


async def test_top_shows_what_waits_runs_and_ended(
    queue: Queue, flywheel: Run, connect_direct: Callable[[], Any]
) -> None:
    async def work(payload: Payload, context: object) -> None:
        if payload.fails:
            raise RuntimeError

    job_type = await queue.register(max_attempts=1)
    async with running(queue, connect_direct(), registry(job_type, work)):
        for fails in (False, False, True):
            await queue.reaches(
                await queue.enqueue(job_type, {"fails": fails}), "completed", "failed"
            )
    await queue.enqueue(job_type)
    later = await queue.value("select now() + interval '1 hour'")
    await queue.enqueue(job_type, run_at=later)
    done = await asyncio.to_thread(flywheel, "jobs", "top", "-o", "json")
    (row,) = [row for row in json.loads(done.stdout) if row["job_type"] == job_type]
    assert (row["ready"], row["waiting"], row["running"]) == (1, 1, 0)
    assert (row["completed_per_minute"], row["failed"]) == (2, 1)
    assert 0 < row["p50_seconds"] <= row["p95_seconds"] < 60
    done = await asyncio.to_thread(flywheel, "jobs", "top", "--once")
    line = next(line for line in done.stdout.splitlines() if job_type in line)
    assert line.split()[1:6] == ["1", "1", "0", "2", "1"]
    assert line.split()[-1] == "none"
    assert "workers alive" in done.stdout


async def test_top_goes_on_until_it_is_interrupted(queue: Queue, stack: Stack) -> None:
    job_type = await queue.register()
    terminal, other_end = pty.openpty()
    top = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "flywheel.cli", "jobs", "top", "--every", "0.2"),
        env={**os.environ, **stack.environment(), "LINES": "200", "COLUMNS": "200"},
        stdin=other_end,
        stdout=other_end,
        stderr=other_end,
        # Where the tests run in the background of a script, interrupts are ignored.
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
    )
    os.close(other_end)
    try:
        drawn = b""
        async with asyncio.timeout(30):
            while drawn.count(job_type.encode()) < 3:
                drawn += await asyncio.to_thread(os.read, terminal, 65536)
        top.send_signal(signal.SIGINT)
        with contextlib.suppress(OSError):  # how the end of a terminal is read
            while text := await asyncio.to_thread(os.read, terminal, 65536):
                drawn += text
        assert await top.wait() == 0
        assert b"Traceback" not in drawn
        assert drawn.endswith(b"\x1b[?25h\x1b[?1049l"), "cursor and screen are back"
    finally:
        os.close(terminal)
        if top.returncode is None:
            top.kill()


async def test_failed_jobs_are_retried_by_what_they_have_in_common(
    queue: Queue, flywheel: Run
) -> None:
    job_type = await queue.register(max_attempts=1)
    one, two = uuid.uuid4(), uuid.uuid4()
    for workspace, message in ((one, "Out of paper."), (one, "Broke."), (two, "Broke.")):
        await queue.enqueue(job_type, workspace_id=workspace)
        await queue.rows(
            "select jobs.fail(id, lease, %(m)s) from jobs.claim(gen_random_uuid(), array[%(t)s])",
            t=job_type,
            m=message,
        )
    retry = ("jobs", "retry", "--failed", "--type", job_type)
    done = flywheel(*retry, "--message", "Out of%")
    assert done.stdout == "1 jobs are back in the queue.\n", done.stderr
    for limit in (("--since", "2099-01-01"), ("--until", "2020-01-01")):
        assert flywheel(*retry, *limit).stdout == "0 jobs are back in the queue.\n"
    assert flywheel(*retry, "--kind", "poison").stdout == "0 jobs are back in the queue.\n"
    assert flywheel(*retry, "--workspace", str(two)).stdout == "1 jobs are back in the queue.\n"
    assert (
        flywheel(*retry, "--since", "2020-01-01", "--kind", "error").stdout
        == "1 jobs are back in the queue.\n"
    )


async def test_options_of_a_job_reach_the_queue(queue: Queue, flywheel: Run) -> None:
    job_type = await queue.register(max_running_per_key=1)
    first = flywheel("jobs", "enqueue", job_type).stdout.strip()
    done = flywheel(
        *("jobs", "enqueue", job_type, "--after", first, "--limit-key", "k"),
        *("--deadline", "2099-01-01", "--dedup-key", "d", "--on-duplicate", "keep_last"),
    )
    job = await queue.job(uuid.UUID(done.stdout.strip()))
    assert (job["after"], job["waits_for"], job["limit_key"]) == ([first], 1, "k")
    assert job["deadline"].startswith("2099-01-01T00:00:00")
    done = flywheel("jobs", "enqueue", job_type, "--deadline", "2020-01-01")
    assert done.returncode == 1
    assert "The deadline 2020-01-01 00:00:00+00 has passed." in done.stderr
    assert "hint: Give a time in the future" in done.stderr


async def test_a_workspace_is_given_a_share(queue: Queue, flywheel: Run) -> None:
    workspace = uuid.uuid4()
    done = flywheel("jobs", "share", str(workspace), "--weight", "3", "--max-running", "7")
    assert done.returncode == 0, done.stderr
    rows = await queue.rows(
        "delete from jobs.workspace_shares where workspace_id = %(w)s "
        "returning weight, max_running",
        w=workspace,
    )
    assert rows == [{"weight": 3, "max_running": 7}]


async def test_types_tell_their_limits(queue: Queue, flywheel: Run) -> None:
    bound = await queue.register("bound", max_running=4, rate_limit=10, rate_seconds=60)
    free = await queue.register("free")
    lines = flywheel("jobs", "types").stdout.splitlines()
    assert any(bound in line and "4 at once, 10 starts in 60 s" in line for line in lines)
    assert next(line for line in lines if free in line).rstrip().endswith("no handler")
