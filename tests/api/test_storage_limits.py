"""What Storage does not take: files too large or of another type, bad names, broken forms."""

from __future__ import annotations

from urllib.parse import quote

import httpx
import pytest

from supabase import Client
from tests.api.auth import rows
from tests.api.storage import PNG, http, refused
from tests.conftest import Stack


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
    error = refused(lambda: server.storage.from_(bucket).upload("a", b"x" * (limit + 1)))
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
