"""Benchmarks: `flywheel bench …` measures speed beside something measured in the same run."""
