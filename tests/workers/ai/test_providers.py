"""What OpenAI's and Anthropic's providers have in common, against a fake of both.

Each case is a model of its own name, whose answers are in `FIXTURES`.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from typing import Any

import pytest

from flywheel.ai.anthropic_provider import AnthropicProvider
from flywheel.ai.errors import GenerationRefusedError, ProviderUnavailableError
from flywheel.ai.openai_provider import OpenAIProvider
from flywheel.ai.outputs import OUTPUTS, BlogPost
from flywheel.ai.provider import Provider
from flywheel.ai.usage import Usage
from tests.conftest import free_ports
from tests.fakes.openai_server import fake_openai_server
from tests.workers.ai.samples import Heard, answer, assignment

KEY = "the-very-secret-key"
FIRST = {"input_tokens": 1200, "output_tokens": 800}
SECOND = {"input_tokens": 2000, "output_tokens": 900}


def _says(model: str, content: str, usage: dict[str, int] = FIRST, **more: Any) -> dict[str, Any]:
    match = {"model": model, **more.pop("match", {})}
    response = {"content": content, "usage": usage, **more.pop("response", {})}
    return {"match": match, "response": response, **more}


def _fails(model: str, status: int, kind: str, **more: Any) -> dict[str, Any]:
    error = {"message": "No, not now", "type": kind, "code": kind}
    return {
        "match": {"model": model, **more.pop("match", {})},
        "response": {"error": error, "status": status, **more},
    }


_TURN = [{"match": {"turnIndex": turn}} for turn in (0, 1)]
_SEEN = [{"match": {"sequenceIndex": number}} for number in (0, 1)]
FIXTURES = [
    *(_says(f"good-{name}", answer(name)) for name in OUTPUTS),
    _says("not-json", "Here is your post, enjoy!", **_TURN[0]),
    _says("not-json", answer(), SECOND, **_TURN[1]),
    _says("short", answer(content="Too short."), **_TURN[0]),
    _says("short", answer(), SECOND, **_TURN[1]),
    _says("never", answer(content="Too short."), **_TURN[0]),
    _says("never", answer(title=""), SECOND, **_TURN[1]),
    _says("cut", '{"title": "A bl', response={"finishReason": "length"}, **_SEEN[0]),
    _says("cut", answer(), SECOND, **_SEEN[1]),
    _says("always-cut", '{"title": "A bl', response={"finishReason": "length"}),
    _says("then-busy", "Not JSON", **_TURN[0]),
    _fails("then-busy", 429, "rate_limit_error", match={"turnIndex": 1}, retryAfter=9),
    _says("then-breaks", "Not JSON", **_TURN[0]),
    _says("then-breaks", answer(), **_TURN[1], latency=20, truncateAfterChunks=8),
    _says("breaks", answer(), latency=20, truncateAfterChunks=8),
    _says("breaks-late", answer(), latency=50, disconnectAfterMs=300),
    _says("stalls", answer(), streamingProfile={"ttft": 0, "tps": 0.1}),
    _says("slow", answer(), latency=150),
    _says("dies", answer(), chaos={"disconnectRate": 1}),
    _says("garbled", answer(), chaos={"malformedRate": 1}),
    _fails("busy", 429, "rate_limit_error", retryAfter=7),
    _fails("broken", 500, "server_error"),
    _fails("overloaded", 529, "overloaded_error"),
    _fails("wrong-key", 401, "authentication_error"),
    _fails("forbidden", 403, "permission_error"),
    _fails("bad", 400, "invalid_request_error"),
    _fails("unknown", 404, "not_found_error"),
]


@pytest.fixture(scope="module")
def fake_url() -> Iterator[str]:
    with fake_openai_server(free_ports(1)[0], FIXTURES) as url:
        yield url


def _provider(name: str, url: str, **times: float) -> Provider:
    times = {"timeout": 10, "stall": 5, **times}
    if name == "openai":
        return OpenAIProvider(KEY, url, **times)
    return AnthropicProvider(KEY, url.removesuffix("/v1"), **times)


@pytest.fixture(params=["openai", "anthropic"])
def name(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def provider(name: str, fake_url: str) -> Provider:
    return _provider(name, fake_url)


def _both(first: dict[str, int], second: dict[str, int]) -> Usage:
    return Usage(**first) + Usage(**second)


@pytest.mark.parametrize("generation_type", OUTPUTS)
async def test_every_type_is_written(provider: Provider, generation_type: str) -> None:
    wanted = assignment(generation_type, model=f"good-{generation_type}")
    written = await provider.write(wanted, Heard())
    assert type(written.output) is OUTPUTS[generation_type]
    assert written.usage == Usage(**FIRST)
    assert written.calls == 1


async def test_progress_is_the_text_as_it_grows(provider: Provider) -> None:
    heard = Heard()
    await provider.write(assignment(model="good-blog_post"), heard)
    assert len(heard.texts) > 5
    assert heard.texts[-1] == answer()
    for shorter, longer in zip(heard.texts, heard.texts[1:], strict=False):
        assert longer.startswith(shorter)


@pytest.mark.parametrize("model", ["not-json", "short"])
async def test_an_answer_that_is_not_as_agreed_is_repaired_once(
    provider: Provider, model: str
) -> None:
    written = await provider.write(assignment(model=model), Heard())
    assert isinstance(written.output, BlogPost)
    assert written.calls == 2
    assert written.usage == _both(FIRST, SECOND)


async def test_an_answer_that_is_cut_off_is_asked_for_again(name: str, fake_url: str) -> None:
    # A server of its own: the fake counts how often it was asked, whoever asks.
    fixtures = [each for each in FIXTURES if each["match"]["model"] == "cut"]
    with fake_openai_server(free_ports(1)[0], fixtures) as url:
        written = await _provider(name, url).write(assignment(model="cut"), Heard())
    assert written.calls == 2
    assert written.usage == _both(FIRST, SECOND)


@pytest.mark.parametrize(
    ("model", "said", "second"),
    [("never", "title: ", SECOND), ("always-cut", "cut off", FIRST)],
)
async def test_two_bad_answers_are_refused_and_paid_for(
    provider: Provider, model: str, said: str, second: dict[str, int]
) -> None:
    with pytest.raises(GenerationRefusedError, match=said) as caught:
        await provider.write(assignment(model=model), Heard())
    assert caught.value.usage == _both(FIRST, second)


async def test_a_repair_that_is_put_off_has_cost_the_first_call(provider: Provider) -> None:
    with pytest.raises(ProviderUnavailableError, match="429") as caught:
        await provider.write(assignment(model="then-busy"), Heard())
    assert caught.value.usage == Usage(**FIRST)
    assert caught.value.retry_after == 9


async def test_what_a_broken_repair_cost_is_unknown(provider: Provider) -> None:
    with pytest.raises(ProviderUnavailableError, match="broke off") as caught:
        await provider.write(assignment(model="then-breaks"), Heard())
    assert caught.value.usage is None


@pytest.mark.parametrize("model", ["breaks", "breaks-late", "dies"])
async def test_a_stream_that_breaks_off_cost_nobody_knows_what(
    provider: Provider, model: str
) -> None:
    said = "did not answer" if model == "dies" else "broke off"
    with pytest.raises(ProviderUnavailableError, match=said) as caught:
        await provider.write(assignment(model=model), Heard())
    assert caught.value.usage is None


async def test_an_answer_that_is_no_stream_cost_nobody_knows_what(provider: Provider) -> None:
    with pytest.raises(ProviderUnavailableError) as caught:
        await provider.write(assignment(model="garbled"), Heard())
    assert caught.value.usage is None


async def test_a_stream_that_stalls_is_given_up(name: str, fake_url: str) -> None:
    provider = _provider(name, fake_url, stall=0.3)
    with pytest.raises(ProviderUnavailableError, match=r"sent nothing for 0\.3 s") as caught:
        await provider.write(assignment(model="stalls"), Heard())
    assert caught.value.usage is None


async def test_a_call_that_takes_too_long_is_given_up(name: str, fake_url: str) -> None:
    provider = _provider(name, fake_url, timeout=0.8)
    with pytest.raises(ProviderUnavailableError, match="took too long") as caught:
        await provider.write(assignment(model="slow"), Heard())
    assert caught.value.usage is None


@pytest.mark.parametrize(
    ("model", "status", "wait"),
    [("busy", 429, 7), ("broken", 500, None), ("overloaded", 529, None)],
)
async def test_what_may_pass_is_tried_later_and_cost_nothing(
    provider: Provider, model: str, status: int, wait: float | None
) -> None:
    with pytest.raises(ProviderUnavailableError, match=str(status)) as caught:
        await provider.write(assignment(model=model), Heard())
    assert caught.value.usage == Usage()
    assert caught.value.retry_after == wait


@pytest.mark.parametrize(
    ("model", "status"), [("wrong-key", 401), ("forbidden", 403), ("bad", 400), ("unknown", 404)]
)
async def test_what_will_not_pass_is_refused_and_says_what_to_check(
    provider: Provider, name: str, model: str, status: int
) -> None:
    with pytest.raises(GenerationRefusedError, match=str(status)) as caught:
        await provider.write(assignment(model=model), Heard())
    assert caught.value.usage == Usage()
    assert caught.value.hint is not None
    assert f"FLYWHEEL_{name.upper()}_API_KEY" in caught.value.hint
    assert KEY not in caught.value.message


async def test_no_server_is_a_reason_to_try_later(name: str) -> None:
    (port,) = free_ports(1)
    provider = _provider(name, f"http://127.0.0.1:{port}/v1")
    with pytest.raises(ProviderUnavailableError, match="cannot be reached") as caught:
        await provider.write(assignment(), Heard())
    assert caught.value.usage == Usage()


async def test_a_server_that_takes_the_request_and_says_nothing_is_given_up(name: str) -> None:
    async def hang(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await asyncio.sleep(5)

    listener = await asyncio.start_server(hang, "127.0.0.1", 0)
    port = listener.sockets[0].getsockname()[1]
    provider = _provider(name, f"http://127.0.0.1:{port}/v1", timeout=0.3)
    try:
        with pytest.raises(ProviderUnavailableError, match="did not answer") as caught:
            await provider.write(assignment(), Heard())
    finally:
        listener.close()
    assert caught.value.usage is None


async def test_more_than_was_reserved_for_is_not_sent(name: str) -> None:
    provider = _provider(name, "http://127.0.0.1:1/v1")  # where nobody listens
    with pytest.raises(GenerationRefusedError, match="were reserved") as caught:
        await provider.write(assignment(max_input_bytes=500), Heard())
    assert caught.value.usage == Usage()


async def test_a_deleted_business_is_not_written_for(name: str) -> None:
    provider = _provider(name, "http://127.0.0.1:1/v1")
    with pytest.raises(GenerationRefusedError, match="deleted") as caught:
        await provider.write(assignment(business=None), Heard())
    assert caught.value.usage == Usage()


async def test_the_batch_tier_is_not_written_at_a_higher_price(name: str) -> None:
    provider = _provider(name, "http://127.0.0.1:1/v1")
    with pytest.raises(GenerationRefusedError, match="batch"):
        await provider.write(assignment(tier="batch"), Heard())


async def test_an_error_of_the_receiver_is_its_own(provider: Provider) -> None:
    async def fails(text: str) -> None:
        raise TimeoutError("the database is slow")

    with pytest.raises(TimeoutError, match="the database is slow"):
        await provider.write(assignment(model="good-blog_post"), fails)
