"""Flywheel: the growth backend behind a small company's frontends."""
