"""The pure parts of Realtime: wire formats, filters, presence, limits."""

from __future__ import annotations

import contextlib
import json
import struct
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flywheel.local.realtime.bucket import Bucket
from flywheel.local.realtime.filters import Condition, FilterError, parse_filter
from flywheel.local.realtime.join import parse_join
from flywheel.local.realtime.presence import Roster
from flywheel.local.realtime.protocol import (
    Message,
    ProtocolError,
    RawJson,
    UserPayload,
    Version,
    can_carry,
    decode,
    encode,
)
from flywheel.local.realtime.subscriptions import (
    SubscriptionError,
    number_bindings,
    parse_binding,
)

# -- wire formats -------------------------------------------------------------------------

name = st.text(st.characters(exclude_categories=["Cs"]), max_size=40)
reference = st.none() | st.text("0123456789", min_size=1, max_size=9)
json_value = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53), 2**53) | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=8,
)
payload = st.dictionaries(st.text(), json_value, max_size=4)


@given(name, name, payload, reference, reference)
def test_what_a_client_writes_in_2_0_0_is_read_and_written_the_same(
    topic: str, event: str, body: dict[str, Any], ref: str | None, join_ref: str | None
) -> None:
    frame = json.dumps([join_ref, ref, topic, event, body])
    message = decode("2.0.0", frame)
    assert message == Message(topic, event, body, ref, join_ref)
    assert json.loads(encode("2.0.0", message)) == json.loads(frame)


@given(name, name, payload, reference)
def test_what_a_client_writes_in_1_0_0_is_read_and_written_the_same(
    topic: str, event: str, body: dict[str, Any], ref: str | None
) -> None:
    frame = json.dumps({"topic": topic, "event": event, "payload": body, "ref": ref})
    message = decode("1.0.0", frame)
    assert message == Message(topic, event, body, ref)
    assert json.loads(encode("1.0.0", message)) == json.loads(frame)


@given(st.text(max_size=80) | st.binary(max_size=80))
@pytest.mark.parametrize("version", ["1.0.0", "2.0.0"])
def test_a_broken_frame_is_a_protocol_error_and_nothing_else(
    version: Version, frame: str | bytes
) -> None:
    with contextlib.suppress(ProtocolError):
        decode(version, frame)


@pytest.mark.parametrize(
    ("frame", "complaint"),
    [
        ("{", "Broken JSON"),
        ("[" * 100_000, "nested too deeply"),
        ("[null,null,1,2,{}]", "must be strings"),
        ('[null,null,"t","e",[]]', "must be a JSON object"),
        ('[null,null,"t","e",{"x":NaN}]', "NaN is not a JSON number"),
        ('[null,null,"t","e",{"x":1e999}]', "too large a number"),
        ('["\\ud800"]', "JSON array"),
        ('[null,null,"\\ud800","e",{}]', "must be strings"),
        ("{}", "JSON array"),
    ],
)
def test_a_broken_frame_is_told_what_is_wrong_with_it(frame: str, complaint: str) -> None:
    with pytest.raises(ProtocolError, match=complaint):
        decode("2.0.0", frame)


def user_push(event: str, data: bytes, *, is_json: bool) -> bytes:
    parts = [b"1", b"2", b"realtime:room", event.encode(), b""]
    header = struct.pack(">7B", 3, *(len(part) for part in parts), int(is_json))
    return header + b"".join(parts) + data


@given(st.binary(max_size=50))
def test_a_broadcast_of_bytes_passes_through(data: bytes) -> None:
    message = decode("2.0.0", user_push("blob", data, is_json=False))
    assert message == Message(
        "realtime:room", "broadcast", UserPayload("blob", data, is_json=False), "2", "1"
    )
    frame = encode("2.0.0", message)
    assert frame == struct.pack(">5B", 4, 13, 4, 0, 0) + b"realtime:room" + b"blob" + data
    assert not can_carry("1.0.0", message.payload)


def test_a_broadcast_of_json_bytes_is_told_in_1_0_0_too() -> None:
    message = decode("2.0.0", user_push("e", b'{"n":[1]}', is_json=True))
    assert json.loads(encode("1.0.0", message)) == {
        "topic": "realtime:room",
        "event": "broadcast",
        "payload": {"type": "broadcast", "event": "e", "payload": {"n": [1]}},
        "ref": "2",
    }


def test_json_bytes_that_are_no_json_are_refused() -> None:
    with pytest.raises(ProtocolError, match="Broken JSON"):
        decode("2.0.0", user_push("e", b"{", is_json=True))


def test_json_text_is_written_as_it_is() -> None:
    frame = encode("2.0.0", Message("t", "e", RawJson('{"n": 1.10}')))
    assert frame == '[null,null,"t","e",{"n": 1.10}]'


# -- joins --------------------------------------------------------------------------------


def test_a_join_without_wishes_gets_the_defaults() -> None:
    for body in ({}, {"config": None}, {"config": {"broadcast": None, "presence": None}}):
        wished = parse_join(body).config
        assert (wished.private, wished.broadcast.ack, wished.broadcast.own) == (False,) * 3
        assert wished.presence.key
        assert wished.postgres_changes == []


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"config": 1}, "config"),
        ({"config": {"private": "perhaps"}}, "config.private"),
        ({"config": {"postgres_changes": ["x"]}}, "config.postgres_changes.0"),
        ({"config": {"broadcast": {"replay": {"limit": 99}}}}, "config.broadcast.replay.limit"),
        ({"access_token": 5}, "access_token"),
    ],
)
def test_a_broken_join_names_the_field(body: dict[str, Any], field: str) -> None:
    with pytest.raises(ProtocolError, match=f"InvalidJoinPayload: {field}"):
        parse_join(body)


def test_equal_wishes_get_equal_numbers_and_different_ones_different() -> None:
    one = {"event": "*", "schema": "public", "table": "a"}
    other = {**one, "table": "b"}
    numbered = number_bindings([one, other, dict(reversed(one.items()))])
    first, second, third = (entry.pop("id") for entry in numbered)
    assert first == third != second
    assert numbered == [one, other, one]


@pytest.mark.parametrize(
    "params",
    [
        {},
        {"event": "INSERT"},
        {"schema": 1},
        {"table": "x\0"},
        {"schema": "public", "table": "x", "filter": 5},
        {"schema": "*", "select": ["id"]},
        {"schema": "public", "table": "x", "select": "id"},
    ],
)
def test_an_incomplete_subscription_is_refused(params: dict[str, Any]) -> None:
    with pytest.raises(SubscriptionError):
        parse_binding(params)


# -- filters ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "conditions"),
    [
        ("", []),
        ("  ", []),
        ("id=eq.5", [Condition("id", "eq", "5")]),
        ("name=eq.a.b=c", [Condition("name", "eq", "a.b=c")]),
        ("name=eq.", [Condition("name", "eq", "")]),
        ("id=in.(1,2)", [Condition("id", "in", "{1,2}")]),
        ("id=not.in.(1,2)", [Condition("id", "in", "{1,2}", negated=True)]),
        ('name=in.("a,b",c)', [Condition("name", "in", '{"a,b",c}')]),
        ("a=gt.1,b=lt.2", [Condition("a", "gt", "1"), Condition("b", "lt", "2")]),
        ('name=eq."a,\\"b",id=eq.1', [Condition("name", "eq", 'a,"b'), Condition("id", "eq", "1")]),
        ("name=eq.it's (not) here", [Condition("name", "eq", "it's (not) here")]),
        ("done=not.is.null", [Condition("done", "is", "null", negated=True)]),
    ],
)
def test_a_filter_is_read(text: str, conditions: list[Condition]) -> None:
    assert parse_filter(text) == tuple(conditions)


@pytest.mark.parametrize(
    "text",
    [
        "id",
        "id=5",
        "=eq.5",
        "id=eq",
        "id=eq.1,",
        "id=in.1",
        "done=is.maybe",
        "undefined",
        "a=like.\\",
    ],
)
def test_a_filter_that_cannot_be_read_is_refused(text: str) -> None:
    with pytest.raises(FilterError):
        parse_filter(text)


@given(st.text(max_size=40))
def test_no_filter_fails_in_another_way(text: str) -> None:
    with contextlib.suppress(FilterError):
        parse_filter(text)


def test_too_many_values_of_one_filter_are_refused() -> None:
    values = ",".join(str(number) for number in range(101))
    with pytest.raises(FilterError, match="Maximum 100"):
        parse_filter(f"id=in.({values})")


# -- presence -----------------------------------------------------------------------------


def test_tracking_again_replaces_what_was_said() -> None:
    roster = Roster()
    first = roster.track("tab", "alice", {"n": 1})
    assert first
    before = first["joins"]["alice"]["metas"][0]
    second = roster.track("tab", "alice", {"n": 2})
    assert second
    after = second["joins"]["alice"]["metas"][0]
    assert second["leaves"] == {"alice": {"metas": [before]}}
    assert (after["n"], after["phx_ref_prev"]) == (2, before["phx_ref"])
    assert roster.state() == {"alice": {"metas": [after]}}


def test_tracking_the_same_again_tells_nobody() -> None:
    roster = Roster()
    roster.track("tab", "alice", {"n": 1})
    assert roster.track("tab", "alice", {"n": 1}) is None
    roster.track("tab", "alice", {"n": 2})
    assert roster.track("tab", "alice", {"n": 2}) is None


def test_untracking_a_stranger_tells_nobody() -> None:
    assert Roster().untrack("tab") is None


members = st.sampled_from(["a", "b", "c"])
moves = st.lists(st.tuples(members, st.booleans(), st.integers(0, 2)), max_size=20)


@given(moves)
def test_the_differences_add_up_to_the_state(steps: list[tuple[str, bool, int]]) -> None:
    roster = Roster()
    seen: dict[str, str] = {}
    for member, tracks, number in steps:
        key = "ab" if member in "ab" else "c"
        diff = roster.track(member, key, {"n": number}) if tracks else roster.untrack(member)
        for side in ("leaves", "joins"):
            for who, entry in (diff or {}).get(side, {}).items():
                for meta in entry["metas"]:
                    if side == "joins":
                        seen[meta["phx_ref"]] = who
                    else:
                        del seen[meta["phx_ref"]]
    state = roster.state()
    told = {meta["phx_ref"]: who for who, entry in state.items() for meta in entry["metas"]}
    assert told == seen


# -- limits -------------------------------------------------------------------------------


def test_a_bucket_allows_a_burst_and_then_its_rate(monkeypatch: pytest.MonkeyPatch) -> None:
    now = 100.0
    monkeypatch.setattr("flywheel.local.realtime.bucket.time.monotonic", lambda: now)
    bucket = Bucket(rate=2, burst=4)
    assert [bucket.take() for _ in range(5)] == [True] * 4 + [False]
    now += 1
    assert [bucket.take() for _ in range(3)] == [True] * 2 + [False]
