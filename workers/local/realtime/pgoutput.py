"""Parser of `pgoutput`, the logical replication messages of Postgres, protocol version 1.

Source: PostgreSQL documentation, "Logical Replication Message Formats". The module is pure:
bytes in, events out; nothing here talks to a database.
"""

from __future__ import annotations

import struct
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import Enum
from typing import Final, Literal

_POSTGRES_EPOCH = datetime(2000, 1, 1, tzinfo=UTC)


class MalformedMessageError(Exception):
    """Bytes that are not a message of `pgoutput` version 1."""


class Unchanged(Enum):
    """Stands for a large value that an update did not touch: it is not in the log."""

    TOAST = "unchanged"


UNCHANGED: Final = Unchanged.TOAST
Value = str | None | Literal[Unchanged.TOAST]
Action = Literal["INSERT", "UPDATE", "DELETE"]


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a relation; `is_key` where it is part of the replica identity."""

    name: str
    type_oid: int
    type_modifier: int
    is_key: bool


@dataclass(frozen=True, slots=True)
class Relation:
    """A table as it was when the changes that follow were made."""

    oid: int
    schema: str
    name: str
    identity: str
    columns: tuple[Column, ...]


@dataclass(frozen=True, slots=True)
class Begin:
    """Start of a transaction."""

    committed_at: datetime


@dataclass(frozen=True, slots=True)
class Commit:
    """End of a transaction."""


@dataclass(frozen=True, slots=True)
class Row:
    """One change of one row, with the values in the order of the relation's columns.

    `old` holds what the replica identity gives: nothing, the key, or (`old_is_full`) all.
    """

    action: Action
    relation_oid: int
    new: tuple[Value, ...] | None
    old: tuple[Value, ...] | None
    old_is_full: bool = False


@dataclass(frozen=True, slots=True)
class Truncate:
    """Tables were emptied."""

    relation_oids: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Ignored:
    """A message that carries no change: a type, an origin or a logical message."""

    kind: str


Event = Begin | Commit | Relation | Row | Truncate | Ignored


class _Reader:
    """A position in the bytes of one message."""

    def __init__(self, data: bytes) -> None:
        self._data = data
        self._at = 0

    def integer(self, code: str) -> int:
        layout = struct.Struct(">" + code)
        try:
            (number,) = layout.unpack_from(self._data, self._at)
        except struct.error as error:
            raise MalformedMessageError(f"message ends at byte {self._at}") from error
        self._at += layout.size
        return int(number)

    def raw(self, length: int) -> bytes:
        end = self._at + length
        if length < 0 or end > len(self._data):
            raise MalformedMessageError(f"message ends before byte {end}")
        taken = self._data[self._at : end]
        self._at = end
        return taken

    def letter(self) -> str:
        return self.raw(1).decode("latin-1")

    def string(self) -> str:
        end = self._data.find(b"\0", self._at)
        if end < 0:
            raise MalformedMessageError("a name does not end")
        taken = self._data[self._at : end]
        self._at = end + 1
        return _text(taken)

    def timestamp(self) -> datetime:
        return _POSTGRES_EPOCH + timedelta(microseconds=self.integer("q"))

    def values(self) -> tuple[Value, ...]:
        return tuple(self._value() for _ in range(self.integer("H")))

    def _value(self) -> Value:
        kind = self.letter()
        if kind == "n":
            return None
        if kind == "u":
            return UNCHANGED
        if kind == "t":
            return _text(self.raw(self.integer("i")))
        raise MalformedMessageError(f"unknown kind of value {kind!r}")


def _text(data: bytes) -> str:
    try:
        return data.decode()
    except UnicodeDecodeError as error:
        raise MalformedMessageError(f"text is not UTF-8: {error}") from error


def parse(data: bytes) -> Event:
    """Return the event that one message describes.

    Raises
    ------
    MalformedMessageError
        If `data` is cut short or of an unknown kind.
    """
    reader = _Reader(data)
    kind = reader.letter()
    match kind:
        case "B":
            reader.integer("q")  # position of the commit in the log
            return Begin(committed_at=reader.timestamp())
        case "C":
            return Commit()
        case "R":
            return _relation(reader)
        case "I":
            return _insert(reader)
        case "U":
            return _update(reader)
        case "D":
            return _delete(reader)
        case "T":
            count = reader.integer("i")
            reader.integer("b")  # cascade, restart identity
            return Truncate(tuple(reader.integer("I") for _ in range(count)))
        case "O" | "Y" | "M":
            return Ignored(kind)
        case _:
            raise MalformedMessageError(f"unknown kind of message {kind!r}")


def _relation(reader: _Reader) -> Relation:
    oid = reader.integer("I")
    schema = reader.string() or "pg_catalog"
    name = reader.string()
    identity = reader.letter()
    columns = []
    for _ in range(reader.integer("H")):
        flags = reader.integer("b")
        columns.append(
            Column(
                name=reader.string(),
                type_oid=reader.integer("I"),
                type_modifier=reader.integer("i"),
                is_key=bool(flags & 1),
            )
        )
    return Relation(oid, schema, name, identity, tuple(columns))


def _insert(reader: _Reader) -> Row:
    oid = reader.integer("I")
    _expect(reader.letter(), "N")
    return Row("INSERT", oid, new=reader.values(), old=None)


def _update(reader: _Reader) -> Row:
    oid = reader.integer("I")
    kind = _expect(reader.letter(), "KON")
    old = None
    if kind != "N":
        old = reader.values()
        _expect(reader.letter(), "N")
    return Row("UPDATE", oid, new=reader.values(), old=old, old_is_full=kind == "O")


def _delete(reader: _Reader) -> Row:
    oid = reader.integer("I")
    kind = _expect(reader.letter(), "KO")
    return Row("DELETE", oid, new=None, old=reader.values(), old_is_full=kind == "O")


def _expect(letter: str, allowed: str) -> str:
    if letter not in allowed:
        raise MalformedMessageError(f"expected one of {allowed!r}, got {letter!r}")
    return letter
