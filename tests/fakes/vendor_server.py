"""A tiny HTTP server that gives prepared answers in order and keeps what it was asked.

For what aimock cannot say: cached tokens, refusals, dates in Retry-After, films, files of batches.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any, Literal

from aiohttp import web


@dataclass(frozen=True)
class Reply:
    """One answer."""

    body: Any = None
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)

    async def send(self, request: web.Request) -> web.StreamResponse:
        if isinstance(self.body, bytes):
            return web.Response(body=self.body, status=self.status, headers=self.headers)
        return web.json_response(self.body, status=self.status, headers=self.headers)


@dataclass(frozen=True)
class Stream:
    """Server-sent events, each an object with its `type`; then the end, silence or a break."""

    events: Sequence[dict[str, Any]]
    then: Literal["end", "silence", "break"] = "end"

    async def send(self, request: web.Request) -> web.StreamResponse:
        response = web.StreamResponse(headers={"content-type": "text/event-stream"})
        await response.prepare(request)
        for event in self.events:
            data = json.dumps(event)
            await response.write(f"event: {event['type']}\ndata: {data}\n\n".encode())
        if self.then == "silence":
            await asyncio.sleep(30)
        elif self.then == "break":
            assert request.transport is not None
            request.transport.abort()
        return response


@dataclass
class VendorServer:
    """What was asked, and where."""

    url: str = ""
    asked: list[tuple[str, str, Any]] = field(default_factory=list)
    """Method, path and body of each request: JSON where it is, else bytes."""

    def bodies(self, path: str) -> list[Any]:
        """Return the bodies of the requests to `path`."""
        return [body for _, asked, body in self.asked if asked == path]


@asynccontextmanager
async def vendor_server(*replies: Reply | Stream) -> AsyncIterator[VendorServer]:
    """Run a server that gives `replies` in order, and 500 after them."""
    server = VendorServer()
    left = list(replies)

    async def answer(request: web.Request) -> web.StreamResponse:
        raw = await request.read()
        is_json = request.content_type == "application/json" and raw
        server.asked.append((request.method, request.path, json.loads(raw) if is_json else raw))
        reply = left.pop(0) if left else Reply({"error": {"message": "no reply left"}}, 500)
        return await reply.send(request)

    application = web.Application()
    application.router.add_route("*", "/{path:.*}", answer)
    runner = web.AppRunner(application, shutdown_timeout=0.1)
    await runner.setup()
    try:
        site = web.TCPSite(runner, "127.0.0.1", 0)
        await site.start()
        port = runner.addresses[0][1]
        server.url = f"http://127.0.0.1:{port}"
        yield server
    finally:
        await runner.cleanup()
