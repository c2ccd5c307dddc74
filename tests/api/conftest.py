"""Fixtures of the tests of Storage: a server, and buckets that are gone afterwards."""

from __future__ import annotations

import uuid
from collections.abc import Iterator

import pytest

from supabase import Client
from tests.api.auth import service
from tests.conftest import Stack


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
