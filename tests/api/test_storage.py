"""Buckets and files, judged by the official Python client."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from storage3.exceptions import StorageApiError

from supabase import Client
from tests.api.auth import client, person, service
from tests.api.storage import PNG, http, refused
from tests.conftest import Stack

IMAGE = {"content-type": "image/png"}


# buckets ---------------------------------------------------------------------------------


def test_a_bucket_is_created_shown_changed_and_deleted(server: Client) -> None:
    name = f"bucket-{uuid.uuid4().hex[:8]}"
    options: Any = {"public": False, "file_size_limit": "2MB", "allowed_mime_types": ["image/*"]}
    assert server.storage.create_bucket(name, options=options) == {"name": name}
    made = server.storage.get_bucket(name)
    assert (made.id, made.name, made.public) == (name, name, False)
    assert (made.file_size_limit, made.allowed_mime_types) == (2_000_000, ["image/*"])
    assert name in [one.id for one in server.storage.list_buckets()]

    server.storage.update_bucket(name, {"public": True})
    changed = server.storage.get_bucket(name)
    assert changed.public
    assert changed.file_size_limit == 2_000_000, "what is not named stays"

    server.storage.delete_bucket(name)
    assert refused(lambda: server.storage.get_bucket(name)).message == "Bucket not found"


def test_a_bucket_with_files_is_not_deleted(server: Client, bucket: str) -> None:
    server.storage.from_(bucket).upload("a.txt", b"a")
    assert str(refused(lambda: server.storage.delete_bucket(bucket)).status) == "409"
    server.storage.empty_bucket(bucket)
    assert server.storage.from_(bucket).list() == []


def test_a_name_is_taken_once(server: Client, bucket: str) -> None:
    assert refused(lambda: server.storage.create_bucket(bucket)).code == "Duplicate"


@pytest.mark.parametrize("name", ["a/b", "", "x" * 64, "tab\there", "..", "ü"])
def test_a_bucket_with_a_bad_name_is_refused(stack: Stack, name: str) -> None:
    with http(stack, stack.service_role_key) as direct:
        answer = direct.post("/bucket", json={"id": name, "name": name})
    assert answer.status_code == 400
    assert answer.json()["message"] == "Bucket name invalid"


def test_people_make_no_buckets_and_see_none(stack: Stack, bucket: str) -> None:
    for somebody in (client(stack), person(stack).client):
        error = refused(lambda one=somebody: one.storage.create_bucket("mine"))
        assert str(error.status) == "403"
        assert somebody.storage.list_buckets() == []
        assert refused(lambda one=somebody: one.storage.get_bucket(bucket)).message
        assert refused(lambda one=somebody: one.storage.delete_bucket(bucket)).message
        assert refused(lambda one=somebody: one.storage.update_bucket(bucket, {})).message


# files -----------------------------------------------------------------------------------


def test_a_file_comes_back_as_it_was(server: Client, bucket: str) -> None:
    files = server.storage.from_(bucket)
    options: Any = {**IMAGE, "cache-control": "60", "metadata": {"alt": "a bee"}}
    stored = files.upload("pictures/bee.png", PNG, options)
    assert (stored.path, stored.full_path) == ("pictures/bee.png", f"{bucket}/pictures/bee.png")
    assert files.download("pictures/bee.png") == PNG
    known = files.info("pictures/bee.png")
    assert known["size"] == len(PNG)
    assert known["content_type"] == "image/png"
    assert known["cache_control"] == "max-age=60"
    assert known["metadata"] == {"alt": "a bee"}
    assert files.exists("pictures/bee.png")
    assert not files.exists("pictures/wasp.png")


def test_a_file_is_described_in_its_headers(stack: Stack, server: Client, bucket: str) -> None:
    server.storage.from_(bucket).upload("bee.png", PNG, {**IMAGE, "cache-control": "60"})
    etag = server.storage.from_(bucket).info("bee.png")["etag"]
    with http(stack, stack.service_role_key) as direct:
        for answer in (
            direct.get(f"/object/{bucket}/bee.png"),
            direct.get(f"/object/authenticated/{bucket}/bee.png"),
            direct.head(f"/object/{bucket}/bee.png"),
        ):
            assert answer.status_code == 200
            assert answer.headers["content-type"] == "image/png"
            assert answer.headers["content-length"] == str(len(PNG))
            assert answer.headers["cache-control"] == "max-age=60"
            assert answer.headers["etag"] == etag
            assert answer.headers["x-content-type-options"] == "nosniff"
            assert answer.headers["access-control-allow-origin"] == "*"
        again = direct.get(f"/object/{bucket}/bee.png", headers={"If-None-Match": etag})
        assert again.status_code == 304


@pytest.mark.parametrize(
    ("asked", "got"),
    [("bytes=0-9", PNG[:10]), ("bytes=1000-", PNG[1000:]), ("bytes=-5", PNG[-5:])],
)
def test_a_part_of_a_file_can_be_had(
    stack: Stack, server: Client, bucket: str, asked: str, got: bytes
) -> None:
    server.storage.from_(bucket).upload("bee.png", PNG, {"content-type": "image/png"})
    with http(stack, stack.service_role_key) as direct:
        answer = direct.get(f"/object/{bucket}/bee.png", headers={"Range": asked})
        assert answer.status_code == 206
        assert answer.content == got
        assert answer.headers["content-range"].endswith(f"/{len(PNG)}")
        beyond = direct.get(f"/object/{bucket}/bee.png", headers={"Range": "bytes=99999-"})
        assert beyond.status_code == 416


def test_an_empty_file_is_a_file(server: Client, bucket: str) -> None:
    server.storage.from_(bucket).upload("empty.txt", b"")
    assert server.storage.from_(bucket).download("empty.txt") == b""


def test_a_file_may_come_as_the_body_itself(stack: Stack, server: Client, bucket: str) -> None:
    def chunks() -> Iterator[bytes]:
        yield from [PNG] * 3

    with http(stack, stack.service_role_key) as direct:
        answer = direct.post(
            f"/object/{bucket}/stream.png",
            content=chunks(),
            headers={"Content-Type": "image/png", "Cache-Control": "max-age=5"},
        )
    assert answer.status_code == 200
    assert server.storage.from_(bucket).download("stream.png") == PNG * 3
    assert server.storage.from_(bucket).info("stream.png")["content_type"] == "image/png"


def test_a_file_is_overwritten_only_on_purpose(server: Client, bucket: str) -> None:
    files = server.storage.from_(bucket)
    files.upload("a.txt", b"one")
    assert refused(lambda: files.upload("a.txt", b"two")).code == "Duplicate"
    assert files.download("a.txt") == b"one"
    files.upload("a.txt", b"three", {"upsert": "true"})
    assert files.download("a.txt") == b"three"
    files.update("a.txt", b"four")
    assert files.download("a.txt") == b"four"


def test_concurrent_upserts_leave_one_whole_file(stack: Stack, server: Client, bucket: str) -> None:
    def put(number: int) -> None:
        content = str(number).encode() * 200_000
        service(stack).storage.from_(bucket).upload("same.txt", content, {"upsert": "true"})

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(put, range(8)))
    content = server.storage.from_(bucket).download("same.txt")
    assert content == content[:1] * 200_000
    listed = server.storage.from_(bucket).list()
    assert [one["metadata"]["size"] for one in listed] == [200_000]


def test_no_bytes_are_left_of_what_is_gone(stack: Stack, server: Client, bucket: str) -> None:
    def kept() -> set[str]:
        return {path.name for path in (stack.home / "storage").rglob("*") if path.is_file()}

    before = kept()
    server.storage.from_(bucket).upload("a.txt", b"one")
    server.storage.from_(bucket).upload("b.txt", b"two")
    assert len(kept() - before) == 2
    assert not any("a.txt" in name for name in kept()), "the client's name is not the file's"
    with pytest.raises(StorageApiError):
        server.storage.from_(bucket).upload("a.txt", b"again")
    server.storage.from_(bucket).remove(["a.txt", "b.txt"])
    assert kept() <= before, "what others replaced may have gone meanwhile"


def test_files_are_moved_copied_and_removed(
    server: Client, bucket: str, public_bucket: str
) -> None:
    files = server.storage.from_(bucket)
    files.upload("a.png", PNG, {"content-type": "image/png"})
    files.move("a.png", "folder/b.png")
    assert not files.exists("a.png")
    assert files.download("folder/b.png") == PNG
    assert files.copy("folder/b.png", "c.png")["Key"] == f"{bucket}/c.png"
    assert files.info("c.png")["content_type"] == "image/png"
    assert refused(lambda: files.move("c.png", "folder/b.png")).code == "Duplicate"
    assert refused(lambda: files.copy("c.png", "folder/b.png")).code == "Duplicate"
    assert refused(lambda: files.move("missing.png", "d.png")).message == "Object not found"
    gone = files.remove(["c.png", "missing.png"])
    assert [one["name"] for one in gone] == ["c.png"]
    assert files.download("folder/b.png") == PNG, "the copy's end is not the original's"
    assert refused(lambda: files.download("c.png")).code == "not_found"


def test_a_folder_is_listed_in_order_and_in_parts(server: Client, bucket: str) -> None:
    files = server.storage.from_(bucket)
    for name in ("b.txt", "a.txt", "sub/x.txt", "sub/deep/y.txt", "Beta.txt", "substitute.txt"):
        files.upload(name, name.encode())
    assert [one["name"] for one in files.list()] == [
        "sub", "Beta.txt", "a.txt", "b.txt", "substitute.txt",
    ]  # fmt: skip
    assert files.list()[0]["id"] is None, "a folder is no object"
    assert files.list()[1]["metadata"]["mimetype"].startswith("text/plain")
    assert [one["name"] for one in files.list("sub")] == ["deep", "x.txt"]
    assert [one["name"] for one in files.list("sub/")] == ["deep", "x.txt"]
    assert [one["name"] for one in files.list("", {"limit": 2, "offset": 1})] == [
        "Beta.txt",
        "a.txt",
    ]
    by_name: Any = {"sortBy": {"column": "name", "order": "desc"}}
    assert [one["name"] for one in files.list("", by_name)][1:3] == ["substitute.txt", "b.txt"]
    assert [one["name"] for one in files.list("", {"search": "B"})] == ["Beta.txt", "b.txt"]
    assert files.list("nowhere") == []
    bad: Any = {"sortBy": {"column": "owner; drop table x", "order": "asc"}}
    assert str(refused(lambda: files.list("", bad)).status) == "400"
