"""The webhook, as Stripe calls it: a POST with the key in the address and a signed body."""

from __future__ import annotations

import json
import time
import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import httpx
import psycopg
import pytest
import stripe
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from psycopg.rows import dict_row

from tests.conftest import Stack

sign = stripe.WebhookSignature.generate_signature_header


@dataclass
class Endpoint:
    """Our endpoint, with the secrets that are known to it."""

    url: str
    key: str
    database: psycopg.Connection[dict[str, Any]]
    secret: str
    connect_secret: str

    def post(self, body: str | bytes, header: str | None) -> httpx.Response:
        headers = {"content-type": "application/json; charset=utf-8"}
        if header is not None:
            headers["stripe-signature"] = header
        content = body.encode() if isinstance(body, str) else body
        return httpx.post(self.url, params={"apikey": self.key}, content=content, headers=headers)

    def send(self, event: dict[str, Any], secret: str | None = None) -> httpx.Response:
        body = json.dumps(event, indent=2)
        return self.post(body, sign(body, secret or self.secret))

    def row(self, event_id: str) -> dict[str, Any] | None:
        return self.database.execute(
            "select * from public.stripe_events where id = %s", [event_id]
        ).fetchone()

    def jobs(self, object_id: str) -> int:
        found = self.database.execute(
            "select count(*) as n from jobs.job_queue where payload ->> 'id' = %s", [object_id]
        ).fetchone()
        assert found is not None
        return int(found["n"])

    def count(self) -> int:
        found = self.database.execute("select count(*) as n from public.stripe_events").fetchone()
        assert found is not None
        return int(found["n"])


@pytest.fixture(scope="module")
def endpoint(stack: Stack) -> Iterator[Endpoint]:
    with psycopg.connect(stack.admin_db_url, autocommit=True, row_factory=dict_row) as database:
        made = Endpoint(
            url=f"{stack.api_url}/rest/v1/rpc/stripe_webhook",
            key=stack.anon_key,
            database=database,
            secret=f"whsec_{uuid.uuid4().hex}",
            connect_secret=f"whsec_{uuid.uuid4().hex}",
        )
        database.execute(
            "insert into private.stripe_webhook_secrets (secret, is_connect) "
            "values (%s, false), (%s, true)",
            [made.secret, made.connect_secret],
        )
        yield made
        database.execute(
            "delete from private.stripe_webhook_secrets where secret in (%s, %s)",
            [made.secret, made.connect_secret],
        )
        database.execute("delete from jobs.job_queue where job_type = 'stripe.project'")
        database.execute("delete from public.stripe_events")


def event(kind: str = "customer.updated", **changes: Any) -> dict[str, Any]:
    number = uuid.uuid4().hex
    known = {
        "id": f"evt_{number}",
        "object": "event",
        "api_version": "2026-10-28.endive",
        "created": int(time.time()),
        "type": kind,
        "livemode": False,
        "pending_webhooks": 1,
        "request": {"id": None, "idempotency_key": None},
        "data": {"object": {"id": f"cus_{number}", "object": "customer", "name": "Ada"}},
    }
    return {**known, **changes}


def test_an_event_is_kept_and_its_object_is_read_again(endpoint: Endpoint) -> None:
    sent = event()
    answer = endpoint.send(sent)
    assert (answer.status_code, answer.json()) == (200, {"received": True})
    row = endpoint.row(sent["id"])
    assert row is not None
    assert row["payload"] == sent
    assert (row["status"], row["object"], row["account_id"]) == ("pending", "customer", "platform")
    assert row["object_id"] == sent["data"]["object"]["id"]
    assert row["occurred_at"].timestamp() == sent["created"]
    assert endpoint.jobs(row["object_id"]) == 1


def test_a_repeated_event_is_taken_once(endpoint: Endpoint) -> None:
    sent = event()
    answers = [endpoint.send(sent) for _ in range(3)]
    assert [one.status_code for one in answers] == [200, 200, 200]
    assert [one.json().get("repeated", False) for one in answers] == [False, True, True]
    assert endpoint.jobs(sent["data"]["object"]["id"]) == 1


@pytest.mark.parametrize(
    ("body", "header"),
    [
        ("{}", None),
        ("{}", "t=1,v1=00"),
        ("not json", "t=1,v1=00"),
        ("", "t=1,v1=00"),
    ],
)
def test_what_nobody_signed_is_refused(endpoint: Endpoint, body: str, header: str | None) -> None:
    before = endpoint.count()
    answer = endpoint.post(body, header)
    assert answer.status_code == 400
    assert endpoint.count() == before


def test_forged_stale_and_foreign_events_leave_nothing(endpoint: Endpoint) -> None:
    sent = event()
    body = json.dumps(sent)
    now = int(time.time())
    forged = endpoint.post(body.replace("Ada", "Eve"), sign(body, endpoint.secret))
    stale = endpoint.post(body, sign(body, endpoint.secret, now - 310))
    foreign = endpoint.post(body, sign(body, "whsec_of_somebody_else"))
    for answer in (forged, stale, foreign):
        assert answer.status_code == 400
        assert answer.json()["message"].startswith("this is not an event from Stripe: ")
        assert "flywheel stripe secret add" in answer.json()["hint"]
    assert endpoint.row(sent["id"]) is None
    assert endpoint.jobs(sent["data"]["object"]["id"]) == 0


def test_while_a_secret_is_rotated_both_are_valid(endpoint: Endpoint) -> None:
    new = f"whsec_{uuid.uuid4().hex}"
    endpoint.database.execute(
        "insert into private.stripe_webhook_secrets (secret) values (%s)", [new]
    )
    expire = "update private.stripe_webhook_secrets set expires_at = {} where secret = %s"
    try:
        sent = event()
        body = json.dumps(sent)
        both = f"{sign(body, endpoint.secret)},{sign(body, new).partition(',')[2]}"
        assert endpoint.post(body, both).status_code == 200
        assert endpoint.send(event(), new).status_code == 200
        assert endpoint.send(event(), endpoint.secret).status_code == 200
        endpoint.database.execute(expire.format("now() + interval '1 hour'").encode(), [new])
        assert endpoint.send(event(), new).status_code == 200
        endpoint.database.execute(expire.format("now()").encode(), [new])
        assert endpoint.send(event(), new).status_code == 400
    finally:
        endpoint.database.execute(
            "delete from private.stripe_webhook_secrets where secret = %s", [new]
        )


def test_an_event_of_an_unknown_type_is_kept_and_counted(endpoint: Endpoint) -> None:
    sent = event(
        "radar.early_fraud_warning.created",
        data={"object": {"id": "issfr_1", "object": "radar.early_fraud_warning"}},
    )
    assert endpoint.send(sent).status_code == 200
    row = endpoint.row(sent["id"])
    assert row is not None
    assert (row["status"], row["note"]) == ("ignored", "nothing follows from this type")
    assert endpoint.jobs("issfr_1") == 0


def test_an_event_without_an_object_is_kept(endpoint: Endpoint) -> None:
    for data in ({"object": {"object": "invoice"}}, {}, None, {"object": None}):
        sent = event("invoice.upcoming", data=data)
        assert endpoint.send(sent).status_code == 200
        row = endpoint.row(sent["id"])
        assert row is not None
        assert row["status"] == "ignored"


def test_what_is_no_event_is_refused_even_if_signed(endpoint: Endpoint) -> None:
    for body in ("[]", '{"id": "evt_1"}', '{"id": "", "type": "x"}'):
        answer = endpoint.post(body, sign(body, endpoint.secret))
        assert answer.status_code == 400
        assert "it has no id or no type" in answer.json()["message"], body


def test_a_connected_accounts_event_needs_its_own_endpoint(endpoint: Endpoint) -> None:
    account = f"acct_{uuid.uuid4().hex[:16]}"
    assert endpoint.send(event(account=account)).status_code == 400
    unknown = event(account=account)
    assert endpoint.send(unknown, endpoint.connect_secret).status_code == 200
    row = endpoint.row(unknown["id"])
    assert row is not None
    assert (row["status"], row["note"]) == ("ignored", "nobody has connected this account")

    endpoint.database.execute(
        "insert into public.stripe_accounts (id, livemode) values (%s, false)", [account]
    )
    try:
        known, live = event(account=account), event(account=account, livemode=True)
        assert endpoint.send(known, endpoint.connect_secret).status_code == 200
        assert endpoint.send(live, endpoint.connect_secret).status_code == 200
        rows = [endpoint.row(known["id"]), endpoint.row(live["id"])]
        assert [one and one["status"] for one in rows] == ["pending", "ignored"]
        gone = event(
            "account.application.deauthorized",
            account=account,
            data={"object": {"id": "ca_1", "object": "application"}},
        )
        assert endpoint.send(gone, endpoint.connect_secret).status_code == 200
        (status,) = endpoint.database.execute(
            "select status from public.stripe_accounts where id = %s", [account]
        ).fetchall()
        assert status == {"status": "disconnected"}
    finally:
        endpoint.database.execute("delete from public.stripe_accounts where id = %s", [account])


def test_what_jsonb_cannot_hold_is_kept_as_text(endpoint: Endpoint) -> None:
    for strange in ("\\u0000", "1e999999"):
        sent = event()
        text = json.dumps(sent).replace('"Ada"', strange if strange[0] == "1" else f'"{strange}"')
        answer = endpoint.post(text, sign(text, endpoint.secret))
        assert answer.status_code == 200, answer.text
        row = endpoint.row(sent["id"])
        assert row is not None
        assert row["payload"] == {"raw": text}
        assert (row["status"], row["object_id"]) == ("pending", sent["data"]["object"]["id"])


json_values = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(max_size=20),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3)
    ),
    max_leaves=10,
)


@settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    noise=json_values,
    indent=st.sampled_from([None, 0, 2, "\t"]),
    ascii_only=st.booleans(),
    around=st.sampled_from(["", " ", "\n", "\r\n\t"]),
    twice=st.booleans(),
)
def test_every_authentic_event_is_taken_however_it_is_written(
    endpoint: Endpoint,
    noise: Any,
    indent: Any,
    ascii_only: bool,
    around: str,
    twice: bool,
) -> None:
    sent = event(noise=noise)
    sent["data"]["object"]["metadata"] = {"noise": noise}
    body = around + json.dumps(sent, indent=indent, ensure_ascii=ascii_only) + around
    if twice:  # of two equal keys the last one counts, as in Python
        body = body.replace('"object"', '"id": "evt_first", "object"', 1).replace(
            "{", '{"id": "evt_first",', 1
        )
        sent = json.loads(body)
    try:
        raw = body.encode()
    except UnicodeEncodeError:  # halves of surrogate pairs cannot be sent unescaped
        return
    assert endpoint.post(raw, sign(body, endpoint.secret)).status_code == 200
    row = endpoint.row(sent["id"])
    assert row is not None
    assert row["object_id"] == sent["data"]["object"]["id"]
    endpoint.database.execute("delete from public.stripe_events where id = %s", [sent["id"]])


def test_nobody_reads_secrets_or_events(stack: Stack, endpoint: Endpoint) -> None:
    rest = f"{stack.api_url}/rest/v1"
    for key, status in ((stack.anon_key, 401), (stack.service_role_key, 200)):
        answer = httpx.get(f"{rest}/stripe_events", headers={"apikey": key})
        assert answer.status_code == status
        secrets = httpx.get(f"{rest}/stripe_webhook_secrets", headers={"apikey": key})
        assert secrets.status_code == 404
