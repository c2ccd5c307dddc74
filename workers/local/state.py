"""What is known about the local stack: is it up, where does it listen, with which keys."""

from __future__ import annotations

import fcntl
import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path

from flywheel.errors import StackDownError, StackError


@dataclass(frozen=True)
class StackState:
    """A running stack, as `flywheel status` shows it.

    Attributes
    ----------
    pid
        Process id of the supervisor.
    admin_db_url
        The local superuser's URL; for tests and the standalone tools only.
    stripe_url
        The fake of Stripe; None where there is none.
    links_url
        Where short links are served; None where they are not.
    """

    pid: int
    api_url: str
    db_url: str
    admin_db_url: str
    anon_key: str
    service_role_key: str
    jwt_secret: str
    postgres: str
    stripe_url: str | None = None
    links_url: str | None = None

    def as_status(self) -> dict[str, str]:
        """Return the values under the Supabase CLI's names."""
        values = {
            "API_URL": self.api_url,
            "REST_URL": f"{self.api_url}/rest/v1",
            "DB_URL": self.db_url,
            "ANON_KEY": self.anon_key,
            "SERVICE_ROLE_KEY": self.service_role_key,
            "JWT_SECRET": self.jwt_secret,
        }
        if self.links_url is not None:
            values["LINKS_URL"] = self.links_url
        return values


def prepare_home(home: Path) -> None:
    """Make the state directory; others may pass through it, but list nothing."""
    home.mkdir(parents=True, exist_ok=True)
    home.chmod(0o711)
    (home / "logs").mkdir(exist_ok=True)


@contextmanager
def stack_lock(home: Path) -> Iterator[None]:
    """Hold the one lock of `home`; the kernel frees it however the holder dies.

    Raises
    ------
    StackError
        If another stack holds it.
    """
    with (home / "lock").open("a") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise StackError(
                "the stack is already running", hint="See flywheel status; end it: flywheel down"
            ) from None
        yield


def is_running(home: Path) -> bool:
    """Say whether a supervisor lives for `home`."""
    try:
        with stack_lock(home):
            return False
    except StackError:
        return True
    except FileNotFoundError:
        return False


def write_state(home: Path, state: StackState) -> None:
    """Publish `state` for other processes of this user."""
    partial = home / "stack.json.partial"
    descriptor = os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w") as file:
        json.dump(asdict(state), file)
    partial.replace(home / "stack.json")


def clear_state(home: Path) -> None:
    """Take the published state back."""
    (home / "stack.json").unlink(missing_ok=True)


def read_state(home: Path) -> StackState:
    """Return the state of the running stack.

    Raises
    ------
    StackDownError
        If the stack is not up, or still starting.
    """
    path = home / "stack.json"
    if not is_running(home) or not path.exists():
        raise StackDownError("the stack is not running", hint="Start it: make up")
    return StackState(**json.loads(path.read_text("utf-8")))
