"""Files come in."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from aiohttp import web
from psycopg.types.json import Jsonb

from flywheel.db import Connection
from flywheel.local.storage.bodies import read_upload
from flywheel.local.storage.context import CONTEXT, StorageContext, become, queries
from flywheel.local.storage.errors import StorageError, no_bucket
from flywheel.local.storage.files import StoredBytes
from flywheel.local.storage.identity import Caller, identify
from flywheel.local.storage.names import check_name

_MIME_TYPE = re.compile(r"[a-z0-9!#$&^_.+-]+/[a-z0-9!#$&^_.+-]+")


@dataclass(frozen=True)
class Place:
    """Where an object is or goes to."""

    bucket: str
    name: str

    @property
    def key(self) -> str:
        """Bucket and name, as the API shows them."""
        return f"{self.bucket}/{self.name}"

    @classmethod
    def of(cls, request: web.Request) -> Place:
        """Return the place in the request's path; raises `StorageError` for a bad name."""
        return cls(request.match_info["bucket"], check_name(request.match_info["name"]))


async def create(request: web.Request) -> web.Response:
    """`POST /object/{bucket}/{name}`: a new object, or with `x-upsert` the new bytes of one."""
    caller = identify(request, request.config_dict[CONTEXT].keys)
    is_upsert = request.headers.get("x-upsert", "").lower() == "true"
    return await receive(request, Place.of(request), caller, is_upsert=is_upsert)


async def replace(request: web.Request) -> web.Response:
    """`PUT /object/{bucket}/{name}`: new bytes for an object; made where it is missing."""
    caller = identify(request, request.config_dict[CONTEXT].keys)
    return await receive(request, Place.of(request), caller, is_upsert=True)


async def receive(
    request: web.Request, place: Place, caller: Caller, *, is_upsert: bool
) -> web.Response:
    """Store the file that the request carries.

    Raises
    ------
    StorageError
        If the bucket, a policy or a limit is against it; then nothing is stored.
    """
    context = request.config_dict[CONTEXT]
    bucket = await bucket_of(context, place.bucket)
    # Before the bytes: whoever may not store them need not send them.
    await require_permission(context, place, caller, is_upsert=is_upsert)
    limit = min(context.max_file_bytes, bucket["file_size_limit"] or context.max_file_bytes)
    upload = await read_upload(request, limit)
    check_mime_type(upload.mime_type, bucket["allowed_mime_types"])
    stored = await context.files.write(upload.chunks, limit)
    try:
        row = row_of(
            place,
            caller,
            version=stored.version,
            metadata=describe(stored, upload.mime_type, upload.cache_control),
            user_metadata=upload.user_metadata,
        )
        object_id = await enter(context, place, caller, row, is_upsert=is_upsert)
    except BaseException:
        context.files.remove(stored.version)
        raise
    return web.json_response({"Id": str(object_id), "Key": place.key})


async def bucket_of(context: StorageContext, bucket: str) -> dict[str, Any]:
    """Return a bucket's row, whoever asks; raises `StorageError` where there is none."""
    async with context.as_admin() as connection:
        found = await connection.execute(queries.find_bucket, {"bucket": bucket})
        row = await found.fetchone()
    if row is None:
        raise no_bucket()
    return row


async def require_permission(
    context: StorageContext, place: Place, caller: Caller, *, is_upsert: bool
) -> None:
    """Raise what the database would raise if the caller stored an object there."""
    async with context.trial(caller) as connection:
        await connection.execute(
            queries.upsert_object if is_upsert else queries.insert_object,
            row_of(place, caller, version=None, metadata={}, user_metadata=None),
        )


def check_mime_type(mime_type: str, allowed: list[str] | None) -> None:
    """Raise `StorageError` if the bucket does not take files of this type."""
    essence = mime_type.partition(";")[0].strip().lower()
    if not _MIME_TYPE.fullmatch(essence) or not mime_type.isprintable():
        raise StorageError(415, "invalid_mime_type", f"mime type {mime_type} is not valid")
    family = essence.partition("/")[0]
    if allowed and not {essence, f"{family}/*", "*/*"} & {one.lower() for one in allowed}:
        raise StorageError(415, "invalid_mime_type", f"mime type {mime_type} is not supported")


async def lock(connection: Connection, *places: Place) -> None:
    """Wait until nobody else writes these names; held until the transaction ends."""
    await connection.execute(queries.lock_names, {"places": [place.key for place in places]})


def row_of(
    place: Place,
    caller: Caller,
    *,
    version: str | None,
    metadata: dict[str, Any],
    user_metadata: dict[str, Any] | None,
) -> dict[str, Any]:
    """Return the parameters of `insert_object` and `upsert_object`."""
    return {
        "bucket": place.bucket,
        "name": place.name,
        "owner": caller.owner,
        "owner_id": caller.subject,
        "version": version,
        "metadata": Jsonb(metadata),
        "user_metadata": None if user_metadata is None else Jsonb(user_metadata),
    }


def describe(stored: StoredBytes, mime_type: str, cache_control: str) -> dict[str, Any]:
    """Return an object's metadata, under Supabase's names."""
    return {
        "eTag": stored.etag,
        "size": stored.size,
        "mimetype": mime_type,
        "cacheControl": cache_control,
        "lastModified": stored.modified.isoformat(timespec="milliseconds").replace("+00:00", "Z"),
        "contentLength": stored.size,
        "httpStatusCode": 200,
    }


async def enter(
    context: StorageContext, place: Place, caller: Caller, row: dict[str, Any], *, is_upsert: bool
) -> object:
    """Write an object's row in the caller's name; the bytes of the row it replaces go.

    Returns
    -------
    object
        The object's id.
    """
    async with context.as_admin() as connection:
        await lock(connection, place)
        before = await connection.execute(
            queries.find_object, {"bucket": place.bucket, "name": place.name}
        )
        replaced = await before.fetchone()
        await become(connection, caller)
        written = await connection.execute(
            queries.upsert_object if is_upsert else queries.insert_object, row
        )
        row_written = await written.fetchone()
    if replaced is not None and replaced["version"]:
        context.files.retire(replaced["version"])
    return row_written["id"] if row_written else None
