"""Cron: works out fire times and has the database enqueue what is due."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import structlog
from cronsim import CronSim, CronSimError

from flywheel.jobs.errors import RejectedError, ScheduleError, TransportError
from flywheel.jobs.job import Schedule
from flywheel.jobs.transport import Transport

_LONGEST_PAUSE_SECONDS = 15.0
_CRON_FIELDS = 5

_log = structlog.get_logger(__name__)


def next_fire_time(cron_line: str, time_zone: str, after: datetime) -> datetime:
    """Return the first fire time of a cron line after a moment, in UTC.

    Daylight saving as in Debian's cron (Vixie cron with its DST patch): a line at a fixed hour
    that a day skips fires right after the gap; on a day that repeats the hour it fires once.
    A line with `*` as the hour follows the clock: it fires in both.

    Parameters
    ----------
    cron_line
        Minute, hour, day of month, month, day of week.
    time_zone
        A name of the IANA database.
    after
        An aware datetime.

    Raises
    ------
    ScheduleError
        If the line or the time zone cannot be read, or the line never fires.
    """
    try:
        zone = ZoneInfo(time_zone)
    except (ZoneInfoNotFoundError, ValueError) as error:
        raise ScheduleError(
            f"{time_zone!r} is not a time zone", hint="Use an IANA name: UTC, Asia/Riyadh."
        ) from error
    if len(cron_line.split()) != _CRON_FIELDS:
        raise ScheduleError(
            f"cron line {cron_line!r} has {len(cron_line.split())} fields, not five",
            hint="minute hour day-of-month month day-of-week: 30 6 * * 1-5",
        )
    try:
        return next(CronSim(cron_line, after.astimezone(zone))).astimezone(UTC)
    except CronSimError as error:
        raise ScheduleError(
            f"cron line {cron_line!r} cannot be read: {error}",
            hint="minute hour day-of-month month day-of-week: 30 6 * * 1-5",
        ) from error
    except StopIteration:
        raise ScheduleError(
            f"cron line {cron_line!r} never fires", hint="Is there such a day in that month?"
        ) from None


class Scheduler:
    """Fires schedules. Any number may run: the database lets each fire time pass once."""

    def __init__(self, transport: Transport) -> None:
        self._transport = transport

    async def run(self) -> None:
        """Fire what is due, until cancelled."""
        while True:
            pause = _LONGEST_PAUSE_SECONDS
            try:
                pause = min(pause, await self.tick())
            except (TransportError, RejectedError) as error:
                _log.warning("schedules not read", error=str(error))
            await asyncio.sleep(pause)

    async def tick(self) -> float:
        """Fire what is due now; return the seconds until the next fire time."""
        pause = _LONGEST_PAUSE_SECONDS
        for schedule in await self._transport.schedules():
            next_at = await self._advance(schedule)
            if next_at is not None:
                pause = min(pause, (next_at - schedule.asked_at).total_seconds())
        return max(pause, 0.01)

    async def _advance(self, schedule: Schedule) -> datetime | None:
        """Fire a schedule if it is due; return its next fire time."""
        if schedule.next_at is not None and schedule.next_at > schedule.asked_at:
            return schedule.next_at
        try:
            next_at = next_fire_time(schedule.cron_line, schedule.time_zone, schedule.asked_at)
            job_id = await self._transport.advance_schedule(schedule, next_at)
        except (ScheduleError, RejectedError) as error:
            # It would go wrong again every time: this one stops and says why, the rest go on.
            _log.error("schedule stopped", schedule=schedule.name, error=error.message)
            await self._transport.advance_schedule(schedule, None, error.message)
            return None
        if job_id is not None:
            _log.info("schedule fired", schedule=schedule.name, job_id=str(job_id))
        return next_at
