"""A database for tests of links, and a workspace in it."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterator

import pytest

from flywheel import db
from flywheel.schema.migrations import apply_migrations
from flywheel.schema.scratch import scratch_cluster

WORKSPACE = "b0000000-0000-4000-8000-000000000001"
_OWNER = "a0000000-0000-4000-8000-000000000001"


@pytest.fixture(scope="package")
def links_dsn() -> Iterator[str]:
    """The URL of a database with the schema and one workspace."""

    async def prepare(dsn: str, admin_dsn: str) -> None:
        await apply_migrations(dsn)
        async with db.connect(admin_dsn) as admin:
            await admin.execute(
                b"insert into auth.users (id, email, email_confirmed_at) values (%s, %s, now())",
                [_OWNER, "links@example.com"],
            )
            await admin.execute(
                b"insert into public.workspaces (id, name, slug, owner_id) values (%s, %s, %s, %s)",
                [WORKSPACE, "Links", "links-1", _OWNER],
            )

    running = scratch_cluster()
    with asyncio.Runner() as runner:
        cluster = runner.run(running.__aenter__())
        try:
            dsn = runner.run(cluster.create_database("links"))
            runner.run(prepare(dsn, cluster.admin_dsn("links")))
            yield dsn
        finally:
            runner.run(running.__aexit__(None, None, None))


@pytest.fixture
async def links_db(links_dsn: str) -> AsyncIterator[db.Connection]:
    """A connection to it, without the links of the test before."""
    async with db.connect(links_dsn) as connection:
        await connection.execute("delete from public.managed_urls")
        await connection.execute("delete from private.link_checks")
        await connection.execute("truncate public.events, private.event_batches")
        yield connection
