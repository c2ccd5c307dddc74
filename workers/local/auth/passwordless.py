"""Requests for mails: sign-in, recovery, and the same again."""

from __future__ import annotations

from aiohttp import web

from flywheel.db import Connection
from flywheel.local.auth import audit, bodies, otp, redirects, users
from flywheel.local.auth.context import CONTEXT, AuthContext
from flywheel.local.auth.errors import AuthError, invalid, phone_disabled
from flywheel.local.auth.outbox import Mail
from flywheel.local.auth.signup import SAVING_FAILED
from flywheel.local.auth.users import NewUser, User


async def sign_in_by_mail(request: web.Request) -> web.Response:
    """Send a code and link that sign in; make the account if there is none (`POST /otp`)."""
    context = request.config_dict[CONTEXT]
    body = await bodies.read(request, bodies.Otp)
    if body.phone:
        raise phone_disabled()
    if not body.email:
        raise invalid("One of email or phone must be set")
    otp.admit(request, "magiclink", body.email)
    async with context.transaction(SAVING_FAILED) as connection:
        user = await users.find_by_email(connection, body.email)
        if user is None:
            if not body.create_user:
                raise AuthError(422, "otp_disabled", "Signups not allowed for otp")
            new = NewUser(body.email, "", user_metadata=body.data)
            user = await users.create(connection, new)
            # Whoever was faster with this address has an account now.
            user = user or await users.find_by_email(connection, body.email)
        if user is None:
            raise AuthError(500, "unexpected_failure", SAVING_FAILED)
        mail = await _sign_in_mail(context, connection, request, user, body)
    otp.send(request, mail)
    return web.json_response({})


async def _sign_in_mail(
    context: AuthContext,
    connection: Connection,
    request: web.Request,
    user: User,
    body: bodies.Otp,
) -> Mail:
    # An address that was never confirmed gets the mail that confirms it.
    kind = "magiclink" if user.confirmed or context.settings.autoconfirm else "signup"
    await audit.record(connection, request, "user_recovery_requested", user)
    return await otp.make(
        request,
        connection,
        user,
        kind,
        redirect_to=redirects.target(request),
        challenge=body,
    )


async def recover(request: web.Request) -> web.Response:
    """Send a mail that lets the owner set a new password; silent if there is no account."""
    context = request.config_dict[CONTEXT]
    body = await bodies.read(request, bodies.Recover)
    if not body.email:
        raise invalid("Password recovery requires an email")
    otp.admit(request, "recovery", body.email)
    mail: Mail | None = None
    async with context.transaction() as connection:
        user = await users.find_by_email(connection, body.email)
        if user:
            await audit.record(connection, request, "user_recovery_requested", user)
            mail = await otp.make(
                request,
                connection,
                user,
                "recovery",
                redirect_to=redirects.target(request),
                challenge=body,
            )
    if mail:
        otp.send(request, mail)
    return web.json_response({})


async def resend(request: web.Request) -> web.Response:
    """Send the mail of a pending sign-up or change of address again (`POST /resend`)."""
    context = request.config_dict[CONTEXT]
    body = await bodies.read(request, bodies.Resend)
    if body.phone or body.type in ("sms", "phone_change"):
        raise phone_disabled()
    if body.type not in ("signup", "email_change"):
        raise invalid("Type provided requires one of: signup, email_change")
    if not body.email:
        raise invalid("Type provided requires an email address")
    otp.admit(request, body.type, body.email)
    mails: list[Mail] = []
    async with context.transaction() as connection:
        user = await users.find_by_email(connection, body.email)
        target = redirects.target(request)
        if user and body.type == "signup" and not user.confirmed:
            mails = [
                await otp.make(
                    request, connection, user, "signup", redirect_to=target, challenge=body
                )
            ]
        elif user and body.type == "email_change" and user.row["email_change"]:
            mails = await email_change_mails(
                request, connection, user, user.row["email_change"], body
            )
    otp.send(request, *mails)
    return web.json_response({})


async def email_change_mails(
    request: web.Request,
    connection: Connection,
    user: User,
    new_email: str,
    challenge: otp.Challenged,
) -> list[Mail]:
    """Return the mails that ask to confirm `new_email`: to it, and to the old address."""
    target = redirects.target(request)
    mails = [
        await otp.make(
            request,
            connection,
            user,
            "email_change",
            to=new_email,
            redirect_to=target,
            challenge=challenge,
        )
    ]
    if request.config_dict[CONTEXT].settings.secure_email_change and user.email:
        mails.append(
            await otp.make(
                request,
                connection,
                user,
                "email_change",
                stored_as="email_change_token_current",
                redirect_to=target,
                challenge=challenge,
            )
        )
    return mails
