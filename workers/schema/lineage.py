"""Prove that `sql/lineage.csv` answers every column of the source documents, and truly."""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import psycopg

from flywheel import db
from flywheel.schema.acceptance import refusal
from flywheel.schema.sources import CHECKOUT, SchemaError

LINEAGE = "sql/lineage.csv"
COLUMNS = "sql/requirements/columns.csv"
VALUES = "sql/requirements/values.csv"
_DERIVED = "derived:"
_QUERIES = db.Queries.load("flywheel.schema", "lineage.sql")

Source = tuple[str, str, str]
"""A document's column: document, table, column."""


@dataclass(frozen=True)
class Answer:
    """One row of `sql/lineage.csv`.

    Attributes
    ----------
    target
        `table.column` in public, `schema.table.column` elsewhere, or `derived:` and the view
        or function that gives it.
    """

    source: Source
    target: str
    note: str

    @property
    def is_derived(self) -> bool:
        """Whether no single column stores it."""
        return self.target.startswith(_DERIVED)


@dataclass(frozen=True)
class ListedValue:
    """A value that a document lists for a column.

    Attributes
    ----------
    stored_in
        The `table.column` that has to accept it, where the target is derived; else empty.
    stored_as
        How it is spelled there, where that differs from the document; else empty.
    """

    source: Source
    value: str
    stored_in: str
    stored_as: str


@dataclass(frozen=True)
class Lineage:
    """What the check found.

    Attributes
    ----------
    answered, derived
        Columns of the documents that have exactly one answer, and those among them that a
        view or function gives.
    values
        Listed values that their target accepts.
    missing
        Targets that do not exist.
    faults
        Everything wrong, for a person; missing targets included.
    """

    columns: int
    answered: int
    derived: int
    values: int
    missing: int
    faults: list[str]

    @property
    def summary(self) -> str:
        """The counts in one line."""
        return (
            f"{self.answered}/{self.columns} columns answered, "
            f"{self.derived} derived, {self.missing} missing targets"
        )


class Catalog:
    """What exists in a database: columns of relations, functions and what they return."""

    def __init__(self) -> None:
        self.stored: set[tuple[str, str, str]] = set()
        self.columns: set[tuple[str, str, str]] = set()
        self.names: set[tuple[str, str]] = set()

    @classmethod
    async def read(cls, connection: db.Connection) -> Catalog:
        """Read the catalog of the database behind `connection`."""
        catalog = cls()
        for row in await (await connection.execute(_QUERIES.columns)).fetchall():
            column = (row["schema"], row["relation"], row["column"])
            catalog.columns.add(column)
            if row["kind"] in {"r", "p"}:
                catalog.stored.add(column)
            catalog.names.add(column[:2])
        for row in await (await connection.execute(_QUERIES.functions)).fetchall():
            catalog.names.add((row["schema"], row["name"]))
            catalog.columns |= {(row["schema"], row["name"], name) for name in row["columns"]}
            if row["row_relation"]:  # PostgREST offers it as a column of the relation
                catalog.columns.add((row["row_schema"], row["row_relation"], row["name"]))
        return catalog

    def has(self, target: str) -> bool:
        """Whether the target of an answer exists."""
        if not target.startswith(_DERIVED):
            return _column(target) in self.stored
        parts = tuple(target.removeprefix(_DERIVED).split("."))
        return (
            (len(parts) == 3 and parts in self.columns)
            or (len(parts) == 2 and (parts in self.names or ("public", *parts) in self.columns))
            or (len(parts) == 1 and ("public", *parts) in self.names)
        )


async def check_lineage(dsn: str, root: Path = CHECKOUT) -> Lineage:
    """Compare the answers of a checkout with its documents and with a database.

    Raises
    ------
    SchemaError
        If one of the three files is missing or has other columns than it should.
    """
    columns = [(row[0], row[1], row[2]) for row in _read(root / COLUMNS, 3)]
    answers = [Answer((r[0], r[1], r[2]), r[3], r[4]) for r in _read(root / LINEAGE, 5)]
    listed = [ListedValue((r[0], r[1], r[2]), r[3], r[4], r[5]) for r in _read(root / VALUES, 6)]
    counts = Counter(answer.source for answer in answers)
    answered = [source for source in columns if counts[source] == 1]
    faults = list(_unmatched(columns, counts))
    async with db.connect(dsn) as connection:
        catalog = await Catalog.read(connection)
        missing = [answer for answer in answers if not catalog.has(answer.target)]
        faults += [f"{_name(one.source)}: there is no {one.target}" for one in missing]
        targets = {answer.source: answer for answer in answers}
        refused = []
        for value in listed:
            if text := await _refused(connection, catalog, value, targets.get(value.source)):
                refused.append(f"{_name(value.source)}: {value.value!r} {text}")
    return Lineage(
        columns=len(columns),
        answered=len(answered),
        derived=sum(answer.is_derived for answer in answers if answer.source in set(answered)),
        values=len(listed) - len(refused),
        missing=len(missing),
        faults=faults + refused,
    )


def _read(path: Path, width: int) -> Iterator[list[str]]:
    if not path.exists():
        raise SchemaError(f"{path} is missing")
    with path.open(encoding="utf-8", newline="") as file:
        rows = csv.reader(file)
        next(rows, None)
        for row in rows:
            if len(row) != width:
                raise SchemaError(
                    f"{path.name}:{rows.line_num}: {len(row)} fields instead of {width}",
                    hint="A field with a comma stands in double quotes.",
                )
            yield row


def _unmatched(columns: list[Source], counts: Counter[Source]) -> Iterator[str]:
    for source in columns:
        if counts[source] != 1:
            yield f"{_name(source)}: " + ("no answer" if not counts[source] else "two answers")
    for source in sorted(counts.keys() - set(columns)):
        yield f"{_name(source)}: no document has that column"


async def _refused(
    connection: db.Connection, catalog: Catalog, value: ListedValue, answer: Answer | None
) -> str | None:
    """Return why a listed value is not accepted, or None."""
    if answer is None:
        return "is listed for a column without an answer"
    target = value.stored_in or answer.target
    if target.startswith(_DERIVED):
        return f"is listed, {target} is derived, and no stored_in says which column accepts it"
    if _column(target) not in catalog.stored:
        return f"is listed, and there is no {target}"
    schema, table, column = _column(target)
    try:
        why = await refusal(connection, schema, table, column, value.stored_as or value.value)
    except psycopg.Error as error:
        why = str(error.diag.message_primary or error)
    return f"is not accepted by {target}: {why}" if why else None


def _column(target: str) -> tuple[str, str, str]:
    """Return schema, table and column of a target; empty names where it is none."""
    parts = target.split(".")
    if len(parts) == 2:
        return ("public", parts[0], parts[1])
    return (parts[0], parts[1], parts[2]) if len(parts) == 3 else ("", "", "")


def _name(source: Source) -> str:
    return f"{source[0]} {source[1]}.{source[2]}"
