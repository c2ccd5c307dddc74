"""Links are checked as their visitors would meet them, and nothing private is ever asked."""

from __future__ import annotations

import asyncio
import time
from collections import Counter
from collections.abc import AsyncIterator, Callable, Sequence
from ipaddress import ip_address, ip_network
from typing import Any, cast
from uuid import uuid4

import pytest
from aiohttp import web

from flywheel import db
from flywheel.content import link_checks
from flywheel.content.checking import LinkChecker, Outcome, Verdict
from flywheel.content.pacing import HostPace
from flywheel.jobs.context import Context
from flywheel.jobs.direct import DirectTransport
from flywheel.jobs.job import Job
from flywheel.local.process import free_port
from flywheel.public_network import (
    NetworkRules,
    NoSuchNameError,
    is_public,
    resolve_name,
)
from tests.workers.content.conftest import WORKSPACE

LOOPBACK = NetworkRules(ports=None, also=(ip_network("127.0.0.1/32"),))


class Site:
    """A web server that answers what its path says, and remembers what it was asked."""

    def __init__(self) -> None:
        self.port = free_port()
        self.asked: list[tuple[str, str, str]] = []
        self.busy = 0
        self.busiest = 0

    async def answer(self, request: web.Request) -> web.StreamResponse:
        self.asked.append((request.method, request.path, request.host))
        self.busy += 1
        self.busiest = max(self.busiest, self.busy)
        try:
            what = request.match_info["what"]
            if what == "hang":
                await asyncio.sleep(0.5)
            if what == "slow":
                await asyncio.sleep(0.02)
            if what == "endless":
                response = web.StreamResponse()
                await response.prepare(request)
                while request.method == "GET":
                    await response.write(b"x" * 65536)
                return response
            if what.startswith("get-") and request.method == "HEAD":
                return web.Response(status=int(what.removeprefix("get-")))
            if what.startswith("to-"):
                return web.Response(
                    status=301, headers={"Location": request.query.get("at", what[3:])}
                )
            if what.startswith("hops-"):
                left = int(what.removeprefix("hops-"))
                to = f"hops-{left - 1}" if left > 1 else "200"
                return web.Response(status=307, headers={"Location": f"/{to}"})
            return web.Response(status=int(what) if what.isdigit() else 200)
        finally:
            self.busy -= 1


@pytest.fixture
async def site() -> AsyncIterator[Site]:
    made = Site()
    application = web.Application()
    application.router.add_route("*", "/{what}", made.answer)
    runner = web.AppRunner(application, access_log=None, shutdown_timeout=0)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", made.port).start()
    yield made
    await runner.cleanup()


def resolver(*answers: str) -> Callable[[str, int], Any]:
    """Names are at these addresses, the last one for ever."""
    left = list(answers)

    async def resolve(host: str, port: int) -> Sequence[str]:
        if host.endswith(".invalid"):
            raise NoSuchNameError(f"there is no host {host}")
        if host[0].isdigit() or ":" in host:
            return await resolve_name(host, port)
        return [left.pop(0) if len(left) > 1 else left[0]]

    return resolve


def checker(*answers: str, rules: NetworkRules = LOOPBACK, seconds: float = 2.0) -> LinkChecker:
    return LinkChecker(
        rules=rules,
        resolve=resolver(*(answers or ("127.0.0.1",))),
        pace=HostPace(interval=0),
        seconds=seconds,
    )


@pytest.mark.parametrize(
    ("path", "outcome", "status"),
    [
        ("200", "good", 200),
        ("204", "good", 204),
        ("404", "gone", 404),
        ("410", "gone", 410),
        ("403", "unsure", 403),
        ("401", "unsure", 401),
        ("429", "failed", 429),
        ("500", "failed", 500),
        ("503", "failed", 503),
        ("get-405", "good", 200),
        ("get-501", "good", 200),
        ("get-403", "good", 200),
        ("get-404", "good", 200),
        ("to-404", "gone", 404),
        ("hops-5", "good", 200),
        ("hops-6", "failed", 307),
        ("endless", "good", 200),
    ],
)
async def test_an_answer_means(site: Site, path: str, outcome: str, status: int) -> None:
    async with checker() as checks:
        verdict = await checks.check(f"http://shop.example:{site.port}/{path}#part")
    assert (verdict.outcome, verdict.status) == (outcome, status)
    assert (verdict.error is None) is (outcome == "good")
    assert {host for _, _, host in site.asked} == {f"shop.example:{site.port}"}


async def test_get_follows_head_only_where_head_may_be_wrong(site: Site) -> None:
    async with checker() as checks:
        for path in ("200", "500", "404"):
            await checks.check(f"http://shop.example:{site.port}/{path}")
    assert [(method, path) for method, path, _ in site.asked] == [
        *(("HEAD", "/200"), ("HEAD", "/500")),
        *(("HEAD", "/404"), ("GET", "/404")),
    ]


async def test_who_does_not_answer_in_time_has_failed(site: Site) -> None:
    async with checker(seconds=0.1) as checks:
        verdict = await checks.check(f"http://shop.example:{site.port}/hang")
    assert verdict == Verdict(Outcome.FAILED, None, "no answer within 0.1 s")


@pytest.mark.parametrize(
    "address",
    [
        "http://127.0.0.2/",
        "http://[::1]/",
        "http://[::ffff:127.0.0.1]/",
        "http://[::ffff:8.8.8.8]/",
        "http://[64:ff9b::7f00:1]/",
        "http://[2002:7f00:1::]/",
        "http://[fe80::1]/",
        "http://[ff02::1]/",
        "http://10.0.0.1/",
        "http://169.254.169.254/latest/meta-data",
        "http://100.64.0.1/",
        "http://0.0.0.0/",
        "http://224.0.0.1/",
        "http://240.0.0.1/",
        "http://2130706434/",
        "http://nobody.invalid/",
        "http://me@shop.example/",
        "ftp://shop.example/",
        "javascript:alert(1)",
        "http://",
        "nonsense",
    ],
)
async def test_what_is_not_public_is_not_asked(site: Site, address: str) -> None:
    async with checker() as checks:
        direct = await checks.check(address)
        hop = await checks.check(f"http://shop.example:{site.port}/to-x?at={address}")
    assert direct.outcome is Outcome.GONE
    assert direct.status is None
    if address not in ("http://", "nonsense"):  # which are paths of the site
        assert hop.outcome is Outcome.GONE
        assert len(site.asked) == 1


async def test_a_name_with_one_private_address_is_not_asked(site: Site) -> None:
    async def both(host: str, port: int) -> Sequence[str]:
        return ["127.0.0.1", "10.0.0.1"]

    async with LinkChecker(rules=LOOPBACK, resolve=both, pace=HostPace(interval=0)) as checks:
        verdict = await checks.check(f"http://shop.example:{site.port}/200")
    assert verdict.outcome is Outcome.GONE
    assert site.asked == []


async def test_a_name_is_looked_up_once_a_request_so_that_it_cannot_change(site: Site) -> None:
    # It would be somewhere else when asked again, as DNS rebinding has it.
    async with checker("127.0.0.1", "127.0.0.2") as checks:
        verdict = await checks.check(f"http://rebind.example:{site.port}/200")
        again = await checks.check(f"http://rebind.example:{site.port}/200")
    assert verdict.outcome is Outcome.GOOD
    assert again.outcome is Outcome.GONE
    assert len(site.asked) == 1


@pytest.mark.parametrize("port", [22, 5432, 8080])
async def test_other_ports_are_not_asked(port: int) -> None:
    async with checker(rules=NetworkRules()) as checks:
        verdict = await checks.check(f"http://8.8.8.8:{port}/")
    assert verdict == Verdict(Outcome.GONE, None, f"port {port} is not asked")


@pytest.mark.parametrize("public", ["8.8.8.8", "2606:4700::1111", "1.1.1.1"])
def test_public_addresses_are_public(public: str) -> None:
    assert is_public(ip_address(public))


async def test_a_host_is_asked_twice_at_once_and_in_its_pace(site: Site) -> None:
    links = [{"key": str(n), "address": f"http://shop.example:{site.port}/slow"} for n in range(12)]
    begun = time.monotonic()
    async with LinkChecker(
        rules=LOOPBACK, resolve=resolver("127.0.0.1"), pace=HostPace(at_once=2, interval=0.02)
    ) as checks:
        results = await checks.check_all(links)
    assert {result["outcome"] for result in results} == {"good"}
    assert site.busiest <= 2
    assert time.monotonic() - begun >= 11 * 0.02


async def test_the_job_checks_an_address_once_and_tells_who_leads_there(
    site: Site, links_dsn: str, links_db: db.Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(link_checks, "LinkChecker", checker)
    monkeypatch.setattr(link_checks, "BATCH", 2)
    base = f"http://shop.example:{site.port}"
    for number, path in enumerate(["200", "200#part", "404", "404", "500", "get-405"]):
        await links_db.execute(
            b"insert into public.managed_urls (workspace_id, code, url) values (%s, %s, %s)",
            [WORKSPACE, f"link-{number}", f"{base}/{path}"],
        )

    async def run() -> dict[str, Any]:
        async with DirectTransport(links_dsn, connections=2) as transport:
            context = Context(cast("Job", None), transport, uuid4())
            return cast(
                "dict[str, Any]", await link_checks.check_links(link_checks.NoPayload(), context)
            )

    assert await run() == {"checked": 4, "died": 0, "revived": 0}
    assert Counter(path for method, path, _ in site.asked if method == "HEAD") == {
        f"/{path}": 1 for path in ("200", "404", "500", "get-405")
    }
    assert await run() == {"checked": 0, "died": 0, "revived": 0}
    await links_db.execute("update private.link_checks set next_check_at = now()")
    assert await run() == {"checked": 4, "died": 1, "revived": 0}
    (alert,) = await (
        await links_db.execute(
            b"select description, details from public.security_alerts where type = 'dead_link'"
        )
    ).fetchall()
    assert alert["description"] == f"{base}/404 does not answer any more."
    assert alert["details"]["links"][0]["links"] == ["link-2", "link-3"]
