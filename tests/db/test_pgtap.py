"""Runs the pgTAP tests, one case a file, in a database that holds the migrations and no more."""

from __future__ import annotations

import os
import re
import subprocess
from collections.abc import AsyncIterator, Callable
from pathlib import Path

import pytest
import pytest_asyncio

from flywheel import db
from flywheel.local.tools import find_client, find_pg_prove
from flywheel.schema.migrations import apply_migrations
from flywheel.schema.scratch import scratch_cluster

from .conftest import PGTAP_TESTS

HERE = Path(__file__).parent
FILES = sorted(HERE.rglob("*.sql"))


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def migrated() -> AsyncIterator[str]:
    """URL, as role postgres, of a database in which no other test leaves rows."""
    async with scratch_cluster() as cluster:
        url = await cluster.create_database("pgtap")
        await apply_migrations(url)
        async with db.connect(cluster.admin_dsn("pgtap")) as connection:
            await connection.execute("create extension pgtap schema extensions")
        yield url


@pytest.mark.parametrize("file", FILES, ids=lambda file: str(file.relative_to(HERE)))
def test_pgtap(file: Path, migrated: str, record_property: Callable[[str, object], None]) -> None:
    pg_prove, perl = find_pg_prove()
    psql, libraries = find_client("psql")
    done = subprocess.run(
        [pg_prove, "--verbose", "--psql-bin", psql, "--dbname", migrated, file],
        env={
            **os.environ,
            **perl,
            **libraries,
            "PGOPTIONS": "--search_path=public,extensions --client_min_messages=warning",
        },
        cwd=HERE,
        capture_output=True,
        text=True,
        timeout=170,
        check=False,
    )
    print(done.stdout)
    ran = re.search(r"^Files=1, Tests=(\d+),", done.stdout, re.MULTILINE)
    record_property(PGTAP_TESTS, int(ran.group(1)) if ran else 0)
    if done.returncode != 0:
        pytest.fail(f"{file.name}\n{_failures(done.stdout)}\n{done.stderr}", pytrace=False)
    assert "Result: PASS" in done.stdout
    assert ran
    assert int(ran.group(1)) > 0


def _failures(output: str) -> str:
    """Return the lines of failed tests with their explanations, and the summary."""
    return "\n".join(line for line in output.splitlines() if not line.startswith("ok "))
