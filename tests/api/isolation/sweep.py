"""Every relation and function once, as a thief would try them first."""

from __future__ import annotations

import json
import random
from collections.abc import Iterator

from .catalog import Catalog, Relation
from .requests import Maker, Request
from .tenants import Tenants


def every_request(catalog: Catalog, tenants: Tenants) -> Iterator[Request]:
    """Yield, for each relation and function, the requests that a thief would try first."""
    for relation in catalog.relations:
        yield from _on_relation(catalog, tenants, relation)
    maker = Maker(catalog, tenants, random.Random(7))
    for function in catalog.functions:
        for name, kind in function.arguments:
            if kind == "uuid":
                yield maker.call_of(function, {name: maker.our_id(name)})
        for _ in range(6):
            yield maker.call_of(function, maker.arguments(function))


def _on_relation(catalog: Catalog, tenants: Tenants, relation: Relation) -> Iterator[Request]:
    names = [column.name for column in relation.columns if column.is_readable]
    select = ("select", ",".join(names) or "*")
    yield Request("GET", relation.name, (select,))
    yield Request("GET", relation.name)
    for link in catalog.links_of(relation.name):
        other = catalog.by_name[link.other]
        readable = ",".join(column.name for column in other.columns if column.is_readable)
        embed = f"{select[1]},{other.name}!{link.constraint}({readable or '*'})"
        yield Request("GET", relation.name, (("select", embed),))
    ours = tenants.ours.get(relation.name, {})
    theirs = tenants.theirs.get(relation.name, {})
    for column in relation.columns:
        if column.type == "uuid" and tenants.is_secret(ours.get(column.name)):
            by = ((column.name, f"eq.{ours[column.name]}"),)
            counted = (("Prefer", "count=exact,return=representation"),)
            yield Request("GET", relation.name, (select, *by), counted, asks_for_ours=True)
            if relation.is_table:
                yield Request("DELETE", relation.name, by, counted, asks_for_ours=True)
                if column.name not in {"id", "workspace_id", "user_id"}:
                    continue
                for other in relation.columns:
                    if other.is_writable and other.name in theirs:
                        body = json.dumps({other.name: theirs[other.name]}, default=str)
                        minimal = (("Prefer", "return=minimal"),)
                        yield Request("PATCH", relation.name, by, minimal, body)
    if relation.is_table:
        writable = {c.name for c in relation.columns if c.is_writable}
        for base, other in ((ours, theirs), (theirs, ours)):
            row = {name: base[name] for name in base if name in writable}
            for preference in ("return=minimal", "resolution=merge-duplicates"):
                prefer = (("Prefer", preference),)
                body = json.dumps(row, default=str)
                yield Request("POST", relation.name, (), prefer, body)
            for name in row:
                if name != "id" and tenants.is_secret(other.get(name)):
                    mixed = {**row, name: other[name]}
                    mixed.pop("id", None)
                    body = json.dumps(mixed, default=str)
                    yield Request("POST", relation.name, (), (("Prefer", "return=minimal"),), body)
