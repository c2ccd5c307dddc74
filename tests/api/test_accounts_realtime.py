"""A workspace's private topic and its published tables, through the official Python client."""

from __future__ import annotations

import uuid
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from dataclasses import dataclass
from typing import Any

import pytest
from realtime import AsyncRealtimeChannel, RealtimeSubscribeStates

from flywheel.db import Connection
from supabase import AsyncClient
from tests.api.realtime import Inbox, client, follow, token
from tests.conftest import Stack

PRIVATE: Any = {"config": {"private": True, "broadcast": {"ack": False, "self": False}}}
PRESENT: Any = {"config": {"private": True, "presence": {"key": "", "enabled": True}}}


@dataclass
class Office:
    """A workspace and its people: owner, member and viewer, and a stranger."""

    workspace: uuid.UUID
    ids: dict[str, uuid.UUID]
    clients: dict[str, AsyncClient]

    @property
    def topic(self) -> str:
        return f"workspace:{self.workspace}"


@pytest.fixture
async def office(stack: Stack, db: Connection) -> AsyncIterator[Office]:
    ids = {name: uuid.uuid4() for name in ("owner", "member", "viewer", "stranger")}
    workspace = uuid.uuid4()
    async with db.cursor() as cursor:
        await cursor.executemany(
            "insert into auth.users (id, email) values (%s, %s)",
            [(person, f"{person}@example.com") for person in ids.values()],
        )
        await cursor.execute(
            "insert into workspaces (id, owner_id, name) values (%s, %s, 'Studio')",
            (workspace, ids["owner"]),
        )
        await cursor.executemany(
            "insert into workspace_members (workspace_id, user_id, role) values (%s, %s, %s)",
            [(workspace, ids[role], role) for role in ("member", "viewer")],
        )
    async with AsyncExitStack() as exits:
        clients = {
            name: await exits.enter_async_context(client(stack, token(stack, person)))
            for name, person in ids.items()
        }
        yield Office(workspace, ids, clients)


async def join(channel: AsyncRealtimeChannel) -> RealtimeSubscribeStates:
    """Subscribe and return how that went."""
    states = Inbox()
    await channel.subscribe(states)
    state: RealtimeSubscribeStates = (await states.next())[0]
    return state


async def listen(connected: AsyncClient, topic: str, config: Any = PRIVATE) -> Inbox:
    """Join a private topic and collect what is said there."""
    heard = Inbox()
    channel = connected.channel(topic, config).on_broadcast("*", heard)
    assert await join(channel) == RealtimeSubscribeStates.SUBSCRIBED
    return heard


async def test_members_and_viewers_hear_what_a_member_says(office: Office) -> None:
    heard = [await listen(office.clients[name], office.topic) for name in ("owner", "viewer")]
    speaker = office.clients["member"].channel(office.topic, PRIVATE)
    assert await join(speaker) == RealtimeSubscribeStates.SUBSCRIBED
    await speaker.send_broadcast("draft", {"title": "Wool care"})
    for inbox in heard:
        assert (await inbox.next())["payload"] == {"title": "Wool care"}


async def test_a_viewer_shows_to_be_present_and_says_nothing(office: Office) -> None:
    heard, joins = Inbox(), Inbox()
    watching = office.clients["owner"].channel(office.topic, PRESENT).on_broadcast("*", heard)
    watching.on_presence_join(lambda key, current, new: joins(new))
    assert await join(watching) == RealtimeSubscribeStates.SUBSCRIBED
    viewer = office.clients["viewer"].channel(office.topic, PRESENT)
    assert await join(viewer) == RealtimeSubscribeStates.SUBSCRIBED
    await viewer.send_broadcast("draft", {"from": "viewer"})
    # The same socket, so this comes behind the broadcast.
    await viewer.track({"page": "calendar"})
    assert (await joins.next())[0]["page"] == "calendar"
    assert heard.is_empty


@pytest.mark.parametrize("topic", ["workspace", "user", "lobby", "malformed"])
async def test_a_stranger_joins_no_private_topic(office: Office, topic: str) -> None:
    name = {
        "workspace": office.topic,
        "user": f"user:{office.ids['owner']}",
        "lobby": "lobby",
        "malformed": "workspace:studio",
    }[topic]
    channel = office.clients["stranger"].channel(name, PRIVATE)
    assert await join(channel) == RealtimeSubscribeStates.CHANNEL_ERROR


async def test_the_database_speaks_to_one_person(office: Office, db: Connection) -> None:
    heard = await listen(office.clients["member"], f"user:{office.ids['member']}")
    await db.execute(
        "select realtime.send('{\"n\": 1}', 'hello', %s, true)",
        (f"user:{office.ids['member']}",),
    )
    assert (await heard.next())["payload"]["n"] == 1


async def test_a_dashboard_follows_the_members_of_its_own_workspace(
    office: Office, db: Connection
) -> None:
    seen = await follow(office.clients["owner"], "workspace_members")
    foreign = await follow(office.clients["stranger"], "workspace_members")
    promote = "update workspace_members set role = %s where workspace_id = %s and user_id = %s"
    await db.execute(promote, ("admin", office.workspace, office.ids["viewer"]))
    record = (await seen.record("UPDATE"))["record"]
    assert (record["user_id"], record["role"]) == (str(office.ids["viewer"]), "admin")
    # What comes after it has come, so what is not there will not come.
    await db.execute(
        "insert into workspaces (owner_id, name) values (%s, 'Own')", (office.ids["stranger"],)
    )
    own = (await foreign.record("INSERT"))["record"]
    assert own["user_id"] == str(office.ids["stranger"])
