"""The command line: `flywheel …`."""

from __future__ import annotations

import typer

from flywheel.cli import db, demo, jobs, stack, worker
from flywheel.cli.console import errors
from flywheel.errors import FlywheelError

app = typer.Typer(
    name="flywheel",
    help="The growth backend behind your frontends: local stack, workers, schema, jobs.",
    no_args_is_help=True,
    pretty_exceptions_show_locals=False,
)
app.command()(stack.up)
app.command()(stack.down)
app.command()(stack.status)
app.command()(stack.outbox)
app.command()(demo.demo)
app.command()(worker.worker)
app.add_typer(db.app, name="db")
app.add_typer(jobs.app, name="jobs")


def main() -> None:
    """Run the command line; a `FlywheelError` becomes a message, a hint and exit code 1."""
    try:
        app()
    except FlywheelError as error:
        errors.print(f"[bold red]error:[/] {error.message}", highlight=False, soft_wrap=True)
        if error.hint:
            errors.print(f"[dim]hint:[/] {error.hint}", highlight=False, soft_wrap=True)
        raise SystemExit(1) from None
