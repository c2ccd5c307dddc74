"""Providers: the offline one, and OpenAI's against a fake server."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from flywheel.ai.draft import Assignment
from flywheel.ai.errors import GenerationRefusedError, ProviderUnavailableError
from flywheel.ai.offline import OfflineProvider
from flywheel.ai.openai_provider import OpenAIProvider
from flywheel.ai.profile import read_profile
from flywheel.config import CHECKOUT
from tests.conftest import free_ports
from tests.fakes.openai_server import fake_openai_server


def assignment(profile: str, prompt: str | None = None, **other: object) -> Assignment:
    file = read_profile(CHECKOUT / "seeds" / "businesses" / f"{profile}.toml")
    assert file.request is not None
    return Assignment.model_validate(
        {
            "generation_type": "blog_post",
            "prompt_text": prompt or file.request.prompt,
            "language": file.request.language,
            "model": "gpt-4.1-mini",
            "provider": "openai",
            "business": file.business.model_dump(),
            "product": None,
            **other,
        }
    )


@pytest.fixture(scope="module")
def fake_openai() -> Iterator[str]:
    with fake_openai_server(free_ports(1)[0]) as url:
        yield url


@pytest.mark.parametrize("profile", ["loomwright", "nakheel"])
async def test_the_offline_draft_says_what_it_is_and_holds_the_profile(profile: str) -> None:
    wanted = assignment(profile)
    assert wanted.business is not None
    written = await OfflineProvider().write(wanted)
    text = written.draft.content
    assert {"en": "Draft from a template", "ar": "مسودة من قالب"}[wanted.language] in text
    assert wanted.business["core_offer_description"] in text
    assert wanted.business["primary_cta"] in text
    for point in wanted.business["audience_pain_points"]:
        assert point in text
    assert written.usage.prompt_tokens == written.usage.completion_tokens == 0


async def test_the_offline_draft_is_the_same_every_time() -> None:
    provider = OfflineProvider()
    assert await provider.write(assignment("loomwright")) == await provider.write(
        assignment("loomwright")
    )


async def test_the_offline_draft_features_the_product() -> None:
    product = {"name": "Skye blanket", "description": "Twill weave, fringed by hand."}
    written = await OfflineProvider().write(assignment("loomwright", product=product))
    assert "Skye blanket" in written.draft.content
    assert "Twill weave, fringed by hand." in written.draft.content


async def test_a_business_without_optional_fields_still_gets_a_draft() -> None:
    wanted = assignment("loomwright")
    assert wanted.business is not None
    bare = {
        key: (value if key in {"name", "industry", "business_type", "primary_product"} else None)
        for key, value in wanted.business.items()
    }
    bare["core_offer_description"] = "Blankets."
    written = await OfflineProvider().write(assignment("loomwright", business=bare))
    assert "Blankets." in written.draft.content
    assert "None" not in written.draft.content


async def test_openai_writes_the_structured_draft_and_counts_tokens(fake_openai: str) -> None:
    written = await OpenAIProvider("key", fake_openai, 10).write(assignment("loomwright"))
    assert written.draft.title == "A blanket for decades"
    assert written.draft.keywords == ["wool blanket"]
    assert (written.usage.prompt_tokens, written.usage.completion_tokens) == (1200, 800)


@pytest.mark.parametrize(
    ("prompt", "error", "said"),
    [
        ("RATE LIMITED", ProviderUnavailableError, "429"),
        ("BROKEN SERVER", ProviderUnavailableError, "500"),
        ("NOT JSON", ProviderUnavailableError, "not a blog post of the agreed form"),
        ("WRONG KEY", GenerationRefusedError, "401"),
    ],
)
async def test_openai_errors_say_whether_to_try_again(
    fake_openai: str, prompt: str, error: type[Exception], said: str
) -> None:
    with pytest.raises(error, match=said):
        await OpenAIProvider("key", fake_openai, 10).write(assignment("loomwright", prompt))


async def test_a_rate_limit_says_how_long_to_wait(fake_openai: str) -> None:
    with pytest.raises(ProviderUnavailableError) as caught:
        await OpenAIProvider("key", fake_openai, 10).write(assignment("loomwright", "RATE LIMITED"))
    assert caught.value.retry_after is not None


async def test_no_server_is_a_reason_to_try_later() -> None:
    (port,) = free_ports(1)
    with pytest.raises(ProviderUnavailableError, match="did not answer"):
        await OpenAIProvider("key", f"http://127.0.0.1:{port}/v1", 2).write(
            assignment("loomwright")
        )


@pytest.mark.parametrize("provider", [OfflineProvider(), OpenAIProvider("key", None, 1)])
async def test_a_deleted_business_is_not_written_for(
    provider: OfflineProvider | OpenAIProvider,
) -> None:
    with pytest.raises(GenerationRefusedError, match="deleted"):
        await provider.write(assignment("loomwright", business=None))
