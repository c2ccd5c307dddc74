"""What `@table.ref` and `@day-3` mean in a file of demo data."""

from __future__ import annotations

import datetime as dt
import re
import uuid
from dataclasses import dataclass, field
from typing import Any

from flywheel.errors import FlywheelError
from flywheel.local.seed.days import Row

PLATFORM = "platform"
NAMESPACE = uuid.UUID("6f5b3c1e-0f0e-4a52-9a55-3f6f3b8f2d10")
_REFERENCE = re.compile(r"@([a-z_]+)\.(\S+)")
_DAY = re.compile(r"@day([+-]\d+)?(?: (\d\d:\d\d))?")


class SeedError(FlywheelError):
    """A file of demo data says something that cannot be loaded."""


def workspace_id(company: str) -> uuid.UUID:
    """Return the id of a company's workspace; the same on every machine."""
    return uuid.uuid5(NAMESPACE, company)


@dataclass
class Scope:
    """What the references of one file mean.

    Attributes
    ----------
    name
        The company, or the platform.
    today
        The day that `@day-3` counts from.
    people
        Ids of the people by their names in the file.
    """

    name: str
    today: dt.date
    people: dict[str, uuid.UUID] = field(default_factory=dict)

    def id_of(self, table: str, key: object) -> str:
        """Return the id of a row: a UUID v5 of company, table and key."""
        if table == "people":
            try:
                return str(self.people[str(key)])
            except KeyError:
                raise SeedError(f"{self.name}: there is no person {key!r}") from None
        return str(uuid.uuid5(NAMESPACE, f"{self.name}/{table}/{key}"))

    def resolve(self, value: Any) -> Any:
        """Put ids for `@table.key` and `@platform/table.key`, days for `@day-3 09:30`."""
        if isinstance(value, dict):
            return {name: self.resolve(part) for name, part in value.items()}
        if isinstance(value, list):
            return [self.resolve(part) for part in value]
        if not isinstance(value, str) or not value.startswith("@"):
            return value
        if shared := value.removeprefix(f"@{PLATFORM}/") != value:
            value = "@" + value.removeprefix(f"@{PLATFORM}/")
        if day := _DAY.fullmatch(value):
            date = self.today + dt.timedelta(days=int(day[1] or 0))
            return f"{date}T{day[2]}:00Z" if day[2] else str(date)
        if reference := _REFERENCE.fullmatch(value):
            scope = Scope(PLATFORM, self.today) if shared else self
            return scope.id_of(reference[1], reference[2])
        return value  # a name in a social network


def tables_behind(content: dict[str, list[Row]]) -> dict[str, set[str]]:
    """Return, for each table, the tables that its rows point at when they are inserted."""
    return {
        table: {
            found[1]
            for row in rows
            for name, value in row.items()
            if name != "then" and isinstance(value, str)
            for found in _REFERENCE.finditer(value)
            if found[1] in content and found[1] != table
        }
        for table, rows in content.items()
    }
