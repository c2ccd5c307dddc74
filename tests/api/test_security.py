"""The audit trail and API keys, as a frontend and a server meet them."""

from __future__ import annotations

from typing import Any

import httpx
import pytest
from postgrest import APIError

from tests.api.auth import Person, person, service
from tests.api.test_accounts import BUSINESS, call, create_workspace, join
from tests.conftest import Stack


@pytest.fixture
def ada(stack: Stack) -> Person:
    return person(stack)


def trail(reader: Person, workspace: str, entity_type: str) -> list[dict[str, Any]]:
    """What the audit trail shows `reader`, oldest first."""
    return (
        reader.client.table("audit_logs")
        .select("*")
        .eq("workspace_id", workspace)
        .eq("entity_type", entity_type)
        .order("created_at")
        .execute()
        .data
    )


def test_a_change_is_noted_with_who_made_it_and_from_where(stack: Stack, ada: Person) -> None:
    workspace = create_workspace(ada)
    answer = httpx.post(
        f"{stack.api_url}/rest/v1/businesses",
        headers={
            "apikey": stack.anon_key,
            "authorization": f"Bearer {ada.session.access_token}",
            "user-agent": "Loom/1.0",
        },
        json={**BUSINESS, "workspace_id": workspace},
    )
    assert answer.status_code == 201, answer.text
    ada.client.table("businesses").update({"industry": "Crafts"}).eq(
        "workspace_id", workspace
    ).execute()
    made, changed = trail(ada, workspace, "business")
    assert (made["action"], made["actor_id"], made["actor_kind"]) == ("create", ada.id, "user")
    assert (made["ip_address"], made["user_agent"]) == ("127.0.0.1", "Loom/1.0")
    assert (changed["action"], changed["entity_id"]) == ("update", made["entity_id"])
    assert changed["changes"] == {"industry": {"before": "Textiles", "after": "Crafts"}}


def test_only_admins_read_the_trail_and_nobody_writes_it(stack: Stack, ada: Person) -> None:
    bob = person(stack)
    workspace = create_workspace(ada)
    join(ada, workspace, bob)
    assert trail(ada, workspace, "workspace_member")
    assert trail(bob, workspace, "workspace_member") == []
    entry = {"workspace_id": workspace, "action": "create", "entity_type": "x", "changes": {}}
    for writer in (ada.client, service(stack)):
        with pytest.raises(APIError) as refused:
            writer.table("audit_logs").insert(entry).execute()
        assert refused.value.code == "42501"


def test_an_api_key_is_shown_once_and_used_by_servers(stack: Stack, ada: Person) -> None:
    workspace = create_workspace(ada)
    made = call(
        ada,
        "create_api_key",
        workspace_id=workspace,
        name="Shop",
        scopes=["products:read"],
        rate_limit=1,
    )
    listed = ada.client.table("api_keys").select("id, name, key_prefix").execute().data
    assert {"id": made["id"], "name": "Shop", "key_prefix": made["key"][:11]} in listed
    with pytest.raises(APIError) as closed:
        ada.client.table("api_keys").select("key_hash").execute()
    assert closed.value.code == "42501"

    server = service(stack)
    used = server.rpc("use_api_key", {"key": made["key"], "scope": "products:read"}).execute().data
    assert [one["workspace_id"] for one in used] == [workspace]
    with pytest.raises(APIError) as limited:
        server.rpc("use_api_key", {"key": made["key"], "scope": "products:read"}).execute()
    assert limited.value.code == "PT429"
    assert limited.value.hint is not None
    assert limited.value.hint.startswith("Try again in")

    call(ada, "revoke_api_key", api_key_id=made["id"])
    with pytest.raises(APIError) as ended:
        server.rpc("use_api_key", {"key": made["key"], "scope": "products:read"}).execute()
    assert ended.value.code == "PT401"


def test_calls_are_logged_for_the_admins_of_the_key(stack: Stack, ada: Person) -> None:
    workspace = create_workspace(ada)
    made = call(ada, "create_api_key", workspace_id=workspace, name="Shop", scopes=["events:write"])
    calls = [
        {
            "workspace_id": workspace,
            "api_key_id": made["id"],
            "endpoint": f"/events?token=secret{n}",
            "method": "post",
            "status_code": 201,
            "duration_ms": n,
        }
        for n in range(3)
    ]
    assert service(stack).rpc("log_api_calls", {"calls": calls}).execute().data == 3
    seen = (
        ada.client.table("api_logs")
        .select("endpoint, method")
        .eq("api_key_id", made["id"])
        .execute()
        .data
    )
    assert seen == [{"endpoint": "/events", "method": "POST"}] * 3
    stranger = person(stack)
    assert stranger.client.table("api_logs").select("id").execute().data == []


def test_secrets_of_connections_are_nowhere_in_the_api(stack: Stack, ada: Person) -> None:
    workspace = create_workspace(ada)
    store = {"workspace_id": workspace, "platform": "salla", "store_name": "Wool"}
    ada.client.table("store_connections").insert(store).execute()
    described = httpx.get(
        f"{stack.api_url}/rest/v1/",
        headers={
            "apikey": stack.anon_key,
            "authorization": f"Bearer {stack.service_role_key}",
        },
    ).json()
    columns = {
        f"{table}.{column}"
        for table, definition in described["definitions"].items()
        for column in definition.get("properties", {})
    }
    assert "store_connections.store_name" in columns
    assert not {one for one in columns if "ciphertext" in one or "access_token" in one}
    with pytest.raises(APIError):
        service(stack).schema("private").table("integration_credentials").select("*").execute()
