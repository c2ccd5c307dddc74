"""The fetch of a feed: what a public address answers, within bounds."""

from __future__ import annotations

import asyncio
import ssl
from dataclasses import dataclass

import httpx

from flywheel.errors import FlywheelError
from flywheel.public_network import (
    AddressRefusedError,
    NetworkRules,
    NoSuchNameError,
    PublicTransport,
    Resolve,
    checked_url,
    resolve_name,
)

MOST_BYTES = 50_000_000
"""Of a feed once it is unpacked: half a million rows or so."""
SECONDS = 120.0
"""For a feed with all its redirects."""
_MOST_REDIRECTS = 5
_CHUNK_BYTES = 65_536
_HEADERS = {
    "User-Agent": "FlywheelFeeds/1.0 (+competitor prices)",
    "Accept": "text/csv,application/json;q=0.9,text/plain;q=0.8,*/*;q=0.1",
}


class FeedError(FlywheelError):
    """A feed that could not be fetched.

    Attributes
    ----------
    status
        What the server answered; None where it did not.
    """

    def __init__(self, message: str, *, status: int | None = None) -> None:
        super().__init__(message)
        self.status = status


@dataclass(frozen=True)
class Fetched:
    """What a server answered.

    Attributes
    ----------
    content
        None where it is what was read before (304).
    charset
        What the server says of a text; None where it does not.
    """

    status: int
    content: bytes | None
    charset: str | None = None
    etag: str | None = None
    last_modified: str | None = None


async def download(
    address: str,
    *,
    etag: str | None = None,
    last_modified: str | None = None,
    rules: NetworkRules | None = None,
    resolve: Resolve = resolve_name,
    most_bytes: int = MOST_BYTES,
    seconds: float = SECONDS,
) -> Fetched:
    """Return what is at `address`, unless it is the version that is known already.

    Every address on the way must be a public one: `flywheel.public_network`.

    Parameters
    ----------
    etag, last_modified
        Of the version that was read last.
    most_bytes
        Of the answer, unpacked; what is longer is refused as a whole, not cut off.

    Raises
    ------
    FeedError
        If nothing usable is there.
    """
    known = {"If-None-Match": etag, "If-Modified-Since": last_modified}
    headers = _HEADERS | {name: value for name, value in known.items() if value}
    client = httpx.AsyncClient(
        transport=PublicTransport(rules or NetworkRules(), resolve),
        headers=headers,
        timeout=httpx.Timeout(min(30.0, seconds)),
        trust_env=False,
    )
    try:
        async with client, asyncio.timeout(seconds):
            return await _follow(client, address, most_bytes)
    except (AddressRefusedError, NoSuchNameError) as error:
        raise FeedError(error.message) from error
    except (httpx.InvalidURL, UnicodeError) as error:
        raise FeedError("this is no address") from error
    except TimeoutError as error:
        raise FeedError(f"it took longer than {seconds:g} s") from error
    except (httpx.HTTPError, OSError, ssl.SSLError) as error:
        raise FeedError(str(error) or type(error).__name__) from error


async def _follow(client: httpx.AsyncClient, address: str, most_bytes: int) -> Fetched:
    url = httpx.URL(address)
    for _ in range(_MOST_REDIRECTS + 1):
        request = client.build_request("GET", checked_url(url))
        answer = await client.send(request, stream=True, follow_redirects=False)
        try:
            if answer.has_redirect_location:
                url = url.join(answer.headers["Location"])
                continue
            if answer.status_code == httpx.codes.NOT_MODIFIED:
                return Fetched(answer.status_code, None)
            if answer.status_code != httpx.codes.OK:
                raise FeedError(
                    f"the server answers {answer.status_code}", status=answer.status_code
                )
            return Fetched(
                answer.status_code,
                await _body(answer, most_bytes),
                answer.charset_encoding,
                answer.headers.get("ETag"),
                answer.headers.get("Last-Modified"),
            )
        finally:
            await answer.aclose()
    raise FeedError(f"it redirects more than {_MOST_REDIRECTS} times")


async def _body(answer: httpx.Response, most_bytes: int) -> bytes:
    content = bytearray()
    # Counted unpacked, chunk by chunk: a small archive can hold a large file.
    async for chunk in answer.aiter_bytes(_CHUNK_BYTES):
        content += chunk
        if len(content) > most_bytes:
            raise FeedError(f"it is larger than {most_bytes:,} bytes", status=answer.status_code)
    return bytes(content)
