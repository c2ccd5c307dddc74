"""The parser of the replication protocol, against messages built by its specification."""

from __future__ import annotations

import contextlib
import struct
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flywheel.local.realtime.decoder import Decoder
from flywheel.local.realtime.pgoutput import (
    UNCHANGED,
    Begin,
    Commit,
    Ignored,
    MalformedMessageError,
    Relation,
    Row,
    Truncate,
    Value,
    parse,
)

COLUMNS = [("id", 20, True), ("title", 25, False), ("body", 25, False)]

text = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"))
value = st.none() | st.just(UNCHANGED) | text


def begin(microseconds: int = 0) -> bytes:
    return b"B" + struct.pack(">qqI", 1, microseconds, 7)


def relation(oid: int = 16, identity: str = "d", full: bool = False) -> bytes:
    columns = b"".join(
        struct.pack(">b", key or full) + name.encode() + b"\0" + struct.pack(">Ii", kind, -1)
        for name, kind, key in COLUMNS
    )
    head = b"R" + struct.pack(">I", oid) + b"public\0notes\0" + identity.encode()
    return head + struct.pack(">H", len(COLUMNS)) + columns


def row(*values: Value) -> bytes:
    parts = [struct.pack(">H", len(values))]
    for one in values:
        if one is None:
            parts.append(b"n")
        elif one is UNCHANGED:
            parts.append(b"u")
        else:
            data = one.encode()
            parts.append(b"t" + struct.pack(">i", len(data)) + data)
    return b"".join(parts)


def insert(new: bytes, oid: int = 16) -> bytes:
    return b"I" + struct.pack(">I", oid) + b"N" + new


def update(new: bytes, old: bytes = b"", kind: bytes = b"") -> bytes:
    return b"U" + struct.pack(">I", 16) + kind + old + b"N" + new


def delete(old: bytes, kind: bytes = b"K") -> bytes:
    return b"D" + struct.pack(">I", 16) + kind + old


def decoded(*messages: bytes) -> list[object]:
    decoder = Decoder()
    return [change for message in messages if (change := decoder.decode(message))]


def test_a_transaction_begins_at_its_commit_time() -> None:
    event = parse(begin(microseconds=86_400_000_000 + 1500))
    assert event == Begin(committed_at=datetime(2000, 1, 2, 0, 0, 0, 1500, tzinfo=UTC))


def test_a_relation_tells_its_columns_and_key() -> None:
    event = parse(relation(oid=99, identity="f"))
    assert isinstance(event, Relation)
    assert (event.oid, event.schema, event.name, event.identity) == (99, "public", "notes", "f")
    assert [(c.name, c.type_oid, c.is_key) for c in event.columns] == COLUMNS


def test_an_empty_schema_name_is_the_catalog() -> None:
    event = parse(b"R" + struct.pack(">I", 1) + b"\0pg_class\0n" + struct.pack(">H", 0))
    assert isinstance(event, Relation)
    assert event.schema == "pg_catalog"


@given(st.lists(value, max_size=8))
def test_every_row_is_read_as_it_was_written(values: list[Value]) -> None:
    assert parse(insert(row(*values))) == Row("INSERT", 16, tuple(values), None)
    assert parse(delete(row(*values), b"O")) == Row("DELETE", 16, None, tuple(values), True)
    assert parse(update(row(*values), row(*values), b"K")) == Row(
        "UPDATE", 16, tuple(values), tuple(values), False
    )


@given(st.lists(value, min_size=1, max_size=5), st.data())
def test_a_message_that_is_cut_short_is_refused(values: list[Value], data: st.DataObject) -> None:
    whole = update(row(*values), row(*values), b"O")
    cut = data.draw(st.integers(0, len(whole) - 1))
    with pytest.raises(MalformedMessageError):
        parse(whole[:cut])


@given(st.binary(max_size=60))
def test_no_bytes_fail_in_another_way(data: bytes) -> None:
    with contextlib.suppress(MalformedMessageError):
        parse(data)


def test_messages_without_rows_are_told_apart() -> None:
    assert parse(b"C" + bytes(25)) == Commit()
    assert parse(b"T" + struct.pack(">ibII", 2, 1, 16, 17)) == Truncate((16, 17))
    for kind in (b"O", b"Y", b"M"):
        assert parse(kind) == Ignored(kind.decode())
    with pytest.raises(MalformedMessageError, match="unknown kind of message 'S'"):
        parse(b"S")


def test_a_change_carries_table_values_and_commit_time() -> None:
    (change,) = decoded(begin(2_000_000), relation(), insert(row("1", "a", None)))
    assert change.relation.name == "notes"
    assert change.new == {"id": "1", "title": "a", "body": None}
    assert change.old == {}
    assert change.committed_at == datetime(2000, 1, 1, 0, 0, 2, tzinfo=UTC)


def test_an_update_that_leaves_the_key_alone_has_the_key_as_its_old_row() -> None:
    (change,) = decoded(relation(), update(row("1", "b", "long")))
    assert change.old == {"id": "1"}


def test_an_update_of_the_key_has_the_old_key() -> None:
    (change,) = decoded(relation(), update(row("2", "b", "x"), row("1", None, None), b"K"))
    assert (change.old, change.new["id"]) == ({"id": "1"}, "2")


def test_an_unchanged_large_value_comes_from_the_full_identity_or_is_missing() -> None:
    full = relation(identity="f", full=True)
    (change,) = decoded(full, update(row("1", "b", UNCHANGED), row("1", "a", "long"), b"O"))
    assert change.new == {"id": "1", "title": "b", "body": "long"}
    (change,) = decoded(relation(), update(row("1", "b", UNCHANGED)))
    assert change.new == {"id": "1", "title": "b"}


def test_a_delete_has_the_key_or_under_full_identity_the_row() -> None:
    (change,) = decoded(relation(), delete(row("1", None, None)))
    assert (change.old, change.image) == ({"id": "1"}, {"id": "1"})
    (change,) = decoded(relation(identity="f", full=True), delete(row("1", "a", None), b"O"))
    assert change.old == {"id": "1", "title": "a", "body": None}


def test_a_relation_announced_again_has_its_new_columns() -> None:
    decoder = Decoder()
    decoder.decode(relation())
    short = b"R" + struct.pack(">I", 16) + b"public\0notes\0d" + struct.pack(">Hb", 1, 1)
    decoder.decode(short + b"id\0" + struct.pack(">Ii", 20, -1))
    change = decoder.decode(insert(row("5")))
    assert change
    assert change.new == {"id": "5"}


def test_a_row_of_an_unknown_relation_is_refused() -> None:
    with pytest.raises(MalformedMessageError, match="16 was not announced"):
        decoded(insert(row("1")))
