"""Checks JSON against the typed classes of the official `stripe` package."""

from __future__ import annotations

import ast
import importlib
import inspect
import sys
import types
import typing
from collections.abc import Iterator
from decimal import Decimal
from functools import cache
from typing import Any, ClassVar, Literal, Union, get_args, get_origin

from stripe import ListObject, StripeObject
from stripe._object_classes import get_object_class

# Shown by the API though the classes do not list them, or shown by lists alone.
UNLISTED = {"total_count", "amount_decimal", "transform_usage", "object"}


def wrong(body: dict[str, Any]) -> list[str]:
    """Return what is wrong with an object, as paths with reasons."""
    kind = get_object_class("V1", body["object"])
    return list(_object(body, kind, body["object"]))


@cache
def _imports(module: str) -> dict[str, Any]:
    """Return what a module imports for its types alone."""
    found: dict[str, Any] = {}
    tree = ast.parse(inspect.getsource(sys.modules[module]))
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("stripe"):
            source = importlib.import_module(node.module or "")
            for one in node.names:
                if hasattr(source, one.name):
                    found[one.asname or one.name] = getattr(source, one.name)
    return found


@cache
def _hints(kind: type) -> dict[str, Any]:
    module = sys.modules[kind.__module__]
    names: dict[str, Any] = {**vars(module), **_imports(kind.__module__)}
    scope: Any = module
    for part in kind.__qualname__.split("."):
        scope = getattr(scope, part)
        names.update({key: one for key, one in vars(scope).items() if isinstance(one, type)})
    own = {
        key: one
        for base in reversed(kind.__mro__)
        if issubclass(base, StripeObject) and base.__module__.startswith("stripe")
        for key, one in vars(base).get("__annotations__", {}).items()
        if not key.startswith("_")
    }
    bare = types.new_class("Bare")
    bare.__annotations__ = own
    found = typing.get_type_hints(bare, names, names)
    return {key: one for key, one in found.items() if get_origin(one) is not ClassVar}


def _object(value: Any, kind: Any, path: str) -> Iterator[str]:
    if not isinstance(value, dict):
        yield f"{path}: {value!r} is no {kind.__name__}"
        return
    hints = _hints(kind)
    for key in value.keys() - hints.keys() - UNLISTED:
        yield f"{path}.{key}: unknown to {kind.__qualname__}"
    for key, hint in hints.items():
        if key in value:
            yield from _value(value[key], hint, f"{path}.{key}")
        elif not (get_origin(hint) is Union and type(None) in get_args(hint)):
            yield f"{path}.{key}: missing"


def _value(value: Any, hint: Any, path: str) -> Iterator[str]:
    origin, inner = get_origin(hint), get_args(hint)
    if origin is Union or isinstance(hint, types.UnionType):
        literals = [one for one in inner if get_origin(one) is Literal]
        # `Literal[...] | str` stands for an enum that may grow: here it must hold.
        choices = [one for one in inner if not (literals and one is str)]
        tries = [list(_value(value, one, path)) for one in choices]
        if all(tries):
            yield from min(tries, key=len)
    elif hint is Any:
        return
    elif hint is type(None):
        if value is not None:
            yield f"{path}: {value!r} should be null"
    elif origin is Literal:
        if value not in inner:
            yield f"{path}: {value!r} is none of {inner[:6]}"
    elif origin is list:
        if not isinstance(value, list):
            yield f"{path}: {value!r} is no list"
            return
        for place, one in enumerate(value):
            yield from _value(one, inner[0], f"{path}[{place}]")
    elif origin is ListObject:
        if not isinstance(value, dict) or value.get("object") != "list":
            yield f"{path}: no list object"
            return
        for place, one in enumerate(value["data"]):
            yield from _value(one, inner[0], f"{path}.data[{place}]")
        for key, kind in (("has_more", bool), ("url", str)):
            if not isinstance(value.get(key), kind):
                yield f"{path}.{key}: {value.get(key)!r}"
    elif origin is not None:
        if not isinstance(value, dict):
            yield f"{path}: {value!r} is no map"
            return
        for key, one in value.items():
            yield from _value(one, inner[-1], f"{path}.{key}")
    elif inspect.isclass(hint) and issubclass(hint, StripeObject):
        yield from _object(value, hint, path)
    else:
        fits: tuple[type, ...] = {float: (int, float), Decimal: (str,)}.get(hint, (hint,))
        if not isinstance(value, fits) or (isinstance(value, bool) and hint is not bool):
            yield f"{path}: {value!r} is no {hint.__name__}"
