"""Start and stop the supervisor from another process."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import IO

import psutil

from flywheel.config import Settings
from flywheel.errors import StackDownError, StackError
from flywheel.local.postgres import Cluster
from flywheel.local.process import wait_until_ended
from flywheel.local.state import is_running, prepare_home, read_state
from flywheel.local.stripe import state_file
from flywheel.local.tools import find_postgres

_STOP_TIMEOUT = 60.0


@dataclass
class Supervisor:
    """A supervisor that we started, while it comes up."""

    process: subprocess.Popen[str]

    def steps(self) -> Iterator[str]:
        """Yield the name of each step as it begins; returns once the stack is ready.

        Raises
        ------
        StackError
            With what the supervisor said, if the stack does not come up.
        """
        assert self.process.stdout is not None
        for line in self.process.stdout:
            message = json.loads(line)
            if "step" in message:
                yield message["step"]
            elif "error" in message:
                self.process.wait()
                raise StackError(message["error"], hint=message["hint"])
            else:
                return
        raise StackError(
            f"the supervisor ended with code {self.process.wait()}",
            hint="Its log: logs/stack.log in the state directory.",
        )

    def ask_to_stop(self) -> None:
        """Ask the stack to end, without waiting for it."""
        if self.process.stdin:
            self.process.stdin.close()
        else:
            self.process.terminate()

    def stop(self) -> None:
        """End the stack and wait for it."""
        self.ask_to_stop()
        try:
            self.process.wait(_STOP_TIMEOUT)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()


def start_supervisor(settings: Settings, *, workers: int, attached: bool) -> Supervisor:
    """Start the supervisor in a session of its own, so that Ctrl-C reaches only us.

    Attached, it ends with us, whatever ends us: it watches the pipe that we hold.
    """
    prepare_home(settings.home)
    if is_running(settings.home):
        raise StackError(
            "the stack is already running", hint="See flywheel status; end it: flywheel down"
        )
    with _log(settings) as log:
        process = subprocess.Popen(
            [
                sys.executable,
                *("-m", "flywheel.local.serve", "--workers", str(workers)),
                *(["--attached"] if attached else []),
            ],
            stdin=subprocess.PIPE if attached else subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=log,
            env={**os.environ, **settings.environment()},
            text=True,
            start_new_session=True,
        )
    return Supervisor(process)


@contextmanager
def _log(settings: Settings) -> Iterator[IO[str]]:
    with (settings.home / "logs" / "stack.log").open("a") as file:
        yield file


def stop_running(settings: Settings) -> None:
    """End the running stack and wait until all of it is gone.

    Raises
    ------
    StackDownError
        If it is not running.
    StackError
        If it does not end in time.
    """
    state = read_state(settings.home)
    try:
        supervisor = psutil.Process(state.pid)
    except psutil.NoSuchProcess:
        raise StackDownError("the stack is not running") from None
    supervisor.terminate()
    if wait_until_ended([supervisor], within=_STOP_TIMEOUT):
        raise StackError(
            f"the stack (pid {state.pid}) did not end within {_STOP_TIMEOUT:.0f} s",
            hint=f"Its log: {settings.home / 'logs' / 'stack.log'}",
        )


def remove_data(settings: Settings) -> None:
    """Delete the database, the files and the outbox of a stack that is down.

    Raises
    ------
    StackError
        If the stack is running.
    """
    if is_running(settings.home):
        raise StackError("the stack is running", hint="End it first: flywheel down")
    cluster = Cluster.at(settings.home, find_postgres(), port=settings.db_port, password="")
    cluster.end_leftover()
    cluster.remove()
    shutil.rmtree(settings.home / "storage", ignore_errors=True)
    state_file(settings.home).unlink(missing_ok=True)
    for mail in (settings.home / "outbox").glob("*"):
        mail.unlink()
