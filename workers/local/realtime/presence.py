"""Presence: who is on a channel, in the shape of Phoenix' presence."""

from __future__ import annotations

import itertools
import secrets
from collections.abc import Hashable, Iterable
from typing import Any

Meta = dict[str, Any]
State = dict[str, dict[str, list[Meta]]]
Diff = dict[str, State]

_serial = itertools.count(1)
# A client compares references across a reconnect: they must not repeat after a restart.
_run = secrets.token_urlsafe(8)


def _next_reference() -> str:
    return f"{_run}{next(_serial)}"


class Roster:
    """The members of one channel topic: under each key the metas of its connections."""

    def __init__(self) -> None:
        self._members: dict[Hashable, tuple[str, Meta]] = {}

    def __len__(self) -> int:
        return len(self._members)

    def track(self, member: Hashable, key: str, payload: Meta) -> Diff | None:
        """Enter `member` under `key`, or replace what it said before.

        Returns
        -------
        Diff | None
            What to tell the others; None if the payload is the same as before.
        """
        before = self._members.get(member)
        meta = {**payload, "phx_ref": _next_reference()}
        if before is not None:
            previous = before[1]
            if {**payload, **_references(previous)} == previous:
                return None
            meta["phx_ref_prev"] = previous["phx_ref"]
        self._members[member] = (key, meta)
        return {"joins": _grouped([(key, meta)]), "leaves": _grouped([before] if before else [])}

    def untrack(self, member: Hashable) -> Diff | None:
        """Remove `member`; returns what to tell the others, None if it was not there."""
        before = self._members.pop(member, None)
        if before is None:
            return None
        return {"joins": {}, "leaves": _grouped([before])}

    def state(self) -> State:
        """Return everybody who is here."""
        return _grouped(self._members.values())


def _references(meta: Meta) -> Meta:
    return {name: meta[name] for name in ("phx_ref", "phx_ref_prev") if name in meta}


def _grouped(members: Iterable[tuple[str, Meta]]) -> State:
    state: State = {}
    for key, meta in members:
        state.setdefault(key, {"metas": []})["metas"].append(meta)
    return state
