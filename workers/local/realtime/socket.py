"""One client's WebSocket: reads its messages, and writes what its channels have for it."""

from __future__ import annotations

import asyncio
import contextlib
from collections import deque
from typing import Any

import structlog
from aiohttp import WSMessage, WSMsgType, web

from flywheel.local.realtime.bucket import Bucket
from flywheel.local.realtime.channel import Channel, JoinRefusedError
from flywheel.local.realtime.hub import Hub
from flywheel.local.realtime.protocol import (
    Frame,
    Message,
    ProtocolError,
    Version,
    decode,
    encode,
)

_log = structlog.get_logger(__name__)
# Close codes of RFC 6455 and IANA's registry.
_POLICY_VIOLATION = 1008
_TRY_AGAIN_LATER = 1013
_CLOSE_SECONDS = 3.0
_TOO_MANY = "Too many messages per second"
# In seconds' worth of messages: what may come at once, and what is then still ignored.
_BURST, _PATIENCE = 2, 10


class Socket:
    """The connection of one client.

    Parameters
    ----------
    response
        The WebSocket, already prepared.
    transport
        What carries it; cut where the client does not read a farewell.
    api_token
        The key that the client came with.
    """

    def __init__(
        self,
        hub: Hub,
        response: web.WebSocketResponse,
        transport: asyncio.Transport | None,
        *,
        version: Version,
        api_token: str,
    ) -> None:
        self.version: Version = version
        self._hub = hub
        self._response = response
        self._transport = transport
        self._api_token = api_token
        self._channels: dict[str, Channel] = {}
        self._queue: deque[Frame] = deque()
        self._queued_bytes = 0
        self._queue_grew = asyncio.Event()
        self._closing: asyncio.Task[None] | None = None
        limits = hub.limits
        self._messages = Bucket(limits.messages_per_second, _BURST * limits.messages_per_second)
        self._patience = Bucket(limits.messages_per_second, _PATIENCE * limits.messages_per_second)
        self._joins = Bucket(limits.joins_per_second, _BURST * limits.joins_per_second)

    async def run(self) -> None:
        """Serve the client until either side closes."""
        writer = asyncio.create_task(self._write())
        try:
            await self._read()
        finally:
            for channel in list(self._channels.values()):
                channel.close()
            self._channels.clear()
            writer.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await writer
            if self._closing:
                await self._closing

    # -- in -------------------------------------------------------------------------------

    async def _read(self) -> None:
        silence = self._hub.limits.heartbeat_seconds
        while not self._response.closed:
            try:
                received: WSMessage = await self._response.receive(timeout=silence)
            except TimeoutError:
                self.close(_POLICY_VIOLATION, f"No heartbeat for {silence:g} seconds")
                return
            if received.type not in (WSMsgType.TEXT, WSMsgType.BINARY):
                return
            if self._closing is None:
                await self._receive(received.data)

    async def _receive(self, frame: Frame) -> None:
        if not self._messages.take():
            return self._ignore(frame)
        try:
            message = decode(self.version, frame)
        except ProtocolError as error:
            return self._complain(str(error))
        try:
            await self._handle(message, self._channels.get(message.topic))
        except Exception:
            # A fault of ours: this message is lost, the client's other channels go on.
            _log.exception("realtime failed on a message", message_event=message.event)
            self._reply(message, "error", {"reason": "Unknown Error on Channel"})

    def _ignore(self, frame: Frame) -> None:
        """Drop a message beyond the limit; close its channel, and in the end the socket."""
        if not self._patience.take():
            self.close(_POLICY_VIOLATION, _TOO_MANY)
            return
        with contextlib.suppress(ProtocolError):
            if channel := self._channels.get(decode(self.version, frame).topic):
                channel.shut_down(_TOO_MANY)

    def _complain(self, reason: str) -> None:
        payload = {
            "extension": "system",
            "status": "error",
            "message": reason,
            "channel": "phoenix",
        }
        self.send(Message("phoenix", "system", payload))

    async def _handle(self, message: Message, channel: Channel | None) -> None:
        match message.event:
            case "heartbeat" if message.topic == "phoenix":
                self._reply(message, "ok", {})
            case "phx_join":
                await self._join(message, channel)
            case "phx_leave":
                self._reply(message, "ok", {})
                if channel:
                    self.close_channel(channel)
            case _ if channel:
                await channel.handle(message)
            case _:
                self._reply(message, "error", {"reason": "unmatched topic"})

    async def _join(self, message: Message, before: Channel | None) -> None:
        if not self._joins.take():
            reason = "ClientJoinRateLimitReached: Too many joins per second"
            return self._reply(message, "error", {"reason": reason})
        if before:
            # A client that joins again has given up the old one; it needs no farewell.
            del self._channels[message.topic]
            before.close()
        if len(self._channels) >= self._hub.limits.channels:
            reason = "ChannelRateLimitReached: Too many channels"
            return self._reply(message, "error", {"reason": reason})
        try:
            channel = await Channel.open(self._hub, self, message, self._api_token)
        except JoinRefusedError as error:
            return self._reply(message, "error", {"reason": str(error)})
        self._channels[message.topic] = channel
        return None

    def close_channel(self, channel: Channel) -> None:
        """Forget a channel and tell the client that it is closed."""
        topic = channel.room.wire_topic
        if self._channels.get(topic) is channel:
            del self._channels[topic]
        channel.close()
        self.send(Message(topic, "phx_close", {}, channel.join_ref, channel.join_ref))

    # -- out ------------------------------------------------------------------------------

    def _reply(self, message: Message, status: str, response: dict[str, Any]) -> None:
        payload = {"status": status, "response": response}
        self.send(Message(message.topic, "phx_reply", payload, message.ref, message.join_ref))

    def send(self, message: Message) -> None:
        """Queue a message for the client."""
        self.send_frame(encode(self.version, message))

    def send_frame(self, frame: Frame) -> None:
        """Queue a frame; a client that lets too much pile up loses its socket."""
        if self._closing:
            return
        self._queue.append(frame)
        self._queued_bytes += len(frame)
        self._queue_grew.set()
        limits = self._hub.limits
        if len(self._queue) > limits.queue_messages or self._queued_bytes > limits.queue_bytes:
            waiting = len(self._queue)
            self.close(_TRY_AGAIN_LATER, f"Too slow: {waiting} messages were waiting")

    async def _write(self) -> None:
        while True:
            await self._queue_grew.wait()
            self._queue_grew.clear()
            while self._queue:
                frame = self._queue.popleft()
                self._queued_bytes -= len(frame)
                try:
                    if isinstance(frame, bytes):
                        await self._response.send_bytes(frame)
                    else:
                        await self._response.send_str(frame)
                except ConnectionError:
                    return

    def close(self, code: int, reason: str) -> None:
        """Close the socket without waiting for a client that does not answer."""
        if self._closing is None:
            self._queue.clear()
            self._closing = asyncio.create_task(self._close(code, reason))

    async def _close(self, code: int, reason: str) -> None:
        try:
            async with asyncio.timeout(_CLOSE_SECONDS):
                await self._response.close(code=code, message=reason.encode())
        except (TimeoutError, ConnectionError):
            pass
        finally:
            if self._transport:
                self._transport.abort()
