"""Whatever people do to a workspace, in whatever order, somebody answers for it."""

from __future__ import annotations

import json
import uuid
from dataclasses import dataclass

import psycopg
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.conftest import Stack

PEOPLE = [uuid.UUID(int=(0x5EED << 112) + number) for number in range(1, 6)]
WORKSPACE = uuid.UUID(int=(0x5EED << 112) + 99)
ROLES = ["viewer", "member", "admin", "owner"]

BY_PEOPLE = {
    "promote": "select change_member_role(%(workspace)s, %(person)s, %(role)s)",
    "remove": "select remove_member(%(workspace)s, %(person)s)",
    "suspend": "select set_member_active(%(workspace)s, %(person)s, false)",
    "readmit": "select set_member_active(%(workspace)s, %(person)s, true)",
    "leave": "select leave_workspace(%(workspace)s)",
    "hand over": "select transfer_ownership(%(workspace)s, %(person)s)",
    "archive": "select archive_workspace(%(workspace)s)",
    "restore": "select restore_workspace(%(workspace)s)",
}
BY_THE_SERVER = {
    "write a role": "update workspace_members set role = %(role)s"
    " where workspace_id = %(workspace)s and user_id = %(person)s",
    "erase a member": "delete from workspace_members"
    " where workspace_id = %(workspace)s and user_id = %(person)s",
    "name an owner": "update workspaces set owner_id = %(person)s where id = %(workspace)s",
    "erase an account": "delete from auth.users where id = %(person)s",
}


@dataclass(frozen=True)
class Step:
    """One thing that somebody tries (nobody: the server itself); it may well be refused."""

    actor: uuid.UUID | None
    verb: str
    person: uuid.UUID
    role: str

    def run(self, connection: psycopg.Connection) -> None:
        statement = (BY_PEOPLE if self.actor else BY_THE_SERVER)[self.verb]
        values = {"workspace": WORKSPACE, "person": self.person, "role": self.role}
        refusal = None
        try:
            with connection.transaction():
                if self.actor:
                    claims = {"role": "authenticated", "sub": str(self.actor)}
                    connection.execute(
                        "select set_config('request.jwt.claims', %s, true)", (json.dumps(claims),)
                    )
                    connection.execute("set local role authenticated")
                connection.execute(statement.encode(), values)
                connection.execute("set local role postgres")
        except psycopg.Error as error:
            refusal = error
        # A refusal is one of the rules speaking, or no such person any more.
        state = refusal.sqlstate if refusal else None
        assert state is None or state.startswith("PT4") or state == "23503", refusal


PERSON = st.sampled_from(PEOPLE)
STEP = st.one_of(
    st.builds(Step, PERSON, st.sampled_from(sorted(BY_PEOPLE)), PERSON, st.sampled_from(ROLES)),
    st.builds(
        Step, st.none(), st.sampled_from(sorted(BY_THE_SERVER)), PERSON, st.sampled_from(ROLES)
    ),
)


def begin_scene(connection: psycopg.Connection) -> None:
    """A workspace of two owners, an admin and a member, and one stranger."""
    with connection.cursor() as cursor:
        cursor.executemany(
            "insert into auth.users (id, email) values (%s, %s)",
            [(person, f"{person}@example.com") for person in PEOPLE],
        )
        cursor.execute(
            "insert into workspaces (id, owner_id, name) values (%s, %s, 'Studio')",
            (WORKSPACE, PEOPLE[0]),
        )
        cursor.executemany(
            "insert into workspace_members (workspace_id, user_id, role) values (%s, %s, %s)",
            [
                (WORKSPACE, person, role)
                for person, role in zip(PEOPLE[1:4], ["owner", "admin", "member"], strict=True)
            ],
        )


def owners(connection: psycopg.Connection) -> set[uuid.UUID]:
    rows = connection.execute(
        "select user_id from workspace_members"
        " where workspace_id = %s and role = 'owner' and is_active",
        (WORKSPACE,),
    )
    return {row[0] for row in rows}


@settings(max_examples=150, deadline=None)
@given(steps=st.lists(STEP, min_size=1, max_size=12))
def test_a_workspace_always_has_an_owner_and_only_owners_change_who(
    stack: Stack, steps: list[Step]
) -> None:
    with psycopg.connect(stack.db_url) as connection:
        begin_scene(connection)
        for step in steps:
            before = owners(connection)
            step.run(connection)
            after = owners(connection)
            row = connection.execute(
                "select owner_id from workspaces where id = %s", (WORKSPACE,)
            ).fetchone()
            if row is None:
                # It went with its last person, and with nothing else.
                assert (step.verb, before) == ("erase an account", {step.person})
                break
            assert row[0] in after
            if step.actor and step.actor not in before:
                assert after == before
        connection.rollback()
