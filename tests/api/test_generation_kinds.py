"""Everything that can be asked for, through the API and a real worker, to where it ends up."""

from __future__ import annotations

import asyncio
import base64
import struct
import time
import zlib
from collections.abc import AsyncIterator, Iterator
from typing import Any

import pytest

from flywheel import db as database
from flywheel.db import Connection
from supabase import AsyncClient, acreate_client
from tests.api.test_generation import Person, sign_up
from tests.api.test_main_job import worker
from tests.conftest import Stack, free_ports
from tests.fakes.openai_server import fake_openai_server

OPEN = ("pending", "processing")


@pytest.fixture
def person(stack: Stack) -> Iterator[Person]:
    someone = sign_up(stack)
    yield someone
    someone.client.auth.sign_out()


@pytest.fixture
async def operator(stack: Stack) -> AsyncIterator[Connection]:
    async with database.connect(stack.db_url) as connection:
        yield connection


def ended(person: Person, generation_id: str, within: float = 60) -> dict[str, Any]:
    """Wait until a generation has ended."""
    deadline = time.monotonic() + within
    while True:
        row = (
            (person.client.table("ai_generations").select("*").eq("id", generation_id).single())
            .execute()
            .data
        )
        assert isinstance(row, dict)
        if row["status"] not in OPEN:
            return row
        assert time.monotonic() < deadline, row
        time.sleep(0.1)


def rows(person: Person, table: str, **equal: Any) -> list[dict[str, Any]]:
    question = person.client.table(table).select("*")
    for column, value in equal.items():
        question = question.eq(column, value)
    return list(question.execute().data)


async def refreshed(operator: Connection, stack: Stack) -> None:
    """Have the job take over models and prices, as it does every night."""
    await operator.execute("select jobs.enqueue('ai.refresh_prices')")
    for _ in range(200):
        found = await operator.execute("select from public.ai_models where id = 'tts-1'")
        if await found.fetchone() is not None:
            return
        await asyncio.sleep(0.1)
    found = await operator.execute(
        """
        select job_type, status::text, error_message from jobs.job_archive
        union all
        select job_type, status::text, error_message from jobs.job_queue
        """
    )
    raise AssertionError(f"prices were not refreshed: {await found.fetchall()}")


@pytest.mark.parametrize("language", ["en", "ar"])
async def test_one_request_brings_a_month_of_joined_content(
    stack: Stack, person: Person, language: str
) -> None:
    with worker(stack):
        asked = person.ask(
            prompt_text="A December of wool.",
            generation_type="content_bundle",
            options={"language": language, "period": "2026-12", "social_posts": 4, "emails": 3},
        )
        bundle = ended(person, asked["id"])
    assert (bundle["status"], bundle["provider"]) == ("completed", "offline")
    bundle_id = bundle["content_bundle_id"]
    (kept,) = rows(person, "content_bundles", id=bundle_id)
    assert (kept["status"], kept["time_period"]) == ("ready", "2026-12")
    posts = rows(person, "social_posts", bundle_id=bundle_id)
    articles = rows(person, "blog_posts", bundle_id=bundle_id)
    (sequence,) = rows(person, "email_sequences", bundle_id=bundle_id)
    upgrades = rows(person, "content_upgrades", business_id=person.business_id)
    assert (len(posts), len(articles), len(upgrades)) == (4, 2, 1)
    assert {post["language"] for post in (*posts, *articles)} == {language}
    assert {post["next_action_type"] for post in posts} == {"blog_post"}
    assert {post["next_action_id"] for post in posts} == {each["id"] for each in articles}
    assert {each["next_action_id"] for each in articles} == {upgrades[0]["id"]}
    assert upgrades[0]["next_action_id"] == sequence["id"]
    assert sequence["next_action_type"] == "blog_post"
    assert all(post["scheduled_for"].startswith("2026-12") for post in posts)
    assert all("utm_campaign=" in post["cta_url"] for post in (*posts, *articles))
    mails = rows(person, "emails", sequence_id=sequence["id"])
    assert sorted(mail["sequence_position"] for mail in mails) == [1, 2, 3]


async def test_a_bundle_in_one_batch_costs_half_and_survives_a_refusal(
    stack: Stack, person: Person, operator: Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    with worker(stack):
        await refreshed(operator, stack)
    with worker(stack, imports="tests.api.batch_provider"):
        asked = person.ask(
            prompt_text="A December of wool.",
            generation_type="content_bundle",
            model="gpt-4.1-mini",
            options={"tier": "batch", "period": "2026-12", "social_posts": 3, "blog_posts": 1},
        )
        bundle = ended(person, asked["id"])
    assert bundle["status"] == "completed"
    assert "1 of 6 pieces failed: declined" in bundle["error_message"]
    assert bundle["batch_id"]
    pieces = rows(person, "ai_generations", parent_id=asked["id"])
    assert sorted(piece["status"] for piece in pieces) == ["completed"] * 5 + ["failed"]
    # 1000 tokens each way at half of 0.40 and of 1.60 USD a million: failed ones are paid too.
    assert {piece["cost"] for piece in pieces} == {0.001}
    assert bundle["cost"] == pytest.approx(0.002)
    assert len(rows(person, "social_posts", bundle_id=bundle["content_bundle_id"])) == 2


def png(width: int, height: int) -> bytes:
    """Make an image of one colour."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        body = kind + data
        return struct.pack(">I", len(data)) + body + struct.pack(">I", zlib.crc32(body))

    lines = b"".join(b"\0" + b"\x1f\x4f\x46" * width for _ in range(height))
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0))
        + chunk(b"IDAT", zlib.compress(lines))
        + chunk(b"IEND", b"")
    )


async def test_images_and_voices_end_up_in_storage(
    stack: Stack, person: Person, operator: Connection
) -> None:
    picture, sound = png(8, 4), b"ID3 a few bytes of sound"
    fixtures = [
        {
            "match": {"endpoint": "image"},
            "response": {"image": {"b64Json": base64.b64encode(picture).decode()}},
        },
        {
            "match": {"endpoint": "speech"},
            "response": {"audio": base64.b64encode(sound).decode(), "format": "mp3"},
        },
    ]
    with (
        fake_openai_server(free_ports(1)[0], fixtures) as url,
        worker(stack, FLYWHEEL_OPENAI_API_KEY="sk-test", FLYWHEEL_OPENAI_BASE_URL=url),
    ):
        await refreshed(operator, stack)
        image = ended(
            person,
            person.ask(prompt_text="A blanket in the sun.", generation_type="image")["id"],
        )
        voice = ended(person, person.ask(prompt_text="Wool lasts.", generation_type="voice")["id"])
    assert (image["status"], image["error_message"]) == ("completed", None)
    (asset,) = rows(person, "content_assets", id=image["result_asset_id"])
    assert (asset["type"], asset["mime_type"]) == ("image", "image/png")
    assert asset["file_size"] == len(picture)
    assert (asset["metadata"]["width"], asset["metadata"]["height"]) == (8, 4)
    assert asset["generated_by"] == "openai"
    bucket, _, path = asset["file_url"].partition("/")
    assert person.client.storage.from_(bucket).download(path) == picture
    (spoken,) = rows(person, "content_assets", id=voice["result_asset_id"])
    assert (spoken["type"], spoken["mime_type"]) == ("audio", "audio/mpeg")
    # tts-1 takes 15 USD for a million characters.
    assert voice["cost"] == pytest.approx(len("Wool lasts.") * 15 / 1e6)


@pytest.mark.alone
async def test_a_text_streams_to_its_askers_private_topic(stack: Stack, person: Person) -> None:
    listener: AsyncClient = await acreate_client(stack.api_url, stack.anon_key)
    session = person.client.auth.get_session()
    assert session is not None
    await listener.auth.set_session(session.access_token, session.refresh_token)
    user_id = session.user.id
    heard: list[dict[str, Any]] = []
    joined = asyncio.Event()
    channel = listener.channel(f"user:{user_id}", {"config": {"private": True}})
    channel.on_broadcast("generation", lambda message: heard.append(message["payload"]))
    await channel.subscribe(lambda state, error: joined.set())
    await asyncio.wait_for(joined.wait(), 15)
    text = "Wool lasts when it is woven densely and aired often. " * 40
    fixtures = [
        {
            "match": {},
            "response": {"content": f'{{"title": "Wool", "content": "{text}"}}'},
            "latency": 40,
            "chunkSize": 60,
        }
    ]
    with (
        fake_openai_server(free_ports(1)[0], fixtures) as url,
        worker(stack, FLYWHEEL_OPENAI_API_KEY="sk-test", FLYWHEEL_OPENAI_BASE_URL=url),
    ):
        asked = person.ask(prompt_text="About wool.", generation_type="text")
        done = await asyncio.to_thread(ended, person, asked["id"])
    await asyncio.sleep(0.5)
    await listener.remove_all_channels()
    assert (done["status"], done["error_message"]) == ("completed", None)
    assert len(heard) >= 2
    assert {each["generation_id"] for each in heard} == {asked["id"]}
    written = ""
    for each in heard:
        assert each["at"] == len(written), "each part says where it belongs"
        written += each["text"]
    assert written.startswith('{"title": "Wool"')


async def test_what_waits_fails_when_ai_is_switched_off_and_gives_all_back(
    stack: Stack, person: Person, operator: Connection
) -> None:
    asked = person.ask(prompt_text="Wool.", generation_type="text")
    person.client.rpc(
        "switch_ai", {"workspace_id": person.workspace_id, "is_on": False, "reason": "Too dear."}
    ).execute()
    with worker(stack):
        stopped = ended(person, asked["id"])
    assert stopped["status"] == "failed"
    assert stopped["error_message"].startswith("AI is switched off in this workspace")
    held = await operator.execute(
        "select status from public.ai_reservations where generation_id = %s", [asked["id"]]
    )
    assert await held.fetchall() == [{"status": "released"}]
    person.client.rpc("switch_ai", {"workspace_id": person.workspace_id, "is_on": True}).execute()
    person.client.rpc("retry_generation", {"generation_id": asked["id"]}).execute()
    with worker(stack):
        assert ended(person, asked["id"])["status"] == "completed"


@pytest.mark.parametrize(
    ("prompt", "status", "said"),
    [("RATE LIMITED", "failed", "429"), ("BROKEN SERVER", "failed", "500")],
)
async def test_a_provider_that_keeps_failing_costs_nothing(
    stack: Stack, person: Person, operator: Connection, prompt: str, status: str, said: str
) -> None:
    await operator.execute(
        "update jobs.job_types set backoff_seconds = 0.1 where job_type = 'ai.generate'"
    )
    try:
        with (
            fake_openai_server(free_ports(1)[0]) as url,
            worker(stack, FLYWHEEL_OPENAI_API_KEY="sk-test", FLYWHEEL_OPENAI_BASE_URL=url),
        ):
            asked = person.ask(prompt_text=prompt, model="gpt-4.1")
            done = ended(person, asked["id"], 90)
    finally:
        await operator.execute(
            "update jobs.job_types set backoff_seconds = 5 where job_type = 'ai.generate'"
        )
    assert done["status"] == status
    assert said in done["error_message"]
    held = await operator.execute(
        "select status, cost from public.ai_reservations where generation_id = %s", [asked["id"]]
    )
    assert await held.fetchall() == [{"status": "released", "cost": None}]
