"""The service's own calls: every user, without being them."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any
from uuid import UUID

from aiohttp import web

from flywheel.db import Connection
from flywheel.local.auth import audit, bearer, bodies, mfa, passwords, users
from flywheel.local.auth.context import CONTEXT, AuthContext
from flywheel.local.auth.errors import email_exists, invalid, phone_disabled
from flywheel.local.auth.users import NewUser, User, sql

_PAGE_SIZE = 50
_MAX_PAGE_SIZE = 1000
_DURATION = re.compile(r"(?:(\d+)h)?(?:(\d+)m)?(?:(\d+)s)?")


async def list_users(request: web.Request) -> web.Response:
    """Return one page of users, newest first; the headers say how many there are."""
    bearer.require_admin(request)
    page = _number(request, "page", 1, 2**31)
    size = _number(request, "per_page", _PAGE_SIZE, _MAX_PAGE_SIZE)
    async with request.config_dict[CONTEXT].transaction() as connection:
        cursor = await connection.execute(sql.count_users)
        counted = await cursor.fetchone()
        cursor = await connection.execute(
            sql.user_ids, {"limit": size, "offset": (page - 1) * size}
        )
        ids = [row["id"] for row in await cursor.fetchall()]
        found = await users.find_all(connection, ids)
    total = counted["total"] if counted else 0
    return web.json_response(
        {"users": [user.as_json() for user in found], "aud": "authenticated"},
        headers={"X-Total-Count": str(total), **_links(request, page, size, total)},
    )


def _number(request: web.Request, name: str, default: int, maximum: int) -> int:
    text = request.query.get(name) or str(default)
    if not re.fullmatch(r"[1-9][0-9]{0,9}", text):
        raise invalid(f"Bad Pagination Parameters: {name} must be a positive number")
    return min(int(text), maximum)


def _links(request: web.Request, page: int, size: int, total: int) -> dict[str, str]:
    last = max(1, -(-total // size))
    pages = {"next": page + 1} if page < last else {}
    pages["last"] = last
    # The JavaScript client takes what follows the first '=': page comes first.
    links = (
        f'<{request.path}?page={number}&per_page={size}>; rel="{name}"'
        for name, number in pages.items()
    )
    return {"Link": ", ".join(links)}


async def show_user(request: web.Request) -> web.Response:
    """Return one user."""
    bearer.require_admin(request)
    async with request.config_dict[CONTEXT].transaction() as connection:
        user = await users.get(connection, bearer.path_id(request, "user_id"))
    return web.json_response(user.as_json())


async def create_user(request: web.Request) -> web.Response:
    """Make an account, without a mail to anybody."""
    bearer.require_admin(request)
    context = request.config_dict[CONTEXT]
    body = await bodies.read(request, bodies.AdminUser)
    if body.phone:
        raise phone_disabled()
    if not body.email:
        raise invalid("Cannot create a user without either an email or phone")
    digest = await _digest(context, body)
    async with context.transaction("Database error creating new user") as connection:
        new = NewUser(
            body.email,
            digest or "",
            user_metadata=body.user_metadata or {},
            role=body.role or "authenticated",
            id=body.id,
            kind="admin",
        )
        if body.id and await users.find(connection, body.id):
            raise invalid(f"A user with the id {body.id} exists", 422)
        if (user := await users.create(connection, new)) is None:
            raise email_exists()
        await audit.record(connection, request, "user_signedup", user=None, **_about(user))
        await _apply(connection, user, body, digest=None)
        user = await users.get(connection, user.id)
    return web.json_response(user.as_json())


async def update_user(request: web.Request) -> web.Response:
    """Change whatever the body names; nothing has to be confirmed."""
    bearer.require_admin(request)
    context = request.config_dict[CONTEXT]
    user_id = bearer.path_id(request, "user_id")
    body = await bodies.read(request, bodies.AdminUser)
    if body.phone:
        raise phone_disabled()
    digest = await _digest(context, body)
    async with context.transaction("Error updating user") as connection:
        user = await users.get(connection, user_id)
        if body.email and body.email != user.email:
            if await users.find_by_email(connection, body.email):
                raise email_exists()
            await users.set_email(connection, user, body.email)
        if body.role:
            await connection.execute(sql.set_role, {"id": user.id, "role": body.role})
        if body.user_metadata:
            await users.merge_metadata(connection, user, user_metadata=body.user_metadata)
        await _apply(connection, user, body, digest)
        await audit.record(connection, request, "user_modified", user=None, **_about(user))
        user = await users.get(connection, user.id)
    return web.json_response(user.as_json())


async def _apply(
    connection: Connection, user: User, body: bodies.AdminUser, digest: str | None
) -> None:
    """Do what creating and updating have in common."""
    if digest:
        await connection.execute(sql.set_password, {"id": user.id, "encrypted_password": digest})
    if body.app_metadata:
        await users.merge_metadata(connection, user, app_metadata=body.app_metadata)
    if body.email_confirm:
        await users.confirm(connection, user)
    if body.ban_duration:
        duration = _duration(body.ban_duration)
        await connection.execute(sql.set_ban, {"id": user.id, "duration": duration})


async def _digest(context: AuthContext, body: bodies.AdminUser) -> str | None:
    if body.password and body.password_hash:
        raise invalid("Only a password or a password hash should be provided")
    if body.password_hash:
        if not passwords.is_digest(body.password_hash):
            raise invalid("password_hash must be a bcrypt hash")
        return body.password_hash
    if not body.password:
        return None
    passwords.check(body.password, context.settings.password_min_length)
    return await passwords.digest(body.password)


def _duration(text: str) -> timedelta | None:
    """Return a ban's duration, written like 24h or 1h30m; None lifts the ban."""
    if text == "none":
        return None
    match = _DURATION.fullmatch(text)
    if not text or match is None:
        raise invalid(f"invalid format for ban duration: {text!r}, use e.g. 24h, 1h30m or none")
    hours, minutes, seconds = (int(part or 0) for part in match.groups())
    try:
        return timedelta(hours=hours, minutes=minutes, seconds=seconds)
    except OverflowError as error:
        raise invalid(f"ban duration is too long: {text!r}") from error


async def delete_user(request: web.Request) -> web.Response:
    """Delete a user, or keep the row without what says who it was (`should_soft_delete`)."""
    bearer.require_admin(request)
    user_id = bearer.path_id(request, "user_id")
    body = await bodies.read(request, bodies.AdminDelete)
    context = request.config_dict[CONTEXT]
    async with context.transaction("Database error deleting user") as connection:
        user = await users.get(connection, user_id)
        statement = sql.soft_delete_user if body.should_soft_delete else sql.delete_user
        await connection.execute(statement, {"id": user.id})
        await audit.record(connection, request, "user_deleted", user=None, **_about(user))
    return web.json_response({})


async def list_factors(request: web.Request) -> web.Response:
    """Return the second factors of a user."""
    bearer.require_admin(request)
    async with request.config_dict[CONTEXT].transaction() as connection:
        user = await users.get(connection, bearer.path_id(request, "user_id"))
    return web.json_response(user.row["factors"])


async def delete_factor(request: web.Request) -> web.Response:
    """Remove a second factor, for somebody who lost it."""
    bearer.require_admin(request)
    factor_id: UUID = bearer.path_id(request, "factor_id")
    async with request.config_dict[CONTEXT].transaction() as connection:
        user = await users.get(connection, bearer.path_id(request, "user_id"))
        await mfa.find(connection, user, factor_id)
        await mfa.remove(connection, user, factor_id)
        await audit.record(
            connection, request, "factor_deleted", user=None, factor_id=str(factor_id)
        )
    return web.json_response({"id": str(factor_id)})


def _about(user: User) -> dict[str, Any]:
    return {"user_id": str(user.id), "user_email": user.email}
