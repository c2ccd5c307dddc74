"""The routes of Storage, below `/storage/v1`."""

from __future__ import annotations

from collections.abc import AsyncIterator

from aiohttp import web

from flywheel.local.storage import buckets, changes, downloads, listing, signing, uploads
from flywheel.local.storage.context import CONTEXT, StorageContext
from flywheel.local.storage.errors import answer_errors

_OBJECT = "{bucket}/{name:.+}"


def create_app(context: StorageContext) -> web.Application:
    """Return Storage as an application, to be mounted at `/storage/v1`."""
    app = web.Application(middlewares=[answer_errors])
    app[CONTEXT] = context
    app.cleanup_ctx.append(_tidy)
    app.add_routes(
        [
            web.get("/status", _status),
            web.get("/bucket", buckets.list_buckets),
            web.post("/bucket", buckets.create),
            web.get("/bucket/{bucket}", buckets.show),
            web.put("/bucket/{bucket}", buckets.update),
            web.post("/bucket/{bucket}/empty", buckets.empty),
            web.delete("/bucket/{bucket}", buckets.delete),
            # First what has a word of its own: a bucket's name could be the same word.
            web.post("/object/list/{bucket}", listing.list_objects),
            web.post("/object/move", changes.move),
            web.post("/object/copy", changes.copy),
            web.post("/object/sign/{bucket}", signing.sign_many),
            web.post(f"/object/sign/{_OBJECT}", signing.sign),
            web.get(f"/object/sign/{_OBJECT}", signing.download),
            web.post(f"/object/upload/sign/{_OBJECT}", signing.sign_upload),
            web.put(f"/object/upload/sign/{_OBJECT}", signing.upload),
            web.get(f"/object/info/public/{_OBJECT}", downloads.public_info),
            web.get(f"/object/info/authenticated/{_OBJECT}", downloads.info),
            web.get(f"/object/info/{_OBJECT}", downloads.info),
            web.get(f"/object/public/{_OBJECT}", downloads.public_download),
            web.get(f"/object/authenticated/{_OBJECT}", downloads.download),
            web.get(f"/object/{_OBJECT}", downloads.download),
            web.post(f"/object/{_OBJECT}", uploads.create),
            web.put(f"/object/{_OBJECT}", uploads.replace),
            web.delete(f"/object/{_OBJECT}", changes.remove_one),
            web.delete("/object/{bucket}", changes.remove),
            web.route("*", "/{anything:.*}", _unknown),
        ]
    )
    return app


async def _tidy(app: web.Application) -> AsyncIterator[None]:
    context = app[CONTEXT]
    # Whatever a crash left: uploads cut short, files whose row was never written or is gone.
    await context.files.open(await context.versions())
    yield
    context.files.close()


async def _status(_: web.Request) -> web.Response:
    return web.Response()


async def _unknown(_: web.Request) -> web.Response:
    # Inside this application, so that its middleware words the answer.
    raise web.HTTPNotFound
