"""Holds a model's answer to what was agreed: form, platform limits, safe markup."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from pydantic import ValidationError

from flywheel.ai.assignment import Assignment
from flywheel.ai.hygiene import DELIMITER, presentable
from flywheel.ai.limits import ADS, LINK_CHARACTERS, POSTS, AdLimits, PostLimits
from flywheel.ai.markup import clean_component
from flywheel.ai.outputs import (
    OUTPUTS,
    AdCopy,
    Campaign,
    Component,
    ContentPlan,
    EmailSequence,
    Enhancement,
    Output,
    SocialPost,
    VideoScript,
)
from flywheel.ai.stylesheet import UnsafeMarkupError

PIECES = ("social_posts", "blog_posts", "content_upgrades", "email_sequences")
"""Options of a content_bundle that say how many topics its plan holds, by field."""

_OVERLAYS = {"popup"}
_MARKUP_FIELDS = {"code", "css_styles"}
_ACTIVE = re.compile(
    r"<\s*/?\s*(?:script|iframe|object|embed|svg|form|meta|base)\b"
    r"|\]\(\s*(?:javascript|vbscript|data)\s*:|<[a-z][^>]*\son\w+\s*=",
    re.IGNORECASE,
)
_PLACEHOLDER = re.compile(
    r"lorem ipsum|\[(?:insert|your|company|name|link|url)\b[^\]\n]*\](?!\()", re.IGNORECASE
)


class AnswerError(ValueError):
    """An answer that is not as agreed.

    Attributes
    ----------
    field
        Where the fault is, e.g. `emails.0.subject_line`.
    fault
        What it is, in a sentence that a model and a person understand.
    """

    def __init__(self, field: str, fault: str) -> None:
        super().__init__(f"{field}: {fault}")
        self.field = field
        self.fault = fault


def checked(generation_type: str, options: Mapping[str, Any], text: str) -> Output:
    """Return the output that a model's text holds, its markup made safe.

    Parameters
    ----------
    generation_type
        A key of `flywheel.ai.outputs.OUTPUTS`.
    options
        Those of the assignment; platform, emails, seconds, component_type and the numbers of
        pieces are checked.
    text
        JSON, as the model wrote it.

    Raises
    ------
    AnswerError
        At the first fault.
    """
    try:
        output = OUTPUTS[generation_type].model_validate_json(text)
        # Once more after cleaning: it may leave a field too short.
        output = type(output).model_validate(_walk("", output.model_dump()))
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
        where = ".".join(str(part) for part in first["loc"]) or "the answer"
        raise AnswerError(where, first["msg"]) from error
    match output:
        case SocialPost():
            _check_post(output, str(options.get("platform")))
        case AdCopy():
            _check_ad(output, str(options.get("platform")))
        case EmailSequence():
            _check_emails(output, options.get("emails"))
        case VideoScript():
            _check_script(output, options.get("seconds"))
        case ContentPlan():
            for name in PIECES:
                _check_number(name, len(getattr(output, name)), options.get(name))
        case Component():
            return _safe_component(output, "", options.get("component_type"))
        case Enhancement():
            overlay = options.get("component_type") in _OVERLAYS
            return output.model_copy(update=_safe("", output.code, output.css_styles, overlay))
        case Campaign():
            return output.model_copy(
                update={
                    "components": [
                        _safe_component(component, f"components.{position}.", None)
                        for position, component in enumerate(output.components)
                    ]
                }
            )
        case _:
            pass
    return output


def post_limits(platform: str) -> PostLimits:
    """Return the limits of a platform's posts; those of `other` where it is unknown."""
    return POSTS.get(platform, POSTS["other"])


def ad_limits(platform: str) -> AdLimits:
    """Return the limits of a platform's ads; those of `other` where it is unknown."""
    return ADS.get(platform, ADS["other"])


def post_room(platform: str) -> int:
    """Return how many characters a post and its hashtags may have beside a link."""
    return post_limits(platform).characters - LINK_CHARACTERS - 1


def post_length(platform: str, text: str) -> int:
    """Return what a platform counts as the length of `text`.

    X counts a character outside these ranges twice (twitter-text, configuration v3); the others
    count characters.
    """
    if platform not in {"x", "twitter"}:
        return len(text)
    single = ((0, 4351), (8192, 8205), (8208, 8223), (8242, 8247))
    return sum(
        1 if any(first <= ord(character) <= last for first, last in single) else 2
        for character in text
    )


def _walk(path: str, value: Any) -> Any:
    """Clean every text of an output; refuse what belongs into none of them."""
    if isinstance(value, dict):
        return {key: _walk(f"{path}.{key}" if path else key, item) for key, item in value.items()}
    if isinstance(value, list):
        return [_walk(f"{path}.{position}", item) for position, item in enumerate(value)]
    if not isinstance(value, str):
        return value
    text = presentable(value)
    if DELIMITER in text:
        raise AnswerError(path, "repeats the delimiters of the prompt")
    if path.rsplit(".", 1)[-1] not in _MARKUP_FIELDS:
        if found := _ACTIVE.search(text):
            raise AnswerError(path, f"holds active markup: {found.group()[:40]!r}")
        if found := _PLACEHOLDER.search(text):
            raise AnswerError(path, f"holds a placeholder: {found.group()[:40]!r}")
    return text


def _check_number(field: str, number: int, wanted: Any) -> None:
    if isinstance(wanted, int) and number != wanted:
        raise AnswerError(field, f"holds {number} instead of {wanted}")


def _check_length(field: str, length: int, most: int) -> None:
    if length > most:
        raise AnswerError(field, f"has {length} characters; at most {most} fit")


def _check_post(post: SocialPost, platform: str) -> None:
    limits = post_limits(platform)
    if len(post.hashtags) > limits.hashtags:
        raise AnswerError("hashtags", f"holds {len(post.hashtags)}; at most {limits.hashtags} fit")
    tags = "".join(f" #{tag.lstrip('#')}" for tag in post.hashtags)
    length = post_length(platform, post.content + tags)
    if length > post_room(platform):
        raise AnswerError(
            "content",
            f"has {length} characters with its hashtags; at most {post_room(platform)} fit",
        )


def _check_ad(ad: AdCopy, platform: str) -> None:
    limits = ad_limits(platform)
    for field, most in (
        ("headlines", limits.headline),
        ("primary_texts", limits.primary_text),
        ("descriptions", limits.description),
    ):
        for position, text in enumerate(getattr(ad, field)):
            _check_length(f"{field}.{position}", len(text), most)


def _check_emails(sequence: EmailSequence, wanted: Any) -> None:
    _check_number("emails", len(sequence.emails), wanted)
    if sequence.emails[0].delay_days != 0:
        raise AnswerError("emails.0.delay_days", "is not 0; the first e-mail goes out at once")


def _check_script(script: VideoScript, wanted: Any) -> None:
    total = sum(scene.seconds for scene in script.scenes)
    # A tenth more or a quarter less is what an editor cuts or stretches anyway.
    if isinstance(wanted, int) and not wanted * 0.75 <= total <= wanted * 1.1:
        raise AnswerError("scenes", f"last {total} seconds together instead of {wanted}")


def _safe_component(component: Component, path: str, wanted: Any) -> Component:
    if wanted is not None and component.component_type != wanted:
        raise AnswerError("component_type", f"is {component.component_type} instead of {wanted}")
    overlay = component.component_type in _OVERLAYS
    return component.model_copy(update=_safe(path, component.code, component.css_styles, overlay))


def _safe(path: str, code: str, css: str, overlay: bool) -> dict[str, str]:
    try:
        safe_code, safe_css = clean_component(code, css, overlay=overlay)
    except UnsafeMarkupError as error:
        field, _, fault = str(error).partition(": ")
        raise AnswerError(f"{path}{field}", fault) from error
    return {"code": safe_code, "css_styles": safe_css}


def demands(assignment: Assignment) -> dict[str, Any]:
    """Return the options that `checked` looks at; few and short, so that they fit a label."""
    wanted = {
        name: assignment.options[name]
        for name in ("platform", "emails", "seconds", "component_type", *PIECES)
        if assignment.options.get(name) is not None
    }
    if assignment.generation_type == "enhancement" and assignment.component:
        wanted["component_type"] = assignment.component.get("component_type")
    return wanted
