"""`flywheel db …`: write, apply and check migrations."""

from __future__ import annotations

import asyncio
from typing import Annotated

import typer
from rich.markup import escape

from flywheel.cli.console import out
from flywheel.config import settings
from flywheel.local.state import read_state
from flywheel.schema.check import Report
from flywheel.schema.check import check as run_checks
from flywheel.schema.diff import write_migration
from flywheel.schema.migrations import apply_migrations
from flywheel.schema.sources import CHECKOUT

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
