"""Somebody who buys: a workspace, its owner, a worker, and a Stripe of its own."""

from __future__ import annotations

import asyncio
import random
import time
import uuid
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import pytest
from psycopg.types.json import Jsonb

from flywheel import config
from flywheel import db as database
from flywheel.jobs import Worker, WorkerOptions
from flywheel.jobs.direct import DirectTransport
from flywheel.jobs.registry import load
from tests.conftest import Stack
from tests.fakes.stripe import FakeStripe, checkout, serve

JOBS = (
    "stripe.open_session",
    "stripe.change_subscription",
    "stripe.project",
    "billing.fulfil_item",
)
PATIENCE = 30.0
_PRICE = {"currency": "usd", "product_data": {"name": "Plan"}}


class Buyer:
    """A workspace and the person who owns it."""

    def __init__(self, connection: database.Connection, stripe: FakeStripe) -> None:
        self.connection = connection
        self.stripe = stripe
        self.user_id = uuid.uuid4()
        self.workspace_id = uuid.UUID(int=0)
        self.business_id = uuid.uuid4()
        self._seen = 0

    async def rows(self, statement: str, **values: Any) -> list[dict[str, Any]]:
        """Run a statement as the owner of the database."""
        cursor = await self.connection.execute(statement.encode(), values)
        return await cursor.fetchall() if cursor.description else []

    async def row(self, table: str, row_id: Any) -> dict[str, Any]:
        """Return a row of a table."""
        (found,) = await self.rows(f"select * from public.{table} where id = %(id)s", id=row_id)
        return found

    async def arrive(self) -> None:
        """Sign up, with a workspace and a business."""
        await self.rows(
            "insert into auth.users (id, email, email_confirmed_at, raw_user_meta_data) "
            "values (%(id)s, %(email)s, now(), '{}')",
            id=self.user_id,
            email=f"{self.user_id}@example.com",
        )
        (made,) = await self.rows(
            "insert into public.workspaces (owner_id, name) values (%(id)s, 'Buyer') returning id",
            id=self.user_id,
        )
        self.workspace_id = made["id"]
        await self.rows(
            "insert into public.businesses (id, workspace_id, name, industry, business_type, "
            "primary_product, core_offer_description) "
            "values (%(id)s, %(workspace)s, 'Wool', 'Textiles', 'shop', 'Blankets', 'Wool')",
            id=self.business_id,
            workspace=self.workspace_id,
        )

    async def ask(self, function: str, **arguments: Any) -> dict[str, Any]:
        """Call a function as the person."""
        names = ", ".join(f"{name} => %({name})s" for name in arguments)
        async with self.connection.transaction():
            await self.rows(
                "select set_config('role', 'authenticated', true), "
                "set_config('request.jwt.claims', %(claims)s::text, true)",
                claims=f'{{"role": "authenticated", "sub": "{self.user_id}", "aal": "aal1"}}',
            )
            (answer,) = await self.rows(f"select * from public.{function}({names})", **arguments)
        return answer

    async def plan(self, price: int, trial_days: int = 0) -> uuid.UUID:
        """Offer a plan at so many cents a month."""
        made = self.stripe.platform.request(
            "POST",
            "/v1/prices",
            {**_PRICE, "unit_amount": price, "recurring": {"interval": "month"}},
        )
        (offered,) = await self.rows(
            "insert into public.subscription_plans "
            "(name, price, currency, trial_days, stripe_price_id) "
            "values ('Plan', %(price)s / 100.0, 'USD', %(days)s, %(stripe)s) returning id",
            price=price,
            days=trial_days,
            stripe=made["id"],
        )
        plan_id: uuid.UUID = offered["id"]
        return plan_id

    async def checkout(self, plan_id: uuid.UUID, **more: Any) -> dict[str, Any]:
        """Ask for the page of a plan, and wait for it."""
        asked = await self.ask(
            "request_checkout",
            workspace_id=self.workspace_id,
            plan_id=plan_id,
            success_url="https://app.example/ok",
            cancel_url="https://app.example/no",
            **more,
        )
        return await self.opened(asked["id"])

    async def opened(self, session_id: uuid.UUID) -> dict[str, Any]:
        """Wait until a session does not wait any longer."""

        async def there() -> dict[str, Any] | None:
            found = await self.row("billing_sessions", session_id)
            return found if found["status"] != "pending" else None

        found: dict[str, Any] = await until(there, "the session opens")
        return found

    async def pay(self, session: dict[str, Any], card: str = "pm_card_visa") -> None:
        """Pay on the page, and let the database hear of it."""
        checkout.complete(self.stripe.platform, session["stripe_session_id"], card)
        await self.hear()

    async def subscribe(self, price: int = 1000) -> dict[str, Any]:
        """Buy a plan; return the subscription."""
        await self.pay(await self.checkout(await self.plan(price)))
        (found,) = await self.rows(
            "select * from public.subscriptions where workspace_id = %(id)s", id=self.workspace_id
        )
        return found

    async def change(self, function: str, **arguments: Any) -> dict[str, Any]:
        """Ask for a change of a subscription, and wait for what comes of it."""
        asked = await self.ask(function, **arguments)

        async def there() -> dict[str, Any] | None:
            found = await self.row("subscription_changes", asked["id"])
            return found if found["status"] != "pending" else None

        found: dict[str, Any] = await until(there, "the change is done")
        await self.hear()
        return found

    async def hear(self) -> None:
        """Read from Stripe what its events are about, and wait until that is done."""
        events = self.stripe.platform.events
        about = {
            (event["data"]["object"]["object"], event["data"]["object"].get("id"))
            for event in events[self._seen :]
        }
        self._seen = len(events)
        await self.rows(
            "select private.enqueue_stripe_projection('platform', n ->> 0, n ->> 1) "
            "from jsonb_array_elements(%(about)s) as n where private.is_stripe_mirrored(n ->> 0)",
            about=Jsonb([list(one) for one in about]),
        )
        await until(self._is_idle, "all jobs are done")

    async def _is_idle(self) -> bool:
        waiting = await self.rows(
            "select 1 from jobs.job_queue where job_type = any(%(types)s) "
            "and status in ('pending', 'processing', 'retrying') "
            "and scheduled_at < now() + interval '20 seconds'",
            types=list(JOBS),
        )
        return not waiting


async def until(condition: Any, what: str) -> Any:
    """Return the first true value of a condition."""
    deadline = time.monotonic() + PATIENCE
    while True:
        value = await condition()
        if value:
            return value
        if time.monotonic() > deadline:
            pytest.fail(f"never came true: {what}")
        await asyncio.sleep(0.05)


@asynccontextmanager
async def buying(stack: Stack, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Buyer]:
    """A buyer, with a worker that talks to a fake of Stripe."""
    fake = FakeStripe(seed=random.randrange(10**9))
    async with serve(fake) as url, database.connect(stack.db_url) as connection:
        monkeypatch.setenv("FLYWHEEL_STRIPE_API_KEY", fake.key)
        monkeypatch.setenv("FLYWHEEL_STRIPE_API_BASE", url)
        config.settings.cache_clear()
        worker = Worker(
            DirectTransport(stack.db_url, connections=6),
            load().only(JOBS),
            WorkerOptions(poll_seconds=0.2, schedules=False),
        )
        task = asyncio.create_task(worker.run())
        try:
            buyer = Buyer(connection, fake)
            await buyer.arrive()
            yield buyer
        finally:
            worker.stop()
            worker.stop()
            await task
            await connection.execute(b"update public.subscription_plans set is_active = false")
            config.settings.cache_clear()
