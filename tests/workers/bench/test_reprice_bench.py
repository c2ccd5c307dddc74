"""`flywheel bench reprice` measures what it says."""

from __future__ import annotations

import json
import subprocess
import sys

from flywheel.bench.reprice import AIM_READERS, AIM_TRANSACTION_SECONDS


def test_a_short_run_prices_every_product_and_prints_every_figure() -> None:
    done = subprocess.run(
        [
            *(sys.executable, "-m", "flywheel.cli", "bench", "reprice"),
            *("--products", "600", "--seconds", "0.8", "--readers", "2", "-o", "json"),
        ],
        capture_output=True,
        text=True,
        check=True,
    )
    results = {each["name"]: each for each in json.loads(done.stdout)["results"]}
    assert results["reprice.products"]["value"] == 600
    assert 0 < results["reprice.applied"]["value"] < 600, "some are held out"
    assert results["reprice.memory"]["value"] > 0
    assert results["reprice.longest_transaction"]["aim"] == AIM_TRANSACTION_SECONDS
    assert results["reprice.readers_beside.p99"]["aim"] == AIM_READERS
    assert results["reprice.rate"]["value"] > 0
