"""What is OpenAI's own: its requests, cached tokens, refusals, filters and failures."""

from __future__ import annotations

import time
from email.utils import formatdate
from typing import Any

import pytest

from flywheel.ai.errors import GenerationRefusedError, ProviderUnavailableError
from flywheel.ai.openai_provider import OpenAIProvider
from flywheel.ai.usage import Usage
from tests.fakes.vendor_server import Reply, Stream, vendor_server
from tests.workers.ai.samples import Heard, answer, assignment

USAGE = {
    "input_tokens": 1200,
    "input_tokens_details": {"cached_tokens": 1024, "cache_write_tokens": 100},
    "output_tokens": 800,
    "output_tokens_details": {"reasoning_tokens": 300},
    "total_tokens": 2000,
}
COUNTED = Usage(
    input_tokens=1200, cache_read_tokens=1024, cache_write_tokens=100, output_tokens=800
)


def response(text: str | None = None, /, **changes: Any) -> dict[str, Any]:
    """Return a Response object as OpenAI's reference shows it."""
    part = {"type": "output_text", "text": text or answer(), "annotations": []}
    message = {
        "type": "message",
        "id": "msg_1",
        "role": "assistant",
        "status": "completed",
        "content": [changes.pop("part", part)],
    }
    return {
        "id": "resp_1",
        "object": "response",
        "created_at": 1,
        "model": "gpt-4.1-mini",
        "status": "completed",
        "output": [message],
        "usage": USAGE,
        **changes,
    }


def events(text: str | None = None, /, **changes: Any) -> list[dict[str, Any]]:
    """Return the events of a stream that ends in such a response."""
    end = response(text, **changes)
    delta = {"item_id": "msg_1", "output_index": 0, "content_index": 0, "sequence_number": 1}
    return [
        {"type": "response.created", "sequence_number": 0, "response": response(output=[])},
        {"type": "response.output_text.delta", "delta": text or answer(), "logprobs": [], **delta},
        {"type": f"response.{end['status']}", "sequence_number": 2, "response": end},
    ]


REFUSED = {"type": "refusal", "refusal": "I cannot write that."}


async def test_cached_tokens_are_counted_apart() -> None:
    async with vendor_server(Stream(events())) as server:
        written = await OpenAIProvider("key", server.url).write(assignment(), Heard())
    assert written.usage == COUNTED


async def test_a_request_is_what_the_assignment_says() -> None:
    async with vendor_server(Stream(events()), Stream(events())) as server:
        provider = OpenAIProvider("key", server.url)
        await provider.write(assignment(model="gpt-x", max_output_tokens=777), Heard())
        await provider.write(assignment(tier="flex"), Heard())
    body, flex = server.bodies("/responses")
    assert body["model"] == "gpt-x"
    assert body["max_output_tokens"] == 777
    assert body["store"] is False
    assert body["stream"] is True
    assert body["text"]["format"]["strict"] is True
    assert body["text"]["format"]["name"] == "blog_post"
    assert "service_tier" not in body
    assert flex["service_tier"] == "flex"
    assert [turn["role"] for turn in body["input"]] == ["user"]
    assert "Loomwright" in body["input"][0]["content"]
    assert "Loomwright" not in body["instructions"]


async def test_a_repair_shows_the_answer_and_its_fault() -> None:
    bad = answer(title="")
    async with vendor_server(Stream(events(bad)), Stream(events())) as server:
        written = await OpenAIProvider("key", server.url).write(assignment(), Heard())
    assert written.usage == COUNTED + COUNTED
    repair = server.bodies("/responses")[1]["input"]
    assert [turn["role"] for turn in repair] == ["user", "assistant", "user"]
    assert repair[1]["content"] == bad
    assert "title: " in repair[2]["content"]


async def test_a_repair_stays_within_what_was_reserved() -> None:
    bad = answer(title="", content="wool " * 8_000)
    async with vendor_server(Stream(events(bad)), Stream(events())) as server:
        wanted = assignment(max_input_bytes=10_000)
        await OpenAIProvider("key", server.url).write(wanted, Heard())
    repair = server.bodies("/responses")[1]["input"]
    assert [turn["role"] for turn in repair] == ["user", "user"]


async def test_a_repair_for_which_nothing_is_left_is_not_made() -> None:
    async with vendor_server(Stream(events("{}"))) as server:
        exact = OpenAIProvider("key", server.url)
        size = 0
        with pytest.raises(GenerationRefusedError) as refused:
            await exact.write(assignment(max_input_bytes=1), Heard())
        size = int(refused.value.message.split()[3])
        with pytest.raises(GenerationRefusedError, match="title: ") as caught:
            await exact.write(assignment(max_input_bytes=size), Heard())
    assert caught.value.usage == COUNTED
    assert len(server.asked) == 1


async def test_a_refusal_is_final_and_paid_for() -> None:
    async with vendor_server(Stream(events(part=REFUSED))) as server:
        with pytest.raises(GenerationRefusedError, match="I cannot write that") as caught:
            await OpenAIProvider("key", server.url).write(assignment(), Heard())
    assert caught.value.usage == COUNTED
    assert len(server.asked) == 1


async def test_a_refusal_of_the_repair_costs_both_calls() -> None:
    replies = Stream(events("no JSON")), Stream(events(part=REFUSED))
    async with vendor_server(*replies) as server:
        with pytest.raises(GenerationRefusedError, match="declined") as caught:
            await OpenAIProvider("key", server.url).write(assignment(), Heard())
    assert caught.value.usage == COUNTED + COUNTED


async def test_a_content_filter_is_final() -> None:
    stopped = events(status="incomplete", incomplete_details={"reason": "content_filter"})
    async with vendor_server(Stream(stopped)) as server:
        with pytest.raises(GenerationRefusedError, match="content filter") as caught:
            await OpenAIProvider("key", server.url).write(assignment(), Heard())
    assert caught.value.usage == COUNTED
    assert len(server.asked) == 1


async def test_an_answer_that_is_too_long_is_asked_for_again_without_its_torso() -> None:
    torso = events(
        '{"title": "A bl', status="incomplete", incomplete_details={"reason": "max_output_tokens"}
    )
    async with vendor_server(Stream(torso), Stream(events())) as server:
        written = await OpenAIProvider("key", server.url).write(assignment(), Heard())
    assert written.calls == 2
    repair = server.bodies("/responses")[1]["input"]
    assert [turn["role"] for turn in repair] == ["user", "user"]
    assert "be briefer" in repair[1]["content"]


@pytest.mark.parametrize(
    ("code", "error"),
    [("server_error", ProviderUnavailableError), ("invalid_prompt", GenerationRefusedError)],
)
@pytest.mark.parametrize(("usage", "counted"), [(USAGE, COUNTED), (None, None)])
async def test_a_failure_says_whether_to_try_again_and_costs_what_it_says(
    code: str, error: type[ProviderUnavailableError], usage: Any, counted: Usage | None
) -> None:
    failed = events(status="failed", error={"code": code, "message": "Sorry"}, usage=usage)
    async with vendor_server(Stream(failed)) as server:
        with pytest.raises(error, match=f"{code}.*Sorry") as caught:
            await OpenAIProvider("key", server.url).write(assignment(), Heard())
    assert caught.value.usage == counted


@pytest.mark.parametrize("then", ["end", "break", "silence"])
@pytest.mark.parametrize("sent", [1, 2])
async def test_a_stream_without_its_end_cost_nobody_knows_what(then: Any, sent: int) -> None:
    async with vendor_server(Stream(events()[:sent], then)) as server:
        with pytest.raises(ProviderUnavailableError) as caught:
            await OpenAIProvider("key", server.url, stall=0.3).write(assignment(), Heard())
    assert caught.value.usage is None


async def test_an_error_in_the_stream_cost_nobody_knows_what() -> None:
    broken = {"type": "error", "code": "server_error", "message": "Boom", "sequence_number": 1}
    async with vendor_server(Stream([*events()[:2], broken])) as server:
        with pytest.raises(ProviderUnavailableError, match="Boom") as caught:
            await OpenAIProvider("key", server.url).write(assignment(), Heard())
    assert caught.value.usage is None


async def test_a_server_that_counts_no_tokens_is_paid_the_most_it_can_cost() -> None:
    async with vendor_server(Stream(events(usage=None))) as server:
        wanted = assignment(max_output_tokens=900)
        written = await OpenAIProvider("key", server.url).write(wanted, Heard())
    assert written.usage.output_tokens == 900
    assert 3_000 < written.usage.input_tokens <= wanted.max_input_bytes


async def test_an_empty_account_is_not_tried_again() -> None:
    error = {"message": "You exceeded your quota", "type": "x", "code": "insufficient_quota"}
    async with vendor_server(Reply({"error": error}, 429)) as server:
        with pytest.raises(GenerationRefusedError, match="quota") as caught:
            await OpenAIProvider("key", server.url).write(assignment(), Heard())
    assert caught.value.usage == Usage()


async def test_a_rate_limit_may_name_a_date() -> None:
    date = formatdate(time.time() + 60, usegmt=True)
    reply = Reply({"error": {"message": "Slow down"}}, 429, {"Retry-After": date})
    async with vendor_server(reply) as server:
        with pytest.raises(ProviderUnavailableError) as caught:
            await OpenAIProvider("key", server.url).write(assignment(), Heard())
    assert caught.value.retry_after == pytest.approx(60, abs=3)
    assert len(server.asked) == 1, "the client tried again by itself"


async def test_an_error_that_echoes_the_key_and_the_prompt_is_cut() -> None:
    error = {"message": f"Bad key sk-abc-123456. {'Loomwright ' * 200}", "code": "x"}
    async with vendor_server(Reply({"error": error}, 401)) as server:
        with pytest.raises(GenerationRefusedError) as caught:
            await OpenAIProvider("sk-abc-123456", server.url).write(assignment(), Heard())
    assert "123456" not in caught.value.message
    assert len(caught.value.message) < 400
