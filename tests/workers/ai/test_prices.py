"""Costs in SQL are those of genai-prices, for every model, tier, band and moment it lists."""

from __future__ import annotations

import json
import random
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

import genai_prices
import pytest
from genai_prices.data_snapshot import get_snapshot

from flywheel.ai.prices import current_prices, model_kind, price_rows
from flywheel.db import Connection

NOW = datetime.now(UTC)
CONTEXTS: dict[str, dict[str, str]] = {
    "standard": {},
    "batch": {"processing": "batch"},
    "flex": {"service_tier": "flex"},
}
MODELS = [
    (provider, model)
    for provider in get_snapshot().providers
    if provider.id in ("openai", "anthropic")
    for model in provider.models
    if model_kind(model) == "text"
]


async def take_over(connection: Connection, result: dict[str, Any]) -> None:
    """Do what the job ai.refresh_prices does."""
    await connection.execute("select private.apply_prices(null, %s::jsonb)", [json.dumps(result)])


async def refreshed(connection: Connection) -> None:
    """Fill the tables with all that is listed, history too."""
    await connection.execute("delete from public.ai_model_prices where model_id <> 'offline-draft'")
    await take_over(connection, current_prices().as_result())


def usages(seed: str) -> list[dict[str, int]]:
    """Random counts, on both sides of every band that is listed."""
    chance = random.Random(seed)
    found = []
    for size in (1000, 199_999, 200_000, 200_001, 272_000, 272_001, 900_000):
        cached = chance.randrange(size // 2)
        written = chance.randrange(size // 4)
        found.append(
            {
                "input_tokens": size,
                "cache_read_tokens": cached,
                "cache_write_tokens": written,
                "cache_write_1h_tokens": chance.randrange(written + 1),
                "output_tokens": chance.randrange(50_000),
            }
        )
    return [*found, {"input_tokens": 7, "output_tokens": 1}]


def listed_cost(
    provider: str, model: str, tier: str, usage: dict[str, int], at: datetime
) -> Decimal:
    names = {"cache_write_1h_tokens"}
    spelled = {key: value for key, value in usage.items() if key not in names}
    if usage.get("cache_write_1h_tokens"):
        spelled["cache_write_1h_tokens"] = usage["cache_write_1h_tokens"]
    return genai_prices.calc_price(
        genai_prices.Usage(**spelled),
        model,
        provider_id=provider,
        genai_request_timestamp=at,
        price_context=CONTEXTS[tier] or None,
    ).total_price


def test_every_chat_model_of_both_providers_is_taken_over() -> None:
    assert len(MODELS) > 60
    assert {provider.id for provider, _ in MODELS} == {"openai", "anthropic"}
    assert all(list(price_rows(model)) for _, model in MODELS)


async def test_costs_equal_genai_prices_for_every_chat_model(db: Connection) -> None:
    compared = 0
    async with db.transaction(force_rollback=True):
        await refreshed(db)
        for provider, model in MODELS:
            rows = list(price_rows(model))
            moments = {NOW} | {
                datetime.fromisoformat(row["valid_from"]) + timedelta(hours=1) for row in rows
            }
            cases = [
                (tier, usage, at)
                for tier in {row["tier"] for row in rows}
                for at in sorted(moments)
                if at
                >= min(datetime.fromisoformat(r["valid_from"]) for r in rows if r["tier"] == tier)
                for usage in usages(model.id)
            ]
            answer = await db.execute(
                """
                select private.price_usage(
                    %s, c.value ->> 'tier', c.value -> 'usage', (c.value ->> 'at')::timestamptz
                ) as cost
                from jsonb_array_elements(%s::jsonb) with ordinality as c (value, place)
                order by c.place
                """,
                [
                    model.id,
                    json.dumps(
                        [
                            {"tier": tier, "usage": usage, "at": at.isoformat()}
                            for tier, usage, at in cases
                        ]
                    ),
                ],
            )
            ours = [row["cost"] for row in await answer.fetchall()]
            for (tier, usage, at), cost in zip(cases, ours, strict=True):
                theirs = listed_cost(provider.id, model.id, tier, usage, at)
                assert cost == theirs, (model.id, tier, at, usage)
                compared += 1
    assert compared > 1000


async def test_no_call_can_cost_more_than_its_estimate(db: Connection) -> None:
    async with db.transaction(force_rollback=True):
        await refreshed(db)
        for _, model in MODELS:
            answer = await db.execute(
                """
                select
                    private.estimate_cost(%(model)s, 'standard', size, 8000, 0, 0, now())
                        as estimate,
                    2 * private.price_usage(
                        %(model)s, 'standard',
                        jsonb_build_object(
                            'input_tokens', size, 'cache_write_tokens', size,
                            'cache_write_1h_tokens', size, 'output_tokens', 8000
                        ),
                        now()
                    ) as written,
                    2 * private.price_usage(
                        %(model)s, 'standard',
                        jsonb_build_object('input_tokens', size, 'output_tokens', 8000), now()
                    ) as read
                from unnest(array[1000, 150000, 300000]) as size
                """,
                {"model": model.id},
            )
            for row in await answer.fetchall():
                assert row["estimate"] >= row["read"], model.id
                assert row["estimate"] >= row["written"], model.id


async def test_taking_over_twice_changes_nothing(db: Connection) -> None:
    count = "select count(*) as n, max(created_at) as last from public.ai_model_prices"
    async with db.transaction(force_rollback=True):
        await refreshed(db)
        before = await (await db.execute(count)).fetchone()
        await take_over(db, current_prices().as_result())
        assert await (await db.execute(count)).fetchone() == before


async def test_a_price_that_changes_begins_now_and_leaves_the_past(db: Connection) -> None:
    listed = {
        "models": [{"id": "m-1", "provider": "openai", "kind": "text", "is_active": True}],
        "prices": [
            {
                "model_id": "m-1",
                "tier": "standard",
                "valid_from": "2020-01-01T00:00:00+00:00",
                "above_input_tokens": 0,
                "input_per_million": "1",
                "output_per_million": "2",
            }
        ],
    }
    cost = """
        select private.price_usage('m-1', 'standard', '{"input_tokens": 1000000}', %s) as cost
    """
    async with db.transaction(force_rollback=True):
        await take_over(db, listed)
        listed["prices"][0]["input_per_million"] = "3"
        await take_over(db, listed)
        yesterday = await (await db.execute(cost, [NOW - timedelta(days=1)])).fetchone()
        today = await (await db.execute(cost, [NOW + timedelta(hours=1)])).fetchone()
    assert yesterday is not None
    assert today is not None
    assert (yesterday["cost"], today["cost"]) == (1, 3)


async def test_what_an_operator_switched_off_stays_off(db: Connection) -> None:
    async with db.transaction(force_rollback=True):
        await refreshed(db)
        await db.execute("update public.ai_models set is_active = false where id = 'gpt-4.1'")
        await take_over(db, current_prices().as_result())
        row = await (
            await db.execute("select is_active from public.ai_models where id = 'gpt-4.1'")
        ).fetchone()
    assert row == {"is_active": False}


@pytest.mark.parametrize(
    ("model", "kind"),
    [
        ("gpt-4.1-mini", "text"),
        ("claude-haiku-4-5", "text"),
        ("gpt-image-1", "image"),
        ("tts-1", "voice"),
        # Its price is by the token, which its answers do not count.
        ("gpt-4o-mini-tts", None),
        ("text-embedding-3-small", None),
        ("whisper-1", None),
        ("gpt-realtime", None),
        ("davinci", None),
    ],
)
def test_models_are_taken_for_what_they_make(model: str, kind: str | None) -> None:
    found = [
        each
        for provider in get_snapshot().providers
        if provider.id in ("openai", "anthropic")
        for each in provider.models
        if each.id == model
    ]
    assert [model_kind(each) for each in found] == [kind]
