"""The jobs that delete files: of rows that are gone, and of workspaces that are gone."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from pydantic import AwareDatetime, BaseModel

from flywheel.config import settings
from flywheel.errors import FileRefusedError
from flywheel.jobs.context import Context
from flywheel.jobs.errors import GiveUpError
from flywheel.jobs.registry import Effect, handler
from flywheel.storage import AssetStore

DELETE_FILE = "content.delete_file"
DELETE_WORKSPACE_FILES = "content.delete_workspace_files"


class DeleteFilePayload(BaseModel):
    """Which file nothing refers to any longer, and since when."""

    path: str
    forgotten_at: AwareDatetime


class DeleteWorkspaceFilesPayload(BaseModel):
    """Whose files to delete."""

    workspace_id: UUID


@handler(DELETE_FILE, payload=DeleteFilePayload, effect=Effect.AT_LEAST_ONCE)
async def delete_file(payload: DeleteFilePayload, context: Context) -> dict[str, Any]:
    """Delete the file, unless something refers to it again or it was stored anew.

    Raises
    ------
    GiveUpError
        If there can be no such file.
    FileStoreUnavailableError
        If Storage does not answer; the job is tried again.
    """
    unused = await context.call(
        "is_asset_file_unused", path=payload.path, since=payload.forgotten_at.isoformat()
    )
    if not unused:
        return {"deleted": False}
    try:
        async with AssetStore.from_settings(settings()) as store:
            await store.remove(payload.path)
    except FileRefusedError as error:
        raise GiveUpError(error.message, error.hint) from error
    return {"deleted": True}


@handler(
    DELETE_WORKSPACE_FILES,
    payload=DeleteWorkspaceFilesPayload,
    effect=Effect.AT_LEAST_ONCE,
)
async def delete_workspace_files(
    payload: DeleteWorkspaceFilesPayload, context: Context
) -> dict[str, Any]:
    """Delete all files of a workspace that is gone.

    Raises
    ------
    GiveUpError
        If Storage refuses to.
    FileStoreUnavailableError
        If Storage does not answer; the job is tried again.
    """
    try:
        async with AssetStore.from_settings(settings()) as store:
            return {"deleted": await store.remove_workspace(payload.workspace_id)}
    except FileRefusedError as error:
        raise GiveUpError(error.message, error.hint) from error
