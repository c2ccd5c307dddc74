"""The installer, as far as a machine on which all is installed can show it."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from flywheel.errors import ToolMissingError
from flywheel.local import tools
from flywheel.local.installer.progress import InstallError, Stamp, fingerprint, run

SCRIPT = tools.CHECKOUT / "workers/local/install.py"


def test_the_installer_needs_nothing_but_the_standard_library() -> None:
    done = subprocess.run(
        # Without site-packages, and from a folder whose modules could be taken for others.
        [sys.executable, "-S", "-E", str(SCRIPT), "--nonsense"],
        cwd=SCRIPT.parent,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 2, done.stderr
    assert done.stderr == "unknown option --nonsense; there are --bench and --test\n"


def test_a_failing_command_is_shown_with_its_last_words_and_what_to_do() -> None:
    with pytest.raises(InstallError, match=r"code 3: .*\n    no room left") as caught:
        run(["sh", "-c", "echo no room left >&2; exit 3"], hint="make room")
    assert caught.value.hint == "make room"


def test_a_command_that_does_not_exist_is_named() -> None:
    with pytest.raises(InstallError, match="no-such-program could not be started"):
        run(["no-such-program"], hint="")


def test_a_stamp_is_current_only_for_the_inputs_it_was_set_for(tmp_path: Path) -> None:
    lock = tmp_path / "lock"
    lock.write_text("one==1")
    stamp = Stamp(tmp_path / "made" / ".installed", fingerprint(lock))
    assert not stamp.is_current()
    stamp.set()
    assert Stamp(tmp_path / "made" / ".installed", fingerprint(lock)).is_current()
    lock.write_text("one==2")
    assert not Stamp(tmp_path / "made" / ".installed", fingerprint(lock)).is_current()
    stamp.clear()
    assert not stamp.is_current()


def test_every_tool_of_the_stack_is_found_and_runs() -> None:
    postgres = tools.find_postgres(extensions=("pgtap", "plpgsql_check"))
    programs = [
        (postgres.program("postgres"), postgres.env),
        (tools.find_postgrest(), {}),
        (tools.find_node(), {}),
        (tools.find_supabase_cli(), {}),
        tools.find_client("pg_dump"),
    ]
    for program, env in programs:
        done = subprocess.run(
            [program, "--version"], env={**os.environ, **env}, capture_output=True, check=False
        )
        assert done.returncode == 0, program


def test_a_missing_extension_is_named_with_what_to_do() -> None:
    with pytest.raises(ToolMissingError, match="with no_such_extension") as caught:
        tools.find_postgres(extensions=("no_such_extension",))
    assert "make install" in str(caught.value.hint)


def test_a_chosen_folder_without_postgres_is_not_replaced_by_another(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("FLYWHEEL_POSTGRES_BIN", str(tmp_path))
    with pytest.raises(ToolMissingError, match="no Postgres 15 or newer"):
        tools.find_postgres()


def test_a_postgres_that_is_too_old_does_not_count(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    for name in ("postgres", "initdb"):
        (tmp_path / name).write_text("#!/bin/sh\necho 'postgres (PostgreSQL) 14.9'\n")
        (tmp_path / name).chmod(0o755)
    monkeypatch.setenv("FLYWHEEL_POSTGRES_BIN", str(tmp_path))
    with pytest.raises(ToolMissingError):
        tools.find_postgres()
