"""Whatever comes in, Storage answers in its own words and never fails inside."""

from __future__ import annotations

import itertools
import json
from typing import Any

import httpx
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.api.storage import http
from tests.conftest import Stack

_ROUTES = [
    ("POST", "/bucket"),
    ("PUT", "/bucket/assets-of-nobody"),
    ("POST", "/bucket/assets-of-nobody/empty"),
    ("DELETE", "/bucket/assets-of-nobody"),
    ("POST", "/object/list/assets"),
    ("POST", "/object/move"),
    ("POST", "/object/copy"),
    ("POST", "/object/sign/assets"),
    ("POST", "/object/sign/assets/a/b.png"),
    ("POST", "/object/upload/sign/nowhere/a.png"),
    ("DELETE", "/object/assets"),
    ("DELETE", "/object/assets/a.png"),
]
_FIELDS = [
    "id", "name", "public", "file_size_limit", "allowed_mime_types", "prefix", "search", "limit",
    "offset", "sortBy", "bucketId", "sourceKey", "destinationKey", "destinationBucket", "paths",
    "expiresIn", "prefixes",
]  # fmt: skip
_GOOD = {
    "id": "fuzzed", "bucketId": "assets", "sourceKey": "a", "destinationKey": "b",
    "expiresIn": 5, "paths": ["a"], "prefixes": ["a"],
}  # fmt: skip
_BAD: list[Any] = [
    None, -1, 1.5, 9**40, float("inf"), True, "\0", "\ud800", "9" * 400, "99999999999gb", [], {},
    [1], ["\0"], ["\ud800"], ["x"] * 1001, {"column": [1]}, {"column": "name", "order": 1},
]  # fmt: skip


@pytest.mark.parametrize(("method", "path"), _ROUTES)
def test_no_body_makes_storage_fail(stack: Stack, method: str, path: str) -> None:
    with http(stack, stack.service_role_key) as direct:
        for field, value in itertools.product(_FIELDS, _BAD):
            body = json.dumps({**_GOOD, field: value})
            assert_well_answered(direct.request(method, path, content=body))
            if (method, path) == ("POST", "/bucket"):
                direct.delete("/bucket/fuzzed")
        for body in ("", "{", "[]", "7", "[" * 100_000):
            assert_well_answered(direct.request(method, path, content=body))


@pytest.mark.parametrize(
    "path",
    [
        "/bucket?search=%00", "/bucket?limit=x", "/bucket?sortColumn=%00", "/bucket?search=%ED%A0",
        "/bucket/%00", "/object/%00/a", "/object/info/%00/a", "/object/public/%ED%A0%80/a",
        "/object/sign/a/b?token=%00", "/object/sign/a/b", "/no/such/thing",
    ],
)  # fmt: skip
def test_no_address_makes_storage_fail(stack: Stack, path: str) -> None:
    with http(stack, stack.service_role_key) as direct:
        assert_well_answered(direct.get(path))


@settings(
    max_examples=200, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    content_type=st.sampled_from(
        ["text/plain", "multipart/form-data; boundary=b", "application/json", "multipart/mixed"]
    ),
    body=st.binary(max_size=60)
    | st.lists(
        st.sampled_from(
            [
                b"--b\r\n", b"--b--\r\n", b"\r\n", b"x", b"Content-Type: text/plain\r\n",
                b'Content-Disposition: form-data; name="f"; filename="f"\r\n',
                b'Content-Disposition: form-data; name="cacheControl"\r\n',
                b'Content-Disposition: form-data; name="metadata"\r\n',
                b"Content-Type: multipart/mixed; boundary=c\r\n", b"Content-Length: 7\r\n",
                b"Content-Transfer-Encoding: base64\r\n", b"Content-Encoding: gzip\r\n",
            ]
        ),
        max_size=10,
    ).map(b"".join),
    metadata=st.none() | st.sampled_from(["e30=", "W10=", "%%", "gIA="]),
)  # fmt: skip
def test_no_upload_makes_storage_fail(
    stack: Stack, bucket: str, content_type: str, body: bytes, metadata: str | None
) -> None:
    headers = {"Content-Type": content_type, "x-upsert": "true"}
    if metadata:
        headers["x-metadata"] = metadata
    with http(stack, stack.service_role_key) as direct:
        answer = direct.post(f"/object/{bucket}/a", content=body, headers=headers)
    assert_well_answered(answer)


def assert_well_answered(answer: httpx.Response) -> None:
    assert answer.status_code in (200, 400), answer.text
    if answer.status_code == 400:
        assert set(answer.json()) == {"statusCode", "error", "message"}
