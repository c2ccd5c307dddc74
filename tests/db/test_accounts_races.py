"""Two people, two connections, one moment: the rules of accounts hold under race.

Each race is played out the same way: the first one acts and keeps the transaction open, the
second one acts and is seen waiting, then the first one commits.
"""

from __future__ import annotations

import asyncio
import json
import uuid
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from typing import Any

import psycopg
import pytest

from flywheel import db as database
from tests.conftest import Stack


@dataclass(frozen=True)
class Person:
    """Somebody with an account, and how to reach the database in their name."""

    id: uuid.UUID
    email: str
    db_url: str

    @asynccontextmanager
    async def connect(self, aal: str = "aal1") -> AsyncIterator[database.Connection]:
        """Open a session whose statements are this person's."""
        claims = json.dumps({"role": "authenticated", "sub": str(self.id), "aal": aal})
        async with database.connect(self.db_url) as connection:
            await connection.execute(
                "select set_config('request.jwt.claims', %s, false)", (claims,)
            )
            await connection.execute("set role authenticated")
            yield connection


class Scene:
    """The people and workspaces of one test."""

    def __init__(self, db: database.Connection, db_url: str) -> None:
        self.db = db
        self._db_url = db_url

    async def person(self) -> Person:
        """Sign somebody up."""
        person_id = uuid.uuid4()
        email = f"{person_id}@example.com"
        await self.db.execute(
            "insert into auth.users (id, email, email_confirmed_at) values (%s, %s, now())",
            (person_id, email),
        )
        return Person(person_id, email, self._db_url)

    async def workspace(self, owner: Person, **members: Person) -> uuid.UUID:
        """Make a workspace; `members` are roles and who has them (`owner_2` is an owner too)."""
        made = await self.one(
            "insert into workspaces (owner_id, name) values (%s, 'Race') returning id", owner.id
        )
        for role, member in members.items():
            await self.db.execute(
                "insert into workspace_members (workspace_id, user_id, role) values (%s, %s, %s)",
                (made, member.id, role.partition("_")[0]),
            )
        return uuid.UUID(str(made))

    async def one(self, query: str, *parameters: object) -> Any:
        """Return the first column of the first row, as the schema's owner sees it."""
        row = await (await self.db.execute(query.encode(), parameters)).fetchone()
        return next(iter(row.values())) if row else None

    async def owners(self, workspace: uuid.UUID) -> list[uuid.UUID]:
        cursor = await self.db.execute(
            "select user_id from workspace_members"
            " where workspace_id = %s and role = 'owner' and is_active",
            (workspace,),
        )
        return [row["user_id"] for row in await cursor.fetchall()]

    async def race(
        self,
        first: tuple[Person, str, tuple[object, ...]],
        second: tuple[Person, str, tuple[object, ...]],
        isolation: str = "read committed",
    ) -> tuple[Any, Any]:
        """Let `second` act while `first` has acted but not committed.

        Returns
        -------
        tuple
            What each got: the value of its query, or the error.
        """
        async with AsyncExitStack() as exits:
            one = await exits.enter_async_context(first[0].connect("aal2"))
            two = await exits.enter_async_context(second[0].connect("aal2"))
            for connection in (one, two):
                await connection.execute(f"begin isolation level {isolation}".encode())
                # The snapshot of a repeatable read is taken by its first statement.
                await connection.execute("select 1 from workspaces limit 1")
            first_result = await act(one, *first[1:])
            waiting = asyncio.create_task(act(two, *second[1:]))
            await self.until_waiting(two)
            await one.execute("commit")
            second_result = await waiting
            await two.execute("commit")
        return first_result, second_result

    async def until_waiting(self, connection: database.Connection) -> None:
        """Return as soon as the session of `connection` waits for a lock."""
        query = "select wait_event_type = 'Lock' from pg_stat_activity where pid = %s"
        async with asyncio.timeout(10):
            while True:
                if await self.one(query, connection.info.backend_pid):
                    return
                await asyncio.sleep(0.01)


async def act(connection: database.Connection, query: str, parameters: tuple[object, ...]) -> Any:
    """Return the value of `query`, or the error it raises."""
    try:
        cursor = await connection.execute(query.encode(), parameters)
        row = await cursor.fetchone()
    except psycopg.Error as error:
        return error
    return next(iter(row.values())) if row else None


@pytest.fixture
async def scene(db: database.Connection, stack: Stack) -> Scene:
    return Scene(db, stack.db_url)


LEAVE = "select leave_workspace(%s)"
REMOVE = "select remove_member(%s, %s)"
CHANGE = "select role from change_member_role(%s, %s, %s)"
TRANSFER = "select transfer_ownership(%s, %s)"
INVITE = "select token from invite_member(%s, %s, 'member')"
ACCEPT = "select accept_invitation(%s)"
REVOKE = "select revoke_invitation(%s)"


async def test_two_owners_who_leave_at_once_do_not_leave_nobody(scene: Scene) -> None:
    ada, bob = await scene.person(), await scene.person()
    workspace = await scene.workspace(ada, owner_2=bob)
    _, second = await scene.race((ada, LEAVE, (workspace,)), (bob, LEAVE, (workspace,)))
    assert second.sqlstate == "PT409"
    assert await scene.owners(workspace) == [bob.id]
    assert await scene.one("select owner_id from workspaces where id = %s", workspace) == bob.id


async def test_an_old_snapshot_does_not_let_the_last_owner_leave(scene: Scene) -> None:
    ada, bob = await scene.person(), await scene.person()
    workspace = await scene.workspace(ada, owner_2=bob)
    _, second = await scene.race(
        (ada, LEAVE, (workspace,)), (bob, LEAVE, (workspace,)), "repeatable read"
    )
    assert second.sqlstate == "40001"
    assert await scene.owners(workspace) == [bob.id]


async def test_two_owners_who_demote_each_other_at_once_keep_one(scene: Scene) -> None:
    ada, bob = await scene.person(), await scene.person()
    workspace = await scene.workspace(ada, owner_2=bob)
    first, second = await scene.race(
        (ada, CHANGE, (workspace, bob.id, "member")), (bob, CHANGE, (workspace, ada.id, "member"))
    )
    assert first == "member"
    assert second.sqlstate == "PT403"
    assert await scene.owners(workspace) == [ada.id]


async def test_direct_deletes_of_both_owners_at_once_keep_one(scene: Scene, stack: Stack) -> None:
    ada, bob = await scene.person(), await scene.person()
    workspace = await scene.workspace(ada, owner_2=bob)
    delete = "delete from workspace_members where workspace_id = %s and user_id = %s"
    async with database.connect(stack.db_url) as one, database.connect(stack.db_url) as two:
        await one.execute("begin")
        await one.execute(delete, (workspace, ada.id))
        waiting = asyncio.create_task(act(two, delete, (workspace, bob.id)))
        await scene.until_waiting(two)
        await one.execute("commit")
        assert (await waiting).sqlstate == "PT409"
    assert await scene.owners(workspace) == [bob.id]


async def test_ownership_never_goes_to_somebody_who_is_just_leaving(scene: Scene) -> None:
    ada, bob = await scene.person(), await scene.person()
    workspace = await scene.workspace(ada, member=bob)
    _, second = await scene.race((bob, LEAVE, (workspace,)), (ada, TRANSFER, (workspace, bob.id)))
    assert second.sqlstate == "PT404"
    assert await scene.owners(workspace) == [ada.id]


async def test_who_just_became_the_only_owner_cannot_leave(scene: Scene) -> None:
    ada, bob = await scene.person(), await scene.person()
    workspace = await scene.workspace(ada, member=bob)
    _, second = await scene.race((ada, TRANSFER, (workspace, bob.id)), (bob, LEAVE, (workspace,)))
    assert second.sqlstate == "PT409"
    assert await scene.owners(workspace) == [bob.id]


async def test_an_admin_who_is_being_removed_removes_nobody(scene: Scene) -> None:
    ada, bob, cyd = await scene.person(), await scene.person(), await scene.person()
    workspace = await scene.workspace(ada, admin=bob, member=cyd)
    _, second = await scene.race(
        (ada, REMOVE, (workspace, bob.id)), (bob, REMOVE, (workspace, cyd.id))
    )
    assert second.sqlstate == "PT404"
    assert await scene.one(
        "select role from workspace_members where workspace_id = %s and user_id = %s",
        workspace,
        cyd.id,
    )


async def test_one_invitation_accepted_twice_at_once_joins_once(scene: Scene) -> None:
    ada, eve = await scene.person(), await scene.person()
    workspace = await scene.workspace(ada)
    async with ada.connect() as connection:
        token = await act(connection, INVITE, (workspace, eve.email))
    both = await scene.race((eve, ACCEPT, (token,)), (eve, ACCEPT, (token,)))
    assert both == (workspace, workspace)
    assert (
        await scene.one(
            "select count(*) from workspace_members where workspace_id = %s and user_id = %s",
            workspace,
            eve.id,
        )
        == 1
    )


async def test_an_invitation_revoked_in_the_same_moment_joins_nobody(scene: Scene) -> None:
    ada, eve = await scene.person(), await scene.person()
    workspace = await scene.workspace(ada)
    async with ada.connect() as connection:
        token = await act(connection, INVITE, (workspace, eve.email))
    invitation = await scene.one(
        "select id from workspace_invitations where workspace_id = %s", workspace
    )
    _, second = await scene.race((ada, REVOKE, (invitation,)), (eve, ACCEPT, (token,)))
    assert second.sqlstate == "PT410"
    assert await scene.owners(workspace) == [ada.id]


async def test_one_address_invited_twice_at_once_gets_one_invitation(scene: Scene) -> None:
    ada, bob, eve = await scene.person(), await scene.person(), await scene.person()
    workspace = await scene.workspace(ada, admin=bob)
    first, second = await scene.race(
        (ada, INVITE, (workspace, eve.email)), (bob, INVITE, (workspace, eve.email))
    )
    assert len(first) == 64
    assert second.sqlstate == "PT409"


async def test_one_backup_code_used_twice_at_once_works_once(scene: Scene) -> None:
    ada = await scene.person()
    await scene.db.execute(
        "insert into auth.mfa_factors (id, user_id, factor_type, status, created_at, updated_at)"
        " values (gen_random_uuid(), %s, 'totp', 'verified', now(), now())",
        (ada.id,),
    )
    async with ada.connect("aal2") as connection:
        code = await act(connection, "select generate_backup_codes() limit 1", ())
    use = "select use_backup_code(%s)"
    first, second = await scene.race((ada, use, (code,)), (ada, use, (code,)))
    assert not isinstance(first, Exception)
    assert second.sqlstate == "PT422"


async def test_a_missing_account_repaired_twice_at_once_has_one_workspace(scene: Scene) -> None:
    ada = await scene.person()
    await scene.db.execute("delete from profiles where id = %s", (ada.id,))
    ensure = "select id from ensure_profile()"
    assert await scene.race((ada, ensure, ()), (ada, ensure, ())) == (ada.id, ada.id)
    assert await scene.one("select count(*) from workspaces where owner_id = %s", ada.id) == 1


async def test_two_workspaces_of_one_name_made_at_once_do_not_wait_for_each_other(
    scene: Scene,
) -> None:
    ada, bob = await scene.person(), await scene.person()
    name = f"Twins {uuid.uuid4().hex}"
    create = "select slug from create_workspace(%s)"
    async with ada.connect() as one, bob.connect() as two:
        await one.execute("begin")
        first = await act(one, create, (name,))
        second = await asyncio.wait_for(act(two, create, (name,)), timeout=5)
        await one.execute("commit")
    assert second.startswith(f"{first}-")


async def test_a_locked_table_does_not_hold_up_a_sign_up(scene: Scene, stack: Stack) -> None:
    async with database.connect(stack.db_url) as migration:
        await migration.execute("begin")
        await migration.execute("lock table profiles in access exclusive mode")
        ada = await asyncio.wait_for(scene.person(), timeout=5)
        await migration.execute("rollback")
    async with ada.connect() as connection:
        assert await act(connection, "select id from ensure_profile()", ()) == ada.id
