"""The kinds of objects that workers read are those that the database keeps and compares."""

from __future__ import annotations

import re

from flywheel.billing.kinds import KINDS
from flywheel.db import Connection

from .stripe_world import SUMMARY


async def test_workers_read_what_the_database_keeps(db: Connection) -> None:
    (row,) = await (
        await db.execute(
            b"select prosrc from pg_proc "
            b"where oid = 'private.is_stripe_mirrored(text)'::regprocedure"
        )
    ).fetchall()
    assert set(re.findall(r"'([a-z_.]+)'", row["prosrc"])) == set(KINDS)


async def test_everything_that_stripe_lists_is_compared(db: Connection) -> None:
    (row,) = await (await db.execute(b"select private.stripe_list_kinds() as kinds")).fetchall()
    listed = {name for name, kind in KINDS.items() if kind.list_path is not None}
    assert set(row["kinds"]) == listed | {SUMMARY}
    assert len(row["kinds"]) == len(set(row["kinds"]))
