"""Sketches of distinct visitors: exact while small, within 3 % when large, whatever is merged."""

from __future__ import annotations

import math
import random
import statistics
from collections.abc import Iterator

import psycopg
import pytest
from psycopg.rows import dict_row

from flywheel import db

SQL = db.Queries.load(__package__, "rollups.sql")


@pytest.fixture(scope="module")
def database(new_database) -> Iterator[psycopg.Connection]:
    with psycopg.connect(new_database(), row_factory=dict_row, autocommit=True) as connection:
        yield connection


def union_size(database: psycopg.Connection, seed: str, ranges: list[range], k: int) -> int:
    """Ask for the size of a union of sets of numbers, each known by its sketch alone."""
    row = database.execute(
        SQL.sketch,
        {
            "k": k,
            "seed": seed,
            "sets": list(range(len(ranges))),
            "lows": [r.start for r in ranges],
            "highs": [r.stop for r in ranges],
        },
    ).fetchone()
    assert row is not None
    return int(row["size"])


@pytest.mark.parametrize("size", [1, 2, 100, 2047])
def test_below_k_the_count_is_exact(database: psycopg.Connection, size: int) -> None:
    assert union_size(database, "exact", [range(size)], 2048) == size
    assert union_size(database, "exact", [range(size), range(size // 2, size)], 2048) == size


def test_the_error_of_large_unions_is_below_three_percent(
    database: psycopg.Connection, capsys: pytest.CaptureFixture[str]
) -> None:
    chance = random.Random(1)
    errors = []
    for number in range(12):
        # Days that have many visitors in common, as those of a shop.
        days = [
            range(start, start + chance.randrange(9_000, 30_000))
            for start in (chance.randrange(0, 60_000) for _ in range(8))
        ]
        truth = len(set().union(*days))
        errors.append(union_size(database, f"seed {number}", days, 8192) / truth - 1)
    with capsys.disabled():
        print(
            f"\nsketches: {len(errors)} unions of 8 days, root mean square error "
            f"{100 * math.sqrt(statistics.fmean(e * e for e in errors)):.2f} %, largest "
            f"{100 * max(map(abs, errors)):.2f} %"
        )
    assert max(map(abs, errors)) < 0.03


@pytest.mark.parametrize(("first", "second", "third"), [(50, 20, 90), (3000, 1000, 9000)])
def test_merging_is_the_sketch_of_the_union(
    database: psycopg.Connection, first: int, second: int, third: int
) -> None:
    values = {"k": 2048, "seed": "merge", "first": first, "second": second, "third": third}
    row = database.execute(SQL.merged, values).fetchone()
    assert row is not None
    assert row["size"] == union_size_of_one(database, "merge", third)


def union_size_of_one(database: psycopg.Connection, seed: str, size: int) -> int:
    values = {"k": 2048, "seed": seed, "first": size, "second": 0, "third": 1}
    row = database.execute(SQL.merged, values).fetchone()
    assert row is not None
    return int(row["size"])
