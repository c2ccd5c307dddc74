"""What the isolation tests need: two full workspaces, their catalog, foreign requests."""
