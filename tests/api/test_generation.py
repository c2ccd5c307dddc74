"""The main job through the API: asking, watching the rules hold, reading the result."""

from __future__ import annotations

import uuid
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from postgrest import APIError

from flywheel import db as database
from flywheel.ai.profile import read_profile
from flywheel.config import CHECKOUT
from flywheel.db import Connection
from supabase import Client, create_client
from tests.conftest import Stack

PROFILE = read_profile(CHECKOUT / "seeds" / "businesses" / "loomwright.toml").business


@dataclass
class Person:
    client: Client
    workspace_id: str
    business_id: str

    def ask(self, **changes: Any) -> dict[str, Any]:
        wanted = {"business_id": self.business_id, "prompt_text": "Wool care.", **changes}
        row = self.client.rpc("request_generation", wanted).execute().data
        assert isinstance(row, dict)
        return row


def sign_up(stack: Stack) -> Person:
    client = create_client(stack.api_url, stack.anon_key)
    client.auth.sign_up(
        {"email": f"{uuid.uuid4().hex}@example.com", "password": "correct horse battery"}
    )
    workspace = client.table("workspaces").select("id").single().execute().data
    business = (
        client.table("businesses")
        .insert({"workspace_id": workspace["id"], **PROFILE.model_dump(mode="json")})
        .execute()
        .data[0]
    )
    return Person(client, workspace["id"], business["id"])


@pytest.fixture
def person(stack: Stack) -> Iterator[Person]:
    someone = sign_up(stack)
    yield someone
    someone.client.auth.sign_out()


@pytest.fixture
async def service(stack: Stack) -> AsyncIterator[Connection]:
    """A connection with the rights of a worker."""
    async with database.connect(stack.db_url) as connection:
        await connection.execute("set role service_role")
        yield connection


async def jobs_of(service: Connection, generation_id: str) -> list[dict[str, Any]]:
    rows = await service.execute(
        "select * from jobs.job_queue where payload ->> 'generation_id' = %s", [generation_id]
    )
    return await rows.fetchall()


async def test_a_request_writes_the_row_and_its_job_at_once(
    person: Person, service: Connection
) -> None:
    row = person.ask()
    assert (row["status"], row["cost"], row["iterations"]) == ("pending", None, 0)
    (job,) = await jobs_of(service, row["id"])
    assert job["job_type"] == "ai.generate"
    assert str(job["workspace_id"]) == person.workspace_id


async def test_the_same_key_gives_the_same_generation_and_one_job(
    person: Person, service: Connection
) -> None:
    first = person.ask(idempotency_key="post-1")
    second = person.ask(idempotency_key="post-1")
    other = person.ask(idempotency_key="post-2")
    assert first["id"] == second["id"] != other["id"]
    assert len(await jobs_of(service, first["id"])) == 1


@pytest.mark.parametrize(
    ("changes", "status", "said"),
    [
        ({"prompt_text": "   "}, "PT422", "1 to 10000 characters"),
        ({"prompt_text": "x" * 10001}, "PT422", "1 to 10000 characters"),
        ({"generation_type": "novel"}, "PT422", "novel"),
        ({"model": "gpt-99"}, "PT422", "gpt-99"),
        ({"options": {"language": "fr"}}, "PT422", "fr"),
        ({"options": {"colour": "red"}}, "PT422", "colour"),
        ({"options": []}, "PT422", "JSON object"),
        ({"options": {"product_id": str(uuid.uuid4())}}, "PT404", "no such product"),
        ({"options": {"product_id": "seven"}}, "PT404", "no such product"),
        ({"business_id": str(uuid.uuid4())}, "PT404", "no such business"),
    ],
)
def test_a_request_that_cannot_work_says_why_and_leaves_nothing(
    person: Person, changes: dict[str, Any], status: str, said: str
) -> None:
    with pytest.raises(APIError) as caught:
        person.ask(**changes)
    assert caught.value.code == status
    assert said in (caught.value.message or "")
    assert caught.value.hint
    assert person.client.table("ai_generations").select("id").execute().data == []


def test_nobody_asks_for_a_stranger_s_business(stack: Stack, person: Person) -> None:
    stranger = sign_up(stack)
    with pytest.raises(APIError) as caught:
        stranger.ask(business_id=person.business_id)
    assert caught.value.code == "PT404"


def test_nobody_sees_a_stranger_s_generation(stack: Stack, person: Person) -> None:
    row = person.ask()
    stranger = sign_up(stack)
    assert stranger.client.table("ai_generations").select("*").execute().data == []
    with pytest.raises(APIError) as caught:
        stranger.client.rpc("cancel_generation", {"generation_id": row["id"]}).execute()
    assert caught.value.code == "PT404"


def test_a_member_cannot_write_a_generation_by_hand(person: Person) -> None:
    row = person.ask()
    with pytest.raises(APIError) as caught:
        person.client.table("ai_generations").update({"cost": 0}).eq("id", row["id"]).execute()
    assert caught.value.code == "42501"


def test_a_member_cannot_call_the_worker_s_steps(person: Person) -> None:
    row = person.ask()
    with pytest.raises(APIError) as caught:
        person.client.rpc(
            "start_generation", {"generation_id": row["id"], "providers": ["offline"]}
        ).execute()
    assert caught.value.code == "42501"


def test_cancelling_twice_is_cancelling_once(person: Person) -> None:
    row = person.ask()
    wanted = {"generation_id": row["id"]}
    first = person.client.rpc("cancel_generation", wanted).execute().data
    assert first["status"] == "cancelled"
    assert person.client.rpc("cancel_generation", wanted).execute().data == first


async def test_what_has_ended_cannot_be_cancelled(person: Person, service: Connection) -> None:
    row = person.ask()
    await service.execute(
        "update public.ai_generations set status = 'failed' where id = %s", [row["id"]]
    )
    with pytest.raises(APIError) as caught:
        person.client.rpc("cancel_generation", {"generation_id": row["id"]}).execute()
    assert caught.value.code == "PT409"
    assert "cannot go from failed to cancelled" in (caught.value.message or "")
    assert caught.value.hint


async def test_the_cost_follows_the_price_of_the_moment(service: Connection) -> None:
    rows = await service.execute(
        """
        select private.price_usage(
            'gpt-4.1-mini', 'standard',
            '{"input_tokens": 1000000, "output_tokens": 500000}', now()
        ) as cost
        """
    )
    row = await rows.fetchone()
    assert row is not None
    assert float(row["cost"]) == pytest.approx(0.40 + 0.5 * 1.60)


async def test_a_model_without_a_price_is_refused(service: Connection) -> None:
    with pytest.raises(database.psycopg.Error) as caught:
        await service.execute(
            """
            select private.price_usage(
                'gpt-4.1-mini', 'standard', '{"input_tokens": 1}', '2020-01-01'
            )
            """
        )
    assert caught.value.sqlstate == "PT422"
    assert "has no price" in str(caught.value)


def test_a_text_stays_in_its_workspace(person: Person) -> None:
    second = person.client.rpc("create_workspace", {"name": "Second"}).execute().data
    post = (
        person.client.table("blog_posts")
        .insert(
            {
                "workspace_id": person.workspace_id,
                "business_id": person.business_id,
                "title": "Ours",
                "content": "Text.",
            }
        )
        .execute()
        .data[0]
    )
    with pytest.raises(APIError) as caught:
        person.client.table("blog_posts").update({"workspace_id": second["id"]}).eq(
            "id", post["id"]
        ).execute()
    assert "workspace_id" in (caught.value.message or "")
