"""A signature is accepted here exactly when Stripe's official library accepts it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any
from unittest.mock import patch

import psycopg
import pytest
import stripe
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from tests.conftest import Stack

NOW = 1_790_000_000
SECRETS = ["whsec_first", "whsec_second", "ключ"]
sign = stripe.WebhookSignature.generate_signature_header

_FAULT = """
select f.fault, f.matched
from private.stripe_signature_fault(%s, %s, %s, %s, to_timestamp(%s)) as f
"""


@pytest.fixture(scope="module")
def database(stack: Stack) -> Iterator[psycopg.Connection[Any]]:
    with psycopg.connect(stack.admin_db_url, autocommit=True) as connection:
        yield connection


def library_accepts(body: str, header: str, secret: str, tolerance: int) -> bool:
    with patch("stripe._webhook.time", SimpleNamespace(time=lambda: float(NOW))):
        try:
            return stripe.WebhookSignature.verify_header(body, header, secret, tolerance)
        except stripe.SignatureVerificationError:
            return False


def agree(
    database: psycopg.Connection[Any],
    body: str,
    header: str,
    secrets: list[str],
    tolerance: int = 300,
) -> bool:
    row = database.execute(_FAULT, [body, header, secrets, tolerance, NOW]).fetchone()
    assert row is not None
    fault, matched = row
    accepted = [one for one in secrets if library_accepts(body, header, one, tolerance)]
    assert (fault is None) == bool(accepted), (fault, header, accepted)
    assert (matched in accepted) if accepted else matched is None
    return fault is None


# What a body may be: any JSON, written in any way, and what looks like JSON.
numbers = st.integers() | st.floats(allow_nan=False, allow_infinity=False)
values = st.recursive(
    st.none() | st.booleans() | numbers | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=8,
)
bodies = st.one_of(
    st.builds(json.dumps, values, ensure_ascii=st.booleans(), indent=st.none() | st.just(2)),
    st.sampled_from(
        [
            '{"id": "evt_1", "id": "evt_2"}',
            '  {"id":\t"evt_1"}\r\n',
            '{"big": 123456789012345678901234567890e400}',
            '{"nothing": "\\u0000"}',
            '{"half": "\\ud83d"}',
            '{"flag": "🇸🇦 ١٢٣ é é"}',
            "[]",
            "0",
            '""',
        ]
    ),
    st.text(st.characters(blacklist_characters="\0", blacklist_categories=("Cs",))),
)
stamps = st.one_of(
    st.integers(NOW - 301, NOW - 299).map(str),
    st.integers(-(10**30), 10**30).map(str),
    st.sampled_from(
        [
            "",
            " ",
            "1_000",
            "_1",
            "1_",
            "+5",
            f" {NOW} ",
            f"\t{NOW}",
            "0x10",
            "1.0",
            "NaN",
            "9" * 4301,
        ]
    ),
    st.just(str(NOW)),
)


@st.composite
def headers(draw: st.DrawFn, body: str) -> str:
    """A header that may be right, broken in one place, or made of anything."""
    stamp = draw(stamps)
    secret = draw(st.sampled_from([*SECRETS, "whsec_other"]))
    try:
        right = sign(body, secret, int(stamp)).partition("v1=")[2]
    except ValueError:
        right = "00"
    signature = draw(
        st.sampled_from([right, right.upper(), right[:-1], right + "0", "", right[::-1]])
    )
    items = draw(
        st.permutations(
            [
                f"t={stamp}",
                f"v1={signature}",
                *draw(
                    st.lists(
                        st.sampled_from(
                            [
                                *(f"v1={right}", f"v0={right}", "v1", "t", "=", ""),
                                *(f" v1={right}", f"v1={right}=x", f"V1={right}"),
                                *(f"t={NOW}", "v1==", "a=b=c=d"),
                            ]
                        ),
                        max_size=2,
                    )
                ),
            ]
        )
    )
    return ",".join(items[draw(st.integers(0, 1)) if draw(st.booleans()) else 0 :])


@settings(
    max_examples=600,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(
    data=st.data(),
    body=bodies,
    secrets=st.lists(st.sampled_from(SECRETS), min_size=1, max_size=3, unique=True),
    tolerance=st.sampled_from([0, 1, 300, 10**6]),
)
def test_every_header_is_judged_as_the_library_does(
    database: psycopg.Connection[Any],
    data: st.DataObject,
    body: str,
    secrets: list[str],
    tolerance: int,
) -> None:
    agree(database, body, data.draw(headers(body)), secrets, tolerance)


@settings(max_examples=150, deadline=None)
@given(body=bodies, age=st.integers(-(10**6), 300), which=st.sampled_from(SECRETS))
@example(body="", age=300, which=SECRETS[0])
def test_what_stripe_signed_is_accepted(
    database: psycopg.Connection[Any], body: str, age: int, which: str
) -> None:
    assert agree(database, body, sign(body, which, NOW - age), SECRETS)


@settings(max_examples=150, deadline=None)
@given(body=bodies, other=bodies)
def test_a_signature_is_of_one_body_only(
    database: psycopg.Connection[Any], body: str, other: str
) -> None:
    assert agree(database, other, sign(body, SECRETS[0], NOW), SECRETS) == (body == other)


def test_no_header_and_no_secret_are_no_signature(database: psycopg.Connection[Any]) -> None:
    assert not agree(database, "{}", "", SECRETS)
    row = database.execute(_FAULT, ["{}", None, SECRETS, 300, NOW]).fetchone()
    assert row == ("there is no Stripe-Signature header", None)
    row = database.execute(_FAULT, ["{}", sign("{}", "", NOW), [], 300, NOW]).fetchone()
    assert row == ("no signature is that of this body", None)
