"""Where the command line writes: results to standard output, all else to standard error."""

from __future__ import annotations

from enum import StrEnum

from rich.console import Console

out = Console()
errors = Console(stderr=True)


class Output(StrEnum):
    """How a command prints its result."""

    text = "text"
    json = "json"
