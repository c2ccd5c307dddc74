"""Schedules fire once, at the right wall-clock time, whoever looks."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from flywheel.jobs.errors import ScheduleError
from flywheel.jobs.scheduler import Scheduler, next_fire_time
from flywheel.jobs.transport import Transport

from .conftest import OPTIONS, Payload, Queue, registry, running

Connect = Callable[[], Transport]
BERLIN = ZoneInfo("Europe/Berlin")


def fires(cron_line: str, first_day: datetime, count: int) -> list[str]:
    """Return the coming fire times on Berlin's clocks."""
    after = first_day.replace(tzinfo=BERLIN)
    times = []
    for _ in range(count):
        after = next_fire_time(cron_line, "Europe/Berlin", after)
        times.append(after.astimezone(BERLIN).isoformat(timespec="minutes"))
    return times


def test_a_fixed_hour_that_the_day_skips_fires_right_after_the_gap() -> None:
    assert fires("30 2 * * *", datetime(2026, 3, 28), 3) == [
        "2026-03-28T02:30+01:00",
        "2026-03-29T03:00+02:00",
        "2026-03-30T02:30+02:00",
    ]


def test_a_fixed_hour_that_the_day_repeats_fires_once() -> None:
    assert fires("30 2 * * *", datetime(2026, 10, 24), 3) == [
        "2026-10-24T02:30+02:00",
        "2026-10-25T02:30+02:00",
        "2026-10-26T02:30+01:00",
    ]


def test_every_hour_means_every_hour_also_on_the_long_day() -> None:
    assert fires("0 * * * *", datetime(2026, 10, 25, 1, 30), 3) == [
        "2026-10-25T02:00+02:00",
        "2026-10-25T02:00+01:00",
        "2026-10-25T03:00+01:00",
    ]


@pytest.mark.parametrize(
    ("cron_line", "time_zone", "message"),
    [
        ("61 * * * *", "UTC", "cannot be read"),
        ("* * * *", "UTC", "has 4 fields, not five"),
        ("* * * * * *", "UTC", "has 6 fields, not five"),
        ("0 0 30 2 *", "UTC", "Bad day-of-month"),
        ("0 0 * * *", "Mars/Olympus", "not a time zone"),
        ("0 0 * * *", "../etc/passwd", "not a time zone"),
    ],
)
def test_a_bad_line_is_named(cron_line: str, time_zone: str, message: str) -> None:
    with pytest.raises(ScheduleError, match=message) as refused:
        next_fire_time(cron_line, time_zone, datetime(2026, 1, 1, tzinfo=UTC))
    assert refused.value.hint


async def schedule(queue: Queue, job_type: str, cron_line: str = "0 6 * * *") -> str:
    name = job_type.replace(".", "-")
    await queue.rows(
        "insert into jobs.schedules (schedule, job_type, cron_line, time_zone) "
        "values (%(name)s, %(type)s, %(line)s, 'Europe/Berlin')",
        name=name,
        type=job_type,
        line=cron_line,
    )
    return name


async def state(queue: Queue, name: str) -> dict[str, object]:
    (row,) = await queue.rows("select * from jobs.schedules where schedule = %(n)s", n=name)
    return row


async def fired(queue: Queue, job_type: str) -> int:
    return await queue.value(
        "select count(*) from jobs.job_queue where job_type = %(type)s", type=job_type
    )


async def tick_together(connect: Connect, count: int) -> None:
    async with asyncio.TaskGroup() as tasks:

        async def tick() -> None:
            async with connect() as transport:
                await Scheduler(transport).tick()

        for _ in range(count):
            tasks.create_task(tick())


async def test_three_schedulers_fire_a_schedule_once(queue: Queue, connect: Connect) -> None:
    job_type = await queue.register()
    name = await schedule(queue, job_type)
    await tick_together(connect, 3)
    assert await fired(queue, job_type) == 0  # it only came to be known now
    planned = (await state(queue, name))["next_at"]
    assert isinstance(planned, datetime)
    assert (planned.astimezone(BERLIN).hour, planned.minute) == (6, 0)

    for round_ in (1, 2):
        # Three fire times were missed while no worker ran: one job makes up for them.
        await queue.rows(
            "update jobs.schedules set next_at = now() - %(age)s * interval '1 hour' "
            "where schedule = %(n)s",
            age=72 - round_,
            n=name,
        )
        await tick_together(connect, 3)
        assert await fired(queue, job_type) == round_
        assert (await state(queue, name))["next_at"] == planned
    assert (
        await queue.value(
            "select count(*) from jobs.schedule_runs r join jobs.job_queue q on q.id = r.job_id "
            "where r.schedule = %(n)s",
            n=name,
        )
        == 2
    )


async def test_a_worker_fires_a_schedule_when_it_is_due_and_runs_the_job(
    queue: Queue, connect: Connect
) -> None:
    ran = asyncio.Event()

    async def work(payload: Payload, context: object) -> None:
        ran.set()

    job_type = await queue.register()
    name = await schedule(queue, job_type)
    await tick_together(connect, 1)
    await queue.rows(
        "update jobs.schedules set next_at = now() + interval '500 ms' where schedule = %(n)s",
        n=name,
    )
    assert not OPTIONS.schedules
    async with running(queue, connect(), registry(job_type, work), schedules=True):
        await asyncio.wait_for(ran.wait(), 10)


async def test_a_schedule_that_cannot_be_read_says_so_and_holds_up_nobody(
    queue: Queue, connect: Connect
) -> None:
    bad, good = await queue.register("bad"), await queue.register("good")
    bad_name = await schedule(queue, bad, "0 6 * * someday")
    good_name = await schedule(queue, good)
    await tick_together(connect, 1)
    row = await state(queue, bad_name)
    assert "'0 6 * * someday' cannot be read" in str(row["error_message"])
    assert row["next_at"] is None
    assert (await state(queue, good_name))["next_at"] is not None

    await queue.rows(
        "update jobs.schedules set cron_line = '* * * * *' where schedule = %(n)s", n=bad_name
    )
    await tick_together(connect, 1)
    row = await state(queue, bad_name)
    assert row["error_message"] is None
    assert row["next_at"] is not None


async def test_a_changed_line_or_a_pause_takes_effect(queue: Queue, connect: Connect) -> None:
    job_type = await queue.register()
    name = await schedule(queue, job_type)
    await tick_together(connect, 1)
    due = "update jobs.schedules set next_at = now() - interval '1 s', is_enabled = %(on)s "
    await queue.rows(due + "where schedule = %(n)s", on=False, n=name)
    await tick_together(connect, 1)
    assert await fired(queue, job_type) == 0
    await queue.rows(
        "update jobs.schedules set is_enabled = true, cron_line = '15 7 * * *' "
        "where schedule = %(n)s",
        n=name,
    )
    await tick_together(connect, 1)
    assert await fired(queue, job_type) == 0
    planned = (await state(queue, name))["next_at"]
    assert isinstance(planned, datetime)
    assert planned.astimezone(BERLIN).strftime("%H:%M") == "07:15"


async def test_a_schedule_whose_job_is_refused_stops_and_holds_up_nobody(
    queue: Queue, connect: Connect
) -> None:
    small = await queue.register("small", max_payload_bytes=10)
    other = await queue.register("other")
    small_name, other_name = await schedule(queue, small), await schedule(queue, other)
    await tick_together(connect, 1)
    payload = "update jobs.schedules set payload = %(p)s::jsonb where schedule = %(n)s"
    await queue.rows(payload, p='{"far": "too much"}', n=small_name)
    await tick_together(connect, 1)
    await queue.rows(
        "update jobs.schedules set next_at = now() - interval '1 s' where schedule = any(%(n)s)",
        n=[small_name, other_name],
    )
    await tick_together(connect, 1)
    assert "takes at most 10" in str((await state(queue, small_name))["error_message"])
    assert await fired(queue, small) == 0
    assert await fired(queue, other) == 1

    await queue.rows(payload, p="{}", n=small_name)
    await tick_together(connect, 1)
    row = await state(queue, small_name)
    assert row["error_message"] is None
    assert row["next_at"] is not None
