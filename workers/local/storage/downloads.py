"""Files go out, and what is known of them."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

from aiohttp import web

from flywheel.db import Connection
from flywheel.local.storage.context import CONTEXT, StorageContext, queries
from flywheel.local.storage.errors import no_bucket, no_object
from flywheel.local.storage.identity import Caller, identify
from flywheel.local.storage.uploads import Place, bucket_of


async def download(request: web.Request) -> web.StreamResponse:
    """`GET /object/{bucket}/{name}`: a file that the caller may read."""
    return send(request, await _readable(request))


async def public_download(request: web.Request) -> web.StreamResponse:
    """`GET /object/public/{bucket}/{name}`: a file of a public bucket, without a key."""
    return send(request, await _public(request))


async def info(request: web.Request) -> web.Response:
    """`GET /object/info/{bucket}/{name}`: what is known of a file that the caller may read."""
    return web.json_response(_describe(await _readable(request)))


async def public_info(request: web.Request) -> web.Response:
    """`GET /object/info/public/{bucket}/{name}`: what is known of a public file."""
    return web.json_response(_describe(await _public(request)))


async def _readable(request: web.Request) -> dict[str, Any]:
    context, place = request.config_dict[CONTEXT], Place.of(request)
    caller = identify(request, context.keys)
    bucket = await bucket_of(context, place.bucket)
    return await (
        find_as_admin(context, place)
        if bucket["public"]
        else find_as_caller(context, place, caller)
    )


async def _public(request: web.Request) -> dict[str, Any]:
    context, place = request.config_dict[CONTEXT], Place.of(request)
    if not (await bucket_of(context, place.bucket))["public"]:
        raise no_bucket()
    return await find_as_admin(context, place)


async def find_as_caller(context: StorageContext, place: Place, caller: Caller) -> dict[str, Any]:
    """Return the row of an object that the caller may read, or raise `StorageError`."""
    async with context.acting_as(caller) as connection:
        return await _find(connection, place)


async def find_as_admin(context: StorageContext, place: Place) -> dict[str, Any]:
    """Return the row of an object, whoever asks, or raise `StorageError`."""
    async with context.as_admin() as connection:
        return await _find(connection, place)


async def _find(connection: Connection, place: Place) -> dict[str, Any]:
    found = await connection.execute(
        queries.find_object, {"bucket": place.bucket, "name": place.name}
    )
    row = await found.fetchone()
    # Without a version somebody made the row by hand: there are no bytes.
    if row is None or not row["version"]:
        raise no_object()
    return row


def send(request: web.Request, row: dict[str, Any]) -> web.StreamResponse:
    """Return a file as a response; ranges and conditions of the request are heeded.

    Raises
    ------
    StorageError
        If the file is gone.
    """
    path = request.config_dict[CONTEXT].files.path(row["version"])
    if not path.exists():
        raise no_object()
    metadata = row["metadata"] or {}
    headers = {
        "Content-Type": str(metadata.get("mimetype", "application/octet-stream")),
        "Cache-Control": str(metadata.get("cacheControl", "no-cache")),
        # A browser must not take a text for a script, whatever is in it.
        "X-Content-Type-Options": "nosniff",
    }
    if (wanted := request.query.get("download")) is not None:
        name = wanted or row["name"].rpartition("/")[2]
        headers["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(name, safe='')}"
    return web.FileResponse(path, headers=headers)


def _describe(row: dict[str, Any]) -> dict[str, Any]:
    metadata = row["metadata"] or {}
    return {
        "id": str(row["id"]),
        "name": row["name"],
        "version": row["version"],
        "bucket_id": row["bucket_id"],
        "size": metadata.get("size"),
        "content_type": metadata.get("mimetype"),
        "cache_control": metadata.get("cacheControl"),
        "etag": metadata.get("eTag"),
        "metadata": row["user_metadata"] or {},
        "last_modified": metadata.get("lastModified"),
        "created_at": row["created_at"].isoformat(),
    }
