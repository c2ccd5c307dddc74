"""A fake OpenAI server that answers from tests/fakes/openai/."""

from __future__ import annotations

import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx

from flywheel.config import CHECKOUT
from flywheel.local.tools import find_node

ANSWERS = Path(__file__).parent / "openai"
PROGRAM = CHECKOUT / "node_modules" / "@copilotkit" / "aimock" / "dist" / "cli.js"


@contextmanager
def fake_openai_server(port: int) -> Iterator[str]:
    """Run the fake on `port`; gives the base URL that the openai client takes."""
    server = subprocess.Popen(
        [
            find_node(),
            PROGRAM,
            *("--port", str(port), "--fixtures", ANSWERS, "--log-level", "silent"),
        ]
    )
    try:
        deadline = time.monotonic() + 30
        while True:
            try:
                httpx.get(f"http://127.0.0.1:{port}/")
                break
            except httpx.TransportError:
                assert time.monotonic() < deadline, "the fake did not start"
                time.sleep(0.05)
        yield f"http://127.0.0.1:{port}/v1"
    finally:
        server.terminate()
        server.wait(10)
