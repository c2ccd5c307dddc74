"""Draw the map of the domains in `sql/README.md` from what a built database holds.

The text of that file is written by hand. Between `<!-- domain: accounts -->` and `<!-- end -->`
stands the diagram of a domain and the list of its tables, and between `<!-- map -->` and
`<!-- end -->` how the domains rely on each other: both come from here.
"""

from __future__ import annotations

import asyncio
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from psycopg.rows import dict_row

from flywheel import db
from flywheel.schema.build import connect_as_owner, run_script
from flywheel.schema.scratch import scratch_cluster
from flywheel.schema.sources import CHECKOUT, DOMAINS, SchemaError, domain_files

README = "sql/README.md"
_QUERIES = db.Queries.load("flywheel.schema", "diagrams.sql")
_BLOCK = re.compile(r"(<!-- (?P<name>map|domain: [a-z]+) -->\n).*?(<!-- end -->)", re.DOTALL)
_SENTENCE = re.compile(r"^.*?[.:](?=\s|$)", re.DOTALL)
_EVERYWHERE = {"workspaces", "profiles", "currencies"}
"""Tables of every domain refer to these; the map of the domains leaves that out."""

Relation = tuple[str, str]
"""Schema and name."""


@dataclass(frozen=True)
class Model:
    """What a built database holds.

    Attributes
    ----------
    homes
        The domain of each table and view: the one whose files made it.
    relations, foreign_keys
        Rows of the queries of the same names.
    """

    homes: Mapping[Relation, str]
    relations: list[dict[str, Any]]
    foreign_keys: list[dict[str, Any]]


async def draw(root: Path = CHECKOUT) -> tuple[Path, str, str]:
    """Return the README's path, its text as it is and as it should be.

    Raises
    ------
    SchemaError
        If the sources do not build, or the README has no place for a domain.
    """
    path = root / README
    async with scratch_cluster() as cluster:
        dsn = await cluster.create_database("sources")
        model = await asyncio.to_thread(read_model, dsn, root)
    text = await asyncio.to_thread(path.read_text, "utf-8")
    return path, text, render(text, model)


def read_model(dsn: str, root: Path = CHECKOUT) -> Model:
    """Build the sources domain by domain in an empty database, and read what each one made."""
    homes: dict[Relation, str] = {}
    with connect_as_owner(dsn) as connection:
        for domain in DOMAINS:
            for path in domain_files(domain, root):
                run_script(connection, path, root)
            for schema, name in connection.execute(_QUERIES.names):
                homes.setdefault((schema, name), domain)
        with connection.cursor(row_factory=dict_row) as cursor:
            relations = cursor.execute(_QUERIES.relations).fetchall()
            foreign_keys = cursor.execute(_QUERIES.foreign_keys).fetchall()
    return Model(homes, relations, foreign_keys)


def render(text: str, model: Model) -> str:
    """Return the README with every block drawn anew; the text around them stays.

    Raises
    ------
    SchemaError
        If a domain that has tables has no block.
    """
    names = {match["name"] for match in _BLOCK.finditer(text)}
    for domain in dict.fromkeys(model.homes.values()):
        if f"domain: {domain}" not in names:
            raise SchemaError(
                f"{README} has no place for {domain}",
                hint=f"Add two lines: <!-- domain: {domain} --> and <!-- end -->",
            )

    def block(match: re.Match[str]) -> str:
        name = match["name"]
        lines = _map(model) if name == "map" else _domain(model, name.removeprefix("domain: "))
        return "\n".join([match[1], *lines, "", match[3]])

    return _BLOCK.sub(block, text)


def _map(model: Model) -> Iterator[str]:
    edges = {
        (model.homes[schema, name], model.homes[parent])
        for row in model.foreign_keys
        for schema, name in [(row["schema"], row["name"])]
        for parent in [(row["parent_schema"], row["parent_name"])]
        if parent in model.homes and parent[1] not in _EVERYWHERE
    }
    yield "```mermaid"
    yield "flowchart LR"
    for child, parent in sorted(edges):
        if child != parent:
            yield f"    {child} --> {parent}"
    yield "```"


def _domain(model: Model, domain: str) -> Iterator[str]:
    ours = [row for row in model.relations if model.homes[row["schema"], row["name"]] == domain]
    if any(not row["is_view"] for row in ours):
        yield "```mermaid"
        yield "erDiagram"
        yield from _entities(row for row in ours if not row["is_view"])
        for row in model.foreign_keys:
            if model.homes[row["schema"], row["name"]] == domain:
                yield f"    {_edge(row)}"
        yield "```"
        yield ""
    yield "| | what it holds |"
    yield "|---|---|"
    for row in ours:
        label = f"`{_label(row['schema'], row['name'])}`" + (" (view)" if row["is_view"] else "")
        yield f"| {label} | {_first_sentence(row['comment'])} |"


def _entities(rows: Iterator[dict[str, Any]]) -> Iterator[str]:
    for row in rows:
        yield f"    {_entity(row['schema'], row['name'])} {{"
        for key in row["keys"]:
            marks = [
                mark for mark, is_it in (("PK", "is_primary"), ("FK", "is_foreign")) if key[is_it]
            ]
            yield f"        {_type(key['type'])} {key['name']} {', '.join(marks)}"
        yield "    }"


def _edge(row: Mapping[str, Any]) -> str:
    parent = _entity(row["parent_schema"], row["parent_name"])
    child = _entity(row["schema"], row["name"])
    one = "||" if row["is_required"] else "|o"
    many = "o|" if row["is_one_to_one"] else "o{"
    return f'{parent} {one}--{many} {child} : "{", ".join(row["columns"])}"'


def _label(schema: str, name: str) -> str:
    return name if schema == "public" else f"{schema}.{name}"


def _entity(schema: str, name: str) -> str:
    return name if schema == "public" else f'"{schema}.{name}"'


def _type(name: str) -> str:
    return f"{name[1:]}[]" if name.startswith("_") else name


def _first_sentence(comment: str) -> str:
    match = _SENTENCE.match(comment)
    sentence = match.group() if match else comment
    return " ".join(sentence.replace("|", "\\|").split()).rstrip(":")
