"""From the messages of `pgoutput` to changes of rows, with their tables and column names."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime

from flywheel.local.realtime.pgoutput import (
    UNCHANGED,
    Action,
    Begin,
    MalformedMessageError,
    Relation,
    Row,
    parse,
)


@dataclass(frozen=True, slots=True)
class Change:
    """One change of one row, with its table and the values by column name.

    `old` holds the columns of the replica identity, all of them under `replica identity
    full`. Values that an update did not touch are taken from `old` where it has them, and
    are missing otherwise.
    """

    relation: Relation
    action: Action
    new: dict[str, str | None]
    old: dict[str, str | None]
    committed_at: datetime

    @property
    def image(self) -> dict[str, str | None]:
        """The row that the change is about: the new one, or the deleted one."""
        return self.old if self.action == "DELETE" else self.new


class Decoder:
    """Turns the messages of one stream into changes, keeping what they refer back to."""

    def __init__(self) -> None:
        self._relations: dict[int, Relation] = {}
        self._committed_at = datetime.fromtimestamp(0, UTC)

    def decode(self, data: bytes) -> Change | None:
        """Return the change that a message describes, or None if it is not about a row.

        Raises
        ------
        MalformedMessageError
            If the message is malformed or of a relation that was never announced.
        """
        event = parse(data)
        match event:
            case Begin():
                self._committed_at = event.committed_at
            case Relation():
                self._relations[event.oid] = event
            case Row():
                return self._change(event)
            case _:
                pass
        return None

    def _change(self, row: Row) -> Change:
        relation = self._relations.get(row.relation_oid)
        if relation is None:
            raise MalformedMessageError(f"relation {row.relation_oid} was not announced")
        old = _old_values(relation, row)
        return Change(
            relation=relation,
            action=row.action,
            new=_new_values(relation, row, old),
            old=old,
            committed_at=self._committed_at,
        )


def _old_values(relation: Relation, row: Row) -> dict[str, str | None]:
    known = row.old
    if known is None:
        # An update that leaves the key alone does not log it: it is the same in the new row.
        known = row.new if row.action == "UPDATE" else None
    if known is None:
        return {}
    return {
        column.name: value
        for column, value in zip(relation.columns, known, strict=True)
        if (row.old_is_full or column.is_key) and value is not UNCHANGED
    }


def _new_values(relation: Relation, row: Row, old: dict[str, str | None]) -> dict[str, str | None]:
    values: dict[str, str | None] = {}
    for column, value in zip(relation.columns, row.new or (), strict=row.new is not None):
        if value is not UNCHANGED:
            values[column.name] = value
        elif column.name in old:
            values[column.name] = old[column.name]
    return values
