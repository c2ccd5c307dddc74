"""What is Anthropic's own: its requests, the cache in its usage, refusals and errors."""

from __future__ import annotations

from typing import Any

import pytest

from flywheel.ai.anthropic_provider import AnthropicProvider
from flywheel.ai.errors import GenerationRefusedError, ProviderUnavailableError
from flywheel.ai.usage import Usage
from tests.fakes.vendor_server import Reply, Stream, vendor_server
from tests.workers.ai.samples import Heard, answer, assignment

USAGE = {
    "input_tokens": 200,
    "cache_read_input_tokens": 1000,
    "cache_creation_input_tokens": 70,
    "cache_creation": {"ephemeral_5m_input_tokens": 50, "ephemeral_1h_input_tokens": 20},
    "output_tokens": 1,
}
COUNTED = Usage(
    input_tokens=1270,
    cache_read_tokens=1000,
    cache_write_tokens=70,
    cache_write_1h_tokens=20,
    output_tokens=800,
)


def events(
    text: str | None = None, stop_reason: str = "end_turn", **details: Any
) -> list[dict[str, Any]]:
    """Return the events of a stream as Anthropic's reference shows them."""
    message = {
        "id": "msg_1",
        "type": "message",
        "role": "assistant",
        "model": "claude",
        "content": [],
        "stop_reason": None,
        "usage": USAGE,
    }
    text = answer() if text is None else text
    return [
        {"type": "message_start", "message": message},
        {"type": "content_block_start", "index": 0, "content_block": {"type": "text", "text": ""}},
        {"type": "ping"},
        *(
            {
                "type": "content_block_delta",
                "index": 0,
                "delta": {"type": "text_delta", "text": part},
            }
            for part in (text[:10], text[10:])
        ),
        {"type": "content_block_stop", "index": 0},
        {
            "type": "message_delta",
            "delta": {"stop_reason": stop_reason, **details},
            "usage": {"output_tokens": 800},
        },
        {"type": "message_stop"},
    ]


async def test_what_the_cache_holds_counts_as_input() -> None:
    async with vendor_server(Stream(events())) as server:
        written = await AnthropicProvider("key", server.url).write(assignment(), Heard())
    assert written.usage == COUNTED


async def test_a_request_is_what_the_assignment_says() -> None:
    async with vendor_server(Stream(events())) as server:
        wanted = assignment(model="claude-x", max_output_tokens=777)
        await AnthropicProvider("key", server.url).write(wanted, Heard())
    (body,) = server.bodies("/v1/messages")
    assert body["model"] == "claude-x"
    assert body["max_tokens"] == 777
    assert body["stream"] is True
    (system,) = body["system"]
    assert system["cache_control"] == {"type": "ephemeral"}
    assert "Loomwright" not in system["text"]
    assert "Loomwright" in body["messages"][0]["content"]
    schema = body["output_config"]["format"]["schema"]
    assert body["output_config"]["format"]["type"] == "json_schema"
    assert schema["additionalProperties"] is False
    assert "maxLength" not in schema["properties"]["title"]


async def test_a_repair_shows_the_answer_and_its_fault() -> None:
    async with vendor_server(Stream(events("No JSON.")), Stream(events())) as server:
        written = await AnthropicProvider("key", server.url).write(assignment(), Heard())
    assert written.usage == COUNTED + COUNTED
    repair = server.bodies("/v1/messages")[1]["messages"]
    assert [turn["role"] for turn in repair] == ["user", "assistant", "user"]
    assert "Invalid JSON" in repair[2]["content"]


async def test_a_refusal_is_final_and_paid_for() -> None:
    refused = events("", "refusal", stop_details={"type": "refusal", "category": "bio"})
    async with vendor_server(Stream(refused)) as server:
        with pytest.raises(GenerationRefusedError, match=r"declined \(bio\)") as caught:
            await AnthropicProvider("key", server.url).write(assignment(), Heard())
    assert caught.value.usage == COUNTED
    assert len(server.asked) == 1


@pytest.mark.parametrize("reason", ["max_tokens", "model_context_window_exceeded"])
async def test_an_answer_that_is_cut_off_is_asked_for_again(reason: str) -> None:
    async with vendor_server(Stream(events("{", reason)), Stream(events())) as server:
        written = await AnthropicProvider("key", server.url).write(assignment(), Heard())
    assert written.calls == 2
    repair = server.bodies("/v1/messages")[1]["messages"]
    assert [turn["role"] for turn in repair] == ["user", "user"]


@pytest.mark.parametrize("then", ["end", "break", "silence"])
@pytest.mark.parametrize("sent", [1, 4, 7])
async def test_a_stream_without_its_end_cost_nobody_knows_what(then: Any, sent: int) -> None:
    async with vendor_server(Stream(events()[:sent], then)) as server:
        with pytest.raises(ProviderUnavailableError) as caught:
            await AnthropicProvider("key", server.url, stall=0.3).write(assignment(), Heard())
    assert caught.value.usage is None


async def test_an_error_in_the_stream_cost_nobody_knows_what() -> None:
    error = {"type": "error", "error": {"type": "overloaded_error", "message": "Overloaded"}}
    async with vendor_server(Stream([*events()[:4], error])) as server:
        with pytest.raises(ProviderUnavailableError, match="Overloaded") as caught:
            await AnthropicProvider("key", server.url).write(assignment(), Heard())
    assert caught.value.usage is None


async def test_an_overloaded_server_is_tried_later() -> None:
    error = {"type": "error", "error": {"type": "overloaded_error", "message": "Overloaded"}}
    reply = Reply(error, 529, {"retry-after": "12"})
    async with vendor_server(reply) as server:
        with pytest.raises(ProviderUnavailableError, match=r"529: Overloaded$") as caught:
            await AnthropicProvider("key", server.url).write(assignment(), Heard())
    assert caught.value.retry_after == 12
    assert caught.value.usage == Usage()
    assert len(server.asked) == 1, "the client tried again by itself"


async def test_an_empty_account_is_not_tried_again() -> None:
    error = {"type": "error", "error": {"type": "billing_error", "message": "Pay first"}}
    async with vendor_server(Reply(error, 402)) as server:
        with pytest.raises(GenerationRefusedError, match="Pay first"):
            await AnthropicProvider("key", server.url).write(assignment(), Heard())


@pytest.mark.parametrize("kind", ["image", "video", "voice"])
async def test_anthropic_makes_no_files(kind: str) -> None:
    with pytest.raises(GenerationRefusedError, match=kind) as caught:
        await AnthropicProvider("key").make(assignment(kind, kind=kind))
    assert caught.value.usage == Usage()
