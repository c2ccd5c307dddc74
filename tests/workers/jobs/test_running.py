"""Jobs run, over both transports: results, effects, failures, progress."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest
from pydantic import BaseModel

from flywheel.jobs import Context, Effect, GiveUpError, Registry, TryAgainError, handler
from flywheel.jobs.errors import NoTransactionError, RejectedError
from flywheel.jobs.job import Exchange
from flywheel.jobs.transport import Transport

from .conftest import Payload, Queue, registry, running, until

Connect = Callable[[], Transport]


async def test_a_job_runs_and_its_result_is_kept(queue: Queue, connect: Connect) -> None:
    async def work(payload: Payload, context: Context) -> dict[str, Any]:
        return {"doubled": payload.number * 2, "key": context.idempotency_key}

    job_type = await queue.register()
    async with running(queue, connect(), registry(job_type, work)):
        job_id = await queue.enqueue(job_type, {"number": 21})
        job = await queue.reaches(job_id, "completed")
    assert job["result"] == {"doubled": 42, "key": f"flywheel-job-{job_id}"}
    assert job["attempts"] == 1


async def test_an_idle_worker_is_woken_and_does_not_poll(queue: Queue, connect: Connect) -> None:
    """The workers of these tests poll every ten minutes: only an event can be this fast."""
    ran = asyncio.Event()

    async def work(payload: Payload, context: Context) -> None:
        ran.set()

    transport = connect()
    exchange = transport.exchange
    exchanges = 0

    async def counted(*arguments: Any) -> Exchange:
        nonlocal exchanges
        exchanges += 1
        return await exchange(*arguments)

    transport.exchange = counted
    job_type = await queue.register()
    async with running(queue, transport, registry(job_type, work)):
        for _ in range(3):
            ran.clear()
            await queue.reaches(await queue.enqueue(job_type), "completed")
            assert ran.is_set()
    # One when it starts, one when it listens, and for each job one that brings it and one that
    # says that it is done: it did nothing unless told.
    assert exchanges <= 8


async def test_a_delayed_job_starts_when_it_is_due(queue: Queue, connect: Connect) -> None:
    started: list[datetime] = []

    async def work(payload: Payload, context: Context) -> None:
        started.append(datetime.now(UTC))

    job_type = await queue.register()
    async with running(queue, connect(), registry(job_type, work)):
        due = await queue.value("select now() + interval '700 milliseconds'")
        job_id = await queue.enqueue(job_type, run_at=due)
        await queue.reaches(job_id, "completed")
    assert started[0] >= due


async def test_effect_and_completion_are_one_transaction(queue: Queue, connect: Connect) -> None:
    async def work(payload: Payload, context: Context) -> dict[str, str]:
        return {"note": "written"}

    job_type = await queue.register(apply_function="jobs_test.apply")
    async with running(queue, connect(), registry(job_type, work)):
        job_id = await queue.enqueue(job_type)
        await queue.reaches(job_id, "completed")
    assert await queue.effects(job_id) == ["written"]
    assert await queue.value(
        "select a.xmin = e.xmin from jobs.job_archive a, jobs_test.effects e "
        "where a.id = %(id)s and e.job_id = a.id",
        id=job_id,
    )


@pytest.mark.parametrize(
    ("note", "message"),
    [
        ("refuse", "This cannot be applied."),
        ("break", "The database refused the job's result (SQLSTATE P0001)."),
    ],
)
async def test_an_apply_function_that_raises_leaves_no_effect(
    queue: Queue, connect: Connect, note: str, message: str
) -> None:
    async def work(payload: Payload, context: Context) -> dict[str, str]:
        return {"note": note}

    job_type = await queue.register(apply_function="jobs_test.apply_badly")
    async with running(queue, connect(), registry(job_type, work)):
        job_id = await queue.enqueue(job_type, {"secret": "hunter2"})
        job = await queue.reaches(job_id, "failed", "retrying")
    assert await queue.effects(job_id) == []
    assert job["status"] == "failed"
    assert job["error_message"] == message


async def test_a_payload_that_does_not_fit_fails_at_once_and_names_the_field(
    queue: Queue, connect: Connect
) -> None:
    class Strict(BaseModel):
        amount: int

    handlers = Registry()
    job_type = await queue.register()

    @handler(job_type, payload=Strict, effect=Effect.AT_LEAST_ONCE, registry=handlers)
    async def work(payload: Strict, context: Context) -> None:
        raise AssertionError("must not run")

    async with running(queue, connect(), handlers):
        bad = await queue.enqueue(job_type, {"amount": "hunter2"})
        job = await queue.reaches(bad, "failed", "retrying")
    assert job["status"] == "failed"
    assert job["attempts"] == 1
    assert "amount: Input should be a valid integer" in job["error_message"]
    assert "hunter2" not in job["error_message"]


async def test_a_handler_can_give_up(queue: Queue, connect: Connect) -> None:
    async def work(payload: Payload, context: Context) -> None:
        raise GiveUpError("The shop is closed.", "Open it.")

    job_type = await queue.register()
    async with running(queue, connect(), registry(job_type, work)):
        job = await queue.reaches(await queue.enqueue(job_type), "failed", "retrying")
    assert (job["status"], job["attempts"]) == ("failed", 1)
    assert job["error_message"] == "The shop is closed. Open it."


async def test_a_handler_says_when_to_try_again(queue: Queue, connect: Connect) -> None:
    async def work(payload: Payload, context: Context) -> None:
        raise TryAgainError("The provider is busy.", after=1000)

    job_type = await queue.register()
    async with running(queue, connect(), registry(job_type, work)):
        job_id = await queue.enqueue(job_type)
        job = await queue.reaches(job_id, "failed", "retrying")
    assert job["status"] == "retrying"
    waits = await queue.value(
        "select extract(epoch from scheduled_at - now()) from jobs.job_queue where id = %(id)s",
        id=job_id,
    )
    assert 980 < waits <= 1000


async def test_members_learn_the_kind_of_a_crash_and_operators_all_of_it(
    queue: Queue, connect: Connect
) -> None:
    async def work(payload: Payload, context: Context) -> None:
        raise KeyError("hunter2")

    job_type = await queue.register()
    async with running(queue, connect(), registry(job_type, work)):
        job = await queue.reaches(await queue.enqueue(job_type), "retrying")
    assert job["error_message"] == "The handler failed with KeyError."
    assert "hunter2" in job["error_detail"]
    assert "test_running.py" in job["error_detail"]


async def test_a_job_that_fails_twice_succeeds_on_the_third_attempt(
    queue: Queue, connect: Connect
) -> None:
    async def work(payload: Payload, context: Context) -> int:
        if context.attempt < 3:
            raise RuntimeError("not yet")
        return context.attempt

    job_type = await queue.register(backoff_seconds=0.05)
    async with running(queue, connect(), registry(job_type, work)):
        job = await queue.reaches(await queue.enqueue(job_type), "completed")
    assert job["result"] == 3


async def test_a_job_without_attempts_left_is_dead_visible_and_can_be_retried(
    queue: Queue, connect: Connect
) -> None:
    broken = True
    last: list[bool] = []

    async def work(payload: Payload, context: Context) -> str:
        last.append(context.is_last_attempt)
        if broken:
            raise RuntimeError("broken")
        return "whole"

    job_type = await queue.register(
        backoff_seconds=0, max_attempts=3, failure_function="jobs_test.note_failure"
    )
    async with running(queue, connect(), registry(job_type, work)):
        job_id = await queue.enqueue(job_type)
        job = await queue.reaches(job_id, "failed")
        assert job["attempts"] == 3
        assert last == [False, False, True]
        assert await queue.effects(job_id) == ["failed: The handler failed with RuntimeError."]
        broken = False
        await queue.rows("select jobs.retry(%(id)s)", id=job_id)
        job = await queue.reaches(job_id, "completed")
    assert (job["attempts"], job["result"]) == (1, "whole")


async def test_an_attempt_that_takes_too_long_is_ended(queue: Queue, connect: Connect) -> None:
    async def work(payload: Payload, context: Context) -> None:
        await asyncio.sleep(600)

    job_type = await queue.register(timeout_seconds=1)
    async with running(queue, connect(), registry(job_type, work)):
        job = await queue.reaches(await queue.enqueue(job_type), "retrying")
    assert job["error_message"] == "The attempt took longer than 1 seconds."


async def test_a_result_that_json_cannot_hold_fails_the_job(queue: Queue, connect: Connect) -> None:
    async def work(payload: Payload, context: Context) -> object:
        return {"nul": "\0"} if payload.kind == "nul" else object()

    job_type = await queue.register()
    async with running(queue, connect(), registry(job_type, work)):
        for kind in ("nul", "object"):
            job = await queue.reaches(
                await queue.enqueue(job_type, {"kind": kind}), "failed", "retrying"
            )
            assert job["status"] == "failed", job


async def test_progress_is_seen_while_the_job_runs(queue: Queue, connect: Connect) -> None:
    go_on = asyncio.Event()

    async def work(payload: Payload, context: Context) -> None:
        with pytest.raises(ValueError, match="fraction"):
            await context.progress(50)
        await context.progress(0.5, "half way")
        await go_on.wait()

    job_type = await queue.register()
    async with running(queue, connect(), registry(job_type, work)):
        job_id = await queue.enqueue(job_type)
        await queue.reaches(job_id, "processing")
        visible = "select progress from public.job_queue where id = %(id)s"
        seen = await until(lambda: queue.value(visible, id=job_id), "progress is seen")
        go_on.set()
        await queue.reaches(job_id, "completed")
    assert seen == {"fraction": 0.5, "note": "half way"}


async def test_a_handler_calls_functions_of_the_api(queue: Queue, connect: Connect) -> None:
    async def work(payload: Payload, context: Context) -> Any:
        with pytest.raises(RejectedError):
            await context.call("no_such_function", of="arguments")
        with pytest.raises(RejectedError) as refused:
            await context.call("enqueue_job", job_type="no.such.type")
        return {
            "flag": await context.call("feature_enabled", name="unknown"),
            "job": await context.call(
                "enqueue_job", job_type=payload.other, payload={"a": [1]}, priority=7
            ),
            "hint": refused.value.hint,
            "code": refused.value.code,
        }

    job_type, other = await queue.register(), await queue.register("other")
    async with running(queue, connect(), registry(job_type, work)):
        job = await queue.reaches(await queue.enqueue(job_type, {"other": other}), "completed")
    assert job["result"]["flag"] is False
    assert job["result"]["code"] == "PT404"
    assert "register_type" in job["result"]["hint"]
    child = await queue.job(job["result"]["job"])
    assert (child["priority"], child["payload"]) == (7, {"a": [1]})


async def test_a_handler_writes_in_the_completing_transaction(
    queue: Queue, connect_direct: Connect
) -> None:
    fail_once = [True]

    async def work(payload: Payload, context: Context) -> None:
        connection = await context.transaction()
        assert await context.transaction() is connection
        await connection.execute(
            b"insert into jobs_test.effects (job_id, job_type, note) values (%s, %s, 'own')",
            (context.job_id, payload.job_type),
        )
        if fail_once:
            fail_once.clear()
            raise RuntimeError("after writing")

    job_type = await queue.register(backoff_seconds=0)
    async with running(queue, connect_direct(), registry(job_type, work)):
        job_id = await queue.enqueue(job_type, {"job_type": job_type})
        await queue.reaches(job_id, "completed")
    assert await queue.effects(job_id) == ["own"]
    assert await queue.value(
        "select a.xmin = e.xmin from jobs.job_archive a, jobs_test.effects e "
        "where a.id = %(id)s and e.job_id = a.id",
        id=job_id,
    )


async def test_the_edge_has_no_transaction_and_says_what_to_do(
    queue: Queue, connect_edge: Connect
) -> None:
    transport = connect_edge()

    async def work(payload: Payload, context: Context) -> None:
        await context.transaction()

    job_type = await queue.register()
    async with running(queue, transport, registry(job_type, work)):
        job = await queue.reaches(await queue.enqueue(job_type), "failed", "retrying")
    assert job["status"] == "failed"
    assert "apply function" in job["error_message"]
    with pytest.raises(NoTransactionError):
        transport.transaction()
