"""Write the typed clients: what `supabase gen types` says of a built database, formatted."""

from __future__ import annotations

import asyncio
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from flywheel.errors import ToolMissingError
from flywheel.local.tools import find_node
from flywheel.schema import supabase_cli
from flywheel.schema.databases import built_database
from flywheel.schema.sources import CHECKOUT, SchemaError

_PRETTIER = Path("node_modules/prettier/bin/prettier.cjs")
_NOTE = "Written by `flywheel db types` from sql/ and policies/. Do not edit."


@dataclass(frozen=True)
class Client:
    """A file of types for one language.

    Attributes
    ----------
    comment
        What starts a comment in that language.
    """

    language: str
    path: str
    comment: str


CLIENTS = (
    Client("typescript", "clients/typescript/database.types.ts", "//"),
    Client("python", "clients/python/flywheel_types.py", "#"),
)


async def generate_types(root: Path = CHECKOUT) -> Mapping[Path, str]:
    """Return for each client's file what it should hold.

    Raises
    ------
    SchemaError
        If the sources do not build, or the Supabase CLI or a formatter fails.
    """
    async with built_database(root) as dsn:
        return await asyncio.to_thread(_generate, dsn, root)


def stale(files: Mapping[Path, str]) -> list[Path]:
    """Return the files that hold something else, or do not exist."""
    return [
        path for path, text in files.items() if not path.exists() or path.read_text("utf-8") != text
    ]


def _generate(dsn: str, root: Path) -> Mapping[Path, str]:
    return {
        root / client.path: f"{client.comment} {_NOTE}\n{_format(client, _types(client, dsn))}"
        for client in CLIENTS
    }


def _types(client: Client, dsn: str) -> str:
    url, password = supabase_cli.without_password(dsn)
    answer = supabase_cli.run(
        *("gen", "types", f"--lang={client.language}", f"--remote={url}", "--schema=public"),
        password=password,
    )
    if answer.code != 0 or not answer.output.strip():
        raise SchemaError(f"supabase gen types failed:\n{answer.messages.strip()}")
    return answer.output


def _format(client: Client, text: str) -> str:
    if client.language == "python":
        command = [sys.executable, "-m", "ruff", "format", "-"]
    else:
        command = [str(find_node()), str(CHECKOUT / _PRETTIER), "--parser=typescript"]
    done = subprocess.run(
        command, input=text, capture_output=True, text=True, check=False, cwd=CHECKOUT
    )
    if done.returncode != 0:
        if "No module named" in done.stderr or "Cannot find module" in done.stderr:
            raise ToolMissingError(
                f"the formatter of {client.language} is not installed", hint="make test brings it"
            )
        raise SchemaError(
            f"what supabase gen types wrote is no {client.language}:\n{done.stderr.strip()}"
        )
    return done.stdout
