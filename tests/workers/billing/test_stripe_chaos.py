"""Thousands of events, lost, doubled, late and out of order, workers killed, Stripe at fault.

In the end our mirror is what Stripe has, object by object, and a second reconciliation finds
nothing to the minor unit. `FLYWHEEL_CHAOS_EVENTS=2000 pytest tests/workers/billing -k chaos -s`
runs a smaller one; `FLYWHEEL_CHAOS_SEED` repeats a run's choices.
"""

from __future__ import annotations

import asyncio
import os
import random
import sys
import time
from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest

from flywheel import db
from tests.fakes.stripe.histories import live

from .stripe_world import SUMMARY, TYPES, World, process_environment, world

EVENTS = int(os.environ.get("FLYWHEEL_CHAOS_EVENTS", "10000"))
SEED = int(os.environ.get("FLYWHEEL_CHAOS_SEED", "0")) or random.randrange(1, 10**6)
PROCESSES, PLACES, SENDERS = 3, 8, 4
LOST, TWICE = 0.1, 0.2
STEPS = 5
"""Deeds of an account between two looks at what else there is to do."""
ROUNDS, FEW = 5, 50
"""How often workers catch up meanwhile, to so few jobs: so that there is what may change."""


class Workers:
    """Worker processes that are killed and replaced."""

    def __init__(self, made: World) -> None:
        self._environment = process_environment(made)
        self._running: list[asyncio.subprocess.Process] = []
        self.kills = 0

    async def fill_up(self) -> None:
        while len(self._running) < PROCESSES:
            self._running.append(
                await asyncio.create_subprocess_exec(
                    *(sys.executable, "-m", "flywheel.cli", "worker", "--types", ",".join(TYPES)),
                    *("--no-schedules", "--concurrency", str(PLACES), "--log-level", "warning"),
                    env=self._environment,
                    stderr=asyncio.subprocess.DEVNULL,
                    cwd=Path(__file__).parents[3],
                )
            )

    async def kill_one(self, chance: random.Random) -> None:
        process = self._running.pop(chance.randrange(len(self._running)))
        with suppress(ProcessLookupError):
            process.kill()
        await process.wait()
        self.kills += 1
        await self.fill_up()

    async def be_killed(self, chance: random.Random, longest: float) -> None:
        while True:
            await asyncio.sleep(chance.uniform(longest / 2, longest))
            await self.kill_one(chance)

    async def stop(self) -> None:
        for process in self._running:
            with suppress(ProcessLookupError):
                process.kill()
            await process.wait()


class Post:
    """Delivers events as badly as the network may: some never, some twice, most late."""

    def __init__(self, made: World, chance: random.Random) -> None:
        self._made = made
        self._chance = chance
        self._waiting: asyncio.PriorityQueue[tuple[float, int, dict[str, Any]]]
        self._waiting = asyncio.PriorityQueue()
        self.sent: Counter[str] = Counter()
        self.lost: set[tuple[str, str]] = set()

    def take(self, account: str, event: dict[str, Any]) -> None:
        """Take an event to be delivered, or lose it."""
        self.sent["events"] += 1
        if self._chance.random() < LOST:
            self.sent["lost"] += 1
            self.lost.add((account, _subject(event)))
            return
        times = 2 if self._chance.random() < TWICE else 1
        self.sent["doubled"] += times - 1
        for _ in range(times):
            delay = self._chance.choice((0, 0, 0.05, 0.5, 3.0)) * self._chance.random()
            at = time.monotonic() + delay
            self._waiting.put_nowait((at, self._chance.randrange(2**60), event))

    async def send(self) -> None:
        """Deliver until cancelled."""
        async with db.connect(self._made.dsn) as connection:
            while True:
                at, _, event = await self._waiting.get()
                await asyncio.sleep(max(0, at - time.monotonic()))
                assert (await self._made.deliver(event, connection))["received"] is True
                self.sent["deliveries"] += 1
                self._waiting.task_done()

    async def empty(self) -> None:
        """Wait until all is delivered."""
        await self._waiting.join()


async def go_wrong(made: World, chance: random.Random) -> None:
    """Have Stripe limit, fail, break off, dawdle and be away, now and then."""
    faults = made.fake.faults
    while True:
        await asyncio.sleep(chance.uniform(0.5, 3.0))
        match chance.randrange(5):
            case 0:
                faults.rate_limited += chance.randrange(1, 20)
            case 1:
                faults.errors += chance.randrange(1, 8)
            case 2:
                faults.broken += chance.randrange(1, 8)
            case 3:
                faults.delay_seconds = chance.uniform(0.02, 0.2)
                await asyncio.sleep(0.3)
                faults.delay_seconds = 0
            case _:
                faults.down = True
                await asyncio.sleep(chance.uniform(0.1, 0.5))
                faults.down = False


def end_faults(made: World) -> None:
    faults = made.fake.faults
    faults.down, faults.delay_seconds = False, 0
    faults.rate_limited = faults.errors = faults.broken = 0


async def happen(made: World, chance: random.Random, post: Post) -> None:
    """Let both accounts live until there were enough events."""
    seen: Counter[str] = Counter()
    pauses = [EVENTS * place // ROUNDS for place in range(1, ROUNDS)]
    while post.sent["events"] < EVENTS:
        if pauses and post.sent["events"] >= pauses[0]:
            pauses.pop(0)
            await post.empty()
            await made.drained(120, but=FEW)
        for name, account in made.accounts.items():
            live(account, chance, STEPS)
            for event in account.events[seen[name] :]:
                post.take(name, event)
            seen[name] = len(account.events)
            await asyncio.sleep(0.005)


async def cancel(*tasks: asyncio.Task[None]) -> None:
    for task in tasks:
        task.cancel()
    for ended in await asyncio.gather(*tasks, return_exceptions=True):
        if isinstance(ended, Exception):
            raise ended


def _subject(event: dict[str, Any]) -> str:
    found: dict[str, Any] = event["data"]["object"]
    name = "invoice" if found["object"] == "invoice_payment" else "id"
    return str(found.get(name) or found.get("customer"))


@pytest.mark.alone
@pytest.mark.timeout(600)
async def test_the_mirror_is_stripe_to_the_cent_whatever_fails(
    monkeypatch: pytest.MonkeyPatch,
    new_database: Callable[[], str],
    capsys: pytest.CaptureFixture[str],
) -> None:
    chance = random.Random(SEED)
    async with world(monkeypatch, new_database(), seed=SEED) as made:
        workers, post = Workers(made), Post(made, chance)
        begun = time.monotonic()
        await workers.fill_up()
        tasks = [asyncio.create_task(post.send()) for _ in range(SENDERS)]
        tasks.append(asyncio.create_task(workers.be_killed(chance, 8.0)))
        tasks.append(asyncio.create_task(go_wrong(made, chance)))
        try:
            await happen(made, chance, post)
            await post.empty()
            happened = time.monotonic()
            await cancel(*tasks)
            tasks = []
            end_faults(made)
            await made.drained(120)
            drained = time.monotonic()
            projected = await made.mirror()
            truth = made.truth()
            stale = {
                key
                for key in projected.keys() | truth.keys()
                if projected.get(key) != truth.get(key) and key[1] not in ("account", SUMMARY)
            }
            tasks = [asyncio.create_task(workers.be_killed(chance, 4.0))]
            runs = [await made.start(account) for account in made.accounts]
            first = [await made.ended(run, 120) for run in runs]
            await cancel(*tasks)
            tasks = []
            reconciled = time.monotonic()
            runs = [await made.start(account) for account in made.accounts]
            second = [await made.ended(run, 120) for run in runs]
        finally:
            await cancel(*tasks)
            await workers.stop()
        events = await made.events()
        mirror, gone, truth = await made.mirror(), await made.gone(), made.truth()
        noted = {
            (row["account_id"], row["object"], row["id"])
            for row in await made.rows(
                "select r.account_id, d.object, d.id from public.stripe_drift as d "
                "join public.stripe_reconciliations as r on r.id = d.reconciliation_id"
            )
        }
        (connected,) = (name for name in made.accounts if name != "platform")
        sums = await made.rows("select * from private.stripe_sales_check(%(id)s)", id=connected)
        summaries = {key[2]: data for key, data in mirror.items() if key[1] == SUMMARY}
        entitled = {customer: made.entitlements(customer) for customer in summaries}
    drift = sum((Counter(run["kinds"]) for run in first), Counter[str]())
    amounts = sum((Counter(run["amounts"]) for run in first), Counter[str]())
    unlost = {key for key in noted if (key[0], key[2]) not in post.lost}
    with capsys.disabled():
        print(
            f"\n{dict(post.sent)}, seed {SEED}: in {happened - begun:.0f} s, drained "
            f"{drained - happened:.0f} s later, {workers.kills} processes killed; ledger {events}; "
            f"{len(truth)} objects, {len(stale)} stale for lost events; the first reconciliation "
            f"took {reconciled - drained:.0f} s and found {dict(drift)}, {len(unlost)} of them "
            f"without a lost event, {dict(amounts)} minor units; the second "
            f"{sum(run['rows'] for run in second)}"
        )
    assert [run["error_message"] for run in (*first, *second)] == [None] * 4
    assert [run["status"] for run in (*first, *second)] == ["completed"] * 4
    assert events.keys() <= {"processed", "ignored"}
    assert stale, "without lost events a reconciliation has nothing to show"
    assert stale <= noted
    assert {
        key: data for key, data in mirror.items() if key[1] not in ("account", SUMMARY)
    } == truth
    assert gone.isdisjoint(truth)
    for customer, data in summaries.items():
        assert {one["id"] for one in data["entitlements"]} == entitled[customer]
    assert [(run["rows"], run["amounts"]) for run in second] == [(0, {}), (0, {})]
    # What follows from it in commerce, in currencies without, with two and with three decimals.
    assert [row for row in sums if row["ours"] != row["theirs"]] == []
    assert {row["currency"] for row in sums if row["ours"] > 0} >= {"JPY", "USD", "KWD"}
