"""Worker processes die, are stopped, or come late: nothing is lost, nothing is doubled."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable

import pytest

from flywheel import db as database
from tests.conftest import Stack

from .conftest import Queue, WorkerProcess, until

Spawn = Callable[..., Awaitable[WorkerProcess]]

transports = pytest.mark.parametrize("transport", ["direct", "edge"])


@transports
async def test_a_job_of_a_killed_worker_runs_again_and_counts_once(
    queue: Queue, spawn: Spawn, transport: str
) -> None:
    job_type = await queue.register(apply_function="jobs_test.apply", lease_seconds=2)
    doomed = await spawn(transport, job_type)
    jobs = [{"job_type": job_type, "payload": {"seconds": 600, "note": f"{n}"}} for n in range(5)]
    ids = await queue.enqueue_many(jobs)
    for job_id in ids:
        await queue.reaches(job_id, "processing")
    survivor = await spawn(transport, job_type)
    await doomed.kill()
    for job_id in ids:
        job = await queue.reaches(job_id, "completed", "failed")
        assert (job["status"], job["attempts"]) == ("completed", 2)
    assert sorted(await queue.effects()) == ["0", "1", "2", "3", "4"]
    survivor.terminate()
    assert await survivor.ended() == 0


@transports
async def test_a_worker_killed_while_it_completes_has_completed_once(
    queue: Queue, spawn: Spawn, transport: str, stack: Stack
) -> None:
    job_type = await queue.register(apply_function="jobs_test.apply_slowly", lease_seconds=2)
    doomed = await spawn(transport, job_type)
    async with database.connect(stack.db_url) as holder:
        # The apply function waits for this lock, in the middle of the transaction.
        async with holder.transaction():
            job_id = await queue.value("select gen_random_uuid()")
            await holder.execute(
                b"select pg_advisory_xact_lock(hashtextextended(%s, 0))", (str(job_id),)
            )
            await queue.rows(
                "insert into jobs.job_queue (id, job_type, payload) "
                'values (%(id)s, %(type)s, \'{"note": "once"}\')',
                id=job_id,
                type=job_type,
            )
            waits = "select count(*) > 0 from pg_locks where locktype = 'advisory' and not granted"
            await until(lambda: queue.value(waits), "the completion is in its middle")
            await doomed.kill()
            survivor = await spawn(transport, job_type)
        await queue.reaches(job_id, "completed")
    assert await queue.effects(job_id) == ["once"]
    survivor.terminate()
    assert await survivor.ended() == 0


async def test_what_a_killed_handler_wrote_in_its_transaction_is_undone(
    queue: Queue, spawn: Spawn
) -> None:
    job_type = await queue.register(lease_seconds=2)
    doomed = await spawn("direct", job_type)
    job_id = await queue.enqueue(job_type, {"in_transaction": True, "seconds": 3})
    writing = (
        "select count(*) > 0 from pg_stat_activity "
        "where state = 'idle in transaction' and query like '%%jobs_test.effects%%'"
    )
    await until(lambda: queue.value(writing), "the handler has written")
    await doomed.kill()
    survivor = await spawn("direct", job_type)
    job = await queue.reaches(job_id, "completed")
    assert job["attempts"] == 2
    assert await queue.effects(job_id) == ["own"]
    survivor.terminate()
    assert await survivor.ended() == 0


@transports
async def test_many_jobs_under_repeated_kills_are_each_done_once(
    queue: Queue, spawn: Spawn, transport: str
) -> None:
    job_type = await queue.register(
        apply_function="jobs_test.apply", lease_seconds=1, max_attempts=50
    )
    jobs = [
        {"job_type": job_type, "payload": {"note": f"{n}", "seconds": 0.02}} for n in range(200)
    ]
    ids = await queue.enqueue_many(jobs)
    counting = "select count(*) from jobs.job_archive where job_type = %(type)s"
    for share in (20, 60, 110):
        doomed = await spawn(transport, job_type, "--concurrency", "4")

        async def enough(share: int = share) -> bool:
            return await queue.value(counting, type=job_type) >= share

        await until(enough, f"{share} jobs are done")
        await doomed.kill()
    survivor = await spawn(transport, job_type)
    for job_id in ids:
        await queue.reaches(job_id, "completed")
    assert sorted(await queue.effects()) == sorted(f"{n}" for n in range(200))
    survivor.terminate()
    assert await survivor.ended() == 0


@transports
async def test_sigterm_lets_jobs_finish_within_the_grace_time(
    queue: Queue, spawn: Spawn, transport: str
) -> None:
    job_type = await queue.register(apply_function="jobs_test.apply")
    worker = await spawn(transport, job_type)
    job_id = await queue.enqueue(job_type, {"seconds": 1})
    await queue.reaches(job_id, "processing")
    worker.terminate()
    assert await worker.ended() == 0
    assert (await queue.job(job_id))["status"] == "completed"
    assert (
        await queue.rows("select from jobs.workers where pid = %(pid)s", pid=worker.process.pid)
        == []
    )


@transports
async def test_sigterm_gives_back_what_outlasts_the_grace_time(
    queue: Queue, spawn: Spawn, transport: str
) -> None:
    job_type = await queue.register()
    worker = await spawn(transport, job_type, "--grace", "0.2")
    job_id = await queue.enqueue(job_type, {"seconds": 600})
    await queue.reaches(job_id, "processing")
    worker.terminate()
    assert await worker.ended() == 0
    job = await queue.job(job_id)
    assert (job["status"], job["attempts"], job["is_ready"]) == ("pending", 0, True)


@transports
async def test_a_slow_database_does_not_keep_a_job_from_being_given_back(
    queue: Queue, spawn: Spawn, transport: str, stack: Stack
) -> None:
    job_type = await queue.register()
    worker = await spawn(transport, job_type, "--grace", "0.2")
    job_id = await queue.enqueue(job_type, {"seconds": 600})
    await queue.reaches(job_id, "processing")
    async with database.connect(stack.db_url) as holder, holder.transaction():
        await holder.execute(b"lock table jobs.job_queue in exclusive mode")
        worker.terminate()
        waits = (
            "select count(*) > 0 from pg_stat_activity where wait_event_type = 'Lock' "
            "and query ~ 'release'"
        )
        await until(lambda: queue.value(waits), "the job is being given back")
        await asyncio.sleep(0.3)
    assert await worker.ended() == 0
    job = await queue.job(job_id)
    assert (job["status"], job["attempts"], job["is_ready"]) == ("pending", 0, True)


async def test_a_worker_survives_the_loss_of_its_connections(
    queue: Queue, spawn: Spawn, stack: Stack
) -> None:
    job_type = await queue.register(apply_function="jobs_test.apply")
    worker = await spawn("direct", job_type, "--poll", "600")
    first = await queue.enqueue(job_type)
    await queue.reaches(first, "completed")
    async with database.connect(stack.admin_db_url) as admin:
        await admin.execute(
            b"select pg_terminate_backend(pid) from pg_stat_activity "
            b"where application_name = 'flywheel worker'"
        )
    await worker.says("listening stopped")
    second = await queue.enqueue(job_type)
    await queue.reaches(second, "completed")
    # And it listens again: this one is not found by chance.
    third = await asyncio.wait_for(queue.enqueue(job_type), 10)
    await queue.reaches(third, "completed")
    assert len(await queue.effects()) == 3
