"""`flywheel bench links` measures what it says."""

from __future__ import annotations

import json
import subprocess
import sys

from flywheel.bench.links import AIM_OF_UPDATES


def test_a_short_run_prints_every_figure_and_counts_every_click() -> None:
    done = subprocess.run(
        [
            *(sys.executable, "-m", "flywheel.cli", "bench", "links"),
            *("--rounds", "1", "--seconds", "0.2", "--clients", "8", "--links", "20"),
            *("-o", "json"),
        ],
        capture_output=True,
        text=True,
        check=True,
    )
    results = {each["name"]: each for each in json.loads(done.stdout)["results"]}
    assert set(results) == {
        f"links.{shape}.{figure}"
        for shape in ("hot", "many")
        for figure in ("redirects", "updates", "p99")
    }
    assert all(each["value"] > 0 for each in results.values())
    assert results["links.hot.redirects"]["aim"] == AIM_OF_UPDATES
