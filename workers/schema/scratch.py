"""Throwaway databases to build schemas in: a cluster of its own, gone afterwards."""

from __future__ import annotations

import asyncio
import dataclasses
import secrets
import shutil
import signal
import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from psycopg import sql

from flywheel import db
from flywheel.errors import ToolMissingError
from flywheel.local.postgres import SUPERUSER, Cluster, prepare_database
from flywheel.local.process import free_port
from flywheel.local.tools import PostgresBinaries, find_postgres

LINT_EXTENSION = "plpgsql_check"


class ScratchCluster:
    """A running cluster in which each database looks like a fresh Supabase project."""

    def __init__(self, cluster: Cluster) -> None:
        self._cluster = cluster

    @property
    def cluster(self) -> Cluster:
        """The cluster itself: its programs, its data directory."""
        return self._cluster

    @property
    def can_lint(self) -> bool:
        """Whether the extension that `supabase db lint` needs is installed."""
        return self._cluster.binaries.has_extension(LINT_EXTENSION)

    def admin_dsn(self, database: str) -> str:
        """Return the superuser's URL of `database`."""
        return self._cluster.dsn(SUPERUSER, database)

    async def create_database(self, name: str) -> str:
        """Make a database as Supabase hands it over; returns its URL for role `postgres`."""
        async with db.connect(self.admin_dsn("template1")) as connection:
            await connection.execute(sql.SQL("create database {}").format(sql.Identifier(name)))
        await prepare_database(self._cluster, name)
        return self._cluster.dsn("postgres", name)


@asynccontextmanager
async def scratch_cluster(*, durable: bool = False) -> AsyncIterator[ScratchCluster]:
    """Run a cluster in a temporary folder.

    Parameters
    ----------
    durable
        Whether it takes the care that real data needs, as where its speed is measured.
    """
    home = _temporary_home()
    cluster = Cluster.at(home, _binaries(), port=free_port(), password=secrets.token_hex(16))
    try:
        await asyncio.to_thread(cluster.initialise)
        server = cluster.server()
        care = "on" if durable else "off"
        server = dataclasses.replace(
            server,
            argv=[*server.argv, "-c", f"fsync={care}", "-c", f"full_page_writes={care}"],
            stop_signal=signal.SIGQUIT,  # at once, without a last checkpoint
        )
        await server.start()
        try:
            yield ScratchCluster(cluster)
        finally:
            await server.stop()
    finally:
        cluster.remove()
        shutil.rmtree(home, ignore_errors=True)


def _temporary_home() -> Path:
    home = Path(tempfile.mkdtemp(prefix="flywheel-schema-"))
    home.chmod(0o711)  # as root, Postgres runs as another user and has to get in
    return home


def _binaries() -> PostgresBinaries:
    try:
        return find_postgres(extensions=(LINT_EXTENSION,))
    except ToolMissingError:
        return find_postgres()
