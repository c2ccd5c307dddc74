"""Events as browsers and servers send them: the official client, a beacon, a signed-in member."""

from __future__ import annotations

import json
import uuid
from dataclasses import dataclass

import httpx
import pytest
from postgrest.exceptions import APIError

from supabase import Client, ClientOptions, create_client
from tests.api.auth import Person, person, service
from tests.conftest import Stack

AGENT = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"


@dataclass
class Shop:
    """A workspace with a write key."""

    person: Person
    workspace_id: str
    write_key: str


@pytest.fixture
def shop(stack: Stack) -> Shop:
    owner = person(stack)
    workspace = owner.client.table("workspaces").select("id").execute().data[0]["id"]
    made = (
        owner.client.table("write_keys")
        .insert({"workspace_id": workspace, "name": "Shop", "allowed_origins": []})
        .execute()
    )
    return Shop(owner, workspace, made.data[0]["key"])


@pytest.fixture
def browser(stack: Stack) -> Client:
    """Nobody signed in; a program that people look with."""
    return create_client(
        stack.api_url, stack.anon_key, ClientOptions(headers={"user-agent": AGENT})
    )


def kept(stack: Stack, event_id: str) -> dict:
    found = service(stack).table("events").select("*").eq("id", event_id).execute().data
    assert len(found) == 1
    return found[0]


def test_a_browser_sends_events_with_a_write_key(stack: Stack, shop: Shop, browser: Client) -> None:
    event = {
        "id": str(uuid.uuid4()),
        "event_type": "page_view",
        "url": "https://shop.example/soap?utm_source=news&utm_medium=email",
        "visitor_id": "v-1",
        "session_id": "s-1",
        "scroll": 40,
    }
    payload = {"write_key": shop.write_key, "events": [event, {"event_type": "dance"}]}
    answer = browser.rpc("track_events", payload).execute().data
    assert (answer["accepted"], [r["index"] for r in answer["rejected"]]) == (1, [1])
    assert browser.rpc("track_events", payload).execute().data["duplicates"] == 1
    row = kept(stack, event["id"])
    assert (row["page"], row["source"], row["medium"]) == ("/soap", "news", "email")
    assert row["properties"] == {"scroll": 40}
    letters = shop.person.client.table("event_dead_letters").select("event,reason").execute().data
    assert {letter["event"]["event_type"] for letter in letters} == {"dance"}


def test_a_beacon_needs_no_preflight(stack: Stack, shop: Shop) -> None:
    event = {"id": str(uuid.uuid4()), "event_type": "page_view", "url": "https://shop.example/"}
    answer = httpx.post(
        f"{stack.api_url}/rest/v1/rpc/track_beacon",
        params={"apikey": stack.anon_key},
        headers={
            "content-type": "text/plain;charset=UTF-8",
            "origin": "https://shop.example",
            "user-agent": AGENT,
            "cf-ipcountry": "KW",
            "cf-connecting-ip": "81.2.69.142",
        },
        content=json.dumps({"write_key": shop.write_key, "events": [event]}),
    )
    assert answer.status_code == 200, answer.text
    assert answer.json()["accepted"] == 1
    row = kept(stack, event["id"])
    assert (row["country"], row["ip_address"], row["user_agent"]) == ("KW", "81.2.69.0", AGENT)
    assert row["visitor_id"]


def test_without_a_key_nobody_sends(browser: Client, shop: Shop) -> None:
    events = [{"event_type": "view"}]
    for payload in (
        {"write_key": "fwp_made_up", "events": events},
        {"workspace_id": shop.workspace_id, "events": events},
        {"events": events},
    ):
        with pytest.raises(APIError) as refused:
            browser.rpc("track_events", payload).execute()
        assert refused.value.code == "PT401"
        assert refused.value.hint


def test_a_member_reads_what_came_in_and_sees_it_on_the_dashboard(
    stack: Stack, shop: Shop, browser: Client
) -> None:
    before = overview(shop)
    browser.rpc(
        "track_events",
        {
            "write_key": shop.write_key,
            "events": [
                {"event_type": "page_view", "url": "https://shop.example/", "visitor_id": "v-2"},
                {"event_type": "page_view", "url": "https://shop.example/a", "visitor_id": "v-2"},
            ],
        },
    ).execute()
    # At once, rolled up or not.
    after = overview(shop)
    assert after["page_views"] == before["page_views"] + 2
    assert after["visitors"] == before["visitors"] + 1


def overview(shop: Shop) -> dict:
    answer = shop.person.client.rpc(
        "dashboard_overview",
        {"workspace_id": shop.workspace_id, "since": "2026-01-01", "until": "2030-12-31"},
    ).execute()
    return {name: value["now"] for name, value in answer.data["numbers"].items()}
