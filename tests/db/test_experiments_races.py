"""Two sessions and one test: it never starts with other variants than it was looked at with."""

from __future__ import annotations

import asyncio
import uuid
from dataclasses import dataclass

import psycopg
import pytest

from flywheel import db as database
from tests.conftest import Stack

START = "update ab_tests set status = 'running' where id = %s"
ADD = "insert into ab_test_variants (workspace_id, test_id, key) values (%s, %s, 'C')"
REMOVE = "delete from ab_test_variants where test_id = %s and key = 'B'"


@dataclass(frozen=True)
class Draft:
    """A test with variants A and B that has not started, and how to reach it."""

    db_url: str
    workspace_id: uuid.UUID
    test_id: uuid.UUID


@pytest.fixture
async def draft(stack: Stack) -> Draft:
    return await make_draft(stack.db_url)


async def make_draft(db_url: str) -> Draft:
    """Make a workspace with an owner and a test."""
    owner, test_id = uuid.uuid4(), uuid.uuid4()
    async with database.connect(db_url) as connection:
        await connection.execute(
            "insert into auth.users (id, email, email_confirmed_at) values (%s, %s, now())",
            (owner, f"{owner}@example.com"),
        )
        made = await connection.execute(
            "insert into workspaces (owner_id, name) values (%s, 'Races') returning id", (owner,)
        )
        row = await made.fetchone()
        assert row
        await connection.execute(
            "insert into ab_tests (id, workspace_id, name) values (%s, %s, 'Button')",
            (test_id, row["id"]),
        )
        await connection.execute(
            "insert into ab_test_variants (workspace_id, test_id, key)"
            " select %s, %s, unnest(array['A', 'B'])",
            (row["id"], test_id),
        )
    return Draft(db_url, row["id"], test_id)


async def until_waiting(connection: database.Connection, db_url: str) -> None:
    """Return as soon as the session of `connection` waits for a lock."""
    query = "select wait_event_type = 'Lock' as waits from pg_stat_activity where pid = %s"
    async with database.connect(db_url) as watcher, asyncio.timeout(10):
        while True:
            row = await (await watcher.execute(query, (connection.info.backend_pid,))).fetchone()
            if row and row["waits"]:
                return
            await asyncio.sleep(0.01)


async def test_a_variant_that_meets_the_start_of_its_test_is_refused(draft: Draft) -> None:
    async with database.connect(draft.db_url) as one, database.connect(draft.db_url) as two:
        await one.execute("begin")
        await one.execute(START, (draft.test_id,))
        late = asyncio.create_task(two.execute(ADD, (draft.workspace_id, draft.test_id)))
        await until_waiting(two, draft.db_url)
        await one.execute("commit")
        with pytest.raises(psycopg.Error) as refused:
            await late
    assert refused.value.sqlstate == "PT409"


async def test_a_test_does_not_start_while_a_variant_leaves(draft: Draft) -> None:
    async with database.connect(draft.db_url) as one, database.connect(draft.db_url) as two:
        await one.execute("begin")
        await one.execute(REMOVE, (draft.test_id,))
        start = asyncio.create_task(two.execute(START, (draft.test_id,)))
        await until_waiting(two, draft.db_url)
        await one.execute("commit")
        with pytest.raises(psycopg.Error) as refused:
            await start
    assert refused.value.sqlstate == "PT409"
