"""Runs the tests of the official JavaScript client, one case a file."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest

from flywheel.local.tools import find_node
from tests.conftest import Stack

FILES = sorted((Path(__file__).parent / "js").glob("*.test.mjs"))


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.name)
def test_the_javascript_client_agrees(file: Path, stack: Stack) -> None:
    done = subprocess.run(
        [find_node(), "--test", "--test-reporter=spec", str(file)],
        env={**os.environ, **stack.environment()},
        capture_output=True,
        text=True,
        timeout=170,
    )
    print(done.stdout, done.stderr)
    assert done.returncode == 0, done.stdout[-6000:] + done.stderr[-2000:]
    assert "# pass 0" not in done.stdout
    assert "tests 0" not in done.stdout
