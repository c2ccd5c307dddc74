"""Members of a workspace hear of its jobs, through the official Python client."""

from __future__ import annotations

import json
import uuid
from collections.abc import AsyncIterator
from typing import Any

import pytest
from psycopg.types.json import Jsonb
from realtime import RealtimeSubscribeStates

from flywheel.db import Connection
from tests.conftest import Stack

from .realtime import Inbox, client, token

PRIVATE: Any = {"config": {"private": True, "broadcast": {"ack": False, "self": False}}}


@pytest.fixture
async def job_type(db: Connection) -> AsyncIterator[str]:
    name = f"test_{uuid.uuid4().hex[:12]}.announced"
    await db.execute(
        b"select jobs.register_type(%s, 'A test.', is_announced => true, max_attempts => 2)",
        (name,),
    )
    yield name
    await db.execute(b"delete from jobs.job_archive where job_type = %s", (name,))
    await db.execute(b"delete from jobs.job_types where job_type = %s", (name,))


async def claim(db: Connection, job_type: str) -> dict[str, Any]:
    cursor = await db.execute(
        b"select * from jobs.claim(gen_random_uuid(), array[%s])", (job_type,)
    )
    row = await cursor.fetchone()
    assert row is not None
    return row


async def test_a_member_hears_progress_failure_and_result_and_no_secret(
    stack: Stack, db: Connection, job_type: str
) -> None:
    owner, stranger = uuid.uuid4(), uuid.uuid4()
    for person in (owner, stranger):
        await db.execute(
            b"insert into auth.users (id, email) values (%s, %s)",
            (person, f"{person}@example.com"),
        )
    cursor = await db.execute(
        b"insert into workspaces (owner_id, name) values (%s, 'Studio') returning id", (owner,)
    )
    row = await cursor.fetchone()
    assert row is not None
    workspace = row["id"]
    topic = f"workspace:{workspace}"
    async with (
        client(stack, token(stack, owner)) as mine,
        client(stack, token(stack, stranger)) as other,
    ):
        heard, states, refused = Inbox(), Inbox(), Inbox()
        await mine.channel(topic, PRIVATE).on_broadcast("job", heard).subscribe(states)
        assert (await states.next())[0] == RealtimeSubscribeStates.SUBSCRIBED
        await other.channel(topic, PRIVATE).subscribe(refused)
        assert (await refused.next())[0] == RealtimeSubscribeStates.CHANNEL_ERROR

        await db.execute(
            b"select jobs.enqueue(%s, %s, %s)",
            (job_type, Jsonb({"secret": "hunter2"}), workspace),
        )
        job = await claim(db, job_type)
        await db.execute(
            b"select * from jobs.heartbeat(gen_random_uuid(), %s)",
            (
                Jsonb(
                    [
                        {
                            "id": str(job["id"]),
                            "lease": job["lease"],
                            "progress": {"fraction": 0.5, "note": "half way"},
                        }
                    ]
                ),
            ),
        )
        await db.execute(
            b"select jobs.fail(%s, %s, 'Not yet.', 'hunter2 at line 1', true, 0)",
            (job["id"], job["lease"]),
        )
        job = await claim(db, job_type)
        await db.execute(
            b"select jobs.finish(array[%s], array[%s], array[%s], array[%s::jsonb])",
            (job_type, job["id"], job["lease"], Jsonb({"url": "/done"})),
        )
        messages = [(await heard.next())["payload"] for _ in range(3)]
    for message in messages:
        del message["id"]  # the message's own, which Realtime adds
    about = {"job_id": str(job["id"]), "job_type": job_type}
    assert messages == [
        about
        | {
            "status": "processing",
            "attempts": 1,
            "progress": {"note": "half way", "fraction": 0.5},
        },
        about | {"status": "retrying", "attempts": 1, "error_message": "Not yet."},
        about | {"status": "completed", "attempts": 2, "result": {"url": "/done"}},
    ]
    assert "hunter2" not in json.dumps(messages)
