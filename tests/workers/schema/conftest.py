"""A small checkout with one domain, and a cluster to build it in."""

from __future__ import annotations

import itertools
import shutil
from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path

import pytest
import pytest_asyncio

from flywheel.schema.scratch import ScratchCluster, scratch_cluster

SHOP = Path(__file__).with_name("shop")
NewDatabase = Callable[[str], Awaitable[str]]
_numbers = itertools.count()


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """A checkout whose one domain, catalog, is a small shop; it has no migrations yet."""
    shutil.copytree(SHOP, tmp_path, dirs_exist_ok=True)
    (tmp_path / "supabase" / "migrations").mkdir(parents=True)
    return tmp_path


@pytest_asyncio.fixture(scope="package", loop_scope="session")
async def cluster() -> AsyncIterator[ScratchCluster]:
    async with scratch_cluster() as running:
        yield running


@pytest.fixture
def unique() -> Callable[[str], str]:
    """Make database names that no other test uses."""
    return lambda name: f"{name}_{next(_numbers)}"


@pytest.fixture
def new_database(cluster: ScratchCluster, unique: Callable[[str], str]) -> NewDatabase:
    """Make a database as Supabase hands it over; returns its URL."""
    return lambda name: cluster.create_database(unique(name))
