"""The jobs of the archive: nightly a look at what is old, a job per month, and forgetting."""

from __future__ import annotations

import logging
from datetime import date
from typing import Any
from uuid import UUID

from pydantic import BaseModel, ConfigDict

from flywheel.api import database_url
from flywheel.archive.forgetting import forget_workspace
from flywheel.archive.months import ArchiveError, open_month
from flywheel.archive.storage import ArchiveStore
from flywheel.config import settings
from flywheel.errors import FileRefusedError, ToolMissingError
from flywheel.jobs.context import Context
from flywheel.jobs.errors import GiveUpError, TryAgainError
from flywheel.jobs.registry import Effect, handler

ARCHIVE_MONTH = "analytics.archive_month"
FORGET = "analytics.forget_archived"
_log = logging.getLogger(__name__)


class NoPayload(BaseModel):
    """Payload of jobs that need none."""


class MonthPayload(BaseModel):
    """Which month."""

    model_config = ConfigDict(extra="forbid")

    month: date
    """Its first day."""


class WorkspacePayload(BaseModel):
    """Whose events."""

    workspace_id: UUID


@handler("analytics.archive_months", payload=NoPayload, effect=Effect.EXACTLY_ONCE)
async def archive_months(payload: NoPayload, context: Context) -> dict[str, Any]:
    """Enqueue a job for each month that is older than the setting says."""
    months = await context.call("months_to_archive")
    context.follow_up(
        [
            {
                "job_type": ARCHIVE_MONTH,
                "payload": {"month": month},
                "dedup_key": f"{ARCHIVE_MONTH}:{month}",
            }
            for month in months
        ]
    )
    return {"months": months}


@handler(ARCHIVE_MONTH, payload=MonthPayload, effect=Effect.AT_LEAST_ONCE)
async def archive_month(payload: MonthPayload, context: Context) -> dict[str, Any]:
    """Take a month into the archive; what an attempt before has done is not done again.

    Raises
    ------
    GiveUpError
        If Storage refuses the files, or pyarrow is missing.
    TryAgainError
        If readers or late events were in the way.
    FileStoreUnavailableError
        If Storage does not answer; the job is tried again.
    """
    config = settings()
    try:
        async with (
            ArchiveStore.from_settings(config) as store,
            open_month(database_url(config), store, payload.month, _log.info) as month,
        ):
            return await month.archive()
    except (FileRefusedError, ToolMissingError) as error:
        raise GiveUpError(error.message, error.hint) from error
    except ArchiveError as error:
        raise TryAgainError(error.message, error.hint) from error


@handler(FORGET, payload=WorkspacePayload, effect=Effect.AT_LEAST_ONCE)
async def forget_archived(payload: WorkspacePayload, context: Context) -> dict[str, Any]:
    """Take the events of a workspace that is gone out of the archive.

    Raises
    ------
    GiveUpError
        If Storage refuses the files, or pyarrow is missing.
    FileStoreUnavailableError
        If Storage does not answer; the job is tried again.
    """
    config = settings()
    try:
        async with ArchiveStore.from_settings(config) as store:
            return dict(await forget_workspace(database_url(config), store, payload.workspace_id))
    except (FileRefusedError, ToolMissingError) as error:
        raise GiveUpError(error.message, error.hint) from error
