"""Prove that migrations and sources agree, and that Supabase's own checks find nothing."""

from __future__ import annotations

import asyncio
import json
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Any

from psycopg import sql

from flywheel import db
from flywheel.schema import supabase_cli
from flywheel.schema.build import build
from flywheel.schema.diff import cli_diff, compare
from flywheel.schema.migrations import apply_migrations
from flywheel.schema.scratch import LINT_EXTENSION, ScratchCluster, scratch_cluster
from flywheel.schema.sources import CHECKOUT, SchemaError

API_SCHEMAS = "public"
LINTED_SCHEMAS = "public,private,jobs"
_SHOWN_LINES = 40
EXCEPTIONS = Path(__file__).with_name("exceptions.toml")


@dataclass(frozen=True)
class Finding:
    """Something that a check found.

    Attributes
    ----------
    check
        `"drift"`, `"lint"`, `"advisors"` or `"exceptions"`.
    key
        Names the finding; the exceptions list these, `*` standing for any characters.
    text
        What is wrong, for a person.
    """

    check: str
    key: str
    text: str


@dataclass(frozen=True)
class Report:
    """What all checks found, exceptions already taken out.

    Attributes
    ----------
    notes
        What could not be checked on this machine, and which findings are excepted.
    """

    findings: list[Finding]
    notes: list[str]


async def check(root: Path = CHECKOUT, exceptions: Path = EXCEPTIONS) -> Report:
    """Run every check on databases of its own.

    Raises
    ------
    SchemaError
        If the schema does not even build.
    """
    async with scratch_cluster() as cluster:
        sources = await cluster.create_database("sources")
        migrated = await cluster.create_database("migrated")
        await asyncio.to_thread(build, sources, root)
        await apply_migrations(migrated, root)
        return await check_databases(cluster, "migrated", migrated, sources, exceptions)


async def check_databases(
    cluster: ScratchCluster, name: str, migrated: str, sources: str, exceptions: Path = EXCEPTIONS
) -> Report:
    """Run every check on two databases that were built already; `name` is the migrated one."""
    notes = []
    found = await asyncio.to_thread(find_drift, migrated, sources)
    async with db.connect(cluster.admin_dsn(name)) as connection:
        # Splinter, behind the advisors, asks PostgREST's setting which schemas are exposed.
        await connection.execute(
            sql.SQL("alter database {} set pgrst.db_schemas = {}").format(
                sql.Identifier(name), sql.Literal(API_SCHEMAS)
            )
        )
        if cluster.can_lint:
            await connection.execute(
                f"create extension {LINT_EXTENSION} schema extensions".encode()
            )
    found += await asyncio.to_thread(find_advice, migrated)
    if cluster.can_lint:
        found += await asyncio.to_thread(find_lint, migrated)
    else:
        notes.append(f"lint did not run: {LINT_EXTENSION} is not installed (`make test` brings it)")
    skipped = () if cluster.can_lint else ("lint",)
    return _without_exceptions(found, read_exceptions(exceptions), notes, skipped)


def find_drift(migrated: str, sources: str) -> list[Finding]:
    """Return how a database made from migrations differs from one made from the sources."""
    found = [Finding("drift", text.partition(":")[0], text) for text in compare(migrated, sources)]
    if script := cli_diff(migrated, sources):
        found.append(Finding("drift", "supabase db diff", _shortened(script)))
    return found


def _shortened(script: str) -> str:
    lines = script.splitlines()
    more = len(lines) - _SHOWN_LINES
    rest = [f"… and {more} lines more; `flywheel db diff NAME` writes them"] if more > 0 else []
    return "\n".join(["supabase db diff would run:", *lines[:_SHOWN_LINES], *rest])


def find_advice(dsn: str) -> list[Finding]:
    """Return what `supabase db advisors --level info` finds."""
    lints = _ask(dsn, "advisors", "--level", "info", "--fail-on", "none")
    return [
        Finding("advisors", str(lint["cacheKey"]), f"{lint['level']} {lint['detail']}")
        for lint in lints
    ]


def find_lint(dsn: str) -> list[Finding]:
    """Return what `supabase db lint` finds in our functions, warnings included."""
    options = ("--level", "warning", "--fail-on", "none", "--schema", LINTED_SCHEMAS)
    return [
        Finding(
            "lint",
            f"{function['function']} {issue.get('sqlState', '')}".strip(),
            f"{issue['level']} in {function['function']}: {issue['message']}",
        )
        for function in _ask(dsn, "lint", *options)
        for issue in function["issues"]
    ]


def read_exceptions(path: Path = EXCEPTIONS) -> Mapping[tuple[str, str], str]:
    """Return the reasons of the findings that are accepted, by check and pattern of keys.

    Raises
    ------
    SchemaError
        If an entry has no reason.
    """
    reasons = {}
    for entry in tomllib.loads(path.read_text("utf-8")).get("exception", []):
        if not entry.get("reason"):
            raise SchemaError(f"{path.name}: {entry.get('key')} has no reason")
        reasons[entry["check"], entry["key"]] = entry["reason"]
    return reasons


def _without_exceptions(
    found: list[Finding],
    reasons: Mapping[tuple[str, str], str],
    notes: list[str],
    skipped: tuple[str, ...],
) -> Report:
    """Take the accepted findings out, and complain of exceptions that nothing needs."""
    remaining = list(found)
    for (check_name, pattern), reason in reasons.items():
        accepted = [
            finding
            for finding in found
            if finding.check == check_name and fnmatchcase(finding.key, pattern)
        ]
        remaining = [finding for finding in remaining if finding not in accepted]
        if accepted:
            notes = [*notes, f"accepted: {len(accepted)} × {check_name} {pattern}: {reason}"]
        elif check_name not in skipped:
            text = f"{check_name} no longer finds {pattern}: remove it from {EXCEPTIONS.name}"
            remaining.append(Finding("exceptions", pattern, text))
    return Report(remaining, notes)


def _ask(dsn: str, command: str, *options: str) -> list[dict[str, Any]]:
    """Run `supabase db <command>` and return the list of results that it prints as JSON."""
    url, password = supabase_cli.without_password(dsn)
    answer = supabase_cli.run(
        *("db", command, f"--remote={url}", "--output-format", "json", *options),
        password=password,
    )
    try:
        results: list[dict[str, Any]] = json.loads(answer.output)["results"]
    except (ValueError, KeyError, TypeError) as error:
        raise SchemaError(
            f"supabase db {command} failed:\n{(answer.messages or answer.output).strip()}"
        ) from error
    return results
