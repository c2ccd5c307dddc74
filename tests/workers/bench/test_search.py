"""`flywheel bench search` measures every kind of query and leaves nothing behind."""

from __future__ import annotations

import json
import os
import subprocess
import sys

import psycopg

from flywheel.bench.catalogue import Catalogue
from tests.conftest import Stack

LEFT_BEHIND = """
select
    (select count(*) from auth.users where email like 'bench-%@flywheel.test')
    + (
        select count(*)
        from (
            select workspace_id from public.products
            union all
            select workspace_id from public.campaigns
            union all
            select workspace_id from private.search_words
        ) as r
        where not exists (select from public.workspaces as w where w.id = r.workspace_id)
    )
"""
FIELDS = {"name", "value", "unit", "versus", "ratio", "aim", "met"}


def test_the_same_seed_makes_the_same_catalogue() -> None:
    assert list(Catalogue(seed=3).products(50)) == list(Catalogue(seed=3).products(50))
    assert list(Catalogue(seed=3).queries(5)) != list(Catalogue(seed=4).queries(5))


def test_it_prints_every_kind_and_removes_its_data(stack: Stack) -> None:
    done = subprocess.run(
        [
            *(sys.executable, "-m", "flywheel.cli", "bench", "search", "-o", "json"),
            *("--products", "300", "--campaigns", "30", "--queries", "2"),
        ],
        env={**os.environ, **stack.environment()},
        capture_output=True,
        text=True,
        check=False,
        timeout=150,
    )
    assert done.returncode == 0, done.stderr
    results = json.loads(done.stdout)["results"]
    names = {result["name"] for result in results}
    for kind in ("word", "two_words", "rare_word", "prefix", "typo", "phrase", "exclusion"):
        assert {f"search.{kind}.p{share}" for share in (50, 95, 99)} <= names
    assert all(set(result) == FIELDS for result in results)
    assert all(result["value"] > 0 for result in results)
    with psycopg.connect(stack.admin_db_url) as admin:
        row = admin.execute(LEFT_BEHIND).fetchone()
    assert row == (0,)
