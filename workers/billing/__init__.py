"""Billing: what Stripe says, read again whenever it says that something changed."""
