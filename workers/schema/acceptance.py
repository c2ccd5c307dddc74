"""Ask a column whether it accepts a value, by the rules that the catalog holds for it."""

from __future__ import annotations

from typing import Any

from psycopg import sql

from flywheel import db

_QUERIES = db.Queries.load("flywheel.schema", "lineage.sql")


async def refusal(
    connection: db.Connection, schema: str, table: str, column: str, value: str
) -> str | None:
    """Return which rule of a column refuses a value, or None where it is accepted.

    The value is cast to the column's type (an element, where that is an array), then put to
    every check of the column alone, to the lists that it refers to, to the expression that
    generates the column and to the state machine that moves it.

    Raises
    ------
    psycopg.Error
        If the value cannot be cast: an enum that does not have it, a number that is none.
    """
    relation = sql.Identifier(schema, table).as_string(connection)
    cursor = await connection.execute(
        _QUERIES.column_rules, {"relation": relation, "column": column}
    )
    rules = await cursor.fetchone()
    assert rules is not None, f"{schema}.{table}.{column} was looked up before"
    if rules["generated"]:
        # Nobody writes it: the expression has to be able to give it.
        made = sql.Literal(value).as_string(connection)
        return None if made in rules["generated"] else f"generated as {rules['generated']}"
    return (
        await _failed_check(connection, rules, column, value)
        or await _missing_list(connection, rules, value)
        or _unreachable(rules, value)
    )


async def _failed_check(
    connection: db.Connection, rules: dict[str, Any], column: str, value: str
) -> str | None:
    proposed = _proposed(rules["type"], value)
    name = sql.Identifier(column)
    for check in [*rules["checks"], "true"]:  # the last one tries the cast alone
        # The value is returned too: what nobody asks for, Postgres would not even cast.
        statement = sql.SQL(
            "select {}::text as value, ({}) as accepted from (select {} as {}) as proposed"
        ).format(name, sql.SQL(check), proposed, name)
        row = await (await connection.execute(statement)).fetchone()
        if row is not None and row["accepted"] is False:
            return f"check {check}"
    return None


async def _missing_list(connection: db.Connection, rules: dict[str, Any], value: str) -> str | None:
    for parent, key in rules["lists"]:
        statement = sql.SQL("select from {} where {} = {}").format(
            sql.SQL(parent), sql.Identifier(key), _proposed(rules["type"], value)
        )
        if await (await connection.execute(statement)).fetchone() is None:
            return f"it is not in {parent}.{key}"
    return None


def _unreachable(rules: dict[str, Any], value: str) -> str | None:
    """Judge by the state machine: its trigger's arguments are `from>to`, ended by zero bytes."""
    if rules["transitions"] is None:
        return None
    steps = [step for step in rules["transitions"].split("\\000") if ">" in step]
    states = {state for step in steps for state in step.split(">")}
    if value in states:
        return None
    return f"no transition knows it, only {', '.join(sorted(states))}"


def _proposed(column_type: str, value: str) -> sql.Composable:
    if column_type == "jsonb":
        return sql.SQL("to_jsonb({}::text)").format(sql.Literal(value))
    text = sql.Literal(value)
    given = sql.SQL("array[{}]").format(text) if column_type.endswith("[]") else text
    return sql.SQL("{}::{}").format(given, sql.SQL(column_type))
