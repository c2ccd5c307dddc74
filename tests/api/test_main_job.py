"""The main job, end to end: a person asks, a worker writes, the client sees it arrive."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from flywheel.ai.profile import ContentRequest, read_profile
from flywheel.config import CHECKOUT
from flywheel.db import Connection
from flywheel.local.demo import DemoRun, Event, demo_run, request_of, seed
from flywheel.local.state import StackState
from tests.conftest import Stack, free_ports
from tests.fakes.openai_server import fake_openai_server

BUSINESSES = CHECKOUT / "seeds" / "businesses"


@contextmanager
def worker(stack: Stack, imports: str | None = None, **environment: str) -> Iterator[None]:
    extra = ["--import", imports] if imports else []
    process = subprocess.Popen(
        [sys.executable, "-m", "flywheel.cli", "worker", *extra],
        env={**os.environ, **stack.environment(), **environment},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        yield
        assert process.poll() is None, "the worker must not die"
    finally:
        process.terminate()
        process.wait(30)


@pytest.fixture
async def seeded(stack: Stack) -> StackState:
    await seed(stack.state)
    return stack.state


@pytest.fixture
async def loomwright(seeded: StackState) -> AsyncIterator[DemoRun]:
    async with demo_run(seeded, read_profile(BUSINESSES / "loomwright.toml")) as run:
        yield run


async def watch(run: DemoRun, wanted: ContentRequest) -> list[Event]:
    generation = await run.request(wanted)
    return [event async for event in run.events(generation["id"], 60)]


@pytest.mark.parametrize("name", ["loomwright", "nakheel"])
async def test_every_step_arrives_in_order_and_ends_in_a_post(
    stack: Stack, seeded: StackState, name: str
) -> None:
    path = BUSINESSES / f"{name}.toml"
    profile = read_profile(path)
    with worker(stack):
        async with demo_run(seeded, profile) as run:
            events = await watch(run, request_of(profile, path))
            last = [event.record for event in events if event.table == "ai_generations"][-1]
            post = await run.post(last["blog_post_id"])
    steps = [event.record["status"] for event in events if event.table == "ai_generations"]
    assert steps[0] == "pending"
    assert set(steps[1:-1]) == {"processing"}
    assert steps[-1] == "completed"
    assert [event.table for event in events].count("blog_posts") == 1
    assert (last["provider"], last["model_used"], float(last["cost"])) == (
        "offline",
        "offline-draft",
        0,
    )
    assert profile.business.core_offer_description in post["content"]
    assert post["language"] == request_of(profile, path).language
    assert post["status"] == "draft"


async def test_with_a_key_a_model_writes_and_its_cost_is_booked(
    stack: Stack, loomwright: DemoRun
) -> None:
    with (
        fake_openai_server(free_ports(1)[0]) as url,
        worker(stack, FLYWHEEL_OPENAI_API_KEY="sk-test", FLYWHEEL_OPENAI_BASE_URL=url),
    ):
        events = await watch(loomwright, ContentRequest(prompt="How to keep wool."))
        last = [event.record for event in events if event.table == "ai_generations"][-1]
        post = await loomwright.post(last["blog_post_id"])
    assert (last["provider"], last["model_used"]) == ("openai", "gpt-4.1-mini")
    assert (last["prompt_tokens"], last["completion_tokens"]) == (1200, 800)
    assert float(last["cost"]) == pytest.approx((1200 * 0.40 + 800 * 1.60) / 1e6)
    assert post["title"] == "A blanket for decades"


async def test_a_refusal_reaches_the_person_with_its_reason(
    stack: Stack, loomwright: DemoRun
) -> None:
    with (
        fake_openai_server(free_ports(1)[0]) as url,
        worker(stack, FLYWHEEL_OPENAI_API_KEY="sk-test", FLYWHEEL_OPENAI_BASE_URL=url),
    ):
        events = await watch(loomwright, ContentRequest(prompt="WRONG KEY"))
    last = events[-1].record
    assert last["status"] == "failed"
    assert "401" in last["error_message"]
    assert "sk-test" not in last["error_message"]
    assert last["blog_post_id"] is None


async def test_a_retried_job_takes_its_failed_generation_up_again(
    stack: Stack, loomwright: DemoRun, db: Connection
) -> None:
    with (
        fake_openai_server(free_ports(1)[0]) as url,
        worker(stack, FLYWHEEL_OPENAI_API_KEY="sk-test", FLYWHEEL_OPENAI_BASE_URL=url),
    ):
        failed = (await watch(loomwright, ContentRequest(prompt="WRONG KEY")))[-1].record
    assert failed["status"] == "failed"
    found = await db.execute(
        "select id from jobs.job_archive where payload ->> 'generation_id' = %s", [failed["id"]]
    )
    job = await found.fetchone()
    assert job is not None
    assert flywheel(stack, "jobs", "retry", str(job["id"])).returncode == 0
    with worker(stack):
        events = [event async for event in loomwright.events(failed["id"], 60)]
    last = [event.record for event in events if event.table == "ai_generations"][-1]
    assert last["status"] == "completed"
    assert last["error_message"] is None
    assert last["blog_post_id"] is not None


async def test_seeding_twice_changes_nothing(seeded: StackState, db: Connection) -> None:
    async def rows() -> list[dict[str, object]]:
        found = await db.execute(
            """
            select 'business' as kind, id, name, created_at from public.businesses
            union all
            select 'product', id, name, created_at from public.products
            order by kind, id
            """
        )
        return await found.fetchall()

    before = await rows()
    assert {"business", "product"} == {row["kind"] for row in before}
    await seed(seeded)
    assert await rows() == before


def flywheel(stack: Stack, *arguments: str | Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "flywheel.cli", *arguments],
        env={**os.environ, **stack.environment()},
        capture_output=True,
        text=True,
        timeout=120,
    )


def test_the_demo_shows_the_text_and_its_cost(stack: Stack, seeded: StackState) -> None:
    with worker(stack):
        done = flywheel(stack, "demo")
    assert done.returncode == 0, done.stderr
    assert "completed" in done.stderr
    assert "offline-draft" in done.stdout
    assert "cost 0" in done.stdout


def test_a_broken_profile_stops_the_demo_before_anything_is_asked(
    stack: Stack, tmp_path: Path
) -> None:
    broken = tmp_path / "broken.toml"
    broken.write_text('[business]\nname = "A"\n')
    done = flywheel(stack, "demo", "--business", broken)
    assert done.returncode == 1
    assert "business.industry: is missing" in done.stderr
    assert "Traceback" not in done.stderr
