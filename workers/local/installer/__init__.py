"""What `make install` does, in order: Python and Node packages, Postgres, test tools.

Packages that only the benchmarks need come on request.
"""

from __future__ import annotations

import sys

from flywheel.errors import FlywheelError
from flywheel.local.installer import node, postgres, python
from flywheel.local.installer.progress import say


def main(arguments: list[str]) -> int:
    """Install what is missing, and return the exit code.

    `--bench` adds the packages of the benchmarks, `--test` those and the tools of the tests.
    """
    unknown = set(arguments) - {"--bench", "--test"}
    if unknown:
        sys.stderr.write(f"unknown option {unknown.pop()}; there are --bench and --test\n")
        return 2
    try:
        worked = [python.install(), node.install(), postgres.install()]
        if arguments:
            worked.append(python.install_bench())
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
