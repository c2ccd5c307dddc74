"""The asynchronous official client, on the ways through Auth that an application takes."""

from __future__ import annotations

import pytest
from pyotp import TOTP
from supabase_auth.errors import AuthApiError

from tests.api.auth import PASSWORD, address, async_client, follow, mail
from tests.conftest import Stack


async def test_a_person_signs_up_signs_in_and_out(stack: Stack) -> None:
    email, one = address(), await async_client(stack)
    assert (await one.auth.sign_up({"email": email, "password": PASSWORD})).session
    await one.auth.sign_out()
    assert await one.auth.get_session() is None
    with pytest.raises(AuthApiError, match="Invalid login credentials"):
        await one.auth.sign_in_with_password({"email": email, "password": "wrong one"})
    await one.auth.sign_in_with_password({"email": email, "password": PASSWORD})
    updated = await one.auth.update_user({"data": {"name": "Ann"}})
    assert updated.user.user_metadata["name"] == "Ann"
    refreshed = await one.auth.refresh_session()
    assert refreshed.user is not None
    assert refreshed.user.email == email


async def test_a_magic_link_is_exchanged_for_a_session(stack: Stack) -> None:
    email, one = address(), await async_client(stack)
    await one.auth.sign_in_with_otp({"email": email})
    _, carried = follow(mail(stack, email).link)
    answer = await one.auth.exchange_code_for_session({"auth_code": carried["code"]})
    assert answer.user is not None
    assert answer.user.email == email


async def test_a_second_factor_raises_the_session(stack: Stack) -> None:
    email, one = address(), await async_client(stack)
    await one.auth.sign_up({"email": email, "password": PASSWORD})
    factor = await one.auth.mfa.enroll({"factor_type": "totp", "friendly_name": "phone"})
    assert factor.totp is not None
    await one.auth.mfa.challenge_and_verify(
        {"factor_id": factor.id, "code": TOTP(factor.totp.secret).now()}
    )
    levels = await one.auth.mfa.get_authenticator_assurance_level()
    assert levels.current_level == "aal2"
