"""The demo's prices: a run over the shop's products, as its owner's client sees it."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from flywheel.local.demo import DemoError, Event, demo_row, listen, signed_in
from flywheel.local.state import StackState
from supabase import AsyncClient

SHOP = "demo-loomwright"


class Repricing:
    """A pricing run, seen by a signed-in person's client."""

    def __init__(self, client: AsyncClient, workspace_id: str) -> None:
        self._client = client
        self._workspace_id = workspace_id
        self._events: asyncio.Queue[Event] = asyncio.Queue()

    async def request(self) -> str:
        """Ask for all products to be priced; returns the run's id."""
        answer = await self._client.rpc(
            "request_repricing", {"workspace_id": self._workspace_id}
        ).execute()
        return str(answer.data)

    async def finished(self, run_id: str, within: float) -> dict[str, Any]:
        """Wait until Realtime tells that the run has ended; returns its row.

        Raises
        ------
        DemoError
            If it fails, or has not ended within so many seconds.
        """
        try:
            async with asyncio.timeout(within):
                while True:
                    run = (await self._events.get()).record
                    if run["id"] == run_id and run["status"] in {"finished", "failed"}:
                        break
        except TimeoutError:
            raise DemoError(
                f"the prices were not computed within {within:.0f} s",
                hint="Is a worker running? flywheel jobs list; logs/worker-1.log",
            ) from None
        if run["status"] == "failed":
            raise DemoError("the pricing run failed", hint="flywheel jobs list --status failed")
        return run

    async def recommendations(self) -> list[dict[str, Any]]:
        """Return the recommendations that are open, with the products' names."""
        found = (
            await self._client.table("price_recommendations")
            .select("current_price,recommended_price,currency,mode,status,reasons,products(name)")
            .eq("workspace_id", self._workspace_id)
            .in_("status", ["pending", "approved"])
            .order("created_at")
            .execute()
        ).data
        return [demo_row(row) for row in found]

    async def holds(self) -> list[dict[str, Any]]:
        """Return the products that are left alone, and why."""
        found = (
            await self._client.table("price_holds")
            .select("code,reasons,products(name,current_price,currency)")
            .eq("workspace_id", self._workspace_id)
            .order("code")
            .execute()
        ).data
        return [demo_row(row) for row in found]

    async def subscribe(self) -> None:
        """Subscribe to the shop's runs; returns when changes flow."""
        await listen(self._client, ("pricing_runs",), self._workspace_id, self._events)


@asynccontextmanager
async def repricing(state: StackState) -> AsyncIterator[Repricing]:
    """Sign the demo person in and subscribe; ready to ask for prices."""
    async with signed_in(state) as client:
        answer = await client.table("workspaces").select("id").eq("slug", SHOP).single().execute()
        run = Repricing(client, str(demo_row(answer.data)["id"]))
        await run.subscribe()
        yield run
