"""The one cluster that every contender runs on, as careful as with real data."""

from __future__ import annotations

import contextlib
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import psutil
import psycopg
from psycopg import sql

from flywheel import db
from flywheel.local.postgres import Cluster
from flywheel.schema.scratch import ScratchCluster, scratch_cluster

_SQL = db.Queries.load(__package__, "cluster.sql")
_SHOWN = (
    "server_version",
    "fsync",
    "synchronous_commit",
    "full_page_writes",
    "wal_level",
    "shared_buffers",
    "max_wal_size",
    "checkpoint_timeout",
    "autovacuum",
    "jit",
)


class BenchCluster:
    """A running cluster with a database per measurement."""

    def __init__(self, scratch: ScratchCluster) -> None:
        self._scratch = scratch
        row = (self.cluster.data / "postmaster.pid").read_text().split("\n", 1)[0]
        self._postmaster = psutil.Process(int(row))

    @property
    def cluster(self) -> Cluster:
        """The cluster itself."""
        return self._scratch.cluster

    def dsn(self, database: str) -> str:
        """Return the URL of a database, for the role that owns what is in it."""
        return self.cluster.dsn("postgres", database)

    def admin_dsn(self, database: str) -> str:
        """Return the URL of a database, for the superuser."""
        return self._scratch.admin_dsn(database)

    def admin(self, database: str = "template1") -> psycopg.Connection:
        """Connect as superuser; commits each statement."""
        return psycopg.connect(self._scratch.admin_dsn(database), autocommit=True)

    async def create(self, database: str) -> None:
        """Make an empty database."""
        with self.admin() as admin:
            admin.execute(_owned("create database {}", database))

    async def create_supabase(self, database: str) -> None:
        """Make a database as Supabase hands it over."""
        await self._scratch.create_database(database)

    def copy(self, template: str, database: str) -> str:
        """Make a database anew from another one, and return its URL.

        The copy begins right after a checkpoint, so that nobody pays for whoever came before.
        """
        with self.admin() as admin:
            self.drop(database)
            admin.execute(_owned("create database {} template {}", database, template))
            settings = admin.execute(_SQL.settings_of, {"database": template}).fetchall()
            for (setting,) in settings:
                name, _, value = setting.partition("=")
                admin.execute(
                    sql.SQL("alter database {} set {} = {}").format(
                        sql.Identifier(database), sql.Identifier(name), sql.SQL(value)
                    )
                )
        self.checkpoint()
        return self.dsn(database)

    def checkpoint(self) -> None:
        """Write everything down that waits in memory."""
        with self.admin() as admin:
            admin.execute("checkpoint")

    def drop(self, database: str) -> None:
        """Remove a database, if it is there, whoever uses it."""
        with self.admin() as admin:
            name = sql.Identifier(database)
            admin.execute(sql.SQL("drop database if exists {} with (force)").format(name))

    @property
    def cpu_seconds(self) -> float:
        """CPU time that Postgres has used so far: all its processes, those that ended too."""
        while True:
            ended = self._ended_cpu_seconds()
            running = self._running_cpu_seconds()
            if self._ended_cpu_seconds() == ended:  # else one ended meanwhile, counted or not
                return ended + running

    def _ended_cpu_seconds(self) -> float:
        times = self._postmaster.cpu_times()
        return float(times.children_user + times.children_system)

    def _running_cpu_seconds(self) -> float:
        total = 0.0
        for process in (self._postmaster, *self._postmaster.children()):
            with contextlib.suppress(psutil.NoSuchProcess):
                times = process.cpu_times()
                total += times.user + times.system
        return total

    def settings(self) -> dict[str, str]:
        """Return the settings of Postgres that speed depends on."""
        with self.admin() as admin:
            rows = admin.execute(_SQL.shown_settings, {"names": list(_SHOWN)}).fetchall()
        return dict(rows)


@asynccontextmanager
async def bench_cluster() -> AsyncIterator[BenchCluster]:
    """Run a cluster with the local stack's settings that nothing else uses."""
    async with scratch_cluster(durable=True) as scratch:
        await scratch.create_database("supabase")  # brings the roles, which all databases share
        yield BenchCluster(scratch)


def _owned(statement: str, *names: str) -> sql.Composed:
    """Return the statement with its names quoted, for a database that `postgres` owns."""
    text = sql.SQL(statement).format(*(sql.Identifier(name) for name in names))
    return text + sql.SQL(" owner postgres")
