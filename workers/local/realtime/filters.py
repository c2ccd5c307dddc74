"""Filters of `postgres_changes`: `column=operator.value`, several joined by commas."""

from __future__ import annotations

from dataclasses import dataclass

from psycopg import sql

# Operator of a filter → template of the SQL condition. The database compares, with the
# column's own type, so that 10 > 9 for numbers and dates are dates.
_TEMPLATES = {
    "eq": "{value} = {literal}::{type}",
    "neq": "{value} <> {literal}::{type}",
    "lt": "{value} < {literal}::{type}",
    "lte": "{value} <= {literal}::{type}",
    "gt": "{value} > {literal}::{type}",
    "gte": "{value} >= {literal}::{type}",
    "in": "{value} = any({literal}::{type}[])",
    "like": "{value} like {literal}::{type}",
    "ilike": "{value} ilike {literal}::{type}",
    "match": "{value} ~ {literal}::{type}",
    "imatch": "{value} ~* {literal}::{type}",
    "isdistinct": "{value} is distinct from {literal}::{type}",
    "is": "{value} is {keyword}",
}
_KEYWORDS = ("null", "true", "false", "unknown")
_MOST_VALUES = 100


class FilterError(Exception):
    """A filter that cannot be used; the message says why."""


@dataclass(frozen=True, slots=True)
class Condition:
    """One comparison of one column; `value` is text as the client wrote it."""

    column: str
    operator: str
    value: str
    negated: bool = False

    def to_sql(self, value: sql.Composable, type_name: sql.Composable) -> sql.Composed:
        """Return the condition on `value`, which has the type `type_name`."""
        test = sql.SQL(_TEMPLATES[self.operator]).format(
            value=value,
            literal=sql.Literal(self.value),
            type=type_name,
            keyword=sql.SQL(self.value if self.value in _KEYWORDS else "null"),
        )
        return sql.SQL("not ({})" if self.negated else "({})").format(test)


def parse_filter(text: str) -> tuple[Condition, ...]:
    """Read a filter; empty text is no filter.

    Raises
    ------
    FilterError
        If it is not of the form `column=operator.value[,…]`, or an operator is unknown.
    """
    if not text.strip():
        return ()
    return tuple(_parse_condition(part.strip()) for part in _split(text))


def _split(text: str) -> list[str]:
    """Split at the commas that stand outside of parentheses and of quoted values."""
    parts = [""]
    depth = 0
    quoted = escaped = False
    previous = ""
    for letter in text:
        if letter == "," and not quoted and depth == 0:
            parts.append("")
            previous = ""
            continue
        parts[-1] += letter
        if escaped:
            escaped = False
        elif quoted:
            escaped = letter == "\\"
            quoted = letter != '"'
        elif letter == '"' and previous in (".", "(", ","):
            quoted = True
        else:
            depth = max(0, depth + (letter == "(") - (letter == ")"))
        previous = letter
    return parts


def _parse_condition(text: str) -> Condition:
    if not text:
        raise FilterError("filter must not contain empty segments (check for extra commas)")
    column, equals, rest = text.partition("=")
    negated = rest.startswith("not.")
    operator, dot, value = rest.removeprefix("not.").partition(".")
    if not (column and equals and dot):
        raise FilterError(f"{text!r} is not of the form column=operator.value")
    if operator not in _TEMPLATES:
        known = ", ".join(_TEMPLATES)
        raise FilterError(f"unknown operator {operator!r}; there are {known}")
    return Condition(column, operator, _operand(operator, value), negated)


def _operand(operator: str, value: str) -> str:
    if "\0" in value:
        raise FilterError("a filter's value cannot hold a zero byte")
    if operator == "in":
        if not (value.startswith("(") and value.endswith(")")):
            raise FilterError("`in` filter value must be wrapped by parentheses")
        if value.count(",") >= _MOST_VALUES:
            raise FilterError(f"too many values for `in` filter. Maximum {_MOST_VALUES}")
        return "{" + value[1:-1] + "}"
    if operator == "is" and value not in _KEYWORDS:
        raise FilterError("`is` takes null, true, false or unknown")
    value = _unquoted(value)
    if operator in ("like", "ilike") and (len(value) - len(value.rstrip("\\"))) % 2:
        raise FilterError("a pattern cannot end with a single backslash")
    return value


def _unquoted(value: str) -> str:
    if len(value) < 2 or not (value.startswith('"') and value.endswith('"')):
        return value
    letters = iter(value[1:-1])
    return "".join(next(letters, "") if letter == "\\" else letter for letter in letters)
