"""Drafts of short texts: usable as they are, within what each platform takes."""

from __future__ import annotations

import re

from flywheel.ai.checks import ad_limits, post_length, post_limits, post_room
from flywheel.ai.drafting.facts import Facts, one_line
from flywheel.ai.outputs import AdCopy, Scene, SocialPost, VideoScript

_FEW_HASHTAGS = 5
_DEFAULT_SECONDS = 30
_SHORTEST_SCENE = 3


def social_post(facts: Facts) -> SocialPost:
    """Draft a post: a thought of the reader's, what the business offers, what to do."""
    themes = facts.themes
    theme = themes[sum(map(ord, facts.topic)) % len(themes)]
    tags = _hashtags(facts)
    room = post_room(facts.platform)
    parts = [facts.topic, facts.say("post_theme", theme=theme), facts.offer, f"{facts.cta}."]
    # From the whole to the least, until it fits; the call to action stays to the end.
    for kept in (parts, [parts[0], parts[2], parts[3]], [parts[0], parts[3]]):
        content = "\n\n".join(kept)
        while tags and _length(facts, content, tags) > room and len(tags) > 1:
            tags = tags[:-1]
        if _length(facts, content, tags) <= room:
            break
    else:
        tags = []
        rest = room - post_length(facts.platform, f"\n\n{facts.cta}.")
        content = f"{_fitting(facts, facts.topic, rest)}\n\n{facts.cta}."
    return SocialPost(
        content=content,
        hashtags=tags,
        media_prompts=[one_line(facts.say("media_prompt", theme=theme), 300)],
        post_type="image",
        cta_text=facts.cta,
    )


def ad_copy(facts: Facts) -> AdCopy:
    """Draft the parts of an ad, three of each where there is enough to say."""
    limits = ad_limits(facts.platform)
    themes = facts.themes
    return AdCopy(
        headlines=_distinct([facts.subject, facts.name, *themes], limits.headline),
        primary_texts=_distinct(
            [facts.offer, facts.topic, *(facts.say("post_theme", theme=t) for t in themes)],
            limits.primary_text,
        ),
        descriptions=_distinct([facts.offer, facts.cta, facts.subject], limits.description),
        cta_text=facts.cta,
    )


def video_script(facts: Facts) -> VideoScript:
    """Draft a script that lasts as long as was asked for."""
    seconds = int(facts.options.get("seconds") or _DEFAULT_SECONDS)
    themes = facts.themes
    scenes = [
        (facts.say("scene_open", theme=themes[0]), facts.topic),
        (facts.say("scene_offer"), facts.offer),
        *((facts.say("scene_theme", theme=theme), theme) for theme in themes[1:3]),
        (facts.say("scene_close"), facts.cta),
    ]
    scenes = scenes[: max(1, seconds // _SHORTEST_SCENE)]
    share, rest = divmod(seconds, len(scenes))
    return VideoScript(
        title=one_line(facts.topic, 120),
        scenes=[
            Scene(
                seconds=share + (place < rest),
                visuals=visuals,
                voiceover=voice,
                on_screen_text=one_line(voice, 60),
            )
            for place, (visuals, voice) in enumerate(scenes)
        ],
        cta_text=facts.cta,
    )


def _hashtags(facts: Facts) -> list[str]:
    most = min(post_limits(facts.platform).hashtags, _FEW_HASHTAGS)
    words = (*facts.of("brand_keywords"), *facts.of("primary_topics"))
    tags = (re.sub(r"[\W_]+", "", word) for word in words)
    return list(dict.fromkeys(tag for tag in tags if 1 < len(tag) <= 40))[:most]


def _length(facts: Facts, content: str, tags: list[str]) -> int:
    return post_length(facts.platform, content + "".join(f" #{tag}" for tag in tags))


def _fitting(facts: Facts, text: str, room: int) -> str:
    length = room
    while post_length(facts.platform, shorter := one_line(text, max(length, 1))) > room:
        length -= 1
    return shorter


def _distinct(texts: list[str], length: int) -> list[str]:
    return list(dict.fromkeys(one_line(text, length) for text in texts if text))[:3]
