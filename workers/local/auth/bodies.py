"""The bodies of requests, read and checked."""

from __future__ import annotations

import json
import re
from typing import Annotated, Any, Literal, TypeVar
from uuid import UUID

from aiohttp import web
from pydantic import AfterValidator, BaseModel, ConfigDict, ValidationError, model_validator

from flywheel.local.auth.errors import AuthError, invalid

_ADDRESS = re.compile(r"[^@\s,;:<>()\"]+@[^@\s,;:<>()\"]+\.[^@\s,;:<>()\".]+")


def _address(text: str) -> str:
    if text and (len(text) > 255 or not _ADDRESS.fullmatch(text)):
        raise ValueError("Unable to validate email address: invalid format")
    return text.lower()


Address = Annotated[str, AfterValidator(_address)]


class Body(BaseModel):
    """Base of all bodies: unknown fields are ignored, and null is as good as absent."""

    model_config = ConfigDict(extra="ignore", strict=True)

    @model_validator(mode="before")
    @classmethod
    def _without_nulls(cls, data: dict[str, Any]) -> dict[str, Any]:
        return {key: value for key, value in data.items() if value is not None}


class Flow(Body):
    """A request that may start a PKCE flow."""

    code_challenge: str = ""
    code_challenge_method: str = ""

    @model_validator(mode="after")
    def _challenge_is_whole(self) -> Flow:
        if bool(self.code_challenge) != bool(self.code_challenge_method):
            raise ValueError("PKCE flow needs both code_challenge and code_challenge_method")
        if self.code_challenge:
            self.code_challenge_method = self.code_challenge_method.lower()
            if self.code_challenge_method not in ("s256", "plain"):
                raise ValueError("code_challenge_method must be s256 or plain")
            if not re.fullmatch(r"[A-Za-z0-9._~-]{43,128}", self.code_challenge):
                raise ValueError("code_challenge must be 43 to 128 URL-safe characters")
        return self


class SignUp(Flow):
    """`POST /signup`."""

    email: Address = ""
    phone: str = ""
    password: str = ""
    data: dict[str, Any] = {}


class PasswordGrant(Body):
    """`POST /token?grant_type=password`."""

    email: str = ""
    phone: str = ""
    password: str = ""


class RefreshGrant(Body):
    """`POST /token?grant_type=refresh_token`."""

    refresh_token: str = ""


class PkceGrant(Body):
    """`POST /token?grant_type=pkce`."""

    auth_code: str = ""
    code_verifier: str = ""


class Otp(Flow):
    """`POST /otp` and `POST /magiclink`."""

    email: Address = ""
    phone: str = ""
    create_user: bool = True
    data: dict[str, Any] = {}


class Recover(Flow):
    """`POST /recover`."""

    email: Address = ""


class Resend(Flow):
    """`POST /resend`."""

    type: str = ""
    email: Address = ""
    phone: str = ""


class Verify(Body):
    """`POST /verify`."""

    type: str = ""
    token: str = ""
    token_hash: str = ""
    email: Address = ""
    phone: str = ""


class UserUpdate(Flow):
    """`PUT /user`."""

    email: Address = ""
    phone: str = ""
    password: str | None = None
    nonce: str = ""
    data: dict[str, Any] | None = None
    app_metadata: dict[str, Any] | None = None


class Enroll(Body):
    """`POST /factors`."""

    factor_type: str = ""
    friendly_name: str = ""
    issuer: str = ""


class FactorCode(Body):
    """`POST /factors/{id}/verify`."""

    challenge_id: str = ""
    code: str = ""


class AdminUser(Body):
    """`POST /admin/users` and `PUT /admin/users/{id}`."""

    model_config = ConfigDict(extra="ignore", strict=False)

    id: UUID | None = None
    email: Address = ""
    phone: str = ""
    password: str = ""
    password_hash: str = ""
    role: str = ""
    email_confirm: bool = False
    user_metadata: dict[str, Any] | None = None
    app_metadata: dict[str, Any] | None = None
    ban_duration: str = ""


class AdminDelete(Body):
    """`DELETE /admin/users/{id}`."""

    should_soft_delete: bool = False


class Invite(Body):
    """`POST /invite`."""

    email: Address = ""
    data: dict[str, Any] = {}


class Link(Body):
    """`POST /admin/generate_link`."""

    type: Literal[
        "signup", "invite", "magiclink", "recovery", "email_change_current", "email_change_new"
    ]
    email: Address = ""
    new_email: Address = ""
    password: str = ""
    data: dict[str, Any] = {}
    redirect_to: str = ""


AnyBody = TypeVar("AnyBody", bound=Body)


async def read(request: web.Request, model: type[AnyBody]) -> AnyBody:
    """Return the JSON body of `request` as a `model`; no body is an empty object.

    Raises
    ------
    AuthError
        If it is no JSON object, or a field is wrong; the message names the field.
    """
    raw = await request.read()
    if raw and request.content_type != "application/json":
        raise invalid(f"Send the body as application/json, not {request.content_type}", 415)
    try:
        data = json.loads(raw or b"{}")
        storable = _storable(data)
    except (ValueError, RecursionError) as error:
        raise AuthError(400, "bad_json", f"Could not parse the body as JSON: {error}") from error
    if not isinstance(data, dict):
        raise AuthError(400, "bad_json", "The body must be a JSON object")
    if not storable:
        raise invalid("The body holds a character that the database cannot store")
    try:
        return model.model_validate(data)
    except ValidationError as error:
        raise invalid(_first(error)) from error


def _first(error: ValidationError) -> str:
    # Never with the input: it may be a password.
    first = error.errors(include_input=False, include_url=False)[0]
    message = first["msg"].removeprefix("Value error, ")
    field = ".".join(str(part) for part in first["loc"])
    return f"{field}: {message}" if field else message


def _storable(value: Any) -> bool:
    """Say whether Postgres takes `value`: no NUL, no lone half of a surrogate pair."""
    match value:
        case str():
            return "\x00" not in value and not any("\ud800" <= char <= "\udfff" for char in value)
        case dict():
            return all(_storable(key) and _storable(item) for key, item in value.items())
        case list():
            return all(_storable(item) for item in value)
    return True
