"""The demo: its data, and the main job from sign-in to the finished text."""

from __future__ import annotations

import asyncio
import uuid
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from realtime import RealtimePostgresChangesListenEvent, RealtimeSubscribeStates
from realtime.types import PostgresChangesPayload
from supabase_auth.errors import AuthApiError, AuthRetryableError
from supabase_auth.types import AdminUserAttributes

from flywheel.ai.profile import ContentRequest, ProfileFile, read_profile
from flywheel.config import CHECKOUT
from flywheel.db import connect
from flywheel.errors import FlywheelError
from flywheel.local.seed import load_companies
from flywheel.local.state import StackState
from supabase import AsyncClient, acreate_client

DEMO_EMAIL = "demo@flywheel.test"
DEMO_PASSWORD = "turn-the-wheel"  # noqa: S105 - an account on the loopback stack only
DEFAULT_PROFILE = CHECKOUT / "seeds" / "businesses" / "loomwright.toml"
MONTH_PROFILE = CHECKOUT / "seeds" / "businesses" / "nakheel.toml"
"""Whose month of content is made after the default profile's post: one in Arabic."""
_NAMESPACE = uuid.UUID("6f5b3c1e-0f0e-4a52-9a55-3f6f3b8f2d10")


class DemoError(FlywheelError):
    """The demo did not come to its end."""


@dataclass(frozen=True)
class Event:
    """One thing that the subscribed client saw.

    Attributes
    ----------
    table
        The table that changed.
    record
        The row after the change.
    """

    table: str
    record: dict[str, Any]


async def seed(state: StackState) -> None:
    """Load the demo data: the demo person, their businesses, the companies. Idempotent."""
    admin = await acreate_client(state.api_url, state.service_role_key)
    person: AdminUserAttributes = {
        "email": DEMO_EMAIL,
        "password": DEMO_PASSWORD,
        "email_confirm": True,
        "user_metadata": {"full_name": "Demo Person"},
    }
    try:
        await _patiently(lambda: admin.auth.admin.create_user(person))
    except AuthApiError as error:
        if error.code not in {"email_exists", "user_already_exists"}:
            raise
    async with signed_in(state) as client:
        workspace_id = await personal_workspace(client)
        for path in sorted((CHECKOUT / "seeds" / "businesses").glob("*.toml")):
            await _save_business(client, workspace_id, read_profile(path), replace=False)
    await load_companies(state.db_url, DEMO_EMAIL)
    await _refresh_prices(state.db_url)
    if state.stripe_url is not None:
        await _publish_plans(state.db_url)


class DemoRun:
    """One run of the main job, seen by a signed-in person's client."""

    def __init__(self, client: AsyncClient, workspace_id: str, business_id: str) -> None:
        self._client = client
        self._workspace_id = workspace_id
        self._business_id = business_id
        self._events: asyncio.Queue[Event] = asyncio.Queue()

    async def request(
        self, wanted: ContentRequest, kind: str = "blog_post", **options: Any
    ) -> dict[str, Any]:
        """Ask for a blog post, or something else; returns the row of `ai_generations`."""
        answer = await self._client.rpc(
            "request_generation",
            {
                "business_id": self._business_id,
                "prompt_text": wanted.prompt,
                "generation_type": kind,
                "options": {"language": wanted.language, **options},
            },
        ).execute()
        return demo_row(answer.data)

    async def events(self, generation_id: str, within: float) -> AsyncIterator[Event]:
        """Yield what arrives over Realtime until the generation has ended.

        Raises
        ------
        DemoError
            If it has not ended within `within` seconds.
        """
        ended = post_seen = False
        post_id: str | None = None
        try:
            async with asyncio.timeout(within):
                while not ended or (post_id and not post_seen):
                    event = await self._events.get()
                    if event.table == "blog_posts":
                        post_seen = True
                    elif event.record["id"] != generation_id:
                        continue
                    else:
                        ended = event.record["status"] in {"completed", "failed", "cancelled"}
                        post_id = event.record["blog_post_id"]
                    yield event
        except TimeoutError:
            raise DemoError(
                f"the text was not written within {within:.0f} s",
                hint="Is a worker running? flywheel jobs list; logs/worker-1.log",
            ) from None

    async def post(self, post_id: str) -> dict[str, Any]:
        """Read the finished post back, as the person."""
        answer = (
            await self._client.table("blog_posts").select("*").eq("id", post_id).single().execute()
        )
        return demo_row(answer.data)

    async def journeys(self, bundle_id: str) -> list[tuple[dict[str, Any], ...]]:
        """Read a bundle back: for each social post the steps that follow it, as rows."""
        tables = ("social_posts", "blog_posts", "content_upgrades", "email_sequences")
        kept: dict[str, dict[str, Any]] = {}
        for table in tables:
            question = self._client.table(table).select("*")
            if table != "content_upgrades":
                question = question.eq("bundle_id", bundle_id)
            kept |= {row["id"]: row for row in map(demo_row, (await question.execute()).data)}
        found = []
        posts = [row for row in kept.values() if "platform" in row]
        for post in sorted(posts, key=lambda row: str(row["scheduled_for"])):
            steps = [post]
            while (step := kept.get(steps[-1]["next_action_id"])) and step not in steps:
                steps.append(step)
            found.append(tuple(steps))
        return found

    async def subscribe(self) -> None:
        """Subscribe to the person's generations and posts; returns when changes flow."""
        await listen(
            self._client, ("ai_generations", "blog_posts"), self._workspace_id, self._events
        )


async def listen(
    client: AsyncClient, tables: Sequence[str], workspace_id: str, events: asyncio.Queue[Event]
) -> None:
    """Have what changes in a workspace's rows put into a queue; returns when changes flow.

    Raises
    ------
    DemoError
        If Realtime refuses.
    """
    joined: asyncio.Future[None] = asyncio.get_running_loop().create_future()

    def on_state(state: RealtimeSubscribeStates, error: Exception | None) -> None:
        if joined.done():
            return
        if state is RealtimeSubscribeStates.SUBSCRIBED:
            joined.set_result(None)
        else:
            joined.set_exception(DemoError(f"Realtime refused the subscription: {error}"))

    def receive(payload: PostgresChangesPayload) -> None:
        change = payload["data"]
        if change["record"] is not None:
            events.put_nowait(Event(change["table"], change["record"]))

    channel = client.channel("demo")
    for table in tables:
        channel.on_postgres_changes(
            RealtimePostgresChangesListenEvent.All,
            schema="public",
            table=table,
            filter=f"workspace_id=eq.{workspace_id}",
            callback=receive,
        )
    await channel.subscribe(on_state)
    await asyncio.wait_for(joined, 15)


@asynccontextmanager
async def demo_run(state: StackState, profile: ProfileFile) -> AsyncIterator[DemoRun]:
    """Sign the demo person in, save the business, subscribe; ready to ask for a text."""
    async with signed_in(state) as client:
        workspace_id = await personal_workspace(client)
        business_id = await _save_business(client, workspace_id, profile)
        run = DemoRun(client, workspace_id, business_id)
        await run.subscribe()
        yield run


def request_of(profile: ProfileFile, path: Path) -> ContentRequest:
    """Return what the profile asks for, or a request made from its first topic."""
    if profile.request:
        return profile.request
    topics = profile.business.primary_topics
    subject = topics[0] if topics else profile.business.primary_product
    if not subject:
        raise DemoError(f"{path}: there is nothing to write about", hint="Add [request].")
    return ContentRequest(prompt=f"An introduction to {subject} for our customers.")


@asynccontextmanager
async def signed_in(state: StackState) -> AsyncIterator[AsyncClient]:
    """Yield a client of the demo person."""
    client = await acreate_client(state.api_url, state.anon_key)
    try:
        await _patiently(
            lambda: client.auth.sign_in_with_password(
                {"email": DEMO_EMAIL, "password": DEMO_PASSWORD}
            )
        )
        yield client
    finally:
        await client.remove_all_channels()
        await client.auth.sign_out({"scope": "local"})


async def _patiently(call: Callable[[], Awaitable[object]]) -> None:
    """Repeat what Auth's client calls retryable: right after a start the disk may be busy."""
    for _ in range(3):
        with suppress(AuthRetryableError):
            await call()
            return
    await call()


async def _refresh_prices(db_url: str) -> None:
    """Have the worker take over the models that there are; every night it does so by itself."""
    async with connect(db_url) as connection:
        await connection.execute(
            "select jobs.enqueue('ai.refresh_prices', dedup_key => 'demo') "
            "where not exists (select from public.ai_models where provider = 'anthropic')"
        )


async def _publish_plans(db_url: str) -> None:
    """Have the worker put the plans up for sale; what is for sale already stays."""
    async with connect(db_url) as connection:
        await connection.execute("select jobs.enqueue('stripe.publish_plans', dedup_key => 'all')")


async def personal_workspace(client: AsyncClient) -> str:
    """Return the id of the demo person's own workspace."""
    answer = (
        await client.table("workspaces")
        .select("id")
        .eq("is_personal", True)
        .order("created_at")
        .limit(1)
        .execute()
    )
    if not answer.data:
        raise DemoError(
            "the demo person has no personal workspace",
            hint="Start over: flywheel down --remove-data, then make up",
        )
    return str(demo_row(answer.data[0])["id"])


async def _save_business(
    client: AsyncClient, workspace_id: str, profile: ProfileFile, *, replace: bool = True
) -> str:
    business_id = _stable_id(workspace_id, "business", profile.business.name)
    await (
        client.table("businesses")
        .upsert(
            {
                "id": business_id,
                "workspace_id": workspace_id,
                **profile.business.model_dump(mode="json"),
            },
            ignore_duplicates=not replace,
        )
        .execute()
    )
    return business_id


def _stable_id(workspace_id: str, kind: str, name: str) -> str:
    return str(uuid.uuid5(_NAMESPACE, f"{workspace_id}/{kind}/{name}"))


def demo_row(data: object) -> dict[str, Any]:
    """Return `data`, an answer of PostgREST, as the one row that it must be."""
    if not isinstance(data, dict):
        raise DemoError(f"expected one row from the API, got {type(data).__name__}")
    return data
