"""What the tests of Storage share."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import httpx
import pytest
from storage3.exceptions import StorageApiError

from tests.conftest import Stack

PNG = b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 4


def refused(action: Callable[[], Any]) -> StorageApiError:
    """The error with which Storage refuses."""
    with pytest.raises(StorageApiError) as caught:
        action()
    return caught.value


def http(stack: Stack, key: str | None = None) -> httpx.Client:
    """Plain HTTP on Storage, for what the official clients would never send."""
    headers = {"Authorization": f"Bearer {key}"} if key else {}
    return httpx.Client(base_url=f"{stack.api_url}/storage/v1", headers=headers)
