"""A channel's `postgres_changes`: its subscriptions, kept good as tokens and tables change."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any

from flywheel.local.realtime.authorization import DatabaseUnavailableError
from flywheel.local.realtime.identity import Identity
from flywheel.local.realtime.protocol import RawJson
from flywheel.local.realtime.subscriptions import (
    Subscription,
    SubscriptionChecker,
    SubscriptionError,
    number_bindings,
    parse_binding,
)

_EXTENSION = "postgres_changes"
_LOST = "The connection to Postgres was lost: changes are missed until it is back"
_RETRY_SECONDS = 1.0

Tell = Callable[[str, str, str], None]
"""Sends a system message: extension, status, text."""


class Follower:
    """What one channel follows in the database.

    Attributes
    ----------
    wanted
        What the client asked for, each with an `id`, as the answer to its join lists it.
    subscriptions
        Those that were found good.
    """

    def __init__(
        self,
        checker: SubscriptionChecker,
        wanted: list[dict[str, Any]],
        *,
        send: Callable[[RawJson], None],
        tell: Tell,
    ) -> None:
        self.wanted = number_bindings(wanted)
        self.subscriptions: list[Subscription] = []
        self._checker = checker
        self._send = send
        self._tell = tell
        self._failures: list[str] = []
        self._retry: asyncio.Task[None] | None = None

    async def check(self, identity: Identity) -> bool:
        """Check what is wanted, as `identity`; returns whether the database could be asked."""
        found = await self._collect(identity)
        if found is None:
            return False
        self.subscriptions, self._failures = found
        return True

    async def _collect(self, identity: Identity) -> tuple[list[Subscription], list[str]] | None:
        good, failures = [], []
        for params in self.wanted:
            try:
                binding = parse_binding(params)
                await self._checker.check(identity, binding)
            except SubscriptionError as error:
                failures.append(str(error))
            except DatabaseUnavailableError:
                return None
            else:
                good.append(Subscription(params["id"], self, identity, binding))
        return good, failures

    def announce(self) -> None:
        """Tell the client how its subscriptions stand."""
        for failure in self._failures:
            self._tell(_EXTENSION, "error", failure)
        if self.subscriptions:
            self._tell(_EXTENSION, "ok", "Subscribed to PostgreSQL")

    def check_until_answered(self, identity: Identity) -> None:
        """Check and announce in the background, again and again until the database answers."""
        self.stop_checking()
        if self.wanted:
            self._retry = asyncio.create_task(self._check_until_answered(identity))

    async def _check_until_answered(self, identity: Identity) -> None:
        while True:
            found = await self._collect(identity)
            if asyncio.current_task() is not self._retry:
                return  # overtaken by a newer check, or stopped
            if found:
                self.subscriptions, self._failures = found
                self.announce()
                return
            await asyncio.sleep(_RETRY_SECONDS)

    def stop_checking(self) -> None:
        """End what goes on in the background."""
        if self._retry:
            self._retry.cancel()
            self._retry = None

    def lost(self) -> None:
        """Tell a client that relies on changes that from now on some are missed."""
        if self.subscriptions:
            self._tell(_EXTENSION, "error", _LOST)

    # -- as a Subscriber ------------------------------------------------------------------

    def push_changes(self, ids: list[int], data: str) -> None:
        """Send one change of a row."""
        text = ",".join(str(number) for number in ids)
        self._send(RawJson(f'{{"ids":[{text}],"data":{data}}}'))

    def give_up(self, reason: str) -> None:
        """Follow no more, and tell the client why."""
        if self.subscriptions:
            self.subscriptions = []
            self._tell(_EXTENSION, "error", reason)
