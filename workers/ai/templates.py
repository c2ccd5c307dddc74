"""Prompts and offline drafts: Jinja2 files beside this module."""

from __future__ import annotations

from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined

_environment = Environment(
    loader=PackageLoader("flywheel.ai", ""),
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
    keep_trailing_newline=False,
    # The results are Markdown and prompts, never HTML.
    autoescape=False,  # noqa: S701
)


def render(name: str, **values: Any) -> str:
    """Render the template `name`, e.g. `prompts/blog_post.j2`; a missing value is an error."""
    return _environment.get_template(name).render(**values).strip()
