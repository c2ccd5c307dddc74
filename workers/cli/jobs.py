"""`flywheel jobs`: look at the queue and lend a hand."""

from __future__ import annotations

import asyncio
import contextlib
import json
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta
from enum import Enum, StrEnum
from typing import Annotated, Any, TypeVar
from uuid import UUID

import typer
from rich.markup import escape
from rich.table import Table

from flywheel.api import database_url
from flywheel.cli.console import Output, errors, out
from flywheel.cli.top import follow, picture
from flywheel.config import settings
from flywheel.errors import FlywheelError
from flywheel.jobs.console import Console

app = typer.Typer(help="List, retry and cancel jobs; workers and schedules.", no_args_is_help=True)

T = TypeVar("T")

JobId = Annotated[UUID, typer.Argument(help="The job's id.")]
OutputOption = Annotated[Output, typer.Option("--output", "-o", help="text or json")]


class Status(StrEnum):
    """States of a job, as `jobs.job_status` has them."""

    pending = "pending"
    processing = "processing"
    retrying = "retrying"
    completed = "completed"
    failed = "failed"
    cancelled = "cancelled"


class FailureKind(StrEnum):
    """Why a job failed, as `jobs.failure_kind` has it."""

    error = "error"
    poison = "poison"
    deadline = "deadline"
    prerequisite = "prerequisite"


class OnDuplicate(Enum):
    """What becomes of a job whose key another one has."""

    KEEP_FIRST = "keep_first"
    KEEP_LAST = "keep_last"
    REPLACE = "replace"


class ArgumentError(FlywheelError):
    """A command was called with what it cannot use."""


@app.command("list")
def list_jobs(
    status: Annotated[Status | None, typer.Option(help="One status.")] = None,
    job_type: Annotated[str | None, typer.Option("--type", help="One job type.")] = None,
    workspace: Annotated[UUID | None, typer.Option(help="One workspace's id.")] = None,
    limit: Annotated[int, typer.Option(min=1, help="How many, latest first.")] = 50,
    output: OutputOption = Output.text,
) -> None:
    """Show the latest jobs. "no handler": no live worker can run the type."""
    rows = _ask(
        lambda console: console.jobs(
            status=status, job_type=job_type, workspace_id=workspace, most=limit
        )
    )
    if output is Output.json:
        _print_json(rows)
        return
    table = _table("id", "type", "status", "attempts", "when")
    table.add_column("note", overflow="fold")
    for row in rows:
        note = "no handler" if row["has_no_handler"] else row["error_message"] or ""
        if row["failure_kind"] not in (None, "error"):
            note = f"{row['failure_kind']}: {note}"
        when = row["completed_at"] or row["started_at"] or row["scheduled_at"]
        table.add_row(
            str(row["id"]),
            row["job_type"],
            row["status"],
            f"{row['attempts']}/{row['max_attempts']}",
            f"{when:%Y-%m-%d %H:%M:%S}",
            escape(note),
        )
    out.print(table if rows else "No jobs.")


@app.command()
def show(job_id: JobId, output: OutputOption = Output.text) -> None:
    """Show all that is known of a job, its payload and its last traceback too."""
    row = _ask(lambda console: console.job(job_id))
    if output is Output.json:
        _print_json(row)
        return
    table = Table.grid(padding=(0, 2))
    for name, value in row.items():
        if value is not None:
            text = json.dumps(value, ensure_ascii=False) if isinstance(value, dict) else str(value)
            table.add_row(f"[bold]{name}[/]", escape(text))
    out.print(table)


@app.command()
def retry(
    job_id: Annotated[UUID | None, typer.Argument(help="The job's id.")] = None,
    failed: Annotated[bool, typer.Option("--failed", help="All that failed lately.")] = False,
    job_type: Annotated[str | None, typer.Option("--type", help="With --failed: one type.")] = None,
    workspace: Annotated[UUID | None, typer.Option(help="With --failed: one workspace.")] = None,
    kind: Annotated[
        FailureKind | None, typer.Option(help="With --failed: why they failed.")
    ] = None,
    message: Annotated[
        str | None, typer.Option(help="With --failed: a pattern, e.g. '%timed out%'.")
    ] = None,
    hours: Annotated[float, typer.Option(min=0, help="With --failed: how far back.")] = 24,
    since: Annotated[
        datetime | None, typer.Option(help="With --failed: from this time on, UTC; not --hours.")
    ] = None,
    until: Annotated[
        datetime | None, typer.Option(help="With --failed: up to this time, UTC.")
    ] = None,
) -> None:
    """Run a failed or cancelled job again, or all that failed."""
    if failed == (job_id is not None):
        raise ArgumentError("name one job, or --failed for all that failed lately")
    if job_id is not None:
        wanted = job_id
        _ask(lambda console: console.retry(wanted))
        out.print(f"Job {job_id} is back in the queue.")
        return
    ids = _ask(
        lambda console: console.retry_failed(
            within=timedelta(hours=hours),
            since=_utc(since),
            until=_utc(until),
            job_type=job_type,
            workspace_id=workspace,
            kind=kind,
            message=message,
        )
    )
    out.print(f"{len(ids)} jobs are back in the queue.")


@app.command()
def cancel(job_id: JobId) -> None:
    """Cancel a job; a running one is asked to stop."""
    answer = _ask(lambda console: console.cancel(job_id))
    out.print(
        f"Job {job_id} is cancelled."
        if answer == "cancelled"
        else f"Job {job_id} runs; its worker was asked to stop it."
    )


@app.command()
def enqueue(
    job_type: Annotated[str, typer.Argument(help="A registered job type.")],
    payload: Annotated[str, typer.Option(help="A JSON object.")] = "{}",
    workspace: Annotated[UUID | None, typer.Option(help="The workspace it works for.")] = None,
    priority: Annotated[int, typer.Option(help="-100 to 100; higher runs first.")] = 0,
    run_at: Annotated[datetime | None, typer.Option(help="Not before this time, UTC.")] = None,
    dedup_key: Annotated[str | None, typer.Option(help="Only one live job per key.")] = None,
    on_duplicate: Annotated[
        OnDuplicate, typer.Option(help="What becomes of a waiting job with that key.")
    ] = OnDuplicate.KEEP_FIRST,
    limit_key: Annotated[
        str | None, typer.Option(help="What the type's limits per key count by.")
    ] = None,
    deadline: Annotated[datetime | None, typer.Option(help="Not after this time, UTC.")] = None,
    after: Annotated[
        list[UUID] | None, typer.Option(help="A job that must end first; repeatable.")
    ] = None,
) -> None:
    """Put a job into the queue and print its id."""
    content = _read_payload(payload)
    job_id = _ask(
        lambda console: console.enqueue(
            job_type,
            content,
            workspace_id=workspace,
            priority=priority,
            run_at=_utc(run_at),
            dedup_key=dedup_key,
            on_duplicate=on_duplicate.value,
            limit_key=limit_key,
            deadline=_utc(deadline),
            after=after or None,
        )
    )
    typer.echo(job_id)


@app.command()
def types(output: OutputOption = Output.text) -> None:
    """Show each job type: what waits, runs and ended in the last day, who handles it, limits."""
    rows = _ask(lambda console: console.type_stats())
    if output is Output.json:
        _print_json(rows)
        return
    columns = ("ready", "waiting", "processing", "completed_last_day", "failed_last_day")
    table = _table("type", *(name.replace("_", " ") for name in columns), "workers")
    table.add_column("limits", overflow="fold")
    for row in rows:
        workers = str(row["workers"]) if row["workers"] else "no handler"
        table.add_row(row["job_type"], *(str(row[name]) for name in columns), workers, _limits(row))
    out.print(table)


@app.command()
def share(
    workspace: Annotated[UUID, typer.Argument(help="The workspace's id.")],
    weight: Annotated[int, typer.Option(min=1, max=1000, help="Its share; others have 1.")] = 1,
    max_running: Annotated[
        int | None, typer.Option(min=1, help="Most of its jobs at once; no limit if left out.")
    ] = None,
) -> None:
    """Give a workspace a larger share of the workers, or a limit."""
    _ask(lambda console: console.share(workspace, weight, max_running))
    errors.print(f"Workspace {workspace} has weight {weight}.")


@app.command()
def top(
    once: Annotated[bool, typer.Option("--once", help="Print it once and end.")] = False,
    every: Annotated[float, typer.Option(min=0.2, help="Seconds between looks.")] = 1.0,
    output: OutputOption = Output.text,
) -> None:
    """Watch the queue: per type what waits, runs, and ended in the last minute. Ctrl-C ends it."""
    if output is Output.json:
        _print_json(_ask(lambda console: console.top()))
        return
    if once:
        out.print(_ask(picture))
        return

    async def watch() -> None:
        async with Console.connected(database_url(settings())) as console:
            await follow(console, every)

    with contextlib.suppress(KeyboardInterrupt):
        asyncio.run(watch())


@app.command()
def workers(output: OutputOption = Output.text) -> None:
    """Show the workers and when they were last heard of."""
    rows = _ask(lambda console: console.workers())
    if output is Output.json:
        _print_json(rows)
        return
    table = _table("host", "pid", "transport", "concurrency", "seen")
    table.add_column("types", overflow="fold")
    for row in rows:
        table.add_row(
            row["host"],
            str(row["pid"]),
            row["transport"],
            str(row["concurrency"]),
            f"{row['seen_at']:%Y-%m-%d %H:%M:%S}" + ("" if row["is_alive"] else " (silent)"),
            ", ".join(row["job_types"]),
        )
    out.print(table if rows else "No workers.")


@app.command()
def schedules(output: OutputOption = Output.text) -> None:
    """Show the schedules and their next fire times."""
    rows = _ask(lambda console: console.schedules())
    if output is Output.json:
        _print_json(rows)
        return
    table = _table("schedule", "type", "cron", "zone", "next")
    table.add_column("note", overflow="fold")
    for row in rows:
        next_at = f"{row['next_at']:%Y-%m-%d %H:%M:%S}" if row["next_at"] else ""
        note = row["error_message"] or ("" if row["is_enabled"] else "disabled")
        table.add_row(
            row["schedule"], row["job_type"], row["cron_line"], row["time_zone"], next_at, note
        )
    out.print(table if rows else "No schedules.")


@app.command()
def schedule(
    name: Annotated[str, typer.Argument(help="The schedule's name; an existing one changes.")],
    job_type: Annotated[str, typer.Option("--type", help="The job type to enqueue.")],
    cron: Annotated[str, typer.Option(help='Five cron fields, e.g. "30 6 * * 1-5".')],
    zone: Annotated[str, typer.Option(help="IANA time zone of the cron line.")] = "UTC",
    payload: Annotated[str, typer.Option(help="A JSON object.")] = "{}",
    workspace: Annotated[UUID | None, typer.Option(help="The workspace it works for.")] = None,
) -> None:
    """Make or change a schedule and print when it fires next."""
    content = _read_payload(payload)
    next_at = _ask(
        lambda console: console.set_schedule(
            name, job_type, cron, time_zone=zone, payload=content, workspace_id=workspace
        )
    )
    out.print(f"{name} fires next at {next_at:%Y-%m-%d %H:%M} UTC.")


@app.command()
def unschedule(name: Annotated[str, typer.Argument(help="The schedule's name.")]) -> None:
    """Delete a schedule."""
    _ask(lambda console: console.delete_schedule(name))
    errors.print(f"The schedule {name} is deleted.")


def _utc(time: datetime | None) -> datetime | None:
    """Return a time from the command line, which has no zone, as UTC."""
    return None if time is None else time.replace(tzinfo=time.tzinfo or UTC)


def _limits(row: dict[str, Any]) -> str:
    """Say how many jobs of a type may run at once, and how many may start in a time."""
    texts = {
        "max_running": "{} at once",
        "max_running_per_workspace": "{} per workspace",
        "max_running_per_key": "{} per key",
        "rate_limit": f"{{}} starts in {row['rate_seconds']:g} s",
    }
    return ", ".join(text.format(row[name]) for name, text in texts.items() if row[name])


def _ask(question: Callable[[Console], Awaitable[T]]) -> T:
    async def ask() -> T:
        async with Console.connected(database_url(settings())) as console:
            return await question(console)

    return asyncio.run(ask())


def _table(*columns: str) -> Table:
    """Return a table whose columns are never cut: ids are there to be copied."""
    table = Table(box=None)
    for column in columns:
        table.add_column(column, no_wrap=True, overflow="ignore")
    return table


def _read_payload(text: str) -> dict[str, Any]:
    try:
        payload = json.loads(text)
    except ValueError as error:
        raise ArgumentError(f"the payload is not JSON: {error}") from error
    if not isinstance(payload, dict):
        raise ArgumentError("the payload must be a JSON object", hint="--payload '{\"a\": 1}'")
    return payload


def _print_json(value: Any) -> None:
    typer.echo(json.dumps(value, indent=2, ensure_ascii=False, default=str))
