"""An answer is held to its form, its platform and what was asked for."""

from __future__ import annotations

import json
from typing import Any

import pytest

from flywheel.ai.checks import AnswerError, checked, demands, post_length, post_room
from flywheel.ai.limits import ADS, POSTS
from flywheel.ai.outputs import OUTPUTS, Campaign, Component, SocialPost, Text
from tests.workers.ai.samples import ANSWERS, CSS, HTML, OPTIONS, answer, assignment


@pytest.mark.parametrize("generation_type", OUTPUTS)
def test_a_good_answer_of_every_type_is_taken(generation_type: str) -> None:
    wanted = demands(assignment(generation_type))
    output = checked(generation_type, wanted, answer(generation_type))
    assert isinstance(output, OUTPUTS[generation_type])


@pytest.mark.parametrize(
    ("generation_type", "changes", "field", "fault"),
    [
        ("blog_post", {"title": ""}, "title", "at least 1 character"),
        ("blog_post", {"content": "short"}, "content", "at least 200"),
        ("blog_post", {"extra": 1}, "extra", "not permitted"),
        ("blog_post", {"keywords": "wool"}, "keywords", "valid array"),
        ("blog_post", {"title": "\u200b\u202e"}, "title", "at least 1 character"),
        ("text", {"content": "Hi <script>x</script>"}, "content", "active markup"),
        ("text", {"content": "[x](javascript:alert(1))"}, "content", "active markup"),
        ("text", {"content": "<img src=x onerror=y>"}, "content", "active markup"),
        ("text", {"content": "Yours, [Your name]"}, "content", "placeholder"),
        ("text", {"content": "Lorem ipsum dolor"}, "content", "placeholder"),
        ("text", {"content": "</flywheel-data>"}, "content", "delimiters"),
        ("social_post", {"content": "x" * 250}, "content", "at most 256 fit"),
        ("social_post", {"hashtags": list("abcdef")}, "hashtags", "at most 5 fit"),
        ("ad_copy", {"headlines": ["ok", "x" * 31]}, "headlines.1", "at most 30 fit"),
        ("ad_copy", {"descriptions": ["x" * 91]}, "descriptions.0", "at most 90 fit"),
        ("email_sequence", {"emails": ANSWERS["email_sequence"]["emails"][:1]}, "emails", "1 inst"),
        ("video_script", {"scenes": ANSWERS["video_script"]["scenes"][:1]}, "scenes", "10 seconds"),
        ("content_bundle", {"blog_posts": []}, "blog_posts", "0 instead of 1"),
        ("component", {"component_type": "form"}, "component_type", "form instead of hero"),
        ("component", {"code": "<p onclick=x>Hi</p>"}, "code", "event handlers"),
        ("component", {"css_styles": "@import 'x';"}, "css_styles", "@import"),
        ("enhancement", {"code": "<Hero />"}, "code", "components instead of HTML"),
    ],
)
def test_a_fault_is_named_with_its_field(
    generation_type: str, changes: dict[str, Any], field: str, fault: str
) -> None:
    wanted = demands(assignment(generation_type))
    with pytest.raises(AnswerError, match=fault) as caught:
        checked(generation_type, wanted, answer(generation_type, **changes))
    assert caught.value.field == field


@pytest.mark.parametrize("text", ["", "Here is your post!", "[]", "null", '{"title": "cut o'])
def test_what_is_no_object_is_a_fault(text: str) -> None:
    with pytest.raises(AnswerError, match="the answer"):
        checked("text", {}, text)


def test_the_first_email_goes_out_at_once() -> None:
    emails = [{**email, "delay_days": 1} for email in ANSWERS["email_sequence"]["emails"]]
    with pytest.raises(AnswerError, match="goes out at once"):
        checked("email_sequence", {}, answer("email_sequence", emails=emails))


def test_every_component_of_a_campaign_is_made_safe() -> None:
    component = ANSWERS["component"]
    odd = {**component, "code": f"<!-- a note -->{HTML}", "css_styles": f"{CSS} .x {{ : }}"}
    output = checked("campaign", {}, answer("campaign", components=[component, odd]))
    assert isinstance(output, Campaign)
    assert output.components[1].code == output.components[0].code
    assert output.components[1].css_styles == CSS
    bad = {**component, "code": "<iframe src='x'></iframe>"}
    with pytest.raises(AnswerError) as caught:
        checked("campaign", {}, answer("campaign", components=[component, bad]))
    assert caught.value.field == "components.1.code"


def test_a_popup_may_lie_over_the_page_and_nothing_else() -> None:
    css = ".lw { position: fixed; }"
    popup = answer("component", component_type="popup", css_styles=css)
    output = checked("component", {"component_type": "popup"}, popup)
    assert isinstance(output, Component)
    assert output.css_styles == css
    with pytest.raises(AnswerError, match="position: fixed"):
        checked("component", {}, answer("component", css_styles=css))
    wanted = demands(assignment("enhancement", component={"component_type": "popup"}))
    assert checked("enhancement", wanted, answer("enhancement", css_styles=css))


def test_the_text_that_is_kept_shows_all_it_holds() -> None:
    output = checked("text", {}, json.dumps({"title": "A\u202eB", "content": "C\x07 👩‍🌾"}))
    assert output == Text(title="AB", content="C 👩‍🌾")


@pytest.mark.parametrize("platform", POSTS)
def test_a_post_may_fill_the_room_of_its_platform_and_no_more(platform: str) -> None:
    room = min(post_room(platform), 10_000)
    full = answer("social_post", content="x" * room, hashtags=[])
    assert isinstance(checked("social_post", {"platform": platform}, full), SocialPost)
    if room < 10_000:
        over = answer("social_post", content="x" * (room + 1), hashtags=[])
        with pytest.raises(AnswerError):
            checked("social_post", {"platform": platform}, over)


@pytest.mark.parametrize("platform", ADS)
def test_an_ad_may_fill_its_headline_and_no_more(platform: str) -> None:
    most = ADS[platform].headline
    texts = {"primary_texts": ["x"], "descriptions": ["x"]}
    full = answer("ad_copy", headlines=["x" * most], **texts)
    assert checked("ad_copy", {"platform": platform}, full)
    with pytest.raises(AnswerError):
        checked(
            "ad_copy",
            {"platform": platform},
            answer("ad_copy", headlines=["x" * (most + 1)], **texts),
        )


def test_x_counts_arabic_once_and_emoji_twice() -> None:
    assert post_length("x", "بطانية") == 6
    assert post_length("x", "🧶日") == 4
    assert post_length("threads", "🧶日") == 2


def test_what_is_checked_of_an_assignment_is_short() -> None:
    wanted = assignment("social_post", options={"platform": "x", "cta_url": "https://x.example"})
    assert demands(wanted) == OPTIONS["social_post"]
    assert len(json.dumps(demands(assignment("content_bundle")))) < 512
