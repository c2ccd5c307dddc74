"""`flywheel links` shows links, checks them and draws their codes."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from typer.testing import CliRunner

from flywheel.cli import app
from flywheel.cli import links as command
from flywheel.config import settings
from flywheel.content.qr_codes import qr_code
from tests.workers.content.conftest import WORKSPACE
from tests.workers.content.test_link_checks import checker


@pytest.fixture
def links(links_dsn: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[CliRunner]:
    """The command, with two links."""
    monkeypatch.setenv("FLYWHEEL_DB_URL", links_dsn)
    monkeypatch.setattr(command, "LinkChecker", checker)
    settings.cache_clear()
    with psycopg.connect(links_dsn, autocommit=True) as connection:
        connection.execute("delete from public.managed_urls")
        for code in ("first", "second"):
            connection.execute(
                "insert into public.managed_urls (workspace_id, code, url) values (%s, %s, %s)",
                [WORKSPACE, code, f"https://{code}.invalid/"],
            )
    yield CliRunner()
    settings.cache_clear()


def test_a_link_that_leads_nowhere_is_checked_and_listed_as_dead(links: CliRunner) -> None:
    for _ in range(2):
        done = links.invoke(app, ["links", "check", "FIRST", "-o", "json"])
        assert done.exit_code == 1
    (row,) = json.loads(done.stdout)
    assert (row["outcome"], row["error"]) == ("gone", "there is no host first.invalid")
    (dead,) = json.loads(links.invoke(app, ["links", "list", "--dead", "-o", "json"]).stdout)
    assert (dead["code"], dead["clicks"], dead["is_valid"]) == ("first", 0, False)
    shown = links.invoke(app, ["links", "list", "--workspace", "links-1"]).stdout
    assert "dead there is no host" in shown
    assert "not checked" in shown


def test_a_code_is_drawn_into_a_file_or_on_the_screen(links: CliRunner, tmp_path: Path) -> None:
    picture = tmp_path / "link.svg"
    assert links.invoke(app, ["links", "qr", "second", "--out", str(picture)]).exit_code == 0
    assert picture.read_bytes() == qr_code("http://127.0.0.1:54334/second", "svg")
    assert "http://127.0.0.1:54334/second" in links.invoke(app, ["links", "qr", "second"]).stdout
