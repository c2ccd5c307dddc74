"""Where the schema is written down: the files of `sql/` and `policies/`, in build order."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from flywheel.errors import FlywheelError

CHECKOUT = Path(__file__).resolve().parents[2]

DOMAINS = (
    "platform",
    "accounts",
    "security",
    "jobs",
    "catalog",
    "commerce",
    "billing",
    "content",
    "campaigns",
    "ads",
    "ai",
    "analytics",
    "pricing",
    "insights",
    "experiments",
    "integrations",
)
"""Build order: a domain may rely on the domains before it, never on those after."""

KINDS = ("tables", "functions", "triggers", "views")
"""Order of a domain's files. A long file is split as `functions_<part>.sql`."""


class SchemaError(FlywheelError):
    """The schema's sources or migrations cannot be used as they are."""


def domain_files(domain: str, root: Path = CHECKOUT) -> list[Path]:
    """Return the files of one domain in build order: `sql/<domain>/*`, then its policies.

    Raises
    ------
    SchemaError
        If the folder holds a `.sql` file whose place in the order is not known.
    """
    folder = root / "sql" / domain
    found = sorted(folder.glob("*.sql"))
    ordered = [
        path
        for kind in KINDS
        for path in found
        if path.stem == kind or path.stem.startswith(f"{kind}_")
    ]
    if unknown := [path for path in found if path not in ordered]:
        raise SchemaError(
            f"{unknown[0].relative_to(root)}: its name does not say when to run it",
            hint=f"Name it {', '.join(KINDS)}, or one of these and a part: functions_search.sql.",
        )
    policies = root / "policies" / f"{domain}.sql"
    return [*ordered, policies] if policies.exists() else ordered


def source_files(root: Path = CHECKOUT) -> Iterator[Path]:
    """Yield every source file in build order.

    Raises
    ------
    SchemaError
        If a folder of `sql/` or a file of `policies/` belongs to no listed domain.
    """
    present = {path.parent.name for path in (root / "sql").glob("*/*.sql")} | {
        path.stem for path in (root / "policies").glob("*.sql")
    }
    if unknown := sorted(present - set(DOMAINS)):
        raise SchemaError(
            f"{unknown[0]!r} in sql/ or policies/ is not a domain",
            hint="Add it to DOMAINS in workers/schema/sources.py, after what it relies on.",
        )
    for domain in DOMAINS:
        yield from domain_files(domain, root)
