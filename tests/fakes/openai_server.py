"""A fake server of OpenAI and Anthropic: aimock, with answers from files or from a test."""

from __future__ import annotations

import json
import subprocess
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx

from flywheel.config import CHECKOUT
from flywheel.local.tools import find_node

ANSWERS = Path(__file__).parent / "openai"
PROGRAM = CHECKOUT / "node_modules" / "@copilotkit" / "aimock" / "dist" / "cli.js"


@contextmanager
def fake_openai_server(
    port: int, fixtures: Sequence[dict[str, Any]] | None = None
) -> Iterator[str]:
    """Run the fake on `port`; gives the base URL that the openai client takes.

    Parameters
    ----------
    port
        On the loopback interface. Anthropic's client takes the URL without its `/v1`.
    fixtures
        aimock's, the first that matches answers; those of tests/fakes/openai/ where None.
    """
    with tempfile.TemporaryDirectory() as directory:
        source = ANSWERS
        if fixtures is not None:
            source = Path(directory) / "fixtures.json"
            source.write_text(json.dumps({"fixtures": list(fixtures)}))
        server = subprocess.Popen(
            [
                find_node(),
                PROGRAM,
                *("--port", str(port), "--fixtures", source, "--log-level", "silent"),
            ]
        )
        try:
            deadline = time.monotonic() + 30
            while True:
                try:
                    httpx.get(f"http://127.0.0.1:{port}/")
                    break
                except httpx.TransportError:
                    assert server.poll() is None, "the fake did not take its fixtures"
                    assert time.monotonic() < deadline, "the fake did not start"
                    time.sleep(0.05)
            yield f"http://127.0.0.1:{port}/v1"
        finally:
            server.terminate()
            server.wait(10)
