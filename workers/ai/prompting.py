"""What a model is told: instructions from a template, everything else as data."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from typing import Any

from flywheel.ai.assignment import Assignment
from flywheel.ai.checks import PIECES, ad_limits, post_limits, post_room
from flywheel.ai.errors import GenerationRefusedError
from flywheel.ai.hygiene import data_block, told
from flywheel.ai.limits import ADS, POSTS
from flywheel.ai.outputs import OUTPUTS, Component
from flywheel.ai.schemas import schema_bytes
from flywheel.ai.templates import render
from flywheel.ai.usage import Usage

_TEXTS = {
    "brand_guidelines": "brand_guidelines",
    "code": "component_code",
    "css_styles": "component_css",
}
_ROWS = ("business", "product", "campaign", "component", "integration", "market")
# Parts of pages and analyses can be about a campaign or a site alone.
_WITHOUT_BUSINESS = {
    *("campaign", "component", "enhancement", "analysis", "migration_plan", "text"),
    "market_summary",
}
_COMPONENT_TYPES = set(Component.model_json_schema()["properties"]["component_type"]["enum"])
_VERSION = re.compile(r"\{# version (\d+):")
_SHARED = re.compile(r'\{% include "prompts/(_\w+)\.j2" %\}')


@dataclass(frozen=True)
class Prompt:
    """What is sent to a model.

    Attributes
    ----------
    instructions
        Ours alone; the same for all assignments of a type, language and platform.
    material
        What was asked for and what is known, in blocks of data.
    """

    instructions: str
    material: str


def build_prompt(assignment: Assignment) -> Prompt:
    """Return the prompt of an assignment for a text.

    Raises
    ------
    GenerationRefusedError
        If nobody writes such a text, or the business it is for is gone.
    """
    name = assignment.generation_type
    if name not in OUTPUTS:
        raise GenerationRefusedError(f"{name} is not a type of text", usage=Usage())
    if assignment.business is None and name not in _WITHOUT_BUSINESS:
        raise GenerationRefusedError(
            "the business was deleted before its text was written", usage=Usage()
        )
    instructions = render(
        f"prompts/{name}.j2", language=assignment.language, **_numbers(name, assignment)
    )
    blocks = [data_block("request", assignment.prompt_text)]
    if wishes := {key: value for key, value in assignment.options.items() if value}:
        blocks.append(data_block("options", wishes))
    for kind in _ROWS:
        row: Mapping[str, Any] | None = getattr(assignment, kind)
        if row and (known := told(kind, row)):
            # Long texts stand by themselves: as JSON they would be harder to read and larger.
            texts = {name: known.pop(column, None) for column, name in _TEXTS.items()}
            if known:
                blocks.append(data_block(kind, known))
            blocks += [data_block(name, str(text)) for name, text in texts.items() if text]
    return Prompt(instructions, "\n\n".join(blocks))


def prompt_bytes(prompt: Prompt, generation_type: str) -> int:
    """Return how many bytes a call with this prompt sends: text and schema, in UTF-8."""
    return len((prompt.instructions + prompt.material).encode()) + schema_bytes(generation_type)


@lru_cache
def prompt_version(generation_type: str) -> str:
    """Return which instructions a type has now, for the audit trail: e.g. `blog_post@2.1`.

    The first number is the version of the type's own template, the others are those of the
    shared parts that it includes, in their order.
    """
    own = _source(generation_type)
    sources = [own, *(_source(name) for name in _SHARED.findall(own))]
    found = [_VERSION.match(source) for source in sources]
    if not all(found):
        raise ValueError(f"a template of {generation_type} does not begin with its version")
    return f"{generation_type}@{'.'.join(each.group(1) for each in found if each)}"


def _source(name: str) -> str:
    return (files("flywheel.ai") / "prompts" / f"{name}.j2").read_text("utf-8")


def _numbers(name: str, assignment: Assignment) -> dict[str, Any]:
    """Return what a template is told: numbers and words of our own, nothing that users typed."""
    options = assignment.options
    match name:
        case "social_post":
            platform = _known(options.get("platform"), set(POSTS)) or "other"
            return {
                "platform": platform if platform != "other" else "a platform of any kind",
                "room": post_room(platform),
                "hashtags": post_limits(platform).hashtags,
            }
        case "ad_copy":
            platform = _known(options.get("platform"), set(ADS)) or "other"
            limits = ad_limits(platform)
            return {
                "platform": platform if platform != "other" else "a platform of any kind",
                "headline": limits.headline,
                "primary_text": limits.primary_text,
                "description": limits.description,
            }
        case "email_sequence":
            return {"emails": _number(options.get("emails"))}
        case "video_script":
            return {"seconds": _number(options.get("seconds"))}
        case "content_bundle":
            return {"pieces": {piece: _number(options.get(piece)) or 0 for piece in PIECES}}
        case "component":
            wanted = _known(options.get("component_type"), _COMPONENT_TYPES)
            return {"component_type": wanted, "overlay": wanted == "popup"}
        case "enhancement":
            kind = (assignment.component or {}).get("component_type")
            return {"overlay": kind == "popup"}
        case "campaign":
            return {"overlay": False}
        case _:
            return {}


def _number(value: Any) -> int | None:
    return value if isinstance(value, int) else None


def _known(value: Any, words: set[str]) -> str | None:
    return value if isinstance(value, str) and value in words else None
