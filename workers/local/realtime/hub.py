"""The meeting place: which channels there are, and how a message reaches all of them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import structlog

from flywheel.db import Pool
from flywheel.local.realtime.authorization import Authorizer
from flywheel.local.realtime.broadcast import is_message_table, stored_payload
from flywheel.local.realtime.changes import ChangeRouter
from flywheel.local.realtime.context import RealtimeContext
from flywheel.local.realtime.decoder import Change
from flywheel.local.realtime.feed import ChangeFeed, FeedListener
from flywheel.local.realtime.presence import Diff, Roster
from flywheel.local.realtime.protocol import Frame, Message, Payload, Version, can_carry, encode
from flywheel.local.realtime.subscriptions import Subscription, SubscriptionChecker

if TYPE_CHECKING:
    from flywheel.local.realtime.channel import Channel

_log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Room:
    """A topic. A private and a public channel of the same name do not hear each other."""

    topic: str
    private: bool

    @property
    def wire_topic(self) -> str:
        """The topic as it stands in a message."""
        return f"realtime:{self.topic}"


class Hub:
    """All channels of all sockets, and what flows between them."""

    def __init__(self, context: RealtimeContext, pool: Pool) -> None:
        self.keys = context.keys
        self.limits = context.limits
        self.pool = pool
        self.authorizer = Authorizer(pool)
        self.checker = SubscriptionChecker(pool)
        self.feed = ChangeFeed(
            context.dsn,
            FeedListener(changed=self._changed, connected=self._connected, lost=self._lost),
        )
        self._router = ChangeRouter(
            pool, self._subscriptions, record_bytes=context.limits.record_bytes
        )
        self._rooms: dict[Room, set[Channel]] = {}
        self._rosters: dict[Room, Roster] = {}

    # -- who is here ----------------------------------------------------------------------

    def enter(self, room: Room, channel: Channel) -> None:
        """Add a channel; from now on it hears what is said in its room."""
        self._rooms.setdefault(room, set()).add(channel)
        self.feed.want(True)

    def leave(self, room: Room, channel: Channel) -> None:
        """Remove a channel and its presence."""
        channels = self._rooms.get(room, set())
        channels.discard(channel)
        self.untrack(room, channel)
        if not channels:
            self._rooms.pop(room, None)
        self.feed.want(bool(self._rooms))

    def _channels(self) -> Iterator[Channel]:
        for channels in list(self._rooms.values()):
            yield from list(channels)

    def _subscriptions(self) -> Iterator[Subscription]:
        for channel in self._channels():
            yield from channel.follower.subscriptions

    # -- broadcast ------------------------------------------------------------------------

    def broadcast(
        self,
        room: Room,
        payload: Payload,
        *,
        sender: Channel | None = None,
        message_id: str | None = None,
    ) -> None:
        """Send a broadcast to everybody in the room who may read it, but not to `sender`."""
        frames = _Frames(Message(room.wire_topic, "broadcast", payload))
        for channel in list(self._rooms.get(room, ())):
            if channel is not sender and channel.hears_broadcast(message_id):
                channel.send_frame(frames.of(channel.version))

    # -- presence -------------------------------------------------------------------------

    def presence_state(self, room: Room) -> dict[str, Any]:
        """Return who is present in the room."""
        roster = self._rosters.get(room)
        return roster.state() if roster else {}

    def track(self, room: Room, channel: Channel, key: str, payload: dict[str, Any]) -> None:
        """Enter a channel into the room's presence, or change what it says there."""
        self._tell(room, self._rosters.setdefault(room, Roster()).track(channel, key, payload))

    def untrack(self, room: Room, channel: Channel) -> None:
        """Take a channel out of the room's presence."""
        roster = self._rosters.get(room)
        if roster is None:
            return
        diff = roster.untrack(channel)
        if not roster:
            del self._rosters[room]
        self._tell(room, diff)

    def _tell(self, room: Room, diff: Diff | None) -> None:
        if diff is None:
            return
        frames = _Frames(Message(room.wire_topic, "presence_diff", {**diff}))
        for channel in list(self._rooms.get(room, ())):
            if channel.hears_presence:
                channel.send_frame(frames.of(channel.version))

    # -- the database ---------------------------------------------------------------------

    async def _changed(self, changes: Sequence[Change]) -> None:
        for change in changes:
            if is_message_table(change.relation):
                self._broadcast_stored(change)
        rows = [change for change in changes if not is_message_table(change.relation)]
        if rows:
            await self._router.route(rows)

    def _broadcast_stored(self, change: Change) -> None:
        payload = stored_payload(change)
        if payload is not None:
            room = Room(change.new["topic"] or "", private=change.new["private"] == "t")
            self.broadcast(room, payload, message_id=change.new["id"])

    async def _connected(self) -> None:
        for channel in self._channels():
            channel.feed_connected()

    async def _lost(self) -> None:
        for channel in self._channels():
            channel.feed_lost()


class _Frames:
    """One message, encoded at most once per protocol version."""

    def __init__(self, message: Message) -> None:
        self._message = message
        self._encoded: dict[Version, Frame | None] = {}

    def of(self, version: Version) -> Frame | None:
        """Return the message as a frame; None if this version cannot tell it."""
        if version not in self._encoded:
            self._encoded[version] = (
                encode(version, self._message)
                if can_carry(version, self._message.payload)
                else None
            )
        return self._encoded[version]
