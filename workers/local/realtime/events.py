"""What a subscriber to `postgres_changes` receives: the event as Realtime shapes it."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping

from flywheel.local.realtime.decoder import Change
from flywheel.local.realtime.protocol import dump_json
from flywheel.local.realtime.subscriptions import Subscriber, Subscription
from flywheel.local.realtime.tables import Table, TableColumn

_NO_KEY = "Error 400: Bad Request, no primary key"
_NOT_ALLOWED = "Error 401: Unauthorized"
_TOO_LARGE = "Error 413: Payload Too Large"
# Of a row that is too large, the values up to this many bytes are still sent.
_SMALL_VALUE = 64

Fragments = Mapping[str, str]
"""Values by column name, each as JSON."""


def send_change(
    change: Change,
    table: Table,
    new: Fragments,
    old: Fragments,
    subscriptions: Iterable[Subscription],
    *,
    record_bytes: int,
) -> None:
    """Send one change to subscriptions that may see it.

    Each gets the columns that its role may select. A subscriber whose subscriptions match
    in the same way gets one message that names them all.
    """
    addressed: dict[tuple[Subscriber, str, tuple[str, ...] | None], list[int]] = {}
    for subscription in subscriptions:
        binding = subscription.binding
        place = (subscription.subscriber, subscription.identity.role, binding.select)
        addressed.setdefault(place, []).append(subscription.id)
    rendered: dict[tuple[str, tuple[str, ...] | None], str] = {}
    for (subscriber, role, select), ids in addressed.items():
        if (role, select) not in rendered:
            rendered[role, select] = _render(change, table, new, old, role, select, record_bytes)
        subscriber.push_changes(ids, rendered[role, select])


def _render(
    change: Change,
    table: Table,
    new: Fragments,
    old: Fragments,
    role: str,
    select: Collection[str] | None,
    record_bytes: int,
) -> str:
    size = sum(len(value) for values in (new, old) for value in values.values())
    errors = []
    columns: list[TableColumn] = []
    if not table.key and change.action != "DELETE":
        errors.append(_NO_KEY)
    elif not table.may_follow(role):
        errors.append(_NOT_ALLOWED)
    else:
        columns = [
            column
            for column in table.readable(role)
            if select is None or column.is_key or column.name in select
        ]
    if size > record_bytes:
        errors.append(_TOO_LARGE)
        new, old = _small(new), _small(old)
    parts = {
        "schema": dump_json(change.relation.schema),
        "table": dump_json(change.relation.name),
        "type": dump_json(change.action),
        "commit_timestamp": dump_json(
            change.committed_at.isoformat(timespec="milliseconds").replace("+00:00", "Z")
        ),
        "columns": dump_json([{"name": c.name, "type": c.type_name} for c in columns]),
        "errors": dump_json(errors or None),
    }
    if change.action != "DELETE":
        parts["record"] = _object(new, columns)
    if change.action != "INSERT":
        # Nobody can ask whether a deleted row was visible: under RLS only its key is told.
        keys_only = change.action == "DELETE" and table.has_rls
        parts["old_record"] = _object(old, [c for c in columns if c.is_key or not keys_only])
    return _join(parts)


def _small(values: Fragments) -> Fragments:
    return {name: value for name, value in values.items() if len(value) <= _SMALL_VALUE}


def _object(values: Fragments, columns: Iterable[TableColumn]) -> str:
    return _join({c.name: values[c.name] for c in columns if c.name in values})


def _join(fragments: Fragments) -> str:
    return "{" + ",".join(f"{dump_json(k)}:{v}" for k, v in fragments.items()) + "}"
