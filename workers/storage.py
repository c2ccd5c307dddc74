"""Buckets of Supabase Storage, as workers use them: `assets`, and those of other stores."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from types import TracebackType
from typing import TYPE_CHECKING, Any, Self
from uuid import UUID

import httpx
from storage3 import AsyncStorageClient
from storage3.exceptions import StorageApiError

from flywheel.api import api_access
from flywheel.config import Settings
from flywheel.errors import ConfigurationError, FileRefusedError, FileStoreUnavailableError
from supabase import AsyncClientOptions, AsyncSupabaseException, create_async_client

if TYPE_CHECKING:
    from storage3._async.file_api import AsyncBucketProxy

BUCKET = "assets"
"""The bucket's name; the first folder in it is the id of a workspace."""

_TIMEOUT_SECONDS = 60
_BATCH = 1000
# What Storage takes in a name, on every version of it.
_PART = re.compile(r"[A-Za-z0-9_!\-.*'() &$@=;:+,]+")
_LONGEST = 1024


@dataclass(frozen=True)
class StoredFile:
    """A file that is in the bucket.

    Attributes
    ----------
    path
        Its place in the bucket: `<workspace_id>/<name>`.
    size
        Bytes.
    sha256
        Of the content, in hexadecimal.
    """

    path: str
    size: int
    mime_type: str
    sha256: str

    @property
    def file_url(self) -> str:
        """What belongs into `content_assets.file_url`."""
        return f"{BUCKET}/{self.path}"


class AssetStore:
    """Puts files into the bucket and takes them out, whatever their workspace.

    Open it with `async with`. Each call can be repeated: the second time changes nothing.

    Parameters
    ----------
    url
        The project's URL.
    key
        Its service key.
    """

    bucket = BUCKET
    """The bucket that the files lie in; another store has another one."""

    def __init__(self, url: str, key: str) -> None:
        self._url = url
        self._key = key
        self._http: httpx.AsyncClient | None = None
        self._storage: AsyncStorageClient | None = None

    @classmethod
    def from_settings(cls, config: Settings) -> Self:
        """Return the store of the configured project, or of the running local stack.

        Raises
        ------
        ConfigurationError
            If neither is there.
        """
        access = api_access(config, "the file store")
        return cls(access.url, access.service_role_key)

    async def __aenter__(self) -> Self:
        """Make the client; nothing is sent yet. Raises `ConfigurationError` for a bad URL."""
        self._http = httpx.AsyncClient(timeout=_TIMEOUT_SECONDS)
        try:
            client = await create_async_client(
                self._url, self._key, AsyncClientOptions(httpx_client=self._http)
            )
        except AsyncSupabaseException as error:
            await self._http.aclose()
            raise ConfigurationError(
                f"the file store cannot use {self._url!r}: {error.message}",
                hint="Set FLYWHEEL_API_URL to https://<project>.supabase.co or the like, and "
                "FLYWHEEL_SERVICE_ROLE_KEY to the project's service key.",
            ) from error
        self._storage = client.storage
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        """Close the connections."""
        if self._http is not None:
            await self._http.aclose()

    async def put(
        self, workspace_id: UUID, name: str, content: bytes, mime_type: str
    ) -> StoredFile:
        """Store a file; one that has the name already is overwritten.

        Parameters
        ----------
        name
            Its path below the workspace's folder, e.g. `generated/<id>.png`.
        mime_type
            One of those that the bucket takes.

        Raises
        ------
        FileRefusedError
            If the name, the type or the size cannot be.
        FileStoreUnavailableError
            If Storage does not answer; try again.
        """
        path = _checked(f"{workspace_id}/{name}")
        with translated(path):
            await self._files.upload(path, content, {"content-type": mime_type, "upsert": "true"})
        return StoredFile(path, len(content), mime_type, hashlib.sha256(content).hexdigest())

    async def remove(self, path: str) -> None:
        """Remove a file, if it is there.

        Raises
        ------
        FileRefusedError
            If no file can have such a path.
        FileStoreUnavailableError
            If Storage does not answer; try again.
        """
        await self._remove([_checked(path)])

    async def remove_workspace(self, workspace_id: UUID) -> int:
        """Remove every file of a workspace; return how many there were.

        Raises
        ------
        FileStoreUnavailableError
            If Storage does not answer, or a file stays; try again.
        """
        return await self._remove_folder(str(workspace_id))

    async def url(self, path: str, seconds: int) -> str:
        """Return a link that opens a file without a key, for so long.

        Raises
        ------
        FileRefusedError
            If there is no such file.
        FileStoreUnavailableError
            If Storage does not answer; try again.
        """
        with translated(path):
            signed = await self._files.create_signed_url(_checked(path), seconds)
        link = signed["signedURL"]
        if not link:
            raise FileStoreUnavailableError(f"Storage signed no link for {path}")
        return link

    @property
    def _files(self) -> AsyncBucketProxy:
        if self._storage is None:
            raise FileStoreUnavailableError("the file store is not open", hint="Use async with.")
        return self._storage.from_(self.bucket)

    async def _remove(self, paths: Sequence[str]) -> None:
        with translated(paths[0]):
            await self._files.remove(list(paths))

    async def _remove_folder(self, folder: str) -> int:
        removed = 0
        before: list[str] = []
        # What was removed is gone from the list: it is read from the start until it is empty.
        while entries := await self._list(folder):
            names = [entry["name"] for entry in entries]
            if names == before:
                raise FileStoreUnavailableError(f"files stay in {folder} though removed")
            before = names
            for entry in entries:
                if entry["id"] is None:
                    removed += await self._remove_folder(f"{folder}/{entry['name']}")
            files = [f"{folder}/{entry['name']}" for entry in entries if entry["id"] is not None]
            if files:
                await self._remove(files)
                removed += len(files)
        return removed

    async def _list(self, folder: str) -> list[dict[str, Any]]:
        with translated(folder):
            return await self._files.list(folder, {"limit": _BATCH})


def _checked(path: str) -> str:
    """Return `path`, or raise `FileRefusedError` if no file of a workspace can have it."""
    folder, *rest = path.split("/")
    try:
        UUID(folder)
    except ValueError:
        rest = []
    if (
        not rest
        or len(path) > _LONGEST
        or not all(_PART.fullmatch(part) and part not in (".", "..") for part in rest)
    ):
        raise FileRefusedError(
            f"{path[:_LONGEST]!r} cannot be a file of a workspace",
            hint="A path is <workspace_id>/<name>; names have ASCII letters, digits, spaces, "
            "slashes and _!-.*'()&$@=;:+, in them, and no folder called . or ..",
        )
    return path


@contextmanager
def translated(path: str) -> Iterator[None]:
    """Turn the client's errors about a file into `FileRefusedError` and its like. For stores."""
    try:
        yield
    except httpx.TransportError as error:
        raise FileStoreUnavailableError(f"Storage did not answer: {error!r}") from error
    except StorageApiError as error:
        status = str(error.status)
        if status.startswith("5") or status in ("408", "423", "429"):
            raise FileStoreUnavailableError(
                f"Storage could not handle {path}: {error.message} ({status})"
            ) from error
        raise FileRefusedError(
            f"Storage refuses {path}: {error.message} ({status})", _HINTS.get(status)
        ) from error


_HINTS = {
    "401": "Is FLYWHEEL_SERVICE_ROLE_KEY the key of this project?",
    "403": "Is FLYWHEEL_SERVICE_ROLE_KEY the key of this project?",
    "404": "Is the file there, and are the migrations applied, which make the bucket?",
    "413": f"The limit is that of the bucket {BUCKET}, or of the whole project.",
    "415": f"The types it takes are listed with the bucket {BUCKET}.",
}
