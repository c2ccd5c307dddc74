"""Workers share the queue: no job twice, priorities, fairness, limits."""

from __future__ import annotations

import asyncio
import uuid
from collections import Counter
from collections.abc import Callable
from typing import Any

import psycopg
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from flywheel import db as database
from flywheel.jobs import Context
from flywheel.jobs.transport import Transport
from tests.conftest import Stack

from .conftest import Payload, Queue, registry, running

Connect = Callable[[], Transport]
CLAIM = "select * from jobs.claim(gen_random_uuid(), %(types)s, %(batch)s)"


async def test_two_workers_never_run_one_job(queue: Queue, connect: Connect) -> None:
    ran: Counter[uuid.UUID] = Counter()
    by: Counter[str] = Counter()

    def working(name: str) -> Callable[[Payload, Context], Any]:
        async def work(payload: Payload, context: Context) -> dict[str, str]:
            ran[context.job_id] += 1
            by[name] += 1
            await asyncio.sleep(0.001)
            return {"note": name}

        return work

    job_type = await queue.register(apply_function="jobs_test.apply")
    ids = await queue.enqueue_many([{"job_type": job_type}] * 200)
    async with (
        running(queue, connect(), registry(job_type, working("one")), concurrency=5),
        running(queue, connect(), registry(job_type, working("two")), concurrency=5),
    ):
        for job_id in ids:
            await queue.reaches(job_id, "completed")
    assert ran == Counter(ids)
    assert len(await queue.effects()) == 200
    assert set(by) == {"one", "two"}


async def test_higher_priority_runs_first(queue: Queue, connect: Connect) -> None:
    order: list[int] = []

    async def work(payload: Payload, context: Context) -> None:
        order.append(payload.priority)

    job_type = await queue.register()
    priorities = [0, -100, 5, 100, 0, 5]
    ids = [
        await queue.enqueue(job_type, {"priority": priority}, priority=priority)
        for priority in priorities
    ]
    async with running(queue, connect(), registry(job_type, work), concurrency=1):
        for job_id in ids:
            await queue.reaches(job_id, "completed")
    assert order == sorted(priorities, reverse=True)


async def test_jobs_of_one_workspace_and_type_run_in_order(queue: Queue) -> None:
    job_type = await queue.register()
    ids = [await queue.enqueue(job_type) for _ in range(20)]
    taken = []
    while rows := await queue.rows(CLAIM, types=[job_type], batch=3):
        taken += [row["id"] for row in rows]
    assert set(taken[:3]) == set(ids[:3])
    assert set(taken[-2:]) == set(ids[-2:])


async def test_a_workspace_with_a_backlog_does_not_hold_up_the_others(queue: Queue) -> None:
    job_type = await queue.register()
    busy = str(uuid.uuid4())
    await queue.enqueue_many([{"job_type": job_type, "workspace_id": busy}] * 500)
    others = [uuid.uuid4() for _ in range(4)]
    late = [await queue.enqueue(job_type, workspace_id=other) for other in [*others, None]]
    rows = await queue.rows(CLAIM, types=[job_type], batch=10)
    assert len(rows) == 10
    assert {row["id"] for row in rows} >= set(late)


async def test_single_claims_take_turns_between_workspaces(queue: Queue) -> None:
    job_type = await queue.register()
    busy, other = str(uuid.uuid4()), uuid.uuid4()
    await queue.enqueue_many([{"job_type": job_type, "workspace_id": busy}] * 100)
    job_id = await queue.enqueue(job_type, workspace_id=other)
    for _turn in range(60):  # missing it by chance: 2 ** -60
        (row,) = await queue.rows(CLAIM, types=[job_type], batch=1)
        if row["id"] == job_id:
            return
    pytest.fail("60 jobs of the busy workspace went first")


@given(
    counts=st.lists(st.integers(min_value=1, max_value=8), min_size=1, max_size=5),
    batch=st.integers(min_value=1, max_value=12),
)
@settings(
    max_examples=25,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
def test_a_claim_is_full_and_shares_differ_only_where_jobs_run_out(
    stack: Stack, effects: None, counts: list[int], batch: int
) -> None:
    """Max-min fairness: nobody has two jobs more than somebody who still waits."""
    with psycopg.connect(stack.db_url) as connection:
        job_type = f"test_{uuid.uuid4().hex}"
        connection.execute("select jobs.register_type(%s, 'test')", (job_type,))
        waiting = {uuid.uuid4(): count for count in counts}
        for workspace, count in waiting.items():
            connection.execute(
                "select jobs.enqueue(%s, workspace_id => %s) from generate_series(1, %s)",
                (job_type, workspace, count),
            )
        taken = Counter(
            row[0]
            for row in connection.execute(
                "select workspace_id from jobs.claim(gen_random_uuid(), %s, %s)",
                ([job_type], batch),
            )
        )
        connection.rollback()
    assert sum(taken.values()) == min(batch, sum(counts))
    shares = -(-batch // len(counts))
    for workspace, count in waiting.items():
        still_waits = taken[workspace] < count
        if still_waits:
            # Whoever goes without has at most lost the remainder of an equal division.
            assert max(taken.values()) - taken[workspace] <= max(shares, 1)


async def test_a_type_never_exceeds_its_limit_over_all_workers(
    queue: Queue, connect: Connect
) -> None:
    now = most = 0

    async def work(payload: Payload, context: Context) -> None:
        nonlocal now, most
        now += 1
        most = max(most, now)
        await asyncio.sleep(0.005)
        now -= 1

    job_type = await queue.register(max_running=2)
    ids = await queue.enqueue_many([{"job_type": job_type}] * 20)
    async with (
        running(queue, connect(), registry(job_type, work)),
        running(queue, connect(), registry(job_type, work)),
    ):
        for job_id in ids:
            await queue.reaches(job_id, "completed")
    assert most == 2


async def test_concurrent_claims_do_not_exceed_a_limit(queue: Queue, stack: Stack) -> None:
    """Twenty workers count at the same time; without a lock they would all find room."""
    job_type = await queue.register(max_running=3)
    await queue.enqueue_many([{"job_type": job_type}] * 50)

    async def claim() -> int:
        async with database.connect(stack.db_url) as connection:
            cursor = await connection.execute(CLAIM.encode(), {"types": [job_type], "batch": 2})
            return len(await cursor.fetchall())

    assert sum(await asyncio.gather(*(claim() for _ in range(20)))) == 3


async def test_a_workspace_never_exceeds_its_limit_and_others_go_on(queue: Queue) -> None:
    job_type = await queue.register(max_running_per_workspace=2, max_running=5)
    one, two, three = (str(uuid.uuid4()) for _ in range(3))
    await queue.enqueue_many(
        [{"job_type": job_type, "workspace_id": one}] * 10
        + [{"job_type": job_type, "workspace_id": two}] * 10
    )
    rows = await queue.rows(CLAIM, types=[job_type], batch=10)
    assert Counter(str(row["workspace_id"]) for row in rows) == {one: 2, two: 2}
    await queue.enqueue_many([{"job_type": job_type, "workspace_id": three}] * 10)
    rows = await queue.rows(CLAIM, types=[job_type], batch=10)
    assert Counter(str(row["workspace_id"]) for row in rows) == {three: 1}
    assert await queue.rows(CLAIM, types=[job_type], batch=10) == []


async def test_a_limited_type_does_not_hold_up_other_types(queue: Queue) -> None:
    limited, free = await queue.register(max_running=1), await queue.register("free")
    await queue.enqueue_many([{"job_type": limited, "priority": 50}] * 5)
    await queue.enqueue_many([{"job_type": free}] * 5)
    rows = await queue.rows(CLAIM, types=[limited, free], batch=4)
    assert Counter(row["job_type"] for row in rows) == {limited: 1, free: 3}


async def test_concurrent_enqueues_with_one_key_make_one_job(queue: Queue, stack: Stack) -> None:
    job_type = await queue.register()
    workspace = uuid.uuid4()

    async def enqueue() -> uuid.UUID:
        async with database.connect(stack.db_url) as connection:
            cursor = await connection.execute(
                b"select jobs.enqueue(%s, workspace_id => %s, dedup_key => 'once') as id",
                (job_type, workspace),
            )
            return (await cursor.fetchone())["id"]

    ids = set(await asyncio.gather(*(enqueue() for _ in range(20))))
    assert len(ids) == 1
    elsewhere = await queue.enqueue(job_type, workspace_id=uuid.uuid4(), dedup_key="once")
    assert elsewhere not in ids


async def test_duplicates_in_one_batch_get_one_id_in_their_places(queue: Queue) -> None:
    job_type = await queue.register()
    live = await queue.enqueue(job_type, dedup_key="live")
    ids = await queue.enqueue_many(
        [
            {"job_type": job_type, "dedup_key": "new"},
            {"job_type": job_type},
            {"job_type": job_type, "dedup_key": "live"},
            {"job_type": job_type, "dedup_key": "new"},
        ]
    )
    assert ids[0] == ids[3]
    assert ids[2] == live
    assert len({*ids}) == 3
