"""Who hears of a workspace's jobs, and of which: through the official Python client."""

from __future__ import annotations

import json
import uuid
from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Any

import pytest
from psycopg.types.json import Jsonb
from realtime import RealtimeSubscribeStates

from flywheel.db import Connection
from supabase import AsyncClient
from tests.conftest import Stack

from .realtime import Inbox, client, token

PRIVATE: Any = {"config": {"private": True, "broadcast": {"ack": False, "self": False}}}


@dataclass
class Studio:
    """A workspace, its owner, and two job types: one announced, one silent."""

    db: Connection
    owner: uuid.UUID
    workspace: uuid.UUID
    loud: str
    silent: str

    @property
    def topic(self) -> str:
        return f"workspace:{self.workspace}"

    async def value(self, statement: str, *values: Any) -> Any:
        row = await (await self.db.execute(statement.encode(), values)).fetchone()
        return None if row is None else next(iter(row.values()))

    async def enqueue(self, job_type: str) -> uuid.UUID:
        return await self.value(
            "select jobs.enqueue(%s, %s, %s)",
            job_type,
            Jsonb({"secret": "hunter2"}),
            self.workspace,
        )

    async def claim(self, job_type: str) -> int:
        """Claim the job that is ready, and return its lease."""
        return await self.value(
            "select lease from jobs.claim(gen_random_uuid(), array[%s])", job_type
        )

    async def complete(self, job_type: str, result: dict[str, Any]) -> uuid.UUID:
        """Enqueue, claim and complete a job."""
        job_id = await self.enqueue(job_type)
        lease = await self.claim(job_type)
        await self.value("select jobs.complete(%s, %s, %s)", job_id, lease, Jsonb(result))
        return job_id


@pytest.fixture
async def studio(db: Connection) -> AsyncIterator[Studio]:
    made = Studio(
        db, uuid.uuid4(), uuid.uuid4(), *(f"test_{uuid.uuid4().hex[:12]}.{n}" for n in "ab")
    )
    await made.value(
        "insert into auth.users (id, email) values (%s, %s) returning id",
        made.owner,
        f"{made.owner}@example.com",
    )
    await made.value(
        "insert into workspaces (id, owner_id, name) values (%s, %s, 'Studio') returning id",
        made.workspace,
        made.owner,
    )
    for name in (made.loud, made.silent):
        await made.value(
            "select jobs.register_type(%s, 'A test.', is_announced => %s, max_attempts => 1)",
            name,
            name == made.loud,
        )
    yield made
    types = [made.loud, made.silent]
    await db.execute(b"delete from jobs.job_queue where job_type = any(%s)", (types,))
    await db.execute(b"delete from jobs.job_archive where job_type = any(%s)", (types,))
    await db.execute(b"delete from jobs.job_types where job_type = any(%s)", (types,))


async def listen(connected: AsyncClient, topic: str) -> tuple[Inbox, RealtimeSubscribeStates]:
    """Try to join the private topic; return what is heard there, and whether it was joined."""
    heard, states = Inbox(), Inbox()
    await connected.channel(topic, PRIVATE).on_broadcast("job", heard).subscribe(states)
    return heard, (await states.next())[0]


async def test_who_is_no_member_hears_nothing_of_a_job(stack: Stack, studio: Studio) -> None:
    async with (
        client(stack, token(stack, studio.owner)) as owner,
        client(stack, token(stack, uuid.uuid4())) as stranger,
        client(stack) as signed_out,
    ):
        heard, state = await listen(owner, studio.topic)
        assert state == RealtimeSubscribeStates.SUBSCRIBED
        closed = []
        for outsider in (stranger, signed_out):
            inbox, state = await listen(outsider, studio.topic)
            assert state == RealtimeSubscribeStates.CHANNEL_ERROR
            closed.append(inbox)
        job_id = await studio.complete(studio.loud, {"url": "/done"})
        assert (await heard.next())["payload"]["job_id"] == str(job_id)
        assert all(inbox.is_empty for inbox in closed)


async def test_only_announced_types_are_heard_and_large_results_left_out(
    stack: Stack, studio: Studio
) -> None:
    async with client(stack, token(stack, studio.owner)) as owner:
        heard, _ = await listen(owner, studio.topic)
        await studio.complete(studio.silent, {"url": "/quiet"})
        # Hexadecimal by chance: what can be compressed would not be large.
        large = "".join(uuid.uuid4().hex for _ in range(2000))
        await studio.complete(studio.loud, {"text": large})
        message = (await heard.next())["payload"]
        assert (message["job_type"], message["status"]) == (studio.loud, "completed")
        assert "result" not in message
        assert heard.is_empty


async def test_a_final_failure_and_a_cancellation_are_heard_without_secrets(
    stack: Stack, studio: Studio
) -> None:
    async with client(stack, token(stack, studio.owner)) as owner:
        heard, _ = await listen(owner, studio.topic)
        failed = await studio.enqueue(studio.loud)
        lease = await studio.claim(studio.loud)
        await studio.value(
            "select jobs.fail(%s, %s, 'Out of paper.', 'hunter2 at line 1')", failed, lease
        )
        cancelled = await studio.enqueue(studio.loud)
        await studio.value("select jobs.cancel(%s)", cancelled)
        messages = [(await heard.next())["payload"] for _ in range(2)]
    for message in messages:
        del message["id"]  # the message's own, which Realtime adds
    about = {"job_type": studio.loud}
    assert messages == [
        about
        | {
            "job_id": str(failed),
            "status": "failed",
            "attempts": 1,
            "error_message": "Out of paper.",
        },
        about
        | {
            "job_id": str(cancelled),
            "status": "cancelled",
            "attempts": 0,
            "error_message": "Cancelled before it ran.",
        },
    ]
    assert "hunter2" not in json.dumps(messages)
