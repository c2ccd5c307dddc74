"""`flywheel db …`, as typed."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from flywheel.schema.migrations import read_migrations

from .conftest import NewDatabase


def flywheel(*arguments: str, home: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "flywheel.cli", "db", *arguments],
        env={"FLYWHEEL_HOME": str(home), "PATH": "/usr/bin:/bin", "HOME": str(home)},
        capture_output=True,
        text=True,
        check=False,
    )


async def test_our_migrations_are_applied_to_a_remote_database_once(
    new_database: NewDatabase, tmp_path: Path
) -> None:
    url = await new_database("remote")
    first = flywheel("migrate", "--remote", url, home=tmp_path)
    assert first.stdout.splitlines() == [
        f"applied {migration.path.name}" for migration in read_migrations()
    ], first.stderr
    second = flywheel("migrate", "--remote", url, home=tmp_path)
    assert second.stdout == "nothing to apply: the database is up to date\n"


def test_without_a_running_stack_migrate_says_what_to_do(tmp_path: Path) -> None:
    done = flywheel("migrate", home=tmp_path)
    assert done.returncode == 1
    assert "the stack is not running" in done.stderr
    assert "hint:" in done.stderr


def test_a_bad_migration_name_is_an_error_with_an_example(tmp_path: Path) -> None:
    done = flywheel("diff", "Stuff", home=tmp_path)
    assert done.returncode == 1
    assert "'Stuff' is no name for a migration" in done.stderr
    assert "add_order_notes" in done.stderr


def test_a_remote_that_does_not_answer_is_an_error(tmp_path: Path) -> None:
    done = flywheel("migrate", "--remote", "postgresql://postgres:x@127.0.0.1:1/x", home=tmp_path)
    assert done.returncode == 1
    assert "did not accept a connection" in done.stderr
