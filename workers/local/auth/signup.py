"""`POST /signup`: a new account, with a password or anonymous."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

from aiohttp import web

from flywheel.db import Connection
from flywheel.local.auth import audit, bodies, otp, passwords, redirects, sessions, users
from flywheel.local.auth.context import CONTEXT, AuthContext
from flywheel.local.auth.errors import AuthError, invalid, phone_disabled
from flywheel.local.auth.outbox import Mail
from flywheel.local.auth.users import NewUser, User

SAVING_FAILED = "Database error saving new user"


async def sign_up(request: web.Request) -> web.Response:
    """Make an account; answer with a session if the address needs no confirmation."""
    context = request.config_dict[CONTEXT]
    body = await bodies.read(request, bodies.SignUp)
    if body.phone:
        raise phone_disabled()
    if not body.email:
        if body.password:
            raise invalid("To sign up, send an email address", 422)
        return web.json_response(await _anonymous(context, request, body))
    if not body.password:
        raise invalid("Signup requires a valid password", 422)
    passwords.check(body.password, context.settings.password_min_length)
    digest = await passwords.digest(body.password)
    if not context.settings.autoconfirm:
        otp.admit(request, "signup", body.email)
    mail: Mail | None = None
    async with context.transaction(SAVING_FAILED) as connection:
        user = await users.create(connection, NewUser(body.email, digest, user_metadata=body.data))
        if user is None:
            answer, mail = await _existing(context, connection, request, body)
        elif context.settings.autoconfirm:
            await audit.record(connection, request, "user_signedup", user)
            user = await users.confirm(connection, user)
            answer = await sessions.start(context, connection, request, user, "password")
        else:
            answer, mail = await _ask(connection, request, user, body)
    if mail:
        otp.send(request, mail)
    return web.json_response(answer)


async def _anonymous(
    context: AuthContext, request: web.Request, body: bodies.SignUp
) -> dict[str, Any]:
    if not context.settings.anonymous_sign_ins:
        raise AuthError(422, "anonymous_provider_disabled", "Anonymous sign-ins are disabled")
    async with context.transaction(SAVING_FAILED) as connection:
        new = NewUser(None, "", user_metadata=body.data, kind="anonymous")
        user = await users.create(connection, new)
        if user is None:
            raise AuthError(500, "unexpected_failure", SAVING_FAILED)
        return await sessions.start(context, connection, request, user, "anonymous")


async def _ask(
    connection: Connection, request: web.Request, user: User, body: bodies.SignUp
) -> tuple[dict[str, Any], Mail]:
    """Ask the owner of the address to confirm it."""
    await audit.record(connection, request, "user_confirmation_requested", user)
    mail = await otp.make(
        request,
        connection,
        user,
        "signup",
        redirect_to=redirects.target(request),
        challenge=body,
    )
    user = await users.get(connection, user.id)
    return user.as_json(), mail


async def _existing(
    context: AuthContext,
    connection: Connection,
    request: web.Request,
    body: bodies.SignUp,
) -> tuple[dict[str, Any], Mail | None]:
    """Answer for an address that has an account, without saying whether it has one.

    With autoconfirm nothing can be hidden: a new address would have got a session.
    """
    if context.settings.autoconfirm:
        raise AuthError(422, "user_already_exists", "User already registered")
    user = await users.find_by_email(connection, body.email)
    if user and not user.confirmed:
        return await _ask(connection, request, user, body)
    if user:
        await audit.record(connection, request, "user_repeated_signup", user)
    return _pretended(body), None


def _pretended(body: bodies.SignUp) -> dict[str, Any]:
    now = datetime.now(UTC).isoformat()
    return {
        "id": str(uuid4()),
        "aud": "authenticated",
        "role": "",
        "email": body.email,
        "phone": "",
        "confirmation_sent_at": now,
        "app_metadata": {"provider": "email", "providers": ["email"]},
        "user_metadata": body.data,
        "identities": [],
        "created_at": now,
        "updated_at": now,
        "is_anonymous": False,
    }
