"""Billing: what Stripe knows, read by workers."""
