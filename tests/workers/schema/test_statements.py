"""Cutting scripts into statements."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flywheel.schema.statements import split

WHOLE = [
    "select 1",
    "select 'it''s; here', E'a\\';', \"odd;name\"",
    "create function f() returns text language sql as $$ select ';'; $$",
    "create function f() returns text language sql as $body$ select $$;$$; $body$",
    "create function f() returns int language sql begin atomic"
    " select case when true then 1 end; select 2; end",
    "create rule r as on insert to t do (select 1; select 2)",
    "select 1 -- not; here\n+ 1",
    "select /* not; /* nested; */ here; */ 1",
    "begin",
    "select $1, a$b from t",
]


@pytest.mark.parametrize("statement", WHOLE)
def test_a_semicolon_inside_a_statement_does_not_end_it(statement: str) -> None:
    assert [found.text for found in split(f"{statement};\nselect 2;")] == [statement, "select 2"]


@given(st.lists(st.sampled_from(WHOLE)), st.sampled_from([";", ";\n\n", " ;\n-- then; \n", ";;"]))
def test_joined_statements_come_apart_again(statements: list[str], between: str) -> None:
    script = between.join([*statements, ""])
    assert [found.text for found in split(script)] == statements


@given(st.text())
def test_any_text_can_be_cut_and_nothing_visible_is_made_up(script: str) -> None:
    for statement in split(script):
        assert statement.text in script
        assert statement.text


def test_a_statement_knows_its_line_and_not_the_comment_above() -> None:
    script = "-- about one\nselect 1;\n\n/* about\n   two */\n\nselect\n    2;\n-- the end\n"
    assert [(found.line, found.text) for found in split(script)] == [
        (2, "select 1"),
        (7, "select\n    2"),
    ]
