"""Databases for tests of pricing."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest

from tests.workers.databases import copies_of_one


@pytest.fixture(scope="package")
def new_database() -> Iterator[Callable[[], str]]:
    """What makes a database with the schema, and returns its URL."""
    with copies_of_one("pricing") as make:
        yield make
