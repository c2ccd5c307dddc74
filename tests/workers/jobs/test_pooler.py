"""Behind PgBouncer: a worker finds out, polls, and leaves nothing of itself to others."""

from __future__ import annotations

import asyncio
import os
import pwd
import shutil
import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from urllib.parse import SplitResult, urlsplit

import psycopg

from flywheel import db as database
from flywheel.jobs import Context, TryAgainError
from flywheel.jobs.direct import DirectTransport
from flywheel.local.process import ManagedProcess, OsUser
from flywheel.local.tools import find_pooler
from tests.conftest import Stack, free_ports

from .conftest import Payload, Queue, registry, running, until


def _configure(direct: SplitResult, port: int, mode: str) -> Path:
    home = Path(tempfile.mkdtemp(prefix="flywheel-pooler-"))
    home.chmod(0o755)
    (home / "users.txt").write_text(f'"{direct.username}" "{direct.password}"\n')
    (home / "pgbouncer.ini").write_text(
        "[databases]\n"
        f"postgres = host=127.0.0.1 port={direct.port}\n"
        "[pgbouncer]\n"
        f"listen_addr = 127.0.0.1\nlisten_port = {port}\nunix_socket_dir =\n"
        f"auth_type = plain\nauth_file = {home}/users.txt\n"
        f"pool_mode = {mode}\nmax_client_conn = 100\ndefault_pool_size = 4\n"
    )
    return home


@asynccontextmanager
async def pgbouncer(stack: Stack, mode: str) -> AsyncIterator[str]:
    """Run PgBouncer before the stack's database; yield the URL through it."""
    direct = urlsplit(stack.db_url)
    (port,) = free_ports(1)
    home = _configure(direct, port, mode)
    # Like Postgres it will not run as root.
    user = OsUser.named(pwd.getpwuid(65534).pw_name) if os.geteuid() == 0 else None
    url = f"postgresql://{direct.username}:{direct.password}@127.0.0.1:{port}/postgres"

    async def answers() -> bool:
        try:
            async with database.connect(url) as connection:
                await connection.execute(b"select 1")
        except (database.DatabaseDownError, psycopg.Error):
            return False
        return True

    program, env = find_pooler()
    pooler = ManagedProcess(
        name="PgBouncer",
        argv=[str(program), str(home / "pgbouncer.ini")],
        env=env,
        log=home / "log",
        ready=answers,
        user=user,
    )
    await pooler.start()
    try:
        yield url
    finally:
        await pooler.stop()
        shutil.rmtree(home)


async def test_a_worker_behind_a_transaction_pooler_polls_and_does_all_its_work(
    queue: Queue, stack: Stack
) -> None:
    async def work(payload: Payload, context: Context) -> dict[str, str]:
        if payload.how == "fail" and context.attempt == 1:
            raise TryAgainError("once", after=0)
        if payload.how == "transaction":
            connection = await context.transaction()
            row = await (await connection.execute(b"select current_user as name")).fetchone()
            return {"note": row["name"]}
        if payload.how == "call":
            return {"note": str(await context.call("feature_enabled", name="unknown"))}
        return {"note": payload.how}

    job_type = await queue.register(apply_function="jobs_test.apply")
    async with pgbouncer(stack, "transaction") as url:
        transport = DirectTransport(url, connections=6)
        async with running(queue, transport, registry(job_type, work), poll_seconds=5):
            assert not transport.hears
            hows = ["plain"] * 40 + ["fail", "transaction", "call"] * 5
            ids = await queue.enqueue_many(
                [{"job_type": job_type, "payload": {"how": how}} for how in hows]
            )
            for job_id in ids:
                await queue.reaches(job_id, "completed")
            # A single one, while nobody can wake the worker.
            late = await queue.enqueue(job_type, {"how": "late"})
            await queue.reaches(late, "completed")
    assert sorted(await queue.effects()) == sorted(
        ["plain"] * 40 + ["fail"] * 5 + ["service_role"] * 5 + ["False"] * 5 + ["late"]
    )


async def test_a_cancellation_reaches_a_worker_that_hears_nothing(
    queue: Queue, stack: Stack
) -> None:
    async def work(payload: Payload, context: Context) -> None:
        await asyncio.sleep(600)

    job_type = await queue.register()
    async with pgbouncer(stack, "transaction") as url:
        options = {"poll_seconds": 5, "beat_seconds": 0.3}
        async with running(queue, DirectTransport(url), registry(job_type, work), **options):
            job_id = await queue.enqueue(job_type)
            await queue.reaches(job_id, "processing")
            assert await queue.value("select jobs.cancel(%(id)s)", id=job_id) == "cancelling"
            await queue.reaches(job_id, "cancelled")


async def test_a_worker_leaves_no_role_and_no_statement_to_others(
    queue: Queue, stack: Stack
) -> None:
    """Its server connections are lent to everybody: what they find there is their own."""

    async def work(payload: Payload, context: Context) -> None:
        return None

    job_type = await queue.register()
    seen: set[str] = set()
    stop = asyncio.Event()

    async def neighbour(url: str) -> None:
        async with database.connect(url) as connection:
            connection.prepare_threshold = None
            while not stop.is_set():
                cursor = await connection.execute(
                    b"select current_user as role, count(*) as statements "
                    b"from pg_prepared_statements where name like '\\_pg3%%'"
                )
                row = await cursor.fetchone()
                seen.add(f"{row['role']} {row['statements']}")

    async with pgbouncer(stack, "transaction") as url:
        neighbours = [asyncio.create_task(neighbour(url)) for _ in range(4)]
        try:
            async with running(queue, DirectTransport(url), registry(job_type, work)):
                ids = await queue.enqueue_many([{"job_type": job_type}] * 300)
                await until(
                    lambda: queue.value(
                        "select count(*) = 300 from jobs.job_archive where job_type = %(t)s",
                        t=job_type,
                    ),
                    "all jobs are done",
                )
        finally:
            stop.set()
            await asyncio.gather(*neighbours)
    assert len(ids) == 300
    assert seen == {"postgres 0"}


async def test_a_session_pooler_passes_notifications_on(queue: Queue, stack: Stack) -> None:
    ran = asyncio.Event()

    async def work(payload: Payload, context: Context) -> None:
        ran.set()

    job_type = await queue.register()
    async with pgbouncer(stack, "session") as url:
        transport = DirectTransport(url, connections=1)
        async with running(queue, transport, registry(job_type, work)):  # polls never
            assert transport.hears
            await queue.reaches(await queue.enqueue(job_type), "completed")
    assert ran.is_set()
