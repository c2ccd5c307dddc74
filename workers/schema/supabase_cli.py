"""Call the Supabase CLI on a database that is named by its URL."""

from __future__ import annotations

import os
import subprocess
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote, unquote, urlsplit, urlunsplit

from flywheel.local.tools import find_supabase_cli
from flywheel.schema.sources import CHECKOUT, SchemaError

_LOOPBACK = {"127.0.0.1", "localhost", "::1"}


@dataclass(frozen=True)
class Answer:
    """What one call printed, and how it ended."""

    output: str
    messages: str
    code: int


def run(*arguments: str, root: Path = CHECKOUT, password: str | None = None) -> Answer:
    """Run the CLI without questions, and return its answer whatever the exit code.

    Parameters
    ----------
    root
        The folder that holds `supabase/`.
    password
        Password of the databases that `arguments` name; see `without_password`.
    """
    environment = {**os.environ, "SUPABASE_TELEMETRY_DISABLED": "1", "DO_NOT_TRACK": "1"}
    if password is not None:
        environment["PGPASSWORD"] = password
    if any(_is_local(argument) for argument in arguments):
        environment["PGSSLMODE"] = "disable"  # the local stack has no certificate
    done = subprocess.run(
        [str(find_supabase_cli()), *arguments, "--workdir", str(root), "--yes", "--agent", "no"],
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        env=environment,
        check=False,
    )
    return Answer(done.stdout, done.stderr, done.returncode)


def without_password(url: str) -> tuple[str, str | None]:
    """Split the password off a database URL: command lines can be read by other users.

    Raises
    ------
    SchemaError
        If `url` is not the URL of a Postgres database.
    """
    parts = urlsplit(url)
    if parts.scheme not in {"postgres", "postgresql"} or not parts.hostname:
        raise SchemaError(
            "that is not the URL of a Postgres database",
            hint="It looks like postgresql://postgres:PASSWORD@HOST:5432/postgres",
        )
    user = quote(unquote(parts.username or "postgres"), safe=".")
    place = parts.netloc.rpartition("@")[2]
    bare = urlunsplit((parts.scheme, f"{user}@{place}", parts.path, parts.query, ""))
    return bare, unquote(parts.password) if parts.password is not None else None


def _is_local(argument: str) -> bool:
    return urlsplit(argument.removeprefix("--remote=")).hostname in _LOOPBACK
