"""What `make install` does, in order: Python packages, Node packages, Postgres, test tools."""

from __future__ import annotations

import sys

from flywheel.errors import FlywheelError
from flywheel.local.installer import node, postgres, python
from flywheel.local.installer.progress import say


def main(arguments: list[str]) -> int:
    """Install what is missing; `--test` adds the tools of the tests. Returns the exit code."""
    unknown = set(arguments) - {"--test"}
    if unknown:
        sys.stderr.write(f"unknown option {unknown.pop()}; the only one is --test\n")
        return 2
    try:
        worked = [python.install(), node.install(), postgres.install()]
        if "--test" in arguments:
            worked.append(postgres.install_test_tools())
    except FlywheelError as error:
        sys.stderr.write(f"\nmake install stopped: {error.message}\n")
        if error.hint:
            sys.stderr.write(f"What to do: {error.hint}\n")
        return 1
    except KeyboardInterrupt:
        sys.stderr.write("\nmake install was interrupted; run it again to go on.\n")
        return 130
    if any(worked):
        say("Everything is installed.")
    return 0
