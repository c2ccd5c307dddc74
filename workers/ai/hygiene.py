"""Keeps what others wrote apart from what a model is told to do.

A product description, a shop's catalog or a brand's guidelines may hold sentences that look like
instructions. They reach a model only as data: cleaned of characters that nobody sees, and inside
blocks whose delimiter cannot occur in them.
"""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Mapping
from typing import Any

DELIMITER = "flywheel-data"
"""Name of the element that encloses data in a prompt."""

_NEUTRAL = "data"
_LOOKS_LIKE_DELIMITER = re.compile(
    r"(?:[<\uff1c\ufe64\u2039\u27e8][\s\\/]*)?"
    r"flywheel[\s\\]*[-_\u2010-\u2015\u2212\ufe63\uff0d][\s\\]*data",
    re.IGNORECASE,
)
# Tag characters and the supplementary variation selectors carry text that no reader sees.
_HIDDEN = re.compile("[\U000e0000-\U000e0fff\u115f\u1160\u3164\uffa0]")
# Format characters with a glyph of their own: signs of Arabic, Syriac and Kaithi numbers.
_SEEN = frozenset("\u0600\u0601\u0602\u0603\u0604\u0605\u06dd\u070f\u0890\u0891\u08e2")
_JOINERS = frozenset("\u200c\u200d\u200e\u200f")
_LINE_ENDS = re.compile("\r\n?|[\u0085\u2028\u2029\v\f]")

# What a writer is told of each row. A column that is not named stays here: ids, purchase prices,
# whatever a later migration adds.
_TOLD: dict[str, tuple[str, ...]] = {
    "business": (
        "name",
        "industry",
        "website",
        "business_type",
        "primary_product",
        "core_offer_description",
        "audience_demographics",
        "audience_psychographics",
        "audience_job_role",
        "audience_pain_points",
        "audience_desired_outcomes",
        "primary_topics",
        "tone_of_voice",
        "brand_keywords",
        "competitors",
        "primary_cta",
        "awareness_stage",
        "promotions",
        "social_platforms",
        "platform_preferences",
        "blog_style",
        "content_upgrade_type",
        "email_tone",
        "email_frequency",
        "list_building_goals",
        "primary_content_goal",
    ),
    "product": (
        "name",
        "description",
        "category",
        "tags",
        "current_price",
        "currency",
        "product_url",
    ),
    "campaign": (
        "name",
        "description",
        "type",
        "target_audience",
        "target_segment",
        "business_type",
        "goals",
        "channels",
        "brand_guidelines",
        "start_date",
        "end_date",
        "performance_requirements",
        "budget",
        "currency",
        "status",
        "launched_at",
        "components",
        "metrics",
    ),
    "component": ("name", "component_type", "code", "css_styles", "props"),
    "market": ("competitors", "trends"),
    "integration": ("platform_type", "account_name", "platform_metadata", "campaigns", "metrics"),
}


def cleaned(text: str) -> str:
    """Return `text` without what a reader cannot see.

    Control characters, zero-width and bidirectional controls, tag characters, lone surrogates and
    private-use characters are dropped; every kind of line end becomes a newline.
    """
    return _without(text, keep=_SEEN)


def presentable(text: str) -> str:
    """Return a model's text without control characters and bidirectional overrides.

    Joiners and direction marks stay: emoji, Persian words and numbers inside Arabic need them.
    """
    return _without(text, keep=_SEEN | _JOINERS)


def told(kind: str, row: Mapping[str, Any]) -> dict[str, Any]:
    """Return what a writer is told of a row: named columns that hold something, cleaned.

    Parameters
    ----------
    kind
        business, product, campaign, component, integration or market.
    row
        The row's columns by name; names that are unknown here are left out.
    """
    return {name: _neutral(row[name]) for name in _TOLD[kind] if row.get(name)}


def data_block(name: str, content: str | Mapping[str, Any]) -> str:
    """Return a block of data for a prompt, which its content cannot end.

    Parameters
    ----------
    name
        What the instructions call it.
    content
        A text, or an object that is shown as JSON.
    """
    if not isinstance(content, str):
        content = json.dumps(_neutral(content), ensure_ascii=False, indent=1, default=str)
    return f'<{DELIMITER} name="{name}">\n{_neutralised(cleaned(content))}\n</{DELIMITER}>'


def _without(text: str, keep: frozenset[str]) -> str:
    lines = _LINE_ENDS.sub("\n", text)
    return "".join(
        character
        for character in _HIDDEN.sub("", lines)
        if character in "\n\t"
        or character in keep
        or unicodedata.category(character) not in {"Cc", "Cf", "Cs", "Co"}
    )


def _neutralised(text: str) -> str:
    # Until nothing changes: taking one out may put another together from what stood around it.
    while (once := _LOOKS_LIKE_DELIMITER.sub(_NEUTRAL, text)) != text:
        text = once
    return text


def _neutral(value: Any) -> Any:
    """Clean every string of a JSON value, its keys too."""
    if isinstance(value, str):
        return _neutralised(cleaned(value))
    if isinstance(value, Mapping):
        return {_neutral(str(key)): _neutral(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_neutral(item) for item in value]
    return value
