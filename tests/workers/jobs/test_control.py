"""Running jobs can be cancelled, lost, and given back; over both transports."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any

import pytest

from flywheel.jobs import Context, TryAgainError
from flywheel.jobs.job import Exchange
from flywheel.jobs.transport import Transport

from .conftest import Payload, Queue, registry, running, until

Connect = Callable[[], Transport]


class Endless:
    """A handler that runs until it is stopped, and knows how that happened."""

    def __init__(self) -> None:
        self.started = asyncio.Event()
        self.ended = asyncio.Event()
        self.was_cancelled = False

    async def __call__(self, payload: Payload, context: Context) -> None:
        self.started.set()
        try:
            await asyncio.sleep(600)
        except asyncio.CancelledError:
            self.was_cancelled = context.is_cancelled
            raise
        finally:
            self.ended.set()


async def within(event: asyncio.Event) -> None:
    await asyncio.wait_for(event.wait(), 20)


async def test_a_running_job_is_cancelled_at_once(queue: Queue, connect: Connect) -> None:
    """No heartbeat comes within this test: the cancellation itself travels."""
    work = Endless()
    job_type = await queue.register(failure_function="jobs_test.note_failure", lease_seconds=3600)
    async with running(queue, connect(), registry(job_type, work)):
        job_id = await queue.enqueue(job_type)
        await within(work.started)
        assert await queue.value("select jobs.cancel(%(id)s)", id=job_id) == "cancelling"
        job = await queue.reaches(job_id, "cancelled", "retrying", "failed")
    assert job["status"] == "cancelled"
    assert work.was_cancelled
    assert await queue.effects(job_id) == ["failed: Cancelled while it ran."]


async def test_a_cancellation_that_was_not_heard_arrives_with_the_heartbeat(
    queue: Queue, connect: Connect
) -> None:
    work = Endless()
    job_type = await queue.register()
    async with running(queue, connect(), registry(job_type, work), beat_seconds=0.2):
        job_id = await queue.enqueue(job_type)
        await within(work.started)
        await queue.rows(
            "update jobs.job_queue set cancel_requested = true where id = %(id)s", id=job_id
        )
        await queue.reaches(job_id, "cancelled")


async def test_a_cancelled_job_that_finishes_first_stays_finished(
    queue: Queue, connect: Connect
) -> None:
    go_on = asyncio.Event()
    started = asyncio.Event()

    async def work(payload: Payload, context: Context) -> str:
        started.set()
        try:
            await go_on.wait()
        except asyncio.CancelledError:
            return "finished all the same"
        return "not reached"

    job_type = await queue.register()
    async with running(queue, connect(), registry(job_type, work)):
        job_id = await queue.enqueue(job_type)
        await within(started)
        await queue.rows("select jobs.cancel(%(id)s)", id=job_id)
        job = await queue.reaches(job_id, "completed", "cancelled")
    assert (job["status"], job["result"]) == ("completed", "finished all the same")


async def test_who_lost_the_lease_cannot_complete_or_fail(queue: Queue, connect: Connect) -> None:
    go_on = asyncio.Event()
    started = asyncio.Event()
    returned = asyncio.Event()

    async def work(payload: Payload, context: Context) -> dict[str, str]:
        started.set()
        await go_on.wait()
        returned.set()
        if payload.fails:
            raise TryAgainError("too late")
        return {"note": "too late"}

    for fails in (False, True):
        job_type = await queue.register(f"fails_{fails}".lower(), apply_function="jobs_test.apply")
        for event in (go_on, started, returned):
            event.clear()
        async with running(queue, connect(), registry(job_type, work)):
            job_id = await queue.enqueue(job_type, {"fails": fails})
            await within(started)
            # The lease ends unnoticed, and another worker is faster to take the job.
            async with queue.connection.transaction():
                await queue.rows(
                    "update jobs.job_queue set lease_expires_at = now() - interval '1 s' "
                    "where id = %(id)s",
                    id=job_id,
                )
                await queue.rows("select jobs.reap()")
                (taken,) = await queue.rows(
                    "select * from jobs.claim(gen_random_uuid(), array[%(t)s])", t=job_type
                )
            assert taken["id"] == job_id
            go_on.set()
            await within(returned)
        # The worker has stopped: whatever it wanted to write is written, or was refused.
        job = await queue.job(job_id)
        assert (job["status"], job["attempts"], job["lease"]) == ("processing", 2, 2)
        assert await queue.effects(job_id) == []
        await queue.rows(
            "select jobs.complete(%(id)s, 2, %(r)s::jsonb)", id=job_id, r='{"note": "in time"}'
        )
        assert await queue.effects(job_id) == ["in time"]


async def test_a_worker_can_claim_a_job_again_that_it_has_lost(
    queue: Queue, connect: Connect
) -> None:
    """Both attempts run in one worker for a moment; only the second counts."""
    go_on = asyncio.Event()

    async def work(payload: Payload, context: Context) -> dict[str, str]:
        if context.attempt == 1:
            await go_on.wait()
        else:
            go_on.set()
            await asyncio.sleep(0.1)
        return {"note": f"attempt {context.attempt}"}

    job_type = await queue.register(apply_function="jobs_test.apply")
    async with running(queue, connect(), registry(job_type, work)):
        job_id = await queue.enqueue(job_type)
        await queue.reaches(job_id, "processing")
        await queue.rows(
            "update jobs.job_queue set lease_expires_at = now() - interval '1 s' where id = %(id)s",
            id=job_id,
        )
        await queue.rows("select jobs.reap()")
        await queue.reaches(job_id, "completed")
    assert await queue.effects(job_id) == ["attempt 2"]


async def test_a_handler_is_stopped_when_its_job_was_lost(queue: Queue, connect: Connect) -> None:
    work = Endless()
    job_type = await queue.register()
    async with running(queue, connect(), registry(job_type, work), beat_seconds=0.2):
        job_id = await queue.enqueue(job_type)
        await within(work.started)
        await queue.rows("update jobs.job_queue set lease = lease + 1 where id = %(id)s", id=job_id)
        await within(work.ended)
        assert work.was_cancelled
    assert (await queue.job(job_id))["status"] == "processing"


async def test_heartbeats_keep_a_long_job_beyond_its_lease(queue: Queue, connect: Connect) -> None:
    go_on = asyncio.Event()

    async def work(payload: Payload, context: Context) -> int:
        await go_on.wait()
        return context.attempt

    job_type = await queue.register(lease_seconds=1)
    async with running(queue, connect(), registry(job_type, work), beat_seconds=600):
        job_id = await queue.enqueue(job_type)
        job = await queue.reaches(job_id, "processing")
        outlived = "select lease_expires_at > started_at + interval '2.5 s' from jobs.job_queue "
        await until(lambda: queue.value(outlived + "where id = %(id)s", id=job_id), "extended")
        await queue.rows("select jobs.reap()")
        go_on.set()
        job = await queue.reaches(job_id, "completed")
    assert job["result"] == 1


async def test_a_stopping_worker_finishes_what_runs_and_claims_nothing_new(
    queue: Queue, connect: Connect
) -> None:
    go_on = asyncio.Event()
    started = asyncio.Event()

    async def work(payload: Payload, context: Context) -> None:
        started.set()
        await go_on.wait()

    job_type = await queue.register()
    async with running(queue, connect(), registry(job_type, work), grace_seconds=20) as worker:
        first = await queue.enqueue(job_type)
        await within(started)
        worker.stop()
        second = await queue.enqueue(job_type)
        go_on.set()
        await queue.reaches(first, "completed")
        assert (await queue.job(second))["status"] == "pending"


async def test_a_claim_that_was_on_its_way_at_the_stop_is_given_back(
    queue: Queue, connect: Connect, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def work(payload: Payload, context: Context) -> None:
        raise AssertionError("a stopping worker starts nothing")

    job_type = await queue.register()
    transport = connect()
    exchange, claimed, go_on = transport.exchange, asyncio.Event(), asyncio.Event()

    async def late(*arguments: Any) -> Exchange:
        answer = await exchange(*arguments)
        if answer.jobs:
            claimed.set()
            await go_on.wait()
        return answer

    monkeypatch.setattr(transport, "exchange", late)
    async with running(queue, transport, registry(job_type, work)) as worker:
        job_id = await queue.enqueue(job_type)
        await within(claimed)
        worker.stop()
        go_on.set()
        job = await queue.reaches(job_id, "pending")
    assert (job["attempts"], job["is_ready"], job["worker_id"]) == (0, True, None)


async def test_what_outlasts_the_grace_time_is_given_back_unspent(
    queue: Queue, connect: Connect
) -> None:
    work = Endless()
    job_type = await queue.register()
    async with running(queue, connect(), registry(job_type, work), grace_seconds=0.1) as worker:
        job_id = await queue.enqueue(job_type)
        await within(work.started)
        worker.stop()
        await within(work.ended)
        job = await queue.reaches(job_id, "pending")
    assert (job["attempts"], job["is_ready"], job["worker_id"]) == (0, True, None)


@pytest.mark.parametrize("concurrency", [1, 3])
async def test_a_worker_never_exceeds_its_concurrency(
    queue: Queue, connect: Connect, concurrency: int
) -> None:
    now = most = 0

    async def work(payload: Payload, context: Context) -> None:
        nonlocal now, most
        now += 1
        most = max(most, now)
        await asyncio.sleep(0.01)
        now -= 1

    job_type = await queue.register()
    async with running(queue, connect(), registry(job_type, work), concurrency=concurrency):
        ids = await queue.enqueue_many([{"job_type": job_type}] * 12)
        for job_id in ids:
            await queue.reaches(job_id, "completed")
    assert most == concurrency
