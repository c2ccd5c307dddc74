"""`/verify`: a code, or the hash in a link, for a session."""

from __future__ import annotations

from dataclasses import dataclass

from aiohttp import web

from flywheel.db import Connection
from flywheel.local.auth import audit, bodies, flows, otp, redirects, sessions, users
from flywheel.local.auth.context import CONTEXT, AuthContext
from flywheel.local.auth.errors import AuthError, email_exists, invalid, phone_disabled
from flywheel.local.auth.otp import PKCE_PREFIX, TOKENS_OF_TYPE
from flywheel.local.auth.users import User, sql

_ONE_OF_TWO = "Confirmation link accepted. Please proceed to confirm link sent to the other email"


@dataclass(frozen=True)
class _Proof:
    """What somebody presents: hashes that may stand in the database, and whose they are."""

    kind: str
    hashes: list[str]
    email: str | None = None


async def verify_code(request: web.Request) -> web.Response:
    """Take a code with its address, or a token hash, and answer with a session."""
    context = request.config_dict[CONTEXT]
    proof = _proof(await bodies.read(request, bodies.Verify))
    async with context.transaction("Database error updating user") as connection:
        user = await _prove(context, connection, request, proof)
        if user is None:
            return web.json_response({"msg": _ONE_OF_TWO, "code": "200"})
        answer = await sessions.start(context, connection, request, user, "otp")
    return web.json_response(answer)


async def verify_link(request: web.Request) -> web.Response:
    """Take the link of a mail, and lead the browser to the application.

    It carries the session along, or the code to exchange for one if the mail was asked for
    with PKCE; or the error.
    """
    token = request.query.get("token") or request.query.get("token_hash") or ""
    pkce = token.startswith(PKCE_PREFIX)
    target = redirects.target(request)
    try:
        location = await _follow(request, token, request.query.get("type", ""), target)
    except AuthError as error:
        location = redirects.with_error(target, error, pkce=pkce)
    return web.Response(status=303, headers={"Location": location})


async def _follow(request: web.Request, token: str, kind: str, target: str) -> str:
    context = request.config_dict[CONTEXT]
    pkce = token.startswith(PKCE_PREFIX)
    if not token:
        raise invalid("Verify requires a token")
    if not (token.isascii() and token.isprintable()):
        raise invalid("The token has characters that no token has")
    _check_kind(kind)
    if kind not in flows.METHODS:
        raise invalid(f"A link cannot have the type {kind}: use one of {', '.join(flows.METHODS)}")
    async with context.transaction("Database error updating user") as connection:
        user = await _prove(context, connection, request, _Proof(kind, [token]))
        if user is None:
            return redirects.with_message(target, _ONE_OF_TWO, pkce=pkce)
        if pkce:
            code = await flows.issue_code(connection, user.id, flows.METHODS[kind])
            return redirects.with_code(target, code)
        answer = await sessions.start(context, connection, request, user, "otp")
    return redirects.with_tokens(target, answer, kind)


def _check_kind(kind: str) -> None:
    if not kind:
        raise invalid("Verify requires a verification type")
    if kind in ("sms", "phone_change"):
        raise phone_disabled()
    if kind not in TOKENS_OF_TYPE:
        raise invalid(f"Unsupported verification type: use one of {', '.join(TOKENS_OF_TYPE)}")


def _proof(body: bodies.Verify) -> _Proof:
    if body.phone:
        raise phone_disabled()
    _check_kind(body.type)
    if body.token_hash:
        if body.token or body.email:
            raise invalid("Only the token_hash and type should be provided")
        return _Proof(body.type, [body.token_hash])
    if not body.token:
        raise invalid("Verify requires a token or a token hash")
    if not body.email:
        raise invalid("Only an email address or phone number should be provided on verify")
    hashed = otp.token_hash(body.email, body.token)
    return _Proof(body.type, [hashed, PKCE_PREFIX + hashed], body.email)


async def _prove(
    context: AuthContext, connection: Connection, request: web.Request, proof: _Proof
) -> User | None:
    """Use the code up and do what it is for; None if a change of address needs the other too."""
    taken = await otp.take(
        context, connection, TOKENS_OF_TYPE[proof.kind], proof.hashes, email=proof.email
    )
    if taken is None:
        raise AuthError(
            403,
            "otp_expired",
            "Token has expired or is invalid"
            if proof.email
            else "Email link is invalid or has expired",
        )
    user = await users.get(connection, taken.user_id)
    if user.banned:
        raise AuthError(403, "user_banned", "User is banned")
    if proof.kind == "email_change":
        return await _change_email(context, connection, request, user)
    if user.confirmed:
        return user
    await audit.record(connection, request, "user_signedup", user)
    return await users.confirm(connection, user)


async def _change_email(
    context: AuthContext, connection: Connection, request: web.Request, user: User
) -> User | None:
    if context.settings.secure_email_change and user.email:
        cursor = await connection.execute(sql.confirm_email_change_once, {"id": user.id})
        if await cursor.fetchone():
            return None
    # Read again: the statement above may have waited for the other link's transaction.
    user = await users.get(connection, user.id)
    new_email: str = user.row["email_change"]
    if not new_email:
        raise AuthError(403, "otp_expired", "Email link is invalid or has expired")
    if await users.find_by_email(connection, new_email):
        raise email_exists()
    await users.set_email(connection, user, new_email)
    await connection.execute(sql.drop_email_change_tokens, {"user_id": user.id})
    await audit.record(connection, request, "user_modified", user)
    return await users.confirm(connection, user)
