"""Parameters of a request: what an endpoint takes, read from forms or from Python values.

A schema is a dict from a name to a reader; a name that ends in `!` is required. A reader is one
of the functions below, a dict (a nested object) or a list of one reader. An empty string unsets:
it is read as None.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any
from urllib.parse import parse_qsl

from tests.fakes.stripe.errors import error, invalid

Params = dict[str, Any]
Reader = Callable[[Any, str], Any]
Schema = Mapping[str, Any]


def text(value: Any, name: str) -> str:
    if isinstance(value, dict | list):
        raise invalid(f"Invalid string: {value}", name)
    return str(value)


def integer(value: Any, name: str) -> int:
    try:
        if isinstance(value, bool | dict | list):
            raise TypeError
        return int(str(value))
    except (TypeError, ValueError):
        raise invalid(f"Invalid integer: {value}", name, "parameter_invalid_integer") from None


def number(value: Any, name: str) -> float:
    try:
        return float(value)
    except (TypeError, ValueError):
        raise invalid(f"Invalid decimal: {value}", name) from None


def flag(value: Any, name: str) -> bool:
    if value in (True, "true", "1"):
        return True
    if value in (False, "false", "0"):
        return False
    raise invalid(f"Invalid boolean: {value}", name)


def moment(value: Any, name: str) -> int | str:
    """Read a time in seconds, or one of the words that stand for one."""
    words = ("now", "unchanged", "min_period_end", "max_period_end")
    return str(value) if value in words else integer(value, name)


def span(value: Any, name: str) -> dict[str, int]:
    """Read a filter of times: one second, or bounds."""
    if not isinstance(value, dict):
        return {"gte": integer(value, name), "lte": integer(value, name)}
    wrong = next((key for key in value if key not in ("gt", "gte", "lt", "lte")), None)
    if wrong:
        raise unknown(f"{name}[{wrong}]")
    return {key: integer(bound, f"{name}[{key}]") for key, bound in value.items()}


def metadata(value: Any, name: str) -> dict[str, str | None]:
    """Read pairs; a value of None takes its key away."""
    if not isinstance(value, dict):
        raise invalid("Invalid metadata: it must be a hash.", name)
    return {
        str(key): None if one in ("", None) else text(one, f"{name}[{key}]")
        for key, one in value.items()
    }


def anything(value: Any, name: str) -> Any:
    """Take what the fake accepts and does nothing with."""
    return value


def unknown(name: str) -> Exception:
    """Build the error for a parameter no endpoint takes."""
    message = f"Received unknown parameter: {name}"
    return error(400, "invalid_request_error", message, param=name, code="parameter_unknown")


def reader(schema: Any) -> Reader:
    """Turn one entry of a schema into a function that reads it."""
    if callable(schema):
        read: Reader = schema
        return read
    if isinstance(schema, list):
        return _list(reader(schema[0]))
    return shape(schema)


def shape(schema: Schema) -> Reader:
    """Turn a schema into a function that reads a whole object."""
    readers = {name.rstrip("!"): reader(entry) for name, entry in schema.items()}
    needed = [name[:-1] for name in schema if name.endswith("!")]

    def read(value: Any, name: str = "") -> Params:
        if not isinstance(value, dict):
            raise invalid("Invalid object", name)
        found: Params = {}
        for key, one in value.items():
            path = f"{name}[{key}]" if name else key
            if key not in readers:
                raise unknown(path)
            found[key] = None if one == "" or one is None else readers[key](one, path)
        for key in needed:
            if found.get(key) is None:
                path = f"{name}[{key}]" if name else key
                raise invalid(f"Missing required param: {path}.", path, "parameter_missing")
        return found

    return read


def _list(one: Reader) -> Reader:
    def read(value: Any, name: str) -> list[Any]:
        values = list(value.values()) if isinstance(value, dict) else value
        if not isinstance(values, list | tuple):
            raise invalid("Invalid array", name)
        return [one(entry, f"{name}[{place}]") for place, entry in enumerate(values)]

    return read


def parse_form(body: str) -> Params:
    """Read `a[b][0][c]=1` into nested objects, and `a[]=1` or `a[0]=1` into lists."""
    tree: Params = {}
    for name, value in parse_qsl(body, keep_blank_values=True):
        head, _, rest = name.partition("[")
        keys = [head, *(rest[:-1].split("][") if rest else [])]
        node = tree
        for key in keys[:-1]:
            node = node.setdefault(key, {})
            if not isinstance(node, dict):
                raise invalid(f"Invalid parameter: {name}", name)
        last = keys[-1] or str(len(node))
        node[last] = value
    return {key: _lists(value) for key, value in tree.items()}


def _lists(value: Any) -> Any:
    if not isinstance(value, dict):
        return value
    if value and all(key.isdigit() for key in value):
        return [_lists(value[key]) for key in sorted(value, key=int)]
    return {key: _lists(one) for key, one in value.items()}


def merged(old: Mapping[str, str] | None, new: Mapping[str, str | None] | None) -> dict[str, str]:
    """Return metadata after an edit: new keys in, emptied keys out, all out for None."""
    if new is None:
        return {}
    both = {**(old or {}), **new}
    return {key: value for key, value in both.items() if value is not None}
