"""64 workers, requests at the same time against one cap, kills and errors: not a cent too much.

`FLYWHEEL_CHAOS_REQUESTS=20000 pytest tests/workers/ai/test_budget_chaos.py -s` runs a larger one;
`FLYWHEEL_CHAOS_SEED` repeats a run's choices.
"""

from __future__ import annotations

import asyncio
import os
import random
import sys
import time
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from decimal import Decimal
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import psycopg
import pytest

from flywheel import db
from flywheel.schema.migrations import apply_migrations
from flywheel.schema.scratch import scratch_cluster

REQUESTS = int(os.environ.get("FLYWHEEL_CHAOS_REQUESTS", "5000"))
SEED = int(os.environ.get("FLYWHEEL_CHAOS_SEED", "0")) or random.randrange(1, 10**6)
PROCESSES, PLACES = 4, 16
ASKERS = 24
ESTIMATE = Decimal("0.04")
"""About what a request reserves here."""
CAP = round(REQUESTS * ESTIMATE / 4, 2)

PREPARE = """
insert into auth.users (id, email) values (%(person)s, 'chaos@example.com');
insert into public.workspaces (id, name, slug, owner_id)
values (%(workspace)s, 'Chaos', 'chaos-budget', %(person)s);
insert into public.businesses (
    id, workspace_id, name, industry, business_type, primary_product, core_offer_description
)
values (%(business)s, %(workspace)s, 'Soapery', 'Soap', 'Shop', 'Soap', 'Soap of olives.');
update public.app_settings set value = '{}' where key = 'ai.default_budgets';
insert into public.ai_budgets (workspace_id, period, cap, slots)
values (null, 'month', %(cap)s, 32), (%(workspace)s, 'month', 900000, 8);
"""
COMMITTED = """
select a.scope, a.cap, sum(b.spent + b.reserved) as committed
from public.ai_budget_balances as b join public.ai_budgets as a on b.budget_id = a.id
group by a.id
"""
TRUE_COST = """
select coalesce(sum(coalesce(cost, case when status <> 'released' then estimate end)), 0) as cost
from public.ai_reservations
"""
SUMS = """
select
    (select sum(spent) from public.ai_budget_balances as b
        join public.ai_budgets as a on a.id = b.budget_id where a.scope = 'platform') as spent,
    (select sum(reserved) from public.ai_budget_balances) as reserved,
    (select sum(overrun) from public.ai_budget_balances) as overrun,
    (select sum(cost) from public.ai_reservations) as cost,
    (select sum(total_cost) from public.ai_cost_tracking) as days,
    (select sum(generations_count) from public.ai_cost_tracking) as counted,
    (select count(*) from public.ai_reservations where status in ('reserved', 'calling')) as open,
    (select count(*) from public.blog_posts) as posts,
    (select count(*) from public.ai_generations where status = 'completed') as completed,
    (select count(*) from public.ai_generations where status not in ('completed', 'failed'))
        as unfinished,
    (select count(*) from public.ai_generations) as admitted
"""


class Workers:
    """Worker processes of 16 places each, that are killed and replaced."""

    def __init__(self, dsn: str) -> None:
        self._environment = {**os.environ, "FLYWHEEL_DB_URL": dsn}
        self._running: list[asyncio.subprocess.Process] = []
        self.kills = 0

    async def fill_up(self) -> None:
        while len(self._running) < PROCESSES:
            self._running.append(
                await asyncio.create_subprocess_exec(
                    *(sys.executable, "-m", "flywheel.cli", "worker", "--types", "ai.generate"),
                    *("--import", "tests.workers.ai.chaos_provider", "--no-schedules"),
                    *("--concurrency", str(PLACES), "--log-level", "warning"),
                    env=self._environment,
                    stderr=asyncio.subprocess.DEVNULL,
                    cwd=Path(__file__).parents[3],
                )
            )

    async def kill_one(self) -> None:
        process = self._running.pop(random.randrange(len(self._running)))
        with suppress(ProcessLookupError):
            process.kill()
        await process.wait()
        self.kills += 1
        await self.fill_up()

    async def stop(self) -> None:
        for process in self._running:
            with suppress(ProcessLookupError):
                process.kill()
            await process.wait()


class Sampler:
    """Looks at the balances all the time, as somebody else would see them."""

    def __init__(self, dsn: str) -> None:
        self._dsn = dsn
        self.samples = 0
        self.highest: dict[str, Decimal] = {}
        self.over: list[dict[str, Any]] = []

    async def watch(self) -> None:
        async with db.connect(self._dsn) as connection:
            while True:
                for row in await (await connection.execute(COMMITTED.encode())).fetchall():
                    scope = row["scope"]
                    self.highest[scope] = max(self.highest.get(scope, Decimal()), row["committed"])
                    if row["committed"] > row["cap"]:
                        self.over.append(row)
                cost = await (await connection.execute(TRUE_COST.encode())).fetchone()
                assert cost is not None
                if cost["cost"] > CAP:
                    self.over.append(cost)
                self.samples += 1
                await asyncio.sleep(0.02)


async def ask(dsn: str, person: UUID, business: UUID, count: int) -> Counter[str]:
    """Ask `count` times, as a signed-in person does through the API."""
    outcome: Counter[str] = Counter()
    async with db.connect(dsn) as connection:
        for _ in range(count):
            try:
                async with connection.transaction():
                    await connection.execute(
                        "select set_config('request.jwt.claims', %s, true)",
                        [f'{{"sub": "{person}", "role": "authenticated"}}'],
                    )
                    await connection.execute("set local role authenticated")
                    await connection.execute(
                        "select public.request_generation(%s, 'How soap is made.')", [business]
                    )
            except psycopg.Error as error:
                outcome[error.sqlstate or "?"] += 1
                await asyncio.sleep(random.uniform(0, 0.02))
            else:
                outcome["accepted"] += 1
    return outcome


async def check_then_charge(dsn: str, requests: int, cap: Decimal) -> Decimal:
    """Spend as most programs do: look at the sum, call the provider, then add the cost."""
    async with db.connect(dsn) as connection:
        await connection.execute("create table public.naive (spent numeric not null)")
        await connection.execute("insert into public.naive values (0)")

    async def worker(count: int) -> None:
        async with db.connect(dsn) as connection:
            for _ in range(count):
                row = await (await connection.execute("select spent from public.naive")).fetchone()
                assert row is not None
                if row["spent"] + ESTIMATE > cap:
                    continue
                await asyncio.sleep(random.uniform(0, 0.05))
                await connection.execute("update public.naive set spent = spent + %s", [ESTIMATE])

    await asyncio.gather(*(worker(requests // 64) for _ in range(64)))
    async with db.connect(dsn) as connection:
        row = await (await connection.execute("select spent from public.naive")).fetchone()
        await connection.execute("drop table public.naive")
    assert row is not None
    return Decimal(row["spent"])


async def ended(dsn: str, within: float) -> bool:
    """Wait until no job is left."""
    deadline = time.monotonic() + within
    async with db.connect(dsn) as connection:
        while time.monotonic() < deadline:
            row = await (
                await connection.execute("select count(*) as n from jobs.job_queue")
            ).fetchone()
            assert row is not None
            if row["n"] == 0:
                return True
            await asyncio.sleep(0.2)
    return False


@asynccontextmanager
async def world() -> AsyncIterator[tuple[str, UUID, UUID]]:
    """A Postgres of its own with one business and one cap."""
    person, workspace, business = uuid4(), uuid4(), uuid4()
    async with scratch_cluster() as scratch:
        dsn = await scratch.create_database("budget")
        await apply_migrations(dsn)
        async with db.connect(dsn) as connection:
            for statement in PREPARE.split(";\n"):
                if statement.strip():
                    await connection.execute(
                        statement.encode(),
                        {
                            "person": person,
                            "workspace": workspace,
                            "business": business,
                            "cap": CAP,
                        },
                    )
        yield dsn, person, business


@pytest.mark.alone
@pytest.mark.timeout(600)
async def test_nothing_is_spent_beyond_the_cap_whatever_fails(
    capsys: pytest.CaptureFixture[str],
) -> None:
    random.seed(SEED)
    async with world() as (dsn, person, business):
        naive = await check_then_charge(dsn, min(REQUESTS, 5000), CAP)
        workers, sampler = Workers(dsn), Sampler(dsn)
        await workers.fill_up()
        watching = asyncio.create_task(sampler.watch())
        try:
            begun = time.monotonic()
            asking = [
                asyncio.create_task(ask(dsn, person, business, share))
                for share in _shares(REQUESTS, ASKERS)
            ]
            while not all(task.done() for task in asking):
                await asyncio.sleep(random.uniform(1, 2.5))
                await workers.kill_one()
            outcome = sum((task.result() for task in asking), Counter[str]())
            asked = time.monotonic()
            assert await ended(dsn, 240), "jobs were left"
            recovered = time.monotonic()
        finally:
            watching.cancel()
            with suppress(asyncio.CancelledError):
                await watching
            await workers.stop()
        async with db.connect(dsn) as connection:
            await connection.execute(
                "update public.ai_reservations set expires_at = now() where status <> 'released'"
            )
            await connection.execute("select public.settle_ai_costs()")
            sums = await (await connection.execute(SUMS.encode())).fetchone()
        assert sums is not None
    with capsys.disabled():
        print(
            f"\n{REQUESTS} requests, cap {CAP} USD, seed {SEED}: {dict(outcome)} in "
            f"{asked - begun:.0f} s, {workers.kills} processes killed, all ended "
            f"{recovered - asked:.0f} s later; at most {sampler.highest['platform']} USD "
            f"committed in {sampler.samples} looks, {sums['cost']} USD spent; "
            f"check-then-charge spent {naive} USD"
        )
    assert sampler.samples > 50
    assert sampler.over == []
    assert set(outcome) == {"accepted", "PT402"}, "nothing but the cap stops a request"
    assert outcome["accepted"] + outcome["PT402"] == REQUESTS
    assert sums["admitted"] == outcome["accepted"]
    assert sums["spent"] == sums["cost"] == sums["days"] <= CAP
    assert sums["overrun"] == 0
    assert (sums["open"], sums["reserved"], sums["unfinished"]) == (0, 0, 0)
    assert sums["posts"] == sums["completed"] == sums["counted"] > 0
    assert naive > CAP, "the usual way must show what this is for"


def _shares(whole: int, parts: int) -> list[int]:
    return [whole // parts + (place < whole % parts) for place in range(parts)]
