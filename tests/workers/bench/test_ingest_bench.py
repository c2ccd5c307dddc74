"""`flywheel bench ingest` measures what it says."""

from __future__ import annotations

import json
import subprocess
import sys

from flywheel.bench.ingest import AIM_PER_SECOND


def test_a_short_run_prints_every_figure_and_loses_no_event() -> None:
    done = subprocess.run(
        [
            *(sys.executable, "-m", "flywheel.cli", "bench", "ingest"),
            *("--rounds", "1", "--events", "2000", "--clients", "2", "-o", "json"),
        ],
        capture_output=True,
        text=True,
        check=True,
    )
    results = {each["name"]: each for each in json.loads(done.stdout)["results"]}
    assert set(results) == {
        f"ingest.{name}" for name in ("copy", "alone", "with_rollups", "rolled_up", "behind")
    }
    assert all(each["value"] > 0 for name, each in results.items() if name != "ingest.behind")
    aimed = results["ingest.with_rollups"]
    assert aimed["aim"] == AIM_PER_SECOND
    assert aimed["met"] is (aimed["value"] >= AIM_PER_SECOND)
