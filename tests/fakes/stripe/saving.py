"""A fake's state as one JSON file, so that it survives a restart."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from tests.fakes.stripe.account import Account, Settings
from tests.fakes.stripe.state import FakeStripe

# What of an account is plain JSON and kept as it is.
PLAIN = (
    "api_version",
    "deleted",
    "delivered",
    "events",
    "frozen",
    "_offset",
    "_tasks",
)


def _dump_account(account: Account) -> dict[str, Any]:
    kept = {name: getattr(account, name) for name in PLAIN}
    version, numbers, gauss = account.chance.getstate()
    return {
        **kept,
        "objects": list(account.objects.values()),
        "idempotency": {key: list(one) for key, one in account.idempotency.items()},
        "due": {clock: [list(one) for one in heap] for clock, heap in account.due.items()},
        "links": {code: list(one) for code, one in account.links.items()},
        "chance": [version, list(numbers), gauss],
        "settings": vars(account.settings),
    }


def _load_account(account: Account, kept: dict[str, Any]) -> None:
    for name in PLAIN:
        setattr(account, name, kept[name])
    account.objects = {one["id"]: one for one in kept["objects"]}
    account.kinds = {}
    for one in account.objects.values():
        account.kinds.setdefault(one["object"], {})[one["id"]] = one
    # Copies made by JSON must become the stored objects again.
    for one in account.objects.values():
        for name in ("_price", "_coupon"):
            held = one.get(name)
            if held:
                one[name] = account.objects.get(held["id"], held)
    account.idempotency = {
        key: (one[0], one[1], one[2], one[3]) for key, one in kept["idempotency"].items()
    }
    account.due = {
        clock: [(one[0], one[1], one[2], one[3]) for one in heap]
        for clock, heap in kept["due"].items()
    }
    account.links = {code: (one[0], one[1]) for code, one in kept["links"].items()}
    version, numbers, gauss = kept["chance"]
    account.chance.setstate((version, tuple(numbers), gauss))
    settings = {**kept["settings"], "retry_days": tuple(kept["settings"]["retry_days"])}
    account.settings = Settings(**settings)


def save(fake: FakeStripe, path: Path) -> None:
    """Write a fake's accounts to a file, whole or not at all."""
    accounts = {name: _dump_account(one) for name, one in fake.accounts.items()}
    draft = path.with_name(path.name + ".new")
    draft.write_text(json.dumps({"seed": fake.seed, "accounts": accounts}))
    draft.replace(path)


def load(fake: FakeStripe, path: Path) -> None:
    """Read accounts from a file into a fake."""
    kept = json.loads(path.read_text())
    fake.seed = kept["seed"]
    for name, one in kept["accounts"].items():
        account = fake.accounts.setdefault(name, Account(fake, name, None))
        _load_account(account, one)


def size(fake: FakeStripe) -> tuple[int, ...]:
    """Return numbers that differ once anything worth saving has happened."""
    return tuple(
        number
        for one in fake.accounts.values()
        for number in (one.changes, len(one.events), one.delivered)
    )
