"""Fixtures shared by all tests: a local stack of their own, on free ports."""

from __future__ import annotations

import random
import shutil
import socket
import tempfile
from collections.abc import AsyncIterator, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

import psycopg
import pytest

from flywheel import db as database
from flywheel.config import Settings
from flywheel.local.control import remove_data, start_supervisor
from flywheel.local.state import StackState, read_state


@dataclass(frozen=True)
class Stack:
    """A running stack and how to reach it."""

    settings: Settings
    state: StackState

    @property
    def home(self) -> Path:
        return self.settings.home

    @property
    def api_url(self) -> str:
        return self.state.api_url

    @property
    def db_url(self) -> str:
        return self.state.db_url

    @property
    def admin_db_url(self) -> str:
        return self.state.admin_db_url

    @property
    def anon_key(self) -> str:
        return self.state.anon_key

    @property
    def service_role_key(self) -> str:
        return self.state.service_role_key

    @property
    def jwt_secret(self) -> str:
        return self.state.jwt_secret

    def environment(self) -> dict[str, str]:
        """Variables for a child process: `flywheel …`, or a test in another language."""
        return {
            **self.settings.environment(),
            "FLYWHEEL_API_URL": self.api_url,
            "FLYWHEEL_DB_URL": self.db_url,
            "FLYWHEEL_ANON_KEY": self.anon_key,
            "FLYWHEEL_SERVICE_ROLE_KEY": self.service_role_key,
        }


def free_ports(count: int) -> list[int]:
    """Return loopback ports that nobody listens on, outside the range of outgoing connections."""
    with ExitStack() as held:
        ports = []
        # At random, so that test runs side by side do not race for the same ports.
        for port in random.sample(range(20000, 30000), 1000):
            probe = held.enter_context(socket.socket())
            try:
                probe.bind(("127.0.0.1", port))
            except OSError:
                continue
            ports.append(port)
            if len(ports) == count:
                return ports
    raise RuntimeError("no free port")


def stack_settings(home: Path) -> Settings:
    """Settings of a stack of its own in `home`."""
    api, postgres, rest, admin, stripe, links = free_ports(6)
    return Settings(
        home=home,
        api_port=api,
        db_port=postgres,
        rest_port=rest,
        rest_admin_port=admin,
        stripe_port=stripe,
        links_port=links,
        postgres_extensions=("pgtap", "plpgsql_check"),
    )


@contextmanager
def running_stack() -> Iterator[Stack]:
    """A stack without workers, with the migrations, pgTAP and plpgsql_check."""
    # Not pytest's tmp_path: Postgres' own user must be able to pass through it.
    home = Path(tempfile.mkdtemp(prefix="flywheel-test-"))
    settings = stack_settings(home)
    supervisor = start_supervisor(settings, workers=0, attached=True)
    try:
        list(supervisor.steps())
        state = read_state(home)
        with psycopg.connect(state.admin_db_url, autocommit=True) as admin:
            admin.execute("create extension if not exists pgtap schema extensions")
            admin.execute("create extension if not exists plpgsql_check schema extensions")
        yield Stack(settings, state)
    finally:
        supervisor.stop()
        remove_data(settings)
        shutil.rmtree(home)


@pytest.fixture(scope="session")
def stack() -> Iterator[Stack]:
    """The stack that tests share; what they leave in it, the others see."""
    with running_stack() as running:
        yield running


@pytest.fixture
async def db(stack: Stack) -> AsyncIterator[database.Connection]:
    """A connection as `postgres`, the role that migrations run as."""
    async with database.connect(stack.db_url) as connection:
        yield connection
