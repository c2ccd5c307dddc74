"""`flywheel worker`: run jobs."""

from __future__ import annotations

import asyncio
import os
import signal
import sys
from contextlib import ExitStack
from enum import StrEnum
from typing import Annotated

import typer

from flywheel.api import api_access, database_url
from flywheel.config import Settings, settings
from flywheel.jobs import Worker, WorkerOptions, load, tracing
from flywheel.jobs.direct import DirectTransport
from flywheel.jobs.edge import EdgeTransport
from flywheel.jobs.logs import configure_logs
from flywheel.jobs.metrics import Metrics
from flywheel.jobs.transport import Transport


class TransportName(StrEnum):
    """How a worker reaches the queue."""

    direct = "direct"
    edge = "edge"


class LogLevel(StrEnum):
    """From which level on a worker logs."""

    debug = "debug"
    info = "info"
    warning = "warning"


def worker(
    transport: Annotated[
        TransportName, typer.Option(help="direct: a database connection; edge: HTTPS only.")
    ] = TransportName.direct,
    concurrency: Annotated[int, typer.Option(min=1, max=1000, help="Most jobs at once.")] = 10,
    types: Annotated[
        str | None, typer.Option(help="Job types to run, with commas; all that have a handler.")
    ] = None,
    imports: Annotated[
        list[str] | None,
        typer.Option("--import", help="A Python module with further handlers; repeatable."),
    ] = None,
    grace: Annotated[
        float, typer.Option(min=0, help="Seconds that running jobs may go on after a stop.")
    ] = 20.0,
    poll: Annotated[
        float, typer.Option(min=0.1, help="Seconds between looks when no wake-up comes.")
    ] = 5.0,
    schedules: Annotated[bool, typer.Option(help="Fire cron schedules.")] = True,
    metrics_port: Annotated[
        int | None,
        typer.Option(min=1, max=65535, help="Serve Prometheus metrics on this loopback port."),
    ] = None,
    ahead: Annotated[
        int, typer.Option(min=0, help="Most jobs fetched ahead of those that run, while short.")
    ] = 2000,
    traces: Annotated[
        bool,
        typer.Option(help="Send OpenTelemetry spans; OTEL_EXPORTER_OTLP_ENDPOINT does so too."),
    ] = False,
    log_level: Annotated[LogLevel, typer.Option(help="From which level on.")] = LogLevel.info,
) -> None:
    """Run jobs until SIGTERM or Ctrl-C; running ones may finish, or are given back."""
    configure_logs(log_level)
    # Console scripts do not see the working directory, where --import's module often lies.
    sys.path.insert(0, "")
    handlers = load(imports or ())
    if types:
        handlers = handlers.only(name.strip() for name in types.split(","))
    metrics = Metrics()
    with ExitStack() as exits:
        exits.enter_context(metrics.served(metrics_port))
        if traces or os.environ.get(tracing.ENDPOINT_VARIABLE):
            handlers = tracing.traced(handlers, exits.enter_context(tracing.exported()))
        asyncio.run(
            _run(
                Worker(
                    _connect(transport, settings(), concurrency),
                    handlers,
                    WorkerOptions(
                        concurrency=concurrency,
                        ahead=ahead,
                        poll_seconds=poll,
                        grace_seconds=grace,
                        schedules=schedules,
                    ),
                    metrics,
                )
            )
        )


async def _run(worker: Worker) -> None:
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, worker.stop)
    await worker.run()


def _connect(name: TransportName, config: Settings, concurrency: int) -> Transport:
    """Return the transport, to the configured place or else to the running local stack."""
    if name is TransportName.direct:
        # One for each job that asks for its transaction, one for heartbeats, one for claims.
        return DirectTransport(database_url(config), connections=concurrency + 2)
    access = api_access(config, "the edge transport")
    return EdgeTransport(access.url, access.service_role_key)
