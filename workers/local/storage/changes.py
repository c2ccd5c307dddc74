"""Objects are moved, copied and removed."""

from __future__ import annotations

from typing import Any

from aiohttp import web

from flywheel.local.storage.bodies import read_json
from flywheel.local.storage.context import CONTEXT, become, queries
from flywheel.local.storage.downloads import find_as_caller
from flywheel.local.storage.errors import denied, invalid, no_object
from flywheel.local.storage.identity import identify
from flywheel.local.storage.listing import as_json
from flywheel.local.storage.names import check_bucket_name, check_name
from flywheel.local.storage.uploads import (
    Place,
    bucket_of,
    check_mime_type,
    describe,
    enter,
    lock,
    require_permission,
    row_of,
)

_MOST = 1000


async def move(request: web.Request) -> web.Response:
    """`POST /object/move`: another name, or another bucket; the bytes stay where they are."""
    context = request.config_dict[CONTEXT]
    caller = identify(request, context.keys)
    source, target = _places(await read_json(request))
    row = await find_as_caller(context, source, caller)
    await _require_fit(request, row, target)
    if source != target:
        async with context.as_admin() as connection:
            await lock(connection, source, target)
            await become(connection, caller)
            moved = await connection.execute(
                queries.move_object,
                {
                    "bucket": source.bucket,
                    "name": source.name,
                    "to_bucket": target.bucket,
                    "to_name": target.name,
                },
            )
            if await moved.fetchone() is None:
                raise denied("no policy allows to move this object")
    return web.json_response(
        {"message": "Successfully moved", "Id": str(row["id"]), "Key": target.key}
    )


async def copy(request: web.Request) -> web.Response:
    """`POST /object/copy`: a second object with the same bytes and metadata."""
    context = request.config_dict[CONTEXT]
    caller = identify(request, context.keys)
    is_upsert = request.headers.get("x-upsert", "").lower() == "true"
    source, target = _places(await read_json(request))
    original = await find_as_caller(context, source, caller)
    await _require_fit(request, original, target)
    await require_permission(context, target, caller, is_upsert=is_upsert)
    try:
        stored = await context.files.copy(original["version"])
    except FileNotFoundError as error:
        raise no_object() from error
    metadata = original["metadata"] or {}
    row = row_of(
        target,
        caller,
        version=stored.version,
        metadata=describe(
            stored,
            str(metadata.get("mimetype", "application/octet-stream")),
            str(metadata.get("cacheControl", "no-cache")),
        ),
        user_metadata=original["user_metadata"],
    )
    try:
        object_id = await enter(context, target, caller, row, is_upsert=is_upsert)
    except BaseException:
        context.files.remove(stored.version)
        raise
    return web.json_response({"Id": str(object_id), "Key": target.key})


async def remove(request: web.Request) -> web.Response:
    """`DELETE /object/{bucket}`: removes the listed objects that the caller may delete.

    Those that are missing, or that the caller may not delete, are missing in the answer too.
    """
    names = (await read_json(request)).get("prefixes")
    if not isinstance(names, list) or not all(isinstance(name, str) for name in names):
        raise invalid("prefixes must be a list of names")
    if not 1 <= len(names) <= _MOST:
        raise invalid(f"prefixes must have 1 to {_MOST} names")
    gone = await _delete(request, names)
    return web.json_response([as_json(row) for row in gone])


async def remove_one(request: web.Request) -> web.Response:
    """`DELETE /object/{bucket}/{name}`: removes one object."""
    if not await _delete(request, [Place.of(request).name]):
        raise no_object()
    return web.json_response({"message": "Successfully deleted"})


async def _delete(request: web.Request, names: list[str]) -> list[dict[str, Any]]:
    context = request.config_dict[CONTEXT]
    caller = identify(request, context.keys)
    async with context.acting_as(caller) as connection:
        deleted = await connection.execute(
            queries.delete_objects, {"bucket": request.match_info["bucket"], "names": names}
        )
        gone = await deleted.fetchall()
    for row in gone:
        if row["version"]:
            context.files.remove(row["version"])
    return gone


async def _require_fit(request: web.Request, row: dict[str, Any], target: Place) -> None:
    """Raise `StorageError` if the target's bucket would not have taken this object."""
    bucket = await bucket_of(request.config_dict[CONTEXT], target.bucket)
    metadata = row["metadata"] or {}
    if row["bucket_id"] != target.bucket:
        check_mime_type(str(metadata.get("mimetype", "")), bucket["allowed_mime_types"])
        if bucket["file_size_limit"] and metadata.get("size", 0) > bucket["file_size_limit"]:
            raise invalid(f"the object is larger than bucket {target.bucket} allows")


def _places(body: dict[str, Any]) -> tuple[Place, Place]:
    source_bucket = check_bucket_name(body.get("bucketId"))
    target_bucket = check_bucket_name(body.get("destinationBucket") or source_bucket)
    return (
        Place(source_bucket, check_name(body.get("sourceKey"))),
        Place(target_bucket, check_name(body.get("destinationKey"))),
    )
