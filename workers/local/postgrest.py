"""The local stack's PostgREST, configured as Supabase configures it."""

from __future__ import annotations

from pathlib import Path

import aiohttp

from flywheel.local.process import ManagedProcess


def postgrest(
    binary: Path,
    *,
    db_uri: str,
    jwt_secret: str,
    port: int,
    admin_port: int,
    log: Path,
) -> ManagedProcess:
    """Return a PostgREST that serves schema `public`, not yet started.

    Secrets go in through the environment: command lines are visible to other users.
    """

    async def ready() -> bool:
        try:
            async with (
                aiohttp.ClientSession() as session,
                session.get(f"http://127.0.0.1:{admin_port}/ready") as answer,
            ):
                return answer.status == 200
        except aiohttp.ClientError:
            return False

    return ManagedProcess(
        name="PostgREST",
        argv=[str(binary)],
        env={
            "PGRST_DB_URI": db_uri,
            "PGRST_DB_SCHEMAS": "public",
            "PGRST_DB_EXTRA_SEARCH_PATH": "public,extensions",
            "PGRST_DB_ANON_ROLE": "anon",
            "PGRST_DB_POOL": "20",
            "PGRST_DB_MAX_ROWS": "1000",
            "PGRST_JWT_SECRET": jwt_secret,
            "PGRST_SERVER_HOST": "127.0.0.1",
            "PGRST_SERVER_PORT": str(port),
            "PGRST_ADMIN_SERVER_PORT": str(admin_port),
            "PGRST_LOG_LEVEL": "warn",
        },
        log=log,
        ready=ready,
    )
