"""Where Storage keeps bytes: all of a file or nothing, and nothing that no row knows."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from psycopg import sql

from flywheel import db
from flywheel.local import control
from flywheel.local.postgres import prepare_database
from flywheel.local.storage import FileStore
from flywheel.local.storage.errors import StorageError
from flywheel.schema.scratch import scratch_cluster
from tests.conftest import stack_settings


async def chunks(*parts: bytes) -> AsyncIterator[bytes]:
    for part in parts:
        yield part


@pytest.fixture
async def store(tmp_path: Path) -> FileStore:
    store = FileStore(tmp_path / "storage")
    await store.open(set())
    return store


def kept(tmp_path: Path) -> list[str]:
    return sorted(path.name for path in (tmp_path / "storage").rglob("*") if path.is_file())


async def test_a_file_is_whole_and_for_us_alone(store: FileStore, tmp_path: Path) -> None:
    stored = await store.write(chunks(b"one ", b"two"), 7)
    assert store.path(stored.version).read_bytes() == b"one two"
    assert stored.size == 7
    assert kept(tmp_path) == [stored.version]
    assert (tmp_path / "storage").stat().st_mode & 0o777 == 0o700


async def test_a_file_over_the_limit_leaves_nothing(store: FileStore, tmp_path: Path) -> None:
    with pytest.raises(StorageError, match="maximum allowed size"):
        await store.write(chunks(b"one ", b"two"), 6)
    assert kept(tmp_path) == []


async def test_a_file_cut_short_leaves_nothing(store: FileStore, tmp_path: Path) -> None:
    async def broken() -> AsyncIterator[bytes]:
        yield b"one "
        raise ConnectionResetError

    with pytest.raises(ConnectionResetError):
        await store.write(broken(), 100)
    assert kept(tmp_path) == []


async def test_a_copy_outlives_its_original(store: FileStore) -> None:
    original = await store.write(chunks(b"bytes"), 100)
    copy = await store.copy(original.version)
    store.remove(original.version)
    assert copy.version != original.version
    assert store.path(copy.version).read_bytes() == b"bytes"
    with pytest.raises(FileNotFoundError):
        await store.copy(original.version)


async def test_a_replaced_file_stays_for_those_who_just_looked_it_up(
    store: FileStore, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("flywheel.local.storage.files._GRACE", 0.05)
    old = await store.write(chunks(b"old"), 100)
    store.retire(old.version)
    assert kept(tmp_path) == [old.version]
    await asyncio.sleep(0.2)
    assert kept(tmp_path) == []


async def test_a_start_removes_what_a_crash_left(store: FileStore, tmp_path: Path) -> None:
    known = await store.write(chunks(b"known"), 100)
    await store.write(chunks(b"of no row"), 100)
    (tmp_path / "storage" / "incoming" / "half").write_bytes(b"ha")
    again = FileStore(tmp_path / "storage")
    await again.open({known.version, "lost"})
    assert kept(tmp_path) == [known.version]


async def test_a_database_of_an_earlier_version_gets_storage() -> None:
    async with scratch_cluster() as cluster:
        await cluster.create_database("old")
        async with db.connect(cluster.admin_dsn("old")) as admin:
            await admin.execute("drop schema storage cascade")
            await admin.execute("alter role supabase_storage_admin password null")
        assert await prepare_database(cluster.cluster, "old")
        async with db.connect(cluster.cluster.dsn("supabase_storage_admin", "old")) as storage:
            for table in ("buckets", "objects"):
                await storage.execute(
                    sql.SQL("select from {}").format(sql.Identifier("storage", table))
                )
        assert not await prepare_database(cluster.cluster, "old"), "the second time is idle"


def test_the_files_go_with_the_data(tmp_path: Path) -> None:
    file = tmp_path / "storage" / "files" / "ab" / "abc"
    file.parent.mkdir(parents=True)
    file.write_bytes(b"x")
    control.remove_data(stack_settings(tmp_path))
    assert not (tmp_path / "storage").exists()
