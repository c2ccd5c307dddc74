"""A reconciliation finds every difference, repairs it, and never calls a failure a success."""

from __future__ import annotations

import asyncio
import json
import sys
from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import Any

import pytest

from flywheel.billing import reconciliation

from .stripe_world import World, process_environment, until, working, world


@pytest.fixture
async def made(
    monkeypatch: pytest.MonkeyPatch, new_database: Callable[[], str]
) -> AsyncIterator[World]:
    async with world(monkeypatch, new_database()) as found:
        yield found


def pay(made: World, amount: int, currency: str) -> str:
    """Take a payment on the connected account and return its charge."""
    paid = made.connected.request(
        "POST",
        "/v1/payment_intents",
        {
            "amount": amount,
            "currency": currency,
            "payment_method": "pm_card_visa",
            "payment_method_types": ["card"],
            "confirm": True,
        },
    )
    return str(paid["latest_charge"])


async def flywheel(made: World, *arguments: str, typed: str = "") -> tuple[int, str]:
    """Run `flywheel stripe …`; return its exit code and all that it says."""
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "flywheel.cli", "stripe", *arguments),
        env=process_environment(made),
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
        cwd=Path(__file__).parents[3],
    )
    said, _ = await process.communicate(typed.encode())
    assert process.returncode is not None
    return process.returncode, said.decode()


async def test_every_difference_is_found_to_the_minor_unit_and_repaired(made: World) -> None:
    account = made.connected.id
    changed, forgotten = pay(made, 500, "usd"), pay(made, 1230, "kwd")
    pay(made, 700, "jpy")
    async with working(made):
        backfill = await made.reconciled(account, is_backfill=True)
        assert (backfill["status"], backfill["rows"]) == ("completed", 0)
        await made.rows(
            "update public.stripe_objects set data = data || '{\"amount\": 480}' where id = %(id)s",
            id=changed,
        )
        await made.rows("delete from public.stripe_objects where id = %(id)s", id=forgotten)
        await made.rows(
            "select public.store_stripe_objects(%(account)s, clock_timestamp(), %(objects)s)",
            account=account,
            objects=json.dumps(
                [
                    {
                        "object": "refund",
                        "id": "re_never",
                        "data": {"id": "re_never", "amount": 99, "currency": "eur"},
                    }
                ]
            ),
        )
        first = await made.reconciled(account)
        second = await made.reconciled(account)
    assert first["status"] == "completed"
    assert first["kinds"] == {"different": 1, "missing": 1, "extra": 1}
    assert first["amounts"] == {"USD": 20, "KWD": 1230, "EUR": -99}
    assert (second["status"], second["rows"]) == ("completed", 0)
    mirror = {key: data for key, data in (await made.mirror()).items() if key[1] != "account"}
    assert mirror == made.truth()
    assert await made.gone() == {(account, "refund", "re_never")}


async def test_a_list_that_is_refused_is_no_success(
    made: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reconciliation, "_MOST_PATIENCE", 1.0)
    await made.rows("update jobs.job_types set max_attempts = 1 where job_type like 'stripe.%%'")
    made.fake.key = "sk_test_rotated"
    async with working(made):
        run = await made.reconciled(made.connected.id)
        code, said = await flywheel(made, "reconcile", "--account", made.connected.id)
    assert run["status"] == "failed"
    assert "Invalid API Key" in run["error_message"]
    assert code == 1
    assert "failed" in said


async def test_the_key_of_another_account_makes_nothing_gone(
    made: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reconciliation, "_MOST_PATIENCE", 1.0)
    customer = made.fake.platform.request("POST", "/v1/customers", {"email": "a@example.com"})
    await made.deliver(made.fake.platform.events[-1])
    async with working(made):
        await made.drained()
        await made.rows(
            'update public.stripe_objects set data = data || \'{"id": "acct_ours"}\' '
            "where object = 'account' and account_id = 'platform'"
        )
        made.fake.platform.request("DELETE", f"/v1/customers/{customer['id']}")
        await made.start("platform")

        async def refused() -> Any:
            return await made.value(
                "select count(*) from jobs.job_queue "
                "where error_message like '%%the key is of Stripe''s account%%'"
            )

        await until(refused, "it was tried")
    assert await made.gone() == set()


async def test_a_list_goes_on_when_the_object_at_its_cursor_is_deleted(made: World) -> None:
    await made.rows(
        "update public.app_settings set value = '2' where key = 'stripe.requests_per_second'"
    )
    for place in range(250):
        made.fake.platform.request("POST", "/v1/customers", {"email": f"{place}@example.com"})
    step = (
        "select s.cursor from public.stripe_reconciliation_steps as s "
        "where s.object = 'customer' and s.pages = 1"
    )
    async with working(made):
        run = await made.start("platform", is_backfill=True)
        (row,) = await until(lambda: made.rows(step), "the first page is taken in")
        made.fake.platform.request("DELETE", f"/v1/customers/{row['cursor']}")
        # It was compared before it went: its own event says the rest.
        await made.deliver(made.fake.platform.events[-1])
        report = await made.ended(run)
        await made.drained()
    assert (report["status"], report["error_message"]) == ("completed", None)
    mirror = {key: data for key, data in (await made.mirror()).items() if key[1] != "account"}
    assert mirror == made.truth()
    assert len(mirror) == 249


async def test_the_command_reports_drift_and_status(made: World) -> None:
    pay(made, 500, "usd")
    async with working(made):
        code, said = await flywheel(made, "reconcile", "--account", made.connected.id, "-o", "json")
        assert code == 0, said
        assert '"missing"' in said
        code, said = await flywheel(made, "reconcile", "--account", made.connected.id)
    assert code == 0, said
    code, said = await flywheel(made, "status")
    assert code == 0, said
    assert made.connected.id in said
    assert "needle" not in said


async def test_signing_secrets_go_in_and_never_come_out(made: World) -> None:
    code, said = await flywheel(made, "secret", "add", typed="whsec_brand_new_needle_wxyz\n")
    assert code == 0, said
    _, listed = await flywheel(made, "secret", "list")
    assert "wxyz" in listed
    assert "needle" not in listed + said
