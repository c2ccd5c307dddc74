"""Search on a large catalogue, through PostgREST with row level security, as a member."""

from __future__ import annotations

import asyncio
import secrets
import time
import uuid
from collections import defaultdict
from collections.abc import AsyncIterator, Callable, Iterable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

from flywheel import db
from flywheel.bench.catalogue import Catalogue
from flywheel.bench.report import Result, percentile
from flywheel.errors import FlywheelError
from flywheel.local.state import StackState
from supabase import AsyncClient, acreate_client

AIM_MS = 50.0
"""What the affiliate document promises: queries below 50 ms."""
VERSUS = "one product by its id, through PostgREST"
WARM_UP = 5
"""Queries of each kind before those that count: pooled connections make their plans first."""
_SQL = db.Queries.load(__package__, "search.sql")

Say = Callable[[str], None]


@dataclass(frozen=True)
class Latencies:
    """How long the queries of one kind took, in milliseconds."""

    kind: str
    milliseconds: list[float]

    def results(self, floor: float) -> list[Result]:
        """Return p50, p95 and p99 against `floor`, the p50 of what they are compared with."""
        name = self.kind.replace(" ", "_")
        return [
            Result(
                name=f"search.{name}.p{share}",
                value=(value := percentile(self.milliseconds, share / 100)),
                unit="ms",
                versus=VERSUS,
                ratio=value / floor,
                aim=AIM_MS if share == 99 else None,
            )
            for share in (50, 95, 99)
        ]


@dataclass(frozen=True)
class Person:
    """Somebody signed in to the stack."""

    client: AsyncClient
    user_id: str
    workspace_id: str


async def measure_search(
    state: StackState, *, products: int, campaigns: int, queries: int, say: Say
) -> list[Result]:
    """Load a catalogue into a workspace of its own, search it, and take it out again.

    Parameters
    ----------
    products, campaigns
        How many to make.
    queries
        How many to ask of each kind, after some that are not measured.
    say
        Told what is going on.

    Raises
    ------
    FlywheelError
        If the stack does not answer as it should.
    """
    async with _workspace(state, say) as (member, workspace):
        await _load(state, workspace, products, campaigns, say)
        say(f"asking {queries} queries of each kind")
        floor = await _time_lookups(state, member.client, workspace, queries)
        measured = await _time_searches(member.client, queries)
        results = [Result("search.lookup.p50", percentile(floor, 0.5), "ms")]
        for latencies in measured:
            results += latencies.results(results[0].value)
        return results


@asynccontextmanager
async def _workspace(state: StackState, say: Say) -> AsyncIterator[tuple[Person, str]]:
    """Yield a member, and the workspace of somebody else that they are a member of."""
    owner, member = await _sign_up(state), await _sign_up(state)
    service = await acreate_client(state.api_url, state.service_role_key)
    try:
        await (
            service.table("workspace_members")
            .insert(
                {
                    "workspace_id": owner.workspace_id,
                    "user_id": member.user_id,
                    "role": "member",
                }
            )
            .execute()
        )
        yield member, owner.workspace_id
    finally:
        say("removing the data")
        await _remove(state, owner.workspace_id)
        for person in (member, owner):
            await service.table("workspaces").delete().eq("id", person.workspace_id).execute()
            await service.auth.admin.delete_user(person.user_id)


async def _sign_up(state: StackState) -> Person:
    client = await acreate_client(state.api_url, state.anon_key)
    answer = await client.auth.sign_up(
        {
            "email": f"bench-{uuid.uuid4().hex}@flywheel.test",
            "password": secrets.token_urlsafe(16),
        }
    )
    if answer.user is None or answer.session is None:
        raise FlywheelError("the stack does not sign people in at once", hint="Start it anew.")
    found: Any = (await client.table("workspaces").select("id").single().execute()).data
    return Person(client, answer.user.id, found["id"])


async def _load(state: StackState, workspace: str, products: int, campaigns: int, say: Say) -> None:
    catalogue = Catalogue()
    async with db.connect(state.admin_db_url) as connection:
        await connection.execute(_SQL.skip_triggers)
        say(f"writing {products:,} products")
        await _copy(
            connection,
            _SQL.copy_products,
            (
                (workspace, name, text, category, tags, 10, 9)
                for name, text, category, tags in catalogue.products(products)
            ),
        )
        say(f"writing {campaigns:,} campaigns")
        await _copy(
            connection,
            _SQL.copy_campaigns,
            ((workspace, name, text) for name, text in catalogue.campaigns(campaigns)),
        )
        say("learning their words")
        await connection.execute(_SQL.learn_words, {"workspace": workspace})
        for vacuum in (_SQL.vacuum_products, _SQL.vacuum_campaigns, _SQL.vacuum_words):
            await connection.execute(vacuum)


async def _copy(
    connection: db.Connection, statement: bytes, rows: Iterable[tuple[object, ...]]
) -> None:
    async with connection.cursor() as cursor, cursor.copy(statement) as copy:
        for row in rows:
            await copy.write_row(row)


async def _time_lookups(
    state: StackState, client: AsyncClient, workspace: str, count: int
) -> list[float]:
    async with db.connect(state.admin_db_url) as connection:
        found = await connection.execute(_SQL.one_product, {"workspace": workspace})
        row = await found.fetchone()
    if row is None:
        raise FlywheelError("there is no product to look up", hint="Make at least one.")
    taken = []
    for _ in range(count + WARM_UP):
        begun = time.perf_counter()
        await client.table("products").select("id,name").eq("id", str(row["id"])).execute()
        taken.append((time.perf_counter() - begun) * 1000)
    return taken[WARM_UP:]


async def _time_searches(client: AsyncClient, count: int) -> list[Latencies]:
    taken: dict[str, list[float]] = defaultdict(list)
    for query in Catalogue(seed=2).queries(count + WARM_UP):
        begun = time.perf_counter()
        await client.rpc("search_workspace", {"query": query.text}).execute()
        taken[query.kind].append((time.perf_counter() - begun) * 1000)
    return [Latencies(kind, milliseconds[WARM_UP:]) for kind, milliseconds in taken.items()]


async def _remove(state: StackState, workspace: str) -> None:
    async with db.connect(state.admin_db_url) as connection:
        await connection.execute(_SQL.skip_triggers)
        for delete in (_SQL.remove_products, _SQL.remove_campaigns, _SQL.remove_words):
            await connection.execute(delete, {"workspace": workspace})
        await connection.execute(_SQL.heed_triggers)
        for vacuum in (_SQL.vacuum_products, _SQL.vacuum_campaigns, _SQL.vacuum_words):
            await connection.execute(vacuum)


def run_search_benchmark(
    state: StackState, *, products: int, campaigns: int, queries: int, say: Say
) -> list[Result]:
    """Run `measure_search` to its end; the parameters are the same."""
    return asyncio.run(
        measure_search(state, products=products, campaigns=campaigns, queries=queries, say=say)
    )
