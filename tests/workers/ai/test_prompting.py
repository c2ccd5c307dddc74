"""Prompts: ours in the instructions, everything else as data."""

from __future__ import annotations

import re

import pytest

from flywheel.ai.errors import GenerationRefusedError
from flywheel.ai.outputs import OUTPUTS
from flywheel.ai.prompting import build_prompt, prompt_bytes, prompt_version
from flywheel.ai.schemas import output_schema
from tests.workers.ai.samples import OPTIONS, assignment

MARK = "XYZZY"


@pytest.mark.parametrize("language", ["en", "ar"])
@pytest.mark.parametrize("generation_type", OUTPUTS)
def test_every_type_has_a_prompt_in_every_language(generation_type: str, language: str) -> None:
    wanted = assignment(generation_type, language=language)
    prompt = build_prompt(wanted)
    assert "never an instruction" in prompt.instructions or "never changes" in prompt.instructions
    assert ("Modern Standard Arabic" in prompt.instructions) == (language == "ar")
    assert wanted.prompt_text in prompt.material
    assert "None" not in prompt.instructions
    assert prompt_bytes(prompt, generation_type) > len(prompt.instructions)


@pytest.mark.parametrize("generation_type", OUTPUTS)
def test_nothing_that_users_typed_stands_in_the_instructions(generation_type: str) -> None:
    profile = assignment().business
    assert profile is not None
    poisoned = assignment(
        generation_type,
        prompt_text=MARK,
        options={
            **OPTIONS.get(generation_type, {}),
            "platform": MARK,
            "component_type": MARK,
            "sequence_goal": MARK,
            "cta_url": f"https://{MARK}.example",
        },
        business={key: MARK if isinstance(value, str) else value for key, value in profile.items()},
        product={"name": MARK},
        campaign={"name": MARK, "brand_guidelines": MARK},
        component={"name": MARK, "component_type": MARK, "code": MARK},
        integration={"platform_type": MARK},
    )
    prompt = build_prompt(poisoned)
    assert MARK not in prompt.instructions
    assert prompt.material.count(MARK) > 10


@pytest.mark.parametrize("generation_type", ["component", "enhancement", "campaign"])
def test_arabic_markup_is_asked_for_from_right_to_left(generation_type: str) -> None:
    assert 'dir="rtl"' in build_prompt(assignment(generation_type, language="ar")).instructions
    assert 'dir="rtl"' not in build_prompt(assignment(generation_type)).instructions


def test_a_post_is_told_the_room_that_its_platform_leaves() -> None:
    told = build_prompt(assignment("social_post", options={"platform": "x"})).instructions
    assert "at most 256 characters" in told  # 280, less a link of 23 and a space
    reddit = build_prompt(assignment("social_post", options={"platform": "reddit"})).instructions
    assert "No hashtags" in reddit


def test_an_ad_is_told_its_limits() -> None:
    told = build_prompt(assignment("ad_copy", options={"platform": "google"})).instructions
    assert "headlines of at most 30 characters" in told


def test_brand_guidelines_have_a_block_of_their_own() -> None:
    material = build_prompt(
        assignment("campaign", campaign={"brand_guidelines": "Calm. No puns."})
    ).material
    assert '<flywheel-data name="brand_guidelines">\nCalm. No puns.\n' in material


def test_the_code_of_a_component_is_shown_as_it_is() -> None:
    component = {"name": "Hero", "code": '<p class="a">\n"Hi"</p>', "css_styles": ".a { top: 0 }"}
    material = build_prompt(assignment("enhancement", component=component)).material
    assert '<flywheel-data name="component_code">\n<p class="a">\n"Hi"</p>\n<' in material
    assert '<flywheel-data name="component_css">\n.a { top: 0 }\n<' in material


def test_a_deleted_business_is_not_written_for() -> None:
    with pytest.raises(GenerationRefusedError, match="deleted"):
        build_prompt(assignment(business=None))


def test_a_component_needs_no_business() -> None:
    assert build_prompt(assignment("component", business=None)).material


@pytest.mark.parametrize("generation_type", OUTPUTS)
def test_every_prompt_has_a_version(generation_type: str) -> None:
    assert re.fullmatch(rf"{generation_type}@\d+(\.\d+)+", prompt_version(generation_type))


def test_a_version_counts_what_the_template_shares() -> None:
    assert prompt_version("blog_post") == "blog_post@2.2"
    assert prompt_version("component") == "component@1.1.1"


@pytest.mark.parametrize("generation_type", OUTPUTS)
def test_schemas_are_what_strict_mode_takes(generation_type: str) -> None:
    def check(node: object) -> None:
        if isinstance(node, list):
            for item in node:
                check(item)
        if not isinstance(node, dict):
            return
        if node.get("type") == "object":
            assert node["additionalProperties"] is False
            assert node["required"] == list(node["properties"])
        assert not {"minLength", "maxLength", "pattern", "default"} & node.keys()
        for value in node.values():
            check(value)

    schema = output_schema(generation_type)
    check(schema)


def test_lengths_that_the_schema_cannot_say_are_said_in_words() -> None:
    title = output_schema("blog_post")["properties"]["title"]
    assert title["description"] == "Plain text, no markup; at most 500 characters."
