"""Simulated markets: what prices earn where the true demand is known."""
