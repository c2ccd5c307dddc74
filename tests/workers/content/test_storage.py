"""Workers keep files in the bucket, and delete those that nothing refers to."""

from __future__ import annotations

import hashlib
import uuid
from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any

import httpx
import pytest

from flywheel.config import Settings, settings
from flywheel.content import handlers
from flywheel.db import Connection
from flywheel.errors import ConfigurationError, FileRefusedError, FileStoreUnavailableError
from flywheel.jobs.registry import HANDLERS
from flywheel.storage import AssetStore
from tests.api.auth import Person, person
from tests.api.test_accounts import call, create_workspace, table
from tests.conftest import Stack, free_ports
from tests.workers.jobs.conftest import Queue, running, transports, until

PNG = b"\x89PNG\r\n\x1a\n" + b"pixels" * 100


@pytest.fixture
async def store(stack: Stack) -> AsyncIterator[AssetStore]:
    async with AssetStore.from_settings(stack.settings) as opened:
        yield opened


@pytest.fixture
def owner(stack: Stack) -> Person:
    return person(stack)


@pytest.fixture
def workspace(owner: Person) -> str:
    return create_workspace(owner)


@pytest.fixture(params=["direct", "edge"])
async def worker(
    request: pytest.FixtureRequest, stack: Stack, db: Connection, monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[None]:
    """Runs our jobs in this process; the handlers find the stack through the settings."""
    for name, value in stack.environment().items():
        monkeypatch.setenv(name, value)
    settings.cache_clear()
    ours = HANDLERS.only([handlers.DELETE_FILE, handlers.DELETE_WORKSPACE_FILES])
    async with running(Queue(db), transports(stack)[request.param](), ours):
        yield
    settings.cache_clear()


def content_of(one: Person, path: str) -> bytes:
    return bytes(one.client.storage.from_("assets").download(path))


def names_in(one: Person, folder: str) -> list[str]:
    return [entry["name"] for entry in one.client.storage.from_("assets").list(folder)]


def add_asset(one: Person, workspace: str, file_url: str | None) -> str:
    row = {"workspace_id": workspace, "type": "image", "name": "bee", "file_url": file_url}
    return str(table(one, "content_assets").insert(row).execute().data[0]["id"])


# the store -------------------------------------------------------------------------------


async def test_a_file_is_stored_and_its_members_read_it(
    store: AssetStore, owner: Person, workspace: str
) -> None:
    stored = await store.put(uuid.UUID(workspace), "generated/bee.png", PNG, "image/png")
    assert stored.path == f"{workspace}/generated/bee.png"
    assert stored.file_url == f"assets/{stored.path}"
    assert (stored.size, stored.mime_type) == (len(PNG), "image/png")
    assert stored.sha256 == hashlib.sha256(PNG).hexdigest()
    assert content_of(owner, stored.path) == PNG


async def test_storing_again_overwrites(store: AssetStore, owner: Person, workspace: str) -> None:
    for content in (b"one", b"two", b"two"):
        stored = await store.put(uuid.UUID(workspace), "a.txt", content, "text/plain")
    assert content_of(owner, stored.path) == b"two"
    assert names_in(owner, workspace) == ["a.txt"]


async def test_a_link_opens_the_file_without_a_key(store: AssetStore, workspace: str) -> None:
    stored = await store.put(uuid.UUID(workspace), "a b.txt", b"linked", "text/plain")
    async with httpx.AsyncClient() as browser:
        answer = await browser.get(await store.url(stored.path, 60))
    assert answer.content == b"linked"
    with pytest.raises(FileRefusedError, match="Object not found"):
        await store.url(f"{workspace}/missing.txt", 60)


async def test_removing_twice_is_as_good_as_once(
    store: AssetStore, owner: Person, workspace: str
) -> None:
    stored = await store.put(uuid.UUID(workspace), "a.txt", b"x", "text/plain")
    await store.remove(stored.path)
    await store.remove(stored.path)
    assert names_in(owner, workspace) == []


async def test_a_whole_workspace_is_removed_and_no_other(
    store: AssetStore, owner: Person, workspace: str
) -> None:
    other = create_workspace(owner)
    await store.put(uuid.UUID(other), "kept.txt", b"x", "text/plain")
    for name in ("a.txt", "b/c.txt", "b/d/e.txt", "b/d/f.txt"):
        await store.put(uuid.UUID(workspace), name, b"x", "text/plain")
    assert await store.remove_workspace(uuid.UUID(workspace)) == 4
    assert await store.remove_workspace(uuid.UUID(workspace)) == 0
    assert names_in(owner, workspace) == []
    assert names_in(owner, other) == ["kept.txt"]


@pytest.mark.parametrize("name", ["", "../a", "a/../../b", "/a", "a//b", "a%2e", "ü", "a\nb"])
async def test_a_name_that_cannot_be_is_refused(
    store: AssetStore, workspace: str, name: str
) -> None:
    with pytest.raises(FileRefusedError, match="cannot be a file of a workspace"):
        await store.put(uuid.UUID(workspace), name, b"x", "text/plain")


@pytest.mark.parametrize("path", ["", "a.txt", "no-uuid/a.txt", "assets/a.txt"])
async def test_a_path_outside_of_a_workspace_is_refused(store: AssetStore, path: str) -> None:
    with pytest.raises(FileRefusedError):
        await store.remove(path)


async def test_what_the_bucket_does_not_take_is_refused(store: AssetStore, workspace: str) -> None:
    with pytest.raises(FileRefusedError, match=r"text/html is not supported \(415\)"):
        await store.put(uuid.UUID(workspace), "a.html", b"x", "text/html")
    too_much = b"x" * (50 * 1024 * 1024 + 1)
    with pytest.raises(FileRefusedError, match=r"\(413\)"):
        await store.put(uuid.UUID(workspace), "a.txt", too_much, "text/plain")


async def test_a_store_that_is_away_may_be_tried_again(workspace: str) -> None:
    (port,) = free_ports(1)
    async with AssetStore(f"http://127.0.0.1:{port}", "key") as store:
        with pytest.raises(FileStoreUnavailableError, match="did not answer"):
            await store.put(uuid.UUID(workspace), "a.txt", b"x", "text/plain")


async def test_a_wrong_key_says_so(stack: Stack, workspace: str) -> None:
    async with AssetStore(stack.api_url, stack.anon_key) as store:
        with pytest.raises(FileRefusedError) as caught:
            await store.put(uuid.UUID(workspace), "a.txt", b"x", "text/plain")
    assert "FLYWHEEL_SERVICE_ROLE_KEY" in (caught.value.hint or "")


def test_without_a_project_it_says_what_to_set(tmp_path: Any) -> None:
    with pytest.raises(ConfigurationError, match="the file store needs"):
        AssetStore.from_settings(Settings(home=tmp_path))


# deletion --------------------------------------------------------------------------------


async def test_the_file_of_a_deleted_asset_goes(
    worker: None, store: AssetStore, owner: Person, workspace: str
) -> None:
    stored = await store.put(uuid.UUID(workspace), "bee.png", PNG, "image/png")
    kept = await store.put(uuid.UUID(workspace), "kept.png", PNG, "image/png")
    asset = add_asset(owner, workspace, stored.file_url)
    add_asset(owner, workspace, kept.file_url)
    table(owner, "content_assets").delete().eq("id", asset).execute()

    async def gone() -> bool:
        return names_in(owner, workspace) == ["kept.png"]

    await until(gone, "the file is deleted")


async def test_the_file_of_a_changed_asset_goes(
    worker: None, store: AssetStore, owner: Person, workspace: str
) -> None:
    old = await store.put(uuid.UUID(workspace), "old.png", PNG, "image/png")
    new = await store.put(uuid.UUID(workspace), "new.png", PNG, "image/png")
    asset = add_asset(owner, workspace, old.file_url)
    change = {"file_url": new.file_url}
    table(owner, "content_assets").update(change).eq("id", asset).execute()

    async def gone() -> bool:
        return names_in(owner, workspace) == ["new.png"]

    await until(gone, "the old file is deleted")


async def test_the_files_of_a_deleted_workspace_go(
    worker: None, stack: Stack, db: Connection, store: AssetStore, owner: Person, workspace: str
) -> None:
    for number in range(3):
        stored = await store.put(uuid.UUID(workspace), f"{number}.png", PNG, "image/png")
        add_asset(owner, workspace, stored.file_url)
    await store.put(uuid.UUID(workspace), "no-row/at-all.png", PNG, "image/png")
    call(owner, "delete_workspace", workspace_id=workspace)

    async def gone() -> bool:
        cursor = await db.execute(
            "select count(*) as left from storage.objects where name like %s", [f"{workspace}/%"]
        )
        row = await cursor.fetchone()
        return row is not None and row["left"] == 0

    await until(gone, "the files are deleted")


@pytest.mark.parametrize(
    ("referred", "minutes_ago", "deleted"),
    [(True, 0, False), (False, 5, False), (False, 0, True)],
    ids=["referred to again", "stored again since", "really unused"],
)
async def test_a_file_that_came_back_stays(
    worker: None,
    db: Connection,
    store: AssetStore,
    owner: Person,
    workspace: str,
    referred: bool,
    minutes_ago: int,
    deleted: bool,
) -> None:
    stored = await store.put(uuid.UUID(workspace), "bee.png", PNG, "image/png")
    if referred:
        add_asset(owner, workspace, stored.file_url)
    queue = Queue(db)
    job_id = await queue.value(
        "select jobs.enqueue('content.delete_file', jsonb_build_object("
        "'path', %(path)s::text, 'forgotten_at', now() - %(since)s::interval))",
        path=stored.path,
        since=timedelta(minutes=minutes_ago),
    )
    job = await queue.reaches(job_id, "completed")
    assert job["result"] == {"deleted": deleted}
    assert (names_in(owner, workspace) == []) == deleted
