"""The two wire formats of Realtime: 1.0.0 (JSON objects) and 2.0.0 (JSON arrays, frames).

Sources: the official clients' serializers (`realtime-py`, `@supabase/realtime-js`) and
Phoenix' channel protocol.
"""

from __future__ import annotations

import json
import math
import struct
from dataclasses import dataclass, field
from typing import Any, Literal, NoReturn, TypeGuard

Version = Literal["1.0.0", "2.0.0"]
Frame = str | bytes

_USER_BROADCAST_PUSH = 3
_USER_BROADCAST = 4
_BINARY, _JSON = 0, 1
_LONGEST_FIELD = 255


class ProtocolError(Exception):
    """A frame that does not follow the protocol; the message says how."""


@dataclass(frozen=True, slots=True)
class RawJson:
    """A payload that is JSON text already, such as a row that Postgres has rendered."""

    text: str


@dataclass(frozen=True, slots=True)
class UserPayload:
    """A broadcast of protocol 2.0.0: the user's event and bytes, in an envelope.

    `is_json` says that `data` is JSON in UTF-8; otherwise it is the user's own business.
    """

    event: str
    data: bytes
    is_json: bool
    meta: dict[str, Any] = field(default_factory=dict)


Payload = dict[str, Any] | RawJson | UserPayload


@dataclass(frozen=True, slots=True)
class Message:
    """One message of either version, in either direction."""

    topic: str
    event: str
    payload: Payload
    ref: str | None = None
    join_ref: str | None = None

    @property
    def fields(self) -> dict[str, Any]:
        """The payload of a message that is no broadcast of bytes; else nothing."""
        return self.payload if isinstance(self.payload, dict) else {}


def parse_json(text: str | bytes) -> Any:
    """Parse strict JSON: no NaN, no infinity, no number that only Python can read.

    Raises
    ------
    ProtocolError
        If `text` is anything else; the message says what and where.
    """
    try:
        return json.loads(text, parse_constant=_refuse_constant, parse_float=_finite)
    except RecursionError:
        raise ProtocolError("Broken JSON: nested too deeply") from None
    except ValueError as error:
        raise ProtocolError(f"Broken JSON: {error}") from None


def _refuse_constant(name: str) -> NoReturn:
    raise ValueError(f"{name} is not a JSON number")


def _finite(text: str) -> float:
    number = float(text)
    if math.isinf(number):
        raise ValueError(f"{text} is too large a number")
    return number


def dump_json(value: Any) -> str:
    """Render compact JSON in ASCII, which any half of a surrogate pair survives."""
    return json.dumps(value, separators=(",", ":"))


def decode(version: Version, frame: Frame) -> Message:
    """Read a frame from a client.

    Raises
    ------
    ProtocolError
        If the frame is broken; the message is fit to be sent back.
    """
    if isinstance(frame, bytes):
        if version == "1.0.0":
            raise ProtocolError("Protocol 1.0.0 has no binary messages: send JSON text")
        return _decode_user_broadcast_push(frame)
    parsed = parse_json(frame)
    if version == "1.0.0":
        if not isinstance(parsed, dict):
            raise ProtocolError("Expected a JSON object with topic, event, payload and ref")
        values = [parsed.get(name) for name in ("join_ref", "ref", "topic", "event", "payload")]
    else:
        if not isinstance(parsed, list) or len(parsed) != 5:
            raise ProtocolError("Expected a JSON array [join_ref, ref, topic, event, payload]")
        values = parsed
    join_ref, ref, topic, event, payload = values
    if not _is_text(topic) or not _is_text(event):
        raise ProtocolError("'topic' and 'event' must be strings")
    if payload is not None and not isinstance(payload, dict):
        raise ProtocolError("'payload' must be a JSON object")
    return Message(topic, event, payload or {}, _reference(ref), _reference(join_ref))


def _is_text(value: object) -> TypeGuard[str]:
    """Whether `value` is a string that can be written as UTF-8."""
    return isinstance(value, str) and not any("\ud800" <= letter <= "\udfff" for letter in value)


def _reference(value: object) -> str | None:
    if value is None:
        return None
    if isinstance(value, str | int) and len(str(value)) <= _LONGEST_FIELD:
        return str(value)
    raise ProtocolError("'ref' and 'join_ref' must be short strings")


def _decode_user_broadcast_push(frame: bytes) -> Message:
    if len(frame) < 7 or frame[0] != _USER_BROADCAST_PUSH:
        raise ProtocolError("Unknown binary message: only a broadcast push is understood")
    *sizes, encoding = frame[1:7]
    parts = []
    at = 7
    for size in sizes:
        parts.append(frame[at : at + size])
        at += size
    if at > len(frame) or encoding not in (_BINARY, _JSON):
        raise ProtocolError("Binary message is cut short or of an unknown encoding")
    try:
        join_ref, ref, topic, event, meta = (part.decode() for part in parts)
    except UnicodeDecodeError as error:
        raise ProtocolError(f"Binary message's header is not UTF-8: {error}") from None
    data = frame[at:]
    if encoding == _JSON:
        parse_json(data)
    parsed_meta = parse_json(meta) if meta else {}
    if not isinstance(parsed_meta, dict):
        raise ProtocolError("Binary message's metadata must be a JSON object")
    payload = UserPayload(event, data, encoding == _JSON, parsed_meta)
    return Message(topic, "broadcast", payload, ref or None, join_ref or None)


def encode(version: Version, message: Message) -> Frame:
    """Render a message for a client.

    A broadcast of bytes cannot be told in protocol 1.0.0: ask `can_carry` before.
    """
    payload = message.payload
    if isinstance(payload, UserPayload):
        if version == "2.0.0":
            return _encode_user_broadcast(message.topic, payload)
        body = payload.data.decode()
        meta = f',"meta":{dump_json(payload.meta)}' if payload.meta else ""
        text = f'{{"type":"broadcast","event":{dump_json(payload.event)},"payload":{body}{meta}}}'
    elif isinstance(payload, RawJson):
        text = payload.text
    else:
        text = dump_json(payload)
    topic, event = dump_json(message.topic), dump_json(message.event)
    ref, join_ref = dump_json(message.ref), dump_json(message.join_ref)
    if version == "1.0.0":
        return f'{{"topic":{topic},"event":{event},"payload":{text},"ref":{ref}}}'
    return f"[{join_ref},{ref},{topic},{event},{text}]"


def can_carry(version: Version, payload: Payload) -> bool:
    """Whether `payload` can be told in this version."""
    if not isinstance(payload, UserPayload):
        return True
    if version == "1.0.0":
        return payload.is_json
    return len(payload.event.encode()) <= _LONGEST_FIELD


def _encode_user_broadcast(topic: str, payload: UserPayload) -> bytes:
    parts = [
        topic.encode(),
        payload.event.encode(),
        dump_json(payload.meta).encode() if payload.meta else b"",
    ]
    header = struct.pack(
        ">5B",
        _USER_BROADCAST,
        *(len(part) for part in parts),
        _JSON if payload.is_json else _BINARY,
    )
    return header + b"".join(parts) + payload.data
