"""How fast events of Stripe are taken and followed up, beside a plain insert of the same."""

from __future__ import annotations

import asyncio
import json
import os
import secrets
import statistics
import sys
import time
import uuid
from collections import defaultdict
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from hashlib import sha256
from hmac import new as hmac

import aiohttp
import jwt
from aiohttp import web

from flywheel import db
from flywheel.bench.queue.cluster import BenchCluster, bench_cluster
from flywheel.bench.report import Result
from flywheel.bench.rest import rest_before
from flywheel.errors import FlywheelError
from flywheel.local.process import free_port
from flywheel.schema.migrations import apply_migrations

AIM_OF_INSERTS = 0.6
"""The share of plain inserts per second that should be accepted as events."""
_VERSUS = "plain inserts of the same events through PostgREST"
_SQL = db.Queries.load(__package__, "stripe.sql")
_JSON = {"content-type": "application/json; charset=utf-8"}

Say = Callable[[str], None]


@dataclass(frozen=True)
class StripePlan:
    """What is measured.

    Attributes
    ----------
    events
        How many events, in each measurement.
    clients
        Connections that send at the same time.
    rounds
        How often; the median counts.
    """

    events: int = 4000
    clients: int = 16
    rounds: int = 3


@dataclass(frozen=True)
class _Request:
    """A POST that is ready to be sent."""

    path: str
    headers: dict[str, str]
    body: bytes


class _Bench:
    """A database with the schema, PostgREST before it, and a worker for it."""

    def __init__(self, rest: str, key: str, dsn: str, database: db.Connection) -> None:
        self._rest = rest
        self._service = {**_JSON, "authorization": f"Bearer {key}", "prefer": "return=minimal"}
        self._dsn = dsn
        self._database = database
        self._secret = f"whsec_{secrets.token_hex(24)}"

    async def prepare(self) -> None:
        await self._database.execute(_SQL.secret, {"secret": self._secret})

    def inserts(self, count: int) -> list[_Request]:
        """Return inserts of events, as rows that nothing follows from."""
        rows = (
            {"id": event["id"], "type": event["type"], "status": "ignored", "payload": event}
            for event in _events(count)
        )
        return [_Request("/stripe_events", self._service, json.dumps(row).encode()) for row in rows]

    def deliveries(self, count: int) -> list[_Request]:
        """Return events as Stripe delivers them: indented, and signed."""
        bodies = [json.dumps(event, indent=2).encode() for event in _events(count)]
        return [
            _Request("/rpc/stripe_webhook", {**_JSON, "stripe-signature": self._sign(body)}, body)
            for body in bodies
        ]

    def _sign(self, body: bytes) -> str:
        moment = int(time.time())
        signature = hmac(self._secret.encode(), b"%d.%s" % (moment, body), sha256).hexdigest()
        return f"t={moment},v1={signature}"

    async def empty(self) -> None:
        for statement in (_SQL.empty_events, _SQL.empty_jobs, _SQL.empty_objects):
            await self._database.execute(statement)

    async def count(self, status: str) -> int:
        row = await (await self._database.execute(_SQL.count_events, {"status": status})).fetchone()
        return 0 if row is None else int(row["n"])

    async def sent_per_second(self, requests: Sequence[_Request], clients: int) -> float:
        """Send all of them, and return how many a second were taken."""
        waiting = iter(requests)

        async def client(session: aiohttp.ClientSession) -> None:
            for request in waiting:
                async with session.post(
                    self._rest + request.path, data=request.body, headers=request.headers
                ) as answer:
                    if answer.status >= 300:
                        raise FlywheelError(
                            f"PostgREST answered {answer.status}: {(await answer.text())[:300]}"
                        )
                    await answer.read()

        connector = aiohttp.TCPConnector(limit=clients)
        async with aiohttp.ClientSession(connector=connector) as session:
            begun = time.monotonic()
            await asyncio.gather(*(client(session) for _ in range(clients)))
            return len(requests) / (time.monotonic() - begun)

    async def projected_per_second(self, events: int) -> float:
        """Let one worker follow up what waits; the clock starts with its first event."""
        async with _answering_server() as stripe, self._worker(stripe) as worker:
            before = await self._processed(worker, at_least=1)
            begun = time.monotonic()
            done = await self._processed(worker, at_least=events)
            return (done - before) / (time.monotonic() - begun)

    async def _processed(self, worker: asyncio.subprocess.Process, at_least: int) -> int:
        while worker.returncode is None:
            done = await self.count("processed")
            if done >= at_least:
                return done
            await asyncio.sleep(0.02)
        raise FlywheelError("the worker has ended before its work was done")

    @asynccontextmanager
    async def _worker(self, stripe: str) -> AsyncIterator[asyncio.subprocess.Process]:
        process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "flywheel.cli", "worker", "--types", "stripe.project"),
            *("--no-schedules", "--concurrency", "32", "--log-level", "warning"),
            env={
                **os.environ,
                "FLYWHEEL_DB_URL": self._dsn,
                "FLYWHEEL_STRIPE_API_KEY": "sk_test_of_nobody",
                "FLYWHEEL_STRIPE_API_BASE": stripe,
            },
        )
        try:
            yield process
        finally:
            if process.returncode is None:
                process.kill()
            await process.wait()


def _events(count: int) -> list[dict[str, object]]:
    """Return events of as many customers, of about the size that Stripe's have."""
    numbers = [uuid.uuid4().hex for _ in range(count)]
    return [
        {
            "id": f"evt_{number}",
            "object": "event",
            "api_version": "2026-10-28.endive",
            "created": int(time.time()),
            "type": "customer.updated",
            "livemode": False,
            "pending_webhooks": 1,
            "request": {"id": f"req_{number[:14]}", "idempotency_key": number},
            "data": {"object": _customer(f"cus_{number}"), "previous_attributes": {"phone": None}},
        }
        for number in numbers
    ]


def _customer(customer_id: str) -> dict[str, object]:
    return {
        "id": customer_id,
        "object": "customer",
        "address": {"city": "Riyadh", "country": "SA", "line1": "King Fahd Road 1", "line2": None},
        "balance": 0,
        "created": 1_790_000_000,
        "currency": "sar",
        "default_source": None,
        "delinquent": False,
        "description": "Somebody who buys soap.",
        "discount": None,
        "email": f"{customer_id}@example.com",
        "invoice_prefix": customer_id[-8:].upper(),
        "invoice_settings": {"custom_fields": None, "default_payment_method": None, "footer": None},
        "livemode": False,
        "metadata": {"campaign": "spring", "source": "newsletter"},
        "name": "Noura Al Saud",
        "next_invoice_sequence": 1,
        "phone": "+966500000000",
        "preferred_locales": ["ar-SA", "en"],
        "shipping": None,
        "tax_exempt": "none",
        "test_clock": None,
    }


@asynccontextmanager
async def _answering_server() -> AsyncIterator[str]:
    """Run a server that answers at once, as if every customer were there."""

    async def customer(request: web.Request) -> web.Response:
        return web.json_response(_customer(request.match_info["id"]))

    application = web.Application()
    application.router.add_get("/v1/customers/{id}", customer)
    runner = web.AppRunner(application, access_log=None)
    await runner.setup()
    try:
        port = free_port()
        await web.TCPSite(runner, "127.0.0.1", port).start()
        yield f"http://127.0.0.1:{port}"
    finally:
        await runner.cleanup()


async def measure_stripe(plan: StripePlan, *, say: Say) -> list[Result]:
    """Measure on a cluster of its own, which is gone afterwards.

    Parameters
    ----------
    say
        Told what is going on.

    Raises
    ------
    FlywheelError
        If PostgREST does not take what it should.
    """
    rates: dict[str, list[float]] = defaultdict(list)
    async with bench_cluster() as cluster, _bench(cluster) as bench:
        for number in range(1, plan.rounds + 1):
            for name, made in (("insert", bench.inserts), ("accept", bench.deliveries)):
                say(f"round {number} of {plan.rounds}: {name}")
                await bench.empty()
                cluster.checkpoint()
                rates[name].append(await bench.sent_per_second(made(plan.events), plan.clients))
            say(f"round {number} of {plan.rounds}: project")
            rates["project"].append(await bench.projected_per_second(plan.events))
    return _results({name: statistics.median(found) for name, found in rates.items()})


def _results(rates: dict[str, float]) -> list[Result]:
    return [
        Result("stripe.inserted", rates["insert"], "1/s"),
        Result(
            "stripe.accepted",
            rates["accept"],
            "1/s",
            versus=_VERSUS,
            ratio=rates["accept"] / rates["insert"],
            aim=AIM_OF_INSERTS,
            at_least=True,
            aim_on="ratio",
        ),
        Result(
            "stripe.projected",
            rates["project"],
            "1/s",
            versus="events accepted",
            ratio=rates["project"] / rates["accept"],
        ),
    ]


@asynccontextmanager
async def _bench(cluster: BenchCluster) -> AsyncIterator[_Bench]:
    await cluster.create_supabase("stripe")
    await apply_migrations(cluster.dsn("stripe"))
    secret = secrets.token_hex(32)
    async with (
        rest_before(cluster, "stripe", secret) as rest,
        db.connect(cluster.admin_dsn("stripe")) as database,
    ):
        key = jwt.encode({"role": "service_role"}, secret, algorithm="HS256")
        bench = _Bench(rest, key, cluster.dsn("stripe"), database)
        await bench.prepare()
        yield bench
