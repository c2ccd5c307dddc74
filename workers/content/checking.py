"""Whether the page that a link leads to is there."""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

import httpx

from flywheel.content.pacing import HostPace
from flywheel.public_network import (
    AddressRefusedError,
    NetworkRules,
    NoSuchNameError,
    PublicTransport,
    Resolve,
    checked_url,
    resolve_name,
)

_MOST_REDIRECTS = 5
_MOST_AT_ONCE = 40
_HEADERS = {
    "User-Agent": "Mozilla/5.0 (compatible; FlywheelLinkCheck/1.0; bot)",
    "Accept": "text/html,application/xhtml+xml,*/*;q=0.8",
}
_ASK_AGAIN = {400, 403, 404, 405, 501}
"""Answers to HEAD that a server may give though the page is there."""
_GONE = {404, 410}
_KEEPS_OUT = {401, 403, 405, 407, 451, 999}
"""The server is there, and does not want programs: it says nothing of the page."""


class Outcome(StrEnum):
    """What a check says of an address."""

    GOOD = "good"
    GONE = "gone"
    FAILED = "failed"
    UNSURE = "unsure"


@dataclass(frozen=True)
class Verdict:
    """The result of a check.

    Attributes
    ----------
    status
        The last HTTP status; None where nobody answered.
    error
        What was wrong, in words.
    """

    outcome: Outcome
    status: int | None = None
    error: str | None = None


class LinkChecker:
    """Asks addresses whether they answer; a context manager.

    Parameters
    ----------
    rules
        What may be asked.
    pace
        How often a host is.
    seconds
        Most time for an address with all its redirects, without waiting for turns.
    """

    def __init__(
        self,
        *,
        rules: NetworkRules | None = None,
        pace: HostPace | None = None,
        resolve: Resolve = resolve_name,
        seconds: float = 10.0,
    ) -> None:
        self._pace = pace or HostPace()
        self._seconds = seconds
        self._client = httpx.AsyncClient(
            transport=PublicTransport(rules or NetworkRules(), resolve),
            headers=_HEADERS,
            timeout=httpx.Timeout(seconds, connect=seconds / 2),
            trust_env=False,
        )

    async def __aenter__(self) -> LinkChecker:
        """Return the checker."""
        return self

    async def __aexit__(self, *exception: object) -> None:
        """Close what is open."""
        await self._client.aclose()

    async def check_all(self, links: Iterable[Mapping[str, Any]]) -> list[dict[str, Any]]:
        """Check addresses, as `due_link_checks` gives them, for `record_link_checks`.

        Parameters
        ----------
        links
            Each with its `key` and its `address`.
        """
        places = asyncio.Semaphore(_MOST_AT_ONCE)

        async def one(link: Mapping[str, Any]) -> dict[str, Any]:
            async with places:
                verdict = await self.check(link["address"])
            return {
                "key": link["key"],
                "outcome": verdict.outcome.value,
                "status": verdict.status,
                "error": verdict.error,
            }

        return list(await asyncio.gather(*map(one, links)))

    async def check(self, address: str) -> Verdict:
        """Ask one address, and where it redirects to."""
        try:
            return await self._follow(httpx.URL(address))
        except (AddressRefusedError, NoSuchNameError) as error:
            return Verdict(Outcome.GONE, error=error.message)
        except (httpx.InvalidURL, UnicodeError):
            return Verdict(Outcome.GONE, error="this is no address")
        except TimeoutError:
            return Verdict(Outcome.FAILED, error=f"no answer within {self._seconds:g} s")
        except (httpx.HTTPError, OSError, ssl.SSLError) as error:
            return Verdict(Outcome.FAILED, error=str(error) or type(error).__name__)

    async def _follow(self, url: httpx.URL) -> Verdict:
        left = self._seconds
        for _ in range(_MOST_REDIRECTS + 1):
            answer, left = await self._ask("HEAD", url, left)
            if answer.status_code in _ASK_AGAIN:
                answer, left = await self._ask("GET", url, left)
            if not answer.has_redirect_location:
                return _verdict(answer.status_code)
            url = url.join(answer.headers["Location"])
        return Verdict(
            Outcome.FAILED, answer.status_code, f"it redirects more than {_MOST_REDIRECTS} times"
        )

    async def _ask(
        self, method: str, url: httpx.URL, seconds: float
    ) -> tuple[httpx.Response, float]:
        """Return the head of the answer, and how much time is left."""
        async with self._pace.turn(checked_url(url).host):
            clock = asyncio.get_running_loop()
            begun = clock.time()
            async with asyncio.timeout(max(seconds, 0)):
                request = self._client.build_request(method, url)
                answer = await self._client.send(request, stream=True, follow_redirects=False)
                await answer.aclose()  # its body is nothing to us
            return answer, seconds - (clock.time() - begun)


def _verdict(status: int) -> Verdict:
    if 200 <= status < 300:
        return Verdict(Outcome.GOOD, status)
    if status in _GONE:
        return Verdict(Outcome.GONE, status, f"the server says that nothing is there ({status})")
    if status in _KEEPS_OUT:
        return Verdict(Outcome.UNSURE, status, f"the server keeps programs out ({status})")
    return Verdict(Outcome.FAILED, status, f"the server answers {status}")
