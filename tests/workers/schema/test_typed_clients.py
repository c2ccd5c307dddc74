"""The typed clients say what the schema says, and can be used as they are."""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path
from types import ModuleType

import pytest

from flywheel.schema.sources import CHECKOUT
from flywheel.schema.typed_clients import CLIENTS, generate_types, stale

PYTHON = CHECKOUT / "clients/python/flywheel_types.py"
TYPESCRIPT = CHECKOUT / "clients/typescript/database.types.ts"


def load(path: Path) -> ModuleType:
    spec = importlib.util.spec_from_file_location("flywheel_types", path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules["flywheel_types"] = module
    spec.loader.exec_module(module)
    return module


async def test_the_types_in_the_checkout_are_what_the_schema_says() -> None:
    files = await generate_types()  # the TypeScript went through prettier's parser
    assert sorted(files) == sorted(CHECKOUT / client.path for client in CLIENTS)
    assert stale(files) == []


async def test_types_follow_the_schema_and_a_difference_is_noticed(checkout: Path) -> None:
    files = await generate_types(checkout)
    assert len(stale(files)) == 2  # nothing is written yet
    for path, text in files.items():
        path.parent.mkdir(parents=True)
        path.write_text(text)
    assert stale(files) == []
    table = checkout / "sql/catalog/tables.sql"
    table.write_text(table.read_text() + "\nalter table public.shops add motto text;\n")
    changed = await generate_types(checkout)
    assert len(stale(changed)) == 2
    assert "motto: string | null" in changed[checkout / CLIENTS[0].path]
    assert "motto: Optional[str]" in changed[checkout / CLIENTS[1].path]


def test_the_python_types_read_a_row() -> None:
    types = load(PYTHON)
    row = types.PublicCurrencies.model_validate(
        {"code": "KWD", "name": "Kuwaiti dinar", "minor_units": 3}
    )
    assert row.minor_units == 3
    with pytest.raises(ValueError, match="minor_units"):
        types.PublicCurrencies.model_validate({"code": "KWD", "name": "x", "minor_units": "three"})


def test_both_clients_know_tables_views_and_functions() -> None:
    typescript = TYPESCRIPT.read_text()
    python = PYTHON.read_text()
    for name in ("products:", "workspace_people:", "request_generation:"):
        assert f"      {name} " in typescript, name
    for name in ("PublicProducts", "PublicProductsInsert", "PublicWorkspacePeople"):
        assert f"class {name}(" in python, name
