"""Requests that somebody could send to read or change what is not theirs, made at random."""

from __future__ import annotations

import json
import random
import uuid
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

from .catalog import Catalog, Column, Function, Relation
from .tenants import MARK, Row, Tenants

_WORDS = (
    *("", "a", "'", "%", "*", "null", "viewer", "owner", "admin", "member", "product", "products"),
    *("campaign", "blog_post", "content_upgrade", "email_sequence", "text", "day", "USD"),
)
_OF_ONE_S_OWN = {"delete_workspace", "archive_workspace", "leave_workspace", "transfer_ownership"}
"""What would end the thief's own workspace is called with our ids alone."""
_OPERATORS = ("eq", "neq", "gt", "lte", "like", "ilike", "is", "in", "not.eq", "isdistinct", "fts")


@dataclass(frozen=True)
class Request:
    """One HTTP request to PostgREST, as it goes over the wire.

    Attributes
    ----------
    asks_for_ours
        Whether it filters by an id of ours, so that an honest answer is empty.
    """

    method: str
    path: str
    params: tuple[tuple[str, str], ...] = ()
    headers: tuple[tuple[str, str], ...] = ()
    body: str | None = None
    asks_for_ours: bool = field(default=False, compare=False)

    @property
    def url(self) -> str:
        return f"/rest/v1/{self.path}" + (f"?{urlencode(self.params)}" if self.params else "")

    def __str__(self) -> str:
        lines = [f"{self.method} {self.url}", *(": ".join(header) for header in self.headers)]
        return "\n".join([*lines, *([self.body] if self.body is not None else [])])


class Maker:
    """Makes requests out of the catalog and the rows of both tenants.

    Parameters
    ----------
    chance
        Where its choices come from; hypothesis gives one that it can shrink.
    """

    def __init__(self, catalog: Catalog, tenants: Tenants, chance: random.Random) -> None:
        self.catalog = catalog
        self.tenants = tenants
        self.chance = chance
        self.our_ids = sorted(tenants.secrets)

    def request(self) -> Request:
        """Make any request: a read, a write or a call."""
        kind = self.chance.choices(
            (self.read, self.insert, self.update, self.delete, self.call), (35, 15, 12, 8, 30)
        )[0]
        return kind()

    # reads -------------------------------------------------------------------------------

    def read(self) -> Request:
        relation = self.chance.choice(self.catalog.relations)
        params, asks_for_ours = self._filters(relation, self.chance.randint(0, 3))
        select = self._select(relation, depth=self.chance.randint(0, 2))
        params = [("select", select), *params]
        if self.chance.random() < 0.3:
            column = self.chance.choice(relation.columns).name
            params.append(("order", f"{column}.{self.chance.choice(('asc', 'desc'))}"))
        if self.chance.random() < 0.2:
            params.append(("limit", str(self.chance.randint(0, 5))))
        headers = self.chance.choice(
            (
                (),
                (("Prefer", "count=exact"),),
                (("Accept", "text/csv"),),
                (("Accept-Profile", self.chance.choice(("private", "jobs", "auth"))),),
            )
        )
        return Request(
            self.chance.choice(("GET", "GET", "GET", "HEAD")),
            relation.name,
            tuple(params),
            headers,
            asks_for_ours=asks_for_ours,
        )

    def _select(self, relation: Relation, depth: int) -> str:
        names = [column.name for column in relation.columns if column.is_readable] or ["*"]
        chosen = names if self.chance.random() < 0.6 else [self.chance.choice(names)]
        links = self.catalog.links_of(relation.name)
        if depth and links:
            for link in self.chance.sample(links, min(len(links), 2)):
                other = self.catalog.by_name[link.other]
                inner = self.chance.choice(("", "!inner", "!left"))
                chosen = [
                    *chosen,
                    f"{other.name}!{link.constraint}{inner}({self._select(other, depth - 1)})",
                ]
        return ",".join(chosen)

    def _filters(self, relation: Relation, count: int) -> tuple[list[tuple[str, str]], bool]:
        """Filters, and whether one of them alone asks for what is ours."""
        filters = []
        asks_for_ours = False
        for column in self.chance.choices(relation.columns, k=count):
            operator = self.chance.choice(_OPERATORS)
            value = self._value(column, relation)
            if operator == "in":
                text = (
                    f"in.({','.join(json.dumps(str(self._value(column, relation))) for _ in '12')})"
                )
            elif operator == "is":
                text = f"is.{self.chance.choice(('null', 'true', 'not_null'))}"
            else:
                text = f"{operator}.{_plain(value)}"
            if self.chance.random() < 0.15:
                filters.append(("or", f"({column.name}.{text},{column.name}.is.null)"))
                continue
            filters.append((column.name, text))
            asks_for_ours |= operator == "eq" and self.tenants.is_secret(value)
        return filters, asks_for_ours

    # writes ------------------------------------------------------------------------------

    def insert(self) -> Request:
        relation = self.chance.choice(self.catalog.tables)
        rows = [self._row(relation) for _ in range(self.chance.choice((1, 1, 1, 2)))]
        preferences = ["return=representation"]
        params = []
        if self.chance.random() < 0.5:
            preferences.append(f"resolution={self.chance.choice(('merge', 'ignore'))}-duplicates")
            if self.chance.random() < 0.5:
                params.append(("on_conflict", self.chance.choice(("id", "workspace_id,id"))))
        if self.chance.random() < 0.3:
            preferences.append("missing=default")
        body = json.dumps(rows[0] if len(rows) == 1 else rows, default=str)
        return Request(
            "POST", relation.name, tuple(params), (("Prefer", ",".join(preferences)),), body
        )

    def update(self) -> Request:
        relation = self.chance.choice(self.catalog.tables)
        params, asks_for_ours = self._filters(relation, self.chance.randint(1, 2))
        row = self._row(relation)
        some = self.chance.sample(sorted(row), min(len(row), self.chance.randint(1, 3)))
        body = json.dumps({name: row[name] for name in some}, default=str)
        prefer = self.chance.choice(("return=representation", "return=minimal,count=exact"))
        return Request(
            "PATCH",
            relation.name,
            tuple(params),
            (("Prefer", prefer),),
            body,
            asks_for_ours=asks_for_ours,
        )

    def delete(self) -> Request:
        relation = self.chance.choice(self.catalog.tables)
        params, asks_for_ours = self._filters(relation, self.chance.randint(1, 2))
        headers = (("Prefer", "return=representation"),)
        return Request("DELETE", relation.name, tuple(params), headers, asks_for_ours=asks_for_ours)

    def _row(self, relation: Relation) -> Row:
        """A row of theirs, in which some references are ours."""
        base = dict(self.tenants.theirs.get(relation.name, {}))
        row = {}
        for column in relation.columns:
            if not column.is_writable or self.chance.random() < 0.1:
                continue
            if column.type == "uuid" and self.chance.random() < 0.5:
                row[column.name] = self._value(column, relation)
            elif column.name == "id":
                row["id"] = str(self._random_uuid())
            else:
                row[column.name] = base.get(column.name)
        return row

    # calls -------------------------------------------------------------------------------

    def call(self) -> Request:
        function = self.chance.choice(self.catalog.functions)
        given = self.arguments(function)
        if function.is_volatile or self.chance.random() < 0.5:
            return self.call_of(function, given)
        params = tuple((name, _plain(value)) for name, value in given.items())
        return Request("GET", f"rpc/{function.name}", params)

    @staticmethod
    def call_of(function: Function, given: dict[str, Any]) -> Request:
        return Request("POST", f"rpc/{function.name}", body=json.dumps(given, default=str))

    def arguments(self, function: Function) -> dict[str, Any]:
        """Make arguments; of those with defaults, some are left out."""
        if function.name in _OF_ONE_S_OWN:
            return {name: self.our_id(name) for name, _ in function.arguments}
        given = {
            name: self.argument(name, kind)
            for place, (name, kind) in enumerate(function.arguments)
            if place < function.required or self.chance.random() < 0.4
        }
        if "query" in given:  # a search for what only we have
            given["query"] = self.chance.choice((MARK, MARK[:5], "sparrow", "a"))
        return given

    def argument(self, name: str, kind: str) -> Any:
        if kind == "uuid":
            return self.our_id(name) if self.chance.random() < 0.7 else self._uuid()
        if kind in self.catalog.by_name:  # a row: PostgREST builds one from an object
            row = self.tenants.ours.get(kind, {})
            return {name: one for name, one in row.items() if self.tenants.is_secret(one)}
        if kind.endswith("[]"):
            inner = kind.removesuffix("[]")
            return [self.argument(name, inner) for _ in range(self.chance.randint(0, 2))]
        if kind in {"json", "jsonb"}:
            return self._object()
        return self._scalar(kind)

    def our_id(self, name: str) -> str:
        """An id of ours that fits a name: `product_id` is a product's, `workspace_id` ours."""
        if "workspace" in name:
            return self.tenants.our_workspace
        fitting = [
            row["id"]
            for relation, row in self.tenants.ours.items()
            if relation.rstrip("s").endswith(name.removesuffix("_id")) and "id" in row
        ]
        fitting = [one for one in fitting if self.tenants.is_secret(one)]
        if fitting and self.chance.random() < 0.6:
            return str(self.chance.choice(fitting))
        return self.chance.choice(self.our_ids)

    def _object(self) -> Any:
        rows = [row for row in self.tenants.ours.values() if row]
        return self.chance.choice(
            (
                {},
                [],
                {"id": self.chance.choice(self.our_ids)},
                {"workspace_id": self.tenants.our_workspace},
                [{"workspace_id": self.tenants.our_workspace}],
                {
                    key: value
                    for key, value in self.chance.choice(rows).items()
                    if self.tenants.is_secret(value)
                },
            )
        )

    # values ------------------------------------------------------------------------------

    def _value(self, column: Column, relation: Relation) -> Any:
        if column.type == "uuid":
            same = self.tenants.ours.get(relation.name, {}).get(column.name)
            if column.name == "workspace_id":
                same = self.tenants.our_workspace
            if column.name == "id":  # ours of another table would be new here, and theirs
                return same or str(self._random_uuid())
            return same if same and self.chance.random() < 0.6 else self._uuid()
        own = self.tenants.theirs.get(relation.name, {}).get(column.name)
        return own if own is not None and self.chance.random() < 0.4 else self._scalar(column.type)

    def _uuid(self) -> str:
        choice = self.chance.random()
        if choice < 0.5:
            return self.chance.choice(self.our_ids)
        if choice < 0.7:
            return self.tenants.their_workspace
        return str(self._random_uuid())

    def _random_uuid(self) -> uuid.UUID:
        return uuid.UUID(int=self.chance.getrandbits(128), version=4)

    def _scalar(self, kind: str) -> Any:
        if kind in {"integer", "bigint", "smallint", "numeric", "real", "double precision"}:
            return self.chance.choice((0, 1, 10, -1, 10**6))
        if kind == "boolean":
            return self.chance.choice((True, False))
        if kind.startswith("timestamp") or kind == "date":
            return self.chance.choice(("2020-01-01", "2026-11-20T20:00:00Z", "infinity"))
        if kind == "interval":
            return "1 day"
        return self.chance.choice(_WORDS)


def _plain(value: Any) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    return value if isinstance(value, str) else json.dumps(value, default=str)
