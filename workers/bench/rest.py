"""PostgREST before a database of a benchmark's cluster."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from flywheel.bench.queue.cluster import BenchCluster
from flywheel.local.postgrest import postgrest
from flywheel.local.process import free_port
from flywheel.local.tools import find_postgrest


@asynccontextmanager
async def rest_before(cluster: BenchCluster, database: str, jwt_secret: str) -> AsyncIterator[str]:
    """Run PostgREST for a database, and yield its URL.

    Parameters
    ----------
    jwt_secret
        What tokens are signed with.
    """
    port = free_port()
    with TemporaryDirectory() as folder:
        server = postgrest(
            find_postgrest(),
            db_uri=cluster.cluster.dsn("authenticator", database),
            jwt_secret=jwt_secret,
            port=port,
            admin_port=free_port(),
            log=Path(folder) / "postgrest.log",
        )
        await server.start()
        try:
            yield f"http://127.0.0.1:{port}"
        finally:
            await server.stop()
