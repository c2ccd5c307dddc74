"""`flywheel demo`: the main job in front of the user."""

from __future__ import annotations

import asyncio
import time
from pathlib import Path
from typing import Annotated

import typer
from rich.markdown import Markdown
from rich.panel import Panel

from flywheel.ai.profile import ProfileFile, read_profile
from flywheel.cli.console import errors, out
from flywheel.config import settings
from flywheel.local.demo import DEFAULT_PROFILE, DemoError, Event, demo_run, request_of
from flywheel.local.state import StackState, read_state

_TIMEOUT_SECONDS = 180.0
_EXCERPT_LINES = 14


def demo(
    business: Annotated[
        Path, typer.Option(help="Business profile, a TOML file; see seeds/businesses/.")
    ] = DEFAULT_PROFILE,
) -> None:
    """Ask for a blog post for a business and watch it arrive."""
    profile = read_profile(business)
    asyncio.run(run_demo(read_state(settings().home), profile, business))


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


def _show(line: str) -> None:
    errors.print(f"  {line}", highlight=False, soft_wrap=True)


def _in_words(event: Event) -> str:
    record = event.record
    if event.table == "blog_posts":
        return f"blog_posts: {record['title']}"
    stage = f", {record['stage']}" if record["stage"] else ""
    return f"ai_generations: {record['status']}{stage} ({record['progress']:.0%})"
