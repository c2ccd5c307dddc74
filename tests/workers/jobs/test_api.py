"""The queue through the official client: what a member sees, what the service key may do."""

from __future__ import annotations

import uuid

import pytest
from postgrest import APIError

from supabase import AsyncClient, create_async_client
from tests.conftest import Stack

from .conftest import Queue


@pytest.fixture
async def member(stack: Stack) -> AsyncClient:
    """Somebody who has just signed up, with a workspace of their own."""
    client = await create_async_client(stack.api_url, stack.anon_key)
    await client.auth.sign_up(
        {"email": f"{uuid.uuid4().hex}@example.com", "password": "correct horse battery"}
    )
    return client


@pytest.fixture
async def workspace(member: AsyncClient) -> str:
    row = (await member.table("workspaces").select("id").single().execute()).data
    return row["id"]


@pytest.fixture
async def service(stack: Stack) -> AsyncClient:
    return await create_async_client(stack.api_url, stack.service_role_key)


async def test_a_member_sees_the_jobs_of_their_workspace_and_no_payload(
    queue: Queue, member: AsyncClient, workspace: str
) -> None:
    job_type = await queue.register()
    mine = await queue.enqueue(job_type, {"secret": "hunter2"}, workspace_id=workspace)
    await queue.enqueue(job_type, workspace_id=uuid.uuid4())
    await queue.enqueue(job_type)
    rows = (await member.from_("job_queue").select("*").execute()).data
    assert [row["id"] for row in rows] == [str(mine)]
    assert rows[0]["status"] == "pending"
    assert "hunter2" not in str(rows)
    assert not {"payload", "error_detail", "result", "dedup_key"} & set(rows[0])


async def test_an_owner_cancels_and_retries(
    queue: Queue, member: AsyncClient, workspace: str
) -> None:
    job_id = await queue.enqueue(await queue.register(), workspace_id=workspace)
    answer = await member.rpc("cancel_job", {"job_id": str(job_id)}).execute()
    assert answer.data == "cancelled"
    filtered = member.from_("job_queue").select("id").eq("status", "cancelled")
    assert [row["id"] for row in (await filtered.execute()).data] == [str(job_id)]
    await member.rpc("retry_job", {"job_id": str(job_id)}).execute()
    assert (await queue.job(job_id))["status"] == "pending"


async def test_somebody_elses_job_is_not_found(queue: Queue, member: AsyncClient) -> None:
    job_id = await queue.enqueue(await queue.register(), workspace_id=uuid.uuid4())
    for verb in ("cancel_job", "retry_job"):
        with pytest.raises(APIError) as refused:
            await member.rpc(verb, {"job_id": str(job_id)}).execute()
        assert refused.value.code == "PT404"
        assert str(job_id) in str(refused.value.message)


@pytest.mark.parametrize(
    "verb", ["enqueue_job", "enqueue_jobs", "exchange_jobs", "complete_job", "list_job_schedules"]
)
async def test_a_member_cannot_do_a_workers_work(member: AsyncClient, verb: str) -> None:
    some = str(uuid.uuid4())
    arguments: dict[str, object] = {
        "enqueue_job": {"job_type": "jobs.maintain"},
        "enqueue_jobs": {"batch": []},
        "exchange_jobs": {"worker_id": some, "job_types": ["jobs.maintain"]},
        "complete_job": {"job_id": some, "lease": 1},
        "list_job_schedules": {},
    }[verb]
    with pytest.raises(APIError) as refused:
        await member.rpc(verb, arguments).execute()
    assert refused.value.code == "42501"


async def test_the_service_key_enqueues_and_learns_what_was_wrong(
    queue: Queue, service: AsyncClient
) -> None:
    job_type = await queue.register(max_payload_bytes=50)
    one = (await service.rpc("enqueue_job", {"job_type": job_type}).execute()).data
    many = {"batch": [{"job_type": job_type}, {"job_type": job_type, "priority": 3}]}
    ids = (await service.rpc("enqueue_jobs", many).execute()).data
    assert len({one, *ids}) == 3
    for arguments, code, words in (
        ({"job_type": "no.such"}, "PT404", "Unknown job type"),
        ({"job_type": job_type, "payload": {"a": "x" * 100}}, "PT413", "at most 50"),
        ({"job_type": job_type, "payload": [1]}, "PT422", "JSON object"),
    ):
        with pytest.raises(APIError) as refused:
            await service.rpc("enqueue_job", arguments).execute()
        assert refused.value.code == code
        assert words in str(refused.value.message)
        assert refused.value.hint
