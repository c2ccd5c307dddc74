"""Analytics: rolling events up."""
