"""The demo companies: `seeds/demo/*.toml` and their past months, as rows of the database."""

from __future__ import annotations

import datetime as dt
import tomllib
import uuid
from graphlib import TopologicalSorter
from itertools import groupby
from typing import Any

from psycopg import Error, sql
from psycopg.types.json import Jsonb

from flywheel import db
from flywheel.config import CHECKOUT
from flywheel.local.seed.days import Row
from flywheel.local.seed.history import History
from flywheel.local.seed.references import (
    NAMESPACE,
    PLATFORM,
    Scope,
    SeedError,
    tables_behind,
    workspace_id,
)

COMPANIES = CHECKOUT / "seeds" / "demo"
_QUERIES = db.Queries.load("flywheel.local.seed")
# In this order: the later ones read what the earlier ones wrote.
_ROLL_UPS = (
    _QUERIES.choose_currency,
    _QUERIES.make_write_key,
    _QUERIES.credit_campaigns,
    _QUERIES.open_days,
    _QUERIES.roll_up_revenue,
    _QUERIES.open_days,  # the roll-up takes away days without anything
    _QUERIES.number_events,
    _QUERIES.roll_up_events,
    _QUERIES.predict_revenue,
)

Tables = dict[str, dict[str, str]]


async def load_companies(dsn: str, demo_person: str, today: dt.date | None = None) -> list[str]:
    """Load the companies that are not there yet, each in its workspace, in one transaction.

    Parameters
    ----------
    dsn
        URL of the database, as role postgres: the rows go through every trigger.
    demo_person
        Address of the person who is a member of all companies, already signed up. Their
        colleagues have the same password.
    today
        The day that the files count from; by default the present one (UTC).

    Returns
    -------
    list of str
        The companies that were loaded.

    Raises
    ------
    SeedError
        If a file breaks a rule of the database; then none of the companies is loaded.
    """
    names = sorted(path.stem for path in COMPANIES.glob("*.toml") if path.stem != PLATFORM)
    async with db.connect(dsn) as connection, connection.transaction():
        await connection.execute(_QUERIES.lock)
        there = await (
            await connection.execute(
                _QUERIES.existing_workspaces, {"ids": [workspace_id(name) for name in names]}
            )
        ).fetchall()
        known = {row["id"] for row in there}
        missing = [name for name in names if workspace_id(name) not in known]
        if missing:
            loader = Loader(
                connection,
                await _tables(connection),
                today or dt.datetime.now(dt.UTC).date(),
            )
            await loader.load_platform()
            for name in missing:
                try:
                    await loader.load_company(name, demo_person)
                except Error as error:
                    raise SeedError(
                        f"the database refused seeds/demo/{name}.toml: {error}",
                        hint="Nothing of it was kept. Correct the file and load again.",
                    ) from error
    return missing


class Loader:
    """Writes files of demo data into one transaction."""

    def __init__(self, connection: db.Connection, tables: Tables, today: dt.date) -> None:
        self._connection = connection
        self._tables = tables
        self._today = today

    async def load_platform(self) -> None:
        """Load what all workspaces share: plans, bundles for sale, switches."""
        content = _read(PLATFORM)
        await self._insert_all(Scope(PLATFORM, self._today), content, {})

    async def load_company(self, name: str, demo_person: str) -> None:
        """Load one company: its people and workspace, the rows of its file, its history."""
        content = _read(name)
        company = content.pop("company")
        people = content.pop("people")
        history = content.pop("history")
        if profile := company.get("profile"):
            path = CHECKOUT / "seeds" / "businesses" / f"{profile}.toml"
            business = tomllib.loads(path.read_text("utf-8"))["business"]
            content.setdefault("businesses", []).append({"ref": "main", **business})
        scope = Scope(name, self._today, await self._invite(people, demo_person))
        await self._open_workspace(scope, company, people)
        common = {"workspace_id": str(workspace_id(name)), "currency": company["currency"]}
        past = History(name, self._today, history, content, company["currency"])
        async with self._connection.pipeline():
            await self._insert_all(scope, content, common)
            await self._insert_all(scope, past.rows(), common)
            for statement in _ROLL_UPS:
                await self._connection.execute(statement, {**common, "today": self._today})

    async def _invite(self, people: list[Row], demo_person: str) -> dict[str, uuid.UUID]:
        emails = {person["ref"]: person.get("email", demo_person) for person in people}
        await self._connection.execute(
            _QUERIES.add_people,
            {
                "demo_person": demo_person,
                "people": Jsonb(
                    [
                        {**person, "id": str(uuid.uuid5(NAMESPACE, person["email"]))}
                        for person in people
                        if "email" in person
                    ]
                ),
            },
        )
        answer = await self._connection.execute(
            _QUERIES.people_by_email, {"emails": list(emails.values())}
        )
        ids = {row["email"]: row["id"] for row in await answer.fetchall()}
        return {key: ids[email] for key, email in emails.items()}

    async def _open_workspace(self, scope: Scope, company: Row, people: list[Row]) -> None:
        owner = next(person for person in people if person["role"] == "owner")
        await self._insert(
            "workspaces",
            [
                {
                    "id": str(workspace_id(scope.name)),
                    "owner_id": scope.id_of("people", owner["ref"]),
                    "name": company["name"],
                    "slug": f"demo-{scope.name}",
                }
            ],
        )
        await self._insert(
            "workspace_members",
            [
                {
                    "id": scope.id_of("workspace_members", person["ref"]),
                    "workspace_id": str(workspace_id(scope.name)),
                    "user_id": scope.id_of("people", person["ref"]),
                    "invited_by": scope.id_of("people", owner["ref"]),
                    "role": person["role"],
                }
                for person in people
                if person is not owner
            ],
        )

    async def _insert_all(self, scope: Scope, content: dict[str, list[Row]], common: Row) -> None:
        later: list[tuple[str, str, Row]] = []
        for table in TopologicalSorter(tables_behind(content)).static_order():
            rows = []
            for number, row in enumerate(content.get(table, []), 1):
                row_id = scope.id_of(table, row.get("ref", number))
                steps = row.get("then", [])
                later += [
                    (table, row_id, step)
                    for step in ([steps] if isinstance(steps, dict) else steps)
                ]
                rows.append(self._complete(scope, table, row_id, row, common))
            await self._insert(table, rows)
        for table, row_id, step in later:
            await self._update(table, row_id, scope.resolve(step))

    def _complete(self, scope: Scope, table: str, row_id: str, row: Row, common: Row) -> Row:
        columns = self._tables[table]
        given = {name: value for name, value in row.items() if name not in {"ref", "then"}}
        known: Row = {"id": row_id} if columns.get("id") == "uuid" else {}
        known |= {name: value for name, value in common.items() if name in columns}
        known.update(scope.resolve(given))
        return known

    async def _insert(self, table: str, rows: list[Row]) -> None:
        statement = (
            "insert into public.{table} ({columns}) "
            "select {columns} from jsonb_populate_recordset(null::public.{table}, %s)"
        )
        # These outlive the workspace that they came with, and an operator may have made them.
        if "workspace_id" not in self._tables[table] and table != "workspaces":
            statement += " on conflict do nothing"
        for columns, alike in groupby(rows, key=_columns_of):
            await self._connection.execute(
                sql.SQL(statement).format(
                    table=sql.Identifier(table),
                    columns=sql.SQL(", ").join(map(sql.Identifier, columns)),
                ),
                [Jsonb(list(alike))],
            )

    async def _update(self, table: str, row_id: str, step: Row) -> None:
        await self._connection.execute(
            sql.SQL(
                "update public.{table} as t set {changes} "
                "from jsonb_populate_record(null::public.{table}, %s) as step where t.id = %s"
            ).format(
                table=sql.Identifier(table),
                changes=sql.SQL(", ").join(
                    sql.SQL("{name} = step.{name}").format(name=sql.Identifier(name))
                    for name in step
                ),
            ),
            [Jsonb(step), row_id],
        )


def _read(name: str) -> dict[str, Any]:
    return tomllib.loads((COMPANIES / f"{name}.toml").read_text("utf-8"))


def _columns_of(row: Row) -> tuple[str, ...]:
    return tuple(row)


async def _tables(connection: db.Connection) -> Tables:
    answer = await connection.execute(_QUERIES.columns)
    return {row["table"]: row["columns"] for row in await answer.fetchall()}
