"""Databases for tests: copies of one, because making one takes seconds."""

from __future__ import annotations

import asyncio
import itertools
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from flywheel.bench.queue.cluster import BenchCluster
from flywheel.schema.migrations import apply_migrations
from flywheel.schema.scratch import ScratchCluster, scratch_cluster


@contextmanager
def copies_of_one(name: str) -> Iterator[Callable[[], str]]:
    """Yield what makes a database with the schema, and returns its URL."""

    async def prepare(cluster: ScratchCluster) -> None:
        await apply_migrations(await cluster.create_database(f"template_{name}"))

    running = scratch_cluster()
    numbers = itertools.count(1)
    with asyncio.Runner() as runner:
        cluster = runner.run(running.__aenter__())
        try:
            runner.run(prepare(cluster))
            copies = BenchCluster(cluster)
            yield lambda: copies.copy(f"template_{name}", f"{name}_{next(numbers)}")
        finally:
            runner.run(running.__aexit__(None, None, None))
