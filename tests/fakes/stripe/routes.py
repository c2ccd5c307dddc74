"""Which function answers which method and path."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar

from tests.fakes.stripe.parameters import Reader, Schema, shape, text

Handler = Callable[..., Any]
H = TypeVar("H", bound=Handler)


@dataclass(frozen=True)
class Route:
    """One endpoint."""

    pattern: str
    read: Reader
    handler: Handler


_tree: dict[str, Any] = {}


def endpoint(method: str, pattern: str, schema: Schema | None = None) -> Callable[[H], H]:
    """Register a function `(account, params, *ids)` for a path such as `/v1/customers/{id}`."""

    def register(handler: H) -> H:
        node = _tree
        for part in pattern.strip("/").split("/"):
            node = node.setdefault("{}" if part.startswith("{") else part, {})
        read = shape({**(schema or {}), "expand": [text]})
        node[f" {method}"] = Route(pattern, read, handler)
        return handler

    return register


def find(method: str, path: str) -> tuple[Route, list[str]] | None:
    """Return the endpoint of a path and the ids in it."""
    node = _tree
    identifiers = []
    for part in path.strip("/").split("/"):
        if part in node:
            node = node[part]
        elif "{}" in node:
            identifiers.append(part)
            node = node["{}"]
        else:
            return None
    route = node.get(f" {method}")
    return (route, identifiers) if route else None
