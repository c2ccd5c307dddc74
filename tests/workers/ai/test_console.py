"""`flywheel ai`: what an operator sees and switches."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator

import pytest

from flywheel.db import Connection
from tests.conftest import Stack


def flywheel(stack: Stack, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "flywheel.cli", "ai", *arguments],
        env={**os.environ, **stack.environment()},
        capture_output=True,
        text=True,
        check=False,
    )


async def shut_off(db: Connection) -> dict[str, object]:
    found = await db.execute("select value from public.app_settings where key = 'ai.shut_off'")
    row = await found.fetchone()
    assert row is not None
    return dict(row["value"])


@pytest.fixture
def switched_on_again(stack: Stack) -> Iterator[None]:
    yield
    assert flywheel(stack, "on").returncode == 0
    assert flywheel(stack, "on", "--provider", "openai").returncode == 0


@pytest.mark.usefixtures("switched_on_again")
async def test_everybody_or_one_provider_is_switched_off_and_on(
    stack: Stack, db: Connection
) -> None:
    assert flywheel(stack, "off", "--reason", "Bills.").returncode == 0
    assert await shut_off(db) == {"all": True, "reason": "Bills.", "providers": []}
    assert flywheel(stack, "off", "--provider", "openai", "--reason", "Leak.").returncode == 0
    assert flywheel(stack, "on").returncode == 0
    assert await shut_off(db) == {"all": False, "reason": None, "providers": ["openai"]}
    assert flywheel(stack, "on", "--provider", "openai").returncode == 0
    assert await shut_off(db) == {"all": False, "reason": None, "providers": []}


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("on", "--provider", "nobody"), "there is no provider 'nobody'"),
        (("on", "--workspace", "nowhere"), "nothing to switch on in 'nowhere'"),
        (
            ("off", "--reason", "x", "--provider", "openai", "--workspace", "w"),
            "a provider is switched for everybody",
        ),
    ],
)
def test_what_cannot_be_switched_is_named(
    stack: Stack, arguments: tuple[str, ...], said: str
) -> None:
    done = flywheel(stack, *arguments)
    assert done.returncode == 1
    assert said in done.stderr
    assert "hint:" in done.stderr


async def test_prices_are_taken_over_at_once(stack: Stack, db: Connection) -> None:
    done = flywheel(stack, "prices")
    assert done.returncode == 0, done.stderr
    found = await db.execute(
        "select count(*) as n from public.ai_models where provider = 'anthropic'"
    )
    row = await found.fetchone()
    assert row is not None
    assert row["n"] > 20
    assert "models" in done.stdout


async def test_budgets_are_shown(stack: Stack, db: Connection) -> None:
    await db.execute(
        "insert into public.ai_budgets (period, cap) values ('month', 1000) on conflict do nothing"
    )
    rows = json.loads(flywheel(stack, "budgets", "-o", "json").stdout)
    assert {"scope", "workspace", "unit", "period", "cap", "spent", "reserved", "free"} == set(
        rows[0]
    )
    assert any(row["scope"] == "platform" and row["period"] == "month" for row in rows)
