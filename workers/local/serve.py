"""The supervisor as a program: `python -m flywheel.local.serve`.

It reports on standard output, one JSON object a line, so that `flywheel up` can show the
progress: `{"step": …}` as each step begins, then `{"ready": true}` or `{"error": …}`. With
`--attached` it ends when its standard input does, that is, with whoever started it.
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import json
import os
import signal
import sys

import structlog

from flywheel.config import settings
from flywheel.errors import FlywheelError
from flywheel.local.stack import running_stack

log = structlog.get_logger(__name__)

_SLOW_END = 25.0  # seconds


def _say(**message: object) -> None:
    # Whoever started us may be gone; the stack goes on.
    with contextlib.suppress(OSError, ValueError):
        print(json.dumps(message), flush=True)  # noqa: T201 - this is the protocol


async def _serve(workers: int, attached: bool) -> int:
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        loop.add_signal_handler(number, stop.set)
    if attached:
        await _stop_at_end_of_input(stop)
    try:
        async with running_stack(settings(), workers=workers, report=lambda step: _say(step=step)):
            _say(ready=True)
            await stop.wait()
            loop.call_later(_SLOW_END, _report_slow_end)
    except FlywheelError as error:
        _say(error=error.message, hint=error.hint)
        return 1
    return 0


def _report_slow_end() -> None:
    log.error("the stack does not end", waiting_for=[str(task) for task in asyncio.all_tasks()])
    for task in asyncio.all_tasks():
        task.print_stack(file=sys.stderr)


async def _stop_at_end_of_input(stop: asyncio.Event) -> None:
    class Watcher(asyncio.Protocol):
        def connection_lost(self, exc: Exception | None) -> None:
            stop.set()

    await asyncio.get_running_loop().connect_read_pipe(Watcher, sys.stdin)


def _log_to_stderr() -> None:
    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso"),
            structlog.dev.ConsoleRenderer(
                colors=False,
                # Not rich's, which prints local variables: passwords and tokens among them.
                exception_formatter=structlog.dev.plain_traceback,
            ),
        ],
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
    )


def main() -> None:
    """Run the stack until a signal or, attached, the end of standard input."""
    parser = argparse.ArgumentParser(description=main.__doc__)
    parser.add_argument("--workers", type=int, default=1)
    parser.add_argument("--attached", action="store_true")
    options = parser.parse_args()
    _log_to_stderr()
    code = asyncio.run(_serve(options.workers, options.attached))
    sys.stdout = open(os.devnull, "w")  # noqa: SIM115, PTH123 - a closed pipe must not fail us
    sys.exit(code)


if __name__ == "__main__":
    main()
