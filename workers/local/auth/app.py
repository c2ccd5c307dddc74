"""The routes of Auth, below `/auth/v1`."""

from __future__ import annotations

from aiohttp import web

from flywheel.local.auth import (
    account,
    admin,
    grants,
    links,
    mfa,
    otp,
    passwordless,
    signup,
    verify,
)
from flywheel.local.auth.context import CONTEXT, AuthContext
from flywheel.local.auth.errors import answer_errors
from flywheel.local.auth.outbox import Outbox
from flywheel.local.auth.throttle import Throttle


def create_app(context: AuthContext) -> web.Application:
    """Return Auth as an application, to be mounted where `context.api_url` says."""
    app = web.Application(middlewares=[answer_errors])
    app[CONTEXT] = context
    app[otp.OUTBOX] = Outbox(context.outbox)
    app[otp.THROTTLE] = Throttle(context.settings.mail_interval.total_seconds())
    app.add_routes(
        [
            web.get("/health", _health),
            web.get("/settings", _settings),
            web.get("/.well-known/jwks.json", _signing_keys),
            web.post("/signup", signup.sign_up),
            web.post("/token", grants.token),
            web.post("/otp", passwordless.sign_in_by_mail),
            web.post("/magiclink", passwordless.sign_in_by_mail),
            web.post("/recover", passwordless.recover),
            web.post("/resend", passwordless.resend),
            # No HEAD: whoever looks at a link before it is clicked must not use it up.
            web.get("/verify", verify.verify_link, allow_head=False),
            web.post("/verify", verify.verify_code),
            web.get("/user", account.show),
            web.put("/user", account.update),
            web.get("/reauthenticate", account.reauthenticate),
            web.post("/logout", account.sign_out),
            web.post("/factors", mfa.enroll),
            web.post("/factors/{factor_id}/challenge", mfa.challenge),
            web.post("/factors/{factor_id}/verify", mfa.verify),
            web.delete("/factors/{factor_id}", mfa.unenroll),
            web.post("/invite", links.invite),
            web.post("/admin/generate_link", links.generate_link),
            web.get("/admin/users", admin.list_users),
            web.post("/admin/users", admin.create_user),
            web.get("/admin/users/{user_id}", admin.show_user),
            web.put("/admin/users/{user_id}", admin.update_user),
            web.delete("/admin/users/{user_id}", admin.delete_user),
            web.get("/admin/users/{user_id}/factors", admin.list_factors),
            web.delete("/admin/users/{user_id}/factors/{factor_id}", admin.delete_factor),
            web.route("*", "/{anything:.*}", _unknown),
        ]
    )
    return app


async def _health(_: web.Request) -> web.Response:
    return web.json_response({"name": "flywheel.local.auth", "description": __doc__})


async def _settings(request: web.Request) -> web.Response:
    settings = request.config_dict[CONTEXT].settings
    return web.json_response(
        {
            "external": {
                "email": True,
                "phone": False,
                "anonymous_users": settings.anonymous_sign_ins,
            },
            "disable_signup": False,
            "mailer_autoconfirm": settings.autoconfirm,
            "phone_autoconfirm": False,
            "sms_provider": "",
            "saml_enabled": False,
        }
    )


async def _signing_keys(_: web.Request) -> web.Response:
    # Tokens are signed with a shared secret: there is no public key to show.
    return web.json_response({"keys": []})


async def _unknown(_: web.Request) -> web.Response:
    # Inside this application, so that its middleware words the answer.
    raise web.HTTPNotFound
