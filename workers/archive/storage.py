"""The bucket `archive` of Supabase Storage: files of events."""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import Sequence
from pathlib import Path

from flywheel.errors import FileStoreUnavailableError
from flywheel.storage import AssetStore, translated


class ArchiveStore(AssetStore):
    """Puts files of events into the bucket `archive` and takes them out again.

    Open it with `async with`. Each call can be repeated: the second time changes nothing.
    """

    bucket = "archive"

    async def upload(self, path: str, file: Path) -> None:
        """Store a file, over one that has the path already.

        Raises
        ------
        FileRefusedError
            If Storage does not take it, because of its size for example.
        FileStoreUnavailableError
            If Storage does not answer; try again.
        """
        with translated(path):
            await self._files.upload(
                path, file, {"content-type": "application/vnd.apache.parquet", "upsert": "true"}
            )

    async def download(self, path: str, file: Path, sha256: str) -> None:
        """Fetch a file, and see that it is the one that was stored.

        Parameters
        ----------
        file
            Where to put it.
        sha256
            Of the content, in hexadecimal.

        Raises
        ------
        FileRefusedError
            If there is no such file.
        FileStoreUnavailableError
            If Storage does not answer, or its answer is another content.
        """
        with translated(path):
            content = await self._files.download(path)
        if (found := hashlib.sha256(content).hexdigest()) != sha256:
            raise FileStoreUnavailableError(
                f"{path} has the SHA-256 {found} and not {sha256}",
                hint="It was changed or cut short. If that stays, take it from a backup.",
            )
        await asyncio.to_thread(file.write_bytes, content)

    async def delete(self, paths: Sequence[str]) -> None:
        """Remove files, where they are there.

        Raises
        ------
        FileStoreUnavailableError
            If Storage does not answer; try again.
        """
        if paths:
            await self._remove(paths)

    async def links(self, paths: Sequence[str], seconds: int) -> list[str]:
        """Return links that open the files without a key, for so long.

        Raises
        ------
        FileRefusedError
            If one of them is not there.
        FileStoreUnavailableError
            If Storage does not answer; try again.
        """
        found = []
        for path in paths:
            with translated(path):
                signed = await self._files.create_signed_url(path, seconds)
            if not signed["signedURL"]:
                raise FileStoreUnavailableError(f"Storage signed no link for {path}")
            found.append(signed["signedURL"])
        return found
