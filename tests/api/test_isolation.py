"""One workspace cannot read or change another's rows, whatever it sends to PostgREST.

Two workspaces hold a row in every table. Every text, number, object and secret of ours holds a
mark. The owner of the other workspace sends requests made from the catalog, with our ids in
them; no answer may hold a mark or an id of ours, and no row of ours may change.
"""

from __future__ import annotations

import random
import time
from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import contextmanager

import httpx
import jwt
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.conftest import Stack, running_stack

from .isolation.catalog import Catalog
from .isolation.requests import Maker, Request
from .isolation.sweep import every_request
from .isolation.tenants import MARK, Tenants, fill

RANDOM_REQUESTS = 2000


class Thief:
    """The owner of the other workspace, and what their requests brought to light."""

    def __init__(self, stack: Stack, tenants: Tenants) -> None:
        claims = {
            "role": "authenticated",
            "aud": "authenticated",
            "sub": tenants.their_owner,
            "aal": "aal1",
            "exp": int(time.time()) + 3600,
        }
        token = jwt.encode(claims, stack.jwt_secret, algorithm="HS256")
        self.http = httpx.Client(
            base_url=stack.api_url,
            headers={"apikey": stack.anon_key, "Authorization": f"Bearer {token}"},
            timeout=30,
        )
        self.tenants = tenants
        self.answers: Counter[int] = Counter()

    def send(self, request: Request) -> str:
        """Send a request; fail if it leaked or changed something. Returns the answer's body."""
        headers = dict(request.headers)
        if request.body is not None:
            headers["Content-Type"] = "application/json"
        answer = self.http.request(
            request.method, request.url, headers=headers, content=request.body
        )
        self.answers[answer.status_code] += 1
        text = answer.text + "".join(
            answer.headers.get(name, "") for name in ("location", "content-range")
        )
        asked = request.url + (request.body or "")
        if leaks := self.tenants.leaks(text, str(httpx.URL(request.url)) + asked):
            raise AssertionError(f"leaked {sorted(leaks)}:\n{request}\n{answer.text[:2000]}")
        if answer.is_success:
            is_row = request.body and not request.url.startswith("/rest/v1/rpc/")
            if is_row and (answer.status_code == httpx.codes.CREATED or _rows_found(answer)):
                self.tenants.plant(request.body or "")
            if request.asks_for_ours and _rows_found(answer):
                raise AssertionError(f"found a row of ours:\n{request}\n{answer.text[:2000]}")
            if request.method not in {"GET", "HEAD"} and (changed := self.tenants.changes()):
                self.tenants.remember()
                raise AssertionError(f"changed {changed}:\n{request}\n{answer.text[:2000]}")
        return answer.text


def _rows_found(answer: httpx.Response) -> bool:
    total = answer.headers.get("content-range", "").partition("/")[2]
    return answer.text.strip() not in {"", "[]"} or total not in {"", "*", "0"}


@pytest.fixture(scope="module")
def tenants() -> Iterator[tuple[Stack, Tenants]]:
    """A stack of its own: its database is full, and tests open holes in it."""
    with running_stack() as stack:
        filled = fill(stack)
        try:
            yield stack, filled
        finally:
            filled.connection.close()


@pytest.fixture
def thief(tenants: tuple[Stack, Tenants]) -> Iterator[Thief]:
    made = Thief(*tenants)
    made.tenants.remember()
    with made.http:
        yield made


def send_all(thief: Thief, requests: Iterable[Request]) -> int:
    """Send requests; return how many answers showed the thief a row of their own."""
    return sum("sparrow" in thief.send(request) for request in requests)


def test_nothing_leaks_or_changes_for_what_a_thief_tries_first(thief: Thief) -> None:
    catalog = Catalog(thief.tenants.connection)
    readable = send_all(thief, every_request(catalog, thief.tenants))
    assert thief.tenants.changes() == []
    # The silence means something: our rows are full of marks, and the thief sees their own.
    assert thief.tenants.marked > 200
    assert readable > 100, thief.answers
    assert thief.answers[200] + thief.answers[201] + thief.answers[204] > 500, thief.answers
    assert not {status for status in thief.answers if status >= 500}, thief.answers


def test_nothing_leaks_or_changes_for_thousands_of_random_requests(thief: Thief) -> None:
    catalog = Catalog(thief.tenants.connection)

    @settings(
        max_examples=RANDOM_REQUESTS,
        deadline=None,
        database=None,
        suppress_health_check=list(HealthCheck),
    )
    @given(chance=st.randoms(use_true_random=False))
    def try_one(chance: random.Random) -> None:
        thief.send(Maker(catalog, thief.tenants, chance).request())

    try_one()
    assert thief.tenants.changes() == []
    assert sum(thief.answers.values()) >= RANDOM_REQUESTS
    assert thief.answers[200] > RANDOM_REQUESTS // 10, thief.answers


REPLACED = ("private.set_workspace_active(uuid, boolean)", "public.likes(public.component_library)")
HOLES = {
    "a policy for everybody": (
        "create policy hole on public.orders for select to authenticated using (true)",
        "drop policy hole on public.orders",
        "orders",
    ),
    "a table without row level security": (
        "alter table public.customers disable row level security",
        "alter table public.customers enable row level security",
        "customers",
    ),
    "an update without a policy's condition": (
        "create policy hole on public.campaigns for update to authenticated using (true);"
        "create policy hole_read on public.campaigns for select to authenticated using (true)",
        "drop policy hole on public.campaigns; drop policy hole_read on public.campaigns",
        "campaigns",
    ),
    "a view with its owner's rights": (
        "alter view public.campaign_events reset (security_invoker)",
        "alter view public.campaign_events set (security_invoker = true)",
        "campaign_events",
    ),
    "a function that does not ask who calls": (
        "create or replace function private.set_workspace_active(workspace uuid, active boolean) "
        "returns void language sql security definer set search_path = '' as "
        "'update public.workspaces set is_active = active where id = workspace'",
        "",
        "rpc/archive_workspace",
    ),
    "a computed column that believes its argument": (
        "create or replace function public.likes(component public.component_library) "
        "returns bigint language sql stable set search_path = '' as "
        "$$select private.tallied(component.id, 'likes')$$",
        "",
        "rpc/likes",
    ),
}


@contextmanager
def hole(tenants: Tenants, opened: str, closed: str) -> Iterator[None]:
    """Break a rule for a while; functions that were replaced come back as they were."""
    execute = tenants.connection.execute
    query = "select pg_get_functiondef(%s::regprocedure) as text"
    definitions = [execute(query, [name]).fetchall()[0]["text"] for name in REPLACED]
    execute(opened.encode())
    try:
        yield
    finally:
        execute(closed.encode())
        for definition in definitions:
            execute(definition.encode())


@pytest.mark.parametrize("name", HOLES)
def test_a_hole_is_noticed(thief: Thief, name: str) -> None:
    opened, closed, path = HOLES[name]
    catalog = Catalog(thief.tenants.connection)
    requests = every_request(catalog, thief.tenants)
    with (
        hole(thief.tenants, opened, closed),
        pytest.raises(AssertionError, match=rf"(leaked|found|changed) .*\n\w+ /rest/v1/{path}\b"),
    ):
        send_all(thief, (one for one in requests if one.path == path))


def test_our_marks_are_where_a_leak_would_show_them(thief: Thief) -> None:
    ours = thief.tenants.ours
    assert ours["campaigns"]["description"] == MARK
    assert MARK in str(ours["api_keys"]["name"])
    assert thief.tenants.our_workspace in thief.tenants.secrets
    assert ours["campaigns"]["id"] in thief.tenants.secrets
