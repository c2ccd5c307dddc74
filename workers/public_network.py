"""Requests that reach the public internet only, and the address that was checked.

A name is looked up once, by us: all its addresses must be public, and the connection goes to one
of them. Whoever answers differently the second time (DNS rebinding) is not asked a second time.
"""

from __future__ import annotations

import asyncio
import socket
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network

import httpx

from flywheel.errors import FlywheelError

Resolve = Callable[[str, int], Awaitable[Sequence[str]]]
"""Returns the addresses of a host, in the order in which to try them."""

_GLOBAL_UNICAST = ip_network("2000::/3")
_MOST_ADDRESSES = 3
_NOT_THERE = {socket.EAI_NONAME, getattr(socket, "EAI_NODATA", socket.EAI_NONAME)}


class AddressRefusedError(FlywheelError):
    """An address that nobody from outside can reach, or that we do not ask."""


class NoSuchNameError(FlywheelError):
    """A host that does not exist."""


@dataclass(frozen=True)
class NetworkRules:
    """What may be asked.

    Attributes
    ----------
    ports
        TCP ports.
    also
        Networks that may be asked though they are not public; for tests.
    """

    ports: frozenset[int] | None = frozenset({80, 443})
    also: tuple[IPv4Network | IPv6Network, ...] = ()

    def allow(self, address: str) -> bool:
        """Say whether an IP address may be asked."""
        ip = ip_address(address)
        return is_public(ip) or any(ip in network for network in self.also)


def is_public(ip: IPv4Address | IPv6Address) -> bool:
    """Say whether `ip` is one of the public internet; addresses that wrap IPv4 are none."""
    if isinstance(ip, IPv6Address) and (
        ip not in _GLOBAL_UNICAST or ip.sixtofour is not None or ip.teredo is not None
    ):
        return False
    return ip.is_global and not ip.is_multicast and not ip.is_reserved


def checked_url(url: httpx.URL) -> httpx.URL:
    """Return `url` if it is of the web, names a host and no user.

    Raises
    ------
    AddressRefusedError
        If it is not; also where a redirect leads to it.
    """
    if url.scheme not in ("http", "https") or url.userinfo or not url.host:
        raise AddressRefusedError(f"{str(url)[:100]} is not asked")
    return url


async def resolve_name(host: str, port: int) -> list[str]:
    """Return the addresses of `host`, as the operating system finds them.

    Raises
    ------
    NoSuchNameError
        If it does not exist.
    OSError
        If that could not be found out now.
    """
    try:
        found = await asyncio.get_running_loop().getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except socket.gaierror as error:
        if error.errno in _NOT_THERE:
            raise NoSuchNameError(f"there is no host {host}") from error
        raise
    except UnicodeError as error:  # a label that is too long, or empty
        raise NoSuchNameError(f"there can be no host {host}") from error
    return list(dict.fromkeys(str(where[0]) for *_, where in found))


class PublicTransport(httpx.AsyncBaseTransport):
    """A transport of httpx that connects to public addresses alone, each looked up once.

    Requests go to the address; the name stays in the header Host and in TLS, which proves it. No
    connection is kept: another host at the same address must prove its own name.
    """

    def __init__(self, rules: NetworkRules, resolve: Resolve = resolve_name) -> None:
        self._rules = rules
        self._resolve = resolve
        self._inner = httpx.AsyncHTTPTransport(
            limits=httpx.Limits(max_keepalive_connections=0), trust_env=False
        )

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """Send the request.

        Raises
        ------
        AddressRefusedError
            If it leads to an address or port that is not asked.
        NoSuchNameError
            If its host does not exist.
        """
        host = request.url.raw_host.decode("ascii")
        port = request.url.port or (443 if request.url.scheme == "https" else 80)
        if self._rules.ports is not None and port not in self._rules.ports:
            raise AddressRefusedError(f"port {port} is not asked")
        addresses = await self._resolve(host, port)
        for address in addresses:
            if not self._rules.allow(address):
                raise AddressRefusedError(f"{host} is at {address}, which is not public")
        fault: httpx.TransportError = httpx.ConnectError(f"{host} has no address")
        for address in addresses[:_MOST_ADDRESSES]:
            try:
                return await self._inner.handle_async_request(_pinned(request, host, address))
            except (httpx.ConnectError, httpx.ConnectTimeout) as error:
                fault = error
        raise fault

    async def aclose(self) -> None:
        """Close what is open."""
        await self._inner.aclose()


def _pinned(request: httpx.Request, host: str, address: str) -> httpx.Request:
    return httpx.Request(
        request.method,
        request.url.copy_with(host=address),
        headers=request.headers,
        stream=request.stream,
        extensions={**request.extensions, "sni_hostname": host},
    )
