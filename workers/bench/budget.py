"""How fast reservations are, beside a budget that is one row, and beside one that overspends."""

from __future__ import annotations

import asyncio
import json
import statistics
import time
from collections import defaultdict
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from decimal import Decimal
from typing import Any
from uuid import uuid4

import psycopg

from flywheel import db
from flywheel.bench.queue.cluster import BenchCluster, bench_cluster
from flywheel.bench.report import Result
from flywheel.schema.migrations import apply_migrations

AIM_PER_SECOND = 2500
SLOTS = 32
_SQL = db.Queries.load(__package__, "budget.sql")
_AMOUNT = Decimal("0.01")
_PLENTY = Decimal(900_000)

Say = Callable[[str], None]
Step = Callable[[db.Connection], Awaitable[bool]]
"""One try of a client; False when it was refused."""


@dataclass(frozen=True)
class BudgetPlan:
    """What is measured.

    Attributes
    ----------
    seconds
        How long each measurement of a rate goes on.
    clients
        Connections that work at the same time.
    rounds
        How often; the median counts.
    scarce
        How many reservations fit, where overspending is measured.
    """

    seconds: float = 5.0
    clients: int = 16
    rounds: int = 3
    scarce: int = 2000


class _Bench:
    """A database with a budget, and clients for it."""

    def __init__(self, dsn: str, clients: list[db.Connection], owner: db.Connection) -> None:
        self._dsn = dsn
        self._clients = clients
        self._owner = owner
        self._ids: Mapping[str, Any] = {
            "person": uuid4(),
            "workspace": uuid4(),
            "business": uuid4(),
            "amount": _AMOUNT,
            "slots": SLOTS,
        }

    async def prepare(self) -> None:
        for statement in (_SQL.people, _SQL.business, _SQL.no_defaults, _SQL.make_rows):
            await self._run(statement)

    async def refill(self, cap: Decimal) -> None:
        """Give both kinds of budget this cap, and nothing spent."""
        for statement in (
            _SQL.empty_balances,
            _SQL.budgets,
            _SQL.open_balances,
            _SQL.fill_rows,
        ):
            await self._run(statement, cap=cap)

    async def rate(self, step: Step, seconds: float) -> float:
        """Return how often per second all clients together get through."""
        deadline = time.monotonic() + seconds
        done = 0

        async def client(connection: db.Connection) -> None:
            nonlocal done
            while time.monotonic() < deadline:
                through = await step(connection)
                done += through

        begun = time.monotonic()
        await asyncio.gather(*(client(connection) for connection in self._clients))
        return done / (time.monotonic() - begun)

    async def until_refused(self, step: Step) -> None:
        """Let every client try until it is refused."""

        async def client(connection: db.Connection) -> None:
            while await step(connection):
                pass

        await asyncio.gather(*(client(connection) for connection in self._clients))

    async def take(self, connection: db.Connection) -> bool:
        await connection.execute(_SQL.take, self._ids, prepare=True)
        return True

    async def reserve(self, connection: db.Connection) -> bool:
        try:
            await connection.execute(_SQL.reserve, self._ids, prepare=True)
        except psycopg.Error as error:
            if error.sqlstate != "PT402":
                raise
            return False
        return True

    async def lock_row(self, connection: db.Connection) -> bool:
        cursor = await connection.execute(_SQL.lock_row, self._ids, prepare=True)
        return cursor.rowcount == 1

    async def check_then_charge(self, connection: db.Connection) -> bool:
        cursor = await connection.execute(_SQL.look, self._ids, prepare=True)
        row = await cursor.fetchone()
        if row is None or not row["fits"]:
            return False
        await asyncio.sleep(0.002)  # a provider that is faster than any there is
        await connection.execute(_SQL.charge, self._ids, prepare=True)
        return True

    async def ask(self, connection: db.Connection) -> bool:
        claims = json.dumps({"sub": str(self._ids["person"]), "role": "authenticated"})
        async with connection.transaction():
            await connection.execute(_SQL.sign_in, {"claims": claims}, prepare=True)
            await connection.execute(_SQL.ask, self._ids, prepare=True)
        return True

    async def settled_per_second(self) -> float:
        """Settle what was asked for, and return how many rows of the ledger are applied."""
        await self._run(_SQL.open_calls)
        await self._run(_SQL.settle_all)
        begun = time.monotonic()
        row = await (await self._owner.execute(_SQL.apply)).fetchone()
        assert row is not None
        return float(row["rows"]) / (time.monotonic() - begun)

    async def committed(self, question: bytes) -> Decimal:
        row = await (await self._owner.execute(question)).fetchone()
        assert row is not None
        return Decimal(row["committed"])

    async def _run(self, statement: bytes, **more: Any) -> None:
        await self._owner.execute(statement, {**self._ids, **more})


async def measure_budget(plan: BudgetPlan, *, say: Say) -> list[Result]:
    """Measure on a cluster of its own, which is gone afterwards.

    Parameters
    ----------
    say
        Told what is going on.
    """
    rates: dict[str, list[float]] = defaultdict(list)
    over: dict[str, list[float]] = defaultdict(list)
    async with bench_cluster() as cluster, _bench(cluster, plan.clients) as bench:
        steps: dict[str, Step] = {
            "take": bench.take,
            "row": bench.lock_row,
            "reserve": bench.reserve,
            "request": bench.ask,
        }
        for number in range(1, plan.rounds + 1):
            for name, step in steps.items():
                say(f"round {number} of {plan.rounds}: {name}")
                await bench.refill(_PLENTY)
                rates[name].append(await bench.rate(step, plan.seconds))
            rates["settle"].append(await bench.settled_per_second())
            cap = plan.scarce * _AMOUNT
            for name, step, question in (
                ("reserve", bench.reserve, _SQL.committed),
                ("check_then_charge", bench.check_then_charge, _SQL.spent),
            ):
                say(f"round {number} of {plan.rounds}: {name} until the budget is used up")
                await bench.refill(cap)
                await bench.until_refused(step)
                over[name].append(float(await bench.committed(question) / cap))
    return _results(
        {name: statistics.median(found) for name, found in rates.items()},
        {name: max(found) for name, found in over.items()},
    )


def _results(rates: Mapping[str, float], over: Mapping[str, float]) -> list[Result]:
    return [
        Result(
            "budget.one.reservations",
            rates["take"],
            "1/s",
            versus="one budget as one row",
            ratio=rates["take"] / rates["row"],
            aim=AIM_PER_SECOND,
            at_least=True,
        ),
        Result("budget.one_row.reservations", rates["row"], "1/s"),
        Result(
            "budget.all.reservations",
            rates["reserve"],
            "1/s",
            versus="one budget",
            ratio=rates["reserve"] / rates["take"],
        ),
        Result(
            "budget.requests",
            rates["request"],
            "1/s",
            versus="reservations alone",
            ratio=rates["request"] / rates["reserve"],
        ),
        Result("budget.settled", rates["settle"], "1/s"),
        Result("budget.committed", over["reserve"], "× cap", aim=1),
        Result("budget.check_then_charge.committed", over["check_then_charge"], "× cap"),
    ]


@asynccontextmanager
async def _bench(cluster: BenchCluster, clients: int) -> AsyncIterator[_Bench]:
    await cluster.create_supabase("budget")
    dsn = cluster.dsn("budget")
    await apply_migrations(dsn)
    async with AsyncExitStack() as exits:
        connections = [await exits.enter_async_context(db.connect(dsn)) for _ in range(clients + 1)]
        bench = _Bench(dsn, connections[1:], connections[0])
        await bench.prepare()
        yield bench
