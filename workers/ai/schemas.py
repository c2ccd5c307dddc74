"""The JSON schema of an output, as strict structured outputs take it."""

from __future__ import annotations

import json
from functools import lru_cache
from typing import Any

from flywheel.ai.outputs import OUTPUTS

# Not every model's strict mode takes these; the model reads them in the description, and
# `flywheel.ai.checks` holds the answer to them.
_SAID_IN_WORDS = {"minLength": "at least {} characters", "maxLength": "at most {} characters"}
_DROPPED = {"title", "pattern"}


@lru_cache
def output_schema(generation_type: str) -> dict[str, Any]:
    """Return the schema of a type's output; callers must not change it.

    Parameters
    ----------
    generation_type
        A key of `flywheel.ai.outputs.OUTPUTS`.
    """
    schema: dict[str, Any] = _slimmed(OUTPUTS[generation_type].model_json_schema())
    return schema


@lru_cache
def anthropic_schema(generation_type: str) -> dict[str, Any]:
    """Return the same schema as Anthropic takes it: with still more said in words."""
    import anthropic  # takes almost two seconds, and most who import this module need no schema

    return anthropic.transform_schema(output_schema(generation_type))


@lru_cache
def schema_bytes(generation_type: str) -> int:
    """Return how many bytes the schema adds to a request, whoever it goes to."""
    schemas = output_schema(generation_type), anthropic_schema(generation_type)
    return max(len(json.dumps(schema).encode()) for schema in schemas)


def _slimmed(node: Any) -> Any:
    if isinstance(node, list):
        return [_slimmed(item) for item in node]
    if not isinstance(node, dict):
        return node
    slim: dict[str, Any] = {}
    words = [node["description"]] if isinstance(node.get("description"), str) else []
    for key, value in node.items():
        if key in {"properties", "$defs"}:  # their keys are names, not keywords
            slim[key] = {name: _slimmed(child) for name, child in value.items()}
        elif key in _SAID_IN_WORDS:
            if value > 1:  # "not empty" goes without saying
                words.append(_SAID_IN_WORDS[key].format(value))
        elif key not in _DROPPED and key != "description":
            slim[key] = _slimmed(value)
    if words:
        slim["description"] = "; ".join(word.rstrip(".") for word in words) + "."
    return slim
