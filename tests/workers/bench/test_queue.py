"""`flywheel bench queue` measures what it says, or says that it could not."""

from __future__ import annotations

import asyncio
import dataclasses
import json
import os
import subprocess
import sys
from collections.abc import AsyncIterator
from pathlib import Path

import psycopg
import pytest
import pytest_asyncio

from flywheel import db
from flywheel.bench.queue import rounds
from flywheel.bench.queue.cluster import BenchCluster, bench_cluster
from flywheel.bench.queue.errors import MeasurementError
from flywheel.bench.queue.floor import Floor
from flywheel.bench.queue.measurement import Bench
from flywheel.bench.queue.pgqueuer import PgQueuer
from flywheel.errors import ConfigurationError

SQL = db.Queries.load(__package__, "queue.sql")
FIELDS = {"name", "value", "unit", "versus", "ratio", "aim", "met"}
CONTENDERS = {"flywheel", "pgqueuer", "procrastinate", "floor"}
FIGURES = {
    *("enqueue", "enqueue_batch", "cpu_enqueue_batch"),
    *("drain_1", "cpu_drain_1", "drain_2", "cpu_drain_2", "drain_serial", "cpu_drain_serial"),
    *("pickup_p50", "pickup_p95", "pickup_p99"),
}
FLAT = {
    *("flat_empty", "flat_backlog", "flat_archive", "flat_pinned", "flat_writer"),
    *("fair_p50", "fair_max"),
}

pytestmark = pytest.mark.asyncio(loop_scope="module")


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def cluster() -> AsyncIterator[BenchCluster]:
    async with bench_cluster() as running:
        yield running


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def floor(cluster: BenchCluster) -> Bench:
    await Floor().prepare(cluster, "floor")
    return Bench(cluster, Floor(), "floor", patience=1)


def broken(bench: Bench, fault: bytes) -> Bench:
    """The same contender with something wrong in its database."""
    template = f"{bench.template}_broken"
    with psycopg.connect(bench.cluster.copy(bench.template, template)) as connection:
        connection.execute(fault)
    return dataclasses.replace(bench, template=template)


async def test_the_cluster_is_as_careful_as_with_real_data(cluster: BenchCluster) -> None:
    settings = cluster.settings()
    for name in ("fsync", "synchronous_commit", "full_page_writes"):
        assert settings[name] == "on"


async def test_a_copied_database_has_the_settings_of_its_template(cluster: BenchCluster) -> None:
    await cluster.create_supabase("original")
    cluster.copy("original", "copied")
    with cluster.admin() as admin:
        original, copied = (
            admin.execute(SQL.settings_of, {"database": name}).fetchall()
            for name in ("original", "copied")
        )
    assert original
    assert copied == original


async def test_cpu_time_of_postgres_grows_also_by_what_ended(cluster: BenchCluster) -> None:
    before = cluster.cpu_seconds
    with psycopg.connect(cluster.dsn("supabase")) as connection:
        connection.execute(SQL.compute)
    assert cluster.cpu_seconds > before


@pytest.mark.parametrize("workers", [1, 2])
async def test_workers_run_every_job_once(floor: Bench, workers: int) -> None:
    figures = floor.drain(3000, workers=workers)
    assert figures[f"drain_{workers}"] > 0
    assert figures[f"cpu_drain_{workers}"] >= 0


async def test_a_job_that_is_not_enqueued_is_no_number(floor: Bench) -> None:
    with pytest.raises(MeasurementError, match="floor: 29 of 30 enqueued jobs are there"):
        broken(floor, SQL.lose_on_insert).enqueue(20)


async def test_a_job_that_never_runs_is_no_number(floor: Bench) -> None:
    with pytest.raises(MeasurementError, match="floor: 99 of 100 jobs ran, then none"):
        broken(floor, SQL.never_hand_out).drain(100, workers=1)


async def test_a_job_that_never_ends_is_no_number(floor: Bench) -> None:
    with pytest.raises(MeasurementError, match="floor: jobs were handled, but do not end"):
        broken(floor, SQL.never_end).drain(100, workers=1)


async def test_a_job_whose_end_is_not_recorded_is_no_number(cluster: BenchCluster) -> None:
    await PgQueuer().prepare(cluster, "pgqueuer")
    bench = Bench(cluster, PgQueuer(), "pgqueuer", patience=5)
    with pytest.raises(MeasurementError, match="of 100 jobs 100 were handled, 99 ended, 0 left"):
        broken(bench, SQL.forget_an_end).drain(100, workers=1)


async def test_a_worker_that_falls_over_is_no_number_and_says_why(floor: Bench) -> None:
    with pytest.raises(MeasurementError, match="the disk is on fire"):
        broken(floor, SQL.fall_over).drain(100, workers=1)


async def test_without_the_other_queues_it_says_how_to_get_them(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(rounds, "find_spec", lambda name: None)
    with pytest.raises(ConfigurationError, match="not installed: asyncpg, pgqueuer") as caught:
        rounds.require_contenders()
    assert "make bench" in str(caught.value.hint)


@pytest.mark.timeout(400)
async def test_every_contender_is_measured_in_every_way(tmp_path: Path) -> None:
    done = await asyncio.to_thread(
        subprocess.run,
        [
            *(sys.executable, "-m", "flywheel.cli", "bench", "queue", "-o", "json"),
            *("--quick", "--rounds", "1", "--save", str(tmp_path)),
        ],
        env={**os.environ, "FLYWHEEL_HOME": str(tmp_path / "unused")},
        capture_output=True,
        text=True,
        check=False,
        timeout=380,
    )
    assert done.returncode == 0, done.stderr
    results = json.loads(done.stdout)["results"]
    assert all(set(result) == FIELDS for result in results)
    named = {result["name"]: result for result in results}
    for figure in ("enqueue", "enqueue_batch", "drain_1", "drain_2", "drain_serial", "cpu"):
        assert named[f"queue.{figure}"]["aim"] is not None
        for other in CONTENDERS - {"flywheel"}:
            result = named[f"queue.{figure}.to_{other}"]
            assert result["versus"].startswith(f"{other}: ")
            assert result["ratio"] > 0
    for state in FLAT - {"flat_empty", "fair_p50", "fair_max"}:
        assert named[f"queue.{state}"]["ratio"] > 0
        assert named[f"queue.{state}"]["aim"] == 0.8
    assert named["queue.fair_max"]["aim"] == 1000

    data = json.loads((tmp_path / "queue.json").read_text("utf-8"))
    (figures,) = data["rounds"]
    assert set(figures) >= CONTENDERS
    for contender in CONTENDERS:
        assert set(figures[contender]) >= FIGURES
    assert set(figures["flywheel"]) == FIGURES | FLAT
    assert data["postgres"]["fsync"] == "on"
    assert data["results"] == results

    page = (tmp_path / "queue.md").read_text("utf-8")
    assert "| run, 2 workers, jobs/s |" in page
    assert "synchronous_commit | on" in page
    for contender in CONTENDERS:
        assert f"| {contender} |  |" in page  # its settings
    assert "<svg" in (tmp_path / "queue.svg").read_text("utf-8")
