"""A signed-in user's own account."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from aiohttp import web

from flywheel.db import Connection
from flywheel.local.auth import audit, bearer, bodies, otp, passwords, sessions, users
from flywheel.local.auth.bearer import Caller
from flywheel.local.auth.context import CONTEXT, AuthContext
from flywheel.local.auth.errors import AuthError, email_exists, invalid, phone_disabled
from flywheel.local.auth.outbox import Mail
from flywheel.local.auth.passwordless import email_change_mails
from flywheel.local.auth.users import sql

# So long after a sign-in a new password needs no further proof.
_RECENT = timedelta(hours=24)


async def show(request: web.Request) -> web.Response:
    """Return the user (`GET /user`)."""
    async with request.config_dict[CONTEXT].transaction() as connection:
        caller = await bearer.require_user(request, connection)
    return web.json_response(caller.user.as_json())


async def update(request: web.Request) -> web.Response:
    """Change address, password or metadata of the user (`PUT /user`)."""
    context = request.config_dict[CONTEXT]
    async with context.transaction() as connection:
        caller = await bearer.require_user(request, connection)
    body = await bodies.read(request, bodies.UserUpdate)
    _check_allowed(caller, body)
    digest = await _new_digest(context, caller, body.password)
    mails: list[Mail] = []
    async with context.transaction("Error updating user") as connection:
        if digest:
            await _set_password(context, connection, request, caller, digest, body.nonce)
        if body.data is not None:
            await users.merge_metadata(connection, caller.user, user_metadata=body.data)
        if body.email and body.email != caller.user.email:
            mails = await _change_email(context, connection, request, caller, body)
        await audit.record(connection, request, "user_modified", caller.user)
        user = await users.get(connection, caller.user.id)
    otp.send(request, *mails)
    return web.json_response(user.as_json())


def _check_allowed(caller: Caller, body: bodies.UserUpdate) -> None:
    if body.phone:
        raise phone_disabled()
    if body.app_metadata is not None:
        raise AuthError(403, "not_admin", "Updating app_metadata requires admin privileges")
    new_email = body.email and body.email != caller.user.email
    if (body.password or new_email) and caller.user.verified_factors and not caller.aal2:
        raise AuthError(
            401,
            "insufficient_aal",
            "AAL2 session is required to update email or password when MFA is enabled.",
        )
    if body.password and caller.user.row["is_anonymous"] and not body.email:
        raise invalid("Updating password of an anonymous user without an email is not allowed", 422)


async def _new_digest(context: AuthContext, caller: Caller, password: str | None) -> str | None:
    if password is None:
        return None
    passwords.check(password, context.settings.password_min_length)
    if await passwords.matches(password, caller.user.encrypted_password):
        raise AuthError(
            422, "same_password", "New password should be different from the old password."
        )
    return await passwords.digest(password)


async def _set_password(
    context: AuthContext,
    connection: Connection,
    request: web.Request,
    caller: Caller,
    digest: str,
    nonce: str,
) -> None:
    if context.settings.secure_password_change and not _signed_in_lately(caller):
        await _check_nonce(context, connection, caller, nonce)
    await connection.execute(sql.set_password, {"id": caller.user.id, "encrypted_password": digest})
    # Whoever knew the old password is out; this device stays in.
    await sessions.end(connection, caller.user, caller.session, "others")
    await audit.record(connection, request, "user_updated_password", caller.user)


def _signed_in_lately(caller: Caller) -> bool:
    if caller.session is None:
        return False
    created: datetime = caller.session.row["created_at"]
    return datetime.now(UTC) - created < _RECENT


async def _check_nonce(
    context: AuthContext, connection: Connection, caller: Caller, nonce: str
) -> None:
    if not nonce:
        raise AuthError(400, "reauthentication_needed", "Password update requires reauthentication")
    hashed = otp.token_hash(caller.user.email, nonce)
    if not await otp.take(
        context, connection, ["reauthentication_token"], [hashed], user_id=caller.user.id
    ):
        raise AuthError(422, "reauthentication_not_valid", "Nonce has expired or is invalid")


async def _change_email(
    context: AuthContext,
    connection: Connection,
    request: web.Request,
    caller: Caller,
    body: bodies.UserUpdate,
) -> list[Mail]:
    user = caller.user
    if await users.find_by_email(connection, body.email):
        raise email_exists()
    if user.row["is_anonymous"] and context.settings.autoconfirm:
        await users.set_email(connection, user, body.email)
        await users.confirm(connection, user)
        return []
    otp.admit(request, "email_change", user.email or body.email)
    await connection.execute(sql.request_email_change, {"id": user.id, "email": body.email})
    return await email_change_mails(request, connection, user, body.email, body)


async def reauthenticate(request: web.Request) -> web.Response:
    """Send the nonce that a change of password may need (`GET /reauthenticate`)."""
    context = request.config_dict[CONTEXT]
    async with context.transaction() as connection:
        caller = await bearer.require_user(request, connection)
        if not caller.user.confirmed:
            raise AuthError(422, "email_not_confirmed", "Please verify your email first.")
        otp.admit(request, "reauthentication", caller.user.email)
        mail = await otp.make(
            request,
            connection,
            caller.user,
            "reauthentication",
            stored_as="reauthentication_token",
            redirect_to="",
        )
        await audit.record(connection, request, "user_reauthenticate_requested", caller.user)
    otp.send(request, mail)
    return web.json_response({})


async def sign_out(request: web.Request) -> web.Response:
    """End sessions of the user, as the query parameter `scope` says (`POST /logout`)."""
    scope = request.query.get("scope") or "global"
    if scope not in ("global", "local", "others"):
        raise invalid(f"Unsupported logout scope {scope!r}: use global, local or others")
    async with request.config_dict[CONTEXT].transaction() as connection:
        caller = await bearer.require_user(request, connection)
        if scope != "global":
            caller.own_session()
        await sessions.end(connection, caller.user, caller.session, scope)
        await audit.record(connection, request, "logout", caller.user)
    return web.Response(status=204)
