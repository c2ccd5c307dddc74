"""The local stack as a program: up, down, status, and what a crash leaves behind."""

from __future__ import annotations

import json
import os
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

import httpx
import psutil
import pytest

from flywheel.config import CHECKOUT, Settings
from flywheel.local.control import remove_data, start_supervisor, stop_running
from flywheel.local.process import has_ended, wait_until_ended
from flywheel.local.state import StackState, is_running, read_state
from tests.conftest import stack_settings

FLYWHEEL = CHECKOUT / ".venv" / "bin" / "flywheel"


def flywheel(settings: Settings, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [FLYWHEEL, *arguments],
        env={**os.environ, **settings.environment()},
        capture_output=True,
        text=True,
        timeout=120,
    )


def eventually(claim: Callable[[], bool], seconds: float = 30) -> None:
    deadline = time.monotonic() + seconds
    while not claim():
        assert time.monotonic() < deadline, "it did not become true in time"
        time.sleep(0.05)


def api_answers(state: StackState) -> bool:
    try:
        answer = httpx.get(
            f"{state.api_url}/rest/v1/app_settings", headers={"apikey": state.service_role_key}
        )
    except httpx.TransportError:
        return False
    return answer.status_code == 200


def family(state: StackState) -> dict[str, psutil.Process]:
    """The stack's direct processes by the name of their program."""
    supervisor = psutil.Process(state.pid)
    children = [child for child in supervisor.children() if not has_ended(child)]
    return {"supervisor": supervisor} | {child.name(): child for child in children}


def listening(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


@pytest.fixture
def settings() -> Iterator[Settings]:
    home = Path(tempfile.mkdtemp(prefix="flywheel-stack-"))
    config = stack_settings(home)
    try:
        yield config
    finally:
        if is_running(home):
            stop_running(config)
        remove_data(config)
        shutil.rmtree(home)


def test_up_status_down_and_all_is_gone(settings: Settings) -> None:
    before = flywheel(settings, "status")
    assert before.returncode == 1
    assert "not running" in before.stderr
    assert "make up" in before.stderr

    up = flywheel(settings, "up", "--detach", "--no-demo", "--workers", "1")
    assert up.returncode == 0, up.stderr
    status = flywheel(settings, "status", "-o", "json")
    keys = json.loads(status.stdout)
    assert {"API_URL", "DB_URL", "ANON_KEY", "SERVICE_ROLE_KEY", "JWT_SECRET"} <= keys.keys()
    state = read_state(settings.home)
    assert api_answers(state)
    processes = family(state)
    assert {"supervisor", "postgres", "postgrest"} <= processes.keys()

    again = flywheel(settings, "up", "--detach", "--no-demo")
    assert again.returncode == 1
    assert "already running" in again.stderr
    assert api_answers(state), "the second start must not touch the first"

    down = flywheel(settings, "down")
    assert down.returncode == 0, down.stderr
    assert all(has_ended(process) for process in processes.values())
    for port in (settings.api_port, settings.db_port, settings.rest_port):
        assert not listening(port)
    assert flywheel(settings, "down").returncode == 1


def test_after_kill_nine_of_everything_it_starts_again_with_its_data(settings: Settings) -> None:
    assert flywheel(settings, "up", "--detach", "--no-demo").returncode == 0
    state = read_state(settings.home)
    url = f"{state.api_url}/rest/v1/feature_flags"
    headers = {"apikey": state.service_role_key}
    made = httpx.post(url, headers=headers, json={"name": "survives_a_crash"})
    assert made.status_code == 201, made.text

    supervisor = psutil.Process(state.pid)
    victims = [supervisor, *supervisor.children(recursive=True)]
    for victim in victims:
        with suppress(psutil.NoSuchProcess):  # some end as soon as their parent does
            victim.kill()
    assert not wait_until_ended(victims, within=10)

    assert flywheel(settings, "status").returncode == 1
    up = flywheel(settings, "up", "--detach", "--no-demo")
    assert up.returncode == 0, up.stderr
    kept = httpx.get(url, headers=headers, params={"name": "eq.survives_a_crash"}).json()
    assert len(kept) == 1, "the keys and the data must survive"


def test_a_dead_part_is_started_again(settings: Settings) -> None:
    assert flywheel(settings, "up", "--detach", "--no-demo", "--workers", "0").returncode == 0
    state = read_state(settings.home)
    for name in ("postgrest", "postgres"):
        victim = family(state)[name]
        victim.send_signal(signal.SIGKILL)
        assert not wait_until_ended([victim], within=10)
        eventually(lambda: api_answers(state))
        assert family(state)[name].pid != victim.pid


def test_the_stack_ends_with_whoever_started_it_attached(settings: Settings) -> None:
    up = subprocess.Popen(
        [FLYWHEEL, "up", "--no-demo", "--workers", "0"],
        env={**os.environ, **settings.environment()},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    eventually(lambda: (settings.home / "stack.json").exists(), 60)
    processes = family(read_state(settings.home))
    up.kill()
    up.wait()
    eventually(lambda: all(has_ended(process) for process in processes.values()))
    assert not is_running(settings.home)


def test_ctrl_c_stops_everything(settings: Settings) -> None:
    up = subprocess.Popen(
        [FLYWHEEL, "up", "--no-demo", "--workers", "0"],
        env={**os.environ, **settings.environment()},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        # As in a terminal; a test run in the background has inherited SIGINT ignored.
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
    )
    eventually(lambda: (settings.home / "stack.json").exists(), 60)
    processes = family(read_state(settings.home))
    up.send_signal(signal.SIGINT)
    assert up.wait(60) == 0
    assert all(has_ended(process) for process in processes.values())


@pytest.mark.parametrize(
    ("field", "variable"),
    [("api_port", "FLYWHEEL_API_PORT"), ("db_port", "FLYWHEEL_DB_PORT")],
)
def test_a_port_in_use_is_named_with_the_setting(
    settings: Settings, field: str, variable: str
) -> None:
    with socket.socket() as occupied:
        occupied.bind(("127.0.0.1", getattr(settings, field)))
        occupied.listen()
        up = flywheel(settings, "up", "--detach", "--no-demo")
    assert up.returncode == 1
    assert str(getattr(settings, field)) in up.stderr
    assert variable in up.stderr


def test_a_setting_that_cannot_work_is_named() -> None:
    done = subprocess.run(
        [FLYWHEEL, "status"],
        env={**os.environ, "FLYWHEEL_API_PORT": "seventy"},
        capture_output=True,
        text=True,
    )
    assert done.returncode == 1
    assert "FLYWHEEL_API_PORT" in done.stderr
    assert "Traceback" not in done.stderr


def test_secrets_are_readable_by_their_owner_alone(settings: Settings) -> None:
    supervisor = start_supervisor(settings, workers=0, attached=True)
    try:
        list(supervisor.steps())
        for name in ("secrets.json", "stack.json"):
            assert (settings.home / name).stat().st_mode & 0o077 == 0
        keys = json.loads((settings.home / "secrets.json").read_text())
        lines = [
            " ".join(process.cmdline()) for process in family(read_state(settings.home)).values()
        ]
        logs = [path.read_text(errors="replace") for path in (settings.home / "logs").iterdir()]
        for secret in (keys["jwt_secret"], keys["db_password"]):
            assert not any(secret in text for text in [*lines, *logs])
    finally:
        supervisor.stop()
