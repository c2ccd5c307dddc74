"""Second factors: TOTP (RFC 6238), and the sessions they raise to `aal2`."""

from __future__ import annotations

import io
from typing import Any
from urllib.parse import urlsplit
from uuid import UUID, uuid4

import psycopg
import pyotp
import segno
from aiohttp import web
from psycopg.rows import DictRow

from flywheel.db import Connection
from flywheel.local.auth import audit, bearer, bodies, sessions
from flywheel.local.auth.bearer import Caller
from flywheel.local.auth.context import CONTEXT
from flywheel.local.auth.errors import AuthError, invalid
from flywheel.local.auth.users import User, sql

# Clocks drift: the codes before and after the present one count too.
_WINDOW = 1


async def enroll(request: web.Request) -> web.Response:
    """Begin a factor: answer with its secret, as text and as a QR code (`POST /factors`)."""
    context = request.config_dict[CONTEXT]
    body = await bodies.read(request, bodies.Enroll)
    async with context.transaction("Error enrolling factor") as connection:
        caller = await bearer.require_user(request, connection)
        caller.own_session()
        _check_type(body.factor_type)
        _check_room(caller, body.friendly_name, context.settings.max_factors)
        factor_id, secret = uuid4(), pyotp.random_base32()
        try:
            async with connection.transaction():
                await connection.execute(
                    sql.insert_factor,
                    {
                        "id": factor_id,
                        "user_id": caller.user.id,
                        "friendly_name": body.friendly_name,
                        "secret": secret,
                    },
                )
        except psycopg.errors.UniqueViolation as error:
            raise _name_taken(body.friendly_name) from error
        await audit.record(
            connection, request, "factor_in_progress", caller.user, factor_id=str(factor_id)
        )
    uri = pyotp.TOTP(secret).provisioning_uri(
        name=caller.user.email or str(caller.user.id),
        issuer_name=body.issuer or urlsplit(context.site_url).netloc,
    )
    return web.json_response(
        {
            "id": str(factor_id),
            "type": "totp",
            "friendly_name": body.friendly_name,
            "totp": {"qr_code": _qr_code(uri), "secret": secret, "uri": uri},
        }
    )


def _check_type(factor_type: str) -> None:
    if factor_type in ("phone", "webauthn"):
        raise AuthError(
            422,
            f"mfa_{factor_type}_enroll_not_enabled",
            f"MFA enroll is disabled for {factor_type}",
        )
    if factor_type != "totp":
        raise invalid("factor_type needs to be totp")


def _check_room(caller: Caller, name: str, limit: int) -> None:
    factors = caller.user.row["factors"]
    if name and any(factor["friendly_name"] == name for factor in factors):
        raise _name_taken(name)
    if len(factors) >= limit:
        raise AuthError(
            422,
            "too_many_enrolled_mfa_factors",
            "Maximum number of verified factors reached, unenroll to continue",
        )
    if caller.user.verified_factors and not caller.aal2:
        raise AuthError(403, "insufficient_aal", "AAL2 required to enroll a new factor")


def _name_taken(name: str) -> AuthError:
    return AuthError(
        422,
        "mfa_factor_name_conflict",
        f'A factor with the friendly name "{name}" for this user already exists',
    )


def _qr_code(uri: str) -> str:
    drawn = io.BytesIO()
    segno.make(uri, error="m").save(drawn, kind="svg", xmldecl=False, scale=4, nl=False)
    return drawn.getvalue().decode()


async def challenge(request: web.Request) -> web.Response:
    """Ask for a code of the factor (`POST /factors/{factor_id}/challenge`)."""
    context = request.config_dict[CONTEXT]
    async with context.transaction() as connection:
        caller = await bearer.require_user(request, connection)
        caller.own_session()
        factor = await _factor(request, connection, caller.user)
        challenge_id = uuid4()
        cursor = await connection.execute(
            sql.insert_challenge,
            {
                "id": challenge_id,
                "factor_id": factor["id"],
                "ip": _address(request),
                "expiry": context.settings.challenge_expiry,
            },
        )
        row = await cursor.fetchone()
        await audit.record(
            connection, request, "challenge_created", caller.user, factor_id=str(factor["id"])
        )
    return web.json_response(
        {
            "id": str(challenge_id),
            "type": factor["factor_type"],
            "expires_at": row["expires_at"] if row else None,
        }
    )


async def verify(request: web.Request) -> web.Response:
    """Take a code of the factor and raise the session (`POST /factors/{factor_id}/verify`)."""
    context = request.config_dict[CONTEXT]
    body = await bodies.read(request, bodies.FactorCode)
    async with context.transaction() as connection:
        caller = await bearer.require_user(request, connection)
        session = caller.own_session()
        factor = await _factor(request, connection, caller.user)
        await _use_challenge(request, connection, factor["id"], body)
        if not pyotp.TOTP(factor["secret"]).verify(body.code, valid_window=_WINDOW):
            raise AuthError(422, "mfa_verification_failed", "Invalid TOTP code entered")
        await connection.execute(sql.lock_session, {"id": session.id})
        await connection.execute(sql.verify_factor, {"id": factor["id"], "user_id": caller.user.id})
        await connection.execute(sql.raise_aal, {"id": session.id, "factor_id": factor["id"]})
        await sessions.add_method(connection, session.id, "totp")
        await connection.execute(
            sql.delete_weaker_sessions,
            {"user_id": caller.user.id, "session_id": session.id},
        )
        await audit.record(
            connection,
            request,
            "verification_attempted",
            caller.user,
            factor_id=str(factor["id"]),
            challenge_id=body.challenge_id,
        )
        token = await sessions.live_token(connection, session.id)
        answer = await sessions.tokens(context, connection, session.id, token)
    return web.json_response(answer)


async def _use_challenge(
    request: web.Request, connection: Connection, factor_id: UUID, body: bodies.FactorCode
) -> None:
    """Use the challenge up, unless the code turns out wrong: then all of this is undone."""
    expiry = request.config_dict[CONTEXT].settings.challenge_expiry
    try:
        challenge_id = UUID(body.challenge_id)
    except ValueError as error:
        raise invalid("challenge_id must be an UUID") from error
    cursor = await connection.execute(
        sql.lock_challenge,
        {
            "id": challenge_id,
            "factor_id": factor_id,
            "ip": _address(request),
            "expiry": expiry,
        },
    )
    row = await cursor.fetchone()
    if row is None:
        raise AuthError(
            422,
            "mfa_factor_not_found",
            "MFA factor with the provided challenge ID not found",
        )
    if not row["same_address"]:
        raise AuthError(
            422,
            "mfa_ip_address_mismatch",
            "Challenge and verify IP addresses mismatch.",
        )
    if row["expired"]:
        raise AuthError(
            422,
            "mfa_challenge_expired",
            f"MFA challenge {challenge_id} has expired, verify against another challenge "
            "or create a new challenge.",
        )
    await connection.execute(sql.use_challenge, {"id": challenge_id})


async def unenroll(request: web.Request) -> web.Response:
    """Remove a factor; a verified one takes an `aal2` session (`DELETE /factors/{id}`)."""
    async with request.config_dict[CONTEXT].transaction() as connection:
        caller = await bearer.require_user(request, connection)
        caller.own_session()
        factor = await _factor(request, connection, caller.user)
        if factor["status"] == "verified" and not caller.aal2:
            raise AuthError(422, "insufficient_aal", "AAL2 required to unenroll verified factor")
        await remove(connection, caller.user, factor["id"])
        await audit.record(
            connection, request, "factor_unenrolled", caller.user, factor_id=str(factor["id"])
        )
    return web.json_response({"id": str(factor["id"])})


async def remove(connection: Connection, user: User, factor_id: UUID) -> None:
    """Delete the factor, and lower the sessions that it had raised."""
    await connection.execute(sql.delete_factor, {"id": factor_id, "user_id": user.id})


async def find(connection: Connection, user: User, factor_id: UUID) -> DictRow:
    """Return the user's factor with this id, or raise `mfa_factor_not_found`."""
    cursor = await connection.execute(sql.factor, {"id": factor_id, "user_id": user.id})
    row = await cursor.fetchone()
    if row is None:
        raise AuthError(404, "mfa_factor_not_found", "Factor not found")
    return row


async def _factor(request: web.Request, connection: Connection, user: User) -> dict[str, Any]:
    return await find(connection, user, bearer.path_id(request, "factor_id"))


def _address(request: web.Request) -> str:
    return request.remote or "127.0.0.1"
