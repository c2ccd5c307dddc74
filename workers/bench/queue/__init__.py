"""`flywheel bench queue`: our queue beside others, on one cluster, in one run."""
