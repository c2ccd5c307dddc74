"""Assignments, and answers as a good model would give them."""

from __future__ import annotations

import json
from typing import Any
from uuid import UUID

from flywheel.ai.assignment import Assignment
from flywheel.ai.profile import read_profile
from flywheel.config import CHECKOUT

GENERATION = UUID("6f1c1b6e-7f0d-4c53-9d2b-0d9b6c5f7a11")
TEXT = "Wool lasts when it is woven densely and aired often. " * 6

HTML = '<section class="lw-hero"><h1>Wool that lasts</h1></section>'
CSS = ".lw-hero { padding: 2rem; }"

_COMPONENT = {
    "name": "Hero",
    "component_type": "hero_section",
    "code": HTML,
    "css_styles": CSS,
}
_RECOMMENDATION = {
    "title": "Show the mill",
    "reason": "It is what sets it apart.",
    "priority": "high",
}

ANSWERS: dict[str, dict[str, Any]] = {
    "campaign": {
        "name": "Winter",
        "description": "Blankets before the first frost.",
        "target_audience": "People furnishing their first home.",
        "goals": ["More swatch orders"],
        "channels": ["instagram"],
        "components": [_COMPONENT],
    },
    "component": _COMPONENT,
    "enhancement": {"code": HTML, "css_styles": CSS, "changes": ["A clearer headline."]},
    "analysis": {
        "summary": "Swatches bring orders.",
        "strengths": ["Many swatch orders"],
        "weaknesses": [],
        "recommendations": [_RECOMMENDATION],
    },
    "migration_plan": {
        "summary": "The shop moves in two steps.",
        "complexity": "low",
        "steps": [{"title": "Export", "description": "Export all products.", "days": 1}],
        "risks": [],
        "recommendations": [],
    },
    "blog_post": {
        "title": "A blanket for decades",
        "content": TEXT,
        "meta_description": "How to choose a wool blanket.",
        "keywords": ["wool blanket"],
        "primary_cta": "Order a free swatch",
    },
    "social_post": {
        "content": "A blanket for decades, woven in our own mill.",
        "hashtags": ["wool", "scotland"],
        "media_prompts": ["A folded blanket in morning light"],
        "post_type": "single",
        "cta_text": "Order a free swatch",
    },
    "content_upgrade": {
        "title": "Wool care checklist",
        "description": "What to do each season.",
        "content": TEXT,
        "cta_text": "Send me the list",
    },
    "email_sequence": {
        "name": "Welcome",
        "description": "Two letters.",
        "emails": [
            {"subject_line": "Hello", "content": TEXT, "delay_days": 0},
            {"subject_line": "Your swatch", "content": TEXT, "delay_days": 3},
        ],
    },
    "content_bundle": {
        "name": "November",
        "social_posts": [{"topic": "The mill"}, {"topic": "Repairs"}],
        "blog_posts": [{"topic": "How to choose a blanket"}],
        "content_upgrades": [],
        "email_sequences": [],
    },
    "ad_copy": {
        "headlines": ["Wool that lasts"],
        "primary_texts": ["Woven in our own mill, repaired for ten years."],
        "descriptions": ["Order a free swatch"],
        "cta_text": "Order now",
    },
    "video_script": {
        "title": "The mill",
        "scenes": [
            {"seconds": 10, "visuals": "A loom", "voiceover": "", "on_screen_text": ""},
            {"seconds": 20, "visuals": "A blanket", "voiceover": "Ours.", "on_screen_text": "Wool"},
        ],
        "cta_text": "Order a free swatch",
    },
    "text": {"title": "About us", "content": "We weave blankets."},
    "market_summary": {"summary": "Nobody is cheaper in 4 of 6 products."},
}
"""A good answer for every type."""

OPTIONS: dict[str, dict[str, Any]] = {
    "social_post": {"platform": "x"},
    "ad_copy": {"platform": "google"},
    "email_sequence": {"emails": 2},
    "video_script": {"seconds": 30},
    "component": {"component_type": "hero_section"},
    "content_bundle": {"social_posts": 2, "blog_posts": 1},
}
"""Options that the answers of `ANSWERS` fulfil."""


def answer(generation_type: str = "blog_post", **changes: Any) -> str:
    """Return a good answer as JSON, with fields changed."""
    return json.dumps({**ANSWERS[generation_type], **changes})


def assignment(generation_type: str = "blog_post", /, **changes: Any) -> Assignment:
    """Return an assignment for the seeds' Scottish weaver, with fields changed."""
    profile = read_profile(CHECKOUT / "seeds" / "businesses" / "loomwright.toml")
    return Assignment.model_validate(
        {
            "generation_id": GENERATION,
            "generation_type": generation_type,
            "kind": "text",
            "prompt_text": "How to choose a wool blanket.",
            "language": "en",
            "options": OPTIONS.get(generation_type, {}),
            "model": "gpt-4.1-mini",
            "provider": "openai",
            "max_input_bytes": 40_000,
            "max_output_tokens": 4_000,
            "business": profile.business.model_dump(),
            **changes,
        }
    )


class Heard:
    """A `Progress` that keeps what it is told."""

    def __init__(self) -> None:
        self.texts: list[str] = []

    async def __call__(self, text: str) -> None:
        self.texts.append(text)
