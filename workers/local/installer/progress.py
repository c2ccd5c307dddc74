"""Run the installer's commands, say what goes on, and keep stamps of what is done."""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

from flywheel.errors import FlywheelError

_TAIL_LINES = 25


class InstallError(FlywheelError):
    """A part could not be installed."""


def say(text: str, end: str = "\n") -> None:
    """Print a line for the person who waits."""
    sys.stdout.write(text + end)
    sys.stdout.flush()


@contextmanager
def step(title: str) -> Iterator[None]:
    """Print what is being installed, and how long it took."""
    started = time.monotonic()
    say(f"Installing {title} … ", end="")
    try:
        yield
    except BaseException:
        say("failed")
        raise
    say(f"done ({time.monotonic() - started:.1f} s)")


def run(
    command: Sequence[str | Path],
    *,
    hint: str,
    cwd: Path | None = None,
    env: Mapping[str, str] | None = None,
) -> str:
    """Run a command and return what it printed.

    Raises
    ------
    InstallError
        If it fails; the message ends with the last lines of its output.
    """
    try:
        done = subprocess.run(
            [str(part) for part in command],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            cwd=cwd,
            env={**os.environ, **(env or {})},
            check=False,
        )
    except OSError as error:
        raise InstallError(f"{command[0]} could not be started: {error}", hint) from error
    if done.returncode != 0:
        tail = "\n".join(f"    {line}" for line in done.stdout.splitlines()[-_TAIL_LINES:])
        shown = " ".join(str(part) for part in command)
        raise InstallError(
            f"this command failed with code {done.returncode}: {shown}\n{tail}", hint
        )
    return done.stdout


def fingerprint(*inputs: Path | str) -> str:
    """Return one hash over the contents of files and over plain strings."""
    digest = hashlib.sha256()
    for item in inputs:
        digest.update(item.read_bytes() if isinstance(item, Path) else item.encode())
        digest.update(b"\0")
    return digest.hexdigest()


class Stamp:
    """A file beside what was installed, holding the hash of what it was installed from."""

    def __init__(self, path: Path, wanted: str) -> None:
        self._path = path
        self._wanted = wanted

    def is_current(self) -> bool:
        """Say whether the installation was finished, from these very inputs."""
        return self._path.is_file() and self._path.read_text() == self._wanted

    def clear(self) -> None:
        """Forget the installation: it is about to change."""
        self._path.unlink(missing_ok=True)

    def set(self) -> None:
        """Record that the installation is complete."""
        self._path.parent.mkdir(parents=True, exist_ok=True)
        self._path.write_text(self._wanted)
