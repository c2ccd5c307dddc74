"""What the Realtime stand-in is given: keys, a database, and its limits."""

from __future__ import annotations

from dataclasses import dataclass, field

from flywheel.local.secrets import Keys


@dataclass(frozen=True)
class Limits:
    """Bounds that keep one client from hurting the others.

    Attributes
    ----------
    message_bytes
        Largest frame a client may send; a larger one closes its socket.
    queue_messages, queue_bytes
        How much may wait for a client that reads slowly; beyond, its socket is closed.
    messages_per_second
        Frames a second from one socket, with bursts of twice as many.
    joins_per_second
        Joins a second from one socket, with bursts of twice as many.
    channels
        Channels that one socket may have joined at a time.
    heartbeat_seconds
        A socket that is silent for longer is closed; clients send a heartbeat every 25 s.
    record_bytes
        Larger rows reach subscribers without their large values.
    """

    message_bytes: int = 3 * 1024 * 1024
    queue_messages: int = 10_000
    queue_bytes: int = 16 * 1024 * 1024
    messages_per_second: int = 100
    joins_per_second: int = 50
    channels: int = 100
    heartbeat_seconds: float = 60
    record_bytes: int = 1024 * 1024


@dataclass(frozen=True)
class RealtimeContext:
    """Everything Realtime needs from outside.

    Attributes
    ----------
    keys
        Verifies the tokens of subscribers.
    dsn
        Connection URL of `supabase_admin`, who may read the write-ahead log and become
        any subscriber's role.
    """

    keys: Keys
    dsn: str
    limits: Limits = field(default_factory=Limits)
