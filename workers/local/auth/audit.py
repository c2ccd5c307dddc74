"""The audit log of Auth: who did what."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

from aiohttp import web
from psycopg.types.json import Json

from flywheel.db import Connection
from flywheel.local.auth.users import User, sql

_LOG_TYPES = {
    "login": "account",
    "logout": "account",
    "invite_accepted": "account",
    "user_signedup": "team",
    "user_invited": "team",
    "user_deleted": "team",
    "token_revoked": "token",
    "token_refreshed": "token",
    "user_modified": "user",
    "user_recovery_requested": "user",
    "user_reauthenticate_requested": "user",
    "user_confirmation_requested": "user",
    "user_repeated_signup": "user",
    "user_updated_password": "user",
    "factor_in_progress": "factor",
    "challenge_created": "factor",
    "verification_attempted": "factor",
    "factor_unenrolled": "factor",
    "factor_deleted": "factor",
}


async def record(
    connection: Connection,
    request: web.Request,
    action: str,
    user: User | None = None,
    **traits: Any,
) -> None:
    """Write that `user` (or the service, where None) did `action`.

    Raises
    ------
    KeyError
        If the action is none of Supabase Auth's.
    """
    payload = {
        "action": action,
        "actor_id": str(user.id) if user else "00000000-0000-0000-0000-000000000000",
        "actor_username": user.email if user else "service_role",
        "actor_via_sso": False,
        "log_type": _LOG_TYPES[action],
        **({"traits": traits} if traits else {}),
    }
    await connection.execute(
        sql.insert_audit_entry,
        {"id": uuid4(), "payload": Json(payload), "ip": request.remote or ""},
    )
