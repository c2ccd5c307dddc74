"""What a provider's HTTP errors mean."""

from __future__ import annotations

import time
from email.utils import formatdate

import pytest
from httpx import Headers

from flywheel.ai.errors import GenerationRefusedError, ProviderUnavailableError
from flywheel.ai.usage import Usage
from flywheel.ai.vendors import Vendor, retry_after

VENDOR = Vendor("OpenAI", "FLYWHEEL_OPENAI_API_KEY", "the-very-secret-key")


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [
        ({"Retry-After": "7"}, 7),
        ({"Retry-After": "0.5"}, 0.5),
        ({"Retry-After-Ms": "1500", "Retry-After": "2"}, 1.5),
        ({"retry-after-ms": "soon", "retry-after": "2"}, 2),
        ({"Retry-After": "-3"}, 0),
        ({"Retry-After": "99999999"}, 86_400),
        ({"Retry-After": "nan"}, None),
        ({"Retry-After": "later"}, None),
        ({"Retry-After": ""}, None),
        ({}, None),
    ],
)
def test_retry_after_is_read_in_every_form(headers: dict[str, str], seconds: float | None) -> None:
    assert retry_after(Headers(headers)) == seconds


def test_retry_after_may_be_a_date() -> None:
    date = formatdate(time.time() + 90, usegmt=True)
    assert retry_after(Headers({"Retry-After": date})) == pytest.approx(90, abs=2)
    assert retry_after(Headers({"Retry-After": "Wed, 21 Oct 2015 07:28:00 GMT"})) == 0


@pytest.mark.parametrize("status", [409, 429, 500, 502, 503, 529])
def test_what_may_pass_is_tried_again_and_cost_nothing(status: int) -> None:
    error = VENDOR.answered(status, Headers({"retry-after": "3"}), None, "Slow down")
    assert isinstance(error, ProviderUnavailableError)
    assert error.usage == Usage()
    assert error.retry_after == 3


@pytest.mark.parametrize("status", [408, 504])
def test_what_a_lost_request_cost_is_unknown(status: int) -> None:
    error = VENDOR.answered(status, Headers(), None, "Timeout")
    assert isinstance(error, ProviderUnavailableError)
    assert error.usage is None


@pytest.mark.parametrize("status", [400, 401, 402, 403, 404, 413, 422])
def test_what_will_not_pass_is_refused_with_a_hint(status: int) -> None:
    error = VENDOR.answered(status, Headers(), "invalid", "No")
    assert isinstance(error, GenerationRefusedError)
    assert error.usage == Usage()
    assert error.hint is not None
    assert "FLYWHEEL_OPENAI_API_KEY" in error.hint


@pytest.mark.parametrize("code", ["insufficient_quota", "billing_hard_limit_reached"])
def test_an_empty_account_is_not_tried_again(code: str) -> None:
    error = VENDOR.answered(429, Headers(), code, "You exceeded your current quota")
    assert isinstance(error, GenerationRefusedError)
    assert error.hint is not None
    assert "credit" in error.hint


def test_a_message_holds_no_key_and_no_long_text() -> None:
    said = f"Key the-very-secret-key or sk-proj-ABC***XYZ is wrong.\n{'wool ' * 500}"
    error = VENDOR.answered(401, Headers(), None, said)
    assert "secret" not in error.message
    assert "ABC" not in error.message
    assert len(error.message) < 400
    assert "\n" not in error.message
