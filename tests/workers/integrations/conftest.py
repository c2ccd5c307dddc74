"""A workspace with a connection of each kind, and secrets to keep for them."""

from __future__ import annotations

import uuid
from dataclasses import dataclass

import psycopg
import pytest
from psycopg.rows import dict_row

from flywheel.integrations import Owner
from tests.conftest import Stack

CONNECTIONS = {
    Owner.store: """
        insert into public.store_connections (workspace_id, platform, store_name)
        values (%(workspace)s, 'salla', 'Wool') returning id
    """,
    Owner.site: """
        insert into public.site_integrations (workspace_id, platform_type)
        values (%(workspace)s, 'wordpress') returning id
    """,
    Owner.esp: """
        insert into public.esp_integrations (workspace_id, business_id, provider)
        select workspace_id, id, 'mailchimp' from public.businesses
        where workspace_id = %(workspace)s returning id
    """,
    Owner.ads: """
        insert into public.ad_accounts (workspace_id, platform, account_id)
        values (%(workspace)s, 'meta', 'act_1') returning id
    """,
}


@dataclass(frozen=True)
class Shop:
    """A workspace and the ids of its connections."""

    workspace_id: uuid.UUID
    connections: dict[Owner, uuid.UUID]

    @property
    def store(self) -> uuid.UUID:
        return self.connections[Owner.store]


def open_shop(stack: Stack) -> Shop:
    """Make a workspace with a connection of each kind."""
    person = uuid.uuid4()
    with psycopg.connect(stack.db_url, autocommit=True, row_factory=dict_row) as connection:
        connection.execute(
            "insert into auth.users (id, email) values (%s, %s)", [person, f"{person}@example.com"]
        )
        found = connection.execute(
            "select id from public.workspaces where owner_id = %s", [person]
        ).fetchone()
        assert found is not None
        workspace = {"workspace": found["id"]}
        connection.execute(
            """
            insert into public.businesses (
                workspace_id, name, industry, business_type, primary_product,
                core_offer_description
            )
            values (%(workspace)s, 'Wool', 'Crafts', 'Shop', 'Yarn', 'Soft yarn')
            """,
            workspace,
        )
        made = {}
        for owner, statement in CONNECTIONS.items():
            row = connection.execute(statement.encode(), workspace).fetchone()
            assert row is not None
            made[owner] = row["id"]
    return Shop(found["id"], made)


@pytest.fixture
def shop(stack: Stack) -> Shop:
    return open_shop(stack)
