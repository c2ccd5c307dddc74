"""`flywheel bench queries` asks everything and writes it down."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

from flywheel.bench.queries.questions import questions


def test_a_small_run_answers_every_question_and_saves_a_page(tmp_path: Path) -> None:
    done = subprocess.run(
        [
            *(sys.executable, "-m", "flywheel.cli", "bench", "queries", "--events", "2000,4000"),
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
            assert results[f"queries.{question.name}.4000.{share}"]["value"] > 0
        assert results[f"queries.{question.name}.growth"]["aim"] == 1.3
        if question.documents is not None:
            assert results[f"queries.{question.name}.4000.documents"]["ratio"] > 0
    page = (tmp_path / "queries.md").read_text("utf-8")
    assert "dashboard_overview.365d" in page
    assert (tmp_path / "queries.svg").exists()
    assert json.loads((tmp_path / "queries.json").read_text("utf-8"))["sizes"]["tenants"] == 5
