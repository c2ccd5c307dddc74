"""Broadcasts that come out of `realtime.messages`: as they are written, or replayed."""

from __future__ import annotations

from typing import Any

from flywheel.db import Pool, Queries
from flywheel.local.realtime.authorization import rolled_back
from flywheel.local.realtime.decoder import Change
from flywheel.local.realtime.join import Replay
from flywheel.local.realtime.pgoutput import Relation
from flywheel.local.realtime.protocol import Payload, RawJson, UserPayload, dump_json

_queries = Queries.load("flywheel.local.realtime")


def is_message_table(relation: Relation) -> bool:
    """Whether changes of this table are broadcasts from the database."""
    return (relation.schema, relation.name) == ("realtime", "messages")


def broadcast_payload(event: str, payload: Any) -> dict[str, Any]:
    """Return the payload of a broadcast as protocol 1.0.0 has it."""
    return {"type": "broadcast", "event": event, "payload": payload}


def stored_payload(change: Change) -> Payload | None:
    """Return the broadcast that was written to the table; None if it is a presence row."""
    row = change.new
    if change.action != "INSERT" or row.get("extension") != "broadcast":
        return None
    return _payload(
        event=row.get("event") or "",
        json_text=row.get("payload"),
        data=_bytes(row.get("binary_payload")),
        meta={"id": row["id"]},
    )


def _bytes(text: str | None) -> bytes | None:
    return None if text is None else bytes.fromhex(text.removeprefix("\\x"))


def _payload(
    event: str, json_text: str | None, data: bytes | None, meta: dict[str, Any]
) -> Payload:
    if data is not None:
        return UserPayload(event, data, is_json=False, meta=meta)
    return RawJson(
        f'{{"type":"broadcast","event":{dump_json(event)},'
        f'"payload":{json_text or "null"},"meta":{dump_json(meta)}}}'
    )


async def replay(pool: Pool, topic: str, wanted: Replay) -> dict[str, Payload]:
    """Return stored broadcasts of a private channel by id, oldest first.

    Raises
    ------
    DatabaseUnavailableError
        If the database cannot be asked.
    """
    async with rolled_back(pool) as connection:
        cursor = await connection.execute(
            _queries.replay,
            {"topic": topic, "since": wanted.since / 1000, "limit": wanted.limit},
        )
        rows = await cursor.fetchall()
    return {
        str(row["id"]): _payload(
            row["event"] or "",
            row["payload"],
            row["binary_payload"],
            {"replayed": True, "id": str(row["id"])},
        )
        for row in rows
    }
