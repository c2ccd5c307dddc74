"""What a request carries: a JSON object, or a file with what is said about it."""

from __future__ import annotations

import base64
import binascii
import json
from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Any

from aiohttp import BodyPartReader, web
from aiohttp.http_exceptions import HttpProcessingError

from flywheel.local.storage.errors import StorageError, invalid, too_large

_CHUNK = 256 * 1024
_FIELD_LIMIT = 64 * 1024
# What a form adds to the bytes of its file.
_FORM_OVERHEAD = 2 * _FIELD_LIMIT
# How aiohttp refuses a form.
_MALFORMED = (ValueError, AssertionError, HttpProcessingError)


async def read_json(request: web.Request) -> dict[str, Any]:
    """Return the body, which must be a JSON object.

    Raises
    ------
    StorageError
        If it is something else.
    """
    try:
        body = json.loads(await request.read() or b"{}")
    except (ValueError, RecursionError) as error:
        raise invalid(f"the body is not JSON: {error}") from error
    if not isinstance(body, dict):
        raise invalid("body must be object")
    return body


def whole_number(value: object, name: str, default: int, most: int) -> int:
    """Return `value` as a number from 0 to `most`; numbers in texts count, as they do there.

    Raises
    ------
    StorageError
        If it is none.
    """
    if value is None:
        return default
    try:
        number = -1 if isinstance(value, bool | float) else int(str(value))
    except ValueError:
        number = -1
    if not 0 <= number <= most:
        raise invalid(f"{name} must be a whole number from 0 to {most}")
    return number


@dataclass(frozen=True)
class Upload:
    """A file on its way in.

    Attributes
    ----------
    mime_type
        As its sender declares it.
    cache_control
        For those who download it, e.g. `max-age=3600`.
    user_metadata
        What the sender wants to be kept with it, if anything.
    chunks
        The bytes, once.
    """

    mime_type: str
    cache_control: str
    user_metadata: dict[str, Any] | None
    chunks: AsyncIterator[bytes]


async def read_upload(request: web.Request, limit: int) -> Upload:
    """Begin to read a file, sent as the body itself or as a form; fields go before the file.

    Parameters
    ----------
    limit
        Bytes; a request that announces more is refused before anything is read.

    Raises
    ------
    StorageError
        If there is no file, or it or a field is too large or malformed.
    """
    is_form = request.content_type == "multipart/form-data"
    if (request.content_length or 0) > limit + (_FORM_OVERHEAD if is_form else 0):
        raise too_large()
    if is_form:
        return await _read_form(request)
    return Upload(
        mime_type=request.headers.get("Content-Type", "application/octet-stream"),
        cache_control=request.headers.get("Cache-Control", "no-cache"),
        user_metadata=_decoded(request.headers.get("x-metadata")),
        chunks=request.content.iter_chunked(_CHUNK),
    )


async def _read_form(request: web.Request) -> Upload:
    try:
        parts = await request.multipart()
        fields: dict[str, str] = {}
        while (part := await parts.next()) is not None:
            if not isinstance(part, BodyPartReader):
                raise invalid("a form inside of a form is not understood")
            if part.filename is None:
                fields[part.name or ""] = await _field(part)
                continue
            seconds = fields.get("cacheControl", "")
            return Upload(
                mime_type=fields.get("contentType")
                or part.headers.get("Content-Type")
                or "application/octet-stream",
                cache_control=f"max-age={seconds}" if seconds else "no-cache",
                user_metadata=_metadata(fields.get("metadata")),
                chunks=_chunks(part),
            )
    except _MALFORMED as error:
        raise invalid(f"the form cannot be read: {error}") from error
    raise invalid("the form has no file")


async def _field(part: BodyPartReader) -> str:
    value = bytearray()
    while chunk := await part.read_chunk(_FIELD_LIMIT):
        value += chunk
        if len(value) > _FIELD_LIMIT:
            raise too_large()
    return value.decode("utf-8")


async def _chunks(part: BodyPartReader) -> AsyncIterator[bytes]:
    try:
        while chunk := await part.read_chunk(_CHUNK):
            yield chunk
    except _MALFORMED as error:
        raise invalid(f"the form cannot be read: {error}") from error
    if not part.at_eof():
        raise invalid("the form ends in the middle of its file")


def _decoded(header: str | None) -> dict[str, Any] | None:
    if header is None:
        return None
    try:
        return _metadata(base64.b64decode(header, validate=True).decode("utf-8"))
    except (binascii.Error, UnicodeDecodeError) as error:
        raise invalid("x-metadata must be JSON in base64") from error


def _metadata(text: str | None) -> dict[str, Any] | None:
    if not text:
        return None
    try:
        value = json.loads(text)
    except ValueError as error:
        raise invalid("metadata must be JSON") from error
    if not isinstance(value, dict):
        raise StorageError(400, "InvalidRequest", "metadata must be an object")
    return value
