"""`flywheel pricing` and `flywheel plot`, as an operator types them."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from typer.testing import CliRunner

from flywheel.cli import app
from flywheel.config import settings

from .shop import Shop, product, sales


@pytest.fixture(scope="module")
def shop(new_database: Callable[[], str]) -> Iterator[tuple[Shop, str]]:
    """A shop with a tea that has been priced once, and one that has no cost."""
    dsn = new_database()
    made = Shop(dsn)
    green, black = product("Green tea"), product("Black tea", base_cost=None)
    made.add([green, black], [*sales(green), *sales(black)])
    made.execute_text(
        "update public.products set created_at = now() - interval '60 days' "
        "where workspace_id = %(workspace)s"
    )
    asyncio.run(made.reprice())
    yield made, dsn
    made.close()


@pytest.fixture
def typed(shop: tuple[Shop, str], monkeypatch: pytest.MonkeyPatch) -> Iterator[CliRunner]:
    monkeypatch.setenv("FLYWHEEL_DB_URL", shop[1])
    settings.cache_clear()
    yield CliRunner()
    settings.cache_clear()


def test_a_run_is_shown_replayed_and_taken_back(shop: tuple[Shop, str], typed: CliRunner) -> None:
    workspace = shop[0].workspace
    shown = typed.invoke(app, ["pricing", "show", workspace, "-o", "json"])
    (one,) = json.loads(shown.stdout)
    assert (one["name"], one["status"]) == ("Green tea", "applied")
    (held,) = json.loads(typed.invoke(app, ["pricing", "holds", workspace, "-o", "json"]).stdout)
    assert (held["name"], held["code"]) == ("Black tea", "missing_cost")
    replayed = typed.invoke(app, ["pricing", "replay", one["id"]])
    assert (replayed.exit_code, replayed.stdout.split(",")[0]) == (0, "1 same")
    before = set(shop[0].prices().values())
    assert typed.invoke(app, ["pricing", "rollback", one["id"]]).exit_code == 0
    assert {float(price) for price in shop[0].prices().values()} == {20.0}
    assert before != set(shop[0].prices().values())


def test_elasticities_are_fitted_and_what_gives_none_is_said(
    shop: tuple[Shop, str], typed: CliRunner
) -> None:
    done = typed.invoke(app, ["pricing", "fit", "--workspace", shop[0].workspace, "-o", "json"])
    (row,) = json.loads(done.stdout)
    assert (row["products"], row["unusable"]) == (0, {"one price ever": 1})


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["price", "Green tea"], "Green tea: price in USD"),
        (["demand", "Green tea"], "Green tea: demand by price in USD"),
    ],
)
def test_a_product_is_drawn(
    typed: CliRunner, arguments: list[str], words: str, tmp_path: Path
) -> None:
    picture = tmp_path / "a.svg"
    done = typed.invoke(app, ["plot", *arguments, "--out", str(picture)])
    assert done.exit_code == 0, done.output
    assert words in picture.read_text("utf-8")


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["plot", "price", "Red tea"], "there is no product 'Red tea'"),
        (["plot", "forecast", "nowhere"], "there is no workspace 'nowhere'"),
        (
            ["plot", "forecast", "nowhere", "--product", "a", "--category", "b"],
            "of a product or of a category",
        ),
        (["pricing", "replay"], "replay what?"),
        (["pricing", "run", "--product", "a"], "whose products are these?"),
    ],
)
def test_what_cannot_be_done_is_said(typed: CliRunner, arguments: list[str], words: str) -> None:
    done = typed.invoke(app, arguments)
    assert done.exit_code == 1
    assert words in str(done.exception)


def test_without_a_forecast_nothing_is_drawn(
    shop: tuple[Shop, str], typed: CliRunner, tmp_path: Path
) -> None:
    picture = tmp_path / "a.svg"
    done = typed.invoke(app, ["plot", "forecast", shop[0].workspace, "--out", str(picture)])
    assert "there is no forecast of 30 days of everything" in str(done.exception)
    assert not picture.exists()
