"""`flywheel bench budget` measures what it says."""

from __future__ import annotations

import json
import subprocess
import sys

from flywheel.bench.budget import AIM_PER_SECOND


def test_a_short_run_prints_every_figure_and_never_overspends() -> None:
    done = subprocess.run(
        [
            *(sys.executable, "-m", "flywheel.cli", "bench", "budget"),
            *("--rounds", "1", "--seconds", "0.3", "--clients", "16", "-o", "json"),
        ],
        capture_output=True,
        text=True,
        check=True,
    )
    results = {each["name"]: each for each in json.loads(done.stdout)["results"]}
    assert set(results) == {
        "budget.one.reservations",
        "budget.one_row.reservations",
        "budget.all.reservations",
        "budget.requests",
        "budget.settled",
        "budget.committed",
        "budget.check_then_charge.committed",
    }
    assert results["budget.one.reservations"]["aim"] == AIM_PER_SECOND
    assert results["budget.one.reservations"]["ratio"] > 0
    assert results["budget.committed"]["value"] == 1
    assert results["budget.committed"]["met"] is True
    assert results["budget.check_then_charge.committed"]["value"] > 1
