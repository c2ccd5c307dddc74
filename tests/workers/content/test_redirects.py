"""Short links redirect, and every answered redirect has its click."""

from __future__ import annotations

import asyncio
import os
import signal
import sys
import uuid
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any, cast

import aiohttp
import psycopg
import pytest

from flywheel import db
from flywheel.content.clicks import Click, ClickLostError
from flywheel.content.qr_codes import Format, qr_code
from flywheel.content.redirects import redirect_application, served
from flywheel.local.process import free_port
from tests.workers.content.conftest import WORKSPACE

BROWSER = "Mozilla/5.0 (Windows NT 10.0; rv:140.0) Gecko/20100101 Firefox/140.0"


class NoRecorder:
    """A database that takes no clicks."""

    async def record(self, click: Click) -> None:
        raise ClickLostError("no disk")


class Service:
    """A running service, and a browser that does not follow where it leads."""

    def __init__(self, base: str, session: aiohttp.ClientSession) -> None:
        self.base = base
        self.session = session

    async def get(self, path: str, method: str = "GET", **headers: str) -> aiohttp.ClientResponse:
        async with self.session.request(
            method,
            f"{self.base}/{path}",
            allow_redirects=False,
            headers={"User-Agent": BROWSER, **{k.replace("_", "-"): v for k, v in headers.items()}},
        ) as answer:
            await answer.read()
            return answer


@asynccontextmanager
async def browser(base: str) -> AsyncIterator[Service]:
    jar = aiohttp.DummyCookieJar()
    connector = aiohttp.TCPConnector(limit=64)
    async with aiohttp.ClientSession(connector=connector, cookie_jar=jar) as session:
        yield Service(base, session)


@pytest.fixture
async def service(links_dsn: str) -> AsyncIterator[Service]:
    port = free_port()
    async with (
        redirect_application(links_dsn, country_header="CF-IPCountry") as application,
        served(application, "127.0.0.1", port),
        browser(f"http://127.0.0.1:{port}") as opened,
    ):
        yield opened


async def make_link(database: db.Connection, code: str, **values: Any) -> None:
    values = {"workspace_id": WORKSPACE, "code": code, "url": "https://a.com/x", **values}
    names = ", ".join(values)
    places = ", ".join(f"%({name})s" for name in values)
    await database.execute(
        f"insert into public.managed_urls ({names}) values ({places})".encode(), values
    )


async def clicks(database: db.Connection) -> list[dict[str, Any]]:
    cursor = await database.execute(
        b"select * from public.events where event_type = 'link_click' order by occurred_at"
    )
    return await cursor.fetchall()


async def test_a_click_is_kept_with_what_is_known_of_it(
    service: Service, links_db: db.Connection
) -> None:
    await make_link(links_db, "known", utm_params='{"utm_source": "mail"}')
    answer = await service.get(
        "KNOWN", Referer="https://ref.example/", CF_IPCountry="SA", X_Real_IP="203.0.113.77"
    )
    assert answer.status == 302
    assert answer.headers["Location"] == "https://a.com/x?utm_source=mail"
    assert answer.headers["Cache-Control"] == "private, no-store"
    assert answer.headers["Referrer-Policy"] == "strict-origin-when-cross-origin"
    cookie = answer.cookies["flywheel_visitor"]
    assert cookie["httponly"]
    (click,) = await clicks(links_db)
    assert (click["referrer"], click["country"], click["source"]) == (
        "https://ref.example/",
        "SA",
        "mail",
    )
    assert str(click["ip_address"]) == "203.0.113.0"
    assert click["user_agent"] == BROWSER
    # Another name than the cookie's, and the same one the next time.
    assert click["visitor_id"] == str(uuid.uuid5(uuid.UUID(WORKSPACE), cookie.value))
    await service.get("known", Cookie=f"flywheel_visitor={cookie.value}")
    assert [each["visitor_id"] for each in await clicks(links_db)] == [click["visitor_id"]] * 2


@pytest.mark.parametrize(
    "headers",
    [
        {"User_Agent": "facebookexternalhit/1.1"},
        {"User_Agent": ""},
        {"Sec_Purpose": "prefetch;prerender"},
        {"method": "HEAD"},
    ],
)
async def test_who_only_looks_is_redirected_and_not_counted(
    service: Service, links_db: db.Connection, headers: dict[str, str]
) -> None:
    await make_link(links_db, "look")
    assert (await service.get("look", **headers)).status == 302
    assert await clicks(links_db) == []


async def test_who_asks_not_to_be_known_is_counted_without_a_name(
    service: Service, links_db: db.Connection
) -> None:
    await make_link(links_db, "quiet")
    answer = await service.get("quiet", Sec_GPC="1")
    assert "flywheel_visitor" not in answer.cookies
    assert [each["visitor_id"] for each in await clicks(links_db)] == [None]


async def test_a_change_is_heard_of_at_once(service: Service, links_db: db.Connection) -> None:
    assert (await service.get("moved")).status == 404
    await make_link(links_db, "moved")

    async def leads_to(expected: tuple[int, str | None]) -> None:
        async with asyncio.timeout(2):  # what was read is kept for five
            while True:
                answer = await service.get("moved")
                if (answer.status, answer.headers.get("Location")) == expected:
                    return

    await leads_to((302, "https://a.com/x"))
    await links_db.execute("update public.managed_urls set url = 'https://بيت.com/é?q=%20'")
    await leads_to((302, "https://xn--ngbe9g.com/%C3%A9?q=%20"))
    await links_db.execute("update public.managed_urls set is_active = false")
    await leads_to((410, None))
    await links_db.execute("update public.managed_urls set fallback_url = 'https://a.com/over'")
    await leads_to((302, "https://a.com/over"))
    await links_db.execute("update public.managed_urls set code = 'elsewhere'")
    await leads_to((404, None))


async def test_an_expired_link_has_no_clicks(service: Service, links_db: db.Connection) -> None:
    await make_link(links_db, "late", expires_at="2026-01-01")
    answer = await service.get("late")
    assert answer.status == 410
    assert "expired" in await answer.text()
    assert await clicks(links_db) == []


@pytest.mark.parametrize(
    "path", ["nowhere", "", "a", "x" * 60, "%00", "a/b", "nowhere.png", "..%2f"]
)
async def test_other_paths_lead_nowhere(
    service: Service, links_db: db.Connection, path: str
) -> None:
    assert (await service.get(path)).status == 404


async def test_a_link_has_a_qr_code(service: Service, links_db: db.Connection) -> None:
    await make_link(links_db, "poster")
    for kind, content_type in (("png", "image/png"), ("svg", "image/svg+xml")):
        async with service.session.get(f"{service.base}/poster.{kind}") as answer:
            assert answer.content_type == content_type
            expected = qr_code("http://127.0.0.1:54334/poster", cast("Format", kind))
            assert await answer.read() == expected
    assert await clicks(links_db) == []


async def test_clicks_that_come_together_share_a_commit(
    service: Service, links_db: db.Connection
) -> None:
    await make_link(links_db, "busy")
    answers = await asyncio.gather(*(service.get("busy") for _ in range(300)))
    assert {answer.status for answer in answers} == {302}
    kept = await clicks(links_db)
    assert len(kept) == 300
    assert len({each["batch"] for each in kept}) < 150
    (row,) = await (
        await links_db.execute(b"select public.click_count(u) as n from public.managed_urls as u")
    ).fetchall()
    assert row["n"] == 300


async def test_broken_headers_cost_nobody_else_a_click(
    service: Service, links_db: db.Connection
) -> None:
    await make_link(links_db, "rough")
    host, port = service.base.removeprefix("http://").split(":")
    reader, writer = await asyncio.open_connection(host, int(port))
    request = b"GET /rough HTTP/1.1\r\nHost: x\r\nReferer: https://\xff\xed\xa0\x80/\r\n"
    request += f"User-Agent: {BROWSER}\r\nX-Real-IP: nowhere\r\nCF-IPCountry: \xe9\r\n\r\n".encode()
    writer.write(request)
    others = [service.get("rough") for _ in range(20)]
    answers = await asyncio.gather(*others)
    assert (await reader.readline()).startswith(b"HTTP/1.1 302")
    writer.close()
    assert {answer.status for answer in answers} == {302}
    assert len(await clicks(links_db)) == 21


async def test_without_a_click_there_is_no_redirect(
    links_dsn: str, links_db: db.Connection
) -> None:
    await make_link(links_db, "lost")
    port = free_port()
    async with (
        redirect_application(links_dsn, country_header="X", recorder=NoRecorder()) as application,
        served(application, "127.0.0.1", port),
        browser(f"http://127.0.0.1:{port}") as opened,
    ):
        answer = await opened.get("lost")
        assert (answer.status, answer.headers["Retry-After"]) == (503, "1")


async def test_a_lost_connection_costs_no_click(service: Service, links_db: db.Connection) -> None:
    await make_link(links_db, "cut")
    assert (await service.get("cut")).status == 302
    await links_db.execute(
        b"select pg_terminate_backend(pid) from pg_stat_activity "
        b"where pid <> pg_backend_pid() and datname = current_database()"
    )
    assert (await service.get("cut")).status == 302
    assert len(await clicks(links_db)) == 2


async def test_every_answered_redirect_has_its_click_when_the_service_is_killed(
    links_dsn: str, links_db: db.Connection
) -> None:
    await make_link(links_db, "killed")
    port = free_port()
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "flywheel.cli", "links", "serve", "--port", str(port)),
        env={**os.environ, "FLYWHEEL_DB_URL": links_dsn},
        stderr=asyncio.subprocess.DEVNULL,
    )
    answered: set[str] = set()
    try:
        async with browser(f"http://127.0.0.1:{port}") as opened, asyncio.timeout(30):

            async def client(name: int) -> None:
                for number in range(100_000):
                    referrer = f"https://r.example/{name}/{number}"
                    try:
                        answer = await opened.get("killed", Referer=referrer)
                    except aiohttp.ClientError:
                        if answered:
                            return
                        await asyncio.sleep(0.05)
                        continue
                    assert answer.status == 302
                    answered.add(referrer)
                    if len(answered) == 500:
                        process.send_signal(signal.SIGKILL)

            await asyncio.gather(*(client(name) for name in range(32)))
    finally:
        if process.returncode is None:
            process.kill()
        await process.wait()
    assert len(answered) >= 500
    kept = {each["referrer"] for each in await clicks(links_db)}
    assert answered <= kept


async def test_a_click_sent_twice_counts_once(links_dsn: str, links_db: db.Connection) -> None:
    await make_link(links_db, "twice")
    (row,) = await (await links_db.execute(b"select id from public.managed_urls")).fetchall()
    sent = psycopg.types.json.Jsonb([Click(managed_url_id=row["id"]).as_json()])
    for counted in (1, 0):
        (row,) = await (
            await links_db.execute(b"select public.record_clicks(%s) as n", [sent])
        ).fetchall()
        assert row["n"] == counted
