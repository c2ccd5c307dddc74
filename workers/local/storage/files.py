"""Where the bytes lie: one file for each version, under a name of our own making."""

from __future__ import annotations

import asyncio
import os
import shutil
import uuid
from collections.abc import AsyncIterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import BinaryIO

from flywheel.local.storage.errors import too_large

# A file that was replaced stays this long (s), for downloads that have just looked it up.
_GRACE = 5.0


@dataclass(frozen=True)
class StoredBytes:
    """A file that is complete, in its place and known by its version."""

    version: str
    size: int
    etag: str
    modified: datetime


class FileStore:
    """Files in a directory. None is ever changed: an upload makes a new one.

    Parameters
    ----------
    directory
        Made where it is missing, readable by us alone.
    """

    def __init__(self, directory: Path) -> None:
        self._incoming = directory / "incoming"
        self._files = directory / "files"
        self._retired: dict[str, asyncio.TimerHandle] = {}

    async def open(self, versions: set[str]) -> None:
        """Make the directory, and remove what is neither complete nor among `versions`."""
        await asyncio.to_thread(self._prepare, versions)

    def _prepare(self, versions: set[str]) -> None:
        shutil.rmtree(self._incoming, ignore_errors=True)
        for directory in (self._incoming, self._files):
            directory.mkdir(parents=True, exist_ok=True)
        self._files.parent.chmod(0o700)
        for path in self._files.glob("*/*"):
            if path.name not in versions:
                path.unlink()

    def close(self) -> None:
        """Remove the replaced files that were kept a little longer."""
        for version in list(self._retired):
            self.remove(version)

    def path(self, version: str) -> Path:
        """Return where the bytes of a version lie."""
        # Spread over directories: one with 100,000 files is slow to list.
        return self._files / version[:2] / version

    async def write(self, chunks: AsyncIterator[bytes], limit: int) -> StoredBytes:
        """Store what comes, chunk by chunk; either all of it is there afterwards or nothing.

        Parameters
        ----------
        limit
            Bytes.

        Raises
        ------
        StorageError
            If more comes than the limit allows.
        """
        version = str(uuid.uuid4())
        partial = self._incoming / version
        size = 0
        try:
            with partial.open("xb") as file:
                async for chunk in chunks:
                    size += len(chunk)
                    if size > limit:
                        raise too_large()
                    await asyncio.to_thread(file.write, chunk)
                await asyncio.to_thread(_flush, file)
            return await asyncio.to_thread(self._put, partial, version)
        finally:
            partial.unlink(missing_ok=True)

    async def copy(self, version: str) -> StoredBytes:
        """Give the bytes of a version to a new one.

        Raises
        ------
        FileNotFoundError
            If they are gone.
        """
        return await asyncio.to_thread(self._put, self.path(version), str(uuid.uuid4()))

    def _put(self, source: Path, version: str) -> StoredBytes:
        target = self.path(version)
        target.parent.mkdir(exist_ok=True)
        # A second name for the same bytes: at once, and safe because no file ever changes.
        os.link(source, target)
        status = target.stat()
        return StoredBytes(
            version=version,
            size=status.st_size,
            # As aiohttp words it when it sends the file.
            etag=f'"{status.st_mtime_ns:x}-{status.st_size:x}"',
            modified=datetime.fromtimestamp(status.st_mtime, UTC),
        )

    def remove(self, version: str) -> None:
        """Remove the bytes of a version, if they are there."""
        if pending := self._retired.pop(version, None):
            pending.cancel()
        with suppress(FileNotFoundError):
            self.path(version).unlink()

    def retire(self, version: str) -> None:
        """Remove the bytes of a version that another one has replaced, a moment later."""
        loop = asyncio.get_running_loop()
        self._retired[version] = loop.call_later(_GRACE, self.remove, version)


def _flush(file: BinaryIO) -> None:
    file.flush()
    os.fsync(file.fileno())
