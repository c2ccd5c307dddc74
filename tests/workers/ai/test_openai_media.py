"""Images, recordings and films from a fake of OpenAI."""

from __future__ import annotations

import asyncio
import base64
import warnings
from collections.abc import Iterator
from typing import Any

import openai
import pytest

from flywheel.ai.assignment import Assignment
from flywheel.ai.errors import GenerationRefusedError, ProviderUnavailableError
from flywheel.ai.openai_media import OpenAIMedia
from flywheel.ai.openai_provider import OpenAIProvider
from flywheel.ai.openai_responses import openai_vendor
from flywheel.ai.usage import Usage
from tests.conftest import free_ports
from tests.fakes.openai_server import fake_openai_server
from tests.fakes.vendor_server import Reply, vendor_server
from tests.workers.ai.samples import assignment
from tests.workers.ai.test_image_size import JPEG, PNG

MP3 = b"ID3\x04\x00" + bytes(64)
MP4 = b"\x00\x00\x00\x18ftypmp42" + bytes(64)
FIXTURES = [
    {
        "match": {"endpoint": "image", "userMessage": "wool"},
        "response": {"image": {"b64Json": base64.b64encode(PNG).decode()}},
    },
    {
        "match": {"endpoint": "image", "userMessage": "forbidden"},
        "response": {
            "error": {"message": "Rejected by the safety system", "code": "moderation_blocked"},
            "status": 400,
        },
    },
    {
        "match": {"endpoint": "image", "userMessage": "a link"},
        "response": {"image": {"url": "http://169.254.169.254/latest"}},
    },
    {
        "match": {"endpoint": "speech", "userMessage": "wool"},
        "response": {"audio": base64.b64encode(MP3).decode(), "format": "mp3"},
    },
    {
        "match": {"endpoint": "speech", "userMessage": "busy"},
        "response": {"error": {"message": "Slow down"}, "status": 429, "retryAfter": 4},
    },
]


def image(**changes: Any) -> Assignment:
    return assignment("image", kind="image", model="gpt-image-1", **changes)


def voice(**changes: Any) -> Assignment:
    return assignment("voice", kind="voice", model="tts-1", **changes)


def video(**changes: Any) -> Assignment:
    return assignment("video", kind="video", model="film-1", **changes)


def film(status: str, **changes: Any) -> dict[str, Any]:
    return {
        "id": "video_1",
        "object": "video",
        "model": "film-1",
        "created_at": 1,
        "progress": 0,
        "status": status,
        "seconds": "8",
        "size": "1280x720",
        **changes,
    }


def maker(url: str, **times: float) -> OpenAIMedia:
    client = openai.AsyncOpenAI(api_key="key", base_url=url, max_retries=0)
    times = {"timeout": 5, "video_timeout": 5, "poll_seconds": 0.01, **times}
    return OpenAIMedia(client, openai_vendor("key"), **times)


@pytest.fixture(scope="module")
def fake_url() -> Iterator[str]:
    with fake_openai_server(free_ports(1)[0], FIXTURES) as url:
        yield url


async def test_an_image_knows_its_size(fake_url: str) -> None:
    media = await OpenAIProvider("key", fake_url).make(image())
    assert media.content == PNG
    assert media.mime_type == "image/png"
    assert media.details == {"width": 640, "height": 480}


async def test_an_image_whose_tokens_nobody_counts_costs_the_most_it_can(fake_url: str) -> None:
    media = await OpenAIProvider("key", fake_url).make(image(max_output_tokens=1056))
    prompt = len(image().prompt_text)
    assert media.usage == Usage(input_tokens=prompt, output_tokens=1056, output_image_tokens=1056)


async def test_a_recording_is_paid_by_the_character(fake_url: str) -> None:
    media = await OpenAIProvider("key", fake_url).make(voice(prompt_text="صوف wool"))
    assert media.content == MP3
    assert media.mime_type == "audio/mpeg"
    assert media.usage == Usage(input_characters=8)


async def test_a_forbidden_image_is_refused(fake_url: str) -> None:
    with pytest.raises(GenerationRefusedError, match="safety system") as caught:
        await OpenAIProvider("key", fake_url).make(image(prompt_text="something forbidden"))
    assert caught.value.usage == Usage()


async def test_a_link_to_an_image_is_not_followed(fake_url: str) -> None:
    with pytest.raises(GenerationRefusedError, match="b64_json"):
        await OpenAIProvider("key", fake_url).make(image(prompt_text="a link"))


async def test_a_busy_server_is_tried_later(fake_url: str) -> None:
    with pytest.raises(ProviderUnavailableError, match="429") as caught:
        await OpenAIProvider("key", fake_url).make(voice(prompt_text="busy"))
    assert caught.value.retry_after == 4
    assert caught.value.usage == Usage()


async def test_an_image_is_asked_for_and_counted_as_agreed() -> None:
    usage = {
        "input_tokens": 50,
        "input_tokens_details": {"image_tokens": 30, "text_tokens": 20},
        "output_tokens": 1056,
        "total_tokens": 1106,
    }
    encoded = base64.b64encode(JPEG).decode()
    first = {"created": 1, "data": [{"b64_json": encoded}], "usage": usage}
    details = {"image_tokens": 1000, "text_tokens": 56}
    second = {**first, "usage": {**usage, "output_tokens_details": details}}
    async with vendor_server(Reply(first), Reply(second)) as server:
        wanted = image(options={"size": "1024x1024", "quality": "low"})
        media = await maker(server.url).make(wanted)
        finer = await maker(server.url).make(wanted)
    assert media.mime_type == "image/jpeg"
    assert media.usage == Usage(
        input_tokens=50, input_image_tokens=30, output_tokens=1056, output_image_tokens=1056
    )
    assert finer.usage.output_image_tokens == 1000
    body = server.bodies("/images/generations")[0]
    assert body == {
        "model": "gpt-image-1",
        "prompt": wanted.prompt_text,
        "n": 1,
        "output_format": "png",
        "size": "1024x1024",
        "quality": "low",
    }


@pytest.mark.parametrize(
    ("data", "error", "said"),
    [
        ([], GenerationRefusedError, "b64_json"),
        ([{"b64_json": "%%%"}], ProviderUnavailableError, "base64"),
        ([{"b64_json": "PGh0bWw+"}], GenerationRefusedError, "not an image"),
    ],
)
async def test_what_is_no_image_is_paid_for_but_not_kept(
    data: list[Any], error: type[GenerationRefusedError], said: str
) -> None:
    usage = {"input_tokens": 5, "output_tokens": 10, "total_tokens": 15}
    async with vendor_server(Reply({"created": 1, "data": data, "usage": usage})) as server:
        with pytest.raises(error, match=said) as caught:
            await maker(server.url).make(image())
    assert caught.value.usage == Usage(input_tokens=5, output_tokens=10, output_image_tokens=10)


async def test_a_recording_is_asked_for_with_its_voice() -> None:
    reply = Reply(MP3, headers={"content-type": "audio/mpeg"})
    async with vendor_server(reply) as server:
        await maker(server.url).make(voice(options={"voice": "sage"}))
    (body,) = server.bodies("/audio/speech")
    assert body["voice"] == "sage"
    assert body["response_format"] == "mp3"


async def test_a_film_is_awaited_and_fetched() -> None:
    replies = (
        Reply(film("queued")),
        Reply(film("in_progress")),
        Reply({"error": {"message": "Try again"}}, 503),
        Reply(film("completed")),
        Reply(MP4, headers={"content-type": "video/mp4"}),
    )
    async with vendor_server(*replies) as server:
        with warnings.catch_warnings():
            warnings.simplefilter("error", DeprecationWarning)
            media = await maker(server.url).make(video(options={"seconds": 8}))
    assert media.content == MP4
    assert media.mime_type == "video/mp4"
    assert media.usage == Usage(output_seconds=8)
    assert media.details == {"duration_seconds": 8, "width": 1280, "height": 720}
    assert [(method, path) for method, path, _ in server.asked] == [
        ("POST", "/videos"),
        ("GET", "/videos/video_1"),
        ("GET", "/videos/video_1"),
        ("GET", "/videos/video_1"),
        ("GET", "/videos/video_1/content"),
    ]


async def test_a_film_that_fails_is_refused_and_free() -> None:
    failed = film("failed", error={"code": "moderation_blocked", "message": "No"})
    async with vendor_server(Reply(film("queued")), Reply(failed)) as server:
        with pytest.raises(GenerationRefusedError, match="moderation_blocked: No") as caught:
            await maker(server.url).make(video())
    assert caught.value.usage == Usage()


async def test_a_server_without_films_says_so() -> None:
    async with vendor_server(Reply({"error": {"message": "Unknown path"}}, 404)) as server:
        with pytest.raises(GenerationRefusedError, match="404") as caught:
            await maker(server.url).make(video())
    assert caught.value.usage == Usage()


async def test_a_film_that_takes_too_long_cost_nobody_knows_what() -> None:
    replies = [Reply(film("in_progress"))] * 500
    async with vendor_server(*replies) as server:
        with pytest.raises(ProviderUnavailableError, match="not ready") as caught:
            await maker(server.url, video_timeout=0.2).make(video())
    assert caught.value.usage is None


async def test_a_film_that_cannot_be_fetched_is_not_free() -> None:
    replies = Reply(film("completed")), Reply({"error": {"message": "Gone"}}, 404)
    async with vendor_server(*replies) as server:
        with pytest.raises(GenerationRefusedError) as caught:
            await maker(server.url).make(video())
    assert caught.value.usage is None


async def test_a_slow_image_cost_nobody_knows_what() -> None:
    async def hang(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await asyncio.sleep(5)

    listener = await asyncio.start_server(hang, "127.0.0.1", 0)
    port = listener.sockets[0].getsockname()[1]
    try:
        with pytest.raises(ProviderUnavailableError, match="not ready") as caught:
            await maker(f"http://127.0.0.1:{port}", timeout=0.2).make(image())
    finally:
        listener.close()
    assert caught.value.usage is None


@pytest.mark.parametrize("wanted", [image, voice, video])
async def test_more_than_was_reserved_for_is_not_sent(wanted: Any) -> None:
    with pytest.raises(GenerationRefusedError, match="reserved") as caught:
        await maker("http://127.0.0.1:1").make(wanted(max_input_bytes=5))
    assert caught.value.usage == Usage()


async def test_nothing_to_say_is_refused() -> None:
    with pytest.raises(GenerationRefusedError, match="0 bytes"):
        await maker("http://127.0.0.1:1").make(voice(prompt_text="\u200b"))


async def test_a_text_is_no_file() -> None:
    with pytest.raises(GenerationRefusedError, match="text"):
        await maker("http://127.0.0.1:1").make(assignment())
