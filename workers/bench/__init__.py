"""Benchmarks: `flywheel bench …` measures the running local stack as a client sees it."""
