"""Invitations, and links that a service sends by its own mail."""

from __future__ import annotations

from aiohttp import web

from flywheel.db import Connection
from flywheel.local.auth import audit, bearer, bodies, otp, passwords, redirects, users
from flywheel.local.auth.context import CONTEXT, AuthContext
from flywheel.local.auth.errors import AuthError, email_exists, invalid
from flywheel.local.auth.outbox import Mail
from flywheel.local.auth.signup import SAVING_FAILED
from flywheel.local.auth.users import NewUser, User, sql


async def invite(request: web.Request) -> web.Response:
    """Make an account and invite its owner by mail (`POST /invite`)."""
    bearer.require_admin(request)
    context = request.config_dict[CONTEXT]
    body = await bodies.read(request, bodies.Invite)
    if not body.email:
        raise invalid("An email address is required")
    async with context.transaction(SAVING_FAILED) as connection:
        user = await _invited(connection, body.email, NewUser(body.email, "", body.data, "invite"))
        mail = await otp.make(
            request, connection, user, "invite", redirect_to=redirects.target(request)
        )
        await audit.record(connection, request, "user_invited", user=None, user_email=user.email)
        user = await users.get(connection, user.id)
    otp.send(request, mail)
    return web.json_response(user.as_json())


async def _invited(connection: Connection, email: str, new: NewUser) -> User:
    user = await users.create(connection, new) or await users.find_by_email(connection, email)
    if user is None or user.confirmed:
        raise email_exists()
    return user


async def generate_link(request: web.Request) -> web.Response:
    """Make a code and link and hand them out instead of mailing them."""
    bearer.require_admin(request)
    context = request.config_dict[CONTEXT]
    body = await bodies.read(request, bodies.Link)
    if not body.email:
        raise invalid("An email address is required")
    target = redirects.target(request, body.redirect_to)
    digest = await _digest(context, body)
    async with context.transaction(SAVING_FAILED) as connection:
        user, kind = await _subject(connection, body, digest)
        mail = await _make(request, connection, user, kind, body, target)
        user = await users.get(connection, user.id)
    return web.json_response(
        {
            **user.as_json(),
            "action_link": mail.link,
            "email_otp": mail.code,
            "hashed_token": mail.token_hash,
            "verification_type": kind,
            "redirect_to": target,
        }
    )


async def _digest(context: AuthContext, body: bodies.Link) -> str:
    if body.type != "signup":
        return ""
    if not body.password:
        raise invalid("Signup requires a valid password")
    passwords.check(body.password, context.settings.password_min_length)
    return await passwords.digest(body.password)


async def _subject(connection: Connection, body: bodies.Link, digest: str) -> tuple[User, str]:
    """Return whom the link is for and its verification type, which for a new user changes."""
    user = await users.find_by_email(connection, body.email)
    match body.type:
        case "signup":
            new = NewUser(body.email, digest, body.data)
            return await _invited(connection, body.email, new), "signup"
        case "invite":
            new = NewUser(body.email, "", body.data, "invite")
            return await _invited(connection, body.email, new), "invite"
        case "magiclink" if user is None:
            new = NewUser(body.email, "", body.data)
            return await _invited(connection, body.email, new), "signup"
        case _ if user is None:
            raise AuthError(404, "user_not_found", "User with this email not found")
        case _:
            return user, body.type


async def _make(
    request: web.Request,
    connection: Connection,
    user: User,
    kind: str,
    body: bodies.Link,
    target: str,
) -> Mail:
    if not kind.startswith("email_change"):
        return await otp.make(request, connection, user, kind, redirect_to=target)
    if not body.new_email:
        raise invalid("The new email address is required")
    if await users.find_by_email(connection, body.new_email):
        raise email_exists()
    if user.row["email_change"] != body.new_email:
        await connection.execute(sql.request_email_change, {"id": user.id, "email": body.new_email})
    current = kind == "email_change_current"
    return await otp.make(
        request,
        connection,
        user,
        "email_change",
        to=None if current else body.new_email,
        stored_as="email_change_token_current" if current else "email_change_token_new",
        redirect_to=target,
    )
