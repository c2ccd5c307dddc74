"""Jobs come back in time, the one that kills is found, and a dead listener is noticed."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable

from flywheel.jobs import Context
from flywheel.jobs.direct import DirectTransport
from tests.conftest import Stack
from tests.fakes.proxy import Proxy

from .conftest import Payload, Queue, WorkerProcess, registry, running, until

Spawn = Callable[..., Awaitable[WorkerProcess]]


async def test_jobs_of_a_dead_worker_run_elsewhere_within_30_seconds(
    queue: Queue, spawn: Spawn
) -> None:
    job_type = await queue.register(apply_function="jobs_test.apply")
    doomed = await spawn("direct", job_type)
    ids = await queue.enqueue_many(
        [{"job_type": job_type, "payload": {"seconds": 600, "note": f"{n}"}} for n in range(5)]
    )
    for job_id in ids:
        await queue.reaches(job_id, "processing")
    await spawn("direct", job_type)
    await doomed.kill()
    killed = time.monotonic()
    while time.monotonic() - killed < 30:
        if len(await queue.effects()) == len(ids):
            break
        await asyncio.sleep(0.2)
    assert sorted(await queue.effects()) == [f"{n}" for n in range(5)]


async def test_a_job_that_kills_its_workers_is_set_aside_and_no_other_is(
    queue: Queue, spawn: Spawn
) -> None:
    # Long enough for a busy machine: a lease that is lost to slowness would count as a crash.
    job_type = await queue.register(apply_function="jobs_test.apply", lease_seconds=4)
    jobs = [
        {"job_type": job_type, "payload": {"note": f"{n}", "kills": n == 150}} for n in range(300)
    ]
    ids = await queue.enqueue_many(jobs)
    poison = ids[150]

    async def ended() -> bool:
        left = "select count(*) from jobs.job_queue where job_type = %(t)s"
        return await queue.value(left, t=job_type) == 0

    workers = 0
    while not await ended():
        worker = await spawn("direct", job_type, "--poll", "0.3")
        workers += 1
        assert workers < 10, "the poison goes on killing"

        async def dead_or_done(worker: WorkerProcess = worker) -> bool:
            return worker.process.returncode is not None or await ended()

        await until(dead_or_done, "the worker dies or all is done")
    job = await queue.job(poison)
    assert (job["status"], job["failure_kind"], job["crashes"]) == ("failed", "poison", 3)
    assert "3 workers fell silent with this job." in job["error_message"]
    assert "set aside" in job["error_detail"]
    innocent = await queue.rows(
        "select status, error_message, max(crashes) as crashes, count(*) from jobs.job_archive "
        "where job_type = %(t)s and id <> %(p)s group by status, error_message",
        t=job_type,
        p=poison,
    )
    assert [(row["status"], row["count"]) for row in innocent] == [("completed", 299)], innocent
    assert innocent[0]["crashes"] <= 1
    assert len(await queue.effects()) == 299


async def test_a_listener_that_hears_nothing_any_more_is_noticed(
    queue: Queue, stack: Stack
) -> None:
    """The connections stay open and say nothing, as when a firewall has forgotten them."""

    async def work(payload: Payload, context: Context) -> None:
        return None

    job_type = await queue.register()
    async with Proxy(stack.settings.db_port) as proxy:
        dsn = stack.db_url.replace(f":{stack.settings.db_port}/", f":{proxy.port}/")
        transport = DirectTransport(dsn, connections=4, probe_seconds=0.5)
        async with running(queue, transport, registry(job_type, work)):  # polls never
            await queue.reaches(await queue.enqueue(job_type), "completed")
            proxy.strand()
            missed = await queue.enqueue(job_type)
            await asyncio.sleep(0.2)
            assert (await queue.job(missed))["status"] == "pending"
            await queue.reaches(missed, "completed")
            await queue.reaches(await queue.enqueue(job_type), "completed")
