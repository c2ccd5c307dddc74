"""UTM parameters join an address as the standard library would have them."""

from __future__ import annotations

import json
from urllib.parse import parse_qsl, quote, quote_plus, urlsplit

import psycopg
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

TEXT = st.text(st.characters(exclude_categories=("Cs", "Cc")), max_size=12)
NAMES = st.sampled_from(["utm_source", "utm_medium", "utm_campaign", "utm_term", "utm_content"])
PAIRS = st.lists(st.tuples(st.one_of(NAMES, TEXT.filter(bool)), TEXT), max_size=5)
ORDER = ("utm_source", "utm_medium", "utm_campaign", "utm_term", "utm_content")


@pytest.fixture
def connection(links_dsn: str) -> psycopg.Connection:
    return psycopg.connect(links_dsn, autocommit=True)


@settings(
    max_examples=200,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(
    query=PAIRS,
    tags=st.dictionaries(NAMES, TEXT),
    fragment=st.one_of(st.none(), TEXT.map(quote)),
    encode=st.sampled_from([quote, quote_plus]),
)
def test_parameters_are_replaced_or_added_and_all_else_stays(
    connection: psycopg.Connection,
    query: list[tuple[str, str]],
    tags: dict[str, str],
    fragment: str | None,
    encode: type[quote],
) -> None:
    address = "https://example.com/a/b"
    if query:
        address += "?" + "&".join(
            f"{encode(name, '')}={encode(value, '')}" for name, value in query
        )
    if fragment is not None:
        address += f"#{fragment}"
    row = connection.execute(
        "select private.tagged_url(%s, %s::jsonb)", [address, json.dumps(tags)]
    ).fetchone()
    assert row is not None
    (tagged,) = row
    wanted = {name: tags[name] for name in ORDER if tags.get(name)}
    kept = [(name, value) for name, value in query if name not in wanted]
    before, after = urlsplit(address), urlsplit(tagged)
    assert parse_qsl(after.query, keep_blank_values=True) == [*kept, *wanted.items()]
    assert after._replace(query="") == before._replace(query="")
    again = connection.execute(
        "select private.tagged_url(%s, %s::jsonb)", [tagged, json.dumps(tags)]
    ).fetchone()
    assert again == (tagged,)
