"""What PostgREST serves, read from the database's catalog."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import psycopg

from flywheel.db import Queries


@dataclass(frozen=True)
class Column:
    """A column of a served relation, and what somebody signed in may do with it."""

    name: str
    type: str
    is_readable: bool
    is_writable: bool


@dataclass(frozen=True)
class Relation:
    """A table or view in schema public."""

    name: str
    is_table: bool
    columns: tuple[Column, ...]


@dataclass(frozen=True)
class Link:
    """A foreign key by which PostgREST embeds, from either side."""

    constraint: str
    one: str
    other: str


@dataclass(frozen=True)
class Function:
    """A function in schema public.

    Attributes
    ----------
    arguments
        Name and type of each; those after the first `required` have defaults.
    """

    name: str
    is_volatile: bool
    required: int
    arguments: tuple[tuple[str, str], ...]


class Catalog:
    """Relations, links and functions that PostgREST serves."""

    def __init__(self, connection: psycopg.Connection[dict[str, Any]]) -> None:
        queries = Queries.load("tests.api.isolation", "catalog.sql")
        self.relations = [
            Relation(row["name"], row["is_table"], tuple(Column(**one) for one in row["columns"]))
            for row in connection.execute(queries.relations)
        ]
        self.tables = [relation for relation in self.relations if relation.is_table]
        self.by_name = {relation.name: relation for relation in self.relations}
        self.links = [
            Link(row["constraint"], row["child"], row["parent"])
            for row in connection.execute(queries.links)
        ]
        self.functions = [
            Function(
                row["name"],
                row["is_volatile"],
                row["required"],
                tuple((name, kind) for name, kind in row["arguments"]),
            )
            for row in connection.execute(queries.functions)
        ]

    def links_of(self, name: str) -> list[Link]:
        """Return the links of a relation, each seen from it."""
        forward = [link for link in self.links if link.one == name]
        backward = [
            Link(link.constraint, link.other, link.one)
            for link in self.links
            if link.other == name and link.one != name
        ]
        return forward + backward
