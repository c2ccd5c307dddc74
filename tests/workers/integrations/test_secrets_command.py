"""`flywheel secrets`: secrets go in by the back door and never come out."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable

import psycopg
import pytest

from flywheel.integrations import new_key
from tests.conftest import Stack

from .conftest import Shop

OLD, NEW = new_key(), new_key()
Run = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture
def flywheel(stack: Stack) -> Run:
    """Runs `flywheel secrets …` against the stack, with these keys."""
    with psycopg.connect(stack.db_url, autocommit=True) as connection:
        connection.execute("delete from private.integration_credentials")

    def run(
        *arguments: str, keys: dict[str, str] | None = None, typed: str = ""
    ) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-m", "flywheel.cli", "secrets", *arguments],
            env={
                **os.environ,
                **stack.environment(),
                "FLYWHEEL_SECRET_KEYS": json.dumps(keys or {}),
                "COLUMNS": "200",
            },
            input=typed,
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )

    return run


def test_a_secret_is_stored_listed_and_rotated_but_never_shown(flywheel: Run, shop: Shop) -> None:
    place = ("store", str(shop.store), "access_token")
    done = flywheel("set", *place, keys={"old": OLD}, typed="shpat_needle\n")
    assert done.returncode == 0, done.stderr
    listed = flywheel("list", "--workspace", str(shop.workspace_id), "-o", "json")
    (row,) = json.loads(listed.stdout)
    assert (row["owner"], row["owner_id"], row["kind"], row["key_id"]) == (*place, "old")
    rotated = flywheel("rotate", keys={"new": NEW, "old": OLD})
    assert rotated.returncode == 0, rotated.stderr
    assert "1 secrets are now under the key new." in rotated.stdout
    table = flywheel("list")
    assert "new" in table.stdout
    for one in (done, listed, rotated, table):
        assert "needle" not in one.stdout + one.stderr


def test_a_rotation_without_the_old_key_fails_and_harms_nothing(flywheel: Run, shop: Shop) -> None:
    place = ("store", str(shop.store), "access_token")
    flywheel("set", *place, keys={"old": OLD}, typed="shpat_1")
    failed = flywheel("rotate", keys={"new": NEW})
    assert failed.returncode == 1
    assert "the key old is not in FLYWHEEL_SECRET_KEYS" in failed.stderr
    assert flywheel("rotate", keys={"new": NEW, "old": OLD}).returncode == 0


def test_without_keys_it_says_how_to_get_one(flywheel: Run, shop: Shop) -> None:
    failed = flywheel("set", "store", str(shop.store), "access_token", typed="shpat_1")
    assert failed.returncode == 1
    assert "FLYWHEEL_SECRET_KEYS is not set" in failed.stderr
    assert "flywheel secrets key" in failed.stderr
    made = json.loads(flywheel("key", "2026-11").stdout)
    assert list(made) == ["2026-11"]
    assert (
        flywheel("set", "store", str(shop.store), "password", keys=made, typed="x").returncode == 0
    )


def test_an_empty_secret_is_refused(flywheel: Run, shop: Shop) -> None:
    failed = flywheel(
        "set", "store", str(shop.store), "access_token", keys={"new": NEW}, typed=" \n"
    )
    assert failed.returncode != 0
    assert "the secret is empty" in failed.stderr
