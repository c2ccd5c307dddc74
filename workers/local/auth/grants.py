"""`POST /token`: a password, a refresh token or a PKCE code for a session."""

from __future__ import annotations

from aiohttp import web

from flywheel.local.auth import bodies, flows, passwords, sessions, users
from flywheel.local.auth.context import CONTEXT
from flywheel.local.auth.errors import AuthError, invalid, phone_disabled


async def token(request: web.Request) -> web.Response:
    """Answer according to the query parameter `grant_type`."""
    match request.query.get("grant_type"):
        case "password":
            return await _password(request)
        case "refresh_token":
            return await _refresh_token(request)
        case "pkce":
            return await _pkce(request)
        case other:
            raise AuthError(
                400,
                "invalid_credentials",
                f"unsupported_grant_type: {other or 'none'}; use password, refresh_token or pkce",
            )


async def _password(request: web.Request) -> web.Response:
    context = request.config_dict[CONTEXT]
    body = await bodies.read(request, bodies.PasswordGrant)
    if body.phone:
        raise phone_disabled()
    if not body.email:
        raise invalid("missing email or phone")
    async with context.transaction() as connection:
        user = await users.find_by_email(connection, body.email)
    # No connection is held while bcrypt works.
    stored = user.encrypted_password if user else None
    if not await passwords.matches(body.password, stored) or not user:
        raise AuthError(400, "invalid_credentials", "Invalid login credentials")
    if user.banned:
        raise AuthError(400, "user_banned", "User is banned")
    if not user.confirmed:
        raise AuthError(400, "email_not_confirmed", "Email not confirmed")
    async with context.transaction("Database error granting user") as connection:
        answer = await sessions.start(context, connection, request, user, "password")
    return web.json_response(answer)


async def _refresh_token(request: web.Request) -> web.Response:
    body = await bodies.read(request, bodies.RefreshGrant)
    if not body.refresh_token:
        raise invalid("refresh_token is required")
    context = request.config_dict[CONTEXT]
    return web.json_response(await sessions.refresh(context, request, body.refresh_token))


async def _pkce(request: web.Request) -> web.Response:
    body = await bodies.read(request, bodies.PkceGrant)
    if not body.auth_code or not body.code_verifier:
        raise invalid("both auth code and code verifier should be non-empty")
    context = request.config_dict[CONTEXT]
    answer = await flows.exchange(context, request, body.auth_code, body.code_verifier)
    return web.json_response(answer)
