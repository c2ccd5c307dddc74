"""One account: its objects, its events, its clock and the requests to it."""

from __future__ import annotations

import heapq
import json
import random
import re
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from tests.fakes.stripe import rendering, routes, versions
from tests.fakes.stripe.errors import ApiError, error, invalid, missing
from tests.fakes.stripe.objects import ABC, PREFIXES, Object, copied, differences

if TYPE_CHECKING:
    from tests.fakes.stripe.state import FakeStripe

DAY = 86_400


PLATFORM = "acct_1FlywheelPlatform"


# Runs at the end of each operation, before its events are let out.
at_end: list[Callable[[Account], None]] = []


# What to do with an object when its time has come: kind of task -> function(account, object).
tasks: dict[str, Callable[[Account, Object], None]] = {}


def task(kind: str) -> Callable[[Callable[[Account, Object], None]], Any]:
    """Register the function for a kind of scheduled task."""

    def register(function: Callable[[Account, Object], None]) -> Any:
        tasks[kind] = function
        return function

    return register


@dataclass
class Settings:
    """What an owner sets in the dashboard."""

    after_dunning: str = "canceled"
    """`canceled`, `unpaid` or `past_due`: a subscription after its last retry."""
    retry_days: tuple[int, ...] = (3, 5, 7)
    draft_seconds: int = 3600
    """How long invoices of renewals stay drafts."""
    charge_follows: bool = True
    """Send charge.updated when a refund fails or a dispute opens. Stripe promises neither."""
    shuffled: float = 0.1
    """The share of operations whose events are recorded out of order."""


class Account:
    """One Stripe account and everything in it."""

    def __init__(self, fake: FakeStripe, identifier: str, now: int | None) -> None:
        self.fake = fake
        self.id = identifier
        self.api_version = versions.NEWEST
        self.settings = Settings()
        self.objects: dict[str, Object] = {}
        self.kinds: dict[str, dict[str, Object]] = {}
        self.deleted: dict[str, str] = {}
        self.events: list[Object] = []
        self.idempotency: dict[str, tuple[str, int, Any, int]] = {}
        self.due: dict[str, list[tuple[int, int, str, str]]] = {}
        self.chance = random.Random(f"{fake.seed}:{identifier}")
        self.touched: dict[str, None] = {}
        self.links: dict[str, tuple[str, str]] = {}
        """Onboarding links: code -> account and where to return to."""
        self.changes = 0
        """How many requests may have changed something."""
        self.delivered = 0
        """How many of the events were handed to the delivery of webhooks."""
        self.frozen = now
        self._offset = 0
        self._moment: int | None = None
        self._pending: list[Object] = []
        self._depth = 0
        self._request: Object = {"id": None, "idempotency_key": None}
        self._tasks = 0

    # Time

    @property
    def now(self) -> int:
        """The second it is, for the object at hand: a test clock's, or the account's own."""
        if self._moment is not None:
            return self._moment
        return self.frozen if self.frozen is not None else int(time.time()) + self._offset

    def advance(self, seconds: float) -> None:
        """Move the account's clock forward and do all that falls due."""
        target = self.now + int(seconds)
        self.run_due(target)
        if self.frozen is not None:
            self.frozen = target
        else:
            self._offset += int(seconds)

    def run_due(self, until: int | None = None, clock: str = "") -> None:
        """Do what is due on one clock up to a second, in order of time."""
        until = self.now if until is None else until
        heap = self.due.get(clock, [])
        while heap and heap[0][0] <= until:
            at, _, kind, identifier = heapq.heappop(heap)
            found = self.objects.get(identifier)
            if found is not None:
                with self.operation(at=at):
                    tasks[kind](self, found)

    def schedule(self, at: int, kind: str, found: Object) -> None:
        """Have a task run for an object at a second of its clock."""
        self._tasks += 1
        heap = self.due.setdefault(self.clock_of(found) or "", [])
        heapq.heappush(heap, (at, self._tasks, kind, found["id"]))

    def clock_of(self, found: Object) -> str | None:
        """Return the test clock an object lives on, if its customer has one."""
        if found["object"] == "customer":
            own: str | None = found["test_clock"]
            return own
        owner = self.objects.get(found.get("customer") or found.get("_customer") or "")
        return owner.get("test_clock") if owner else None

    # Objects

    def new_id(self, kind: str) -> str:
        """Make up an id, the same ones in each run with one seed."""
        prefix, length = PREFIXES[kind]
        return prefix + "".join(self.chance.choices(ABC, k=length))

    def add(self, kind: str, identifier: str | None = None, /, **fields: Any) -> Object:
        """Keep a new object."""
        made = {"id": identifier or self.new_id(kind), "object": kind, **fields}
        self.objects[made["id"]] = made
        self.kinds.setdefault(kind, {})[made["id"]] = made
        return made

    def remove(self, found: Object) -> None:
        """Forget an object but for its id."""
        del self.objects[found["id"]]
        del self.kinds[found["object"]][found["id"]]
        self.deleted[found["id"]] = found["object"]

    def all(self, kind: str) -> list[Object]:
        """Return the objects of a type, oldest first."""
        return list(self.kinds.get(kind, {}).values())

    def get(self, kind: str, identifier: Any, param: str | None = None) -> Object:
        """Return an object or raise: 404 if it is named in the path, 400 in a parameter."""
        found = self.objects.get(identifier)
        if found is None or found["object"] != kind:
            raise missing(kind, identifier, param or "id", 400 if param else 404)
        return found

    def render(self, found: Object, version: str | None = None) -> Object:
        """Return an object as the API shows it."""
        return versions.older(self, rendering.render(self, found), version or self.api_version)

    def current(self, object_type: str, version: str | None = None) -> list[Object]:
        """Return all existing objects of a type as a GET would."""
        return [self.render(one, version) for one in self.all(object_type)]

    # Events

    @contextmanager
    def operation(
        self, *, at: int | None = None, request: str | None = None, key: str | None = None
    ) -> Iterator[None]:
        """Group what happens at one second; its events come out together at the end."""
        before = self._moment, self._request
        if at is not None:
            self._moment = at
        if request is not None:
            self._request = {"id": request, "idempotency_key": key}
        self._depth += 1
        try:
            yield
        finally:
            self._depth -= 1
            if self._depth == 0:
                for each in at_end:
                    each(self)
                if len(self._pending) > 1 and self.chance.random() < self.settings.shuffled:
                    self.chance.shuffle(self._pending)
                self.events.extend(self._pending)
                self._pending = []
            self._moment, self._request = before
            if at is not None and self._depth == 0:
                self._request = {"id": None, "idempotency_key": None}

    def emit(self, kind: str, found: Object, before: Object | None = None) -> None:
        """Record an event with the object as it is; `before` is an earlier `snapshot` of it."""
        body = rendering.render(self, found)
        if kind.startswith("customer.subscription."):
            self.touched[found["customer"]] = None
        self.emit_raw(kind, body, None if before is None else differences(before, body))

    def emit_raw(self, kind: str, body: Object, previous: Object | None = None) -> None:
        """Record an event with a body that is shaped already."""
        data: Object = {"object": versions.older(self, body, self.api_version)}
        if previous is not None:
            data["previous_attributes"] = previous
        event = {
            "id": self.new_id("event"),
            "object": "event",
            "api_version": self.api_version,
            "created": self.now,
            "data": data,
            "livemode": self.fake.livemode,
            "pending_webhooks": 0,
            "request": dict(self._request),
            "type": kind,
        }
        if self.id != PLATFORM:
            event["account"] = self.id
        event["pending_webhooks"] = sum(one.fits(event) for one in self.fake.endpoints)
        (self._pending if self._depth else self.events).append(event)

    def snapshot(self, found: Object) -> Object:
        """Return an object as the newest version shows it, to compare with later."""
        return rendering.render(self, found)

    def change(self, found: Object, event: str | None = None, /, **fields: Any) -> bool:
        """Set fields; record an event if one is named and anything differs."""
        before = self.snapshot(found) if event else None
        found.update(fields)
        if event and before is not None:
            after = self.snapshot(found)
            if differences(before, after):
                self.emit(event, found, before)
                return True
        return False

    # Requests

    def request(
        self,
        method: str,
        path: str,
        params: dict[str, Any] | None = None,
        *,
        version: str | None = None,
        idempotency_key: str | None = None,
    ) -> Any:
        """Run one call of the API and return the object it answers, or raise `ApiError`."""
        return self.answer(method, path, params, version, idempotency_key)[0]

    def answer(
        self,
        method: str,
        path: str,
        params: dict[str, Any] | None = None,
        version: str | None = None,
        key: str | None = None,
    ) -> tuple[Any, dict[str, str]]:
        """Run one call and return the answer with its headers."""
        if version is not None and not re.fullmatch(r"\d{4}-\d\d-\d\d(\.\w+)?", version):
            raise invalid(f"Invalid Stripe API version: {version}")
        found = routes.find(method, path)
        if found is None:
            raise error(
                404, "invalid_request_error", f"Unrecognized request URL ({method}: {path})."
            )
        route, identifiers = found
        mark = json.dumps([method, path, params], sort_keys=True, default=str) if key else ""
        if key and method == "POST" and key in self.idempotency:
            return self._replay(key, mark), {"Idempotent-Replayed": "true"}
        read = route.read(params or {}, "")
        expand = read.pop("expand", None) or []
        self.changes += method != "GET"
        request = "req_" + "".join(self.chance.choices(ABC, k=14))
        try:
            with self.operation(at=self._clock(read, identifiers), request=request, key=key):
                result = route.handler(self, read, *identifiers)
                body = rendering.finish(self, result, version or self.api_version, expand)
        except ApiError as wrong:
            wrong.headers.setdefault("Request-Id", request)
            # Stripe keeps what got as far as its work; refused parameters may be mended.
            if key and method == "POST" and wrong.status == 402:
                self.idempotency[key] = (mark, wrong.status, copied(wrong.body), self.now)
            raise
        if key and method == "POST":
            self.idempotency[key] = (mark, 200, copied(body), self.now)
        return body, {"Request-Id": request}

    def _replay(self, key: str, mark: str) -> Any:
        kept, status, body, _ = self.idempotency[key]
        if kept != mark:
            message = (
                "Keys for idempotent requests can only be used with the same parameters they "
                f"were first used with. Try using a key other than '{key}' if you meant to "
                "execute a different request."
            )
            raise error(400, "idempotency_error", message)
        if status != 200:
            raise ApiError(status, copied(body), {"Idempotent-Replayed": "true"})
        return copied(body)

    def _clock(self, params: dict[str, Any], identifiers: list[str]) -> int | None:
        """Return the time of the test clock that a request's customer lives on."""
        if not self.kinds.get("test_helpers.test_clock"):
            return None
        names = ("customer", "subscription", "invoice", "payment_intent", "charge")
        clock = params.get("test_clock")
        for one in [*identifiers, *(params.get(name) for name in names)]:
            found = self.objects.get(one) if isinstance(one, str) else None
            clock = clock or (self.clock_of(found) if found else None)
        held = self.objects.get(clock or "")
        return held["frozen_time"] if held else None
