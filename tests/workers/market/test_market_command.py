"""`flywheel market` imports a file once, and shows what it says."""

from __future__ import annotations

import asyncio
import json
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from typer.testing import CliRunner

from flywheel.cli import app
from flywheel.db import Connection
from tests.workers.market.shop import SHOP, SQL, rows

FILE = "\ufeffsku;Titel;Preis;Währung;seller\n;Soap;19,50;SAR;Acme\n;Soap;1.299;SAR;Bateel\n"


@pytest.fixture
def run(dsn: str, monkeypatch: pytest.MonkeyPatch) -> Any:
    monkeypatch.setenv("FLYWHEEL_DB_URL", dsn)

    def call(*arguments: str) -> str:
        answer = CliRunner().invoke(app, ["market", *arguments], catch_exceptions=False)
        assert answer.exit_code == 0, answer.output
        return answer.output

    return call


async def test_a_file_goes_in_once_and_is_analysed(
    shop: Connection, run: Any, tmp_path: Path
) -> None:
    product = {"id": UUID(int=1), "name": "Soap", "category": None, "price": 20, "currency": "SAR"}
    await shop.execute(SQL.product, {"shop": SHOP, **product})
    file = tmp_path / "prices.csv"
    file.write_text(FILE, encoding="utf-8")

    def command(*arguments: str) -> Any:
        # The command has an event loop of its own.
        return asyncio.to_thread(run, *arguments)

    wanted = ("import", str(file), "--workspace", "market", "--map", "name=Titel")
    wanted = (*wanted, "--map", "price=Preis", "--map", "currency=Währung", "-o", "json")
    first = json.loads(await command(*wanted))
    assert (first["imported"], first["duplicates"]) == (1, 0)
    assert [(each["index"], each["code"]) for each in first["rejected"]] == [(1, "bad_price")]
    again = json.loads(await command(*wanted))
    assert (again["imported"], again["duplicates"]) == (0, 1)
    text = await command(*wanted[:-2], "--decimal", "comma")
    assert "0 imported, 1 known already, 1 rejected" in text
    assert "row 2: 1299 is more than 20 times away from our 20.00" in text
    assert [price["competitor"] for price in await rows(shop, SQL.prices)] == ["Acme"]
    assert "1 products compared" in await command("analyse", "--workspace", "market")
    shown = json.loads(await command("show", "--workspace", str(SHOP), "-o", "json"))
    assert shown["gaps"][0]["lowest_competitor"] == "Acme"
    assert shown["analysis"]["analysis"]["currencies"][0]["products"] == 1
    assert "Soap" in await command("show", "--workspace", "market")
    assert "feed" in await command("feeds", "--workspace", "market")
