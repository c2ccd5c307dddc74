"""Addresses that need no key: a token in them says what may be read or written, and how long."""

from __future__ import annotations

import json
import time
from typing import Any

from aiohttp import web

from flywheel.local.secrets import InvalidTokenError
from flywheel.local.storage.bodies import read_json, whole_number
from flywheel.local.storage.context import CONTEXT, StorageContext, queries
from flywheel.local.storage.downloads import find_as_admin, find_as_caller, send
from flywheel.local.storage.errors import StorageError, invalid
from flywheel.local.storage.identity import Caller, identify
from flywheel.local.storage.uploads import Place, bucket_of, receive, require_permission

_LONGEST = 10 * 365 * 24 * 3600  # seconds
_UPLOAD_SECONDS = 2 * 3600
_MOST = 1000
_MISSING = "Either the object does not exist or you do not have access to it"
# A token that lets read must not let write.
_READ, _WRITE = "storage:read", "storage:write"


async def sign(request: web.Request) -> web.Response:
    """`POST /object/sign/{bucket}/{name}`: an address of a file that the caller may read."""
    context, place = request.config_dict[CONTEXT], Place.of(request)
    caller = identify(request, context.keys)
    expires_in = _seconds(await read_json(request))
    await find_as_caller(context, place, caller)
    return web.json_response({"signedURL": _address(context, place, expires_in)})


async def sign_many(request: web.Request) -> web.Response:
    """`POST /object/sign/{bucket}`: addresses of several files, or an error for each."""
    context, bucket = request.config_dict[CONTEXT], request.match_info["bucket"]
    caller = identify(request, context.keys)
    body = await read_json(request)
    expires_in, names = _seconds(body), body.get("paths")
    if not isinstance(names, list) or not 1 <= len(names) <= _MOST:
        raise invalid(f"paths must be a list of 1 to {_MOST} names")
    if not all(isinstance(name, str) for name in names):
        raise invalid("paths must be a list of names")
    async with context.acting_as(caller) as connection:
        found = await connection.execute(queries.existing_names, {"bucket": bucket, "names": names})
        existing = {row["name"] for row in await found.fetchall()}
    return web.json_response(
        [
            {
                "path": name,
                "error": None if name in existing else _MISSING,
                "signedURL": _address(context, Place(bucket, name), expires_in)
                if name in existing
                else None,
            }
            for name in names
        ]
    )


async def download(request: web.Request) -> web.StreamResponse:
    """`GET /object/sign/{bucket}/{name}?token=…`: the file that the token is for."""
    context, place = request.config_dict[CONTEXT], Place.of(request)
    _claims(context, request, place, _READ)
    return send(request, await find_as_admin(context, place))


async def sign_upload(request: web.Request) -> web.Response:
    """`POST /object/upload/sign/{bucket}/{name}`: an address at which one file may be stored."""
    context, place = request.config_dict[CONTEXT], Place.of(request)
    caller = identify(request, context.keys)
    is_upsert = request.headers.get("x-upsert", "").lower() == "true"
    await bucket_of(context, place.bucket)
    await require_permission(context, place, caller, is_upsert=is_upsert)
    token = _token(
        context,
        place,
        _UPLOAD_SECONDS,
        {"scope": _WRITE, "owner": caller.subject, "upsert": is_upsert},
    )
    return web.json_response(
        {"url": f"/object/upload/sign/{place.key}?token={token}", "token": token}
    )


async def upload(request: web.Request) -> web.Response:
    """`PUT /object/upload/sign/{bucket}/{name}?token=…`: the file comes in."""
    context, place = request.config_dict[CONTEXT], Place.of(request)
    claims = _claims(context, request, place, _WRITE)
    owner = claims.get("owner")
    # Whoever asked for the address was allowed to: its holder acts in their name, no further.
    holder = Caller(
        role="service_role",
        claims_json=json.dumps({"role": "service_role", "sub": owner}),
        subject=owner,
    )
    return await receive(request, place, holder, is_upsert=bool(claims.get("upsert")))


def _seconds(body: dict[str, Any]) -> int:
    seconds = whole_number(body.get("expiresIn"), "expiresIn", 0, _LONGEST)
    if seconds == 0:
        raise invalid(f"expiresIn must be 1 to {_LONGEST} seconds")
    return seconds


def _address(context: StorageContext, place: Place, expires_in: int) -> str:
    # Not quoted: the clients do that with the whole of it.
    token = _token(context, place, expires_in, {"scope": _READ})
    return f"/object/sign/{place.key}?token={token}"


def _token(context: StorageContext, place: Place, expires_in: int, claims: dict[str, Any]) -> str:
    now = int(time.time())
    return context.keys.sign({"url": place.key, "iat": now, "exp": now + expires_in, **claims})


def _claims(
    context: StorageContext, request: web.Request, place: Place, scope: str
) -> dict[str, Any]:
    """Return what the request's token says, or raise `StorageError` if it is not for this."""
    token = request.query.get("token")
    if not token:
        raise invalid("querystring must have required property 'token'")
    try:
        claims = context.keys.verify(token)
    except InvalidTokenError as error:
        raise StorageError(400, "InvalidJWT", error.message) from error
    if claims.get("scope") != scope or claims.get("url") != place.key:
        raise StorageError(400, "InvalidSignature", "The token is for something else")
    return claims
