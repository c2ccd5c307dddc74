"""Under row level security a member's lists cost what they would cost without it.

On a million rows in a thousand workspaces the planner's estimates and the buffers that are
touched are compared with those of a role that no policy binds. Both are the same on every
machine, unlike wall time.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass
from typing import Any

import pytest
import pytest_asyncio

from flywheel import db
from flywheel.schema.build import build
from flywheel.schema.scratch import scratch_cluster

SQL = db.Queries.load(__package__, "plans.sql")
LIST_INDEX = "businesses_workspace_created_idx"
ALLOWED_RATIO = 1.2
MEMBERSHIP_BUFFERS = 8
"""Two index descents (memberships, profile) of three levels, and a little room."""

pytestmark = pytest.mark.asyncio(loop_scope="module")


@dataclass(frozen=True)
class Plan:
    """What `explain (analyze, buffers)` says about a query."""

    root: dict[str, Any]

    @property
    def cost(self) -> float:
        return float(self.root["Total Cost"])

    @property
    def buffers(self) -> int:
        return int(self.root["Shared Hit Blocks"] + self.root["Shared Read Blocks"])

    @property
    def rows(self) -> int:
        return int(self.root["Actual Rows"])

    def nodes(self) -> Iterator[dict[str, Any]]:
        """Yield every node, the root first."""
        waiting = [self.root]
        while waiting:
            node = waiting.pop()
            yield node
            waiting.extend(node.get("Plans", []))

    def searches(self, index: str) -> bool:
        """Whether the tenant is looked up in `index` and no table is read from end to end."""
        conditions = [
            node.get("Index Cond", "") for node in self.nodes() if node.get("Index Name") == index
        ]
        scans = [node for node in self.nodes() if node["Node Type"] == "Seq Scan"]
        return any("workspace_id" in condition for condition in conditions) and not scans


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def loaded() -> AsyncIterator[db.Connection]:
    """A database with a million businesses, and a session of its superuser."""
    async with scratch_cluster() as cluster:
        await cluster.create_database("plans")
        admin = cluster.admin_dsn("plans")
        build(admin)
        async with db.connect(admin) as connection:
            await connection.execute("set session_replication_role = replica")
            await connection.execute(SQL.fill)
            await connection.execute("set session_replication_role = origin")
            await connection.execute("vacuum (analyze)")
            await connection.execute("set max_parallel_workers_per_gather = 0")
            await connection.execute("set jit = off")
            await connection.execute(SQL.become_member)
            yield connection


async def plan(connection: db.Connection, role: str, query: bytes) -> Plan:
    """Explain `query` as `role`, once the session's caches are warm."""
    async with connection.transaction():
        await connection.execute(f"set local role {role}".encode())
        for _ in range(8):
            await connection.execute(query)
        cursor = await connection.execute(b"explain (analyze, buffers, format json) " + query)
        row = await cursor.fetchone()
    assert row is not None
    return Plan(row["QUERY PLAN"][0]["Plan"])


@pytest.mark.parametrize(("query", "rows"), [("newest_page", 50), ("whole_list", 1000)])
async def test_a_list_costs_the_same_with_and_without_row_level_security(
    loaded: db.Connection, query: str, rows: int
) -> None:
    free = await plan(loaded, "postgres", getattr(SQL, query))
    bound = await plan(loaded, "authenticated", getattr(SQL, query))
    assert free.rows == bound.rows == rows
    assert bound.searches(LIST_INDEX)
    assert bound.cost <= ALLOWED_RATIO * free.cost
    assert bound.buffers <= ALLOWED_RATIO * free.buffers


async def test_asking_for_the_memberships_is_a_handful_of_buffers_once(
    loaded: db.Connection,
) -> None:
    # A count reads the index alone, so little that this price shows.
    free = await plan(loaded, "postgres", SQL.number_of_rows)
    bound = await plan(loaded, "authenticated", SQL.number_of_rows)
    assert bound.searches(LIST_INDEX)
    assert bound.cost <= ALLOWED_RATIO * free.cost
    assert bound.buffers - free.buffers <= MEMBERSHIP_BUFFERS


async def test_without_a_filter_the_policy_itself_uses_the_index(loaded: db.Connection) -> None:
    free = await plan(loaded, "postgres", SQL.everything_of_five)
    bound = await plan(loaded, "authenticated", SQL.everything_of_mine)
    assert free.rows == bound.rows == 5000
    assert bound.searches(LIST_INDEX)
    assert bound.cost <= ALLOWED_RATIO * free.cost
    assert bound.buffers <= ALLOWED_RATIO * free.buffers


async def test_a_policy_that_asks_for_each_row_would_be_noticed(loaded: db.Connection) -> None:
    free = await plan(loaded, "postgres", SQL.whole_list)
    async with loaded.transaction(force_rollback=True):
        await loaded.execute(SQL.policy_per_row)
        bound = await plan(loaded, "authenticated", SQL.whole_list)
    assert bound.buffers > 3 * free.buffers
