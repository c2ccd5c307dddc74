"""One child process of the local stack: start, wait until ready, stop, never left behind."""

from __future__ import annotations

import asyncio
import contextlib
import ctypes
import os
import pwd
import signal
import socket
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

import psutil
import structlog

from flywheel.errors import FlywheelError, PortInUseError, StackError

log = structlog.get_logger(__name__)

_PR_SET_PDEATHSIG = 1
_LOG_TAIL_LINES = 15
_RESTART_PAUSE = 0.5  # seconds, times the failures so far
_STABLE_AFTER = 30.0  # seconds
_MOST_RESTARTS = 5


@dataclass(frozen=True)
class OsUser:
    """The operating system's user that a process runs as."""

    name: str
    uid: int
    gid: int

    @classmethod
    def named(cls, name: str) -> OsUser:
        """Look `name` up; raises `KeyError` where there is no such user."""
        entry = pwd.getpwnam(name)
        return cls(name, entry.pw_uid, entry.pw_gid)

    @classmethod
    def owning(cls, path: Path) -> OsUser:
        """Return the owner of `path`."""
        entry = pwd.getpwuid(path.stat().st_uid)
        return cls(entry.pw_name, entry.pw_uid, entry.pw_gid)


def free_port() -> int:
    """Return a port on the loopback interface that nobody listens on now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def require_free_port(port: int, setting: str) -> None:
    """Raise `PortInUseError` naming `setting` if something listens on the loopback `port`."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError as error:
            raise PortInUseError(
                f"port {port} is in use by another program",
                hint=f"Stop that program, or choose another port: {setting}=… flywheel up",
            ) from error


def has_ended(process: psutil.Process) -> bool:
    """Say whether `process` runs no more; one that nobody has reaped yet counts as ended."""
    try:
        return not process.is_running() or process.status() == psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return True


def wait_until_ended(processes: Iterable[psutil.Process], within: float) -> list[psutil.Process]:
    """Wait for processes that are not our children; return those alive after `within` seconds.

    `psutil.wait_procs` would wait for zombies, which stay where process 1 does not reap, as
    in many containers.
    """
    deadline = time.monotonic() + within
    alive = list(processes)
    while alive and time.monotonic() < deadline:
        alive = [process for process in alive if not has_ended(process)]
        time.sleep(0.02)
    return alive


@dataclass
class ManagedProcess:
    """A child that dies with us, whose output goes to a log file.

    Attributes
    ----------
    ready
        Awaited repeatedly until it returns true; the process counts as started then.
    stop_signal
        What asks the process to end; `SIGKILL` follows after `grace` seconds.
    user
        Run as this user (only root can ask for it); None keeps ours.
    """

    name: str
    argv: Sequence[str]
    log: Path
    ready: Callable[[], Awaitable[bool]]
    env: Mapping[str, str] = field(default_factory=dict)
    stop_signal: signal.Signals = signal.SIGTERM
    grace: float = 10.0
    start_timeout: float = 60.0
    user: OsUser | None = None
    _process: asyncio.subprocess.Process | None = None

    @property
    def pid(self) -> int | None:
        """The process id while it runs."""
        process = self._process
        return process.pid if process and process.returncode is None else None

    async def start(self) -> None:
        """Start the process and wait until it is ready.

        Raises
        ------
        StackError
            If it ends, or is not ready in time; the message holds the end of its log.
        """
        self.log.parent.mkdir(parents=True, exist_ok=True)
        die_with_parent = _die_with_parent(self.stop_signal)
        with self.log.open("ab") as log:
            self._process = await asyncio.create_subprocess_exec(
                *self.argv,
                stdin=asyncio.subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                env={**os.environ, **self.env},
                cwd="/",
                start_new_session=True,
                preexec_fn=die_with_parent,
                user=self.user.uid if self.user else None,
                group=self.user.gid if self.user else None,
                extra_groups=[] if self.user else None,
            )
        try:
            async with asyncio.timeout(self.start_timeout):
                await self._until_ready()
        except TimeoutError:
            await self.stop()
            raise StackError(
                f"{self.name} was not ready within {self.start_timeout:.0f} s\n{self._tail()}",
                hint=f"The whole log: {self.log}",
            ) from None

    async def _until_ready(self) -> None:
        assert self._process is not None
        while not await self.ready():
            if self._process.returncode is not None:
                raise StackError(
                    f"{self.name} ended with code {self._process.returncode}\n{self._tail()}",
                    hint=f"The whole log: {self.log}",
                )
            await asyncio.sleep(0.03)

    def _tail(self) -> str:
        lines = self.log.read_text("utf-8", errors="replace").splitlines()
        return "\n".join(f"    {line}" for line in lines[-_LOG_TAIL_LINES:])

    async def wait(self) -> int:
        """Wait for the process to end; returns its exit code."""
        assert self._process is not None
        return await self._process.wait()

    async def stop(self) -> None:
        """Ask the process to end, and make it end after the grace time."""
        process = self._process
        if process is None or process.returncode is not None:
            return
        with contextlib.suppress(ProcessLookupError):
            process.send_signal(self.stop_signal)
        try:
            await asyncio.wait_for(process.wait(), self.grace)
        except TimeoutError:
            with contextlib.suppress(ProcessLookupError):
                process.kill()
            await process.wait()


def _die_with_parent(stop_signal: signal.Signals) -> Callable[[], None]:
    """Return a hook for the child: the kernel sends it `stop_signal` when we die."""
    libc = ctypes.CDLL(None, use_errno=True)
    parent = os.getpid()

    def hook() -> None:
        libc.prctl(_PR_SET_PDEATHSIG, stop_signal, 0, 0, 0)
        if os.getppid() != parent:  # we died between fork and prctl
            os._exit(1)

    return hook


@asynccontextmanager
async def supervised(process: ManagedProcess) -> AsyncIterator[None]:
    """Run `process` for the time of the block; start it again whenever it dies."""
    await process.start()
    keeper = asyncio.create_task(_keep_running(process), name=f"keep {process.name}")
    try:
        yield
    finally:
        keeper.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await keeper
        await process.stop()


async def _keep_running(process: ManagedProcess) -> None:
    failures = 0
    while failures < _MOST_RESTARTS:
        started = time.monotonic()
        code = await process.wait()
        failures = 0 if time.monotonic() - started > _STABLE_AFTER else failures + 1
        log.warning("process ended, starting it again", name=process.name, code=code)
        await asyncio.sleep(_RESTART_PAUSE * failures)
        try:
            await process.start()
        except FlywheelError as error:
            log.exception("process did not start again", name=process.name, error=error.message)
            failures += 1
    log.error("process keeps ending; giving up on it", name=process.name, log=str(process.log))
