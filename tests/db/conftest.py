"""Adds pg_prove's closing line, over all files, to pytest's summary."""

from __future__ import annotations

import pytest

PGTAP_TESTS = "pgtap_tests"


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    counts = [
        value
        for outcome in ("passed", "failed")
        for report in terminalreporter.getreports(outcome)
        for name, value in report.user_properties
        if name == PGTAP_TESTS
    ]
    if counts:
        failed = any("test_pgtap[" in one.nodeid for one in terminalreporter.getreports("failed"))
        terminalreporter.write_line(
            f"pg_prove: Files={len(counts)}, Tests={sum(counts)}, "
            f"Result: {'FAIL' if failed else 'PASS'}"
        )
