"""`flywheel db …`: write, apply and check migrations."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated

import typer
from rich.markup import escape

from flywheel.cli.console import out
from flywheel.config import settings
from flywheel.local.state import read_state
from flywheel.schema.check import Report
from flywheel.schema.check import check as run_checks
from flywheel.schema.databases import running_or_built
from flywheel.schema.diagrams import draw
from flywheel.schema.diff import write_migration
from flywheel.schema.lineage import Lineage, check_lineage
from flywheel.schema.migrations import apply_migrations
from flywheel.schema.sources import CHECKOUT
from flywheel.schema.typed_clients import generate_types, stale

app = typer.Typer(help="The schema: write, apply and check migrations.", no_args_is_help=True)


@app.command()
def diff(
    name: Annotated[str, typer.Argument(help="<verb>_<object>, as add_order_notes.")],
) -> None:
    """Write the next migration from what changed in sql/ and policies/."""
    written = asyncio.run(write_migration(name))
    for path in written.paths:
        out.print(
            f"wrote {path.relative_to(CHECKOUT)}: read it before you commit it", soft_wrap=True
        )
    if written.missing:
        out.print("[yellow]The Supabase CLI left these out; add them to the migration:[/]")
        for text in written.missing:
            out.print(escape(text), highlight=False, soft_wrap=True)
        raise typer.Exit(1)
    if not written.paths:
        out.print("nothing to write: the migrations build what sql/ and policies/ say")


@app.command()
def migrate(
    remote: Annotated[
        str | None,
        typer.Option(
            help="URL of another database, as role postgres; the local one where left out.",
            envvar="FLYWHEEL_REMOTE_DB_URL",
            show_envvar=True,
        ),
    ] = None,
) -> None:
    """Apply the migrations that the database has not had yet."""
    dsn = remote or read_state(settings().home).db_url
    applied = asyncio.run(apply_migrations(dsn))
    for migration in applied:
        out.print(f"applied {migration.path.name}")
    if not applied:
        out.print("nothing to apply: the database is up to date")


@app.command()
def check() -> None:
    """Prove that migrations and sources agree; run Supabase's lint and advisors."""
    report = asyncio.run(run_checks())
    _show(report)
    if report.findings:
        raise typer.Exit(1)


@app.command()
def lineage() -> None:
    """Prove that sql/lineage.csv answers every column and value of the source documents."""
    found = asyncio.run(_check_lineage())
    for fault in found.faults:
        out.print(f"[red]{escape(fault)}[/]", highlight=False, soft_wrap=True)
    out.print(found.summary, highlight=False)
    if found.faults:
        raise typer.Exit(1)
    out.print(f"[dim]{found.values} listed values accepted[/]", highlight=False)


Check = Annotated[bool, typer.Option("--check", help="Change nothing; fail on a difference.")]


@app.command()
def diagrams(check: Check = False) -> None:
    """Draw the diagrams in sql/README.md from a database built from sql/ and policies/."""
    path, text, drawn = asyncio.run(draw())
    _write({path: drawn} if drawn != text else {}, check=check, command="flywheel db diagrams")


@app.command()
def types(check: Check = False) -> None:
    """Write the typed clients in clients/ from a database built from sql/ and policies/."""
    files = asyncio.run(generate_types())
    changed = {path: files[path] for path in stale(files)}
    _write(changed, check=check, command="flywheel db types")


def _write(changed: Mapping[Path, str], *, check: bool, command: str) -> None:
    for path, text in changed.items():
        name = path.relative_to(CHECKOUT)
        if check:
            text = f"[red]{name} is not what the schema says[/]; run {command}"
            out.print(text, soft_wrap=True)
        else:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, "utf-8")
            out.print(f"wrote {name}")
    if changed and check:
        raise typer.Exit(1)
    if not changed:
        out.print("up to date")


async def _check_lineage() -> Lineage:
    async with running_or_built(settings().home) as dsn:
        return await check_lineage(dsn)


def _show(report: Report) -> None:
    for finding in report.findings:
        out.print(
            f"[red]{finding.check}[/] {escape(finding.text)}", highlight=False, soft_wrap=True
        )
    for note in report.notes:
        out.print(f"[dim]{escape(note)}[/]", highlight=False, soft_wrap=True)
    if report.findings:
        count = len(report.findings)
        out.print(f"[bold red]{count} finding{'' if count == 1 else 's'}[/]")
    else:
        out.print("migrations and sources agree; lint and advisors find nothing else")
