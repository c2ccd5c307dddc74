"""TOTP factors and the sessions they raise to aal2."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any
from xml.etree import ElementTree

import pyotp
import pytest
from supabase_auth.errors import AuthApiError

from tests.api.auth import Person, enroll_totp, http, person, rows, sign_in
from tests.conftest import Stack


def protected(stack: Stack) -> tuple[Person, str, pyotp.TOTP]:
    """Somebody with a verified factor, in an aal2 session."""
    someone = person(stack)
    factor_id, authenticator = enroll_totp(someone.client)
    someone.client.auth.mfa.challenge_and_verify(
        {"factor_id": factor_id, "code": authenticator.now()}
    )
    return someone, factor_id, authenticator


def test_a_totp_code_raises_the_session_to_aal2(stack: Stack) -> None:
    someone = person(stack)
    session_id = someone.claims["session_id"]
    factor_id, authenticator = enroll_totp(someone.client)
    mfa = someone.client.auth.mfa
    challenge = mfa.challenge({"factor_id": factor_id})
    assert challenge.factor_type == "totp"
    mfa.verify(
        {
            "factor_id": factor_id,
            "challenge_id": challenge.id,
            "code": authenticator.now(),
        }
    )
    claims = someone.claims
    assert claims["aal"] == "aal2"
    assert claims["session_id"] == session_id
    assert {entry["method"] for entry in claims["amr"]} == {"totp", "password"}
    assert [factor.id for factor in mfa.list_factors().totp] == [factor_id]
    levels = mfa.get_authenticator_assurance_level()
    assert (levels.current_level, levels.next_level) == ("aal2", "aal2")


def test_a_refresh_keeps_aal2(stack: Stack) -> None:
    someone, _, _ = protected(stack)
    someone.client.auth.refresh_session()
    assert someone.claims["aal"] == "aal2"


def test_enrolling_gives_secret_uri_and_a_picture(stack: Stack) -> None:
    someone = person(stack)
    factor = someone.client.auth.mfa.enroll(
        {"factor_type": "totp", "friendly_name": "phone", "issuer": "Acme & Sons"}
    )
    assert factor.totp is not None
    read = pyotp.parse_uri(factor.totp.uri)
    assert read.secret == factor.totp.secret
    assert read.issuer == "Acme & Sons"
    assert read.name == someone.email
    head, _, picture = factor.totp.qr_code.partition(",")
    assert head == "data:image/svg+xml;utf-8"
    assert ElementTree.fromstring(picture).tag.endswith("svg")


def test_a_wrong_code_leaves_the_session_and_the_challenge(stack: Stack) -> None:
    someone = person(stack)
    factor_id, authenticator = enroll_totp(someone.client)
    challenge = someone.client.auth.mfa.challenge({"factor_id": factor_id})
    attempt: Any = {"factor_id": factor_id, "challenge_id": challenge.id}
    good = {authenticator.at(datetime.now(UTC) + timedelta(seconds=30 * n)) for n in range(-2, 3)}
    wrong = next(f"{code:06d}" for code in range(10) if f"{code:06d}" not in good)
    with pytest.raises(AuthApiError, match="Invalid TOTP code") as refused:
        someone.client.auth.mfa.verify(attempt | {"code": wrong})
    assert (refused.value.status, refused.value.code) == (422, "mfa_verification_failed")
    assert someone.claims["aal"] == "aal1"
    someone.client.auth.mfa.verify(attempt | {"code": authenticator.now()})


def test_a_challenge_is_good_once(stack: Stack) -> None:
    someone = person(stack)
    factor_id, authenticator = enroll_totp(someone.client)
    challenge = someone.client.auth.mfa.challenge({"factor_id": factor_id})
    attempt: Any = {
        "factor_id": factor_id,
        "challenge_id": challenge.id,
        "code": authenticator.now(),
    }
    someone.client.auth.mfa.verify(attempt)
    with pytest.raises(AuthApiError) as refused:
        someone.client.auth.mfa.verify(attempt)
    assert refused.value.code == "mfa_factor_not_found"


def test_a_challenge_expires(stack: Stack) -> None:
    someone = person(stack)
    factor_id, authenticator = enroll_totp(someone.client)
    challenge = someone.client.auth.mfa.challenge({"factor_id": factor_id})
    rows(
        stack,
        "update auth.mfa_challenges set created_at = now() - interval '6 minutes' where id = %s",
        challenge.id,
    )
    with pytest.raises(AuthApiError) as refused:
        someone.client.auth.mfa.verify(
            {
                "factor_id": factor_id,
                "challenge_id": challenge.id,
                "code": authenticator.now(),
            }
        )
    assert refused.value.code == "mfa_challenge_expired"


def test_proving_a_factor_ends_weaker_sessions(stack: Stack) -> None:
    someone = person(stack)
    elsewhere = sign_in(stack, someone.email)
    factor_id, authenticator = enroll_totp(someone.client)
    someone.client.auth.mfa.challenge_and_verify(
        {"factor_id": factor_id, "code": authenticator.now()}
    )
    with pytest.raises(AuthApiError) as refused:
        elsewhere.auth.get_user()
    assert refused.value.code == "session_not_found"


def test_a_new_session_starts_at_aal1_and_knows_what_is_missing(stack: Stack) -> None:
    someone, factor_id, authenticator = protected(stack)
    elsewhere = sign_in(stack, someone.email)
    levels = elsewhere.auth.mfa.get_authenticator_assurance_level()
    assert (levels.current_level, levels.next_level) == ("aal1", "aal2")
    elsewhere.auth.mfa.challenge_and_verify({"factor_id": factor_id, "code": authenticator.now()})
    assert elsewhere.auth.mfa.get_authenticator_assurance_level().current_level == "aal2"


def test_an_aal1_session_cannot_touch_what_the_factor_protects(stack: Stack) -> None:
    someone, factor_id, _ = protected(stack)
    elsewhere = sign_in(stack, someone.email).auth
    attempts: list[Callable[[], object]] = [
        lambda: elsewhere.update_user({"password": "another one 8"}),
        lambda: elsewhere.update_user({"email": "thief@example.com"}),
        lambda: elsewhere.mfa.unenroll({"factor_id": factor_id}),
        lambda: elsewhere.mfa.enroll({"factor_type": "totp", "friendly_name": "thief"}),
    ]
    for attempt in attempts:
        with pytest.raises(AuthApiError) as refused:
            attempt()
        assert refused.value.code == "insufficient_aal"
    elsewhere.update_user({"data": {"theme": "dark"}})


def test_removing_the_factor_lowers_the_session(stack: Stack) -> None:
    someone, factor_id, _ = protected(stack)
    assert someone.client.auth.mfa.unenroll({"factor_id": factor_id}).id == factor_id
    someone.client.auth.refresh_session()
    claims = someone.claims
    assert claims["aal"] == "aal1"
    assert [entry["method"] for entry in claims["amr"]] == ["password"]
    assert someone.client.auth.mfa.list_factors().all == []


def test_an_unproved_factor_can_be_dropped_at_aal1(stack: Stack) -> None:
    someone = person(stack)
    factor_id, _ = enroll_totp(someone.client)
    someone.client.auth.mfa.unenroll({"factor_id": factor_id})
    assert someone.client.auth.mfa.list_factors().all == []


def test_a_name_is_used_for_one_factor(stack: Stack) -> None:
    someone = person(stack)
    enroll_totp(someone.client, "phone")
    with pytest.raises(AuthApiError) as refused:
        enroll_totp(someone.client, "phone")
    assert (refused.value.status, refused.value.code) == (422, "mfa_factor_name_conflict")
    for name in ("", ""):
        enroll_totp(someone.client, name)


def test_a_person_has_at_most_ten_factors(stack: Stack) -> None:
    someone = person(stack)
    for number in range(10):
        enroll_totp(someone.client, f"phone {number}")
    with pytest.raises(AuthApiError) as refused:
        enroll_totp(someone.client, "one too many")
    assert refused.value.code == "too_many_enrolled_mfa_factors"


def test_the_factor_of_somebody_else_is_not_found(stack: Stack) -> None:
    someone, other = person(stack), person(stack)
    factor_id, authenticator = enroll_totp(someone.client)
    for attempt in (
        lambda: other.client.auth.mfa.challenge({"factor_id": factor_id}),
        lambda: other.client.auth.mfa.unenroll({"factor_id": factor_id}),
        lambda: other.client.auth.mfa.verify(
            {
                "factor_id": factor_id,
                "challenge_id": factor_id,
                "code": authenticator.now(),
            }
        ),
    ):
        with pytest.raises(AuthApiError) as refused:
            attempt()
        assert (refused.value.status, refused.value.code) == (404, "mfa_factor_not_found")


@pytest.mark.parametrize(
    ("factor_type", "code"),
    [
        ("phone", "mfa_phone_enroll_not_enabled"),
        ("webauthn", "mfa_webauthn_enroll_not_enabled"),
        ("carrier pigeon", "validation_failed"),
    ],
)
def test_other_kinds_of_factors_are_refused(stack: Stack, factor_type: str, code: str) -> None:
    token = person(stack).session.access_token
    with http(stack, Authorization=f"Bearer {token}") as plain:
        answer = plain.post("/factors", json={"factor_type": factor_type})
        assert answer.json()["error_code"] == code
        assert plain.post("/factors/7/challenge").json()["msg"] == "factor_id must be an UUID"
