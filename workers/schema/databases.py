"""Databases to inspect: one built from the sources, or the one that runs."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from flywheel.local.state import is_running, read_state
from flywheel.schema.build import build
from flywheel.schema.scratch import scratch_cluster
from flywheel.schema.sources import CHECKOUT


@asynccontextmanager
async def built_database(root: Path = CHECKOUT) -> AsyncIterator[str]:
    """Build `sql/` and `policies/` in a database of its own; yields its URL.

    Raises
    ------
    SchemaError
        If the sources do not build.
    """
    async with scratch_cluster() as cluster:
        dsn = await cluster.create_database("sources")
        await asyncio.to_thread(build, dsn, root)
        yield dsn


@asynccontextmanager
async def running_or_built(home: Path, root: Path = CHECKOUT) -> AsyncIterator[str]:
    """Yield the URL of the local stack's database, or of a built one while that is down."""
    if is_running(home):
        yield read_state(home).db_url
    else:
        async with built_database(root) as dsn:
            yield dsn
