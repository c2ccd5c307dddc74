"""Supabase's lint and advisors, and the exceptions to them."""

from __future__ import annotations

import asyncio
from pathlib import Path

import psycopg
import pytest

from flywheel.schema.build import build
from flywheel.schema.check import check, check_databases, read_exceptions
from flywheel.schema.diff import write_migration
from flywheel.schema.scratch import ScratchCluster
from flywheel.schema.sources import SchemaError

from .conftest import SHOP

NONE = "# nothing is accepted\n"


async def test_the_shop_passes_every_check(checkout: Path, tmp_path: Path) -> None:
    await write_migration("create_all", checkout)
    exceptions = tmp_path / "exceptions.toml"
    exceptions.write_text(NONE)
    report = await check(checkout, exceptions)
    assert report.findings == []
    assert report.notes == []


async def test_lint_and_advisors_findings_are_reported_unless_accepted(
    cluster: ScratchCluster, tmp_path: Path
) -> None:
    sources = await cluster.create_database("faulty")
    await asyncio.to_thread(build, sources, SHOP)
    with psycopg.connect(sources) as connection:
        connection.execute("create table public.open_to_all (id int primary key)")
        connection.execute("grant select on public.open_to_all to anon")
        connection.execute(
            "create function public.broken() returns int language plpgsql set search_path = ''"
            " as 'begin return missing_function(); end'"
        )
    exceptions = tmp_path / "exceptions.toml"
    exceptions.write_text(
        '[[exception]]\ncheck = "lint"\nkey = "public.broken *"\nreason = "shown in a test"\n'
        '[[exception]]\ncheck = "advisors"\nkey = "gone_*"\nreason = "it was there once"\n'
    )
    report = await check_databases(cluster, "faulty", sources, sources, exceptions)
    assert {(finding.check, finding.key) for finding in report.findings} == {
        ("advisors", "rls_disabled_in_public_public_open_to_all"),
        ("exceptions", "gone_*"),
    }
    assert report.notes == ["accepted: 1 × lint public.broken *: shown in a test"]


def test_an_exception_without_a_reason_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "exceptions.toml"
    path.write_text('[[exception]]\ncheck = "lint"\nkey = "public.f"\n')
    with pytest.raises(SchemaError, match=r"public\.f has no reason"):
        read_exceptions(path)
