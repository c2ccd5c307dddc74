"""The service behind short links: finds the destination, records the click, sends visitors on."""

from __future__ import annotations

import html
import ipaddress
import uuid
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from typing import Literal, cast

import psycopg
import structlog
from aiohttp import web

from flywheel import db
from flywheel.content.clicks import Click, ClickLog, ClickLostError, Recorder
from flywheel.content.destinations import Destination, Destinations
from flywheel.content.qr_codes import CONTENT_TYPES, qr_code

log = structlog.get_logger(__name__)

_SQL = db.Queries.load(__package__, "links.sql")
_COOKIE = "flywheel_visitor"
_YEAR = 365 * 24 * 3600
_CONNECTIONS = 4
_ALWAYS = {
    # A redirect that somebody keeps is a click that nobody counts.
    "Cache-Control": "private, no-store",
    "Referrer-Policy": "strict-origin-when-cross-origin",
    "X-Content-Type-Options": "nosniff",
    "X-Robots-Tag": "noindex",
}
_PAGE = """<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>{title}</title>
<style>body {{ font: 18px/1.5 system-ui, sans-serif; margin: 20vh auto; max-width: 30em }}</style>
<h1>{title}</h1>
<p>{text}
</html>
"""


class RedirectService:
    """The handlers of the service.

    Parameters
    ----------
    country_header
        The header in which the proxy in front says which country a visitor is in.
    """

    def __init__(
        self, destinations: Destinations, recorder: Recorder, pool: db.Pool, country_header: str
    ) -> None:
        self._destinations = destinations
        self._recorder = recorder
        self._pool = pool
        self._country_header = country_header

    def application(self) -> web.Application:
        """Return the application that serves it."""
        application = web.Application()
        application.router.add_get("/-/ready", self.ready)
        application.router.add_get("/robots.txt", self.robots)
        application.router.add_get("/{code}.{kind:png|svg}", self.picture)
        application.router.add_get("/{code}", self.follow)
        application.router.add_get("/{anything:.*}", self.nowhere)
        return application

    async def follow(self, request: web.Request) -> web.Response:
        """Send a visitor on, once the click is durable."""
        try:
            destination = await self._destinations.find(request.match_info["code"])
        except psycopg.Error as error:
            log.exception("a link was not found out", error=str(error))
            return _unavailable()
        if destination is None:
            return await self.nowhere(request)
        if not destination.is_open(datetime.now(UTC)):
            if destination.fallback is None:
                return _page(410, "This link has expired", "Ask whoever gave it to you.")
            return _redirect(destination.fallback)
        answer = _redirect(destination.location)
        if request.method == "GET" and not _is_prefetch(request):
            visitor = _visitor(request, answer)
            try:
                await self._recorder.record(self._click(request, destination, visitor))
            except ClickLostError:
                return _unavailable()
        return answer

    def _click(
        self, request: web.Request, destination: Destination, visitor: uuid.UUID | None
    ) -> Click:
        headers = request.headers
        # One browser has another name in each workspace: they learn nothing from each other.
        visitor_id = (
            None if visitor is None else str(uuid.uuid5(destination.workspace_id, str(visitor)))
        )
        return Click(
            managed_url_id=destination.id,
            visitor_id=visitor_id,
            referrer=headers.get("Referer"),
            country=headers.get(self._country_header),
            ip=_address(request),
            user_agent=headers.get("User-Agent", ""),
        )

    async def picture(self, request: web.Request) -> web.Response:
        """Show the QR code of a link."""
        try:
            destination = await self._destinations.find(request.match_info["code"])
        except psycopg.Error:
            return _unavailable()
        if destination is None:
            return await self.nowhere(request)
        kind = cast("Literal['png', 'svg']", request.match_info["kind"])
        return web.Response(
            body=qr_code(destination.short_address, kind),
            content_type=CONTENT_TYPES[kind],
            headers={**_ALWAYS, "Cache-Control": "public, max-age=3600"},
        )

    async def nowhere(self, request: web.Request) -> web.Response:
        """Say that there is no such link."""
        return _page(404, "There is no such link", "Was it copied whole?")

    async def robots(self, request: web.Request) -> web.Response:
        """Let robots in: chats preview what a link leads to. Their clicks do not count."""
        return web.Response(text="User-agent: *\nDisallow:\n", headers=_ALWAYS)

    async def ready(self, request: web.Request) -> web.Response:
        """Say whether the database answers."""
        try:
            async with self._pool.connection(timeout=2) as connection:
                await connection.execute(_SQL.answer)
        except psycopg.Error:
            return _unavailable()
        return web.Response(text="ready\n", headers=_ALWAYS)


def _redirect(location: str) -> web.Response:
    return web.Response(status=302, headers={**_ALWAYS, "Location": location})


def _page(status: int, title: str, text: str) -> web.Response:
    page = _PAGE.format(title=html.escape(title), text=html.escape(text))
    return web.Response(status=status, text=page, content_type="text/html", headers=_ALWAYS)


def _unavailable() -> web.Response:
    answer = _page(503, "Try again in a moment", "This link works, but not right now.")
    answer.headers["Retry-After"] = "1"
    return answer


def _is_prefetch(request: web.Request) -> bool:
    """Say whether a browser only looks ahead; nobody has clicked then."""
    for name in ("Sec-Purpose", "Purpose", "X-Purpose", "X-Moz"):
        if request.headers.get(name, "").lower().startswith(("prefetch", "prerender", "preview")):
            return True
    return False


def _visitor(request: web.Request, answer: web.Response) -> uuid.UUID | None:
    """Return whose browser it is, and let a new one remember; None for who asks not to be known."""
    if request.headers.get("DNT") == "1" or request.headers.get("Sec-GPC") == "1":
        return None
    try:
        return uuid.UUID(request.cookies.get(_COOKIE, ""))
    except ValueError:
        visitor = uuid.uuid4()
    answer.set_cookie(
        _COOKIE,
        str(visitor),
        max_age=_YEAR,
        httponly=True,
        samesite="Lax",
        secure=request.secure or request.headers.get("X-Forwarded-Proto") == "https",
    )
    return visitor


def _address(request: web.Request) -> str | None:
    """Return where the request came from, as the proxy in front tells it."""
    headers = request.headers
    told = (
        headers.get("CF-Connecting-IP")
        or headers.get("X-Real-IP")
        or headers.get("X-Forwarded-For", "").split(",")[0]
        or request.remote
        or ""
    )
    try:
        return str(ipaddress.ip_address(told.strip().partition("%")[0]))
    except ValueError:
        return None


@asynccontextmanager
async def redirect_application(
    dsn: str, *, country_header: str, recorder: Recorder | None = None
) -> AsyncIterator[web.Application]:
    """Make the application, connected to a database.

    Parameters
    ----------
    recorder
        What clicks are recorded with instead of the stream of events.
    """
    async with (
        db.pool(dsn, max_size=_CONNECTIONS) as pool,
        Destinations(pool, dsn) as destinations,
        ClickLog(dsn) as clicks,
    ):
        yield RedirectService(destinations, recorder or clicks, pool, country_header).application()


@asynccontextmanager
async def served(application: web.Application, host: str, port: int) -> AsyncIterator[None]:
    """Serve `application` for the time of the block; requests under way are answered."""
    runner = web.AppRunner(application, access_log=None, shutdown_timeout=5)
    await runner.setup()
    try:
        await web.TCPSite(runner, host, port, backlog=1024).start()
        yield
    finally:
        await runner.cleanup()
