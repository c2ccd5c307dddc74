"""The supervisor: brings the local stack up, keeps it up, takes it down."""

from __future__ import annotations

import os
import sys
from collections.abc import AsyncIterator, Mapping
from contextlib import AsyncExitStack, asynccontextmanager

from aiohttp import web

from flywheel import db
from flywheel.config import Settings
from flywheel.local import auth, realtime, storage
from flywheel.local.gateway import create_gateway
from flywheel.local.links import LinkService
from flywheel.local.postgres import SUPERUSER, Cluster, Report, running_cluster
from flywheel.local.postgrest import postgrest
from flywheel.local.process import ManagedProcess, require_free_port, supervised
from flywheel.local.secrets import Keys
from flywheel.local.state import (
    StackState,
    clear_state,
    prepare_home,
    stack_lock,
    write_state,
)
from flywheel.local.stripe import FakeStripe
from flywheel.local.tools import find_postgrest
from flywheel.schema.migrations import apply_migrations


@asynccontextmanager
async def running_stack(
    settings: Settings, *, workers: int, report: Report = lambda _: None
) -> AsyncIterator[StackState]:
    """Run the whole stack: Postgres, PostgREST, gateway with Auth, Realtime and Storage, workers.

    Parameters
    ----------
    workers
        How many worker processes to start; 0 for none.
    report
        Told the name of each step as it begins.

    Raises
    ------
    FlywheelError
        If a part does not start; what did start is stopped again.
    """
    prepare_home(settings.home)
    async with AsyncExitStack() as exits:
        exits.enter_context(stack_lock(settings.home))
        for port, name in (
            (settings.api_port, "FLYWHEEL_API_PORT"),
            (settings.rest_port, "FLYWHEEL_REST_PORT"),
            (settings.rest_admin_port, "FLYWHEEL_REST_ADMIN_PORT"),
        ):
            require_free_port(port, name)
        keys = Keys.load_or_create(settings.home / "secrets.json")
        cluster = await exits.enter_async_context(running_cluster(settings, keys, report=report))
        report("Applying migrations")
        await apply_migrations(cluster.dsn())
        report("Starting PostgREST")
        await exits.enter_async_context(supervised(_postgrest(settings, keys, cluster)))
        report("Opening the gateway")
        await exits.enter_async_context(_gateway(settings, keys, cluster))
        stripe = FakeStripe.of(settings, keys) if workers else None
        links = LinkService(settings, cluster.dsn()) if workers else None
        state = StackState(
            pid=os.getpid(),
            api_url=f"http://127.0.0.1:{settings.api_port}",
            db_url=cluster.dsn(),
            admin_db_url=cluster.dsn(SUPERUSER),
            anon_key=keys.anon_key,
            service_role_key=keys.service_role_key,
            jwt_secret=keys.jwt_secret,
            postgres=f"{cluster.binaries.version} ({cluster.binaries.source})",
            stripe_url=None if stripe is None else stripe.url,
            links_url=None if links is None else links.url,
        )
        if stripe is not None:
            require_free_port(settings.stripe_port, "FLYWHEEL_STRIPE_PORT")
            report("Starting a fake of Stripe")
            await stripe.register(cluster.dsn())
            await exits.enter_async_context(supervised(stripe.process(settings, keys)))
        if links is not None:
            require_free_port(settings.links_port, "FLYWHEEL_LINKS_PORT")
            report("Serving short links")
            await links.register()
            await exits.enter_async_context(supervised(links.process()))
        for number in range(1, workers + 1):
            report("Starting the worker")
            environment = {} if stripe is None else stripe.environment()
            worker = _worker(settings, state, number, environment)
            await exits.enter_async_context(supervised(worker))
        write_state(settings.home, state)
        exits.callback(clear_state, settings.home)
        yield state


def _postgrest(settings: Settings, keys: Keys, cluster: Cluster) -> ManagedProcess:
    return postgrest(
        find_postgrest(),
        db_uri=cluster.dsn("authenticator"),
        jwt_secret=keys.jwt_secret,
        port=settings.rest_port,
        admin_port=settings.rest_admin_port,
        log=settings.home / "logs" / "postgrest.log",
    )


def _worker(
    settings: Settings, state: StackState, number: int, environment: Mapping[str, str]
) -> ManagedProcess:
    async def ready() -> bool:
        return True

    return ManagedProcess(
        name=f"Worker {number}",
        argv=[sys.executable, "-m", "flywheel.cli", "worker"],
        env={
            "FLYWHEEL_HOME": str(settings.home),
            "FLYWHEEL_DB_URL": state.db_url,
            "FLYWHEEL_API_URL": state.api_url,
            "FLYWHEEL_SERVICE_ROLE_KEY": state.service_role_key,
            **environment,
        },
        log=settings.home / "logs" / f"worker-{number}.log",
        ready=ready,
        grace=30,
    )


@asynccontextmanager
async def _gateway(settings: Settings, keys: Keys, cluster: Cluster) -> AsyncIterator[None]:
    async with (
        db.pool(cluster.dsn("supabase_auth_admin"), max_size=8) as auth_pool,
        db.pool(cluster.dsn("supabase_storage_admin"), max_size=8) as storage_pool,
    ):
        app = create_gateway(
            keys,
            rest_url=f"http://127.0.0.1:{settings.rest_port}",
            max_body_bytes=settings.max_body_bytes,
            mounts={
                "/auth/v1": auth.create_app(
                    auth.AuthContext(
                        keys=keys,
                        pool=auth_pool,
                        site_url="http://127.0.0.1:3000",
                        api_url=f"http://127.0.0.1:{settings.api_port}/auth/v1",
                        outbox=settings.home / "outbox",
                    )
                ),
                "/realtime/v1": realtime.create_app(
                    realtime.RealtimeContext(keys=keys, dsn=cluster.dsn(SUPERUSER))
                ),
                "/storage/v1": storage.create_app(
                    storage.StorageContext(
                        keys=keys,
                        pool=storage_pool,
                        files=storage.FileStore(settings.home / "storage"),
                        max_file_bytes=settings.max_file_bytes,
                    )
                ),
            },
        )
        runner = web.AppRunner(app, access_log=None, shutdown_timeout=2)
        await runner.setup()
        try:
            await web.TCPSite(runner, "127.0.0.1", settings.api_port).start()
            yield
        finally:
            await runner.cleanup()
