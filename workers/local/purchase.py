"""The demo's purchase: a plan, from the price list to what it allows, as a client sees it."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import aiohttp

from flywheel.local.demo import (
    DemoError,
    Event,
    demo_row,
    listen,
    personal_workspace,
    signed_in,
)
from flywheel.local.state import StackState
from supabase import AsyncClient

PLAN = "Agency"
_SITE = "http://127.0.0.1:3000"
_TABLES = ("billing_sessions", "subscriptions")


class Purchase:
    """A purchase, seen by a signed-in person's client."""

    def __init__(self, client: AsyncClient, workspace_id: str) -> None:
        self._client = client
        self._workspace_id = workspace_id
        self._events: asyncio.Queue[Event] = asyncio.Queue()

    async def plan(self, within: float) -> dict[str, Any]:
        """Return the plan, once it is for sale.

        Raises
        ------
        DemoError
            If it is not within so many seconds.
        """
        question = (
            self._client.table("subscription_plans")
            .select("id,name,price,currency,interval,stripe_price_id")
            .eq("name", PLAN)
            .not_.is_("stripe_price_id", None)
        )
        found: list[Any] = []
        async with _limit(within, "the plans were not put up for sale"):
            found = await _patiently(question)
        return demo_row(found[0])

    async def live_subscription(self, plan_id: str) -> dict[str, Any] | None:
        """Return the subscription that the workspace has to a plan, if it has one."""
        found = (
            await self._client.table("subscriptions")
            .select("*")
            .eq("workspace_id", self._workspace_id)
            .eq("plan_id", plan_id)
            .in_("status", ["trialing", "active", "past_due"])
            .execute()
        ).data
        return demo_row(found[0]) if found else None

    async def ask(self, plan_id: str) -> dict[str, Any]:
        """Ask for a page to pay at; returns the row of `billing_sessions`."""
        answer = await self._client.rpc(
            "request_checkout",
            {
                "workspace_id": self._workspace_id,
                "plan_id": plan_id,
                "success_url": f"{_SITE}/thanks",
                "cancel_url": f"{_SITE}/prices",
            },
        ).execute()
        return demo_row(answer.data)

    async def until(self, table: str, statuses: set[str], within: float) -> dict[str, Any]:
        """Wait until a row of a table is in one of these states, as Realtime tells.

        Raises
        ------
        DemoError
            If none is within so many seconds, or the page could not be opened.
        """
        async with _limit(within, f"nothing of {table} became {' or '.join(sorted(statuses))}"):
            while True:
                event = await self._events.get()
                if event.table != table:
                    continue
                if event.record["status"] in statuses:
                    return event.record
                if event.record["status"] == "failed":
                    raise DemoError(f"it failed: {event.record['error_message']}")

    async def entitlements(self) -> dict[str, int | None]:
        """Return what the workspace may use: feature → limit, None for no limit."""
        found = (
            await self._client.table("workspace_entitlements")
            .select("feature,limit_value")
            .eq("workspace_id", self._workspace_id)
            .order("feature")
            .execute()
        ).data
        return {row["feature"]: row["limit_value"] for row in map(demo_row, found)}

    async def subscribe(self) -> None:
        """Subscribe to pages and subscriptions; returns when changes flow."""
        await listen(self._client, _TABLES, self._workspace_id, self._events)


async def pay(url: str) -> None:
    """Press the button of the fake's page, as the buyer would.

    Raises
    ------
    DemoError
        If the page does not take it.
    """
    async with (
        aiohttp.ClientSession() as session,
        session.post(url, allow_redirects=False) as answer,
    ):
        if answer.status != 303:
            raise DemoError(f"the page to pay at answered {answer.status}")


async def _patiently(question: Any) -> list[Any]:
    """Ask until there is an answer."""
    while True:
        found: list[Any] = (await question.execute()).data
        if found:
            return found
        await asyncio.sleep(0.2)


@asynccontextmanager
async def purchase(state: StackState) -> AsyncIterator[Purchase]:
    """Sign the demo person in and subscribe; ready to buy."""
    async with signed_in(state) as client:
        run = Purchase(client, await personal_workspace(client))
        await run.subscribe()
        yield run


@asynccontextmanager
async def _limit(seconds: float, otherwise: str) -> AsyncIterator[None]:
    try:
        async with asyncio.timeout(seconds):
            yield
    except TimeoutError:
        raise DemoError(
            f"{otherwise} within {seconds:.0f} s",
            hint="Is a worker running? flywheel stripe status; logs/worker-1.log",
        ) from None
