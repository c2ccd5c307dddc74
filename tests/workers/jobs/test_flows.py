"""Jobs that lead to jobs, wait for each other, keep to limits; over both transports."""

from __future__ import annotations

import asyncio
import contextvars
import time
import uuid
from collections import Counter
from collections.abc import Callable
from typing import Any

import pytest

from flywheel.jobs import Context, Effect, Registry, handler
from flywheel.jobs.transport import Transport

from .conftest import Payload, Queue, registry, running, until

Connect = Callable[[], Transport]


async def test_a_job_fans_out_and_its_children_come_together(
    queue: Queue, connect: Connect
) -> None:
    split, part, merge = [await queue.register(name) for name in ("split", "part", "merge")]
    handlers = Registry()

    @handler(split, payload=Payload, effect=Effect.EXACTLY_ONCE, registry=handlers)
    async def fan_out(payload: Payload, context: Context) -> None:
        parts = [{"job_type": part, "payload": {"n": n}} for n in range(payload.count)]
        context.follow_up(parts)
        context.follow_up([{"job_type": merge, "after": list(range(payload.count))}])

    @handler(part, payload=Payload, effect=Effect.EXACTLY_ONCE, registry=handlers)
    async def square(payload: Payload, context: Context) -> int:
        return payload.n**2

    @handler(merge, payload=Payload, effect=Effect.EXACTLY_ONCE, registry=handlers)
    async def add_up(payload: Payload, context: Context) -> int:
        return sum(item["result"] for item in await context.prerequisites())

    workspace = uuid.uuid4()
    async with running(queue, connect(), handlers):
        await queue.enqueue(split, {"count": 20}, workspace_id=workspace)

        async def merged() -> Any:
            return await queue.rows(
                "select result, workspace_id from jobs.job_archive "
                "where job_type = %(t)s and status = 'completed'",
                t=merge,
            )

        (row,) = await until(merged, "the children came together")
    assert row["result"] == sum(n**2 for n in range(20))
    assert row["workspace_id"] == workspace


async def test_follow_ups_of_an_attempt_that_failed_are_not_enqueued(
    queue: Queue, connect: Connect
) -> None:
    job_type, child = await queue.register(backoff_seconds=0), await queue.register("child")

    async def work(payload: Payload, context: Context) -> None:
        context.follow_up([{"job_type": child, "payload": {"attempt": context.attempt}}])
        if context.attempt == 1:
            raise RuntimeError("after saying what comes next")

    async with running(queue, connect(), registry(job_type, work)):
        await queue.reaches(await queue.enqueue(job_type), "completed")
    rows = await queue.rows("select payload from jobs.job_queue where job_type = %(t)s", t=child)
    assert [row["payload"] for row in rows] == [{"attempt": 2}]


async def test_a_job_without_a_workspace_becomes_one_for_each(
    queue: Queue, connect: Connect
) -> None:
    job_type = await queue.register()
    workspaces = [uuid.uuid4() for _ in range(3)]

    async def work(payload: Payload, context: Context) -> None:
        if context.workspace_id is None:
            # Twice the same: one of them is waiting when the other comes.
            context.follow_up_each([str(one) for one in [*workspaces, workspaces[0]]])

    async with running(queue, connect(), registry(job_type, work)):
        await queue.enqueue(job_type)

        async def done() -> Any:
            rows = await queue.rows(
                "select workspace_id from jobs.job_archive "
                "where job_type = %(t)s and workspace_id is not null",
                t=job_type,
            )
            return rows if len(rows) >= 3 else None

        rows = await until(done, "each workspace had its turn")
    assert sorted(row["workspace_id"] for row in rows) == sorted(workspaces)
    assert await queue.rows("select from jobs.job_queue where job_type = %(t)s", t=job_type) == []


async def test_a_follow_up_that_cannot_be_fails_its_job(queue: Queue, connect: Connect) -> None:
    async def work(payload: Payload, context: Context) -> None:
        context.follow_up([{"job_type": "no.such.type"}])

    job_type = await queue.register()
    async with running(queue, connect(), registry(job_type, work)):
        job = await queue.reaches(await queue.enqueue(job_type), "failed", "retrying")
    assert job["status"] == "failed"
    assert 'Unknown job type "no.such.type"' in job["error_message"]


async def test_a_rate_is_kept_and_nobody_needs_to_poll(queue: Queue, connect: Connect) -> None:
    started: list[float] = []

    async def work(payload: Payload, context: Context) -> None:
        started.append(time.monotonic())

    job_type = await queue.register(rate_limit=5, rate_seconds=1)
    async with running(queue, connect(), registry(job_type, work)):
        ids = await queue.enqueue_many([{"job_type": job_type}] * 11)
        for job_id in ids:
            await queue.reaches(job_id, "completed")
    # Five at once, then one every 0.2 s: the last one 1.2 s after the first, not sooner.
    assert 1.1 < started[-1] - started[0] < 10


@pytest.mark.parametrize("limit", ["max_running_per_key", "max_running_per_workspace"])
async def test_places_of_a_key_or_workspace_are_never_exceeded_and_all_run(
    queue: Queue, connect: Connect, limit: str
) -> None:
    now: Counter[str] = Counter()
    most: Counter[str] = Counter()

    async def work(payload: Payload, context: Context) -> None:
        now[payload.who] += 1
        most[payload.who] = max(most[payload.who], now[payload.who])
        await asyncio.sleep(0.01)
        now[payload.who] -= 1

    job_type = await queue.register(**{limit: 2})
    keys = [str(uuid.uuid4()) for _ in range(3)]
    name = "limit_key" if limit == "max_running_per_key" else "workspace_id"
    jobs = [{"job_type": job_type, name: key, "payload": {"who": key}} for key in keys * 8]
    async with (
        running(queue, connect(), registry(job_type, work)),
        running(queue, connect(), registry(job_type, work)),
    ):
        for job_id in await queue.enqueue_many(jobs):
            await queue.reaches(job_id, "completed")
    assert set(most) == set(keys)
    assert max(most.values()) == 2


async def test_a_deadline_stops_a_running_handler(queue: Queue, connect: Connect) -> None:
    async def work(payload: Payload, context: Context) -> None:
        await asyncio.sleep(600)

    job_type = await queue.register()
    async with running(queue, connect(), registry(job_type, work)):
        deadline = await queue.value("select now() + interval '1 second'")
        job_id = await queue.enqueue(job_type, deadline=deadline)
        job = await queue.reaches(job_id, "failed")
    assert job["failure_kind"] == "deadline"
    assert job["attempts"] == 1


async def test_what_waits_behind_a_long_job_is_given_back(queue: Queue, connect: Connect) -> None:
    """Short jobs taught the worker to fetch ahead; then one of them turns out to be long."""
    go_on = asyncio.Event()

    async def work(payload: Payload, context: Context) -> None:
        if payload.is_long:
            await go_on.wait()

    job_type = await queue.register()
    async with running(queue, connect(), registry(job_type, work), concurrency=1):
        for job_id in await queue.enqueue_many(
            [{"job_type": job_type, "payload": {"is_long": False}}] * 200
        ):
            await queue.reaches(job_id, "completed")
        long, *behind = await queue.enqueue_many(
            [{"job_type": job_type, "payload": {"is_long": n == 0}} for n in range(20)]
        )
        await queue.reaches(long, "processing")

        async def all_are_back() -> bool:
            jobs = [await queue.job(job_id) for job_id in behind]
            return all((job["status"], job["attempts"]) == ("pending", 0) for job in jobs)

        await until(all_are_back, "the jobs behind the long one are given back")
        go_on.set()
        await queue.reaches(long, "completed")


async def test_a_backlog_of_one_tenant_delays_another_by_less_than_a_second(
    queue: Queue, connect: Connect
) -> None:
    started: dict[uuid.UUID, float] = {}

    async def work(payload: Payload, context: Context) -> None:
        started[context.job_id] = time.monotonic()
        await asyncio.sleep(0.001)

    job_type = await queue.register()
    big, small = uuid.uuid4(), uuid.uuid4()
    for _ in range(20):
        await queue.enqueue_many([{"job_type": job_type, "workspace_id": str(big)}] * 1000)
    async with running(queue, connect(), registry(job_type, work)):
        await until(lambda: asyncio.sleep(0, len(started) > 300), "the backlog is being worked on")
        for _ in range(5):
            enqueued = time.monotonic()
            job_id = await queue.enqueue(job_type, workspace_id=small)
            await queue.reaches(job_id, "completed")
            assert started[job_id] - enqueued < 1
        left = await queue.value(
            "select count(*) from jobs.job_queue where workspace_id = %(w)s", w=big
        )
    assert left > 0


async def test_a_handlers_context_variables_are_its_own(queue: Queue, connect: Connect) -> None:
    tenant: contextvars.ContextVar[str] = contextvars.ContextVar("tenant", default="nobody")
    seen: list[str] = []

    async def work(payload: Payload, context: Context) -> None:
        seen.append(tenant.get())
        tenant.set(str(context.job_id))

    job_type = await queue.register()
    async with running(queue, connect(), registry(job_type, work), concurrency=2):
        for job_id in await queue.enqueue_many([{"job_type": job_type}] * 30):
            await queue.reaches(job_id, "completed")
    assert seen == ["nobody"] * 30


def test_every_handler_says_how_often_its_effects_happen() -> None:
    with pytest.raises(TypeError, match="effect"):
        handler("a.b", payload=Payload, registry=Registry())


async def test_jobs_of_a_random_graph_run_once_and_in_order(queue: Queue, connect: Connect) -> None:
    ended: list[int] = []

    async def work(payload: Payload, context: Context) -> None:
        await asyncio.sleep(0.001 * (payload.n % 3))
        ended.append(payload.n)

    job_type = await queue.register()
    before = {n: sorted({n * 7 % (n + 1), n * 3 % (n + 1), n // 2} - {n}) for n in range(60)}
    jobs = [
        {"job_type": job_type, "payload": {"n": n}, **({"after": after} if after else {})}
        for n, after in before.items()
    ]
    async with (
        running(queue, connect(), registry(job_type, work)),
        running(queue, connect(), registry(job_type, work)),
    ):
        for job_id in await queue.enqueue_many(jobs):
            await queue.reaches(job_id, "completed")
    assert sorted(ended) == list(range(60))
    place = {n: at for at, n in enumerate(ended)}
    assert all(place[earlier] < place[n] for n, after in before.items() for earlier in after)
