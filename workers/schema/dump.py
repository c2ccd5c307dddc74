"""Compare the schemas of two databases by what `pg_dump` says of them, object by object."""

from __future__ import annotations

import difflib
import os
import re
import subprocess
from collections.abc import Iterator, Mapping

from flywheel.local.tools import find_client
from flywheel.schema import supabase_cli
from flywheel.schema.sources import SchemaError
from flywheel.schema.statements import split

_HEADER = re.compile(
    r"^-- Name: (?P<name>.*); Type: (?P<type>.*); Schema: (?P<schema>.*); Owner: .*$",
    re.MULTILINE,
)
_SESSION = ("set ", "select pg_catalog.set_config")
_HISTORY = "supabase_migrations"

Schema = Mapping[str, list[str]]
"""For each object, named as `TABLE public.products`, the statements that make it."""


def read_schema(dsn: str) -> Schema:
    """Dump a database's schema, without its migration history.

    Raises
    ------
    SchemaError
        If `pg_dump` fails.
    """
    program, env = find_client("pg_dump")
    url, password = supabase_cli.without_password(dsn)
    done = subprocess.run(
        [str(program), "--schema-only", f"--exclude-schema={_HISTORY}", url],
        capture_output=True,
        text=True,
        env={**os.environ, **env, "PGPASSWORD": password or ""},
        check=False,
    )
    if done.returncode != 0:
        raise SchemaError(f"pg_dump failed: {done.stderr.strip()}")
    return normalise(done.stdout)


def normalise(dump: str) -> Schema:
    """Cut a dump into objects whose text depends on the schema alone.

    Left out are session settings. Grants, and the columns of a table, are sorted: both
    depend on the order of changes, and a migration can only add a column at the end.
    """
    # pg_dump fences its output with a random word, so that nothing can slip in.
    dump = re.sub(r"^\\(un)?restrict .*$", "", dump, flags=re.MULTILINE)
    parts = _HEADER.split(dump)
    objects: dict[str, list[str]] = {}
    for name, kind, schema, body in zip(*(parts[i::4] for i in (1, 2, 3, 4)), strict=True):
        place = "" if schema == "-" else f"{schema}."
        statements = [
            _sorted_columns(statement.text) if kind == "TABLE" else statement.text
            for statement in split(body)
            if not statement.text.lower().startswith(_SESSION)
        ]
        objects.setdefault(f"{kind} {place}{name}", []).extend(statements)
    return {name: sorted(texts) for name, texts in objects.items() if texts}


def differences(actual: Schema, wanted: Schema, actual_name: str, wanted_name: str) -> list[str]:
    """Return one text for each object that differs; empty where the schemas are the same.

    Parameters
    ----------
    actual, wanted
        The schemas to compare.
    actual_name, wanted_name
        What to call them: "the migrations", "sql/ and policies/".
    """
    return list(_differences(actual, wanted, actual_name, wanted_name))


def _differences(
    actual: Schema, wanted: Schema, actual_name: str, wanted_name: str
) -> Iterator[str]:
    for name in sorted(actual.keys() | wanted.keys()):
        if name not in actual:
            yield f"{name}: only in {wanted_name}"
        elif name not in wanted:
            yield f"{name}: only in {actual_name}"
        elif actual[name] != wanted[name]:
            lines = difflib.unified_diff(
                _lines(actual[name]),
                _lines(wanted[name]),
                fromfile=actual_name,
                tofile=wanted_name,
                lineterm="",
            )
            yield "\n".join([f"{name}: differs", *(f"    {line}" for line in lines)])


def _lines(statements: list[str]) -> list[str]:
    return [line for statement in statements for line in f"{statement};".splitlines()]


def _sorted_columns(statement: str) -> str:
    if not statement.startswith("CREATE"):
        return statement
    first, *lines = statement.splitlines()
    columns = sorted(line.rstrip(",") for line in lines if line.startswith("    "))
    rest = [line for line in lines if not line.startswith("    ")]
    return "\n".join([first, *columns, *rest])
