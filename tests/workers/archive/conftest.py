"""Months of events far in the past, with every kind of value in them."""

from __future__ import annotations

import itertools
from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import date

import pytest

from flywheel import db as database
from flywheel.archive.storage import ArchiveStore
from tests.conftest import Stack

_SQL = database.Queries.load(__package__, "events.sql")
_YEARS = itertools.count(1991)

MonthOf = Callable[..., Awaitable[date]]


@pytest.fixture
async def store(stack: Stack) -> AsyncIterator[ArchiveStore]:
    async with ArchiveStore(stack.api_url, stack.service_role_key) as opened:
        yield opened


@pytest.fixture
async def month_of(db: database.Connection) -> AsyncIterator[MonthOf]:
    """What makes a month with so many events of two workspaces, and returns its first day."""
    made: list[date] = []

    async def make(events: int) -> date:
        month = date(next(_YEARS), 2, 1)
        made.append(month)
        for statement in (_SQL.make_partition, _SQL.fill, _SQL.extremes):
            await db.execute(statement, {"month": month, "events": events})
        return month

    yield make
    for month in made:
        await db.execute(_SQL.remove, {"month": month})
