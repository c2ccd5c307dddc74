"""The offline provider: honest drafts of every type, in both languages, from any profile."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from flywheel.ai.assignment import Assignment
from flywheel.ai.checks import checked, demands, post_length, post_limits
from flywheel.ai.errors import GenerationRefusedError
from flywheel.ai.limits import LINK_CHARACTERS, POSTS
from flywheel.ai.offline import OfflineProvider
from flywheel.ai.outputs import OUTPUTS, Component, ContentPlan, EmailSequence, Output, SocialPost
from flywheel.ai.profile import read_profile
from flywheel.config import CHECKOUT

OPTIONS: dict[str, dict[str, Any]] = {
    "social_post": {"platform": "x"},
    "ad_copy": {"platform": "google"},
    "content_upgrade": {"upgrade_type": "worksheet"},
    "email_sequence": {"emails": 6, "sequence_goal": "retention"},
    "video_script": {"seconds": 17},
    "component": {"component_type": "footer"},
    "content_bundle": {
        "social_posts": 11,
        "blog_posts": 3,
        "content_upgrades": 2,
        "email_sequences": 1,
    },
}
BARE = {
    "name": "Soapery",
    "industry": "Soap",
    "business_type": "Shop",
    "primary_product": "Olive soap",
    "core_offer_description": "Soap of olives.",
    "audience_pain_points": None,
    "social_platforms": None,
    "primary_cta": None,
    "website": None,
}
HOSTILE_TEXT = (
    "<script>alert('x')</script> {{ 7*7 }} {% raw %} [Your name] ](javascript:x) \u202e\x07"
)
HOSTILE = {
    **BARE,
    "name": HOSTILE_TEXT,
    "primary_product": HOSTILE_TEXT,
    "core_offer_description": HOSTILE_TEXT,
    "audience_pain_points": [HOSTILE_TEXT, ""],
    "primary_topics": [HOSTILE_TEXT],
    "brand_keywords": [HOSTILE_TEXT, "olive soap"],
    "primary_cta": HOSTILE_TEXT,
    "website": 'https://x.example/"onmouseover="alert(1)',
}
PROFILES = {
    "loomwright": None,
    "nakheel": None,
    "bare": BARE,
    "hostile": HOSTILE,
}


def assignment(kind: str, profile: str = "loomwright", **changes: Any) -> Assignment:
    business = PROFILES.get(profile)
    if business is None:
        file = read_profile(CHECKOUT / "seeds" / "businesses" / f"{profile}.toml")
        business = file.business.model_dump()
    return Assignment.model_validate(
        {
            "generation_id": "6f1c1b6e-7f0d-4c53-9d2b-0d9b6c5f7a11",
            "generation_type": kind,
            "kind": "text",
            "prompt_text": "How to choose a blanket.",
            "language": "en",
            "options": OPTIONS.get(kind, {}),
            "model": "offline-draft",
            "provider": "offline",
            "max_input_bytes": 0,
            "max_output_tokens": 0,
            "business": business,
            "component": {"code": "<p>Hello</p>", "component_type": "custom"},
            **changes,
        }
    )


async def nobody(text: str) -> None:
    return


async def draft(wanted: Assignment) -> Output:
    written = await OfflineProvider().write(wanted, nobody)
    assert written.usage.input_tokens == written.usage.output_tokens == 0
    return written.output


@pytest.mark.parametrize("profile", PROFILES)
@pytest.mark.parametrize("language", ["en", "ar"])
@pytest.mark.parametrize("kind", OUTPUTS)
async def test_every_type_is_drafted_within_the_rules(
    kind: str, language: str, profile: str
) -> None:
    wanted = assignment(kind, profile, language=language)
    output = await draft(wanted)
    assert isinstance(output, OUTPUTS[kind])
    text = output.model_dump_json()
    checked(kind, demands(wanted), text)
    assert "None" not in text
    assert "49" not in text
    assert "<script" not in text
    assert await draft(wanted) == output, "the same assignment gives the same text"


@pytest.mark.parametrize("kind", sorted(set(OUTPUTS) - {"enhancement", "component"}))
async def test_another_request_gives_another_text(kind: str) -> None:
    other = assignment(kind, prompt_text="A gift for a wedding.")
    assert await draft(assignment(kind)) != await draft(other)


@pytest.mark.parametrize("kind", ["blog_post", "content_upgrade", "email_sequence", "text"])
@pytest.mark.parametrize(("language", "said"), [("en", "Draft from a template"), ("ar", "مسودة")])
async def test_long_texts_say_that_they_are_drafts(kind: str, language: str, said: str) -> None:
    assert said in (await draft(assignment(kind, language=language))).model_dump_json()


async def test_a_blog_post_holds_the_profile_and_features_the_product() -> None:
    product = {"name": "Skye blanket", "description": "Twill weave, fringed by hand."}
    wanted = assignment("blog_post", product=product)
    assert wanted.business is not None
    text = (await draft(wanted)).model_dump()["content"]
    for fact in (
        wanted.business["core_offer_description"],
        wanted.business["primary_cta"],
        *wanted.business["audience_pain_points"],
        "Skye blanket",
        "Twill weave, fringed by hand.",
    ):
        assert fact in text


@pytest.mark.parametrize(
    ("prompt", "topic"),
    [
        ("Write a friendly post about wool care.", "Wool care"),
        ("Please draft three ads on blankets", "Blankets"),
        ("اكتب منشورًا قصيرًا عن حفظ التمر.", "حفظ التمر"),
        ("How to choose a blanket", "How to choose a blanket"),
        ("Writers and wool", "Writers and wool"),
    ],
)
async def test_a_request_is_not_published_as_an_order(prompt: str, topic: str) -> None:
    output = await draft(assignment("social_post", prompt_text=prompt))
    assert isinstance(output, SocialPost)
    assert output.content.splitlines()[0] == topic


async def test_a_sequence_has_as_many_emails_as_asked_for() -> None:
    for number in (1, 2, 12):
        output = await draft(assignment("email_sequence", options={"emails": number}))
        assert isinstance(output, EmailSequence)
        assert len(output.emails) == number
        assert output.emails[0].delay_days == 0


async def test_a_plan_has_a_topic_for_every_piece() -> None:
    output = await draft(assignment("content_bundle"))
    assert isinstance(output, ContentPlan)
    numbers = (
        len(output.social_posts),
        len(output.blog_posts),
        len(output.content_upgrades),
        len(output.email_sequences),
    )
    assert numbers == (11, 3, 2, 1)
    assert len({piece.topic for piece in output.social_posts}) == 11


@pytest.mark.parametrize(
    "kind",
    [
        *("landing_page", "form", "header", "footer", "hero_section", "testimonials", "pricing"),
        *("email_template", "popup", "navigation", "custom"),
    ],
)
async def test_every_component_is_safe_and_escaped(kind: str) -> None:
    for profile in ("loomwright", "hostile"):
        output = await draft(
            assignment("component", profile, options={"component_type": kind}, language="ar")
        )
        assert isinstance(output, Component)
        assert output.component_type == kind
        assert 'dir="rtl"' in output.code
        assert "onmouseover=" not in output.code


words = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=600)


@settings(max_examples=60, deadline=None)
@given(
    platform=st.sampled_from(sorted(POSTS)),
    prompt=words,
    offer=words,
    keywords=st.lists(words, max_size=4),
)
async def test_a_post_fits_its_platform_whatever_the_profile_says(
    platform: str, prompt: str, offer: str, keywords: list[str]
) -> None:
    business = {**BARE, "core_offer_description": offer, "brand_keywords": keywords}
    wanted = assignment(
        "social_post", business=business, prompt_text=prompt, options={"platform": platform}
    )
    try:
        post = await draft(wanted)
    except GenerationRefusedError:
        return  # nothing but blanks and markup: said so, and nothing written
    assert isinstance(post, SocialPost)
    tags = "".join(f" #{tag}" for tag in post.hashtags)
    limits = post_limits(platform)
    assert post_length(platform, post.content + tags) + LINK_CHARACTERS < limits.characters
    assert len(post.hashtags) <= limits.hashtags


async def test_a_deleted_business_is_not_written_for() -> None:
    with pytest.raises(GenerationRefusedError, match="deleted"):
        await draft(assignment("text", business=None))


async def test_files_need_a_provider() -> None:
    wanted = assignment("image").model_copy(update={"kind": "image"})
    with pytest.raises(GenerationRefusedError, match="cannot be made") as caught:
        await OfflineProvider().make(wanted)
    assert caught.value.usage is not None
