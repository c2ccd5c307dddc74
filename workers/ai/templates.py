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
    # The results are Markdown, style sheets and prompts; pages have an environment of their own.
    autoescape=False,  # noqa: S701
)
_html = _environment.overlay(autoescape=True)


def render(name: str, **values: Any) -> str:
    """Render the template `name`, e.g. `prompts/blog_post.j2`; a missing value is an error."""
    return _environment.get_template(name).render(**values).strip()


def render_html(name: str, **values: Any) -> str:
    """Render the template `name` of a page: values are escaped, a missing one is an error."""
    return _html.get_template(name).render(**values).strip()
