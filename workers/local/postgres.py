"""The local stack's Postgres: one cluster of our own, prepared as a Supabase project is."""

from __future__ import annotations

import asyncio
import hashlib
import os
import shutil
import signal
import subprocess
import tempfile
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path

import psutil
import psycopg
from psycopg import sql

from flywheel.config import Settings
from flywheel.errors import StackError
from flywheel.local.process import (
    ManagedProcess,
    OsUser,
    require_free_port,
    supervised,
    wait_until_ended,
)
from flywheel.local.secrets import Keys
from flywheel.local.tools import PostgresBinaries, find_postgres

SUPERUSER = "supabase_admin"
LOGIN_ROLES = ("postgres", "authenticator", "supabase_auth_admin", "supabase_storage_admin")
# What makes a plain database look like a Supabase project, by the schema that is made last.
_BOOTSTRAP = {"realtime": "bootstrap.sql", "storage": "bootstrap_storage.sql"}
_ROOT_DATA = Path("/var/lib/flywheel")
_STARTUP = {
    "listen_addresses": "127.0.0.1",
    "unix_socket_directories": "",
    # Realtime reads changes by logical decoding, through a temporary slot.
    "wal_level": "logical",
    "max_replication_slots": "10",
    "max_connections": "120",
    "shared_buffers": "256MB",
    "password_encryption": "scram-sha-256",
    "timezone": "UTC",
    "log_timezone": "UTC",
    # Parameters can hold personal data; they stay out of the log.
    "log_parameter_max_length_on_error": "0",
}


@dataclass(frozen=True)
class Cluster:
    """A Postgres cluster on the loopback interface.

    Attributes
    ----------
    data
        The data directory.
    user
        Who Postgres runs as when we are root, because it refuses root; else None.
    """

    binaries: PostgresBinaries
    data: Path
    port: int
    password: str
    log: Path
    user: OsUser | None

    @classmethod
    def at(cls, home: Path, binaries: PostgresBinaries, *, port: int, password: str) -> Cluster:
        """Return the cluster whose state belongs to `home`; nothing is touched yet."""
        user = _unprivileged_user() if os.geteuid() == 0 else None
        data = _data_directory(home, user)
        if user and data.exists():  # made when another user was the one to take
            user = OsUser.owning(data)
        return cls(
            binaries=binaries,
            data=data,
            port=port,
            password=password,
            log=home / "logs" / "postgres.log",
            user=user,
        )

    def dsn(self, role: str = "postgres", database: str = "postgres") -> str:
        """Return the connection URL of `role`."""
        return f"postgresql://{role}:{self.password}@127.0.0.1:{self.port}/{database}"

    @property
    def exists(self) -> bool:
        """Whether the cluster was initialised completely."""
        return (self.data / "PG_VERSION").exists()

    def initialise(self) -> None:
        """Make the cluster: checksums on, UTF-8, password logins only.

        It is made beside its place and moved there when complete, so that a crash in the
        middle leaves nothing that looks like a cluster.
        """
        partial = self.data.with_name(self.data.name + ".partial")
        shutil.rmtree(partial, ignore_errors=True)
        self._make_directory(partial)
        with tempfile.NamedTemporaryFile("w", prefix="flywheel-", delete=False) as file:
            file.write(self.password)
            password_file = Path(file.name)
        try:
            if self.user:
                os.chown(password_file, self.user.uid, self.user.gid)
            self._run(
                "initdb",
                *("--pgdata", str(partial), "--username", SUPERUSER),
                *("--pwfile", str(password_file), "--auth", "scram-sha-256"),
                *("--encoding", "UTF8", "--locale", "C.UTF-8", "--data-checksums"),
            )
        finally:
            password_file.unlink()
        partial.rename(self.data)

    def _make_directory(self, directory: Path) -> None:
        directory.parent.mkdir(parents=True, exist_ok=True)
        directory.mkdir(mode=0o700)
        if self.user:
            os.chown(directory, self.user.uid, self.user.gid)

    def _run(self, program: str, *arguments: str) -> None:
        user = self.user
        done = subprocess.run(
            [self.binaries.bindir / program, *arguments],
            env={**os.environ, **self.binaries.env, "LC_ALL": "C.UTF-8"},
            capture_output=True,
            text=True,
            cwd="/",
            check=False,
            user=user.uid if user else None,
            group=user.gid if user else None,
            extra_groups=[] if user else None,
        )
        if done.returncode != 0:
            raise StackError(
                f"{program} failed: {done.stderr.strip() or done.stdout.strip()}",
                hint=f"The data directory is {self.data}",
            )

    def remove(self) -> None:
        """Delete the cluster and all that is in it."""
        shutil.rmtree(self.data, ignore_errors=True)

    def end_leftover(self) -> None:
        """End a server that a killed stack left running on our data directory."""
        try:
            first_line = (self.data / "postmaster.pid").read_text().split("\n", 1)[0]
            server = psutil.Process(int(first_line))
            if "postgres" not in server.name():
                return
        except (FileNotFoundError, ValueError, psutil.NoSuchProcess):
            return
        family = [server, *server.children(recursive=True)]
        server.send_signal(signal.SIGINT)
        alive = wait_until_ended(family, within=10)
        for process in alive:
            process.kill()
        wait_until_ended(alive, within=5)

    def server(self) -> ManagedProcess:
        """Return the server process, not yet started."""
        options = {**_STARTUP, "port": str(self.port)}
        return ManagedProcess(
            name="Postgres",
            argv=[
                str(self.binaries.bindir / "postgres"),
                "-D",
                str(self.data),
                *(part for name, value in options.items() for part in ("-c", f"{name}={value}")),
            ],
            env={**self.binaries.env, "LC_ALL": "C.UTF-8"},
            log=self.log,
            ready=self._accepts_connections,
            stop_signal=signal.SIGINT,  # fast shutdown
            grace=30,
            user=self.user,
        )

    async def _accepts_connections(self) -> bool:
        try:
            connection = await psycopg.AsyncConnection.connect(
                self.dsn(SUPERUSER, "template1"), connect_timeout=5
            )
        except psycopg.OperationalError:
            return False
        await connection.close()
        return True


Report = Callable[[str], None]
"""Called with the name of each step as it begins."""


@asynccontextmanager
async def running_cluster(
    settings: Settings, keys: Keys, *, report: Report = lambda _: None
) -> AsyncIterator[Cluster]:
    """Run the stack's Postgres, made and prepared where it is new."""
    cluster = Cluster.at(
        settings.home,
        find_postgres(extensions=settings.postgres_extensions),
        port=settings.db_port,
        password=keys.db_password,
    )
    cluster.end_leftover()
    require_free_port(settings.db_port, "FLYWHEEL_DB_PORT")
    if not cluster.exists:
        report("Making the database")
        await asyncio.to_thread(cluster.initialise)
    report("Starting Postgres")
    async with supervised(cluster.server()):
        await prepare_database(cluster)
        yield cluster


async def prepare_database(cluster: Cluster, database: str = "postgres") -> bool:
    """Make `database` look like a Supabase project; returns whether there was work to do.

    Safe to call again, and after a crash in the middle: the bootstrap is one transaction. A
    database that an earlier version prepared gets the parts that are new.
    """
    dsn = cluster.dsn(SUPERUSER, database)
    async with await psycopg.AsyncConnection.connect(dsn) as connection:
        cursor = await connection.execute(
            "select name from unnest(%s::text[]) with ordinality as wanted (name, place) "
            "where to_regnamespace(name) is null order by place",
            [list(_BOOTSTRAP)],
        )
        missing = [name for (name,) in await cursor.fetchall()]
        if not missing:
            return False
        for name in missing:
            bootstrap = files("flywheel.local").joinpath(_BOOTSTRAP[name]).read_bytes()
            await connection.execute(bootstrap)
        for role in LOGIN_ROLES:
            await connection.execute(
                sql.SQL("alter role {} password {}").format(
                    sql.Identifier(role), sql.Literal(cluster.password)
                )
            )
    return True


def _unprivileged_user() -> OsUser:
    for name in ("postgres", "nobody"):
        try:
            return OsUser.named(name)
        except KeyError:
            continue
    raise StackError(
        "Postgres refuses to run as root, and there is no user postgres or nobody",
        hint="Create one: useradd --system postgres",
    )


def _data_directory(home: Path, user: OsUser | None) -> Path:
    """Inside `home`, or under /var/lib where Postgres' user cannot reach into `home`."""
    if user is None or _can_reach(user, home):
        return home / "postgres"
    digest = hashlib.sha256(str(home.resolve()).encode()).hexdigest()[:12]
    return _ROOT_DATA / digest / "postgres"


def _can_reach(user: OsUser, directory: Path) -> bool:
    for part in (directory.resolve(), *directory.resolve().parents):
        if not part.exists():
            continue
        status = part.stat()
        if status.st_uid == user.uid:
            needed = 0o100
        elif status.st_gid == user.gid:
            needed = 0o010
        else:
            needed = 0o001
        if not status.st_mode & needed:
            return False
    return True
