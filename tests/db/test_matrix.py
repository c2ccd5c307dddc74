"""The matrix notices what it is there for: each fault, put in on purpose, fails by itself."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest

from flywheel.local.tools import find_client
from tests.conftest import Stack

HERE = Path(__file__).parent

NEW_TABLE = """
create table public.notes (
    id uuid primary key default gen_random_uuid(),
    workspace_id uuid not null references public.workspaces (id) on delete cascade,
    body text not null,
    unique (workspace_id, id)
)
"""
PROTECTED = "alter table public.notes enable row level security"
READ_BY_MEMBERS = """
create policy notes_select on public.notes for select to authenticated
using (workspace_id = any (array(select private.workspace_ids('viewer'))))
"""
GRANTED = "grant select on public.notes to authenticated"


def failures(stack: Stack, test: str, *faults: str, **variables: str) -> list[str]:
    """Run a pgTAP test behind some changes, all in one transaction that is rolled back."""
    sets = [f"--set={name}={value}" for name, value in variables.items()]
    psql, env = find_client("psql")
    commands = [part for fault in ("begin", *faults) for part in ("--command", fault)]
    done = subprocess.run(
        [
            psql,
            stack.db_url,
            "-XqAt",
            "--set=ON_ERROR_STOP=1",
            *sets,
            *commands,
            "--file",
            HERE / test,
        ],
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, **env},
    )
    assert done.returncode == 0, done.stderr
    return [line.split(" - ", 1)[1] for line in done.stdout.splitlines() if line[:6] == "not ok"]


@pytest.mark.parametrize("test", ["matrix.sql", "matrix_structure.sql", "references.sql"])
def test_the_schema_as_it_is_passes(stack: Stack, test: str) -> None:
    assert failures(stack, test) == []


def test_a_table_that_is_not_listed_fails(stack: Stack) -> None:
    assert failures(stack, "matrix.sql", NEW_TABLE) == [
        "every table and view is listed in matrix.expected"
    ]


@pytest.mark.parametrize(
    ("fault", "noticed"),
    [
        (
            "alter table public.businesses disable row level security",
            "viewer on public.businesses of theirs",
        ),
        (
            "create policy too_much on public.products for select to authenticated using (true)",
            "the owner of another workspace on public.products",
        ),
        (
            "drop policy businesses_select on public.businesses",
            "a viewer on public.businesses",
        ),
        (
            "grant delete on public.profiles to authenticated; "
            "create policy profiles_delete on public.profiles for delete to authenticated "
            "using (id = (select auth.uid()))",
            "a viewer on public.profiles",
        ),
        (
            "revoke insert on public.ai_generations from service_role",
            "service_role on public.ai_generations",
        ),
    ],
)
def test_a_change_of_rights_fails(stack: Stack, fault: str, noticed: str) -> None:
    assert noticed in failures(stack, "matrix.sql", fault)


@pytest.mark.parametrize(
    ("faults", "noticed"),
    [
        ([NEW_TABLE], "every table, and every partition, has row level security"),
        ([NEW_TABLE, PROTECTED, GRANTED], "every table that people are granted has a policy"),
        (
            [NEW_TABLE, "alter table public.notes drop constraint notes_workspace_id_id_key"],
            "every tenant table has the composite key (workspace_id, id)",
        ),
        (
            [NEW_TABLE, "alter table public.notes drop constraint notes_workspace_id_fkey"],
            "every tenant table references workspaces",
        ),
        (
            [
                NEW_TABLE,
                "alter table public.notes add business_id uuid references public.businesses (id)",
            ],
            "every reference between tenant tables carries the workspace, so that none can cross",
        ),
        (
            [NEW_TABLE, PROTECTED, READ_BY_MEMBERS, "grant select on public.notes to anon"],
            "nobody reads or writes a table without signing in",
        ),
        (
            [
                NEW_TABLE,
                PROTECTED,
                "create policy notes_all on public.notes to authenticated using (true)",
            ],
            "every policy is for one command and for people who are signed in",
        ),
        (
            [
                NEW_TABLE,
                PROTECTED,
                "create policy notes_select on public.notes for select to authenticated "
                "using (workspace_id in (select private.workspace_ids('viewer')))",
            ],
            "every policy asks for the workspaces once per statement, not once per row",
        ),
        (
            ["grant select (token_hash) on public.workspace_invitations to authenticated"],
            "no hash, token, secret or ciphertext is granted to people",
        ),
        (
            ["create view public.leak as select * from public.businesses"],
            "every view asks with the rights of its reader",
        ),
        (
            ["alter function public.accept_invitation(text) security definer"],
            "no exposed function is security definer",
        ),
        (
            ["grant execute on function public.accept_invitation(text) to anon"],
            "no function works before sign-in",
        ),
        (
            [
                "create function extensions.peek() returns int language sql security definer as "
                "'select 1'",
                "grant execute on function extensions.peek() to anon",
            ],
            "no security definer function of any schema is open before sign-in without a reason",
        ),
        (
            ["grant execute on function public.accept_invitation(text) to public"],
            "no function is executable by everybody",
        ),
        (["drop index public.businesses_profile_id_idx"], "every foreign key has an index"),
        (
            ["comment on table public.businesses is null"],
            "every table, view and function has a comment",
        ),
        (
            ["drop trigger businesses_touch on public.businesses"],
            "every updated_at is kept by the trigger",
        ),
    ],
)
def test_a_broken_rule_of_the_schema_fails(stack: Stack, faults: list[str], noticed: str) -> None:
    assert noticed in failures(stack, "matrix_structure.sql", *faults)


@pytest.mark.parametrize(
    ("line", "noticed"),
    [
        ("accept_invitation(text)  people have no account yet", []),
        ("accept_invitation(text)", ["every function listed as open has a reason, exists and is"]),
        (
            "accept_nothing(text)  it was here once",
            ["no function works before", "every function listed as open has a reason, exists and"],
        ),
    ],
)
def test_a_function_is_open_before_sign_in_only_with_a_reason(
    stack: Stack, tmp_path: Path, line: str, noticed: list[str]
) -> None:
    path = tmp_path / "open_functions.expected"
    listed = (Path(__file__).parent / "open_functions.expected").read_text()
    path.write_text(listed.replace("\n\\.\n", f"\n{line}\n\\.\n"))
    grant = "grant execute on function public.accept_invitation(text) to anon"
    found = failures(stack, "matrix_structure.sql", grant, open_functions=str(path))
    assert len(found) == len(noticed)
    assert all(map(str.startswith, found, noticed)), found


def test_a_reference_that_can_cross_fails(stack: Stack) -> None:
    loosened = (
        "alter table public.order_items drop constraint order_items_product, "
        "add constraint order_items_product foreign key (product_id) "
        "references public.products (id)"
    )
    assert failures(stack, "references.sql", loosened) == [
        "each of them carries the workspace on both sides",
        "order_items_product of order_items cannot cross, even for the owner of the tables",
        "order_items_product of order_items cannot cross for service_role",
    ]
