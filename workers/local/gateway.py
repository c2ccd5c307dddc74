"""The local stack's front door: Supabase's URLs on one loopback port."""

from __future__ import annotations

from collections.abc import AsyncIterator

import aiohttp
from aiohttp import web
from aiohttp.typedefs import Handler, Middleware
from multidict import CIMultiDict, CIMultiDictProxy
from yarl import URL

from flywheel.local.secrets import Keys

_REST = "/rest/v1"
# Reached by a browser from a link in a mail, or by a server that has no key yet.
_OPEN_PATHS = (
    "/auth/v1/verify",
    "/auth/v1/callback",
    "/auth/v1/authorize",
    "/auth/v1/.well-known/jwks.json",
    "/health",
)
# Storage decides for itself, as behind Supabase's own gateway: public files need no key, signed
# addresses carry a token instead, and files may be larger than rows.
_OPEN_PREFIX = "/storage/v1/"
_HOP_BY_HOP = frozenset(
    {
        "connection",
        "keep-alive",
        "proxy-authenticate",
        "proxy-authorization",
        "te",
        "trailers",
        "transfer-encoding",
        "upgrade",
    }
)
_EXPOSED_HEADERS = ", ".join(
    (
        "Content-Range",
        "Content-Profile",
        "Link",
        "Location",
        "Preference-Applied",
        "X-Supabase-Api-Version",
        "X-Total-Count",
    )
)
_CORS = {
    "Access-Control-Allow-Origin": "*",
    "Access-Control-Expose-Headers": _EXPOSED_HEADERS,
}

REST_URL = web.AppKey("rest_url", str)
HTTP = web.AppKey("http", aiohttp.ClientSession)
BODY_LIMIT = web.AppKey("body_limit", int)


class _LimitedBody:
    """A request body as it comes in, up to a limit of bytes."""

    def __init__(self, request: web.Request, limit: int) -> None:
        self._request = request
        self._left = limit

    @property
    def is_too_large(self) -> bool:
        """Whether the limit was passed; the body ended there with an error."""
        return self._left < 0

    async def __aiter__(self) -> AsyncIterator[bytes]:
        async for chunk in self._request.content.iter_any():
            self._left -= len(chunk)
            if self.is_too_large:
                raise aiohttp.ClientPayloadError("the request body is too large")
            yield chunk


def create_gateway(
    keys: Keys,
    *,
    rest_url: str,
    max_body_bytes: int,
    mounts: dict[str, web.Application],
) -> web.Application:
    """Return the gateway.

    Parameters
    ----------
    keys
        The keys that a request may carry in `apikey`.
    rest_url
        Where PostgREST listens.
    max_body_bytes
        Larger request bodies are refused with 413.
    mounts
        Applications by path prefix, e.g. `{"/auth/v1": …}`.
    """
    app = web.Application(
        client_max_size=max_body_bytes,
        middlewares=[_cors, _require_key(keys), _refuse_large_bodies],
    )
    app[REST_URL] = rest_url
    app[BODY_LIMIT] = max_body_bytes
    app.cleanup_ctx.append(_http_session)
    app.router.add_get("/health", _health)
    app.router.add_route("*", _REST, _proxy)
    app.router.add_route("*", _REST + "/{path:.*}", _proxy)
    for prefix, mounted in mounts.items():
        app.add_subapp(prefix, mounted)
    return app


async def _http_session(app: web.Application) -> AsyncIterator[None]:
    # No limit here: PostgREST's own pool decides how many requests run at a time.
    connector = aiohttp.TCPConnector(limit=0)
    async with aiohttp.ClientSession(connector=connector, auto_decompress=False) as session:
        app[HTTP] = session
        yield


@web.middleware
async def _cors(request: web.Request, handler: Handler) -> web.StreamResponse:
    if request.method == "OPTIONS" and "Access-Control-Request-Method" in request.headers:
        wanted = request.headers.get("Access-Control-Request-Headers", "*")
        return web.Response(
            status=204,
            headers={
                **_CORS,
                "Access-Control-Allow-Methods": "GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS",
                "Access-Control-Allow-Headers": wanted,
                "Access-Control-Max-Age": "3600",
            },
        )
    try:
        response = await handler(request)
    except web.HTTPException as refused:
        response = web.json_response(
            {"message": refused.reason}, status=refused.status, headers=_allow_header(refused)
        )
    if not response.prepared:
        response.headers.update(_CORS)
    return response


def _allow_header(refused: web.HTTPException) -> dict[str, str]:
    return {"Allow": refused.headers["Allow"]} if "Allow" in refused.headers else {}


def _require_key(keys: Keys) -> Middleware:
    known = {keys.anon_key, keys.service_role_key}

    @web.middleware
    async def require_key(request: web.Request, handler: Handler) -> web.StreamResponse:
        if request.path in _OPEN_PATHS or request.path.startswith(_OPEN_PREFIX):
            return await handler(request)
        key = request.headers.get("apikey") or request.query.get("apikey")
        if key is None:
            return _refusal(401, "No API key found in request", "Send the header 'apikey'.")
        if key not in known:
            return _refusal(401, "Invalid authentication credentials", "The keys: flywheel status")
        return await handler(request)

    return require_key


@web.middleware
async def _refuse_large_bodies(request: web.Request, handler: Handler) -> web.StreamResponse:
    limit = request.config_dict[BODY_LIMIT]
    if (request.content_length or 0) > limit and not request.path.startswith(_OPEN_PREFIX):
        return _too_large(limit)
    return await handler(request)


def _too_large(limit: int) -> web.Response:
    return _refusal(
        413,
        f"Request body is larger than {limit} bytes",
        "Send fewer rows at a time, or raise FLYWHEEL_MAX_BODY_BYTES.",
    )


def _refusal(status: int, message: str, hint: str) -> web.Response:
    return web.json_response({"message": message, "hint": hint}, status=status)


async def _health(_: web.Request) -> web.Response:
    return web.json_response({"status": "ok"})


def _without_key(path: str) -> str:
    """Take the parameter `apikey` out of a path, and leave the others as they are written.

    It is for those who cannot send headers, as Stripe; PostgREST would take it for a filter.
    """
    place, mark, query = path.partition("?")
    kept = "&".join(part for part in query.split("&") if not part.startswith("apikey="))
    return f"{place}{mark}{kept}" if kept else place


async def _proxy(request: web.Request) -> web.StreamResponse:
    """Hand the request to PostgREST and stream its answer back, byte for byte."""
    limit = request.config_dict[BODY_LIMIT]
    path = _without_key(request.raw_path.removeprefix(_REST) or "/")
    headers = _end_to_end(request.headers)
    headers.popall("Host", None)
    key = headers.popall("apikey", [None])[0] or request.query.get("apikey")
    headers.setdefault("Authorization", f"Bearer {key}")
    if request.remote:
        headers["X-Forwarded-For"] = request.remote
    headers["X-Forwarded-Prefix"] = _REST
    body = _LimitedBody(request, limit)
    try:
        async with request.app[HTTP].request(
            request.method,
            # PostgREST's filters are sensitive to how they are quoted: pass them untouched.
            URL(request.app[REST_URL] + path, encoded=True),
            headers=headers,
            data=body if request.can_read_body else None,
            allow_redirects=False,
        ) as answer:
            response = web.StreamResponse(
                status=answer.status,
                reason=answer.reason,
                headers=CIMultiDict({**_end_to_end(answer.headers), **_CORS}),
            )
            await response.prepare(request)
            async for chunk in answer.content.iter_any():
                await response.write(chunk)
            await response.write_eof()
            return response
    except aiohttp.ClientError:
        if body.is_too_large:
            return _too_large(limit)
        return _refusal(
            503, "The REST API is not available right now", "Try again; see flywheel status."
        )


def _end_to_end(headers: CIMultiDictProxy[str]) -> CIMultiDict[str]:
    kept = CIMultiDict(headers)
    for name in list(kept):
        if name.lower() in _HOP_BY_HOP:
            kept.popall(name, None)
    return kept
