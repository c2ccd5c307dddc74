"""Files of content: the bucket `assets` of Supabase Storage, and the jobs that clean it up."""

from __future__ import annotations

from flywheel.errors import FileRefusedError, FileStoreUnavailableError
from flywheel.storage import BUCKET, AssetStore, StoredFile

__all__ = [
    "BUCKET",
    "AssetStore",
    "FileRefusedError",
    "FileStoreUnavailableError",
    "StoredFile",
]
