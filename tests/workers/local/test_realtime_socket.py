"""One client cannot hurt the others: limits, broken input, and a database that goes away.

Runs a Realtime of its own, with small limits, on the database of the stack.
"""

from __future__ import annotations

import json
import os
import uuid
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from typing import Any

import aiohttp
import psycopg
import pytest
from aiohttp import web

from flywheel.db import Connection
from flywheel.local.realtime import Limits, RealtimeContext, create_app
from flywheel.local.secrets import Keys
from tests.api.realtime import RawSocket, notes_table, raw_socket, token
from tests.conftest import Stack

ALICE = uuid.uuid4()


@asynccontextmanager
async def realtime(stack: Stack, **limits: Any) -> AsyncIterator[str]:
    """Run Realtime with these limits; yields its URL."""
    keys = Keys(jwt_secret=stack.jwt_secret, db_password="", issued_at=0)
    context = RealtimeContext(keys, stack.admin_db_url, replace(Limits(), **limits))
    runner = web.AppRunner(create_app(context), access_log=None)
    await runner.setup()
    try:
        site = web.TCPSite(runner, "127.0.0.1", 0)
        await site.start()
        yield f"http://127.0.0.1:{runner.addresses[0][1]}"
    finally:
        await runner.cleanup()


@pytest.fixture
async def url(stack: Stack) -> AsyncIterator[str]:
    async with realtime(stack) as address:
        yield address


async def say(socket: RawSocket, topic: str, payload: dict[str, Any]) -> None:
    body = {"type": "broadcast", "event": "e", "payload": payload}
    await socket.push(f"realtime:{topic}", "broadcast", body)


async def closing(socket: RawSocket) -> aiohttp.WSMessage:
    """Read until the server closes; returns its last word."""
    while True:
        received = await socket.ws.receive(timeout=10)
        if received.type not in (aiohttp.WSMsgType.TEXT, aiohttp.WSMsgType.BINARY):
            return received


# -- broken input -------------------------------------------------------------------------


@pytest.mark.parametrize("version", ["1.0.0", "2.0.0"])
@pytest.mark.parametrize(
    ("frame", "complaint"),
    [
        ("{", "Broken JSON"),
        ("[" * 50_000, "Broken JSON"),
        ('"text"', "Expected a JSON"),
        (b"\x09\x00", "binary"),
    ],
)
async def test_broken_input_is_answered_and_the_channels_go_on(
    stack: Stack, url: str, version: str, frame: str | bytes, complaint: str
) -> None:
    async with raw_socket(stack, version, url=url) as socket:
        await socket.join("room", broadcast={"self": True})
        if isinstance(frame, bytes):
            await socket.ws.send_bytes(frame)
        else:
            await socket.ws.send_str(frame)
        told = (await socket.until("system"))["payload"]
        assert told["status"] == "error"
        assert complaint in told["message"]
        await say(socket, "room", {"n": 1})
        assert (await socket.until("broadcast"))["payload"]["payload"] == {"n": 1}


@pytest.mark.parametrize(
    ("topic", "event", "reason"),
    [
        ("realtime:nowhere", "broadcast", "unmatched topic"),
        ("other", "phx_join", "unmatched topic"),
        ("realtime:", "phx_join", "TopicNameRequired: You must provide a topic name"),
        ("realtime:" + "x" * 300, "phx_join", "TopicTooLong: a topic has at most 255 bytes"),
        ("realtime:room", "dance", "unknown event 'dance'"),
    ],
)
async def test_what_is_unknown_is_answered(
    stack: Stack, url: str, topic: str, event: str, reason: str
) -> None:
    async with raw_socket(stack, url=url) as socket:
        await socket.join("room")
        ref = await socket.push(topic, event, {})
        answer = await socket.until("phx_reply")
    assert answer["ref"] == ref
    assert answer["payload"] == {"status": "error", "response": {"reason": reason}}


async def test_a_join_that_makes_no_sense_names_the_field(stack: Stack, url: str) -> None:
    async with raw_socket(stack, url=url) as socket:
        answer = await socket.join("room", private="perhaps")
    assert answer["response"]["reason"].startswith("InvalidJoinPayload: config.private")


async def test_a_heartbeat_is_answered(stack: Stack, url: str) -> None:
    async with raw_socket(stack, "2.0.0", url=url) as socket:
        ref = await socket.push("phoenix", "heartbeat", {})
        answer = await socket.next()
    assert (answer["ref"], answer["topic"]) == (ref, "phoenix")
    assert answer["payload"] == {"status": "ok", "response": {}}


@pytest.mark.parametrize(
    ("parameters", "status"),
    [({"vsn": "1.0.0"}, 401), ({"apikey": "guess", "vsn": "1.0.0"}, 401), ({"vsn": "3"}, 400)],
)
async def test_a_socket_needs_a_key_and_a_known_version(
    url: str, parameters: dict[str, str], status: int
) -> None:
    async with aiohttp.ClientSession() as session:
        with pytest.raises(aiohttp.WSServerHandshakeError) as refused:
            await session.ws_connect(f"{url}/websocket", params=parameters)
    assert refused.value.status == status


async def test_joining_twice_replaces_the_first_join(stack: Stack, url: str) -> None:
    async with raw_socket(stack, url=url) as socket:
        await socket.join("room", broadcast={"self": True})
        await socket.join("room", broadcast={"self": True})
        for number in (1, 2):
            await say(socket, "room", {"n": number})
        heard = [(await socket.until("broadcast"))["payload"]["payload"]["n"] for _ in range(2)]
    assert heard == [1, 2]


# -- limits -------------------------------------------------------------------------------


async def test_a_slow_client_loses_its_socket_and_the_others_hear_all(stack: Stack) -> None:
    async with (
        realtime(stack, queue_bytes=1_000_000, messages_per_second=10_000) as url,
        raw_socket(stack, url=url) as speaker,
        raw_socket(stack, url=url) as listener,
        raw_socket(stack, url=url) as slow,
    ):
        for socket in (speaker, listener, slow):
            await socket.join("room", presence={"enabled": False})
        # The slow one does not read: its library stops once its own buffer is full.
        text = "x" * 100_000
        for number in range(150):
            await say(speaker, "room", {"n": number, "text": text})
            heard = await listener.until("broadcast")
            assert heard["payload"]["payload"]["n"] == number
        end = await closing(slow)
    assert end.type in (aiohttp.WSMsgType.CLOSE, aiohttp.WSMsgType.CLOSED)
    if end.type is aiohttp.WSMsgType.CLOSE:
        assert end.data == 1013
        assert "Too slow" in end.extra


async def test_a_message_that_is_too_large_closes_its_socket_only(stack: Stack) -> None:
    async with (
        realtime(stack, message_bytes=10_000) as url,
        raw_socket(stack, url=url) as loud,
        raw_socket(stack, url=url) as other,
    ):
        await loud.join("room")
        await other.join("room", broadcast={"self": True})
        await say(loud, "room", {"text": "x" * 20_000})
        assert (await closing(loud)).data == 1009
        await say(other, "room", {"n": 1})
        assert (await other.until("broadcast"))["payload"]["payload"] == {"n": 1}


async def test_a_flood_closes_the_channel_it_comes_from(stack: Stack) -> None:
    async with (
        realtime(stack, messages_per_second=20) as url,
        raw_socket(stack, url=url) as socket,
    ):
        await socket.join("flooded")
        await socket.join("calm")
        for number in range(45):
            await say(socket, "flooded", {"n": number})
        told = await socket.until("system")
        assert told["topic"] == "realtime:flooded"
        assert told["payload"]["message"] == "Too many messages per second"
        await socket.until("phx_close", "realtime:flooded")
        assert not socket.ws.closed


async def test_a_flood_of_broken_messages_closes_the_socket(stack: Stack) -> None:
    async with (
        realtime(stack, messages_per_second=5) as url,
        raw_socket(stack, url=url) as socket,
    ):
        for _ in range(100):
            await socket.ws.send_str("{")
        end = await closing(socket)
    assert (end.data, end.extra) == (1008, "Too many messages per second")


async def test_there_is_a_limit_of_channels_and_of_joins(stack: Stack) -> None:
    async with (
        realtime(stack, channels=2) as url,
        raw_socket(stack, url=url) as socket,
    ):
        answers = [await socket.join(f"room-{number}") for number in range(3)]
        assert [answer["status"] for answer in answers] == ["ok", "ok", "error"]
        assert answers[2]["response"]["reason"] == "ChannelRateLimitReached: Too many channels"
    async with (
        realtime(stack, joins_per_second=1) as url,
        raw_socket(stack, url=url) as socket,
    ):
        answers = [await socket.join("room") for _ in range(3)]
        assert answers[2]["response"]["reason"].startswith("ClientJoinRateLimitReached")


async def test_a_client_that_falls_silent_is_closed(stack: Stack) -> None:
    async with (
        realtime(stack, heartbeat_seconds=0.3) as url,
        raw_socket(stack, url=url) as socket,
    ):
        await socket.join("room")
        end = await closing(socket)
    assert (end.data, end.extra) == (1008, "No heartbeat for 0.3 seconds")


# -- the database -------------------------------------------------------------------------


async def slots(db: Connection) -> set[str]:
    """Return the slots of this process; the stack has its own."""
    cursor = await db.execute(
        "select slot_name from pg_replication_slots where starts_with(slot_name, %s)",
        [f"flywheel_realtime_{os.getpid()}_"],
    )
    return {row["slot_name"] for row in await cursor.fetchall()}


async def test_nobody_subscribed_means_no_slot(stack: Stack, db: Connection) -> None:
    before = await slots(db)
    async with realtime(stack) as url, raw_socket(stack, url=url) as socket:
        assert await slots(db) <= before
        await socket.join("room")
        assert len(await slots(db) - before) == 1


async def test_realtime_goes_on_with_a_new_slot_when_its_connections_are_cut(
    stack: Stack, db: Connection
) -> None:
    async with notes_table(db) as table, realtime(stack) as url:
        before = await slots(db)
        async with raw_socket(stack, url=url) as socket:
            change = {"event": "INSERT", "schema": "public", "table": table}
            await socket.join("changes", token(stack, ALICE), postgres_changes=[change])
            assert (await socket.until("system"))["payload"]["status"] == "ok"
            (slot,) = await slots(db) - before
            async with await psycopg.AsyncConnection.connect(
                stack.admin_db_url, autocommit=True
            ) as admin:
                await admin.execute(
                    "select pg_terminate_backend(active_pid) from pg_replication_slots "
                    "where slot_name = %s",
                    [slot],
                )
            told = (await socket.until("system"))["payload"]
            assert (told["extension"], told["status"]) == ("postgres_changes", "error")
            assert "connection to Postgres was lost" in told["message"]
            told = (await socket.until("system"))["payload"]
            assert told["message"] == "Subscribed to PostgreSQL"
            await db.execute(
                f"insert into public.{table} (owner, title) values (%s, 'after')", [ALICE]
            )
            data = (await socket.until("postgres_changes"))["payload"]["data"]
            assert data["record"]["title"] == "after"
            assert slot not in await slots(db)


async def test_a_join_waits_until_no_change_can_be_missed(stack: Stack, db: Connection) -> None:
    # A new Realtime each time: the slot must be there before the join is answered.
    async with notes_table(db) as table:
        for number in range(3):
            async with realtime(stack) as url, raw_socket(stack, url=url) as socket:
                change = {"event": "*", "schema": "public", "table": table}
                await socket.join("x", token(stack, ALICE), postgres_changes=[change])
                await db.execute(
                    f"insert into public.{table} (owner, amount) values (%s, %s)",
                    [ALICE, number],
                )
                data = (await socket.until("postgres_changes"))["payload"]["data"]
                assert data["record"]["amount"] == number


async def test_a_publication_made_anew_is_followed_again(stack: Stack, db: Connection) -> None:
    async with (
        notes_table(db) as table,
        realtime(stack) as url,
        raw_socket(stack, url=url) as socket,
    ):
        change = {"event": "*", "schema": "public", "table": table}
        await socket.join("x", token(stack, ALICE), postgres_changes=[change])
        await socket.until("system")
        cursor = await db.execute(
            "select string_agg(format('%I.%I', schemaname, tablename), ', ') as tables "
            "from pg_publication_tables where pubname = 'supabase_realtime'"
        )
        row = await cursor.fetchone()
        assert row
        async with db.transaction():
            await db.execute("drop publication supabase_realtime")
            await db.execute(f"create publication supabase_realtime for table {row['tables']}")
        await db.execute(f"insert into public.{table} (owner, title) values (%s, 'anew')", [ALICE])
        data = (await socket.until("postgres_changes"))["payload"]["data"]
        assert data["record"]["title"] == "anew"


async def test_health_tells_whether_the_database_answers(stack: Stack, url: str) -> None:
    async with (
        raw_socket(stack, url=url),
        aiohttp.ClientSession() as session,
        session.get(f"{url}/api/tenants/realtime-dev/health") as answer,
    ):
        data = json.loads(await answer.text())["data"]
    assert (data["healthy"], data["connected_cluster"]) == (True, 1)
