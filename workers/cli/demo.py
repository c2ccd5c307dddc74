"""`flywheel demo`: the main job in front of the user."""

from __future__ import annotations

import asyncio
import time
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.markdown import Markdown
from rich.panel import Panel
from rich.table import Table

from flywheel.ai.profile import ProfileFile, read_profile
from flywheel.cli.console import errors, out
from flywheel.config import settings
from flywheel.local.demo import (
    DEFAULT_PROFILE,
    MONTH_PROFILE,
    DemoError,
    Event,
    demo_run,
    request_of,
)
from flywheel.local.purchase import pay, purchase
from flywheel.local.repricing import SHOP, repricing
from flywheel.local.state import StackState, read_state

_TIMEOUT_SECONDS = 180.0
_EXCERPT_LINES = 14
_TITLE_LENGTH = 34
_MONTH = {"social_posts": 6, "blog_posts": 2, "content_upgrades": 1, "email_sequences": 1}


def demo(
    business: Annotated[
        Path, typer.Option(help="Business profile, a TOML file; see seeds/businesses/.")
    ] = DEFAULT_PROFILE,
    month: Annotated[
        bool, typer.Option(help="Then also a month of content from one request.")
    ] = True,
) -> None:
    """Ask for a post and a month of content, watch them arrive, buy a plan, price a shop."""
    profile = read_profile(business)
    state = read_state(settings().home)
    asyncio.run(run_demo(state, profile, business))
    if month:
        path = MONTH_PROFILE if business == DEFAULT_PROFILE else business
        asyncio.run(run_month(state, read_profile(path), path))
    if state.stripe_url is not None:
        asyncio.run(run_purchase(state))
    asyncio.run(run_prices(state))


async def run_demo(state: StackState, profile: ProfileFile, path: Path) -> None:
    """Run the demo and show each step as the subscribed client sees it.

    Parameters
    ----------
    path
        Where the profile was read from.

    Raises
    ------
    DemoError
        If the generation fails or takes too long.
    """
    wanted = request_of(profile, path)
    start = time.monotonic()
    with errors.status("Signing in …") as status:
        async with demo_run(state, profile) as run:
            generation = await run.request(wanted)
            _show(f"[cyan]→[/]           request_generation: {wanted.prompt}")
            last = generation
            async for event in run.events(generation["id"], _TIMEOUT_SECONDS):
                line = _in_words(event)
                _show(f"[green]←[/] {time.monotonic() - start:6.2f} s  {line}")
                status.update(f"{line} …")
                if event.table == "ai_generations":
                    last = event.record
            if last["status"] != "completed":
                raise DemoError(
                    f"the generation ended as {last['status']}: {last['error_message']}",
                    hint="The worker's log: logs/worker-1.log in the state directory.",
                )
            post = await run.post(last["blog_post_id"])
    excerpt = "\n".join(post["content"].splitlines()[:_EXCERPT_LINES])
    out.print(Panel(Markdown(f"{excerpt}\n\n…"), title=post["title"], title_align="left"))
    out.print(
        f"blog_posts.id {post['id']} · {post['estimated_reading_time']} min to read · "
        f"written by {last['model_used']} ({last['provider']}) · cost {last['cost']} USD · "
        f"{time.monotonic() - start:.1f} s from sign-in to text",
        highlight=False,
        soft_wrap=True,
    )


async def run_month(state: StackState, profile: ProfileFile, path: Path) -> None:
    """Have a month of content made from one request, and show where it leads readers.

    Raises
    ------
    DemoError
        If the generation fails or takes too long.
    """
    wanted = request_of(profile, path)
    start = time.monotonic()
    async with demo_run(state, profile) as run:
        bundle = await run.request(wanted, "content_bundle", **_MONTH)
        _show(f"[cyan]→[/]           request_generation: content_bundle, {wanted.prompt}")
        last = bundle
        async for event in run.events(bundle["id"], _TIMEOUT_SECONDS):
            if event.table == "ai_generations":
                last = event.record
                _show(f"[green]←[/] {time.monotonic() - start:6.2f} s  {_in_words(event)}")
        if last["status"] != "completed":
            raise DemoError(
                f"the month ended as {last['status']}: {last['error_message']}",
                hint="The worker's log: logs/worker-1.log in the state directory.",
            )
        journeys = await run.journeys(last["content_bundle_id"])
    table = Table("publish", "social post", "→ blog post", "→ lead magnet", "→ e-mails", box=None)
    for steps in journeys:
        table.add_row(str(steps[0]["scheduled_for"])[:10], *(_titled(step) for step in steps[:4]))
    out.print(table)
    out.print(
        f"content_bundles.id {last['content_bundle_id']} · {len(journeys)} journeys from one "
        f"request · written by {last['model_used']} · {time.monotonic() - start:.1f} s",
        highlight=False,
        soft_wrap=True,
    )


async def run_purchase(state: StackState) -> None:
    """Buy a plan at the local fake of Stripe, and show what it changes.

    Raises
    ------
    DemoError
        If it is not active in time.
    """
    start = time.monotonic()

    def passed() -> str:
        return f"[green]←[/] {time.monotonic() - start:6.2f} s "

    async with purchase(state) as run:
        plan = await run.plan(_TIMEOUT_SECONDS)
        if await run.live_subscription(plan["id"]) is not None:
            _show(f"The plan {plan['name']} is bought already.")
            return
        before = await run.entitlements()
        _show(f"[cyan]→[/]           request_checkout: {plan['name']}, {_price(plan)}")
        await run.ask(plan["id"])
        session = await run.until("billing_sessions", {"open"}, _TIMEOUT_SECONDS)
        _show(f"{passed()} billing_sessions: open, {session['url']}")
        await pay(session["url"])
        _show("[cyan]→[/]           the buyer pays there; Stripe sends its events")
        bought = await run.until("subscriptions", {"active", "trialing"}, _TIMEOUT_SECONDS)
        _show(f"{passed()} subscriptions: {bought['status']}")
        after = await run.entitlements()
    table = Table("what the workspace may use", "before", "now", box=None)
    for feature in sorted({*before, *after}):
        table.add_row(feature, _limit(before, feature), _limit(after, feature))
    out.print(table)
    out.print(
        f"subscriptions.id {bought['id']} · {_price(plan)} · "
        f"{time.monotonic() - start:.1f} s from the request to the plan",
        highlight=False,
        soft_wrap=True,
    )


async def run_prices(state: StackState) -> None:
    """Have the prices of the demo shop computed, and show what is recommended, and why.

    Raises
    ------
    DemoError
        If the run fails or takes too long.
    """
    start = time.monotonic()
    async with repricing(state) as run:
        run_id = await run.request()
        _show(f"[cyan]→[/]           request_repricing: {SHOP}")
        ended = await run.finished(run_id, _TIMEOUT_SECONDS)
        _show(
            f"[green]←[/] {time.monotonic() - start:6.2f} s  pricing_runs: {ended['products']} "
            f"products, {ended['changed']} recommendations, {ended['kept']} kept, "
            f"{ended['held'] + ended['skipped']} left alone"
        )
        found, holds = await run.recommendations(), await run.holds()
    table = Table("product", "price", "recommended", "why", box=None)
    for row in found:
        now = f"{row['current_price']:.2f} {row['currency']}"
        table.add_row(
            row["products"]["name"], now, f"{row['recommended_price']:.2f}", row["reasons"][0]
        )
    for row in holds:
        product = row["products"]
        now = f"{product['current_price']:.2f} {product['currency']}"
        table.add_row(product["name"], now, "-", row["reasons"][0])
    out.print(table)
    out.print(
        f"pricing_runs.id {run_id} · {time.monotonic() - start:.1f} s from the request to the end",
        highlight=False,
        soft_wrap=True,
    )


def _price(plan: dict[str, Any]) -> str:
    return f"{plan['price']} {plan['currency']} a {plan['interval']}"


def _limit(limits: dict[str, int | None], feature: str) -> str:
    if feature not in limits:
        return "-"
    limit = limits[feature]
    return "without limit" if limit is None else f"{limit:,}"


def _titled(row: dict[str, Any]) -> str:
    text = str(row.get("title") or row.get("name") or row["content"]).splitlines()[0]
    where = f"{row['platform']}: " if "platform" in row else ""
    return where + (text if len(text) <= _TITLE_LENGTH else f"{text[: _TITLE_LENGTH - 1]}…")


def _show(line: str) -> None:
    errors.print(f"  {line}", highlight=False, soft_wrap=True)


def _in_words(event: Event) -> str:
    record = event.record
    if event.table == "blog_posts":
        return f"blog_posts: {record['title']}"
    stage = f", {record['stage']}" if record["stage"] else ""
    return f"ai_generations: {record['status']}{stage} ({record['progress']:.0%})"
