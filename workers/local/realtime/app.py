"""Realtime as an aiohttp application: the socket, and broadcasting by HTTP."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator, Iterable
from typing import Any

import structlog
from aiohttp import WSCloseCode, web
from aiohttp.typedefs import Handler

from flywheel.db import Queries
from flywheel.db import pool as open_pool
from flywheel.local.realtime.authorization import DatabaseUnavailableError, rolled_back
from flywheel.local.realtime.broadcast import broadcast_payload
from flywheel.local.realtime.context import RealtimeContext
from flywheel.local.realtime.hub import Hub, Room
from flywheel.local.realtime.identity import AccessRefusedError, Identity, identify
from flywheel.local.realtime.protocol import (
    Payload,
    ProtocolError,
    UserPayload,
    Version,
    can_carry,
    parse_json,
)
from flywheel.local.realtime.socket import Socket

_log = structlog.get_logger(__name__)
_queries = Queries.load("flywheel.local.realtime")
_MAINTENANCE_SECONDS = 3600.0

CONTEXT = web.AppKey("realtime_context", RealtimeContext)
HUB = web.AppKey("realtime_hub", Hub)
SOCKETS: web.AppKey[set[Socket]] = web.AppKey("realtime_sockets", set)


def create_app(context: RealtimeContext) -> web.Application:
    """Return the application to mount at `/realtime/v1`."""
    app = web.Application(middlewares=[_answer_refusals])
    app[CONTEXT] = context
    app[SOCKETS] = set()
    app.cleanup_ctx.append(_hub)
    app.on_shutdown.append(_say_goodbye)
    app.router.add_get("/websocket", _websocket)
    app.router.add_post("/api/broadcast", _broadcast_many)
    app.router.add_post("/api/broadcast/{topic}/events/{event}", _broadcast_one)
    app.router.add_get("/api/tenants/{tenant}/health", _health)
    return app


async def _hub(app: web.Application) -> AsyncIterator[None]:
    context = app[CONTEXT]
    async with open_pool(context.dsn, min_size=0, max_size=10, timeout=3) as pool:
        hub = app[HUB] = Hub(context, pool)
        tasks = [asyncio.create_task(hub.feed.run()), asyncio.create_task(_maintain(hub))]
        try:
            yield
        finally:
            await _end(tasks)


async def _end(tasks: Iterable[asyncio.Task[None]]) -> None:
    """Cancel until all have ended: a pool can swallow a cancellation while it connects."""
    pending = set(tasks)
    while pending:
        for task in pending:
            task.cancel()
        _, pending = await asyncio.wait(pending, timeout=0.5)


async def _maintain(hub: Hub) -> None:
    """Keep the partitions of `realtime.messages` ahead of the calendar."""
    while True:
        try:
            async with hub.pool.connection() as connection:
                await connection.execute(_queries.maintain_partitions)
            pause = _MAINTENANCE_SECONDS
        except Exception as error:  # whatever it was, the next round may do better
            _log.warning("realtime could not make partitions", error=str(error))
            pause = 10.0
        await asyncio.sleep(pause)


async def _say_goodbye(app: web.Application) -> None:
    sockets = app[SOCKETS]
    for socket in list(sockets):
        socket.close(WSCloseCode.GOING_AWAY, "Realtime is shutting down")


# -- the socket ---------------------------------------------------------------------------


async def _websocket(request: web.Request) -> web.StreamResponse:
    version = _version(request.query.get("vsn", "1.0.0"))
    if version is None:
        return web.json_response(
            {"message": "Unknown protocol version", "hint": "vsn is 1.0.0 or 2.0.0"}, status=400
        )
    token = request.query.get("apikey") or request.headers.get("apikey") or ""
    hub = request.app[HUB]
    try:
        identify(hub.keys, token)
    except AccessRefusedError as error:
        return web.json_response({"message": error.message}, status=401)
    response = web.WebSocketResponse(
        max_msg_size=hub.limits.message_bytes, autoping=True, timeout=3
    )
    if not response.can_prepare(request):
        return web.json_response({"message": "Expected a WebSocket"}, status=426)
    await response.prepare(request)
    transport = request.transport
    socket = Socket(hub, response, transport, version=version, api_token=token)
    request.app[SOCKETS].add(socket)
    try:
        await socket.run()
    finally:
        request.app[SOCKETS].discard(socket)
    return response


def _version(text: str) -> Version | None:
    match text:
        case "1.0.0":
            return "1.0.0"
        case "2.0.0":
            return "2.0.0"
        case _:
            return None


# -- broadcast by HTTP --------------------------------------------------------------------


async def _broadcast_many(request: web.Request) -> web.Response:
    """Take `{"messages": [{topic, event, payload, private}]}`."""
    identity = _caller(request)
    body = parse_json(await request.read())
    messages = [_read_message(entry) for entry in _entries(body)]
    for room, payload in messages:
        await _broadcast(request.app[HUB], identity, room, payload)
    return web.Response(status=202)


async def _broadcast_one(request: web.Request) -> web.Response:
    """Take one payload, JSON or bytes, for the topic and event in the path."""
    room = Room(request.match_info["topic"], request.query.get("private") == "true")
    identity = _caller(request)
    data = await request.read()
    is_json = request.content_type == "application/json"
    if is_json:
        parse_json(data)
    elif request.content_type != "application/octet-stream":
        raise _RefusedError(415, "Send application/json or application/octet-stream")
    payload = UserPayload(request.match_info["event"], data, is_json)
    if not can_carry("2.0.0", payload):
        raise _RefusedError(422, "An event's name has at most 255 bytes")
    await _broadcast(request.app[HUB], identity, room, payload)
    return web.Response(status=202)


class _RefusedError(Exception):
    def __init__(self, status: int, message: str, **more: Any) -> None:
        super().__init__(message)
        self.response = web.json_response({"message": message, **more}, status=status)


@web.middleware
async def _answer_refusals(request: web.Request, handler: Handler) -> web.StreamResponse:
    try:
        return await handler(request)
    except _RefusedError as refused:
        return refused.response
    except ProtocolError as error:
        return web.json_response({"message": str(error)}, status=400)


def _caller(request: web.Request) -> Identity:
    scheme, _, token = request.headers.get("Authorization", "").partition(" ")
    if scheme.lower() != "bearer" or not token:
        token = request.headers.get("apikey") or request.query.get("apikey") or ""
    try:
        return identify(request.app[HUB].keys, token.strip())
    except AccessRefusedError as error:
        raise _RefusedError(401, error.message) from None


def _entries(body: object) -> list[object]:
    messages = body.get("messages") if isinstance(body, dict) else None
    if not isinstance(messages, list):
        raise _RefusedError(422, "messages is missing", errors={"messages": ["is invalid"]})
    return messages


def _read_message(entry: object) -> tuple[Room, Payload]:
    if not isinstance(entry, dict):
        raise _RefusedError(422, "a message must be an object", errors={"messages": []})
    topic, event, payload = (entry.get(name) for name in ("topic", "event", "payload"))
    errors = {
        name: ["can't be blank"]
        for name, value in (("topic", topic), ("event", event))
        if not isinstance(value, str) or not value
    }
    if not isinstance(payload, dict):
        errors["payload"] = ["must be an object"]
    if errors:
        raise _RefusedError(
            422, f"invalid message: {', '.join(errors)}", errors={"messages": [errors]}
        )
    room = Room(str(topic), entry.get("private") is True)
    return room, broadcast_payload(str(event), payload)


async def _broadcast(hub: Hub, identity: Identity, room: Room, payload: Payload) -> None:
    if room.private:
        try:
            permissions = await hub.authorizer.permissions(identity, room.topic)
        except DatabaseUnavailableError:
            raise _RefusedError(503, "The database is not available") from None
        if not permissions.write_broadcast:
            # As Realtime does: who may not write learns nothing about the channel.
            _log.info("private broadcast refused", topic=room.topic, role=identity.role)
            return
    hub.broadcast(room, payload)


async def _health(request: web.Request) -> web.Response:
    hub = request.app[HUB]
    connected = False
    with contextlib.suppress(DatabaseUnavailableError):
        async with rolled_back(hub.pool) as connection:
            await connection.execute("select 1")
            connected = True
    return web.json_response(
        {
            "data": {
                "healthy": connected,
                "db_connected": connected,
                "replication_connected": hub.feed.is_ready,
                "connected_cluster": len(request.app[SOCKETS]),
            }
        }
    )
