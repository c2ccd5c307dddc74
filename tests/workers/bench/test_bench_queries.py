"""`flywheel bench queries` asks everything and writes it down."""

from __future__ import annotations

import json
import subprocess
import sys
from datetime import date
from pathlib import Path

from flywheel.bench.queries.questions import questions
from flywheel.bench.queries.record import Record, Sizes


def test_a_small_run_answers_every_question_and_saves_a_page(tmp_path: Path) -> None:
    done = subprocess.run(
        [
            *(sys.executable, "-m", "flywheel.cli", "bench", "queries", "--events", "2000"),
            *("--products", "200", "--users", "40", "--tenants", "5", "--rounds", "1"),
            *("--asks", "5", "--save", str(tmp_path), "-o", "json"),
        ],
        capture_output=True,
        text=True,
        check=True,
    )
    results = {each["name"]: each for each in json.loads(done.stdout)["results"]}
    for question in questions():
        for share in ("p50", "p95", "p99"):
            assert results[f"queries.{question.name}.2000.{share}"]["value"] > 0
        if question.documents is not None:
            assert results[f"queries.{question.name}.2000.documents"]["ratio"] > 0
    page = (tmp_path / "queries.md").read_text("utf-8")
    assert "dashboard_overview.365d" in page
    assert (tmp_path / "queries.svg").exists()
    assert json.loads((tmp_path / "queries.json").read_text("utf-8"))["sizes"]["tenants"] == 5


def test_growth_and_speedup_are_held_to_their_aims() -> None:
    sizes = Sizes((1, 10), 1, 1, 4, 400, date(2026, 1, 1), 1, 4, 1)
    record = Record(sizes, {}, {}, {"overview": "dashboard"})
    for events, slowest in ((1, 10.0), (10, 14.0)):
        record.ours[events] = {"overview": {"large": [1.0, 2.0], "small": [3.0, slowest]}}
        record.documents[events] = {"overview": {"large": [9.0]}}
    results = {result.name: result for result in record.results()}
    growth = results["queries.overview.growth"]
    assert (growth.ratio, growth.met) == (1.4, False)
    faster = results["queries.overview.10.documents"]
    assert (faster.ratio, faster.met) == (9.0, False)
    assert results["queries.overview.10.p99"].met
    assert results["queries.overview.1.p99"].met is None
