"""What is in a folder of a bucket."""

from __future__ import annotations

from typing import Any

from aiohttp import web
from psycopg import sql

from flywheel.local.storage.bodies import read_json, whole_number
from flywheel.local.storage.context import CONTEXT, queries
from flywheel.local.storage.errors import invalid
from flywheel.local.storage.identity import identify

_MOST = 10_000
_FAR = 1_000_000_000
_COLUMNS = ("name", "updated_at", "created_at", "last_accessed_at")


async def list_objects(request: web.Request) -> web.Response:
    """`POST /object/list/{bucket}`: folders and files one level below a prefix."""
    context = request.config_dict[CONTEXT]
    caller = identify(request, context.keys)
    body = await read_json(request)
    prefix, search = _text(body, "prefix"), _text(body, "search")
    if prefix and not prefix.endswith("/"):
        prefix += "/"
    sort = body.get("sortBy") or {}
    if not isinstance(sort, dict):
        raise invalid("sortBy must be object")
    statement = sql.SQL(queries.list_objects.decode()).format(
        order=ordering(sort.get("column"), sort.get("order"), _COLUMNS)
    )
    async with context.acting_as(caller) as connection:
        found = await connection.execute(
            statement,
            {
                "bucket": request.match_info["bucket"],
                "prefix": prefix,
                "search": search,
                "limit": whole_number(body.get("limit"), "limit", 100, _MOST),
                "offset": whole_number(body.get("offset"), "offset", 0, _FAR),
            },
        )
        return web.json_response([as_json(row) for row in await found.fetchall()])


def ordering(column: object, direction: object, columns: tuple[str, ...]) -> sql.Composed:
    """Return what stands behind `order by`; the first column, ascending, where nothing is said.

    Raises
    ------
    StorageError
        If the column is not among those, or the direction is none.
    """
    column, direction = column or columns[0], str(direction or "asc").lower()
    if column not in columns:
        raise invalid(f"sort by one of {', '.join(columns)}, not {column}")
    if direction not in ("asc", "desc"):
        raise invalid(f"the order is asc or desc, not {direction}")
    # Names sort by their bytes, the same on every machine.
    collation = sql.SQL(' collate "C" ' if column == "name" else " ")
    return (
        sql.Identifier(str(column)) + collation + sql.SQL("asc" if direction == "asc" else "desc")
    )


def as_json(row: dict[str, Any]) -> dict[str, Any]:
    """Return a row of objects or buckets as the API shows it: no version, times in ISO 8601."""
    shown = {}
    for name, value in row.items():
        if name == "version":
            continue
        if name.endswith("_at") and value is not None:
            shown[name] = value.isoformat()
        elif name in ("id", "owner"):
            # The clients' types have no owner that is null.
            shown[name] = str(value) if value is not None else ("" if name == "owner" else None)
        else:
            shown[name] = value
    return shown


def _text(body: dict[str, Any], name: str) -> str:
    value = body.get(name) or ""
    if not isinstance(value, str):
        raise invalid(f"{name} must be a text")
    return value
