"""Makes generated CSS safe to put into somebody's page."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

import tinycss2

_AT_RULES = {"media", "supports", "keyframes", "-webkit-keyframes", "container", "layer"}
_BAD_PROPERTIES = {"behavior", "-moz-binding", "-ms-behavior"}
_BAD_FUNCTIONS = {"expression", "src", "element", "-moz-element", "paint"}
_ADDRESS = re.compile(
    r"(?:https://[^\s\"'()\\<>]+|data:image/(?:png|jpeg|gif|webp|avif);base64,[A-Za-z0-9+/=]+)\Z",
    re.IGNORECASE,
)
# Not fixed, and no var() that could turn out to be it.
_POSITIONS = {
    *("static", "relative", "absolute", "sticky", "-webkit-sticky"),
    *("inherit", "initial", "unset", "revert"),
}


class UnsafeMarkupError(ValueError):
    """Markup that cannot be made safe; the message says what and in which field."""


def clean_stylesheet(css: str, *, overlay: bool = False) -> str:
    """Return a style sheet without anything that loads code or other style sheets.

    Images come from `https:` or are `data:`; `position: fixed` only where `overlay` allows it.
    Declarations that do not parse are left out, as a browser does.

    Raises
    ------
    UnsafeMarkupError
        If it imports, runs or spies, or its brackets do not match.
    """
    if "</" in css or "<!--" in css:
        raise UnsafeMarkupError("css_styles: holds HTML")
    rules = tinycss2.parse_stylesheet(css, skip_comments=True, skip_whitespace=True)
    safe = "\n".join(_rules(rules, overlay))
    if "</" in safe or "<!--" in safe:  # written with escapes, which serialising resolves
        raise UnsafeMarkupError("css_styles: holds HTML")
    return safe


def clean_declarations(style: str, *, overlay: bool = False) -> str:
    """Return the declarations of a style attribute that are safe; see `clean_stylesheet`."""
    return " ".join(
        _declarations(tinycss2.parse_blocks_contents(style, skip_comments=True), overlay)
    )


def _rules(rules: Iterable[Any], overlay: bool) -> Iterable[str]:
    for rule in rules:
        if rule.type == "qualified-rule":
            selector = tinycss2.serialize(rule.prelude).strip()
            _check(rule.prelude, selector=True)
            inside = " ".join(
                _declarations(
                    tinycss2.parse_blocks_contents(rule.content, skip_comments=True), overlay
                )
            )
            if selector and inside:
                yield f"{selector} {{ {inside} }}"
        elif rule.type == "at-rule":
            if rule.lower_at_keyword == "charset":
                continue
            if rule.lower_at_keyword not in _AT_RULES:
                raise UnsafeMarkupError(f"css_styles: @{rule.at_keyword} is not allowed")
            _check(rule.prelude)
            if rule.content is None:
                continue
            inside = "\n".join(
                _rules(
                    tinycss2.parse_rule_list(
                        rule.content, skip_comments=True, skip_whitespace=True
                    ),
                    overlay,
                )
            )
            prelude = tinycss2.serialize(rule.prelude).strip()
            yield f"@{rule.lower_at_keyword} {prelude} {{\n{inside}\n}}"


def _declarations(nodes: Iterable[Any], overlay: bool) -> Iterable[str]:
    for node in nodes:
        if node.type in {"qualified-rule", "at-rule"}:  # nested rules
            yield from _rules([node], overlay)
        if node.type != "declaration":
            continue
        if node.lower_name in _BAD_PROPERTIES:
            raise UnsafeMarkupError(f"css_styles: {node.lower_name} is not allowed")
        _check(node.value)
        value = tinycss2.serialize(node.value).strip()
        if node.lower_name == "position" and value.lower() not in _POSITIONS and not overlay:
            raise UnsafeMarkupError("css_styles: position: fixed is for pop-ups only; use sticky")
        important = " !important" if node.important else ""
        yield f"{node.name}: {value}{important};"


def _check(tokens: Iterable[Any] | None, *, selector: bool = False) -> None:
    """Refuse whatever in a value or prelude loads something from where it should not.

    In selectors, `[value]` is refused too: with it, rules can send what a visitor types, letter
    by letter, to the server of an image.
    """
    for token in tokens or ():
        if token.type == "error":
            raise UnsafeMarkupError(f"css_styles: does not parse: {token.message}")
        if token.type == "url":
            _check_address(token.value)
        elif token.type == "function":
            if token.lower_name in _BAD_FUNCTIONS:
                raise UnsafeMarkupError(f"css_styles: {token.lower_name}() is not allowed")
            if token.lower_name in {"url", "image-set", "-webkit-image-set", "image"}:
                for argument in token.arguments:
                    if argument.type == "string":
                        _check_address(argument.value)
            _check(token.arguments, selector=selector)
        elif token.type in {"() block", "[] block", "{} block"}:
            if selector and token.type == "[] block" and _names(token.content, "value"):
                raise UnsafeMarkupError("css_styles: selectors of [value] are not allowed")
            _check(token.content, selector=selector)


def _names(tokens: Iterable[Any], name: str) -> bool:
    return any(token.type == "ident" and token.lower_value == name for token in tokens)


def _check_address(address: str) -> None:
    if not _ADDRESS.match(address.strip()):
        raise UnsafeMarkupError(
            f"css_styles: url({address[:40]!r}): only https: and data: images are allowed"
        )
