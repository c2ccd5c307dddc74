"""Storage, judged by the official Python client: files, their limits, and who may touch them."""

from __future__ import annotations

import io
import time
import uuid
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import httpx
import jwt
import pytest
from storage3.exceptions import StorageApiError

from supabase import Client
from tests.api.auth import client, person, rows, service
from tests.api.test_accounts import create_workspace, join
from tests.conftest import Stack

PNG = b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 4
IMAGE = {"content-type": "image/png"}


def refused(action: Callable[[], Any]) -> StorageApiError:
    with pytest.raises(StorageApiError) as caught:
        action()
    return caught.value


@pytest.fixture
def server(stack: Stack) -> Client:
    return service(stack)


@pytest.fixture
def bucket(server: Client) -> Iterator[str]:
    """A private bucket without limits; no policy opens it to anybody."""
    name = f"bucket-{uuid.uuid4().hex[:8]}"
    server.storage.create_bucket(name)
    yield name
    server.storage.empty_bucket(name)
    server.storage.delete_bucket(name)


@pytest.fixture
def public_bucket(server: Client) -> Iterator[str]:
    name = f"public-{uuid.uuid4().hex[:8]}"
    server.storage.create_bucket(name, options={"public": True})
    yield name
    server.storage.empty_bucket(name)
    server.storage.delete_bucket(name)


def http(stack: Stack, key: str | None = None) -> httpx.Client:
    headers = {"Authorization": f"Bearer {key}"} if key else {}
    return httpx.Client(base_url=f"{stack.api_url}/storage/v1", headers=headers)


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
    assert kept() == before


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


# limits ----------------------------------------------------------------------------------


def test_a_file_over_the_buckets_limit_is_refused(
    stack: Stack, server: Client, bucket: str
) -> None:
    server.storage.update_bucket(bucket, {"file_size_limit": 1000})
    files = server.storage.from_(bucket)
    files.upload("fits.bin", b"x" * 1000)
    assert str(refused(lambda: files.upload("large.bin", b"x" * 1001)).status) == "413"
    assert not files.exists("large.bin")
    assert not list((stack.home / "storage" / "incoming").iterdir())


def test_a_file_over_the_stacks_limit_is_refused_in_storages_words(
    stack: Stack, server: Client, bucket: str
) -> None:
    limit = stack.settings.max_file_bytes
    error = refused(
        lambda: server.storage.from_(bucket).upload("a", io.BytesIO(b"x" * (limit + 1)).getvalue())
    )
    assert (str(error.status), error.code) == ("413", "Payload too large")
    more_than_a_row = stack.settings.max_body_bytes + 1
    server.storage.from_(bucket).upload("b", b"x" * more_than_a_row)
    assert server.storage.from_(bucket).info("b")["size"] == more_than_a_row


def test_a_file_of_another_type_is_refused(server: Client, bucket: str) -> None:
    server.storage.update_bucket(bucket, {"allowed_mime_types": ["image/*", "text/plain"]})
    files = server.storage.from_(bucket)
    files.upload("a.png", PNG, {"content-type": "image/png"})
    files.upload("a.txt", b"text")
    for name in ("text/html", "application/pdf", "image"):
        error = refused(lambda one=name: files.upload("x", b"x", {"content-type": one}))
        assert str(error.status) == "415"
    assert not files.exists("x")


@pytest.mark.parametrize(
    "name",
    [
        "..", "../up", "a/../b", "a/./b", "a//b", "/a", "a/", "a\\b", "a\x00b", "a\nb", "ü.png",
        "x" * 1025, "a%2Fb", "a#b", "a<b>",
    ],
)  # fmt: skip
def test_a_bad_name_is_refused(stack: Stack, bucket: str, name: str) -> None:
    from urllib.parse import quote

    path = f"/storage/v1/object/{bucket}/{quote(name, safe='').replace('.', '%2E')}"
    answer = httpx.Client().send(
        httpx.Request(
            "POST",
            httpx.URL(stack.api_url).copy_with(raw_path=path.encode()),
            headers={"Authorization": f"Bearer {stack.service_role_key}"},
            content=b"x",
        )
    )
    assert answer.status_code == 400, answer.text
    assert answer.json()["error"] in ("InvalidKey", "not_found")
    assert not rows(stack, "select from storage.objects where bucket_id = %s", bucket)
    with http(stack, stack.service_role_key) as direct:
        moved = direct.post(
            "/object/move", json={"bucketId": bucket, "sourceKey": "a", "destinationKey": name}
        )
    assert moved.json()["error"] == "InvalidKey"


@pytest.mark.parametrize(
    "name", ["a b.png", "ä".encode().hex(), "!-.*'()&$@=;:+,.txt", "a/b/c d/e"]
)
def test_a_good_name_is_kept(server: Client, bucket: str, name: str) -> None:
    files = server.storage.from_(bucket)
    files.upload(name, b"x")
    assert files.download(name) == b"x"
    link = files.create_signed_url(name, 60)["signedURL"]
    assert link
    assert httpx.get(link).content == b"x"


@pytest.mark.parametrize(
    ("content_type", "body"),
    [
        ("multipart/form-data", b"x"),
        ("multipart/form-data; boundary=b", b""),
        ("multipart/form-data; boundary=b", b"nothing of the kind"),
        ("multipart/form-data; boundary=b", b"--b\r\n\r\nfield\r\n--b--\r\n"),
        (
            "multipart/form-data; boundary=b",
            b'--b\r\nContent-Disposition: form-data; name="f"; filename="f"\r\n\r\ncut short',
        ),
        (
            "multipart/form-data; boundary=b",
            b'--b\r\nContent-Disposition: form-data; name="f"; filename="f"\r\n'
            b"Content-Type: text/\x7fplain\r\n\r\nx\r\n--b--\r\n",
        ),
    ],
)
def test_a_broken_form_stores_nothing(
    stack: Stack, server: Client, bucket: str, content_type: str, body: bytes
) -> None:
    with http(stack, stack.service_role_key) as direct:
        answer = direct.post(
            f"/object/{bucket}/a", content=body, headers={"Content-Type": content_type}
        )
    assert answer.status_code == 400, answer.text
    assert set(answer.json()) == {"statusCode", "error", "message"}
    assert server.storage.from_(bucket).list() == []


# without a key ---------------------------------------------------------------------------


def test_a_public_bucket_is_read_without_a_key_and_written_with_one(
    stack: Stack, server: Client, public_bucket: str
) -> None:
    files = server.storage.from_(public_bucket)
    files.upload("a b.txt", b"for all")
    link = files.get_public_url("a b.txt", {"download": "c.txt"})
    answer = httpx.get(link)
    assert answer.content == b"for all"
    assert answer.headers["content-disposition"] == "attachment; filename*=UTF-8''c.txt"
    assert client(stack).storage.from_(public_bucket).download("a b.txt") == b"for all"
    visitor = client(stack).storage.from_(public_bucket)
    assert str(refused(lambda: visitor.upload("mine.txt", b"x")).status) == "403"
    with http(stack) as direct:
        assert direct.post(f"/object/{public_bucket}/x", content=b"x").status_code == 400


def test_a_private_bucket_is_not_read_at_the_public_address(
    stack: Stack, server: Client, bucket: str
) -> None:
    server.storage.from_(bucket).upload("a.txt", b"secret")
    answer = httpx.get(server.storage.from_(bucket).get_public_url("a.txt"))
    assert answer.status_code == 400
    assert answer.json() == {
        "statusCode": "404",
        "error": "Bucket not found",
        "message": "Bucket not found",
    }
    with http(stack) as direct:
        assert "authorization" in direct.get(f"/object/{bucket}/a.txt").json()["message"]


def test_a_signed_link_opens_one_file_for_a_while(
    stack: Stack, server: Client, bucket: str
) -> None:
    files = server.storage.from_(bucket)
    files.upload("a.txt", b"signed")
    files.upload("b.txt", b"other")
    link = files.create_signed_url("a.txt", 60, {"download": True})["signedURL"]
    assert link
    answer = httpx.get(link)
    assert answer.content == b"signed"
    assert "a.txt" in answer.headers["content-disposition"]
    assert httpx.get(link.replace("a.txt", "b.txt")).json()["error"] == "InvalidSignature"
    token = link.partition("token=")[2].partition("&")[0]
    claims = jwt.decode(token, options={"verify_signature": False})
    old = jwt.encode({**claims, "exp": int(time.time()) - 1}, stack.jwt_secret, "HS256")
    expired = httpx.get(link.replace(token, old))
    assert (expired.status_code, expired.json()["error"]) == (400, "InvalidJWT")
    forged = jwt.encode(claims, "x" * 40, "HS256")
    assert httpx.get(link.replace(token, forged)).json()["error"] == "InvalidJWT"
    assert httpx.put(link, content=b"x").status_code == 400, "it is for reading only"
    assert refused(lambda: files.create_signed_url("missing.txt", 60)).code == "not_found"
    assert str(refused(lambda: files.create_signed_url("a.txt", 0)).status) == "400"


def test_a_signed_link_ends(server: Client, bucket: str) -> None:
    server.storage.from_(bucket).upload("a.txt", b"signed")
    link = server.storage.from_(bucket).create_signed_url("a.txt", 1)["signedURL"]
    assert link
    assert httpx.get(link).status_code == 200
    time.sleep(2.1)
    assert httpx.get(link).json()["message"] == "token is expired"


def test_many_links_are_signed_at_once(server: Client, bucket: str) -> None:
    files = server.storage.from_(bucket)
    files.upload("a.txt", b"signed")
    good, bad = files.create_signed_urls(["a.txt", "missing.txt"], 60)
    assert good["error"] is None
    assert good["signedURL"]
    assert httpx.get(good["signedURL"]).content == b"signed"
    assert bad["error"]
    assert not bad["signedURL"]


def test_a_signed_upload_stores_one_file(stack: Stack, server: Client, bucket: str) -> None:
    files = server.storage.from_(bucket)
    permit = files.create_signed_upload_url("a.txt")
    visitor = client(stack).storage.from_(bucket)
    stored = visitor.upload_to_signed_url("a.txt", permit["token"], b"by permit")
    assert stored.full_path == f"{bucket}/a.txt"
    assert files.download("a.txt") == b"by permit"
    again = refused(lambda: visitor.upload_to_signed_url("a.txt", permit["token"], b"again"))
    assert again.code == "Duplicate"
    other = refused(lambda: visitor.upload_to_signed_url("b.txt", permit["token"], b"other"))
    assert other.code == "InvalidSignature"
    reading = httpx.get(permit["signed_url"].replace("/upload/sign/", "/sign/"))
    assert reading.json()["error"] == "InvalidSignature", "a permit to write is none to read"
    assert refused(lambda: visitor.create_signed_upload_url("c.txt")).code == "Unauthorized"


# who may ---------------------------------------------------------------------------------


@pytest.mark.parametrize("token", ["not-a-token", "expired", "forged", "postgres"])
def test_a_token_that_is_not_good_opens_nothing(stack: Stack, bucket: str, token: str) -> None:
    now = int(time.time())
    bad = {
        "expired": jwt.encode({"role": "service_role", "exp": now - 9}, stack.jwt_secret),
        "forged": jwt.encode({"role": "service_role", "exp": now + 99}, "x" * 40),
        "postgres": jwt.encode({"role": "postgres", "exp": now + 99}, stack.jwt_secret),
    }.get(token, token)
    headers = {"Authorization": f"Bearer {bad}"}
    for answer in (
        httpx.get(f"{stack.api_url}/storage/v1/bucket", headers=headers),
        httpx.post(f"{stack.api_url}/storage/v1/object/{bucket}/a", headers=headers, content=b"x"),
    ):
        assert answer.status_code == 400
        assert answer.json()["error"] in ("Unauthorized", "Error")


def test_assets_are_for_the_members_of_their_workspace(stack: Stack) -> None:
    owner, viewer, stranger = person(stack), person(stack), person(stack)
    workspace = create_workspace(owner)
    join(owner, workspace, viewer, "viewer")
    path = f"{workspace}/pictures/bee.png"
    ours, seen, theirs = (one.client.storage.from_("assets") for one in (owner, viewer, stranger))

    ours.upload(path, PNG, {"content-type": "image/png"})
    assert seen.download(path) == PNG
    assert [one["name"] for one in seen.list(f"{workspace}/pictures")] == ["bee.png"]
    assert seen.create_signed_url(path, 60)["signedURL"]
    assert (
        str(
            refused(
                lambda: seen.upload(f"{workspace}/new.png", PNG, {"content-type": "image/png"})
            ).status
        )
        == "403"
    )
    assert (
        str(refused(lambda: seen.update(path, b"x", {"content-type": "image/png"})).status) == "403"
    )
    assert str(refused(lambda: seen.move(path, f"{workspace}/moved.png")).status) == "403"
    assert seen.remove([path]) == []

    outsiders = (theirs, client(stack).storage.from_("assets"))
    for outside in outsiders:
        assert refused(lambda one=outside: one.download(path)).code == "not_found"
        assert refused(lambda one=outside: one.info(path)).code == "not_found"
        assert refused(lambda one=outside: one.create_signed_url(path, 60)).code == "not_found"
        assert outside.create_signed_urls([path], 60)[0]["error"]
        assert outside.list(workspace) == []
        assert outside.list() == []
        assert outside.remove([path]) == []
        for method in (outside.upload, outside.update):
            for name in (path, f"{workspace}/new.png", "new.png", "no-uuid/new.png"):
                error = refused(lambda m=method, n=name: m(n, PNG, {"content-type": "image/png"}))
                assert str(error.status) == "403"
        assert (
            refused(lambda one=outside: one.create_signed_upload_url(path)).code == "Unauthorized"
        )
        assert refused(lambda one=outside: one.move(path, "x.png")).code == "not_found"
        assert refused(lambda one=outside: one.copy(path, "x.png")).code == "not_found"

    assert ours.download(path) == PNG
    stored = rows(stack, "select owner_id from storage.objects where name = %s", path)
    assert stored == [{"owner_id": owner.id}]
    assert [one["name"] for one in ours.remove([path])] == [path]


def test_assets_do_not_leave_for_another_workspace(stack: Stack) -> None:
    insider, outsider = person(stack), person(stack)
    mine, other = create_workspace(insider), create_workspace(outsider)
    files = insider.client.storage.from_("assets")
    files.upload(f"{mine}/a.txt", b"x")
    for act in (files.move, files.copy):
        for target in (f"{other}/a.txt", "a.txt", f"{mine.upper()}/a.txt"):
            error = refused(lambda a=act, t=target: a(f"{mine}/a.txt", t))
            assert str(error.status) == "403"
    files.copy(f"{mine}/a.txt", f"{mine}/b.txt")
    files.move(f"{mine}/b.txt", f"{mine}/c/d.txt")
    assert files.download(f"{mine}/c/d.txt") == b"x"


@pytest.mark.parametrize("mime_type", ["text/html", "image/svg+xml", "application/javascript"])
def test_assets_take_nothing_that_runs(stack: Stack, mime_type: str) -> None:
    owner = person(stack)
    workspace = create_workspace(owner)
    files = owner.client.storage.from_("assets")
    error = refused(lambda: files.upload(f"{workspace}/x", b"x", {"content-type": mime_type}))
    assert str(error.status) == "415"


def test_rows_of_files_are_not_deleted_by_sql(stack: Stack) -> None:
    import psycopg

    with pytest.raises(psycopg.errors.InsufficientPrivilege, match="Use the Storage API"):
        rows(stack, "delete from storage.objects")
