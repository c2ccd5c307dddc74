"""One channel of one socket: joined, authorised, and fed until it is left."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Protocol

from flywheel.local.realtime.authorization import (
    EVERYTHING,
    DatabaseUnavailableError,
    Permissions,
)
from flywheel.local.realtime.broadcast import replay
from flywheel.local.realtime.follower import Follower
from flywheel.local.realtime.hub import Hub, Room
from flywheel.local.realtime.identity import (
    AccessRefusedError,
    Identity,
    identify,
    session_token,
)
from flywheel.local.realtime.join import Join, parse_join, parse_topic
from flywheel.local.realtime.protocol import (
    Frame,
    Message,
    Payload,
    ProtocolError,
    Version,
    can_carry,
)
from flywheel.local.realtime.session import Session

_READY_SECONDS = 3.0
_NO_DATABASE = "Realtime was unable to connect to the project database"


class JoinRefusedError(Exception):
    """A channel that cannot be joined; the message is the reason, for the client."""


class Link(Protocol):
    """The socket, as a channel sees it."""

    version: Version

    def send(self, message: Message) -> None:
        """Queue a message for the client."""

    def send_frame(self, frame: Frame) -> None:
        """Queue an encoded message for the client."""

    def close_channel(self, channel: Channel) -> None:
        """Forget the channel and tell the client that it is closed."""


class Channel:
    """A joined channel.

    Attributes
    ----------
    room
        The topic, private or public.
    follower
        Its subscriptions to changes of rows.
    """

    def __init__(
        self, hub: Hub, link: Link, room: Room, join_ref: str | None, join: Join, token: str
    ) -> None:
        self.room = room
        self.join_ref = join_ref
        self._hub = hub
        self._link = link
        self._config = join.config
        self.follower = Follower(
            hub.checker,
            join.config.postgres_changes,
            send=lambda change: self._push("postgres_changes", change),
            tell=self._push_system,
        )
        self._presence = join.config.presence.enabled
        self._permissions = Permissions()
        self._replayed: Mapping[str, Payload] = {}
        self._session = Session(token, identify(hub.keys, token), self.shut_down)
        self._is_open = False
        self._told_ready = False

    # -- join and leave -------------------------------------------------------------------

    @classmethod
    async def open(cls, hub: Hub, link: Link, message: Message, api_token: str) -> Channel:
        """Join a channel, answer the client, and send what a new member is sent.

        Parameters
        ----------
        message
            The client's `phx_join`.
        api_token
            The token of the socket, for a client that sends none of its own.

        Raises
        ------
        JoinRefusedError
            If the client may not join, or asked for what cannot be.
        """
        try:
            join = parse_join(message.fields)
            room = Room(parse_topic(message.topic), join.config.private)
            token = session_token(join.access_token) or api_token
            channel = cls(hub, link, room, message.ref, join, token)
            await channel._authorize()
        except ProtocolError as error:
            raise JoinRefusedError(str(error)) from None
        except AccessRefusedError as error:
            raise JoinRefusedError(f"{error.code}: {error.message}") from None
        except DatabaseUnavailableError:
            raise JoinRefusedError(f"UnableToConnectToProject: {_NO_DATABASE}") from None
        hub.enter(room, channel)
        try:
            await channel._start(message)
        except BaseException:
            hub.leave(room, channel)
            raise
        return channel

    async def _authorize(self) -> None:
        self._permissions = await self._ask_permissions(self._session.identity)
        if not self._permissions.may_read:
            raise AccessRefusedError("Unauthorized", self._denial)
        wanted = self._config.broadcast.replay
        if wanted is None:
            return
        if not self.room.private:
            raise AccessRefusedError(
                "UnableToReplayMessages", "Replay is not allowed for public channels"
            )
        if not self._permissions.read_broadcast:
            raise AccessRefusedError("Unauthorized", self._denial)
        self._replayed = await replay(self._hub.pool, self.room.topic, wanted)

    @property
    def _denial(self) -> str:
        return f"You do not have permissions to read from this Channel topic: {self.room.topic}"

    async def _ask_permissions(self, identity: Identity) -> Permissions:
        if not self.room.private:
            return EVERYTHING
        return await self._hub.authorizer.permissions(identity, self.room.topic)

    async def _start(self, message: Message) -> None:
        # Once the client hears "ok", it misses nothing: so the log is followed before.
        await self._hub.feed.wait_ready(_READY_SECONDS)
        checked = await self.follower.check(self._session.identity)
        self.reply(message, "ok", {"postgres_changes": self.follower.wanted})
        self._is_open = True
        if self._presence and self._permissions.read_presence:
            self._push("presence_state", self._hub.presence_state(self.room))
        for payload in self._replayed.values():
            if can_carry(self.version, payload):
                self._push("broadcast", payload)
        self._session.watch()
        if not self._hub.feed.is_ready:
            return  # the rest follows once it is
        if checked:
            self.follower.announce()
        else:
            self.follower.check_until_answered(self._session.identity)
        self._tell_ready()

    def feed_connected(self) -> None:
        """Check the subscriptions anew, because changes flow from now on, and say so."""
        if self._is_open:
            self.follower.check_until_answered(self._session.identity)
            self._tell_ready()

    def feed_lost(self) -> None:
        """Tell a client that relies on the database that it is away."""
        self._told_ready = False
        self.follower.lost()

    def _tell_ready(self) -> None:
        if self._config.broadcast.replication_ready and not self._told_ready:
            self._told_ready = True
            self._push_system("system", "ok", "Replication connection established")

    def close(self) -> None:
        """Stop: nothing is delivered any more, and the presence ends."""
        self._is_open = False
        self.follower.stop_checking()
        self._session.stop()
        self._hub.leave(self.room, self)

    def shut_down(self, reason: str) -> None:
        """Tell the client why, and close."""
        self._push_system("system", "error", reason)
        self._link.close_channel(self)

    async def refresh(self, token: object) -> None:
        """Go on with a new token, or close if it does not allow what the old one did."""
        fresh = session_token(token)
        if fresh is None or fresh == self._session.token:
            return None
        try:
            identity = identify(self._hub.keys, fresh)
            permissions = await self._ask_permissions(identity)
        except AccessRefusedError as error:
            return self.shut_down(error.message)
        except DatabaseUnavailableError:
            return self.shut_down(_NO_DATABASE)
        before, self._permissions = self._permissions, permissions
        if not permissions.may_read:
            return self.shut_down(self._denial)
        if (before.read_broadcast and not permissions.read_broadcast) or (
            before.read_presence and not permissions.read_presence
        ):
            return self.shut_down(
                f"You no longer have permission to read from this Channel topic: {self.room.topic}"
            )
        self._session.replace(fresh, identity)
        self.follower.check_until_answered(identity)
        return None

    # -- broadcast and presence -----------------------------------------------------------

    @property
    def hears_presence(self) -> bool:
        """Whether others' comings and goings are sent to this client."""
        return self._presence and self._permissions.read_presence

    def hears_broadcast(self, message_id: str | None) -> bool:
        """Whether a broadcast is sent to this client; one that was replayed is not again."""
        return self._permissions.read_broadcast and message_id not in self._replayed

    async def handle(self, message: Message) -> None:
        """Do what a message of the client asks for."""
        match message.event:
            case "broadcast":
                self._broadcast(message)
            case "presence":
                self._track(message)
            case "access_token":
                await self.refresh(message.fields.get("access_token"))
            case event:
                self.reply(message, "error", {"reason": f"unknown event {event!r}"})

    def _broadcast(self, message: Message) -> None:
        if not self._permissions.write_broadcast:
            reason = (
                f"You do not have permissions to write to this Channel topic: {self.room.topic}"
            )
            return self._acknowledge(message, "error", {"reason": reason})
        sender = None if self._config.broadcast.own else self
        self._hub.broadcast(self.room, message.payload, sender=sender)
        return self._acknowledge(message, "ok", {})

    def _acknowledge(self, message: Message, status: str, response: dict[str, Any]) -> None:
        if self._config.broadcast.ack:
            self.reply(message, status, response)

    def _track(self, message: Message) -> None:
        event = str(message.fields.get("event")).lower()
        payload = message.fields.get("payload") or {}
        if event == "untrack":
            self._hub.untrack(self.room, self)
        elif event != "track":
            return self.reply(message, "error", {"reason": f"unknown presence event {event!r}"})
        elif not self._permissions.write_presence:
            reason = f"You do not have permissions to track presence on: {self.room.topic}"
            return self.reply(message, "error", {"reason": reason})
        elif not isinstance(payload, dict):
            return self.reply(message, "error", {"reason": "Presence track payload must be a map"})
        else:
            self._hub.track(self.room, self, self._config.presence.key, payload)
            if not self._presence:
                # Tracking turns presence on: tell who was here before.
                self._presence = True
                if self._permissions.read_presence:
                    self._push("presence_state", self._hub.presence_state(self.room))
        return self.reply(message, "ok", {})

    # -- to the client --------------------------------------------------------------------

    @property
    def version(self) -> Version:
        """The protocol that the client speaks."""
        return self._link.version

    def send_frame(self, frame: Frame | None) -> None:
        """Send what was encoded for many, unless this client's version cannot tell it."""
        if frame is not None:
            self._link.send_frame(frame)

    def reply(self, message: Message, status: str, response: dict[str, Any]) -> None:
        """Answer a message of the client."""
        payload = {"status": status, "response": response}
        self._link.send(Message(message.topic, "phx_reply", payload, message.ref, self.join_ref))

    def _push(self, event: str, payload: Payload) -> None:
        self._link.send(Message(self.room.wire_topic, event, payload, None, self.join_ref))

    def _push_system(self, extension: str, status: str, message: str) -> None:
        self._push(
            "system",
            {
                "extension": extension,
                "status": status,
                "message": message,
                "channel": self.room.topic,
            },
        )
