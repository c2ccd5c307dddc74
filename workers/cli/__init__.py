"""The command line: `flywheel …`."""

from __future__ import annotations

import typer

from flywheel.cli.ai import app as ai_app
from flywheel.cli.attribution import app as attribution_app
from flywheel.cli.bench import app as bench_app
from flywheel.cli.console import errors
from flywheel.cli.db import app as db_app
from flywheel.cli.demo import demo
from flywheel.cli.eval import evaluation
from flywheel.cli.events import app as events_app
from flywheel.cli.forecasts import app as forecasts_app
from flywheel.cli.jobs import app as jobs_app
from flywheel.cli.links import app as links_app
from flywheel.cli.market import app as market_app
from flywheel.cli.plot import app as plot_app
from flywheel.cli.pricing import app as pricing_app
from flywheel.cli.secrets import app as secrets_app
from flywheel.cli.stack import down, outbox, status, up
from flywheel.cli.stripe import app as stripe_app
from flywheel.cli.worker import worker
from flywheel.errors import FlywheelError

app = typer.Typer(
    name="flywheel",
    help="The growth backend behind your frontends: local stack, workers, schema, jobs.",
    no_args_is_help=True,
    pretty_exceptions_show_locals=False,
)
for command in (up, down, status, outbox, demo, worker):
    app.command()(command)
app.command("eval")(evaluation)
app.add_typer(ai_app, name="ai")
app.add_typer(attribution_app, name="attribution")
app.add_typer(bench_app, name="bench")
app.add_typer(db_app, name="db")
app.add_typer(events_app, name="events")
app.add_typer(forecasts_app, name="forecasts")
app.add_typer(jobs_app, name="jobs")
app.add_typer(links_app, name="links")
app.add_typer(market_app, name="market")
app.add_typer(plot_app, name="plot")
app.add_typer(pricing_app, name="pricing")
app.add_typer(secrets_app, name="secrets")
app.add_typer(stripe_app, name="stripe")


def main() -> None:
    """Run the command line; a `FlywheelError` becomes a message, a hint and exit code 1."""
    try:
        app()
    except FlywheelError as error:
        errors.print(f"[bold red]error:[/] {error.message}", highlight=False, soft_wrap=True)
        if error.hint:
            errors.print(f"[dim]hint:[/] {error.hint}", highlight=False, soft_wrap=True)
        raise SystemExit(1) from None
