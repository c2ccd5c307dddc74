"""The job `insights.fetch_feed`: competitor prices from an address, again and again."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Iterator
from typing import Any
from uuid import UUID

from pydantic import BaseModel, ConfigDict

from flywheel.insights.feed_download import FeedError, Fetched, download
from flywheel.insights.price_files import (
    PriceFileError,
    Reading,
    chunks,
    read_csv,
    read_json,
    text_of,
)
from flywheel.jobs.context import Context
from flywheel.jobs.registry import Effect, handler

FETCH_FEED = "insights.fetch_feed"
ROWS = 2000
"""Of a call: about half a second in the database."""


class FeedPayload(BaseModel):
    """Which feed to fetch; none for all that are due."""

    model_config = ConfigDict(extra="forbid")

    feed_id: UUID | None = None


@handler(FETCH_FEED, payload=FeedPayload, effect=Effect.AT_LEAST_ONCE)
async def fetch_feed(payload: FeedPayload, context: Context) -> dict[str, Any]:
    """Fetch a feed and import what is in it; without one, have it done for each that is due.

    A fetch that dies half way is made again: rows that went in are duplicates then, and the
    version counts as read only when all of it went in. A feed that fails says so in its row, and
    the job has done its work.
    """
    if payload.feed_id is None:
        due = await context.call("due_competitor_feeds")
        context.follow_up(
            [
                {
                    "job_type": FETCH_FEED,
                    "workspace_id": feed["workspace_id"],
                    "payload": {"feed_id": feed["id"]},
                    "dedup_key": f"{FETCH_FEED} {feed['id']}",
                }
                for feed in due
            ]
        )
        return {"feeds": len(due)}
    feed = str(payload.feed_id)
    settings = await context.call("begin_feed_fetch", feed_id=feed)
    if settings is None:  # gone, or switched off
        return {}
    try:
        fetched = await download(
            settings["url"], etag=settings["etag"], last_modified=settings["last_modified"]
        )
        outcome = await _taken(feed, settings, fetched, context)
    except (FeedError, PriceFileError) as error:
        outcome = {"error": error.message, "status": getattr(error, "status", None)}
    await context.call("end_feed_fetch", feed_id=feed, outcome=outcome)
    return {name: outcome[name] for name in ("error", "result") if name in outcome}


async def _taken(
    feed: str, settings: dict[str, Any], fetched: Fetched, context: Context
) -> dict[str, Any]:
    """Import what was fetched; return what `end_feed_fetch` takes."""
    if fetched.content is None:
        return {
            "status": fetched.status,
            "etag": settings["etag"],
            "last_modified": settings["last_modified"],
            "result": {"unchanged": True},
        }
    counts = Counter(imported=0, duplicates=0, rejected=0)
    parts = _parts(settings, fetched)
    # Reading 50 MB takes seconds: in a thread, so that heartbeats go on.
    while (part := await asyncio.to_thread(next, parts, None)) is not None:
        answer = await context.call("import_feed_prices", feed_id=feed, prices=tuple(part))
        if answer is None:  # the feed was deleted meanwhile
            break
        counts["imported"] += answer["imported"]
        counts["duplicates"] += answer["duplicates"]
        counts["rejected"] += len(answer["rejected"])
    return {
        "status": fetched.status,
        "etag": fetched.etag,
        "last_modified": fetched.last_modified,
        "result": dict(counts),
    }


def _parts(settings: dict[str, Any], fetched: Fetched) -> Iterator[list[dict[str, Any]]]:
    how = Reading(
        mapping=settings["mapping"],
        delimiter=settings["delimiter"],
        decimal_sign=settings["decimal_sign"],
        competitor=settings["competitor"],
        currency=settings["currency"],
        items=settings["items"],
    )
    assert fetched.content is not None
    text = text_of(fetched.content, fetched.charset)
    if settings["format"] == "json":
        return chunks(read_json(text.read().removeprefix("\ufeff"), how), ROWS)
    return chunks(read_csv(text, how), ROWS)
