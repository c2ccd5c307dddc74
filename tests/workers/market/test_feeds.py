"""Feeds are fetched from public addresses alone, within bounds, and nothing of them is lost."""

from __future__ import annotations

import gzip
import json
from collections.abc import AsyncIterator
from functools import partial
from ipaddress import ip_network
from typing import Any, cast
from uuid import UUID, uuid4

import pytest
from aiohttp import web

from flywheel.db import Connection
from flywheel.insights import feeds
from flywheel.insights.feed_download import FeedError, download
from flywheel.jobs.context import Context
from flywheel.jobs.direct import DirectTransport
from flywheel.jobs.job import Job
from flywheel.local.process import free_port
from flywheel.public_network import NetworkRules
from tests.workers.market.shop import SHOP, SQL, rows

LOOPBACK = NetworkRules(ports=None, also=(ip_network("127.0.0.1/32"),))
FEED = UUID(int=77)
CSV = "name;price\nSoap;19,00\nTowel;1.299\nNothing;5\n"


class Server:
    """A server of feeds, and what it was asked."""

    def __init__(self) -> None:
        self.port = free_port()
        self.body: bytes = CSV.encode()
        self.etag = '"one"'
        self.status = 200
        self.asked: list[str] = []

    async def answer(self, request: web.Request) -> web.StreamResponse:
        what = request.match_info["what"]
        self.asked.append(what)
        if what == "inside":
            return web.Response(status=302, headers={"Location": "http://10.0.0.1/prices.csv"})
        if what == "local":
            return web.Response(status=302, headers={"Location": "file:///etc/passwd"})
        if what == "moved":
            return web.Response(status=301, headers={"Location": "/prices"})
        if what == "round":
            return web.Response(status=302, headers={"Location": "/round"})
        if what == "bomb":
            packed = gzip.compress(b"0" * 3_000_000)
            return web.Response(body=packed, headers={"Content-Encoding": "gzip"})
        if self.etag == request.headers.get("If-None-Match"):
            return web.Response(status=304)
        return web.Response(status=self.status, body=self.body, headers={"ETag": self.etag})


async def resolve(host: str, port: int) -> list[str]:
    return [host if host[0].isdigit() else "127.0.0.1"]


@pytest.fixture
async def server(monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Server]:
    made = Server()
    application = web.Application()
    application.router.add_get("/{what}", made.answer)
    runner = web.AppRunner(application, access_log=None, shutdown_timeout=0)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", made.port).start()
    monkeypatch.setattr(feeds, "download", partial(download, rules=LOOPBACK, resolve=resolve))
    yield made
    await runner.cleanup()


async def fetch(server: Server, path: str, **bounds: Any) -> bytes | None:
    fetched = await download(
        f"http://feeds.example:{server.port}/{path}", rules=LOOPBACK, resolve=resolve, **bounds
    )
    return fetched.content


async def test_what_is_there_is_fetched_also_behind_a_redirect(server: Server) -> None:
    assert await fetch(server, "prices") == await fetch(server, "moved") == server.body


@pytest.mark.parametrize(
    ("path", "said"),
    [
        ("inside", "10.0.0.1, which is not public"),
        ("local", "is not asked"),
        ("round", "redirects more than 5 times"),
        ("bomb", "larger than 1,000,000 bytes"),
    ],
)
async def test_what_must_not_be_read_is_refused(server: Server, path: str, said: str) -> None:
    with pytest.raises(FeedError, match=said):
        await fetch(server, path, most_bytes=1_000_000)


async def test_a_private_address_is_never_asked(server: Server) -> None:
    with pytest.raises(FeedError, match="is not asked"):
        await download(f"http://127.0.0.1:{server.port}/prices")
    assert server.asked == []


async def prepare(shop: Connection, server: Server, **changes: Any) -> None:
    for number, name in enumerate(["Soap", "Towel"]):
        product = {
            "id": UUID(int=number + 1),
            "name": name,
            "category": None,
            "price": 20,
            "currency": "SAR",
        }
        await shop.execute(SQL.product, {"shop": SHOP, **product})
    feed = {
        "id": FEED,
        "url": f"http://feeds.example:{server.port}/prices",
        "format": "csv",
        "mapping": "{}",
        "items": None,
    }
    await shop.execute(SQL.feed, {"shop": SHOP, **feed, **changes})


async def run(dsn: str, **payload: Any) -> tuple[dict[str, Any], list[dict[str, Any]] | None]:
    async with DirectTransport(dsn, connections=2) as transport:
        context = Context(cast("Job", _FakeJob()), transport, uuid4())
        answer = await feeds.fetch_feed(feeds.FeedPayload(**payload), context)
        return cast("dict[str, Any]", answer), context.follow_ups


class _FakeJob:
    workspace_key = None


async def test_a_feed_goes_in_and_what_does_not_fit_is_kept(
    dsn: str, shop: Connection, server: Server
) -> None:
    await prepare(shop, server)
    answer, _ = await run(dsn, feed_id=FEED)
    assert answer == {"result": {"imported": 1, "duplicates": 0, "rejected": 2}}
    (price,) = await rows(shop, SQL.prices)
    assert (price["competitor"], float(price["price"])) == ("Acme", 19)
    assert price["source"] == f"feed {FEED}"
    assert await rows(shop, SQL.rejects) == [
        {"code": "bad_price", "of_feed": True},
        {"code": "unknown_product", "of_feed": True},
    ]


async def test_a_version_that_was_read_is_not_read_again(
    dsn: str, shop: Connection, server: Server
) -> None:
    await prepare(shop, server)
    await run(dsn, feed_id=FEED)
    answer, _ = await run(dsn, feed_id=FEED)
    assert answer == {"result": {"unchanged": True}}
    server.etag = '"two"'
    answer, _ = await run(dsn, feed_id=FEED)
    assert answer["result"]["duplicates"] == 1
    (feed,) = await rows(shop, SQL.feeds)
    assert (feed["etag"], feed["last_status"], feed["succeeded"]) == ('"two"', 200, True)


async def test_a_feed_of_json_is_mapped(dsn: str, shop: Connection, server: Server) -> None:
    server.body = json.dumps({"list": [{"t": "Soap", "offer": {"amount": 19.5}}]}).encode()
    mapping = json.dumps({"name": "t", "price": "offer.amount"})
    await prepare(shop, server, format="json", items="list", mapping=mapping)
    answer, _ = await run(dsn, feed_id=FEED)
    assert answer["result"] == {"imported": 1, "duplicates": 0, "rejected": 0}


async def test_failures_are_seen_and_the_third_raises_an_alert_until_it_works_again(
    dsn: str, shop: Connection, server: Server
) -> None:
    await prepare(shop, server)
    server.status = 503
    for failures in (1, 2, 3):
        assert await rows(shop, SQL.alerts) == []
        answer, _ = await run(dsn, feed_id=FEED)
        assert answer == {"error": "the server answers 503"}
        (feed,) = await rows(shop, SQL.feeds)
        assert (feed["failures"], feed["last_status"]) == (failures, 503)
        assert feed["last_error"] == "the server answers 503"
        assert feed["waits"]
    (alert,) = await rows(shop, SQL.alerts)
    assert (alert["type"], alert["status"]) == ("competitor_feed_failing", "open")
    assert "Acme could not be read 3 times" in alert["description"]
    server.status, server.body = 200, b"no,header\n1,2\n"
    answer, _ = await run(dsn, feed_id=FEED)
    assert answer == {"error": "the header names no price"}
    server.body = CSV.encode()
    await run(dsn, feed_id=FEED)
    (feed,) = await rows(shop, SQL.feeds)
    assert (feed["failures"], feed["last_error"]) == (0, None)
    (alert,) = await rows(shop, SQL.alerts)
    assert alert["status"] == "resolved"


async def test_without_a_feed_each_that_is_due_has_a_job_of_its_own(
    dsn: str, shop: Connection, server: Server
) -> None:
    await prepare(shop, server)
    answer, jobs = await run(dsn)
    assert answer == {"feeds": 1}
    assert jobs is not None
    assert [job["payload"] for job in jobs] == [{"feed_id": str(FEED)}]
    await run(dsn, feed_id=FEED)
    assert await run(dsn) == ({"feeds": 0}, [])
