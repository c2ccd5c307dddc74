"""The vault: what goes in comes out, from its own row only, under the key of the day."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime

import pytest
from pydantic import SecretStr

from flywheel import db as database
from flywheel.db import Connection
from flywheel.integrations import (
    Keyring,
    Kind,
    MissingCredentialError,
    Owner,
    UnreadableCredentialError,
    Vault,
    list_credentials,
    new_key,
)
from tests.conftest import Stack

from .conftest import Shop, open_shop

KEYS = {name: SecretStr(new_key()) for name in ("old", "new")}
OLD = Keyring({"old": KEYS["old"]})
BOTH = Keyring({"new": KEYS["new"], "old": KEYS["old"]})
NEW = Keyring({"new": KEYS["new"]})


@pytest.fixture(autouse=True)
async def nothing_stored(db: Connection) -> None:
    """A rotation takes in every secret there is: each test starts without."""
    await db.execute("delete from private.integration_credentials")


@pytest.mark.parametrize("owner", list(Owner))
async def test_every_kind_of_connection_keeps_secrets(
    db: Connection, shop: Shop, owner: Owner
) -> None:
    vault = Vault(db, NEW)
    await vault.put(owner, shop.connections[owner], Kind.access_token, "shpat_1")
    assert await vault.get(owner, shop.connections[owner], Kind.access_token) == "shpat_1"


async def test_a_worker_can_use_the_vault(stack: Stack, shop: Shop) -> None:
    async with database.connect(stack.db_url) as connection:
        await connection.execute("set role service_role")
        vault = Vault(connection, NEW)
        await vault.put(Owner.store, shop.store, Kind.api_key, "k")
        assert await vault.get(Owner.store, shop.store, Kind.api_key) == "k"


async def test_a_new_secret_takes_the_place_of_the_old_one(db: Connection, shop: Shop) -> None:
    vault = Vault(db, NEW)
    until = datetime(2027, 1, 1, tzinfo=UTC)
    first = await vault.put(Owner.store, shop.store, Kind.access_token, "one", expires_at=until)
    second = await vault.put(Owner.store, shop.store, Kind.access_token, "two")
    assert first == second
    assert await vault.get(Owner.store, shop.store, Kind.access_token) == "two"
    (stored,) = await list_credentials(db, shop.workspace_id)
    assert (stored.owner, stored.owner_id, stored.expires_at) == (Owner.store, shop.store, None)


async def test_the_database_never_sees_a_secret(db: Connection, shop: Shop) -> None:
    await Vault(db, NEW).put(Owner.store, shop.store, Kind.access_token, "shpat_needle")
    cursor = await db.execute(
        "select string_agg(c::text || encode(c.ciphertext, 'escape'), '') as everything "
        "from private.integration_credentials as c"
    )
    row = await cursor.fetchone()
    assert row is not None
    assert "needle" not in row["everything"]
    cursor = await db.execute(
        "select count(*) as n from public.audit_logs "
        "where workspace_id = %s and changes::text like '%%needle%%'",
        [shop.workspace_id],
    )
    assert await cursor.fetchone() == {"n": 0}


async def test_a_secret_moved_to_another_connection_does_not_open(
    stack: Stack, db: Connection, shop: Shop
) -> None:
    other = open_shop(stack)
    vault = Vault(db, NEW)
    await vault.put(Owner.store, shop.store, Kind.access_token, "mine")
    await vault.put(Owner.store, other.store, Kind.access_token, "theirs")
    await db.execute(
        """
        update private.integration_credentials as mine
        set ciphertext = theirs.ciphertext
        from private.integration_credentials as theirs
        where mine.workspace_id = %s and theirs.workspace_id = %s
        """,
        [shop.workspace_id, other.workspace_id],
    )
    with pytest.raises(UnreadableCredentialError):
        await vault.get(Owner.store, shop.store, Kind.access_token)
    assert await vault.get(Owner.store, other.store, Kind.access_token) == "theirs"


async def test_what_is_not_there_is_said_to_be_missing(db: Connection, shop: Shop) -> None:
    vault = Vault(db, NEW)
    with pytest.raises(MissingCredentialError, match="has no access_token") as raised:
        await vault.get(Owner.store, shop.store, Kind.access_token)
    assert raised.value.hint
    with pytest.raises(MissingCredentialError, match="no esp connection"):
        await vault.put(Owner.esp, shop.store, Kind.access_token, "shpat_1")


# rotation --------------------------------------------------------------------------------


async def test_rotation_puts_everything_under_the_new_key(db: Connection, shop: Shop) -> None:
    kinds = [Kind.access_token, Kind.refresh_token, Kind.webhook_secret]
    for owner, owner_id in shop.connections.items():
        for kind in kinds:
            await Vault(db, OLD).put(owner, owner_id, kind, f"{owner} {kind}")
    rotation = await Vault(db, BOTH).rotate(batch=5)
    assert (rotation.resealed, rotation.unreadable) == (12, [])
    assert {one.key_id for one in await list_credentials(db)} == {"new"}
    for owner, owner_id in shop.connections.items():
        for kind in kinds:
            assert await Vault(db, NEW).get(owner, owner_id, kind) == f"{owner} {kind}"
    assert (await Vault(db, BOTH).rotate()).resealed == 0


async def test_rotation_leaves_what_does_not_open_as_it_is(db: Connection, shop: Shop) -> None:
    lost = Keyring({"lost": SecretStr(new_key())})
    stranded = await Vault(db, lost).put(Owner.store, shop.store, Kind.access_token, "lost")
    await Vault(db, OLD).put(Owner.store, shop.store, Kind.refresh_token, "kept")
    rotation = await Vault(db, BOTH).rotate(batch=1)
    assert rotation.resealed == 1
    assert [one for one, _ in rotation.unreadable] == [stranded]
    assert "the key lost is not in FLYWHEEL_SECRET_KEYS" in rotation.unreadable[0][1]
    assert await Vault(db, lost).get(Owner.store, shop.store, Kind.access_token) == "lost"


async def test_a_token_renewed_during_a_rotation_is_not_overwritten(
    stack: Stack, db: Connection, shop: Shop
) -> None:
    await Vault(db, OLD).put(Owner.store, shop.store, Kind.access_token, "before")
    async with database.connect(stack.db_url, autocommit=False) as worker:
        await Vault(worker, OLD).put(Owner.store, shop.store, Kind.access_token, "after")
        rotating = asyncio.create_task(Vault(db, BOTH).rotate())
        await asyncio.sleep(0.3)
        assert not rotating.done()
        await worker.commit()
        await rotating
    assert await Vault(db, NEW).get(Owner.store, shop.store, Kind.access_token) == "after"
