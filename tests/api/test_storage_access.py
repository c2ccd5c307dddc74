"""Who may touch a file: by policy, by a signed link, or without any key."""

from __future__ import annotations

import time

import httpx
import jwt
import psycopg
import pytest

from supabase import Client
from tests.api.auth import client, person, rows
from tests.api.storage import PNG, http, refused
from tests.api.test_accounts import create_workspace, join
from tests.conftest import Stack

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
    link = server.storage.from_(bucket).create_signed_url("a.txt", 2)["signedURL"]
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
    with pytest.raises(psycopg.errors.InsufficientPrivilege, match="Use the Storage API"):
        rows(stack, "delete from storage.objects")
