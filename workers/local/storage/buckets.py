"""Buckets: created, shown, changed, emptied and deleted."""

from __future__ import annotations

import re
from typing import Any

from aiohttp import web
from psycopg import sql
from psycopg.types.json import Jsonb

from flywheel.local.storage.bodies import read_json, whole_number
from flywheel.local.storage.context import CONTEXT, queries
from flywheel.local.storage.errors import StorageError, invalid, no_bucket
from flywheel.local.storage.identity import Caller, identify
from flywheel.local.storage.listing import as_json, ordering
from flywheel.local.storage.names import check_bucket_name

_COLUMNS = ("name", "id", "created_at", "updated_at")
_SETTINGS = ("public", "file_size_limit", "allowed_mime_types")
_SIZE = re.compile(r"(\d{1,18}(?:\.\d{1,9})?)\s*(gb|mb|kb|b)?", re.IGNORECASE)
_UNITS = {"": 1, "b": 1, "kb": 1000, "mb": 1000**2, "gb": 1000**3}
_MOST = 10_000
_FAR = 1_000_000_000


async def list_buckets(request: web.Request) -> web.Response:
    """`GET /bucket`: the buckets that the caller may see."""
    context, asked = request.config_dict[CONTEXT], request.query
    caller = identify(request, context.keys)
    order = ordering(asked.get("sortColumn"), asked.get("sortOrder"), _COLUMNS)
    async with context.acting_as(caller) as connection:
        found = await connection.execute(
            sql.SQL(queries.list_buckets.decode()).format(order=order),
            {
                "pattern": "%" + re.sub(r"([\\%_])", r"\\\1", asked.get("search", "")) + "%",
                "limit": whole_number(asked.get("limit"), "limit", _MOST, _MOST),
                "offset": whole_number(asked.get("offset"), "offset", 0, _FAR),
            },
        )
        rows = await found.fetchall()
    return web.json_response([_shown(row) for row in rows])


async def show(request: web.Request) -> web.Response:
    """`GET /bucket/{bucket}`: one bucket."""
    context = request.config_dict[CONTEXT]
    return web.json_response(_shown(await _visible(request, identify(request, context.keys))))


async def create(request: web.Request) -> web.Response:
    """`POST /bucket`: a new bucket."""
    context = request.config_dict[CONTEXT]
    caller = identify(request, context.keys)
    body = await read_json(request)
    bucket = check_bucket_name(body.get("id") or body.get("name"))
    async with context.acting_as(caller) as connection:
        await connection.execute(
            queries.create_bucket,
            {
                "bucket": bucket,
                "name": check_bucket_name(body.get("name") or bucket),
                "owner": caller.owner,
                "owner_id": caller.subject,
                **_settings(body),
            },
        )
    return web.json_response({"name": bucket})


async def update(request: web.Request) -> web.Response:
    """`PUT /bucket/{bucket}`: other limits, or another visibility."""
    context = request.config_dict[CONTEXT]
    caller = identify(request, context.keys)
    body = await read_json(request)
    given = {name: True for name in _SETTINGS if name in body}
    async with context.acting_as(caller) as connection:
        changed = await connection.execute(
            queries.update_bucket,
            {"bucket": request.match_info["bucket"], "given": Jsonb(given), **_settings(body)},
        )
        if await changed.fetchone() is None:
            raise no_bucket()
    return web.json_response({"message": "Successfully updated"})


async def empty(request: web.Request) -> web.Response:
    """`POST /bucket/{bucket}/empty`: removes the objects that the caller may delete."""
    context = request.config_dict[CONTEXT]
    caller = identify(request, context.keys)
    bucket = await _visible(request, caller)
    while True:
        async with context.acting_as(caller) as connection:
            deleted = await connection.execute(queries.empty_bucket, {"bucket": bucket["id"]})
            gone = [row["version"] for row in await deleted.fetchall()]
        if not gone:
            return web.json_response({"message": "Successfully emptied"})
        for version in filter(None, gone):
            context.files.remove(version)


async def delete(request: web.Request) -> web.Response:
    """`DELETE /bucket/{bucket}`: removes an empty bucket."""
    context = request.config_dict[CONTEXT]
    caller = identify(request, context.keys)
    bucket = await _visible(request, caller)
    async with context.as_admin() as connection:
        # As admin: an object that the caller cannot see is in the way as well.
        found = await connection.execute(queries.is_empty, {"bucket": bucket["id"]})
        row = await found.fetchone()
        if not (row and row["is_empty"]):
            raise StorageError(409, "InvalidRequest", "The bucket you tried to delete is not empty")
    async with context.acting_as(caller) as connection:
        deleted = await connection.execute(queries.delete_bucket, {"bucket": bucket["id"]})
        if await deleted.fetchone() is None:
            raise no_bucket()
    return web.json_response({"message": "Successfully deleted"})


async def _visible(request: web.Request, caller: Caller) -> dict[str, Any]:
    async with request.config_dict[CONTEXT].acting_as(caller) as connection:
        found = await connection.execute(
            queries.find_bucket, {"bucket": request.match_info["bucket"]}
        )
        row = await found.fetchone()
    if row is None:
        raise no_bucket()
    return row


def _settings(body: dict[str, Any]) -> dict[str, Any]:
    types = body.get("allowed_mime_types")
    if types is not None and not (
        isinstance(types, list) and all(isinstance(one, str) for one in types)
    ):
        raise invalid("allowed_mime_types must be a list of types, e.g. image/*")
    if not isinstance(body.get("public"), bool | None):
        raise invalid("public must be true or false")
    return {
        "public": body.get("public") or False,
        "file_size_limit": _bytes(body.get("file_size_limit")),
        "allowed_mime_types": types,
    }


def _bytes(size: object) -> int | None:
    """Return a size as bytes: a number, or a text like `20MB` in units of a thousand."""
    if size is None:
        return None
    match = None if isinstance(size, bool) else _SIZE.fullmatch(str(size).strip())
    if not match:
        raise invalid("file_size_limit must be bytes, or a text like 20MB")
    return int(float(match[1]) * _UNITS[(match[2] or "").lower()])


def _shown(row: dict[str, Any]) -> dict[str, Any]:
    return {**as_json(row), "type": "STANDARD"}
