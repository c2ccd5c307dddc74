"""Build the schema in a database from its readable sources, `sql/` and `policies/`."""

from __future__ import annotations

import sys
from pathlib import Path

import psycopg

from flywheel.errors import FlywheelError
from flywheel.schema.sources import CHECKOUT, SchemaError, source_files
from flywheel.schema.statements import Statement, split

OWNER = "postgres"
"""The role that owns what migrations create, as on hosted Supabase: no superuser."""


def build(dsn: str, root: Path = CHECKOUT) -> None:
    """Run every source file, in build order, in one transaction: all of it or nothing.

    Parameters
    ----------
    dsn
        A database prepared by `workers/local/bootstrap.sql`, without the schema.
    root
        The checkout whose `sql/` and `policies/` to read.

    Raises
    ------
    SchemaError
        If a statement fails; the message names file, line and statement.
    """
    with connect_as_owner(dsn) as connection:
        for path in source_files(root):
            run_script(connection, path, root)


def connect_as_owner(dsn: str, *, autocommit: bool = False) -> psycopg.Connection:
    """Connect and act as the schema's owner.

    Raises
    ------
    SchemaError
        If the database does not answer or has no such role.
    """
    try:
        connection = psycopg.connect(dsn, autocommit=autocommit, connect_timeout=10)
        if connection.info.user != OWNER:
            connection.execute(f"set session role {OWNER}".encode())
    except psycopg.Error as error:
        raise SchemaError(
            f"the database cannot be used: {error}".strip(),
            hint="It must run, and be prepared by workers/local/bootstrap.sql.",
        ) from error
    return connection


def run_script(connection: psycopg.Connection, path: Path, root: Path = CHECKOUT) -> None:
    """Run the statements of one file on `connection`, one at a time.

    Raises
    ------
    SchemaError
        If a statement fails; the message names file, line and statement.
    """
    for statement in split(path.read_text("utf-8")):
        try:
            connection.execute(statement.text.encode())
        except psycopg.Error as error:
            name = path.relative_to(root) if path.is_relative_to(root) else path
            raise SchemaError(
                f"{name}:{_line(statement, error)}: {error.diag.message_primary or error}\n"
                f"in: {statement.summary}",
                hint=error.diag.message_hint or error.diag.message_detail,
            ) from error


def _line(statement: Statement, error: psycopg.Error) -> int:
    """Return the script's line of the error: Postgres counts characters in the statement."""
    offset = int(error.diag.statement_position or 1) - 1
    return statement.line + statement.text.count("\n", 0, offset)


def main() -> None:
    """Build in the database named on the command line: `python -m flywheel.schema.build DSN`."""
    try:
        build(sys.argv[1])
    except FlywheelError as error:
        sys.exit("\n".join(filter(None, [error.message, error.hint and f"hint: {error.hint}"])))


if __name__ == "__main__":
    main()
