"""Prices: elasticities, recommendations, and what they are made from."""
