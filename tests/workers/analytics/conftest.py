"""Databases for tests of analytics: copies of one, because making one takes seconds."""

from __future__ import annotations

import asyncio
import itertools
from collections.abc import Callable, Iterator

import pytest

from flywheel.bench.queue.cluster import BenchCluster
from flywheel.schema.migrations import apply_migrations
from flywheel.schema.scratch import ScratchCluster, scratch_cluster


@pytest.fixture(scope="package")
def new_database() -> Iterator[Callable[[], str]]:
    """What makes a database with the schema, and returns its URL."""

    async def prepare(cluster: ScratchCluster) -> None:
        await apply_migrations(await cluster.create_database("template_analytics"))

    running = scratch_cluster()
    numbers = itertools.count(1)
    with asyncio.Runner() as runner:
        cluster = runner.run(running.__aenter__())
        try:
            runner.run(prepare(cluster))
            copies = BenchCluster(cluster)
            yield lambda: copies.copy("template_analytics", f"analytics_{next(numbers)}")
        finally:
            runner.run(running.__aexit__(None, None, None))
