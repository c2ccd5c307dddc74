"""`flywheel bench stripe` measures what it says."""

from __future__ import annotations

import json
import subprocess
import sys

from flywheel.bench.stripe import AIM_OF_INSERTS


def test_a_short_run_prints_every_figure() -> None:
    done = subprocess.run(
        [
            *(sys.executable, "-m", "flywheel.cli", "bench", "stripe"),
            *("--rounds", "1", "--events", "200", "-o", "json"),
        ],
        capture_output=True,
        text=True,
        check=True,
    )
    results = {each["name"]: each for each in json.loads(done.stdout)["results"]}
    assert set(results) == {"stripe.inserted", "stripe.accepted", "stripe.projected"}
    assert all(each["value"] > 0 for each in results.values())
    assert results["stripe.accepted"]["aim"] == AIM_OF_INSERTS
    assert results["stripe.accepted"]["met"] is (
        results["stripe.accepted"]["ratio"] >= AIM_OF_INSERTS
    )
