"""What a client asks for when it joins a channel."""

from __future__ import annotations

import time
import uuid
from typing import Annotated, Any

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError

from flywheel.local.realtime.protocol import ProtocolError

_LONGEST_REPLAY = 25
_PREFIX = "realtime:"
# The binary frames of protocol 2.0.0 count a topic's bytes in one byte.
_LONGEST_TOPIC = 255


def _or_empty(value: object) -> object:
    """Clients send null where they mean the defaults."""
    return {} if value is None else value


def _or_false(value: object) -> object:
    return False if value is None else value


Flag = Annotated[bool, BeforeValidator(_or_false)]


class _Part(BaseModel):
    model_config = ConfigDict(extra="ignore", frozen=True)


class Replay(_Part):
    """Which stored broadcasts to send again: after `since`, in milliseconds of Unix time."""

    since: float = Field(default_factory=lambda: (time.time() - 3600) * 1000, ge=0)
    limit: int = Field(default=_LONGEST_REPLAY, ge=1, le=_LONGEST_REPLAY)


class BroadcastOptions(_Part):
    """`ack`: answer each broadcast; `self`: send a client's broadcasts back to it."""

    ack: Flag = False
    own: Flag = Field(default=False, alias="self")
    replay: Replay | None = None
    replication_ready: Flag = False


class PresenceOptions(_Part):
    """`key` under which a client is tracked; a random one where it is empty."""

    enabled: Flag = True
    key: Annotated[str, BeforeValidator(lambda key: key or str(uuid.uuid4()))] = Field(
        default_factory=lambda: str(uuid.uuid4()), max_length=1000
    )


class _Config(_Part):
    broadcast: Annotated[BroadcastOptions, BeforeValidator(_or_empty)] = Field(
        default_factory=BroadcastOptions
    )
    presence: Annotated[PresenceOptions, BeforeValidator(_or_empty)] = Field(
        default_factory=PresenceOptions
    )
    private: Flag = False
    postgres_changes: Annotated[
        list[dict[str, Any]], BeforeValidator(lambda wanted: wanted or [])
    ] = Field(default_factory=list, max_length=100)


class Join(_Part):
    """The payload of `phx_join`."""

    config: Annotated[_Config, BeforeValidator(_or_empty)] = Field(default_factory=_Config)
    access_token: str | None = None


def parse_join(payload: dict[str, Any]) -> Join:
    """Read the payload of `phx_join`.

    Raises
    ------
    ProtocolError
        If a field has a value that cannot work; the message names it.
    """
    try:
        return Join.model_validate(payload)
    except ValidationError as error:
        first = error.errors(include_input=False, include_url=False)[0]
        place = ".".join(str(part) for part in first["loc"])
        raise ProtocolError(f"InvalidJoinPayload: {place}: {first['msg']}") from None


def parse_topic(wire_topic: str) -> str:
    """Return the channel's topic without its prefix.

    Raises
    ------
    ProtocolError
        If it is no topic of a channel.
    """
    topic = wire_topic.removeprefix(_PREFIX)
    if topic == wire_topic:
        raise ProtocolError("unmatched topic")
    if not topic:
        raise ProtocolError("TopicNameRequired: You must provide a topic name")
    if len(wire_topic.encode()) > _LONGEST_TOPIC:
        raise ProtocolError(f"TopicTooLong: a topic has at most {_LONGEST_TOPIC} bytes")
    if "\0" in topic:
        raise ProtocolError("TopicInvalid: a topic cannot hold a zero byte")
    return topic
