"""Every command in README.md is run, in order, as a newcomer would type it.

Commands stand in ```sh blocks. A line that cannot be run inside a test has an equivalent here,
and a reason; an equivalent that README no longer needs fails too.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from flywheel.local.tools import find_client
from tests.conftest import stack_settings

CHECKOUT = Path(__file__).parent.parent
README = CHECKOUT / "README.md"

EQUIVALENTS = {
    # It shows the demo in front and stays there until Ctrl-C.
    "make up": "make install && flywheel up --detach && flywheel demo && flywheel down",
    # It would run this very test again.
    "make test": "make --dry-run test",
}

# A block of commands under another name would not be run.
_DISGUISES = {"", "bash", "shell", "console", "zsh", "terminal"}
_FENCE = re.compile(r"^```(?P<language>\w*)[^\n]*\n(?P<body>.*?)^```", re.MULTILINE | re.DOTALL)


@dataclass(frozen=True)
class Block:
    """One fenced block of README.md."""

    language: str
    body: str
    line: int

    def script(self) -> str:
        """Return the commands, those that cannot run here replaced by their equivalents."""
        return "\n".join(
            EQUIVALENTS.get(re.sub(r"\s+#.*", "", line).strip(), line)
            for line in self.body.splitlines()
            if not line.startswith("git clone ") and not re.fullmatch(r"cd \w+", line)
        )


def blocks(text: str) -> list[Block]:
    """Return the fenced blocks of a Markdown text."""
    return [
        Block(match["language"], match["body"], text.count("\n", 0, match.start()) + 1)
        for match in _FENCE.finditer(text)
    ]


BLOCKS = blocks(README.read_text("utf-8"))
COMMANDS = [block for block in BLOCKS if block.language == "sh"]


@pytest.fixture(scope="module")
def environment() -> Iterator[dict[str, str]]:
    """A newcomer's shell: the tools on the path, a stack of its own on free ports."""
    home = Path(tempfile.mkdtemp(prefix="flywheel-readme-"))
    psql, libraries = find_client("psql")
    path = [str(CHECKOUT / ".venv/bin"), os.environ["PATH"], str(psql.parent)]
    environment = {
        **os.environ,
        **libraries,
        **stack_settings(home).environment(),
        "PATH": os.pathsep.join(path),
    }
    migrations = set(CHECKOUT.glob("supabase/migrations/*"))
    yield environment
    for example in set(CHECKOUT.glob("supabase/migrations/*")) - migrations:
        example.unlink()
    subprocess.run(["flywheel", "down", "--remove-data"], env=environment, check=False)
    shutil.rmtree(home, ignore_errors=True)


@pytest.mark.timeout(300)
@pytest.mark.parametrize("block", COMMANDS, ids=lambda block: f"line-{block.line}")
def test_the_commands_of_the_readme_run(block: Block, environment: dict[str, str]) -> None:
    done = subprocess.run(
        ["bash", "-euo", "pipefail", "-c", block.script()],
        cwd=CHECKOUT,
        env=environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        timeout=290,
        check=False,
    )
    print(done.stdout)
    if done.returncode != 0:
        pytest.fail(
            f"README.md:{block.line} ended with code {done.returncode}\n"
            f"{block.script()}\n{done.stdout[-4000:]}",
            pytrace=False,
        )


def test_the_readme_begins_with_make_up() -> None:
    assert COMMANDS, "README.md has no ```sh block"
    assert "make up" in COMMANDS[0].body


def test_no_commands_hide_in_other_blocks() -> None:
    assert not [f"README.md:{one.line}" for one in BLOCKS if one.language in _DISGUISES]


def test_every_equivalent_is_needed() -> None:
    typed = {
        re.sub(r"\s+#.*", "", line).strip()
        for block in COMMANDS
        for line in block.body.splitlines()
    }
    assert set(EQUIVALENTS) <= typed
