"""Where links may lead, and what they carry there."""

from __future__ import annotations

import ipaddress
from fnmatch import fnmatch
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

from aiohttp import web

from flywheel.local.auth.context import CONTEXT, AuthContext
from flywheel.local.auth.errors import AuthError

_OAUTH_ERRORS = {
    400: "invalid_request",
    401: "unauthorized_client",
    403: "access_denied",
    500: "server_error",
}


def target(request: web.Request, wanted: str | None = None) -> str:
    """Return the address a link of this request leads to.

    That is `wanted`, or the request's `redirect_to`, if it is allowed; else the site's.
    """
    context = request.config_dict[CONTEXT]
    wanted = wanted or request.query.get("redirect_to") or request.headers.get("redirect_to", "")
    return wanted if wanted and _allowed(wanted, context) else context.site_url


def _allowed(url: str, context: AuthContext) -> bool:
    if any(ord(char) <= 32 for char in url):
        return False
    try:
        parts = urlsplit(url)
        host = parts.hostname or ""
    except ValueError:
        return False
    if parts.scheme in ("http", "https") and (
        host == urlsplit(context.site_url).hostname or _is_loopback(host)
    ):
        return True
    return any(fnmatch(url, pattern) for pattern in context.settings.redirect_urls)


def _is_loopback(host: str) -> bool:
    try:
        return host == "localhost" or ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def with_tokens(url: str, tokens: dict[str, Any], kind: str) -> str:
    """Return `url` with the tokens in its fragment, as the implicit flow has it."""
    names = ("access_token", "token_type", "expires_in", "expires_at", "refresh_token")
    return _with_fragment(url, {name: tokens[name] for name in names} | {"type": kind})


def with_code(url: str, code: str) -> str:
    """Return `url` with the PKCE code in its query."""
    return _with_query(url, {"code": code})


def with_message(url: str, message: str, *, pkce: bool) -> str:
    """Return `url` with a message for the person."""
    told = {"message": message}
    return _with_fragment(_with_query(url, told) if pkce else url, told)


def with_error(url: str, error: AuthError, *, pkce: bool) -> str:
    """Return `url` with an error, in the fragment and for PKCE in the query too."""
    told = {
        "error": _OAUTH_ERRORS.get(error.status, "server_error"),
        "error_code": error.code,
        "error_description": error.message,
    }
    return _with_fragment(_with_query(url, told) if pkce else url, told)


def _with_fragment(url: str, values: dict[str, Any]) -> str:
    return urlunsplit(urlsplit(url)._replace(fragment=urlencode(values)))


def _with_query(url: str, values: dict[str, Any]) -> str:
    parts = urlsplit(url)
    query = dict(parse_qsl(parts.query, keep_blank_values=True)) | values
    return urlunsplit(parts._replace(query=urlencode(query)))
