"""Broadcast, presence, private channels and tokens, through the official Python client."""

from __future__ import annotations

import json
import uuid
from collections.abc import AsyncIterator
from typing import Any

import httpx
import jwt
import psycopg
import pytest
from realtime import AsyncRealtimeChannel, RealtimeSubscribeStates
from realtime.exceptions import RealtimeHTTPError

from flywheel.db import Connection
from supabase import AsyncClient
from tests.api.realtime import Inbox, client, follow, notes_table, raw_socket, token
from tests.conftest import Stack

ALICE, BOB = uuid.uuid4(), uuid.uuid4()


def config(
    *, private: bool = False, key: str = "", presence: bool = False, **broadcast: Any
) -> dict[str, Any]:
    return {
        "config": {
            "private": private,
            "broadcast": {"ack": False, "self": False, **broadcast},
            "presence": {"key": key, "enabled": presence},
        }
    }


async def joined(channel: AsyncRealtimeChannel) -> Inbox:
    """Subscribe and wait until joined; returns the states that follow."""
    states = Inbox()
    await channel.subscribe(states)
    assert (await states.next())[0] == RealtimeSubscribeStates.SUBSCRIBED
    return states


async def listen(
    connected: AsyncClient, topic: str, event: str = "*", **options: Any
) -> tuple[AsyncRealtimeChannel, Inbox, Inbox]:
    """Join a channel and collect its broadcasts; returns channel, broadcasts, states."""
    inbox = Inbox()
    channel = connected.channel(topic, config(**options)).on_broadcast(event, inbox)
    return channel, inbox, await joined(channel)


@pytest.fixture
def topic() -> str:
    return f"room-{uuid.uuid4().hex[:8]}"


@pytest.fixture
async def members_only(db: Connection) -> AsyncIterator[None]:
    """Channels `<user>:…` belong to a user; anybody may write to those that end in `:open`."""
    await db.execute(
        """
        create policy test_read on realtime.messages for select to authenticated
            using (split_part((select realtime.topic()), ':', 1) = (select auth.uid())::text);
        create policy test_write on realtime.messages for insert to authenticated
            with check (
                split_part((select realtime.topic()), ':', 1) = (select auth.uid())::text
                or (select realtime.topic()) like '%:open'
            );
        """
    )
    yield
    await db.execute("drop policy test_read on realtime.messages")
    await db.execute("drop policy test_write on realtime.messages")


# -- broadcast ----------------------------------------------------------------------------


async def test_a_broadcast_reaches_the_others_and_not_its_sender(stack: Stack, topic: str) -> None:
    async with client(stack) as one, client(stack) as other:
        sender, own, _ = await listen(one, topic)
        _, heard, _ = await listen(other, topic, "move")
        await sender.send_broadcast("move", {"x": 1.5})
        assert (await heard.next())["payload"] == {"x": 1.5}
        assert own.is_empty


async def test_a_sender_that_wants_it_hears_itself(stack: Stack, topic: str) -> None:
    async with client(stack) as one:
        channel, heard, _ = await listen(one, topic, self=True)
        await channel.send_broadcast("echo", {"n": 1})
        assert (await heard.next())["payload"] == {"n": 1}


async def test_a_broadcast_is_acknowledged_on_request(stack: Stack, topic: str) -> None:
    async with raw_socket(stack) as socket:
        await socket.join(topic, broadcast={"ack": True})
        body = {"type": "broadcast", "event": "e", "payload": {}}
        ref = await socket.push(f"realtime:{topic}", "broadcast", body)
        answer = await socket.until("phx_reply")
    assert (answer["ref"], answer["payload"]) == (ref, {"status": "ok", "response": {}})


async def test_a_topic_is_not_heard_under_another_name(stack: Stack, topic: str) -> None:
    async with client(stack) as one, client(stack) as other:
        sender, _, _ = await listen(one, topic)
        elsewhere, _, _ = await listen(one, f"{topic}-2")
        _, heard, _ = await listen(other, f"{topic}-2")
        await sender.send_broadcast("e", {"from": "first"})
        await elsewhere.send_broadcast("e", {"from": "second"})
        assert (await heard.next())["payload"] == {"from": "second"}


async def test_broadcasts_can_be_sent_by_http(stack: Stack, topic: str) -> None:
    async with client(stack) as one, httpx.AsyncClient(base_url=stack.api_url) as http:
        _, heard, _ = await listen(one, topic)
        message = {"topic": topic, "event": "many", "payload": {"n": 1}, "private": False}
        answer = await http.post(
            "/realtime/v1/api/broadcast",
            headers={"apikey": stack.anon_key},
            json={"messages": [message, {**message, "payload": {"n": 2}}]},
        )
        assert answer.status_code == 202
        assert [(await heard.next())["payload"]["n"] for _ in range(2)] == [1, 2]


async def test_the_client_sends_by_http_without_joining(stack: Stack, topic: str) -> None:
    async with client(stack) as one, client(stack) as other:
        _, heard, _ = await listen(one, topic)
        await other.channel(topic, config()).http_send("single/event", {"n": 3})
        message = await heard.next()
    assert (message["event"], message["payload"]) == ("single/event", {"n": 3})


@pytest.mark.parametrize(
    ("body", "status"),
    [
        (b"{", 400),
        (b"{}", 422),
        (b'{"messages": [{"topic": "x"}]}', 422),
        (b'{"messages": [{"topic": "x", "event": "e", "payload": NaN}]}', 400),
    ],
)
async def test_a_broken_broadcast_by_http_is_refused_with_a_reason(
    stack: Stack, body: bytes, status: int
) -> None:
    async with httpx.AsyncClient(base_url=stack.api_url) as http:
        answer = await http.post(
            "/realtime/v1/api/broadcast", headers={"apikey": stack.anon_key}, content=body
        )
    assert answer.status_code == status
    assert answer.json()["message"]


async def test_an_expired_session_cannot_broadcast_by_http(stack: Stack, topic: str) -> None:
    async with client(stack, token(stack, ALICE, seconds=-5)) as expired:
        with pytest.raises(RealtimeHTTPError, match="expired"):
            await expired.channel(topic, config()).http_send("e", {})


# -- from the database --------------------------------------------------------------------


async def test_the_database_broadcasts_when_its_transaction_commits(
    stack: Stack, db: Connection, topic: str
) -> None:
    async with client(stack) as one:
        _, heard, _ = await listen(one, topic)
        async with db.transaction(force_rollback=True):
            await db.execute("select realtime.send('{\"n\": 0}', 'e', %s, false)", [topic])
        async with db.transaction():
            for number in (1, 2):
                await db.execute(
                    "select realtime.send(%s, 'e', %s, false)",
                    [json.dumps({"n": number}), topic],
                )
            assert heard.is_empty
        first, second = await heard.next(), await heard.next()
    assert [first["payload"]["n"], second["payload"]["n"]] == [1, 2]
    assert first["payload"]["id"] == first["meta"]["id"]


async def test_a_private_broadcast_of_the_database_is_not_heard_on_the_public_channel(
    stack: Stack, db: Connection, topic: str
) -> None:
    async with client(stack) as one:
        _, heard, _ = await listen(one, topic)
        await db.execute("select realtime.send('{\"n\": 1}', 'e', %s)", [topic])
        await db.execute("select realtime.send('{\"n\": 2}', 'e', %s, false)", [topic])
        assert (await heard.next())["payload"]["n"] == 2


@pytest.mark.usefixtures("members_only")
async def test_a_trigger_broadcasts_the_change_of_a_row(stack: Stack, db: Connection) -> None:
    topic = f"{ALICE}:rows"
    await db.execute(
        f"""
        create table public.watched (id int primary key, name text);
        create function public.tell() returns trigger language plpgsql as $$
        begin
            perform realtime.broadcast_changes(
                '{topic}', tg_op, tg_op, tg_table_name, tg_table_schema, new, old
            );
            return null;
        end $$;
        create trigger tell after insert or update or delete on public.watched
            for each row execute function public.tell();
        """
    )
    try:
        async with client(stack, token(stack, ALICE)) as alice:
            _, heard, _ = await listen(alice, topic, private=True)
            await db.execute("insert into public.watched values (1, 'a')")
            await db.execute("delete from public.watched")
            inserted, deleted = await heard.next(), await heard.next()
    finally:
        await db.execute("drop table public.watched; drop function public.tell()")
    assert inserted["event"] == "INSERT"
    assert inserted["payload"]["record"] == {"id": 1, "name": "a"}
    assert inserted["payload"]["old_record"] is None
    assert (deleted["event"], deleted["payload"]["record"]) == ("DELETE", None)
    assert deleted["payload"]["old_record"] == {"id": 1, "name": "a"}


async def test_partitions_are_made_ahead_and_dropped_after_three_days(
    stack: Stack, db: Connection
) -> None:
    async with await psycopg.AsyncConnection.connect(stack.admin_db_url, autocommit=True) as admin:
        await admin.execute(
            "create table realtime.messages_2020_01_01 partition of realtime.messages "
            "for values from ('2020-01-01') to ('2020-01-02');"
            "alter table realtime.messages_2020_01_01 owner to supabase_realtime_admin"
        )
        await admin.execute("select realtime.maintain_partitions()")
    cursor = await db.execute(
        "select to_char(current_date, '\"messages_\"YYYY_MM_DD') as today, "
        "array_agg(inhrelid::regclass::text) as names "
        "from pg_inherits where inhparent = 'realtime.messages'::regclass"
    )
    row = await cursor.fetchone()
    assert row
    assert f"realtime.{row['today']}" in row["names"]
    assert "realtime.messages_2020_01_01" not in row["names"]


# -- private channels ---------------------------------------------------------------------


@pytest.mark.usefixtures("members_only")
async def test_a_private_channel_opens_to_whom_the_policies_allow(
    stack: Stack, db: Connection
) -> None:
    topic = f"{ALICE}:notes"
    async with (
        client(stack, token(stack, ALICE)) as laptop,
        client(stack, token(stack, ALICE)) as phone,
    ):
        sender, _, _ = await listen(laptop, topic, private=True)
        _, heard, _ = await listen(phone, topic, private=True)
        await sender.send_broadcast("e", {"from": "laptop"})
        assert (await heard.next())["payload"] == {"from": "laptop"}
        await db.execute("select realtime.send('{\"from\": \"sql\"}', 'e', %s)", [topic])
        assert (await heard.next())["payload"]["from"] == "sql"


@pytest.mark.usefixtures("members_only")
async def test_a_private_channel_stays_shut_for_others(stack: Stack) -> None:
    topic = f"{ALICE}:notes"
    async with raw_socket(stack) as socket:
        for session in (token(stack, BOB), None):
            answer = await socket.join(topic, session, private=True)
            assert answer == {
                "status": "error",
                "response": {
                    "reason": "Unauthorized: You do not have permissions to read from this "
                    f"Channel topic: {topic}"
                },
            }


@pytest.mark.usefixtures("members_only")
async def test_a_private_and_a_public_channel_of_one_name_do_not_hear_each_other(
    stack: Stack,
) -> None:
    topic = f"{ALICE}:notes"
    async with client(stack, token(stack, ALICE)) as alice, client(stack) as stranger:
        _, heard, _ = await listen(alice, topic, private=True)
        public, _, _ = await listen(stranger, topic)
        own, _, _ = await listen(stranger, f"{topic}-done")
        _, done, _ = await listen(alice, f"{topic}-done")
        await public.send_broadcast("e", {"spoof": True})
        await own.send_broadcast("e", {})
        await done.next()
        assert heard.is_empty


@pytest.mark.usefixtures("members_only")
async def test_reading_does_not_allow_writing(stack: Stack, db: Connection) -> None:
    topic = f"{ALICE}:read"
    await db.execute(
        "create policy test_no_write on realtime.messages as restrictive for insert "
        "to authenticated with check ((select realtime.topic()) not like '%:read')"
    )
    try:
        async with (
            client(stack, token(stack, ALICE)) as one,
            raw_socket(stack) as other,
        ):
            _, heard, _ = await listen(one, topic, private=True)
            await other.join(topic, token(stack, ALICE), private=True, broadcast={"ack": True})
            body = {"type": "broadcast", "event": "e", "payload": {}}
            await other.push(f"realtime:{topic}", "broadcast", body)
            answer = (await other.until("phx_reply"))["payload"]
            assert answer["status"] == "error"
            assert "permissions to write" in answer["response"]["reason"]
            await other.push(
                f"realtime:{topic}", "presence", {"event": "track", "payload": {"n": 1}}
            )
            assert (await other.until("phx_reply"))["payload"]["status"] == "error"
            assert heard.is_empty
    finally:
        await db.execute("drop policy test_no_write on realtime.messages")


@pytest.mark.usefixtures("members_only")
async def test_http_writes_to_a_private_channel_only_where_the_policies_allow(
    stack: Stack,
) -> None:
    async with client(stack, token(stack, ALICE)) as alice, client(stack, token(stack, BOB)) as bob:
        _, heard, _ = await listen(alice, f"{ALICE}:shut", private=True)
        _, heard_open, _ = await listen(alice, f"{ALICE}:open", private=True)
        for name in ("shut", "open"):
            channel = bob.channel(f"{ALICE}:{name}", config(private=True))
            await channel.http_send("e", {"from": "bob"})
        assert (await heard_open.next())["payload"] == {"from": "bob"}
        assert heard.is_empty


@pytest.mark.usefixtures("members_only")
async def test_stored_broadcasts_are_replayed_on_request(stack: Stack, db: Connection) -> None:
    topic = f"{ALICE}:replay-{uuid.uuid4().hex[:6]}"
    async with client(stack, token(stack, ALICE)) as alice:
        _, marks, _ = await listen(alice, f"{topic}-mark", private=True)
        for number in range(4):
            await db.execute(
                "select realtime.send(%s, 'e', %s)", [json.dumps({"n": number}), topic]
            )
        # What is heard of the log later is not sent to those who come now.
        await db.execute("select realtime.send('{}', 'e', %s)", [f"{topic}-mark"])
        await marks.next()
        _, heard, _ = await listen(
            alice, topic, private=True, replay={"since": 1_000_000, "limit": 2}
        )
        seen = [await heard.next() for _ in range(2)]
        await db.execute("select realtime.send('{\"n\": 9}', 'e', %s)", [topic])
        fresh = await heard.next()
    assert [message["payload"]["n"] for message in seen] == [2, 3]
    assert all(message["meta"]["replayed"] for message in seen)
    assert fresh["payload"]["n"] == 9
    assert "replayed" not in fresh["meta"]


@pytest.mark.usefixtures("members_only")
async def test_a_broadcast_that_was_replayed_is_not_sent_again(
    stack: Stack, db: Connection
) -> None:
    # Sent and at once replayed, while the log still holds it for those who are here.
    async with client(stack, token(stack, ALICE)) as alice:
        for _ in range(5):
            topic = f"{ALICE}:twice-{uuid.uuid4().hex[:6]}"
            await db.execute("select realtime.send('{\"n\": 1}', 'e', %s)", [topic])
            _, heard, _ = await listen(alice, topic, private=True, replay={"since": 0, "limit": 5})
            await db.execute("select realtime.send('{\"n\": 2}', 'e', %s)", [topic])
            assert [(await heard.next())["payload"]["n"] for _ in range(2)] == [1, 2]


async def test_replay_on_a_public_channel_is_refused(stack: Stack, topic: str) -> None:
    async with raw_socket(stack) as socket:
        answer = await socket.join(topic, broadcast={"replay": {"since": 0}})
    assert answer["response"]["reason"] == (
        "UnableToReplayMessages: Replay is not allowed for public channels"
    )


# -- tokens -------------------------------------------------------------------------------


async def test_a_session_that_expires_closes_the_channel_with_a_reason(
    stack: Stack, topic: str
) -> None:
    async with raw_socket(stack) as socket:
        await socket.join(topic, token(stack, ALICE, seconds=1))
        told = await socket.until("system")
        assert told["payload"]["status"] == "error"
        assert told["payload"]["message"] == "Token has expired 0 seconds ago"
        await socket.until("phx_close", f"realtime:{topic}")
        # The socket goes on.
        assert (await socket.join(topic, token(stack, ALICE)))["status"] == "ok"


async def test_a_refreshed_session_keeps_the_channel_open(stack: Stack, topic: str) -> None:
    async with client(stack, token(stack, ALICE, seconds=1)) as alice:
        _, heard, states = await listen(alice, topic)
        await alice.realtime.set_auth(token(stack, ALICE))
        async with raw_socket(stack) as clock:
            # This one dies when the first session would have.
            await clock.join(topic, token(stack, BOB, seconds=2))
            await clock.until("phx_close")
        await alice.channel(topic).http_send("e", {"n": 1})
        assert (await heard.next())["payload"] == {"n": 1}
        assert states.is_empty


@pytest.mark.usefixtures("members_only")
async def test_a_session_of_somebody_else_loses_the_private_channel(stack: Stack) -> None:
    topic = f"{ALICE}:mine"
    async with client(stack, token(stack, ALICE)) as connected:
        _, _, states = await listen(connected, topic, private=True)
        await connected.realtime.set_auth(token(stack, BOB))
        state, error = await states.next()
    assert state == RealtimeSubscribeStates.CHANNEL_ERROR
    assert "do not have permissions to read" in str(error)


@pytest.mark.parametrize(
    ("bad", "reason"),
    [
        ("nonsense", "MalformedJWT: The token provided is not a valid JWT"),
        ("a.b.c", "MalformedJWT: The token provided is not a valid JWT"),
        ("foreign", "JwtSignatureError: Failed to validate JWT signature"),
        ("expired", "InvalidJWTToken: Token has expired "),
        ("no role", "InvalidJWTToken: Fields `role` and `exp` are required in JWT"),
    ],
)
async def test_a_bad_token_is_refused_at_the_join_and_the_socket_goes_on(
    stack: Stack, topic: str, bad: str, reason: str
) -> None:
    match bad:
        case "foreign":
            bad = jwt.encode({"role": "service_role"}, "somebody else's secret of 32 bytes")
        case "expired":
            bad = token(stack, ALICE, seconds=-60)
        case "no role":
            bad = token(stack, ALICE, role=None)
    async with raw_socket(stack) as socket:
        answer = await socket.join(topic, bad)
        assert answer["status"] == "error"
        assert answer["response"]["reason"].startswith(reason)
        assert (await socket.join(topic))["status"] == "ok"


# -- presence -----------------------------------------------------------------------------


async def test_presence_tells_who_comes_changes_and_goes(stack: Stack, topic: str) -> None:
    joins, leaves = Inbox(), Inbox()
    async with client(stack) as one:
        watcher = one.channel(topic, config(key="watcher"))
        watcher.on_presence_join(joins).on_presence_leave(leaves).on_presence_sync(Inbox())
        await joined(watcher)
        async with client(stack) as two:
            other = two.channel(topic, config(key="bob"))
            await joined(other)
            await other.track({"status": "typing"})
            key, _, new = await joins.next()
            assert (key, new[0]["status"]) == ("bob", "typing")
            await other.track({"status": "idle"})
            key, _, new = await joins.next()
            assert (key, new[0]["status"]) == ("bob", "idle")
            await leaves.next()
            assert [p["status"] for p in watcher.presence_state()["bob"]] == ["idle"]
            await other.untrack()
            key, _, left = await leaves.next()
            assert (key, left[0]["status"]) == ("bob", "idle")
            await other.track({"status": "back"})
            await joins.next()
        # The other client is gone, without a farewell to the channel.
        key, _, left = await leaves.next()
        assert (key, left[0]["status"]) == ("bob", "back")
        assert watcher.presence_state() == {}


async def test_a_newcomer_is_told_who_is_there(stack: Stack, topic: str) -> None:
    async with client(stack) as one, client(stack) as two:
        first = one.channel(topic, config(key="alice", presence=True))
        await joined(first)
        await first.track({"n": 1})
        synced = Inbox()
        second = two.channel(topic, config(key="bob"))
        second.on_presence_sync(synced)
        await joined(second)
        await synced.next()
        assert [p["n"] for p in second.presence_state()["alice"]] == [1]


async def test_two_tabs_of_one_user_are_two_presences_under_one_key(
    stack: Stack, topic: str
) -> None:
    async with client(stack) as one, client(stack) as two:
        channels = [c.channel(topic, config(key="alice", presence=True)) for c in (one, two)]
        joins = Inbox()
        channels[0].on_presence_join(joins)
        for number, channel in enumerate(channels):
            await joined(channel)
            await channel.track({"tab": number})
            await joins.next()
        tabs = channels[0].presence_state()["alice"]
        assert sorted(p["tab"] for p in tabs) == [0, 1]
        leaves = Inbox()
        channels[0].on_presence_leave(leaves)
        await channels[1].unsubscribe()
        await leaves.next()
        assert [p["tab"] for p in channels[0].presence_state()["alice"]] == [0]


async def test_a_channel_without_presence_is_not_sent_any(stack: Stack, topic: str) -> None:
    async with raw_socket(stack) as socket, client(stack) as other:
        await socket.join(topic, presence={"enabled": False})
        channel = other.channel(topic, config(key="bob", presence=True))
        await joined(channel)
        await channel.track({"n": 1})
        await channel.send_broadcast("after", {})
        message = await socket.next()
        while message["event"] != "broadcast":
            assert not message["event"].startswith("presence")
            message = await socket.next()


async def test_leaving_is_answered_and_ends_delivery(stack: Stack, topic: str) -> None:
    async with client(stack) as one, raw_socket(stack) as socket:
        sender, _, _ = await listen(one, topic)
        await socket.join(topic)
        await socket.push(f"realtime:{topic}", "phx_leave", {})
        assert (await socket.until("phx_reply"))["payload"] == {"status": "ok", "response": {}}
        await socket.until("phx_close")
        await sender.send_broadcast("e", {})
        await socket.push("phoenix", "heartbeat", {})
        assert (await socket.next())["topic"] == "phoenix"


# -- with Auth ----------------------------------------------------------------------------


async def test_signing_in_is_enough_to_follow_ones_own_rows(stack: Stack, db: Connection) -> None:
    async with client(stack) as person, notes_table(db) as table:
        signed_up = await person.auth.sign_up(
            {"email": f"{uuid.uuid4().hex}@example.com", "password": "correct horse battery"}
        )
        assert signed_up.user
        subscribed = await follow(person, table)
        await db.execute(f"insert into public.{table} (owner) values (%s)", [ALICE])
        await db.execute(f"insert into public.{table} (owner) values (%s)", [signed_up.user.id])
        assert (await subscribed.record("INSERT"))["record"]["owner"] == signed_up.user.id
        assert subscribed.changes.is_empty
