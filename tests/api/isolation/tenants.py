"""Two workspaces in one database: one full of marks, and one that tries to get at it."""

from __future__ import annotations

import json
import os
import re
import subprocess
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import psycopg
from psycopg import sql
from psycopg.rows import dict_row

from flywheel.local.tools import find_client
from tests.conftest import Stack

MARK = "nightingale"
NUMBER = "77310043"
_HEX = MARK.encode().hex()
UUID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")
Row = dict[str, Any]

# Counts for everybody: a row of somebody's may go when another asks.
_SHARED = {"rate_limits"}


@dataclass
class Tenants:
    """Our rows, which nobody else may see or change, and theirs, who try.

    Attributes
    ----------
    ours, theirs
        A row of each relation, by its name.
    marked
        How many of our columns hold a mark.
    secrets
        Ids that only our rows hold.
    planted
        Ids of ours that they have written into rows of theirs, and may read there.
    watched
        The statement that reads all that must stay as it is.
    """

    connection: psycopg.Connection[Row]
    our_workspace: str
    their_workspace: str
    their_owner: str
    ours: dict[str, Row]
    theirs: dict[str, Row]
    marked: int
    secrets: set[str] = field(default_factory=set)
    planted: set[str] = field(default_factory=set)
    watched: sql.Composed = field(default_factory=lambda: sql.Composed([]))
    _before: dict[str, list[str]] = field(default_factory=dict)

    def is_secret(self, value: object) -> bool:
        """Whether a value is an id of ours."""
        return isinstance(value, str) and value in self.secrets

    def leaks(self, answer: str, asked: str) -> set[str]:
        """Return what of ours an answer holds that was not in the question."""
        found = {mark for mark in (MARK, NUMBER, _HEX) if mark in answer and mark not in asked}
        return found | {
            one
            for one in UUID.findall(answer)
            if one in self.secrets and one not in asked and one not in self.planted
        }

    def plant(self, body: str) -> None:
        """Note the ids in a row of theirs that was accepted: no key refused them there."""
        self.planted.update(one for one in UUID.findall(body) if one in self.secrets)

    def remember(self) -> None:
        """Keep what there is now, for `changes`."""
        self._before = self._read()

    def changes(self) -> list[str]:
        """Return the relations in which something of ours, or of everybody, is not as before."""
        now = self._read()
        changed = []
        for name, before in self._before.items():
            after = now[name]
            gone = [one for one in before if one not in after]
            # What belongs to all may grow: by rows of theirs.
            more = len(after) > len(before) and not name.endswith(" (shared)")
            if gone or more:
                changed.append(name)
        return changed

    def _read(self) -> dict[str, list[str]]:
        rows = self.connection.execute(self.watched).fetchall()
        return {row["name"]: row["rows"] for row in rows}


def fill(stack: Stack) -> Tenants:
    """Make both workspaces and open a superuser's connection to watch them."""
    psql, env = find_client("psql")
    done = subprocess.run(
        [
            *(psql, stack.admin_db_url, "-XqAt", f"--set=mark={MARK}", f"--set=number={NUMBER}"),
            *("--file", Path(__file__).with_name("tenants.psql")),
        ],
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, **env, "PGOPTIONS": "--search_path=public,extensions"},
    )
    assert done.returncode == 0, done.stderr
    connection = psycopg.connect(stack.admin_db_url, autocommit=True, row_factory=dict_row)
    homes = {
        row["name"]: str(row["workspace_id"])
        for row in connection.execute("select * from isolation.homes")
    }
    owners = {
        row["home"]: str(row["user_id"])
        for row in connection.execute("select * from isolation.people where role = 'owner'")
    }
    relations = connection.execute("select * from isolation.relations").fetchall()
    (counted,) = connection.execute(
        "select count(*) as n from isolation.marked where home = 'ours'"
    ).fetchall()
    tenants = Tenants(
        connection=connection,
        our_workspace=homes["ours"],
        their_workspace=homes["theirs"],
        their_owner=owners["theirs"],
        ours=_rows_of(connection, relations, homes["ours"], owners["ours"]),
        theirs=_rows_of(connection, relations, homes["theirs"], owners["theirs"]),
        marked=counted["n"],
    )
    known = json.dumps(tenants.theirs, default=str) + _global_ids(connection, relations)
    tenants.secrets = set(UUID.findall(json.dumps(tenants.ours, default=str)))
    tenants.secrets -= set(UUID.findall(known))
    tenants.watched = _snapshot(relations, homes["ours"], owners["ours"], tenants.secrets)
    tenants.remember()
    return tenants


def _rows_of(
    connection: psycopg.Connection[Row], relations: list[Row], workspace: str, person: str
) -> dict[str, Row]:
    rows = {}
    for relation in relations:
        if relation["scope"] == "global":
            where = sql.SQL("true")
        else:
            holder = workspace if relation["scope"] == "tenant" else person
            where = sql.SQL("t.{} = {}").format(
                sql.Identifier(relation["key"]), sql.Literal(holder)
            )
        found = connection.execute(
            sql.SQL("select to_jsonb(t) as row from {} as t where {} limit 1").format(
                _name(relation["name"]), where
            )
        ).fetchone()
        if found:
            rows[relation["name"]] = found["row"]
    return rows


def _global_ids(connection: psycopg.Connection[Row], relations: list[Row]) -> str:
    texts = [
        connection.execute(
            sql.SQL(
                "select coalesce(string_agg(t::text, ' '), '') as all_rows from {} as t"
            ).format(_name(relation["name"]))
        ).fetchall()[0]["all_rows"]
        for relation in relations
        if relation["scope"] == "global" and relation["name"] != "private.tallies"
    ]
    return " ".join(texts)


def _snapshot(relations: list[Row], workspace: str, person: str, secrets: set[str]) -> sql.Composed:
    """One statement that reads every row that nobody else may change, as hashes."""
    parts = [_rows(sql.SQL("auth.users"), "auth.users", sql.SQL("t.id"), person)]
    for relation in relations:
        if relation["kind"] not in "rp" or relation["name"] in _SHARED:
            continue
        table = _name(relation["name"])
        if relation["name"] == "private.tallies":
            key = sql.SQL("nullif(t.subject_id::text = any({}), false)").format(
                sql.Literal(sorted(secrets))
            )
            parts.append(_rows(table, relation["name"], key, "true"))
        elif relation["scope"] == "global":
            parts.append(_rows(table, f"{relation['name']} (shared)", sql.SQL("null"), None))
        else:
            holder = workspace if relation["scope"] == "tenant" else person
            key = sql.SQL("t.{}").format(sql.Identifier(relation["key"]))
            parts.append(_rows(table, relation["name"], key, holder))
    return sql.SQL("\nunion all\n").join(parts)


def _rows(
    table: sql.Composable, label: str, key: sql.Composable, holder: str | None
) -> sql.Composed:
    return sql.SQL(
        "select {} as name, coalesce(array_agg(md5(t::text)), '{{}}') as rows from {} as t "
        "where {} is not distinct from {}"
    ).format(sql.Literal(label), table, key, sql.Literal(holder))


def _name(name: str) -> sql.Composable:
    """Quote a name as `regclass` prints it: with its schema, unless that is public."""
    return sql.SQL(name)
