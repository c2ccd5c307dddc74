"""Batches at a fake of OpenAI: submitted once, collected as they are, never repaired."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any
from uuid import UUID

import pytest

from flywheel.ai.errors import GenerationRefusedError, ProviderUnavailableError
from flywheel.ai.openai_batch import BatchState, OpenAIBatches
from flywheel.ai.outputs import SocialPost
from flywheel.ai.provider import Written
from flywheel.ai.usage import Usage
from tests.conftest import free_ports
from tests.fakes.openai_server import fake_openai_server
from tests.fakes.vendor_server import Reply, vendor_server
from tests.workers.ai.samples import answer, assignment
from tests.workers.ai.test_openai_provider import COUNTED, REFUSED, response

IDS = [UUID(int=number) for number in range(1, 9)]


@pytest.fixture(scope="module")
def fake_url() -> Iterator[str]:
    with fake_openai_server(free_ports(1)[0], []) as url:
        yield url


def posts(number: int = 2) -> list[Any]:
    return [assignment("social_post", generation_id=each, tier="batch") for each in IDS[:number]]


def batch(status: str, **changes: Any) -> dict[str, Any]:
    return {
        "id": "batch_1",
        "object": "batch",
        "endpoint": "/v1/responses",
        "completion_window": "24h",
        "created_at": 1,
        "input_file_id": "file_in",
        "status": status,
        **changes,
    }


def answered(number: int, body: Any, status: int = 200) -> dict[str, Any]:
    return {
        "custom_id": str(IDS[number]),
        "response": {"status_code": status, "body": body},
        "error": None,
    }


async def collected(
    submitted: list[Any], state: dict[str, Any], *files: list[dict[str, Any]]
) -> BatchState:
    """Submit to a server, then collect what it is said to have made of it."""
    nothing = {"object": "list", "data": [], "has_more": False}
    file = {"id": "file_in", "object": "file", "bytes": 1, "created_at": 1, "purpose": "batch"}
    async with vendor_server(Reply(nothing), Reply(file), Reply(batch("validating"))) as server:
        await OpenAIBatches("key", server.url).submit(submitted, "key-1")
        upload = server.bodies("/files")[0]
    lines = [line for line in upload.split(b"\r\n") if line.startswith(b'{"custom_id"')]
    replies = [Reply(lines[0] if lines else b"")]
    replies += [Reply("\n".join(map(json.dumps, each)).encode()) for each in files]
    async with vendor_server(Reply(state), *replies) as server:
        return await OpenAIBatches("key", server.url).collect("batch_1")


async def test_a_batch_goes_its_way(fake_url: str) -> None:
    batches = OpenAIBatches("key", fake_url)
    batch_id = await batches.submit(posts(), "goes-its-way")
    assert await batches.collect(batch_id) == BatchState("in_progress")
    state = await batches.collect(batch_id)
    assert state.status == "ended"
    assert state.reason is None
    assert set(state.results) == set(IDS[:2])
    # The fake's answers are no JSON, and nothing is repaired in a batch.
    for result in state.results.values():
        assert isinstance(result, GenerationRefusedError)
        assert "Invalid JSON" in result.message


async def test_submitting_twice_makes_one_batch(fake_url: str) -> None:
    batches = OpenAIBatches("key", fake_url)
    first = await batches.submit(posts(), "twice")
    assert await batches.submit(posts(), "twice") == first
    assert await OpenAIBatches("key", fake_url).submit(posts(), "twice") == first
    assert await batches.submit(posts(), "another") != first


async def test_a_batch_can_be_cancelled_twice(fake_url: str) -> None:
    batches = OpenAIBatches("key", fake_url)
    batch_id = await batches.submit(posts(), "cancelled")
    await batches.cancel(batch_id)
    state = await batches.collect(batch_id)
    assert state.status == "ended"
    assert state.reason == "cancelled"
    assert all(
        isinstance(result, ProviderUnavailableError) and result.usage == Usage()
        for result in state.results.values()
    )
    assert len(state.results) == 2
    await batches.cancel(batch_id)


async def test_an_unknown_batch_is_refused(fake_url: str) -> None:
    with pytest.raises(GenerationRefusedError, match="404"):
        await OpenAIBatches("key", fake_url).collect("batch_unknown")
    with pytest.raises(GenerationRefusedError, match="404"):
        await OpenAIBatches("key", fake_url).cancel("batch_unknown")


async def test_each_generation_gets_what_came_of_it() -> None:
    submitted = posts(7)
    good = response(answer("social_post"))
    too_long = response(answer("social_post", content="x" * 300))
    cut = response("{", status="incomplete", incomplete_details={"reason": "max_output_tokens"})
    output = [
        answered(0, good),
        answered(1, too_long),
        answered(2, cut),
        answered(3, response(part=REFUSED)),
        {**answered(6, good), "custom_id": "somebody-else"},
    ]
    errors = [
        answered(4, {"error": {"message": "Bad request", "code": "x"}}, 400),
        {
            "custom_id": str(IDS[5]),
            "response": None,
            "error": {"code": "batch_expired", "message": "Too late"},
        },
    ]
    # One upload line per generation: the helper serves them as the input file.
    state = await collected(
        submitted,
        batch("expired", output_file_id="file_out", error_file_id="file_err"),
        output,
        errors,
    )
    assert state.status == "ended"
    assert state.reason == "expired"
    results = [state.results[each] for each in IDS[:7]]
    written = results[0]
    assert isinstance(written, Written)
    assert written == Written(written.output, COUNTED)
    assert isinstance(written.output, SocialPost)
    kinds = [type(result) for result in results[1:]]
    assert kinds == [
        GenerationRefusedError,
        GenerationRefusedError,
        GenerationRefusedError,
        GenerationRefusedError,
        ProviderUnavailableError,
        ProviderUnavailableError,
    ]
    said = [str(result) for result in results[1:]]
    assert "at most 256 fit" in said[0]
    assert "cut off" in said[1]
    assert "declined" in said[2]
    assert "400: Bad request" in said[3]
    assert "Too late" in said[4]
    assert "without an answer: expired" in said[5]
    usages = [result.usage for result in results[1:]]
    assert usages == [COUNTED, COUNTED, COUNTED, Usage(), Usage(), Usage()]


async def test_a_batch_that_failed_says_why() -> None:
    errors = {"object": "list", "data": [{"code": "x", "message": "Line 1 is not JSON"}]}
    state = await collected(posts(1), batch("failed", errors=errors))
    assert state.reason == "failed: Line 1 is not JSON"
    result = state.results[IDS[0]]
    assert isinstance(result, ProviderUnavailableError)
    assert result.usage == Usage()


async def test_a_request_in_a_batch_is_like_one_alone() -> None:
    nothing = {"object": "list", "data": [], "has_more": False}
    file = {"id": "file_in", "object": "file", "bytes": 1, "created_at": 1, "purpose": "batch"}
    async with vendor_server(Reply(nothing), Reply(file), Reply(batch("validating"))) as server:
        await OpenAIBatches("key", server.url).submit(posts(1), "key-1")
    assert [(method, path) for method, path, _ in server.asked] == [
        ("GET", "/batches"),
        ("POST", "/files"),
        ("POST", "/batches"),
    ]
    assert server.bodies("/batches")[1] == {
        "input_file_id": "file_in",
        "endpoint": "/v1/responses",
        "completion_window": "24h",
        "metadata": {"flywheel_key": "key-1"},
        "output_expires_after": {"anchor": "created_at", "seconds": 14 * 86_400},
    }
    (line,) = [
        json.loads(line) for line in server.bodies("/files")[0].split(b"\r\n") if line[:1] == b"{"
    ]
    assert line["custom_id"] == str(IDS[0])
    assert line["url"] == "/v1/responses"
    assert line["body"]["store"] is False
    assert "stream" not in line["body"]
    assert json.loads(line["body"]["metadata"]["demands"]) == {"platform": "x"}


async def test_a_text_that_is_too_large_keeps_the_batch_from_being_sent() -> None:
    large = assignment("social_post", generation_id=IDS[1], max_input_bytes=10)
    async with vendor_server() as server:
        with pytest.raises(GenerationRefusedError, match=str(IDS[1])):
            await OpenAIBatches("key", server.url).submit([*posts(1), large], "key-1")
    assert not server.asked


async def test_a_batch_is_for_one_model_and_not_empty() -> None:
    batches = OpenAIBatches("key", "http://127.0.0.1:1")
    with pytest.raises(GenerationRefusedError, match="one model"):
        await batches.submit([*posts(1), assignment(model="another")], "key-1")
    with pytest.raises(GenerationRefusedError, match="1 to 50000 texts"):
        await batches.submit([], "key-1")


async def test_a_server_that_is_away_is_a_reason_to_try_later() -> None:
    batches = OpenAIBatches("key", f"http://127.0.0.1:{free_ports(1)[0]}")
    with pytest.raises(ProviderUnavailableError, match="cannot be reached"):
        await batches.submit(posts(), "key-1")
    with pytest.raises(ProviderUnavailableError, match="cannot be reached"):
        await batches.collect("batch_1")


async def test_files_that_cannot_be_read_lose_nothing() -> None:
    async with vendor_server(Reply(batch("completed")), Reply(b"<html>")) as server:
        with pytest.raises(ProviderUnavailableError, match="cannot be read"):
            await OpenAIBatches("key", server.url).collect("batch_1")
