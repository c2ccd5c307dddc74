"""Databases for tests of the market, with a shop in each."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Iterator

import pytest

from flywheel import db
from flywheel.db import Connection
from tests.workers.databases import copies_of_one
from tests.workers.market.shop import SHOP, SQL


@pytest.fixture(scope="package")
def new_database() -> Iterator[Callable[[], str]]:
    """What makes a database with the schema, and returns its URL."""
    with copies_of_one("market") as make:
        yield make


@pytest.fixture
def dsn(new_database: Callable[[], str]) -> str:
    """A database of this test's own."""
    return new_database()


@pytest.fixture
async def shop(dsn: str) -> AsyncIterator[Connection]:
    """A connection to it, above roles, with the shop in it."""
    async with db.connect(dsn) as connection:
        await connection.execute(SQL.stand_above_roles)
        await connection.execute(SQL.owner)
        await connection.execute(SQL.shop, {"shop": SHOP})
        yield connection
