"""A database and a fake Stripe with our account and a connected one, for tests of both."""

from __future__ import annotations

import asyncio
import json
import os
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Any

import pytest

from flywheel import db
from flywheel.billing.kinds import KINDS
from flywheel.billing.reading import cleaned
from flywheel.config import settings
from flywheel.jobs import Worker, WorkerOptions
from flywheel.jobs.direct import DirectTransport
from flywheel.jobs.registry import load
from tests.fakes.stripe import FakeStripe, serve, sign
from tests.fakes.stripe.state import Account

KEY = "sk_test_needle_in_a_haystack"
SECRETS = {"platform": "whsec_platform_needle", "connect": "whsec_connect_needle"}
TYPES = ("stripe.project", "stripe.sweep", "stripe.reconcile", "stripe.reconcile_kind")
SUMMARY = "entitlements.active_entitlement_summary"
PATIENCE = 60.0

PREPARE = """
insert into auth.users (id, email)
values ('00000000-0000-4000-8000-000000000001', 'stripe@example.com');
insert into public.workspaces (id, name, slug, owner_id)
values (
    '00000000-0000-4000-8000-0000000000aa', 'Shop', 'stripe-shop',
    '00000000-0000-4000-8000-000000000001'
);
update jobs.job_types
set backoff_seconds = 0.1, backoff_limit_seconds = 2, max_attempts = 60, lease_seconds = 5
where job_type like 'stripe.%%';
update public.app_settings set value = '1000' where key = 'stripe.requests_per_second'
"""
REPORT = """
select
    r.id, r.status, r.error_message,
    (select count(*) from public.stripe_drift as d where d.reconciliation_id = r.id) as rows,
    (
        select coalesce(jsonb_object_agg(x.kind, x.count), '{}')
        from (
            select d.kind, count(*) as count
            from public.stripe_drift as d
            where d.reconciliation_id = r.id
            group by d.kind
        ) as x
    ) as kinds,
    (
        select coalesce(jsonb_object_agg(x.currency, x.amount), '{}')
        from (
            select d.currency, sum(d.amount_difference) as amount
            from public.stripe_drift as d
            where d.reconciliation_id = r.id and d.currency is not null
            group by d.currency
        ) as x
    ) as amounts,
    (
        select sum(s.listed)
        from public.stripe_reconciliation_steps as s
        where s.reconciliation_id = r.id
    ) as listed
from public.stripe_reconciliations as r
where r.id = %(run)s
"""
EVENTS = """
select e.status, count(*) as count from public.stripe_events as e group by e.status
"""
MIRROR = """
select o.account_id, o.object, o.id, o.data, o.gone_at is not null as is_gone, o.error_message
from public.stripe_objects as o
"""


class World:
    """A database, a fake Stripe, and webhooks between them when a test says so."""

    def __init__(self, dsn: str, fake: FakeStripe, url: str, connected: Account) -> None:
        self.dsn = dsn
        self.fake = fake
        self.url = url
        self.connected = connected

    @property
    def accounts(self) -> dict[str, Account]:
        """Accounts of the fake by what we call them."""
        return {"platform": self.fake.platform, self.connected.id: self.connected}

    def environment(self) -> dict[str, str]:
        """Variables for worker processes and commands."""
        return {
            "FLYWHEEL_DB_URL": self.dsn,
            "FLYWHEEL_STRIPE_API_KEY": KEY,
            "FLYWHEEL_STRIPE_API_BASE": self.url,
        }

    async def rows(self, statement: str, **values: Any) -> list[dict[str, Any]]:
        """Return the rows of a statement, run as the owner."""
        async with db.connect(self.dsn) as connection:
            cursor = await connection.execute(statement.encode(), values)
            return await cursor.fetchall() if cursor.description else []

    async def value(self, statement: str, **values: Any) -> Any:
        """Return the one value of a statement."""
        (row,) = await self.rows(statement, **values)
        (found,) = row.values()
        return found

    async def deliver(self, event: dict[str, Any], connection: db.Connection | None = None) -> Any:
        """Call the webhook with an event, signed, as an anonymous caller."""
        if connection is None:
            async with db.connect(self.dsn) as opened:
                return await self.deliver(event, opened)
        body = json.dumps(event)
        secret = SECRETS["connect" if "account" in event else "platform"]
        headers = json.dumps({"stripe-signature": sign(body, secret)})
        async with connection.transaction():
            await connection.execute("select set_config('request.headers', %s, true)", [headers])
            await connection.execute("set local role anon")
            cursor = await connection.execute(
                "select public.stripe_webhook(%s::json) as answer", [body]
            )
            row = await cursor.fetchone()
        assert row is not None
        return row["answer"]

    async def drained(self, within: float = PATIENCE, but: int = 0) -> None:
        """Wait until no job about Stripe is left, but for so many."""
        deadline = time.monotonic() + within
        count = "select count(*) from jobs.job_queue where job_type like 'stripe.%%'"
        while (left := await self.value(count)) > but:
            assert time.monotonic() < deadline, f"{left} jobs are left"
            await asyncio.sleep(0.1)

    async def start(self, account: str, **options: Any) -> str:
        """Start a reconciliation and return its id."""
        names = "".join(f", {name} => %({name})s" for name in options)
        statement = f"select (public.start_stripe_reconciliation(%(account)s{names})).id"
        return str(await self.value(statement, account=account, **options))

    async def report(self, run: str) -> dict[str, Any]:
        """Return what a run found so far."""
        (found,) = await self.rows(REPORT, run=run)
        return found

    async def reconciled(self, account: str, **options: Any) -> dict[str, Any]:
        """Run a reconciliation to its end; somebody must work."""
        run = await self.start(account, **options)
        return await self.ended(run)

    async def ended(self, run: str, within: float = PATIENCE) -> dict[str, Any]:
        """Wait for the end of a run and return what it found."""
        deadline = time.monotonic() + within
        while (report := await self.report(run))["status"] == "running":
            assert time.monotonic() < deadline, f"it never ended: {report}"
            await asyncio.sleep(0.1)
        return report

    async def events(self) -> dict[str, int]:
        """Return how many events there are of each status."""
        return {row["status"]: row["count"] for row in await self.rows(EVENTS)}

    async def mirror(self) -> dict[tuple[str, str, str], dict[str, Any]]:
        """Return what we have that is not gone."""
        return {
            (row["account_id"], row["object"], row["id"]): row["data"]
            for row in await self.rows(MIRROR)
            if not row["is_gone"]
        }

    async def gone(self) -> set[tuple[str, str, str]]:
        """Return what we know to be gone."""
        rows = await self.rows(MIRROR)
        return {(row["account_id"], row["object"], row["id"]) for row in rows if row["is_gone"]}

    def truth(self) -> dict[tuple[str, str, str], dict[str, Any]]:
        """Return what Stripe has, read in this process, each object by its id.

        Without accounts, and without summaries of entitlements, which Stripe does not list.
        """
        return {
            (name, kind, one): _read(account, kind, one)
            for name, account in self.accounts.items()
            for kind, how in KINDS.items()
            if how.list_path is not None
            for one in list(account.kinds.get(kind, {}))
        }

    def entitlements(self, customer: str) -> set[str]:
        """Return the ids of what a customer of ours is entitled to."""
        asked = {"customer": customer, "limit": 100}
        listed = self.fake.platform.request("GET", "/v1/entitlements/active_entitlements", asked)
        return {one["id"] for one in listed["data"]}


def _read(account: Account, kind: str, identifier: str) -> dict[str, Any]:
    how = KINDS[kind]
    path = how.path.format(id=identifier)
    data = account.request("GET", path, {"expand": list(how.expand)})
    for name, place in how.nested.items():
        if (data.get(name) or {}).get("has_more"):
            rest, _, query = place.format(id=identifier).partition("?")
            whole: list[Any] = []
            while len(whole) < data[name]["total_count"]:
                after = {"starting_after": whole[-1]["id"]} if whole else {}
                asked = dict([query.split("=")]) if query else {}
                whole += account.request("GET", rest, {**asked, "limit": 100, **after})["data"]
            data[name] |= {"data": whole, "has_more": False}
    return cleaned(json.loads(json.dumps(data)), how)


@asynccontextmanager
async def world(
    monkeypatch: pytest.MonkeyPatch, dsn: str, *, seed: int = 0
) -> AsyncIterator[World]:
    """A fake that is served, beside an empty database; this process is configured for both."""
    fake = FakeStripe(key=KEY, seed=seed)
    connected = fake.connect("shop@example.com")
    async with serve(fake) as url:
        made = World(dsn, fake, url, connected)
        for statement in PREPARE.split(";\n"):
            await made.rows(statement)
        await made.rows(
            "insert into public.stripe_accounts (id, workspace_id, status) values "
            "(%(id)s, '00000000-0000-4000-8000-0000000000aa', 'active')",
            id=connected.id,
        )
        await made.rows(
            "insert into private.stripe_webhook_secrets (secret, is_connect) "
            "values (%(platform)s, false), (%(connect)s, true)",
            **SECRETS,
        )
        for name, value in made.environment().items():
            monkeypatch.setenv(name, value)
        settings.cache_clear()
        try:
            yield made
        finally:
            monkeypatch.undo()
            settings.cache_clear()


@asynccontextmanager
async def working(made: World, concurrency: int = 8) -> AsyncIterator[Worker]:
    """Run a worker in this process."""
    options = WorkerOptions(
        concurrency=concurrency, poll_seconds=0.2, grace_seconds=5, schedules=False
    )
    transport = DirectTransport(made.dsn, connections=concurrency + 2)
    worker = Worker(transport, load().only(TYPES), options)
    task = asyncio.create_task(worker.run())
    try:
        yield worker
    finally:
        worker.stop()
        await task


async def until(condition: Callable[[], Any], what: str, within: float = PATIENCE) -> Any:
    """Return the first true value of `condition`, awaited."""
    deadline = time.monotonic() + within
    while not (value := await condition()):
        assert time.monotonic() < deadline, f"never came true: {what}"
        await asyncio.sleep(0.1)
    return value


def process_environment(made: World) -> dict[str, str]:
    """Return the environment of a child process."""
    return {**os.environ, **made.environment(), "COLUMNS": "200"}
