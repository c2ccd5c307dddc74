"""`flywheel up`, `down`, `status`, `outbox`: the local stack from the command line."""

from __future__ import annotations

import asyncio
import json
import shutil
import signal
import time
from dataclasses import asdict
from typing import Annotated

import typer
from rich.panel import Panel

from flywheel.ai.profile import read_profile
from flywheel.cli.console import Output, errors, out
from flywheel.cli.demo import run_demo, run_month, run_prices, run_purchase
from flywheel.config import settings
from flywheel.errors import StackDownError
from flywheel.local.control import Supervisor, remove_data, start_supervisor, stop_running
from flywheel.local.demo import DEFAULT_PROFILE, DEMO_EMAIL, DEMO_PASSWORD, MONTH_PROFILE, seed
from flywheel.local.state import StackState, read_state


def up(
    detach: Annotated[
        bool, typer.Option("--detach", "-d", help="Return once all runs; for scripts.")
    ] = False,
    demo: Annotated[
        bool, typer.Option(help="Load the demo data and, in the foreground, run the demo.")
    ] = True,
    workers: Annotated[int, typer.Option(min=0, help="Worker processes to start.")] = 1,
    started_at: Annotated[
        float | None, typer.Option(hidden=True, envvar="FLYWHEEL_STARTED_AT")
    ] = None,
) -> None:
    """Start the local stack, migrate the database, load the demo data and run the demo."""
    begun = started_at or time.time()  # make up counts the installing, too
    supervisor = start_supervisor(settings(), workers=workers, attached=not detach)
    try:
        asyncio.run(_up(supervisor, demo=demo, stay=not detach, begun=begun))
    except (KeyboardInterrupt, asyncio.CancelledError):
        errors.print("Stopped.")


async def _up(supervisor: Supervisor, *, demo: bool, stay: bool, begun: float) -> None:
    # Ctrl-C and SIGTERM cancel this task: they are noticed at an await, never in the middle
    # of a line, and the stack is stopped on every way out but that of --detach.
    task = asyncio.current_task()
    assert task is not None
    for number in (signal.SIGTERM, signal.SIGHUP):
        asyncio.get_running_loop().add_signal_handler(number, task.cancel)
    try:
        state = await _show_start(supervisor, demo)
        if demo and stay:
            await run_demo(state, read_profile(DEFAULT_PROFILE), DEFAULT_PROFILE)
            await run_month(state, read_profile(MONTH_PROFILE), MONTH_PROFILE)
            if state.stripe_url is not None:
                await run_purchase(state)
            await run_prices(state)
            out.print(f"[bold]{time.time() - begun:.1f} s[/] from the command to the text")
        _show_where(state, demo)
        if stay:
            out.print("[dim]Ctrl-C stops everything.[/]")
            await _end_of(supervisor)
    except BaseException:
        supervisor.ask_to_stop()
        await asyncio.to_thread(supervisor.stop)
        raise


async def _show_start(supervisor: Supervisor, demo: bool) -> StackState:
    with errors.status("Starting …") as status:
        steps = supervisor.steps()
        while step := await asyncio.to_thread(next, steps, None):
            status.update(f"{step} …")
            errors.print(f"  [green]·[/] {step}")
        state = read_state(settings().home)
        if demo:
            status.update("Loading the demo data …")
            errors.print("  [green]·[/] Loading the demo data")
            await seed(state)
    return state


async def _end_of(supervisor: Supervisor) -> None:
    await asyncio.to_thread(supervisor.process.wait)
    errors.print("[red]The stack has ended.[/] Its log: logs/stack.log")
    raise typer.Exit(1)


def _show_where(state: StackState, demo: bool) -> None:
    out.rule("Flywheel is up", align="left")
    _show_values(state.as_status())
    if demo:
        _show_values({"sign in as": f"{DEMO_EMAIL} / {DEMO_PASSWORD}"})
    out.rule("Try next", align="left")
    flywheel = "flywheel" if shutil.which("flywheel") else ".venv/bin/flywheel"
    for command in (
        f"{flywheel} demo --business seeds/businesses/nakheel.toml",
        f"{flywheel} jobs list",
        f"{flywheel} outbox",
        f"psql {state.db_url}",
        f"{flywheel} --help",
    ):
        out.print(f"  {command}", highlight=False, soft_wrap=True)


def _show_values(values: dict[str, str]) -> None:
    """Print names and values, a line each, never cut: they are there to be copied."""
    for name, value in values.items():
        out.print(f"[bold]{name:<16}[/]  {value}", highlight=False, soft_wrap=True)


def down(
    remove: Annotated[
        bool, typer.Option("--remove-data", help="Also delete the local database, files and mails.")
    ] = False,
) -> None:
    """Stop the local stack."""
    config = settings()
    try:
        stop_running(config)
        errors.print("Stopped.")
    except StackDownError:
        if not remove:
            raise
    if remove:
        remove_data(config)
        errors.print("The local data is deleted.")


def status(
    output: Annotated[Output, typer.Option("--output", "-o", help="text or json")] = Output.text,
) -> None:
    """Print where the stack listens and its keys; exit code 1 when it is down."""
    state = read_state(settings().home)
    if output is Output.json:
        typer.echo(json.dumps(state.as_status(), indent=2))
        return
    _show_values({**state.as_status(), "Postgres": state.postgres})


def outbox(
    output: Annotated[Output, typer.Option("--output", "-o", help="text or json")] = Output.text,
    limit: Annotated[int, typer.Option(min=1, help="How many mails, newest first.")] = 10,
) -> None:
    """Show the mails that local Auth would have sent: codes and links."""
    from flywheel.local.auth.outbox import Outbox

    mails = Outbox(settings().home / "outbox").messages(limit)
    if output is Output.json:
        typer.echo(json.dumps([asdict(mail) for mail in mails], indent=2))
        return
    if not mails:
        errors.print("No mail yet. Auth writes here when somebody asks for a code or a link.")
    for mail in mails:
        out.print(Panel(mail.text, title=f"{mail.subject} → {mail.to}", title_align="left"))
