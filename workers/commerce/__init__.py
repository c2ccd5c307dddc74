"""Commerce: the jobs about what workspaces sell."""
